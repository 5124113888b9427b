"""Counts and times the requests of an application."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ....shared.observability.metrics import HttpMetrics

UNMATCHED = "unmatched"


class MetricsMiddleware:
    """Records each request under the template of its route, so that labels stay few."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics) -> None:
        """Wrap an application."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._metrics.record(scope["method"], route_of(scope), status, perf_counter() - started)


def route_of(scope: Scope) -> str:
    """Return the path template of the route that was taken, with the prefixes of its routers."""
    # FastAPI keeps the whole template apart from the route, which knows its own part only.
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(route, "path", UNMATCHED))
