"""What two versions of the table of ownership may differ in."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.environment import run
from tests.support.macros import TableOfOwnership
from tests.support.places import covers, plain

Row = dict[str, Any]


def table_at(repository: Path, tag: str) -> TableOfOwnership:
    """The table of ownership of a release."""
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "extensions.tar"
        run(["git", "archive", f"--output={archive}", tag, "extensions"], repository)
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        return TableOfOwnership(Path(folder) / "extensions")


def paths_at(repository: Path, tag: str) -> set[str]:
    """What a release writes, as the table of ownership writes paths."""
    listed = run(["git", "ls-tree", "-rz", "--name-only", tag, "template/"], repository).stdout
    return {plain(path) for path in listed.split("\0")[:-1]}


def paths_lost(
    old: TableOfOwnership, before: set[str], new: TableOfOwnership, after: set[str]
) -> Iterator[str]:
    """Files that updates reached, that are not there any more and that nobody is told of."""
    gone = [row["path"] for row in new.gone]
    for path in sorted(before - after):
        rows = [row for row in old.rows if covers(row["path"], path)]
        owner = max(rows, key=lambda row: len(row["path"]))["owner"] if rows else "managed"
        if owner != "seeded" and not any(covers(place, path) for place in gone):
            yield f"{path} is not written any more: list it in `gone`"


def losses_between(old: TableOfOwnership, new: TableOfOwnership) -> Iterator[str]:
    """What projects would lose, or get twice, by going from one table to another.

    Args:
        old: The table of a release.
        new: The table of a later version.

    Yields:
        One sentence for each path.
    """
    before = {row["path"]: row for row in old.rows}
    after = {row["path"]: row for row in new.rows}
    given_up = [row["path"] for row in new.gone]
    known = {name for row in old.rows for name in row.get("of", [])}
    for path, row in before.items():
        yield from _losses_of(path, row, after.get(path), list(after), given_up)
    moved = {row["was"] for row in new.rows if "was" in row}
    for path, row in before.items():
        if row["owner"] == "seeded" and path not in after and path not in moved:
            yield f"{path} is seeded and is not there any more: name it in `was`, or keep its row"
    for path, row in after.items():
        explained = path in before or {"since", "was"} & set(row) or set(row.get("of", [])) - known
        if row["owner"] == "seeded" and not explained:
            yield f"{path} is new: say `since` which version, or where it `was`"
        if {"since", "was"} <= set(row):
            yield f"{path} has `since` and `was`: it would be there twice"


def _losses_of(
    path: str, old: Row, new: Row | None, paths: list[str], given_up: list[str]
) -> Iterator[str]:
    """What becomes of a path that the older table has."""
    if new is None:
        kept = [place for place in (*given_up, *paths) if covers(place, path)]
        if old["owner"] != "seeded" and not kept:
            yield f"{path} is given up: list it in `gone`"
    elif old["owner"] == "seeded" and new["owner"] != "seeded":
        yield f"{path} was seeded, and updates would reach it: give it another path"
    elif old["owner"] != "seeded" and new["owner"] == "seeded" and "managed_until" not in new:
        yield f"{path} becomes seeded: say in `managed_until` which version does that"
