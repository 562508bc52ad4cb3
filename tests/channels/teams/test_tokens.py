"""Who may speak: each token is also shown to Microsoft's own library; differences are explained."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.channels.teams.client import Client
from bot.channels.teams.tokens import UNKNOWN_KEY_SECONDS, NoKeysError, SigningKeys
from bot.settings import PROJECT_ROOT
from tests.channels.teams.conftest import Teams
from tests.channels.teams.fake import APP_ID, FakeMicrosoft
from tests.from_outside import cannot

LIBRARY = "botframework-connector==4.17.1"
ENVIRONMENT = PROJECT_ROOT / ".tools" / LIBRARY.replace("==", "-")
ORACLE = Path(__file__).with_name("oracle.py")

Make = Callable[[FakeMicrosoft], str]


@dataclass(frozen=True)
class Case:
    """A request.

    Attributes:
        name: What is special about its token.
        header: Makes its `Authorization` header.
        status: What we answer.
        library: Whether Microsoft's library accepts it.
        why: Why we do not, where we differ.
        channel: The channel it says it comes through.
        service_url: Where it says that replies go; that of the small Microsoft if empty.
    """

    name: str
    header: Make
    status: int
    library: bool
    why: str = ""
    channel: str = "msteams"
    service_url: str = ""


def bearer(key: str = "teams", algorithm: str = "RS256", **claims: Any) -> Make:
    """Return a maker of tokens; `exp_in` and `nbf_in` are seconds from the time of the test."""

    def make(microsoft: FakeMicrosoft) -> str:
        moments = {
            name.removesuffix("_in"): int(time.time()) + value if name.endswith("_in") else value
            for name, value in claims.items()
        }
        return f"Bearer {microsoft.token(key, algorithm, **moments)}"

    return make


def by_hand(header: dict[str, Any], sign: Callable[[FakeMicrosoft, bytes], bytes]) -> Make:
    """Return a maker of tokens that no library would make."""

    def part(content: bytes) -> bytes:
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    def make(microsoft: FakeMicrosoft) -> str:
        claims = microsoft.token().split(".")[1].encode()
        signed = part(json.dumps(header).encode()) + b"." + claims
        return f"Bearer {(signed + b'.' + part(sign(microsoft, signed))).decode()}"

    return make


def by_public_key(microsoft: FakeMicrosoft, signed: bytes) -> bytes:
    key = microsoft.private["teams"].public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return hmac.new(pem, signed, hashlib.sha256).digest()


def changed(microsoft: FakeMicrosoft) -> str:
    header, claims, signature = microsoft.token().split(".")
    other = microsoft.token(aud="another").split(".")[1]
    assert claims != other
    return f"Bearer {header}.{other}.{signature}"


CASES = [
    Case("good", bearer(), 202, True),
    Case("not there", lambda _: "", 401, False),
    Case("of another scheme", lambda m: f"Basic {m.token()}", 401, False),
    Case("of a scheme in small letters", lambda m: f"bearer {m.token()}", 401, False),
    Case("without a scheme", lambda m: m.token(), 401, False),
    Case("followed by something", lambda m: f"Bearer {m.token()} x", 401, False),
    Case("no token at all", lambda _: "Bearer x.y.z", 401, False),
    Case("of another issuer", bearer(iss="https://login.example"), 401, False),
    Case(
        "of the emulator's issuer", bearer(iss="https://sts.windows.net/x/", ver="1.0"), 401, False
    ),
    Case("without an issuer", bearer(iss=None), 401, False),
    Case("for another bot", bearer(aud="another"), 401, False),
    Case("without an audience", bearer(aud=None), 401, False),
    Case("for several bots", bearer(aud=[APP_ID, "another"]), 401, False),
    Case("expired, within the skew of clocks", bearer(exp_in=-240), 202, True),
    Case("expired", bearer(exp_in=-400), 401, False),
    Case("for ever", bearer(exp=None), 401, True, "a stolen token would be good for ever"),
    Case("not valid yet, within the skew of clocks", bearer(nbf_in=240), 202, True),
    Case("not valid yet", bearer(nbf_in=400), 401, False),
    Case("for another service", bearer(serviceurl="https://smba.trafficmanager.net/x"), 403, False),
    Case("without a service", bearer(serviceurl=None), 401, False),
    Case("of a key for another channel", bearer("webchat"), 403, False),
    Case("of a key for no channel", bearer("bare"), 403, True, "it does not speak for Teams"),
    Case("of another channel", bearer("webchat"), 403, True, "we serve Teams only", "webchat"),
    Case("for a service that is not named", bearer(), 400, True, "where to reply?", "msteams", "-"),
    Case("signed with PS256", bearer(algorithm="PS256"), 401, False),
    Case(
        "signed with the public key",
        by_hand({"alg": "HS256", "kid": "teams", "typ": "JWT"}, by_public_key),
        401,
        False,
    ),
    Case("unsigned", by_hand({"alg": "none", "kid": "teams"}, lambda *_: b""), 401, False),
    Case("of no named key", bearer(kid=None), 401, False),
    Case("of an unknown key", bearer("next"), 401, False),
    Case("of another key by a good name", bearer("next", kid="teams"), 401, False),
    Case("changed", changed, 401, False),
]


@pytest.fixture(scope="module")
def library() -> Path:
    """The Python of an environment with Microsoft's library, which wants other packages."""
    done, python = ENVIRONMENT / "complete", ENVIRONMENT / "bin" / "python"
    if not done.exists():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        install = [str(python), "-m", "pip", "install", "--quiet", LIBRARY, "aiohttp>=3,<4"]
        try:
            for command in ([sys.executable, "-m", "venv", str(ENVIRONMENT)], install):
                subprocess.run(command, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError):
            cannot(f"{LIBRARY} cannot be installed")
        done.touch()
    return python


