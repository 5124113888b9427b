"""What the command prints: words for people, JSON for scripts."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rich.console import Console


def print_anything() -> None:
    """Let no name or line that a terminal cannot show stop a command that is at work."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print text as it is.

    Args:
        text: The text.
    """
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print text where errors go.

    Args:
        text: The text.
    """
    sys.stderr.write(f"{text}\n")


def say_json(value: Any) -> None:
    """Print a value for a script.

    Args:
        value: What JSON can say.
    """
    say(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show in a terminal that something takes a while.

    Args:
        what: What it is.

    Yields:
        Nothing.
    """
    with Console(stderr=True).status(what):
        yield
