"""The least that an application can do: shows what the load generator can drive."""

import sys
from typing import Any

from serving import serve

START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"15")],
}
BODY = {"type": "http.response.body", "body": b'{"status":"ok"}'}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer every request in the same way."""
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    await send(START)
    await send(BODY)


serve(app, int(sys.argv[1]))
