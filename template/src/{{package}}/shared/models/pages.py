"""Pages of a list, and the cursors that lead from one to the next."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, Self, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, TypeAdapter

from ..errors import InvalidInputError

ItemT = TypeVar("ItemT")

LARGEST_PAGE = 200

_POSITION = TypeAdapter(tuple[AwareDatetime, UUID])

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Items in a page.")]


class Page(BaseModel, Generic[ItemT]):
    """Some items of a list, the newest first."""

    items: list[ItemT]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page: what comes after it is the next page."""

    created_at: datetime
    id: UUID

    def encode(self) -> str:
        """Return the cursor as an opaque, URL-safe text."""
        content = json.dumps([self.created_at.isoformat(), self.id.hex])
        return urlsafe_b64encode(content.encode()).decode()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read back what `encode` made.

        Raises:
            InvalidInputError: The text is no such cursor.
        """
        try:
            created_at, identifier = _POSITION.validate_json(urlsafe_b64decode(text.encode()))
            return cls(created_at=created_at.astimezone(UTC), id=identifier)
        except (ValueError, OverflowError):
            msg = "the cursor is not one that a list gave out"
            raise InvalidInputError(msg) from None
