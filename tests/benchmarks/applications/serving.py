"""Serves the applications to compare with, with the options that the generated projects use."""

import uvicorn
from uvicorn._types import ASGIApplication


def serve(app: ASGIApplication, port: int) -> None:
    """Serve an application with one worker, without a line of log for each request."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
