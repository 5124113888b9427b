"""Pure ASGI middleware: none of it costs a task or a copy of the body."""
