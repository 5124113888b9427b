"""Spans of the statements that a traced request runs.

OpenTelemetry costs start-up time and memory, so this module is imported only where traces are on.
"""

from collections.abc import Callable

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span
from sqlalchemy import Connection, Engine, ExceptionContext, event


class QuerySpans:
    """Makes every statement that a traced request runs a span.

    The attributes are those of OpenTelemetry's semantic conventions for databases. Its own
    instrumentation does not take SQLAlchemy 2.1 yet.
    """

    def __init__(self, provider: TracerProvider) -> None:
        """Take spans from a provider, once `listen` is called."""
        self._tracer = provider.get_tracer(__name__)
        self._listeners: dict[str, Callable[..., None]] = {
            "before_cursor_execute": self._begin,
            "after_cursor_execute": self._end,
            "handle_error": self._fail,
        }

    def listen(self) -> None:
        """Begin, for all engines of the process."""
        for name, listener in self._listeners.items():
            event.listen(Engine, name, listener)

    def stop(self) -> None:
        """End it."""
        for name, listener in self._listeners.items():
            event.remove(Engine, name, listener)

    def _begin(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        # A span outside of a request would be a trace of its own, for every poll of the database.
        if get_current_span().is_recording():
            connection.info["span"] = self._tracer.start_span(
                statement.split(maxsplit=1)[0].upper(),
                kind=SpanKind.CLIENT,
                attributes={
                    "db.system.name": connection.dialect.name,
                    "db.query.text": statement,
                },
            )

    def _end(self, connection: Connection, *_: object) -> None:
        span: Span | None = connection.info.pop("span", None)
        if span:
            span.end()

    def _fail(self, context: ExceptionContext) -> None:
        if context.connection and "span" in context.connection.info:
            span: Span = context.connection.info.pop("span")
            span.set_status(StatusCode.ERROR, str(context.original_exception))
            span.end()
