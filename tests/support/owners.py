"""Whose a file of a rendered project is, by the table."""

from typing import Any

from tests.support.macros import OWNERSHIP


def rows_of(path: str, plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table that a path matches, the one that counts last."""
    services = [service["name"] for service in plan["services"]]
    found = []
    for row in OWNERSHIP.files:
        for service in services if "SERVICE" in row["path"] else [""]:
            place = OWNERSHIP.located(row["path"], plan["package"], service)
            if f"/{path}" == place or (place.endswith("/") and f"/{path}".startswith(place)):
                found.append((len(place), row))
    return [row for _, row in sorted(found, key=lambda each: each[0])]
