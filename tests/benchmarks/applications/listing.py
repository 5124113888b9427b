"""The list route of a resource, written by hand with nothing around it.

Arguments: port, database URL, table, and with a token check its secret, issuer and audience.
"""

import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict
from serving import serve
from sqlalchemy import DateTime, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PORT, URL, TABLE, *CHECK = sys.argv[1:]
ROLES = {"viewer", "editor", "admin"}

engine = create_async_engine(URL)
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """Declarative base."""


class Record(Base):
    """A stored record."""

    __tablename__ = TABLE

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Read(BaseModel):
    """A record as it is sent."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    description: str
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    """Some records and where the next ones begin."""

    items: list[Read]
    next_cursor: str | None = None


async def get_session() -> AsyncIterator[AsyncSession]:
    """Open a session for a request."""
    async with sessions() as session:
        yield session


async def check(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> None:
    """Let those pass who have a good token with one of the roles."""
    secret, issuer, audience = CHECK
    try:
        claims = jwt.decode(
            credentials.credentials,
            secret,
            algorithms=["HS256"],
            issuer=issuer,
            audience=audience,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise HTTPException(401) from error
    if ROLES.isdisjoint(claims.get("roles", [])):
        raise HTTPException(403)


app = FastAPI()


@app.get("/health/live")
async def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@app.get(f"/{TABLE}", dependencies=[Depends(check)] if CHECK else [])
async def list_records(
    session: Annotated[AsyncSession, Depends(get_session)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """List the newest records."""
    newest = select(Record).order_by(Record.created_at.desc(), Record.id.desc())
    records = list(await session.scalars(newest.limit(limit + 1)))
    items = [Read.model_validate(record) for record in records[:limit]]
    if len(records) <= limit:
        return Page(items=items)
    return Page(items=items, next_cursor=f"{items[-1].created_at.isoformat()} {items[-1].id}")


serve(app, int(PORT))
