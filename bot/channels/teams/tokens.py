"""Who speaks: a request is Microsoft's if it carries a token that Microsoft has signed for us."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from bot.channels.teams.client import Client, UnreachableError
from bot.errors import AssistantError

logger = logging.getLogger(__name__)

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
CLOCK_SKEW_SECONDS = 300
LEAST_KEY_BITS = 2048
# Microsoft announces a new key days before it signs with it.
KEYS_GOOD_FOR_SECONDS = 24 * 3600
UNKNOWN_KEY_SECONDS = 600  # a stranger's invented key may cause one request in this time
FAILED_SECONDS = 5


class TokenError(AssistantError, PermissionError):
    """A request does not come from whom it should; the reason is for the log, not the sender.

    Attributes:
        reason: Its kind.
        status: HTTP status of the answer.
    """

    def __init__(self, reason: str, status: int = 401) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


class NoKeysError(AssistantError, ConnectionError):
    """Microsoft's keys have never been reached: nobody can be verified yet."""


@dataclass(frozen=True)
class SigningKey:
    """A key of Microsoft's.

    Attributes:
        public_key: Verifies what it has signed.
        endorsements: The channels for which it speaks, such as "msteams".
    """

    public_key: RSAPublicKey
    endorsements: frozenset[str]


@dataclass(frozen=True)
class Sender:
    """What a good token says.

    Attributes:
        service_url: Where replies go.
        endorsements: The channels for which its key speaks.
    """

    service_url: str
    endorsements: frozenset[str]


class SigningKeys:
    """Microsoft's keys, fetched when first needed and kept while they cannot be fetched again."""

    def __init__(
        self,
        client: Client,
        metadata_url: str = METADATA_URL,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch nothing yet.

        Args:
            client: The connection.
            metadata_url: The OpenID metadata that say where the keys are.
            now: A clock, in seconds.
        """
        self._client = client
        self._metadata_url = metadata_url
        self._now = now
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        """Return a key, or None where Microsoft has no such key.

        Raises:
            NoKeysError: No key could be fetched yet.
        """
        if self._fetched_at is None:
            await self._fetch(FAILED_SECONDS)
            if self._fetched_at is None:
                raise NoKeysError
        if key_id not in self._keys:
            await self._fetch(UNKNOWN_KEY_SECONDS)
        elif self._now() - self._fetched_at > KEYS_GOOD_FOR_SECONDS:
            # Nobody waits for this: the key at hand is still the right one, almost certainly.
            self._renewal = asyncio.ensure_future(self._fetch(UNKNOWN_KEY_SECONDS))
        return self._keys.get(key_id)

    async def _fetch(self, at_most_every: float) -> None:
        """Fetch the keys, unless that was tried a moment ago."""
        async with self._lock:
            if self._tried_at is not None and self._now() - self._tried_at < at_most_every:
                return
            self._tried_at = self._now()
            try:
                metadata = await self._get(self._metadata_url)
                jwks = await self._get(str(metadata.get("jwks_uri")))
                keys = _read_keys(jwks)
            except UnreachableError as error:
                # Whoever has waited meanwhile does not wait once more for the same.
                self._tried_at = self._now()
                logger.warning("teams.keys_not_fetched error=%s", error)
                return
            if keys:
                self._keys, self._fetched_at = keys, self._now()
            logger.info("teams.keys_fetched count=%d", len(keys))

    async def _get(self, url: str) -> dict[str, Any]:
        answer = await self._client.ask("GET", url)
        if not answer.is_success:
            raise UnreachableError(f"HTTP {answer.status}")
        return answer.body


class TokenVerifier:
    """Verifies the tokens of incoming requests."""

    def __init__(self, keys: SigningKeys, app_id: str) -> None:
        """Keep what is needed.

        Args:
            keys: Microsoft's.
            app_id: Ours, for which tokens must have been issued.
        """
        self._keys = keys
        self._app_id = app_id

    async def verify(self, authorization: str) -> Sender:
        """Return what the token of an `Authorization` header says.

        Raises:
            TokenError: There is none, or it is not good.
            NoKeysError: No token can be verified now.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise TokenError("no_token")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise TokenError("malformed") from error
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
            raise TokenError("algorithm_or_key")
        key = await self._keys.find(key_id)
        if key is None:
            raise TokenError("unknown_key")
        claims = self._claims(token, key)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise TokenError("no_service_url")
        return Sender(service_url, key.endorsements)

    def _claims(self, token: str, key: SigningKey) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public_key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=self._app_id,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise TokenError(type(error).__name__) from error


def _read_keys(jwks: Mapping[str, Any]) -> dict[str, SigningKey]:
    """Return the keys of a JSON Web Key Set that can be used."""
    listed = jwks.get("keys")
    found = {}
    for entry in listed if isinstance(listed, list) else []:
        match entry:
            case {"kid": str(key_id), "kty": "RSA", "n": str(n), "e": str(e)}:
                pass
            case _:
                continue
        try:
            key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": n, "e": e})
        except (jwt.PyJWTError, ValueError):
            continue
        endorsements = entry.get("endorsements")
        if isinstance(key, RSAPublicKey) and key.key_size >= LEAST_KEY_BITS:
            names = endorsements if isinstance(endorsements, list) else []
            found[key_id] = SigningKey(key, frozenset(str(name) for name in names))
    return found
