"""Compile each piece of template text once for all renders of a process.

Copier makes a new Jinja environment for every render, and two thirds of a render's time is spent
compiling the same texts again. What a text compiles to depends on the text and on the environment's
settings only, so it can be kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import Environment

_SETTINGS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "autoescape",
)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Keep what is compiled, until the end of the block."""
    original = Environment.compile
    kept: dict[tuple[Any, ...], Any] = {}

    def compile_once(self: Environment, source: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(source, str):
            return original(self, source, *args, **options)
        settings = tuple(getattr(self, setting) for setting in _SETTINGS)
        extensions = tuple(sorted(self.extensions))
        key = (type(self), settings, extensions, source, args, tuple(sorted(options.items())))
        if key in kept:
            self.preprocess(source)  # Copier's yield tag resets itself here
        else:
            kept[key] = original(self, source, *args, **options)
        return kept[key]

    Environment.compile = compile_once  # type: ignore[method-assign]
    try:
        yield
    finally:
        Environment.compile = original  # type: ignore[method-assign]
