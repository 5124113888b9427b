"""Guards for routes: who is calling, and have they the role that is needed?"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..errors import ForbiddenError, UnauthenticatedError
from .models import Principal, Role

bearer = HTTPBearer(auto_error=False, bearerFormat="JWT")


async def authenticate(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Principal:
    """Return who is calling.

    Raises:
        UnauthenticatedError: There is no bearer token, or it is not valid.
    """
    if credentials is None:
        msg = "a bearer token is needed"
        raise UnauthenticatedError(msg)
    principal: Principal = await request.app.state.tokens.read(credentials.credentials)
    return principal


async def optional_auth(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Principal | None:
    """Return who is calling, or nothing for a caller who shows no token.

    For routes that are open to everybody, and have more to say to whom they know.

    Raises:
        UnauthenticatedError: There is a bearer token, and it is not valid.
    """
    return None if credentials is None else await authenticate(request, credentials)


def check_roles(principal: Principal, *roles: Role) -> None:
    """Let callers with one of the roles pass, and admins.

    Raises:
        ForbiddenError: The caller has none of the roles.
    """
    if not principal.has_any(frozenset(roles)):
        msg = f"this needs the role {' or '.join(sorted(roles))}"
        raise ForbiddenError(msg)


def require_roles(*roles: Role) -> Callable[[Principal], Awaitable[Principal]]:
    """Return a dependency that lets callers with one of the roles pass, and admins."""

    async def guard(principal: Annotated[Principal, Depends(authenticate)]) -> Principal:
        check_roles(principal, *roles)
        return principal

    return guard
