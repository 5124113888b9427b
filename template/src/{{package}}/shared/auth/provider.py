"""The public keys of an OpenID provider (JSON Web Key Set, RFC 7517), fetched now and then."""

import asyncio
import time
from collections.abc import Mapping

import jwt
import structlog

from ...config.base import ProviderSettings
from ..errors import UnavailableError

DISCOVERY = "/.well-known/openid-configuration"
"""Where an issuer tells of itself (OpenID Connect Discovery 1.0, section 4)."""
GOOD_SECONDS = 300
"""How long keys are used before they are fetched again: as long as one that was withdrawn lives."""
PAUSE_SECONDS = 30
"""How long the provider is left alone, whatever keys are asked for and whatever it answered."""
TIMEOUT_SECONDS = 5

log = structlog.get_logger(__name__)


class ProviderKeys:
    """Finds keys by their identifiers, and asks the provider once for many requests."""

    def __init__(self, settings: ProviderSettings) -> None:
        """Know no keys yet; the first search asks for them."""
        self._settings = settings
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._asked = -float("inf")
        self._asking = asyncio.Lock()

    async def find(self, kid: str) -> jwt.PyJWK | None:
        """Return a key; None if the provider has none of that identifier.

        Raises:
            UnavailableError: No keys are known, and the provider cannot be asked.
        """
        # While somebody asks, what is known is used: a slow provider holds up nobody else.
        if self._is_due(kid) and not (kid in self._keys and self._asking.locked()):
            async with self._asking:
                # Whoever waited finds what the first one fetched.
                if self._is_due(kid):
                    await self._ask()
        if not self._keys:
            msg = "the keys of the token's issuer cannot be had now"
            raise UnavailableError(msg)
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        wait = GOOD_SECONDS if kid in self._keys else PAUSE_SECONDS
        return time.monotonic() - self._asked >= wait

    async def _ask(self) -> None:
        try:
            self._keys = await asyncio.to_thread(self._fetch)
        except (jwt.PyJWTError, OSError, ValueError, KeyError) as error:
            # What was known before is better than nobody let in.
            log.warning("the keys of the issuer cannot be fetched", reason=str(error))
        finally:
            self._asked = time.monotonic()

    def _fetch(self) -> Mapping[str, jwt.PyJWK]:
        url = self._settings.jwks_url
        if url is None:
            told = _read(self._settings.issuer.rstrip("/") + DISCOVERY)
            if told["issuer"] != self._settings.issuer:
                msg = f"it calls itself {told['issuer']}"
                raise ValueError(msg)
            url = str(told["jwks_uri"])
        keys = jwt.PyJWKSet.from_dict(_read(url)).keys
        return {key.key_id: key for key in keys if key.key_id and key.public_key_use != "enc"}


def _read(url: str) -> dict[str, object]:
    client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=TIMEOUT_SECONDS)
    told: dict[str, object] = client.fetch_data()
    return told
