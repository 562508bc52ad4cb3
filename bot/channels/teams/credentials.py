"""Who we are: the tokens with which the assistant speaks to Teams."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import SecretStr

from bot.channels.teams.client import Answer, Client, UnreachableError
from bot.channels.way_out import SendError
from bot.settings import Settings

logger = logging.getLogger(__name__)

LOGIN_URL = "https://login.microsoftonline.com"
# Of a virtual machine of Azure: the same address on each.
MACHINE_IDENTITY_URL = "http://169.254.169.254/metadata/identity/oauth2/token"
RESOURCE = "https://api.botframework.com"
SCOPE = f"{RESOURCE}/.default"
RENEWAL_SECONDS = 300  # before it expires


@dataclass(frozen=True)
class AccessToken:
    """A token.

    Attributes:
        text: Secret.
        good_until: By the clock that `time.time` reads.
    """

    text: str
    good_until: float


Fetch = Callable[[], Awaitable[AccessToken]]


class Credentials:
    """Keeps a token until shortly before it expires; all who need a new one wait for the same."""

    def __init__(self, fetch: Fetch) -> None:
        """Fetch nothing yet.

        Args:
            fetch: Returns a new token; raises `SendError`.
        """
        self._fetch = fetch
        self._token: AccessToken | None = None
        self._fetching: asyncio.Task[AccessToken] | None = None

    async def token(self, *, refused: str = "") -> str:
        """Return a token.

        Args:
            refused: The one that was not accepted; another is returned.

        Raises:
            SendError: There is none now.
        """
        token = self._token
        if token and token.text != refused and token.good_until - time.time() > RENEWAL_SECONDS:
            return token.text
        if self._fetching is None:
            self._fetching = asyncio.ensure_future(self._renew())
            self._fetching.add_done_callback(_look_at)
        # Whoever gives up waiting does not take the token from the others.
        return (await asyncio.shield(self._fetching)).text

    async def _renew(self) -> AccessToken:
        try:
            self._token = await self._fetch()
            return self._token
        finally:
            self._fetching = None


def credentials_of(
    settings: Settings,
    client: Client,
    environment: Mapping[str, str],
    *,
    login_url: str = LOGIN_URL,
    machine_identity_url: str = MACHINE_IDENTITY_URL,
) -> Credentials:
    """Return the credentials that were set.

    Args:
        settings: Those of Teams.
        client: The connection.
        environment: Where Azure's App Service says how a managed identity is used.
        login_url: Where a single-tenant bot logs in.
        machine_identity_url: Where a virtual machine gives out its identity.
    """
    if settings.teams_app_type == "single_tenant":
        url = f"{login_url}/{settings.teams_tenant_id}/oauth2/v2.0/token"
        secret = settings.teams_app_password
        return Credentials(partial(_by_secret, client, url, settings.teams_app_id, secret))
    params = {"resource": RESOURCE, "client_id": settings.teams_app_id}
    if "IDENTITY_ENDPOINT" in environment:
        url, params["api-version"] = environment["IDENTITY_ENDPOINT"], "2019-08-01"
        headers = {"X-IDENTITY-HEADER": environment.get("IDENTITY_HEADER", "")}
    else:
        url, params["api-version"] = machine_identity_url, "2018-02-01"
        headers = {"Metadata": "true"}
    return Credentials(partial(_by_identity, client, url, params, headers))


async def _by_secret(client: Client, url: str, app_id: str, secret: SecretStr) -> AccessToken:
    form = {
        "grant_type": "client_credentials",
        "client_id": app_id,
        "client_secret": secret.get_secret_value(),
        "scope": SCOPE,
    }
    return await _request(client, "POST", url, data=form)


async def _by_identity(
    client: Client, url: str, params: dict[str, str], headers: dict[str, str]
) -> AccessToken:
    return await _request(client, "GET", url, params=params, headers=headers)


async def _request(client: Client, method: str, url: str, **options: Any) -> AccessToken:
    try:
        answer = await client.ask(method, url, **options)
    except UnreachableError as error:
        raise SendError(f"login_{error}") from error
    token = answer.body.get("access_token")
    if not answer.is_success or not isinstance(token, str):
        # A wrong or expired secret is put right by people: what waits is sent then.
        logger.error("teams.login_failed status=%d", answer.status)
        raise SendError(f"login_{answer.status}", retry_after=answer.retry_after)
    return AccessToken(token, _expiry(answer))


def _expiry(answer: Answer) -> float:
    """Return when a token expires; at once where that is not said."""
    for name, start in (("expires_in", time.time()), ("expires_on", 0.0)):
        try:
            moment = start + float(answer.body[name])
        except (KeyError, TypeError, ValueError):
            continue
        if math.isfinite(moment):
            return moment
    return 0.0


def _look_at(task: asyncio.Task[AccessToken]) -> None:
    """Take notice of how a task ended, even if everybody has given up waiting for it."""
    if not task.cancelled():
        task.exception()
