"""The table of what was measured, on the terminal and in the document."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.support.paths import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
HEAD = ["Measured", "Ratio", "Middle half", "Goal", "", "Absolute, of this machine"]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table, in columns."""
    rows = [HEAD, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rows.insert(1, ["-" * width for width in widths])
    lines = (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )
    return "\n".join(lines) + "\n"


def _row(figure: Figure) -> list[str]:
    goal = str(figure.goal) if figure.goal else ""
    return [
        figure.what,
        f"{figure.value:.2f}",
        figure.spread,
        goal,
        figure.verdict,
        figure.note,
    ]


def machine() -> str:
    """Describe in words what it was measured on."""
    count = os.cpu_count()
    return (
        f"Measured on {count} cores, {platform.system()},"
        f" {platform.python_implementation()} {platform.python_version()}."
    )


def write(figures: Sequence[Figure], document: Path = DOCUMENT) -> None:
    """Replace the figures in the document; everything around them is written by people."""
    text = document.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    content = f"{machine()}\n\n{table(figures)}"
    document.write_text(f"{before}{BEGIN}\n{content}\n{END}{after}", encoding="utf-8")
