"""Guards for routes: who is calling, and have they the role that is needed?"""

from fastapi import Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param

from ..errors import ForbiddenError, UnauthenticatedError
from .models import Principal, Role


class Guard(SecurityBase):
    """A dependency that lets callers pass by their bearer token, and gives who they are.

    It stands in the interface as what a route asks for.
    """

    model = HTTPBearer(bearerFormat="JWT")
    scheme_name = "HTTPBearer"

    def __init__(self, *roles: Role) -> None:
        """Let those pass who have one of the roles, and admins; everybody if none is given."""
        self._roles = frozenset(roles)

    async def __call__(self, request: Request) -> Principal:
        """Return who is calling.

        Raises:
            UnauthenticatedError: There is no bearer token, or it is not valid.
            ForbiddenError: The caller has none of the roles.
        """
        caller = await read_caller(request)
        if caller is None:
            msg = "a bearer token is needed"
            raise UnauthenticatedError(msg)
        if self._roles:
            check_roles(caller, *self._roles)
        return caller


class OptionalGuard(SecurityBase):
    """A dependency that gives who is calling, or nothing for a caller who shows no token.

    For routes that are open to everybody, and have more to say to whom they know.
    """

    model = Guard.model
    scheme_name = Guard.scheme_name

    async def __call__(self, request: Request) -> Principal | None:
        """Return who is calling, or nothing.

        Raises:
            UnauthenticatedError: There is a bearer token, and it is not valid.
        """
        return await read_caller(request)


authenticate = Guard()
optional_auth = OptionalGuard()


def require_roles(*roles: Role) -> Guard:
    """Return a guard that lets callers with one of the roles pass, and admins."""
    return Guard(*roles)


def check_roles(principal: Principal, *roles: Role) -> None:
    """Let callers with one of the roles pass, and admins.

    Raises:
        ForbiddenError: The caller has none of the roles.
    """
    if not principal.has_any(frozenset(roles)):
        msg = f"this needs the role {' or '.join(sorted(roles))}"
        raise ForbiddenError(msg)


async def read_caller(request: Request) -> Principal | None:
    """Return who is calling, looked up once for all guards of a request, or nothing.

    Raises:
        UnauthenticatedError: There is a bearer token, and it is not valid.
    """
    known: Principal | None = getattr(request.state, "caller", None)
    if known is not None:
        return known
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() != "bearer" or not token:
        return None
    caller: Principal = await request.app.state.tokens.read(token)
    request.state.caller = caller
    return caller
