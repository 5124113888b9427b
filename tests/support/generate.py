"""What is made from the tables: `uv run python -m tests.support.generate` writes it anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pathspec import PathSpec

from groundplan.codes import CODES
from tests.support.macros import FILES, TABLE, TABLES
from tests.support.ownership_page import PAGE, page
from tests.support.paths import ROOT
from tests.support.places import covers, paths_here

SETTINGS = "copier.yml"
HEAD = "  # Generated: the seeded files, from extensions/ownership.jinja\n"
TAIL = "  # Generated until here\n"
README = "README.md"
README_HEAD = "<!-- Generated: what can be chosen, from extensions/tables.jinja -->\n"
COMMAND = "docs/command.md"
COMMAND_HEAD = "<!-- Generated: the exit codes, from extensions/groundplan/codes.py -->\n"
PAGE_TAIL = "<!-- Generated until here -->\n"

Row = dict[str, Any]


def patterns(rows: list[Row], paths: Iterable[str]) -> list[str]:
    """The patterns of `_skip_if_exists`; the last one that matches a file counts.

    Args:
        rows: The table of ownership.
        paths: What the template writes, as the table writes paths.

    Returns:
        A pattern for each seeded row, and one with an exclamation mark for what it must not match.
    """
    found: list[str] = []
    for place, seeded in sorted(_places(rows, paths), key=_breadth):
        pattern = FILES.located(place)
        sample = _sample(place)
        if seeded != PathSpec.from_lines("gitignore", found).match_file(sample):
            found.append(pattern if seeded else f"!{pattern}")
    return found


def _places(rows: list[Row], paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Rows, and files that have none of their own, each with whether it is seeded."""
    for row in rows:
        yield row["path"], row["owner"] == "seeded"
    for path in paths:
        owner = max((row for row in rows if covers(row["path"], path)), key=_length)["owner"]
        yield path, owner == "seeded"


def _length(row: Row) -> int:
    return len(row["path"])


def _breadth(place: tuple[str, bool]) -> tuple[int, bool, str]:
    """Broad patterns first: short ones, and of those the ones with a part in them."""
    path, _ = place
    return path.rstrip("/").count("/"), "PART" not in path, path


def _sample(place: str) -> str:
    """A file that a row is about."""
    path = FILES.located(place, "package", "some_part")[1:]
    return f"{path}any.txt" if path.endswith("/") else path


def settings(text: str) -> str:
    """The settings, with the patterns as they should be."""
    before, _, rest = text.partition(HEAD)
    _, _, after = rest.partition(TAIL)
    quoted = (f'"{each}"' if each.startswith("!") else each for each in found_here())
    return before + HEAD + "".join(f"  - {each}\n" for each in quoted) + TAIL + after


def between(text: str, head: str, lines: Iterable[str]) -> str:
    """A page, with other lines after a head and before its tail."""
    before, _, rest = text.partition(head)
    _, _, after = rest.partition(PAGE_TAIL)
    return before + head + "\n".join(lines) + "\n" + PAGE_TAIL + after


def _codes() -> Iterator[str]:
    """The exit codes, as a table."""
    yield "| Command | Code | |\n|---|---|---|"
    for command, meanings in CODES.items():
        for code, words in meanings.items():
            yield f"| `{command}` | {code} | {words} |"


def _choices() -> Iterator[str]:
    """The presets, kinds, components and databases, as tables."""
    yield "| Preset | What it starts with |\n|---|---|"
    for name, row in TABLES.presets.items():
        components = ", ".join(f"`{each}`" for each in row["components"])
        yield f"| `{name}` | {row['help']}: `{row['parts']}` with {components} |"
    for title, table in (
        ("Kind of part", TABLES.kinds),
        ("Component", TABLES.components),
        ("Database in production", TABLES.databases),
        ("Who brings new versions", TABLES.updaters),
    ):
        yield f"\n| {title} | |\n|---|---|"
        for name, row in table.items():
            yield f"| `{name}` | {row['help']}{_once(row)} |"


def _once(row: Row) -> str:
    """What to do instead of having a second one."""
    return f" (once: {row['once']})" if "once" in row else ""


def found_here() -> list[str]:
    """The patterns of this version."""
    return patterns(TABLE.rows, sorted(paths_here()))


def generated(root: Path) -> dict[str, str]:
    """Every file that is made from the tables, wholly or in part, with its text as it should be."""
    return {
        PAGE: page(),
        SETTINGS: settings((root / SETTINGS).read_text(encoding="utf-8")),
        README: between((root / README).read_text(encoding="utf-8"), README_HEAD, _choices()),
        COMMAND: between((root / COMMAND).read_text(encoding="utf-8"), COMMAND_HEAD, _codes()),
    }


if __name__ == "__main__":
    for name, text in generated(ROOT).items():
        (ROOT / name).write_text(text, encoding="utf-8")
