"""What an application holds from its start to its stop."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol

from fastapi import FastAPI


class Resource(Protocol):
    """Something that is opened once for the process, such as a pool of connections."""

    name: str

    async def open(self) -> None:
        """Make it ready; raise when that fails, and the application does not start."""

    async def check(self) -> None:
        """Raise when it cannot be used now."""

    async def close(self) -> None:
        """Let go of everything; may be called without `open`."""


def lifespan_of(
    resources: Sequence[Resource],
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return a lifespan that opens the resources in order and closes them in reverse."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for resource in resources:
                stack.push_async_callback(resource.close)
                await resource.open()
                setattr(app.state, resource.name, resource)
            app.state.resources = resources
            yield

    return lifespan
