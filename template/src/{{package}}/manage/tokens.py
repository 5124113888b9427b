"""Tokens for trying the services out; only development hands them out this way."""

from collections.abc import Sequence

from ..config import Settings
from ..shared.auth import Role, issue_token
from .failure import fail


def make_token(settings: Settings, subject: str, roles: Sequence[str]) -> str:
    """Make a bearer token.

    Args:
        settings: Name the environment and the signing key.
        subject: Who the token is for.
        roles: Names of roles: what its bearer may do.

    Raises:
        typer.Exit: The environment is not development, or there is no such role.
    """
    if settings.environment != "development":
        fail(f"Tokens are made here in development only; this is {settings.environment}.")
    known = set(Role)
    if unknown := sorted(set(roles) - known):
        fail(f"There is no role {unknown[0]}; there are: {', '.join(sorted(known))}.")
    return issue_token(settings.auth, subject, [Role(name) for name in roles])
