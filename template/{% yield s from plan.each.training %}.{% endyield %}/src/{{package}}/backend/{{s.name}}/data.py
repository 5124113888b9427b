"""The examples that a training is made on."""

from collections.abc import Sequence
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .trainers.base import Example


class GivenExamples(BaseModel):
    """Examples that come with the request."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["given"]
    examples: list[Example] = Field(min_length=1, max_length=10_000)


class SyntheticExamples(BaseModel):
    """Examples drawn at random from two overlapping classes; the same seed draws the same."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["synthetic"]
    count: int = Field(default=400, ge=2, le=10_000, description="Number of examples")
    features: int = Field(default=8, ge=1, le=100, description="Number of features of each")


def load_examples(data: GivenExamples | SyntheticExamples, seed: int) -> Sequence[Example]:
    """Return the examples that were given, or those that the seed draws."""
    if isinstance(data, GivenExamples):
        return data.examples
    return _draw(data, seed)


def _draw(data: SyntheticExamples, seed: int) -> list[Example]:
    """Draw from two normal distributions of random and opposite centres."""
    random = Random(f"examples-{seed}")  # noqa: S311 - to be reproducible, not secret
    centre = [random.uniform(-1, 1) for _ in range(data.features)]
    examples = []
    for number in range(data.count):
        label = number % 2
        side = 2 * label - 1
        features = {f"x{i}": random.gauss(side * mean, 1) for i, mean in enumerate(centre)}
        examples.append(Example(features=features, label=label))
    return examples
