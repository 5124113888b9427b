"""The page at `/docs` to look at a service and try it, which asks no other host for anything."""

from pathlib import Path

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

FILES = Path(fastapi_offline.__file__).parent / "static"
FOLDER = "/docs/files"


def install_docs(app: FastAPI) -> None:
    """Add the page to an application that shows its interface."""

    async def show(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title=app.title,
            swagger_js_url=f"{root}{FOLDER}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{FOLDER}/swagger-ui.css",
            swagger_favicon_url=f"{root}{FOLDER}/favicon.png",
        )

    app.add_route("/docs", show, include_in_schema=False)
    app.mount(FOLDER, StaticFiles(directory=FILES))
