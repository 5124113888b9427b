"""Who may call the routes of a service: viewers read, editors also write, admins do everything."""

from fastapi import Request
from fastapi.routing import APIRoute

from ...shared.auth import Principal, Role
from ...shared.auth.guards import Guard, check_roles

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READERS = (Role.VIEWER, Role.EDITOR)
WRITERS = (Role.EDITOR,)
PUBLIC_TAG = "public"
"""Marks routes that are open to everybody."""


class MethodGuard(Guard):
    """Lets callers pass if the request's method is open to one of their roles."""

    async def __call__(self, request: Request) -> Principal:
        """Return who is calling.

        Raises:
            UnauthenticatedError: There is no bearer token, or it is not valid.
            ForbiddenError: None of the caller's roles allows the method.
        """
        caller = await super().__call__(request)
        check_roles(caller, *(READERS if request.method in READING_METHODS else WRITERS))
        return caller


require_access = MethodGuard()


async def refuse_strangers(request: Request) -> None:
    """Check the access to a route whose body could not be read, unless it is open to everybody.

    Raises:
        UnauthenticatedError: As `require_access`.
        ForbiddenError: As `require_access`.
    """
    route: APIRoute = request.scope["route"]
    if PUBLIC_TAG not in route.tags:
        await require_access(request)
