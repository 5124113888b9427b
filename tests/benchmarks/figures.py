"""Ratios of what was measured side by side, and whether they reach their goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Goal:
    """What a ratio should be.

    Attributes:
        limit: The ratio that is still good.
        at_least: Whether more is better; otherwise less is.
    """

    limit: float
    at_least: bool = False

    def __str__(self) -> str:
        """Write it as in a table."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"

    def is_met(self, value: float) -> bool:
        """Whether a ratio, as it is shown, reaches the goal."""
        shown = round(value, 2)
        return shown >= self.limit if self.at_least else shown <= self.limit


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        group: The measurement that it came from.
        what: What is divided by what.
        ratios: The ratio of each round.
        goal: What it should be, or None for a figure that only explains others.
        note: The absolute figures.
    """

    group: str
    what: str
    ratios: Sequence[float]
    goal: Goal | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)

    @property
    def spread(self) -> str:
        """The middle half of the rounds."""
        if len(self.ratios) < 2:
            return ""
        low, _, high = quantiles(self.ratios, n=4, method="inclusive")
        return f"{low:.2f}-{high:.2f}"

    @property
    def verdict(self) -> str:
        """Whether the goal is reached."""
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "**missed**"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Divide what was measured in the same rounds."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]
