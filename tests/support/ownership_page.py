"""The page that says whose each file is, made from the table."""

from collections.abc import Iterator
from typing import Any

from tests.support.macros import PARTS, TABLE, TABLES

PAGE = "docs/ownership.md"

INTRODUCTION = """\
# Whose each file is

Every file that the template writes has one owner. The table is `extensions/ownership.jinja`. This
page is made from it (`uv run python -m tests.support.generate`), Copier's settings follow it, and
tests fail for a file without a row and for a row that does not fit what is rendered.

The longest path that fits a file counts. `PACKAGE` is the name of the package, `PART` that of a
part.
"""
OWNERS = {
    "seeded": """\
## Seeded: the project's

Written once. An update never changes, restores or removes one of these: not when the template
changes it, not when people changed, moved or deleted it, not when its component or part is switched
off.
""",
    "merged": """\
## Merged: both sides'

People add to them and updates change them. They are laid out so that the usual changes of both
sides do not touch.
""",
    "managed": """\
## Managed: the template's

Updates reach them. What people would want to change in one has a place of its own, which no update
touches. Who changes one all the same keeps the change: an update merges it, or marks a conflict
where the template changed the same lines.
""",
}

DESCRIBED = {**TABLES.traits, **TABLES.places, **TABLES.families, **TABLES.features}
"""What nobody chooses by its name, so that it is said in words."""

Row = dict[str, Any]


def page() -> str:
    """The page."""
    parts = [INTRODUCTION, *(part for owner in OWNERS for part in _section(owner))]
    return "\n".join(parts).rstrip() + "\n"


def _section(owner: str) -> Iterator[str]:
    """The rows of one owner."""
    yield OWNERS[owner]
    rows = [row for row in TABLE.rows if row["owner"] == owner]
    if owner == "seeded":
        yield "| File | There with |\n|---|---|"
        yield from (f"| `{row['path'][1:]}` | {_brought(row)} |" for row in rows)
    else:
        yield "| File | There with | A place for your own |\n|---|---|---|"
        yield from (f"| `{row['path'][1:]}` | {_brought(row)} | {row['own']} |" for row in rows)
    yield ""


def _brought(row: Row) -> str:
    """What brings the files of a row, in words; what follows from another name is left out."""
    names = [name for name in row["of"] if not _implied(name, row["of"])]
    words = [_words(name) for name in names]
    if "each" in row:
        words.insert(0, "the part")
    return " and ".join(words) or "always"


def _implied(name: str, names: list[str]) -> bool:
    """Whether another one of some names comes only where this one is."""
    return any(other != name and name in _always_with(other) for other in names)


def _always_with(name: str) -> set[str]:
    """What is there wherever a name is: what it brings, what it requires, and so on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        row = PARTS.named[waiting.pop()]
        for other in (*row.get("brings", []), *row.get("traits", []), row.get("requires")):
            if other and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _words(name: str) -> str:
    """What a name means, in a few words."""
    row = PARTS.named[name]
    if name in DESCRIBED:
        return str(row["help"])
    return f"`{name}`"
