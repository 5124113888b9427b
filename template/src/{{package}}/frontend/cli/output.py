"""Prints what was found: tables on a terminal, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON, as is done when no terminal is written to.")
]


def print_items(
    items: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool
) -> None:
    """Print a list: some columns of it as a table, or all of it as a JSON array."""
    if _wants_json(as_json):
        _print_json(list(items))
    else:
        rows = [[_cell(item.get(column)) for column in columns] for item in items]
        _print_table(columns, rows)


def print_item(item: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one object: a line for each field, or as JSON."""
    if _wants_json(as_json):
        _print_json(item)
    else:
        _print_table(None, [[name, _cell(value)] for name, value in item.items()])


def _wants_json(asked: bool) -> bool:
    return asked or not sys.stdout.isatty()


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _print_table(header: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_header=header is not None, pad_edge=False)
    first, *others = header or ("", "")
    table.add_column(first.replace("_", " "), no_wrap=True)
    for name in others:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        # Text, since a cell may hold what rich would take for markup.
        table.add_row(*map(Text, row))
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Whatever was stored must not steer the terminal.
    return "".join(char if char.isprintable() else " " for char in text)
