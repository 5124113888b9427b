"""Ends commands in a line when something that they need is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..shared.errors import UnavailableError
from .failure import fail


@contextmanager
def telling_outages() -> Iterator[None]:
    """Say what is away, in place of a trace.

    Raises:
        typer.Exit: Something is.
    """
    try:
        yield
    except UnavailableError as error:
        fail(f"{str(error).capitalize()}: {error.__cause__}")
