"""Sessions for routes: one that writes, one that reads, and a way to open several that read."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from .reading import ReadSession

ReadSessions: TypeAlias = Callable[[], AbstractAsyncContextManager[ReadSession]]


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session that commits before the answer is sent, or rolls back."""
    async with request.app.state.database.session() as session:
        yield session


async def get_read_session(request: Request) -> AsyncIterator[ReadSession]:
    """Open a session that can change nothing."""
    async with request.app.state.database.read_session() as session:
        yield session


async def get_read_sessions(request: Request) -> ReadSessions:
    """Return what opens a session that reads, for answers that outlast one."""
    opener: ReadSessions = request.app.state.database.read_session
    return opener


# The scope "function" ends the session before the answer leaves: a commit that fails is an error
# that the caller sees, not a success that never happened.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[ReadSession, Depends(get_read_session, scope="function")]
ReadSessionsDep = Annotated[ReadSessions, Depends(get_read_sessions)]
