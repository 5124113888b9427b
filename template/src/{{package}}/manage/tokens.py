"""Tokens of our own: for trying the services out, and for those who hold a key of production."""

from collections.abc import Sequence
from datetime import timedelta

from ..config import Settings
from ..shared.auth import Role, issue_token
from .failure import fail


def make_token(
    settings: Settings,
    subject: str | None,
    roles: Sequence[str],
    minutes: int | None,
    *,
    real: bool,
) -> str:
    """Make a bearer token.

    Args:
        settings: Name the environment and the signing key.
        subject: Who the token is for; may be left open in development.
        roles: Names of roles: what its bearer may do.
        minutes: How long it is good, in minutes; as the settings say if it is not given.
        real: Whether a token is wanted that opens more than development.

    Raises:
        typer.Exit: The environment is not development and it was not asked for just that, there is
            no such role, or no key to sign with.
    """
    if settings.environment != "development" and not (real and subject and minutes):
        fail(
            f"This token would be good in {settings.environment}: say --real if you want that, and"
            " --subject and --minutes."
        )
    if settings.auth.signing_key is None:
        fail("There is no key to sign with: the provider of the tokens gives them out.")
    known = set(Role)
    if unknown := sorted(set(roles) - known):
        fail(f"There is no role {unknown[0]}; there are: {', '.join(sorted(known))}.")
    lifetime = None if minutes is None else timedelta(minutes=minutes)
    chosen = [Role(name) for name in roles]
    return issue_token(settings.auth, subject or "developer", chosen, lifetime)
