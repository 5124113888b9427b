"""The exact description of a series that fits into memory."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a series of numbers; every figure but `count` has the series' own unit.

    Attributes:
        count: How many values there are, at least one.
        mean: Arithmetic mean.
        standard_deviation: Standard deviation of the sample, with `count - 1` in the
            denominator; None for a single value, for which it is not defined.
        minimum: Smallest value.
        maximum: Largest value.
        quantiles: Quantile by its probability, in the order that was asked for.
    """

    count: int
    mean: float
    standard_deviation: float | None
    minimum: float
    maximum: float
    quantiles: Mapping[float, float]


def summarize(values: Iterable[float], probabilities: Sequence[float] = QUARTILES) -> Summary:
    """Describe a series of numbers.

    Mean and standard deviation are computed exactly and rounded once, so they do not depend
    on the order of the values.

    Args:
        values: Finite numbers, at least one.
        probabilities: Which quantiles to compute, each from 0 to 1.

    Raises:
        ValueError: There is no value, one is not finite, or a probability is outside 0 to 1.
    """
    ordered = sorted(map(float, values))
    if not ordered:
        raise ValueError("a summary needs at least one value")
    # NaN compares false with everything and may end up anywhere in the order.
    if not all(map(math.isfinite, ordered)):
        raise ValueError("values must be finite: there is a NaN or an infinity")
    return Summary(
        count=len(ordered),
        mean=statistics.mean(ordered),
        standard_deviation=statistics.stdev(ordered) if len(ordered) > 1 else None,
        minimum=ordered[0],
        maximum=ordered[-1],
        quantiles={probability: _quantile(ordered, probability) for probability in probabilities},
    )


def _quantile(ordered: Sequence[float], probability: float) -> float:
    """Interpolate linearly between the two nearest values of a sorted series.

    This is type 7 of Hyndman and Fan (1996), "Sample quantiles in statistical packages",
    The American Statistician 50(4), 361-365, doi:10.1080/00031305.1996.10473566.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    position = probability * (len(ordered) - 1)
    below = ordered[math.floor(position)]
    above = ordered[math.ceil(position)]
    # Halves, since the whole difference may overflow.
    step = (position - math.floor(position)) * (above / 2 - below / 2)
    return min(below + step + step, above)
