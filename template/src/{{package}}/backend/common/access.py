"""Who may call the routes of a service: viewers read, editors also write, admins do everything."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from ...shared.auth import Principal, Role, authenticate, check_roles
from ...shared.auth.guards import bearer

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READERS = (Role.VIEWER, Role.EDITOR)
WRITERS = (Role.EDITOR,)
PUBLIC_TAG = "public"
"""Marks routes that are open to everybody."""


async def require_access(
    request: Request,
    caller: Annotated[Principal, Depends(authenticate)],
) -> Principal:
    """Return the caller if the request's method is open to one of their roles.

    Raises:
        UnauthenticatedError: There is no bearer token, or it is not valid.
        ForbiddenError: None of the caller's roles allows the method.
    """
    check_roles(caller, *(READERS if request.method in READING_METHODS else WRITERS))
    return caller


async def refuse_strangers(request: Request) -> None:
    """Check the access to a route whose body could not be read, unless it is open to everybody.

    Raises:
        UnauthenticatedError: As `require_access`.
        ForbiddenError: As `require_access`.
    """
    route: APIRoute = request.scope["route"]
    if PUBLIC_TAG not in route.tags:
        await require_access(request, await authenticate(request, await bearer(request)))
