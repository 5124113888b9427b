"""Texts that every database can store: PostgreSQL refuses the character NUL."""

from typing import Annotated

from pydantic import StringConstraints

UNSEEN = (
    r"\x00-\x1f\x7f-\x9f"  # control characters
    r"\u2028\u2029"  # ends of lines and paragraphs
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of a text
)
"""Characters, as a pattern has them, that make a name look like another one."""

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=100,
        pattern=rf"^[^{UNSEEN}]*[^{UNSEEN}\s][^{UNSEEN}]*$",
    ),
]
"""One line without characters of `UNSEEN`, and not only of spaces."""

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
"""Any number of lines."""

Query = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
"""Words to search for."""
