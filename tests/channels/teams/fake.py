"""A small Microsoft on this machine: its keys, its login, and the service behind Teams."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
USER = "aaaaaaaa-bbbb-cccc-dddd-000000000001"
BOT = {"id": f"28:{APP_ID}", "name": "Travel Assistant"}
OTHER = USER[:-1] + "2"
THREAD = "19:abc@thread.tacv2;messageid=1700000000000"
BUTTONS = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}
ISSUER = "https://api.botframework.com"


@dataclass(frozen=True)
class Sent:
    """A request that the assistant has made.

    Attributes:
        method: Of HTTP.
        path: With the ids decoded.
        token: What it was authorised with.
        body: The activity.
        id: Of the message, as the service gives it.
        at: By the monotonic clock.
    """

    method: str
    path: str
    token: str
    body: dict[str, Any]
    id: str = field(default_factory=lambda: f"sent-{uuid.uuid4()}")
    at: float = field(default_factory=time.monotonic)

    @property
    def conversation(self) -> str:
        return self.path.split("/")[3]

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def card(self) -> dict[str, Any]:
        (attachment,) = self.body["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        return dict(attachment["content"])


class FakeMicrosoft:
    """Serves on a thread of its own; what it does is set by its attributes."""

    def __init__(self) -> None:
        self.private = {
            name: rsa.generate_private_key(public_exponent=65537, key_size=2048)
            for name in ("teams", "webchat", "bare", "next")
        }
        self.endorsements: dict[str, list[str] | None] = {
            "teams": ["msteams", "skype"],
            "webchat": ["webchat"],
            "bare": None,
        }
        self.clear()

    def clear(self) -> None:
        self.is_up = True
        self.fetched = 0
        self.metadata_seconds = 0.0
        self.upload_seconds = 0.0
        self.uploads: list[bytes] = []
        self.logins: list[dict[str, str]] = []
        self.login_status = 200
        self.login_seconds = 0.0
        self.refused: set[str] = set()
        self.sent: list[Sent] = []
        # Conversation -> statuses to answer with, in turn.
        self.answers: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
        self.seconds: dict[str, float] = {}

    def start(self) -> None:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def token(self, key: str = "teams", algorithm: str = "RS256", **changes: Any) -> str:
        """Return a token as Microsoft makes it; a claim that is None is left out."""
        headers = {"kid": changes.pop("kid", key)}
        claims = {
            "iss": ISSUER,
            "aud": APP_ID,
            "exp": int(time.time()) + 3600,
            "nbf": int(time.time()) - 60,
            "serviceurl": self.url,
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(claims, self.private[key], algorithm=algorithm, headers=headers)

    def activity(self, text: str = "hello", **changes: Any) -> dict[str, Any]:
        """Return a message as Teams sends it in a personal chat."""
        return {
            "type": "message",
            "id": f"{time.monotonic_ns()}",
            "channelId": "msteams",
            "serviceUrl": self.url,
            "from": {"id": "29:user", "name": "Alex", "aadObjectId": USER},
            "recipient": BOT,
            "conversation": {"id": "a:chat", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "text": text,
            **changes,
        }

    def messages(self, conversation: str = "a:chat") -> list[Sent]:
        """Return what was sent to a conversation, without the signs of typing."""
        return [
            sent
            for sent in self.sent
            if sent.conversation == conversation and sent.body["type"] != "typing"
        ]

    def wait(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, [sent.body for sent in self.sent]
            time.sleep(0.01)

    def said(self, count: int = 1, conversation: str = "a:chat") -> list[Sent]:
        """Wait for so many messages in a conversation, and return them."""
        self.wait(lambda: len(self.messages(conversation)) >= count)
        return self.messages(conversation)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        ready.set()
        self._loop.run_forever()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=10**7)
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_get("/identity", self._identity)
        app.router.add_put("/upload", self._upload)
        app.router.add_route("*", "/v3/conversations/{rest:.*}", self._connector)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        port = site._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def _metadata(self, request: web.Request) -> web.Response:
        if not self.is_up:
            return web.Response(status=503)
        await asyncio.sleep(self.metadata_seconds)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        self.fetched += 1
        keys = []
        for name, endorsements in self.endorsements.items():
            key = RSAAlgorithm.to_jwk(self.private[name].public_key(), as_dict=True)
            key |= {"kid": name, "use": "sig"}
            keys.append(key if endorsements is None else {**key, "endorsements": endorsements})
        return web.json_response({"keys": [*keys, {"kid": "odd", "kty": "EC"}]})

    async def _login(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._give_token({**form, "tenant": request.match_info["tenant"]})

    async def _identity(self, request: web.Request) -> web.Response:
        return await self._give_token(dict(request.query) | dict(request.headers))

    async def _give_token(self, asked: dict[str, str]) -> web.Response:
        self.logins.append(asked)
        await asyncio.sleep(self.login_seconds)
        if self.login_status != 200:
            return web.json_response({"error": "invalid_client"}, status=self.login_status)
        token = f"token-{len(self.logins)}"
        return web.json_response({"access_token": token, "expires_in": 3599})

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        await asyncio.sleep(self.upload_seconds)
        self.uploads.append(content)
        return web.Response(status=201)

    async def _connector(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        sent = Sent(request.method, request.path, token, await request.json())
        if sent.body["type"] == "typing":
            self.sent.append(sent)
            return web.json_response({}, status=202)
        if token in self.refused:
            return web.Response(status=401)
        await asyncio.sleep(self.seconds.get(sent.conversation, 0))
        if self.answers[sent.conversation]:
            status, headers = self.answers[sent.conversation].pop(0)
            return web.Response(status=status, headers=headers)
        self.sent.append(sent)
        return web.json_response({"id": sent.id}, status=201)


def account(user: str) -> dict[str, str]:
    return {"id": f"29:{user}", "name": "Somebody", "aadObjectId": user}


def in_group(conversation: str = THREAD, user: str = USER) -> dict[str, Any]:
    kind = "channel" if "messageid" in conversation else "groupChat"
    place = {"id": conversation, "conversationType": kind, "isGroup": True, "tenantId": TENANT}
    return {"conversation": place, "from": account(user)}


def chat(conversation: str) -> dict[str, str]:
    return {"id": conversation, "conversationType": "personal", "tenantId": TENANT}


def tokens(sent: Sent) -> dict[str, str]:
    return {
        action["title"]: action["data"]["token"]
        for element in sent.card["body"]
        for action in element.get("actions", [])
    }
