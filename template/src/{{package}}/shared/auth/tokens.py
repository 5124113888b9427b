"""Bearer tokens: signed JSON Web Tokens (RFC 7519, profile of RFC 9068)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt

from ...config.base import AuthSettings
from ..errors import UnauthenticatedError
from .models import Principal, Role

ALGORITHM = "HS256"
REQUIRED_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]


def issue_token(settings: AuthSettings, subject: str, roles: Iterable[Role]) -> str:
    """Sign a token with the current signing key.

    Args:
        settings: Keys, issuer, audience and lifetime.
        subject: Who the token is for.
        roles: What its bearer may do.
    """
    issued = datetime.now(UTC)
    claims = {
        "iss": settings.issuer,
        "aud": settings.audience,
        "sub": subject,
        "roles": sorted(roles),
        "iat": issued,
        "exp": issued + timedelta(seconds=settings.lifetime_seconds),
        "jti": uuid4().hex,
    }
    key = settings.keys[settings.signing_key].get_secret_value()
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": settings.signing_key})


def read_token(settings: AuthSettings, token: str) -> Principal:
    """Check a token and return its bearer.

    Roles that this version does not know are left out, so that issuers may be ahead.

    Raises:
        UnauthenticatedError: The token is malformed, expired, not for this audience, or signed
            with a key that is unknown.
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        secret = settings.keys.get(kid) if isinstance(kid, str) else None
        if secret is None:
            msg = "the token is signed with an unknown key"
            raise UnauthenticatedError(msg)
        claims = jwt.decode(
            token,
            secret.get_secret_value(),
            algorithms=[ALGORITHM],
            issuer=settings.issuer,
            audience=settings.audience,
            leeway=settings.leeway_seconds,
            options={"require": REQUIRED_CLAIMS},
        )
    except jwt.ExpiredSignatureError:
        msg = "the token has expired"
        raise UnauthenticatedError(msg) from None
    except jwt.InvalidTokenError:
        msg = "the token is not valid here"
        raise UnauthenticatedError(msg) from None
    named = claims.get("roles")
    known = {str(role) for role in Role}
    roles = named if isinstance(named, list) else []
    return Principal(
        subject=claims["sub"],
        roles=frozenset(Role(role) for role in roles if role in known),
    )
