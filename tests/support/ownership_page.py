"""The page that says whose each file is, made from the table.

`uv run python -m tests.support.ownership_page` writes it anew.
"""

from collections.abc import Iterator
from typing import Any

from tests.support.macros import OWNERSHIP
from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "ownership.md"

INTRODUCTION = """\
# Whose each file is

Every file that the template writes has one owner. The table is `extensions/ownership.jinja`. This
page is made from it (`uv run python -m tests.support.ownership_page`), Copier's settings follow it,
and tests fail for a file without a row and for a row that does not fit what is rendered.

The longest path that fits a file counts. `PACKAGE` is the name of the package, `SERVICE` that of a
service.
"""
OWNERS = {
    "seeded": """\
## Seeded: the project's

Written once. An update never changes, restores or removes one of these: not when the template
changes it, not when people changed, moved or deleted it, not when its component or service is
switched off.
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
BROUGHT = {
    "resource": "a resource service",
    "renovate": "`updates: renovate`",
    "update_workflow": "`updates: workflow`",
    "queued": "a service that runs jobs",
    "services": "any service",
    "secrets": "`auth` or `postgresql`",
}


def page() -> str:
    """The page."""
    return "\n".join([INTRODUCTION, *(part for owner in OWNERS for part in _section(owner))])


def _section(owner: str) -> Iterator[str]:
    """The rows of one owner."""
    yield OWNERS[owner]
    rows = sorted(
        (row for row in OWNERSHIP.files if row["owner"] == owner), key=lambda row: row["path"]
    )
    if owner == "seeded":
        yield "| File | There with |\n|---|---|"
        yield from (f"| `{row['path'][1:]}` | {_brought(row)} |" for row in rows)
    else:
        yield "| File | There with | A place for your own |\n|---|---|---|"
        yield from (f"| `{row['path'][1:]}` | {_brought(row)} | {row['own']} |" for row in rows)
    yield ""


def _brought(row: dict[str, Any]) -> str:
    """What brings the files of a row, in words."""
    names = [BROUGHT.get(name, f"`{name}`") for name in row.get("of", [])]
    if "SERVICE" in row["path"]:
        names.insert(0, "the service")
    if "unless" in row:
        names.append("no service")
    return " and ".join(names) or "always"


if __name__ == "__main__":
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
