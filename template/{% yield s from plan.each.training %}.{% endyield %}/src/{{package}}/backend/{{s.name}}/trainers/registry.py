"""The trainers by name. A new one is a module beside this and a line in `TRAINERS`."""

from collections.abc import Mapping, Sequence
from typing import Any

from .base import Example, Hyperparameters, Trainer
from .logistic_regression import LogisticRegression

TRAINERS: Mapping[str, type[Trainer[Any]]] = {
    "logistic_regression": LogisticRegression,
}


def create_trainer(
    name: str, examples: Sequence[Example], hyperparameters: Hyperparameters
) -> Trainer[Any]:
    """Make the trainer of a name.

    Raises:
        KeyError: There is none of that name.
    """
    return TRAINERS[name](examples, hyperparameters)
