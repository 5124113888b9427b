"""Bearer tokens: signed JSON Web Tokens (RFC 7519), of our own or of an OpenID provider."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import uuid4

import jwt

from ...config.base import AuthSettings, ProviderSettings
from ..errors import UnauthenticatedError
from .models import Principal, Role
from .provider import ProviderKeys

ALGORITHM = "HS256"
CHECKED_SECONDS = 1.0
"""How long a token that was good is good without a look, beyond its end too."""
LONGEST_SUBJECT = 255
"""As OpenID Connect Core 1.0 has it, section 2."""
REQUIRED_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]

_KNOWN = frozenset(str(role) for role in Role)

IsRevoked: TypeAlias = Callable[[Principal], Awaitable[bool]]
"""Says if a bearer is to be refused, by their subject or by the `jti` of their token."""


class TokenReader:
    """Checks tokens, whoever signed them."""

    def __init__(self, settings: AuthSettings, is_revoked: IsRevoked | None = None) -> None:
        """Prepare to read; nothing is asked before the first token comes.

        Args:
            settings: Whose tokens are good.
            is_revoked: Asked for every token that is good otherwise.
        """
        self._settings = settings
        self._provider = settings.provider
        self._keys = None if self._provider is None else ProviderKeys(self._provider)
        self._is_revoked = is_revoked
        self._checked: dict[str, Principal] = {}
        self._checked_since = time.monotonic()

    async def read(self, token: str) -> Principal:
        """Check a token and return its bearer.

        Raises:
            UnauthenticatedError: The token is not good here, or not any more.
            UnavailableError: The provider's keys are not known, and it cannot be asked.
        """
        principal = await self._check_once(token)
        if self._is_revoked is not None and await self._is_revoked(principal):
            msg = "the token has been revoked"
            raise UnauthenticatedError(msg)
        return principal

    async def _check_once(self, token: str) -> Principal:
        # Checking a signature is dear, and a caller shows the same token again and again.
        now = time.monotonic()
        if now - self._checked_since >= CHECKED_SECONDS:
            self._checked, self._checked_since = {}, now
        if (known := self._checked.get(token)) is not None:
            return known
        principal = await self._check(token)
        self._checked[token] = principal
        return principal

    async def _check(self, token: str) -> Principal:
        kid = _key_of(token)
        if self._provider is None or self._keys is None or kid in self._settings.keys:
            return read_token(self._settings, token)
        key = None if kid is None else await self._keys.find(kid)
        if key is None:
            raise _unknown_key()
        return _read_provided(self._settings, self._provider, token, key)


def issue_token(
    settings: AuthSettings, subject: str, roles: Iterable[Role], lifetime: timedelta | None = None
) -> str:
    """Sign a token with the current signing key.

    Args:
        settings: Keys, issuer, audience and lifetime.
        subject: Who the token is for.
        roles: What its bearer may do.
        lifetime: How long it is good; as the settings say if it is not given.

    Raises:
        KeyError: There is no signing key, since only a provider signs.
    """
    kid = settings.signing_key or ""
    key = settings.keys[kid].get_secret_value()
    issued = datetime.now(UTC)
    claims = {
        "iss": settings.issuer,
        "aud": settings.audience,
        "sub": subject,
        "roles": sorted(roles),
        "iat": issued,
        "exp": issued + (lifetime or timedelta(seconds=settings.lifetime_seconds)),
        "jti": uuid4().hex,
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})


def read_token(settings: AuthSettings, token: str) -> Principal:
    """Check a token that is signed with a shared key, and return its bearer.

    Roles that this version does not know are left out, so that issuers may be ahead.

    Raises:
        UnauthenticatedError: The token is malformed, expired, not for this audience, or signed
            with a key that is unknown.
    """
    kid = _key_of(token)
    secret = None if kid is None else settings.keys.get(kid)
    if secret is None:
        raise _unknown_key()
    key = secret.get_secret_value()
    claims = _claims_of(token, key, [ALGORITHM], settings, settings.leeway_seconds)
    return _principal(claims, claims.get("roles"))


def _read_provided(
    settings: AuthSettings, provider: ProviderSettings, token: str, key: jwt.PyJWK
) -> Principal:
    claims = _claims_of(token, key, provider.algorithms, provider, settings.leeway_seconds)
    named: object = claims
    for name in provider.roles_claim.split("."):
        named = named.get(name) if isinstance(named, dict) else None
    return _principal(claims, named.split() if isinstance(named, str) else named)


def _key_of(token: str) -> str | None:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError:
        raise _not_valid() from None
    return kid if isinstance(kid, str) else None


def _claims_of(
    token: str,
    key: str | jwt.PyJWK,
    algorithms: Sequence[str],
    origin: AuthSettings | ProviderSettings,
    leeway_seconds: int,
) -> Mapping[str, Any]:
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            # Never what the token says: it could take a public key for a shared one.
            algorithms=algorithms,
            issuer=origin.issuer,
            audience=origin.audience,
            leeway=leeway_seconds,
            options={"require": REQUIRED_CLAIMS},
        )
    except jwt.ExpiredSignatureError:
        msg = "the token has expired"
        raise UnauthenticatedError(msg) from None
    except jwt.InvalidTokenError:
        raise _not_valid() from None
    return claims


def _principal(claims: Mapping[str, Any], named: object) -> Principal:
    subject, token_id = str(claims["sub"]), claims.get("jti")
    if not (subject.isprintable() and 0 < len(subject) <= LONGEST_SUBJECT):
        msg = "the token's subject cannot be recorded"
        raise UnauthenticatedError(msg)
    roles = named if isinstance(named, list) else []
    return Principal(
        subject=subject,
        roles=frozenset(Role(role) for role in roles if isinstance(role, str) and role in _KNOWN),
        token_id=token_id if isinstance(token_id, str) else None,
    )


def _not_valid() -> UnauthenticatedError:
    return UnauthenticatedError("the token is not valid here")


def _unknown_key() -> UnauthenticatedError:
    return UnauthenticatedError("the token is signed with an unknown key")
