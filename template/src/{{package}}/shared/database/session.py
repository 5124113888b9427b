"""Sessions for routes: one that writes and one that reads."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session that commits before the answer is sent, or rolls back."""
    async with request.app.state.database.session() as session:
        yield session


async def get_read_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session that never commits."""
    async with request.app.state.database.read_session() as session:
        yield session


# The scope "function" ends the session before the answer leaves: a commit that fails is an error
# that the caller sees, not a success that never happened.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[AsyncSession, Depends(get_read_session)]
