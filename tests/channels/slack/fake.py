"""A small Slack for the tests: its Web API, its response addresses, its Socket Mode."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import requests
from aiohttp import WSMsgType, web
from slack_sdk.signature import SignatureVerifier

BOT_TOKEN = "xoxb-test"
APP_TOKEN = "xapp-test"
SIGNING_SECRET = "a signing secret"
TEAM, BOT = "T1", "UBOT"
AUTHORIZATIONS = [{"team_id": TEAM, "user_id": BOT, "is_bot": True}]

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Call:
    """A request that the channel has made."""

    method: str
    arguments: dict[str, Any]
    token: str = ""


@dataclass
class Answer:
    """How one request of a method is answered."""

    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    content_type: str = "text/html"


class FakeSlack:
    """Slack on a free port of this machine, in a thread of its own."""

    def __init__(self) -> None:
        self.clear()
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, float] = {}
        self.connections = 0
        self.port = 0

    def clear(self) -> None:
        self.calls: list[Call] = []
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)

    # ---- how it runs ----

    def start(self, port: int = 0) -> None:
        ready: Future[None] = Future()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready, port), daemon=True)
        self._thread.start()
        ready.result(timeout=30)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)
        self._loop.close()

    def _run(self, ready: Future[None], port: int) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(port))
        ready.set_result(None)
        self._loop.run_forever()

    async def _serve(self, port: int) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response)
        app.router.add_post("/upload/{name}", self._upload)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    # ---- what it answers ----

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            arguments = await request.json()
        else:
            arguments = {**request.query, **await request.post()}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = await self._take(Call(method, arguments, token))
        if answer.data is None:
            answer.data = self._usual(method, arguments)
        if isinstance(answer.data, str):
            return web.Response(
                status=answer.status,
                text=answer.data,
                content_type=answer.content_type,
                headers=answer.headers,
            )
        return web.json_response(answer.data, status=answer.status, headers=answer.headers)

    def _usual(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "apps.connections.open":
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket?ticket={next(_numbers)}"}
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": f"D{arguments['users']}"}}
        if method == "files.getUploadURLExternal":
            number = next(_numbers)
            return {
                "ok": True,
                "file_id": f"F{number}",
                "upload_url": f"{self.url}/upload/{number}",
            }
        if method == "files.completeUploadExternal":
            return {"ok": True, "files": json.loads(arguments["files"])}
        return {"ok": True, "channel": arguments.get("channel"), "ts": new_ts()}

    async def _response(self, request: web.Request) -> web.Response:
        arguments = {**await request.json(), "name": request.match_info["name"]}
        answer = await self._take(Call("response_url", arguments))
        return web.Response(status=answer.status, text=answer.data or "ok", headers=answer.headers)

    async def _upload(self, request: web.Request) -> web.Response:
        answer = await self._take(Call("upload", {"content": (await request.read()).decode()}))
        return web.Response(status=answer.status, text="OK")

    async def _take(self, call: Call) -> Answer:
        self.calls.append(call)
        waiting = self.answers[call.method]
        answer = waiting.popleft() if waiting else Answer()
        await asyncio.sleep(answer.seconds)
        return answer

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                envelope = json.loads(message.data)
                self.acknowledged[envelope["envelope_id"]] = time.monotonic()
        self.sockets.remove(socket)
        return socket

    # ---- what it sends by Socket Mode ----

    def push(self, kind: str, payload: dict[str, Any], **extra: Any) -> str:
        """Send an envelope to the newest connection; return its id."""
        name = f"envelope-{next(_numbers)}"
        envelope = {"type": kind, "envelope_id": name, "payload": payload, **extra}
        self._send(envelope)
        return name

    def disconnect(self) -> None:
        """Ask the client to connect anew, as Slack does every few hours."""
        self._send({"type": "disconnect", "reason": "refresh_requested"})

    def hang_up(self) -> None:
        """Close all connections."""

        async def close() -> None:
            for socket in list(self.sockets):
                await socket.close()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(timeout=10)

    def _send(self, envelope: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(self.sockets[-1].send_json(envelope), self._loop).result(
            timeout=10
        )

    # ---- what it has been asked ----

    def of(self, *methods: str) -> list[Call]:
        return [call for call in list(self.calls) if call.method in methods]

    def wait(self, count: int, *methods: str, seconds: float = 5.0) -> list[Call]:
        """Return the calls of the methods once there are so many, and a moment later no more."""
        wait_until(lambda: len(self.of(*methods)) >= count, seconds)
        time.sleep(0.05)
        found = self.of(*methods)
        assert len(found) == count, found
        return found


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it has not come to that"
        time.sleep(0.01)


def new_ts() -> str:
    return f"1790000000.{next(_numbers):06d}"


def event(kind: str = "message", **fields: Any) -> dict[str, Any]:
    """Return the payload of an event, by default a direct message of U1."""
    inner = {
        "type": kind,
        "user": "U1",
        "team": TEAM,
        "channel": "D1",
        "channel_type": "im",
        "ts": new_ts(),
        "text": "hello",
        **fields,
    }
    if str(inner["channel"]).startswith("C"):
        inner["channel_type"] = "channel"
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event_id": f"Ev{next(_numbers)}",
        "authorizations": AUTHORIZATIONS,
        "event": inner,
    }


def command(text: str, response_url: str, user: str = "U1", **fields: Any) -> dict[str, Any]:
    return {
        "command": "/travel",
        "team_id": TEAM,
        "user_id": user,
        "channel_id": "C9",
        "text": text,
        "response_url": response_url,
        "trigger_id": f"{next(_numbers)}.1.a",
        **fields,
    }


def click(
    button: dict[str, Any],
    block_id: str,
    container: dict[str, Any],
    user: str = "U1",
    **fields: Any,
) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "trigger_id": f"{next(_numbers)}.2.b",
        "container": container,
        "actions": [{**button, "block_id": block_id, "action_ts": new_ts()}],
        **fields,
    }


class HttpSlack:
    """What Slack sends by HTTP, signed."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/webhooks/slack/events"
        self._session = requests.Session()

    def post(
        self,
        body: bytes,
        content_type: str = "application/json",
        *,
        secret: str = SIGNING_SECRET,
        sent_at: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        timestamp = str(int(time.time() if sent_at is None else sent_at))
        signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(signature),
            **(headers or {}),
        }
        return self._session.post(self._url, data=body, headers=signed, timeout=10)

    def event(self, payload: dict[str, Any], **options: Any) -> requests.Response:
        return self.post(json.dumps(payload).encode(), **options)

    def form(self, fields: dict[str, Any], **options: Any) -> requests.Response:
        body = requests.models.PreparedRequest._encode_params(fields).encode()
        assert dict(parse_qsl(body.decode(), keep_blank_values=True)).keys() == fields.keys()
        return self.post(body, "application/x-www-form-urlencoded", **options)

    def interaction(self, payload: dict[str, Any], **options: Any) -> requests.Response:
        return self.form({"payload": json.dumps(payload)}, **options)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._session.close()
