"""Answers that are sent while they are made."""

from collections.abc import AsyncIterator
from typing import TypeVar

Item = TypeVar("Item")


async def begun(items: AsyncIterator[Item]) -> AsyncIterator[Item]:
    """Fetch the first item before the answer begins, so that an error in it has its status."""
    try:
        first = await anext(items)
    except StopAsyncIteration:
        return items

    async def all_of_them() -> AsyncIterator[Item]:
        yield first
        async for item in items:
            yield item

    return all_of_them()
