"""Integers on SQLite, which stores any in every column: those of a server have a size."""

from collections.abc import Callable
from typing import ClassVar

from sqlalchemy import BigInteger, Dialect, Integer, SmallInteger
from sqlalchemy.types import TypeEngine


class _Sized:
    """Refuses what a column of its size could not hold."""

    bits: ClassVar[int]

    def bind_processor(self, _dialect: Dialect) -> Callable[[int | None], int | None]:
        """Return what checks a value on its way to the database."""
        least, most = -(1 << self.bits), (1 << self.bits) - 1

        def check(value: int | None) -> int | None:
            if value is not None and not least <= value <= most:
                msg = f"{value} is not from {least} to {most}"
                raise OverflowError(msg)
            return value

        return check


class _Small(_Sized, SmallInteger):
    bits = 15


class _Usual(_Sized, Integer):
    bits = 31


class _Big(_Sized, BigInteger):
    bits = 63


SIZED: dict[type[TypeEngine[int]], type[TypeEngine[int]]] = {
    SmallInteger: _Small,
    Integer: _Usual,
    BigInteger: _Big,
}
"""By the type of a column, the one that checks what goes into it."""
