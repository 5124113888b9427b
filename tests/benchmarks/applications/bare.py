"""FastAPI with a health route and nothing else; further arguments are modules to import."""

import sys
from importlib import import_module

from fastapi import FastAPI
from pydantic import BaseModel
from serving import serve

for module in sys.argv[2:]:
    import_module(module)

app = FastAPI()


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"


@app.get("/health/live")
async def live() -> Health:
    """Tell that the process answers."""
    return Health()


serve(app, int(sys.argv[1]))
