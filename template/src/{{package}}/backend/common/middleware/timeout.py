"""Ends requests whose answer does not begin in time, or whose caller does not take it."""

import asyncio
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..problems import problem_response

log = structlog.get_logger(__name__)


class TimeoutMiddleware:
    """Cancels a request after some seconds.

    An answer that is streamed may go on for as long as each part of it is taken in that time: a
    caller who stops reading would hold what the answer is made from.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Wrap an application."""
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = asyncio.timeout(self._seconds)
        is_taken = True
        is_streamed = False

        async def send_and_relax(message: Message) -> None:
            nonlocal is_taken, is_streamed
            if message["type"] == "http.response.start":
                limit.reschedule(None)
            is_streamed = is_streamed or message.get("more_body", False)
            if not is_streamed:
                # Whole answers hold nothing while they are taken.
                await send(message)
                return
            try:
                async with asyncio.timeout(self._seconds):
                    await send(message)
            except TimeoutError:
                is_taken = False
                raise

        try:
            async with limit:
                await self._app(scope, receive, send_and_relax)
        except Exception as error:
            if not is_taken:
                # Half an answer is out, and the server breaks the connection.
                log.warning("the caller does not take the answer", path=scope["path"])
                return
            if not (isinstance(error, TimeoutError) and limit.expired()):
                raise
            response = problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"There was no answer within {self._seconds:g} seconds.",
                instance=scope["path"],
                headers={"Retry-After": "1"},
            )
            await response(scope, receive, send)
