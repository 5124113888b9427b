"""What every trainer has in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Value = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class Example(BaseModel):
    """One labelled example; a feature that it does not name is zero."""

    model_config = ConfigDict(extra="forbid")

    features: dict[str, Value] = Field(
        min_length=1,
        max_length=100,
        description="Values by name of the feature, best scaled to about one",
        examples=[{"height": 0.4, "weight": -1.2}],
    )
    label: int = Field(ge=0, le=1, description="The class it belongs to")


class Hyperparameters(BaseModel):
    """What governs the course of a training."""

    model_config = ConfigDict(extra="forbid")

    learning_rate: float = Field(default=0.1, gt=0, le=10)
    batch_size: int = Field(default=32, ge=1, le=10_000, description="Examples in a batch")
    seed: int = Field(default=0, ge=0, lt=2**32, description="The same seed gives the same figures")


class EpochMetrics(BaseModel):
    """Figures on all examples after an epoch."""

    epoch: int = Field(ge=1)
    loss: float = Field(description="Mean loss of an example")
    accuracy: float = Field(ge=0, le=1, description="Share of the examples classified rightly")


StateT = TypeVar("StateT", bound=BaseModel)


class Trainer(ABC, Generic[StateT]):
    """Trains a model epoch by epoch.

    All that changes from epoch to epoch is in the state, which can be stored as JSON: whoever has
    the state of an epoch can go on with the next one, in another process too.
    """

    state_type: ClassVar[type[BaseModel]]

    def __init__(self, examples: Sequence[Example], hyperparameters: Hyperparameters) -> None:
        """Prepare a training.

        Args:
            examples: What the model is trained on; at least one.
            hyperparameters: What governs its course.
        """
        self.examples = examples
        self.hyperparameters = hyperparameters

    @abstractmethod
    def start(self) -> StateT:
        """Return the state before the first epoch."""

    @abstractmethod
    def train_epoch(self, state: StateT, epoch: int) -> tuple[StateT, EpochMetrics]:
        """Pass over all examples once.

        Args:
            state: The state in which the epoch before ended; left as it is.
            epoch: Number of this epoch, from one on.

        Returns:
            The state after the epoch, and its figures.
        """

    @abstractmethod
    def export(self, state: StateT) -> dict[str, JsonValue]:
        """Return the parameters of the model in a state."""
