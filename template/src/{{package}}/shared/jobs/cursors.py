"""Where a page of jobs ends."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from dbos import WorkflowStatus
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from ..errors import InvalidInputError

LATEST = 253_402_300_799_000
"""The last second that a `datetime` can be, in milliseconds since 1970."""
MOST_SEEN = 1000
"""How many jobs of one millisecond a list shows at most."""


class ListCursor(BaseModel):
    """The time of the last job of a page, and which jobs of just that time were shown.

    Jobs are listed by their time alone, to the millisecond, and several may share one.
    """

    created_at: int = Field(ge=0, le=LATEST)
    seen: list[Annotated[str, StringConstraints(max_length=36)]] = Field(max_length=MOST_SEEN)

    @classmethod
    def after(cls, rows: Sequence[WorkflowStatus], seen: Sequence[str]) -> "ListCursor":
        """Return the cursor behind these rows, of which the page before had shown `seen`."""
        last = int(rows[-1].created_at or 0)
        shown = [row.workflow_id for row in rows if row.created_at == last]
        return cls(created_at=last, seen=[*seen, *shown] if len(shown) == len(rows) else shown)

    @classmethod
    def decode(cls, cursor: str) -> "ListCursor":
        """Read a cursor back.

        Raises:
            InvalidInputError: It is none.
        """
        try:
            return cls.model_validate_json(base64.urlsafe_b64decode(cursor.encode()))
        except (ValidationError, binascii.Error, UnicodeError) as error:
            msg = "the cursor is not one that a list gave out"
            raise InvalidInputError(msg) from error

    def encode(self) -> str:
        """Return the cursor as text for a URL."""
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode()

    @property
    def end_time(self) -> str:
        """The last moment of the cursor's millisecond, in ISO 8601."""
        return datetime.fromtimestamp((self.created_at + 0.5) / 1000, UTC).isoformat()
