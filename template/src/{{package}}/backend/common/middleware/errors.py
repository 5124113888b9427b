"""Answers what nobody caught."""

import sys
from functools import partial
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ....shared.errors import UnavailableError
from ..problems import problem_response

log = structlog.get_logger(__name__)


class ErrorMiddleware:
    """Logs an unexpected exception with its trace, and tells the caller nothing of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, partial(_tell_in_a_line, send))
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            log.exception("unhandled error", method=scope["method"], path=scope["path"])
            if started:
                # Half an answer is out: only breaking the connection tells that it is not whole.
                raise
            response = problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, instance=scope["path"])
            await response(scope, receive, send)


async def _tell_in_a_line(send: Send, message: Message) -> None:
    # What is away is no fault of the code, so its trace would help nobody.
    error = sys.exception()
    if message["type"] == "lifespan.startup.failed" and isinstance(error, UnavailableError):
        message = {**message, "message": f"{error}: {error.__cause__}"}
    await send(message)
