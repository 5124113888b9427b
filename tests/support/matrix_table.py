"""Turn the results of the matrix of updates into a table for the documents.

uv run pytest -m "full or not full" tests/render/test_update_matrix.py --junitxml=results.xml
uv run python -m tests.support.matrix_table results.xml
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.support.answers import PRESETS
from tests.support.matrix import KINDS

Result = dict[str, Any]


def read_results(report: Path) -> list[Result]:
    """Read what the tests recorded in a report of pytest.

    Args:
        report: A file written by `pytest --junitxml`.

    Returns:
        One entry for each update.
    """
    found = ET.parse(report).iterfind(".//property[@name='update']")  # noqa: S314 - our own report
    return [json.loads(each.attrib["value"]) for each in found]


def cell(results: Iterable[Result]) -> str:
    """How many updates there were, and what came of them."""
    results = list(results)
    if not results:
        return "-"
    lines = sum(each["lines"] for each in results)
    conflicts = sum(len(each["conflicts"]) for each in results)
    problems = sum(len(each["problems"]) for each in results)
    return f"{len(results)} / {lines} / {problems} / {conflicts}"


def table_of(results: list[Result]) -> str:
    """Lay results out as a table in Markdown.

    Args:
        results: One entry for each update.

    Returns:
        A row for each kind of update and a column for each preset, and what is to know about them.
    """
    starts = sorted({each["start"] for each in results})
    rows = [f"| What the update does | {' | '.join(PRESETS)} | all |", "|---" * 5 + "|"]
    for kind in KINDS:
        of_kind = [each for each in results if each["kind"] == kind]
        cells = [cell(each for each in of_kind if each["preset"] == preset) for preset in PRESETS]
        rows.append(f"| {kind} | {' | '.join([*cells, cell(of_kind)])} |")
    names = sorted({name for each in results for name in each["conflicts"]})
    where = ", ".join(f"`{name}`" for name in names) or "no file"
    return "\n".join(
        [
            "Each cell: updates / lines of people checked / findings / files with conflicts.",
            "",
            *rows,
            "",
            f"Starting versions: {', '.join(starts)}. Conflicts were in {where}, which people had"
            " edited in each case.",
        ]
    )


if __name__ == "__main__":
    print(table_of(read_results(Path(sys.argv[1]))))  # noqa: T201 - this is its purpose
