"""A description that is kept up to date value by value, in constant memory."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class RunningSummary:
    """Count, mean, spread and range of the values seen so far.

    The update is Welford's: B. P. Welford (1962), "Note on a method for calculating corrected
    sums of squares and products", Technometrics 4(3), 419-420,
    doi:10.1080/00401706.1962.10490022. It stays accurate where the textbook formula
    (mean of squares less square of mean) cancels, as for a small spread around a large mean.
    Magnitudes must stay below about 1e150, since their squares are summed.

    Attributes:
        count: How many values were added.
        mean: Their arithmetic mean, in their own unit; 0 while there is none.
        squared_deviations: Sum of the squared deviations from the mean, in their unit squared.
        minimum: Smallest value, infinity while there is none.
        maximum: Largest value, minus infinity while there is none.
    """

    count: int = 0
    mean: float = 0.0
    squared_deviations: float = 0.0
    minimum: float = math.inf
    maximum: float = -math.inf

    def add(self, value: float) -> None:
        """Take one more value into account.

        Raises:
            ValueError: The value is not finite; the summary stays as it was.
        """
        if not math.isfinite(value):
            raise ValueError(f"values must be finite, not {value}")
        self.count += 1
        deviation = value - self.mean
        self.mean += deviation / self.count
        self.squared_deviations += deviation * (value - self.mean)
        self.minimum = min(self.minimum, value)
        self.maximum = max(self.maximum, value)

    def extend(self, values: Iterable[float]) -> None:
        """Take several values into account, in order.

        Raises:
            ValueError: A value is not finite; those before it were added.
        """
        for value in values:
            self.add(value)

    def merge(self, other: "RunningSummary") -> "RunningSummary":
        """Return the summary of both series together; neither operand changes.

        Parts of a series may so be described in parallel. The formula is that of T. F. Chan,
        G. H. Golub and R. J. LeVeque (1983), "Algorithms for computing the sample variance:
        analysis and recommendations", The American Statistician 37(3), 242-247,
        doi:10.1080/00031305.1983.10483115 (first as Stanford report STAN-CS-79-773, 1979).
        """
        count = self.count + other.count
        if count == 0:
            return RunningSummary()
        share = other.count / count
        difference = other.mean - self.mean
        return RunningSummary(
            count=count,
            mean=self.mean + difference * share,
            squared_deviations=self.squared_deviations
            + other.squared_deviations
            + difference * difference * self.count * share,
            minimum=min(self.minimum, other.minimum),
            maximum=max(self.maximum, other.maximum),
        )

    @property
    def variance(self) -> float | None:
        """Variance of the sample, in the values' unit squared; None below two values."""
        if self.count <= 1:
            return None
        return self.squared_deviations / (self.count - 1)

    @property
    def standard_deviation(self) -> float | None:
        """Standard deviation of the sample, in the values' unit; None below two values."""
        variance = self.variance
        return None if variance is None else math.sqrt(variance)
