"""The assistant's own tokens, and how it speaks to Microsoft's services."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.teams.client import Client, UnreachableError
from bot.channels.teams.connector import Connector
from bot.channels.teams.credentials import AccessToken, Credentials, credentials_of
from bot.channels.teams.files import is_storage_url
from bot.channels.teams.tokens import SigningKeys
from bot.channels.way_out import SendError
from bot.settings import Settings
from tests.channels.teams.fake import APP_ID, TENANT, FakeMicrosoft

REQUEST = {
    "method": "POST",
    "conversation": "19:abc@thread.tacv2;messageid=17",
    "activity_id": "",
    "activity": {"type": "message", "text": "hello"},
}


def settings(app_type: str) -> Settings:
    password = "a secret" if app_type == "single_tenant" else ""
    return Settings(
        teams_app_id=APP_ID,
        teams_app_type=app_type,
        teams_app_password=password,
        teams_tenant_id=TENANT,
    )


def run(play: Callable[[Client], Awaitable[Any]]) -> Any:
    async def with_client() -> Any:
        client = Client()
        try:
            return await play(client)
        finally:
            await client.close()

    return asyncio.run(with_client())


def test_a_single_tenant_bot_logs_in_at_its_tenant(microsoft: FakeMicrosoft) -> None:
    async def play(client: Client) -> None:
        login = credentials_of(settings("single_tenant"), client, {}, login_url=microsoft.url)
        assert await login.token() == await login.token() == "token-1"

    run(play)
    (asked,) = microsoft.logins
    assert asked == {
        "tenant": TENANT,
        "grant_type": "client_credentials",
        "client_id": APP_ID,
        "client_secret": "a secret",
        "scope": "https://api.botframework.com/.default",
    }


@pytest.mark.parametrize("place", ["app service", "virtual machine"])
def test_a_managed_identity_needs_no_secret(microsoft: FakeMicrosoft, place: str) -> None:
    url = f"{microsoft.url}/identity"
    environment = {"IDENTITY_ENDPOINT": url, "IDENTITY_HEADER": "header"}

    async def play(client: Client) -> None:
        credentials = credentials_of(
            settings("managed_identity"),
            client,
            environment if place == "app service" else {},
            machine_identity_url=url,
        )
        assert await credentials.token() == "token-1"

    run(play)
    (asked,) = microsoft.logins
    assert asked["resource"] == "https://api.botframework.com"
    assert asked["client_id"] == APP_ID
    if place == "app service":
        assert (asked["X-IDENTITY-HEADER"], asked["api-version"]) == ("header", "2019-08-01")
    else:
        assert (asked["Metadata"], asked["api-version"]) == ("true", "2018-02-01")


def test_all_who_need_a_token_wait_for_the_same(microsoft: FakeMicrosoft) -> None:
    microsoft.login_seconds = 0.2

    async def play(client: Client) -> list[str]:
        login = credentials_of(settings("single_tenant"), client, {}, login_url=microsoft.url)
        impatient = asyncio.ensure_future(asyncio.wait_for(login.token(), 0.05))
        tokens = await asyncio.gather(*(login.token() for _ in range(20)))
        with pytest.raises(asyncio.TimeoutError):
            await impatient
        return tokens

    assert set(run(play)) == {"token-1"}
    assert len(microsoft.logins) == 1


def test_a_token_is_renewed_shortly_before_it_expires() -> None:
    fetched = 0

    async def fetch() -> AccessToken:
        nonlocal fetched
        fetched += 1
        return AccessToken(f"token-{fetched}", time.time() + (200 if fetched == 1 else 3600))

    async def play() -> list[str]:
        credentials = Credentials(fetch)
        return [await credentials.token() for _ in range(3)]

    assert asyncio.run(play()) == ["token-1", "token-2", "token-2"]


@pytest.mark.parametrize("status", [401, 500])
def test_a_login_that_fails_is_tried_again_later(microsoft: FakeMicrosoft, status: int) -> None:
    microsoft.login_status = status

    async def play(client: Client) -> str:
        login = credentials_of(settings("single_tenant"), client, {}, login_url=microsoft.url)
        with pytest.raises(SendError) as failure:
            await login.token()
        assert not failure.value.is_final
        assert "secret" not in str(failure.value)
        microsoft.login_status = 200
        return await login.token()

    assert run(play) == "token-2"


@pytest.mark.parametrize(
    ("status", "headers", "is_final", "retry_after"),
    [
        (400, {}, True, None),
        (403, {}, True, None),
        (404, {}, True, None),
        (401, {}, False, None),
        (412, {}, False, None),
        (429, {"Retry-After": "7"}, False, 7),
        (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, False, 0),
        (429, {"Retry-After": "soon"}, False, None),
        (500, {}, False, None),
        (302, {"Location": "https://evil.example/"}, True, None),
    ],
)
def test_what_a_status_means(
    microsoft: FakeMicrosoft,
    status: int,
    headers: dict[str, str],
    is_final: bool,
    retry_after: float | None,
) -> None:
    microsoft.answers[REQUEST["conversation"]] = [(status, headers)]

    async def play(client: Client) -> SendError:
        connector = Connector(client, None, allow_loopback=True)
        with pytest.raises(SendError) as failure:
            await connector.send({**REQUEST, "service_url": microsoft.url})
        return failure.value

    error = run(play)
    assert (error.is_final, error.retry_after) == (is_final, retry_after)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://evil.example/"])
def test_a_stranger_is_not_given_our_token(microsoft: FakeMicrosoft, url: str) -> None:
    async def play(client: Client) -> None:
        login = credentials_of(settings("single_tenant"), client, {}, login_url=microsoft.url)
        with pytest.raises(SendError) as failure:
            await Connector(client, login).send({**REQUEST, "service_url": url})
        assert failure.value.is_final

    run(play)
    assert microsoft.logins == []


def test_a_service_that_is_away_is_tried_again(microsoft: FakeMicrosoft) -> None:
    async def play(client: Client) -> None:
        connector = Connector(client, None, allow_loopback=True)
        with pytest.raises(SendError) as failure:
            await connector.send({**REQUEST, "service_url": "http://127.0.0.1:1/"})
        assert not failure.value.is_final

    run(play)


def test_a_service_that_hangs_is_tried_again(
    microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.teams.client.TOTAL_SECONDS", 0.3)
    microsoft.seconds[REQUEST["conversation"]] = microsoft.upload_seconds = 1

    async def play(client: Client) -> None:
        connector = Connector(client, None, allow_loopback=True)
        request = {**REQUEST, "service_url": microsoft.url}
        for attempt in (
            connector.send(request),
            connector.upload(f"{microsoft.url}/upload", b"a file"),
        ):
            with pytest.raises(SendError) as failure:
                await attempt
            assert not failure.value.is_final
        assert await connector.try_to_send(request) is False

    run(play)


def test_a_huge_answer_is_not_read_to_its_end(microsoft: FakeMicrosoft) -> None:
    from aiohttp import web

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(1000):
                await response.write(b"x" * 1_000_000)
        except ConnectionResetError:
            pass
        return response

    async def play(client: Client) -> None:
        app = web.Application()
        app.router.add_get("/", endless)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        started = time.monotonic()
        answer = await client.ask("GET", f"http://127.0.0.1:{port}/")
        assert answer.body == {}
        assert time.monotonic() - started < 3
        await runner.cleanup()

    run(play)


def test_an_address_that_is_none_cannot_be_reached() -> None:
    async def play(client: Client) -> None:
        with pytest.raises(UnreachableError):
            await client.ask("GET", "None")
        assert await SigningKeys(client, "None")._fetch(0) is None

    run(play)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://umd-my.sharepoint.com/upload", True),
        ("http://umd-my.sharepoint.com/upload", False),
        ("https://sharepoint.com.evil.example/", False),
        ("https://evil.example/.sharepoint.com", False),
        ("https://x@umd.sharepoint.com/", False),
        ("https://umd.sharepoint.com:444/", False),
        ("https://[", False),
    ],
)
def test_files_go_to_microsofts_storage_only(url: str, expected: bool) -> None:
    assert is_storage_url(url) is expected