def service_url(case: Case, microsoft: FakeMicrosoft) -> str:
    return {"": microsoft.url, "-": ""}.get(case.service_url, case.service_url)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_a_token_is_answered(teams: Teams, case: Case) -> None:
    activity = teams.microsoft.activity(
        channelId=case.channel, serviceUrl=service_url(case, teams.microsoft)
    )
    response = teams.post(activity, case.header(teams.microsoft))
    assert response.status_code == case.status, response.text
    if case.status == 202:
        teams.microsoft.said()
    if case.status in (401, 403):
        assert response.content == b"", "nothing internal"
        assert teams.assistant.messages == []


def test_we_accept_nothing_that_microsofts_library_does_not(
    library: Path, teams: Teams, microsoft: FakeMicrosoft
) -> None:
    asked = {
        "metadata_url": microsoft.metadata_url,
        "app_id": APP_ID,
        "cases": [
            {
                "header": case.header(microsoft),
                "channel": case.channel,
                "service_url": service_url(case, microsoft),
            }
            for case in CASES
        ],
    }
    run = subprocess.run(
        [str(library), str(ORACLE)], input=json.dumps(asked), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    said = dict(zip((case.name for case in CASES), json.loads(run.stdout), strict=True))
    assert said == {case.name: case.library for case in CASES}
    differing = [case for case in CASES if (case.status == 202) != case.library]
    assert all(case.why and case.library for case in differing)


def test_keys_are_fetched_once_and_again_for_a_new_one(microsoft: FakeMicrosoft) -> None:
    async def play() -> None:
        client, clock = Client(), [0.0]
        keys = SigningKeys(client, microsoft.metadata_url, now=lambda: clock[0])
        assert await keys.find("teams")
        assert await keys.find("webchat")
        assert microsoft.fetched == 1
        assert await keys.find("next") is None, "no request for each invented name"
        assert microsoft.fetched == 1
        clock[0] += UNKNOWN_KEY_SECONDS
        microsoft.endorsements["next"] = ["msteams"]
        try:
            assert await keys.find("next")
        finally:
            del microsoft.endorsements["next"]
        assert microsoft.fetched == 2
        await client.close()

    run(play)


def test_old_keys_are_kept_while_there_are_no_newer_ones(microsoft: FakeMicrosoft) -> None:
    async def play() -> None:
        client, clock = Client(), [0.0]
        keys = SigningKeys(client, microsoft.metadata_url, now=lambda: clock[0])
        assert await keys.find("teams")
        microsoft.is_up = False
        clock[0] += 48 * 3600
        assert await keys.find("teams"), "and nobody waits for the attempt to renew them"
        assert keys._renewal is not None
        await keys._renewal
        assert await keys.find("teams")
        microsoft.is_up = True
        clock[0] += UNKNOWN_KEY_SECONDS
        assert await keys.find("teams")
        await keys._renewal
        assert microsoft.fetched == 2
        await client.close()

    run(play)


def test_without_any_keys_nothing_is_decided(microsoft: FakeMicrosoft) -> None:
    async def play() -> None:
        client = Client()
        microsoft.is_up = False
        keys = SigningKeys(client, microsoft.metadata_url)
        with pytest.raises(NoKeysError):
            await keys.find("teams")
        await client.close()

    run(play)


def test_a_server_that_starts_without_microsoft_answers_when_it_is_back(
    new_teams: Callable[[], Teams], microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.teams.tokens.FAILED_SECONDS", 0.2)
    microsoft.is_up = False
    teams = new_teams()
    response = teams.post(microsoft.activity())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    microsoft.is_up = True
    time.sleep(0.3)
    assert teams.post(microsoft.activity()).status_code == 202
    assert microsoft.said()[0].text == "You said: hello"


def test_who_cannot_be_verified_since_microsoft_hangs_is_asked_to_come_again(
    new_teams: Callable[[], Teams], microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.teams.client.TOTAL_SECONDS", 0.3)
    microsoft.metadata_seconds = 1
    response = new_teams().post(microsoft.activity())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_all_wait_for_keys_that_hang_at_the_same_time(
    microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.teams.client.TOTAL_SECONDS", 0.5)
    monkeypatch.setattr("bot.channels.teams.tokens.FAILED_SECONDS", 0.4)
    microsoft.metadata_seconds = 1

    async def play() -> None:
        client = Client()
        keys = SigningKeys(client, microsoft.metadata_url)
        started = time.monotonic()
        found = await asyncio.gather(
            *(keys.find("teams") for _ in range(5)), return_exceptions=True
        )
        assert [type(each) for each in found] == [NoKeysError] * 5
        assert time.monotonic() - started < 1
        await client.close()

    run(play)


def run(play: Callable[[], Any]) -> None:
    asyncio.run(play())
