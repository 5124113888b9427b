"""Refuses bodies that are too large, however they are sent."""

from starlette.exceptions import HTTPException
from starlette.status import HTTP_413_CONTENT_TOO_LARGE
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import problem_response

LENGTH = b"content-length"


class BodyLimitMiddleware:
    """Answers 413 at once when the length is announced, and as soon as it is passed when not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        """Wrap an application."""
        self._app = app
        self._max_bytes = max_bytes
        self._detail = f"The body may have {max_bytes} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == LENGTH), b"")
        if announced.isdigit() and int(announced) > self._max_bytes:
            response = problem_response(
                HTTP_413_CONTENT_TOO_LARGE, self._detail, instance=scope["path"]
            )
            await response(scope, receive, send)
            return
        received = 0

        async def receive_and_count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise HTTPException(HTTP_413_CONTENT_TOO_LARGE, self._detail)
            return message

        await self._app(scope, receive_and_count, send)
