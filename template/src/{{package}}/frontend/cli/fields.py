"""Reads the fields of a request from the command line."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

Fields = Annotated[
    list[str],
    typer.Argument(
        metavar="FIELD=TEXT|FIELD:=JSON",
        help="What to send, field by field.",
        default_factory=list,
        show_default=False,
    ),
]


def parse_fields(arguments: Sequence[str]) -> dict[str, Any]:
    """Return the fields of `name=text` and `name:=json` arguments.

    Raises:
        typer.BadParameter: An argument is neither, or its JSON cannot be read.
    """
    return dict(map(_parse, arguments))


def _parse(argument: str) -> tuple[str, object]:
    name, separator, text = argument.partition("=")
    if not separator or not name.rstrip(":"):
        msg = f"{argument!r} is neither FIELD=TEXT nor FIELD:=JSON."
        raise typer.BadParameter(msg)
    if not name.endswith(":"):
        return name, text
    try:
        return name[:-1], json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"{argument!r} is no JSON after the colon: {error}."
        raise typer.BadParameter(msg) from None
