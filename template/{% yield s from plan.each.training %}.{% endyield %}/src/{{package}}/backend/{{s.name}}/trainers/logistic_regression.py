"""Logistic regression, trained by stochastic gradient descent on batches."""

from collections.abc import Sequence
from math import exp, fsum, log1p
from random import Random
from typing import ClassVar

from pydantic import BaseModel, JsonValue

from .base import EpochMetrics, Example, Hyperparameters, Trainer


class LinearState(BaseModel):
    """Weights in the order of the features' names, and the bias."""

    weights: list[float]
    bias: float


class LogisticRegression(Trainer[LinearState]):
    """A linear model of the log-odds of label 1, without regularisation."""

    state_type: ClassVar[type[BaseModel]] = LinearState

    def __init__(self, examples: Sequence[Example], hyperparameters: Hyperparameters) -> None:
        """Prepare a training; see `Trainer`."""
        super().__init__(examples, hyperparameters)
        self._names = sorted({name for example in examples for name in example.features})
        self._rows = [
            [example.features.get(name, 0.0) for name in self._names] for example in examples
        ]
        self._labels = [example.label for example in examples]

    def start(self) -> LinearState:
        """Return all parameters zero."""
        return LinearState(weights=[0.0] * len(self._names), bias=0.0)

    def train_epoch(self, state: LinearState, epoch: int) -> tuple[LinearState, EpochMetrics]:
        """Pass over all examples once, in an order that the seed and the epoch determine."""
        weights, bias = list(state.weights), state.bias
        order = list(range(len(self._rows)))
        random = Random(f"{self.hyperparameters.seed}-{epoch}")  # noqa: S311 - reproducible
        random.shuffle(order)
        size = self.hyperparameters.batch_size
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            bias = self._descend(weights, bias, batch)
        return LinearState(weights=weights, bias=bias), self._measure(weights, bias, epoch)

    def export(self, state: LinearState) -> dict[str, JsonValue]:
        """Return the bias and the weights by name of the feature."""
        return {"bias": state.bias, "weights": dict(zip(self._names, state.weights, strict=True))}

    def _descend(self, weights: list[float], bias: float, batch: Sequence[int]) -> float:
        """Take one step against the gradient of a batch: change the weights, return the bias."""
        rate = self.hyperparameters.learning_rate / len(batch)
        errors = [_sigmoid(self._logit(weights, bias, i)) - self._labels[i] for i in batch]
        for column in range(len(weights)):
            gradient = fsum(
                error * self._rows[i][column] for error, i in zip(errors, batch, strict=True)
            )
            weights[column] -= rate * gradient
        return bias - rate * fsum(errors)

    def _measure(self, weights: list[float], bias: float, epoch: int) -> EpochMetrics:
        logits = [self._logit(weights, bias, i) for i in range(len(self._rows))]
        pairs = list(zip(logits, self._labels, strict=True))
        losses = [max(z, 0.0) - z * label + log1p(exp(-abs(z))) for z, label in pairs]
        right = sum((z > 0) == (label == 1) for z, label in pairs)
        return EpochMetrics(
            epoch=epoch, loss=fsum(losses) / len(losses), accuracy=right / len(pairs)
        )

    def _logit(self, weights: Sequence[float], bias: float, row: int) -> float:
        return bias + fsum(w * x for w, x in zip(weights, self._rows[row], strict=True))


def _sigmoid(z: float) -> float:
    """Return 1 / (1 + exp(-z)) without overflow."""
    if z >= 0:
        return 1 / (1 + exp(-z))
    return exp(z) / (1 + exp(z))
