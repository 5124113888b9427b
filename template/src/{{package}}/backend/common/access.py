"""Who may call the routes of a service: viewers read, editors also write, admins do everything."""

from typing import Annotated

from fastapi import Depends, Request

from ...shared.auth import Principal, Role, authenticate, check_roles

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READERS = (Role.VIEWER, Role.EDITOR)
WRITERS = (Role.EDITOR,)


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
