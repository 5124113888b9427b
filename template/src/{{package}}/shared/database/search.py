"""Search in text columns, the same on every database."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute


def matches(query: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return a condition: each word of the query stands in one of the columns.

    Case does not matter in any language that the database knows: SQLite knows all, PostgreSQL those
    of its locale, which for `C` is English alone. The characters `%` and `_` stand for themselves.
    """
    each_word = (
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in query.split()
    )
    return and_(true(), *each_word)
