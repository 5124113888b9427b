"""The blocks of a page that tests follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code.

    Attributes:
        language: What stands behind its fence.
        text: What stands in it.
        before: All of the page that stands before it.
    """

    language: str
    text: str
    before: str

    def named(self, pattern: str) -> re.Match[str]:
        """The last place before it that a pattern finds, which says what it is."""
        *_, last = re.finditer(pattern, self.before, re.MULTILINE)
        return last


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order.

    Args:
        page: The text of the page.

    Yields:
        Each fenced block that names a language.
    """
    for block in _BLOCK.finditer(page):
        yield Block(block["language"], block["text"], page[: block.start()])
