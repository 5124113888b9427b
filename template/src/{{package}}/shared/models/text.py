"""Texts that every database can store: PostgreSQL refuses the character NUL."""

from typing import Annotated

from pydantic import StringConstraints

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$",
    ),
]
"""One line without control characters, and not only of spaces."""

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
"""Any number of lines."""

Query = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
"""Words to search for."""
