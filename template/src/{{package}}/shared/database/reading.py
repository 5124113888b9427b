"""What can be asked of a session that only reads."""

from typing import Protocol, TypeVar, TypeVarTuple

from sqlalchemy import Result, ScalarResult, Select

Entity = TypeVar("Entity")
Value = TypeVar("Value")
Columns = TypeVarTuple("Columns")


class ReadSession(Protocol):
    """The part of SQLAlchemy's `AsyncSession` that changes nothing."""

    async def get(self, entity: type[Entity], identifier: object, /) -> Entity | None:
        """Return the record with a primary key, or nothing."""

    async def scalar(self, statement: Select[Value], /) -> Value | None:
        """Return the first column of the first row, or nothing if there is no row."""

    async def scalars(self, statement: Select[Value], /) -> ScalarResult[Value]:
        """Return the first column of every row."""

    async def execute(self, statement: Select[*Columns], /) -> Result[*Columns]:
        """Return every row."""
