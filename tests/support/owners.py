"""Whose a file of a rendered project is, by the table."""

from functools import cache
from typing import Any

from tests.support.macros import FILES, TABLE, read

Row = dict[str, Any]
Plan = dict[str, Any]


def row_of(path: str, plan: Plan) -> Row | None:
    """The row of the table that counts for a file: the longest path that fits it.

    Args:
        path: The file, from the project's root.
        plan: The project's plan.

    Returns:
        The row with what it takes from the folders above it, or None if no row fits.
    """
    parts = tuple((part["name"], part["kind"]) for part in plan["each"]["part"])
    for place, row in _places(plan["package"], parts):
        if f"/{path}" == place or (place.endswith("/") and f"/{path}".startswith(place)):
            return row
    return None


@cache
def _places(package: str, parts: tuple[tuple[str, str], ...]) -> list[tuple[str, Row]]:
    """The paths of all rows in a project, the longest first."""
    listed = [{"name": name, "kind": kind} for name, kind in parts]
    found = [
        (place, row) for row in TABLE.rows for place in read(FILES.places_of, row, package, listed)
    ]
    return sorted(found, key=lambda each: -len(each[0]))


def owner_of(path: str, plan: Plan) -> str:
    """Whose a file is: "seeded", "managed" or "merged"."""
    row = row_of(path, plan)
    assert row, f"{path} has no owner"
    return str(row["owner"])
