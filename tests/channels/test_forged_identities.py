"""Nobody speaks in the name of somebody else, through any door.

Each victim has told the assistant a secret, in their own conversation. Every attempt is made by
somebody who knows the victim's ids, and has tokens of their own at most: it must neither put a
message into the victim's conversation nor bring the secret to light.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from itsdangerous import URLSafeTimedSerializer
from rasa.core.channels.channel import UserMessage

from bot.channels.buttons import Buttons
from bot.channels.door import conversation_id
from bot.channels.rest import RestDoor
from bot.channels.slack.channel import SlackChannel
from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings
from bot.storage.keys import signing_key_of
from tests.channels.slack.fake import SIGNING_SECRET, FakeSlack, HttpSlack, click, command, event
from tests.channels.teams.conftest import Teams
from tests.channels.teams.fake import USER, FakeMicrosoft

SECRET = "the-secret-of-the-victim"
EMERGENCY = "Medical emergency? Contact International SOS: +00 000."


class Assistant:
    """Remembers what it is told in a conversation, and says it there when asked."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}
        self.messages: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        if message.text.startswith("remember "):
            self.told[message.sender_id] = message.text.removeprefix("remember ")
        known = self.told.get(message.sender_id, "nothing")
        reply = {"text": f"I know {known}", "buttons": [{"title": "Save", "payload": "/affirm"}]}
        await message.output_channel.send_response(message.sender_id, reply)


class World:
    """All doors, the victims, and an attacker with a session and accounts of their own."""

    def __init__(
        self, serve: Callable[..., Any], slack: FakeSlack, microsoft: FakeMicrosoft, folder: Path
    ) -> None:
        self.assistant = Assistant()
        self.slack, self.microsoft = slack, microsoft
        self.settings = Settings(
            database_url=f"sqlite:///{folder / 'assistant.db'}",
            slack_bot_token="xoxb-test",
            slack_signing_secret=SIGNING_SECRET,
            messages_per_minute=1000,
            rest_token="a token that nobody will ever guess",
        )
        turns = TurnRunner(timeout_seconds=5, emergency=EMERGENCY)
        self.web_door = WebDoor(self.settings, turns)
        doors = [
            self.web_door,
            RestDoor(self.settings, turns),
            SlackChannel(self.settings, api_url=slack.api_url),
        ]
        self.url = serve(doors, self.assistant).url
        self.by_slack = HttpSlack(self.url)
        self.teams = Teams(serve, microsoft, self.assistant, folder)
        self.key = signing_key_of(self.settings)

        self.session = self.begin()
        self.tell({"session": self.session})
        self.web_victim = self.assistant.messages[-1].sender_id
        self.by_slack.event(event(text=f"remember {SECRET}"))
        slack.wait(1, "chat.postMessage")
        self.slack_victim = self.assistant.messages[-1].sender_id
        self.teams.say(f"remember {SECRET}")
        microsoft.said(1)
        self.teams_victim = self.assistant.messages[-1].sender_id
        self.victims = {self.web_victim, self.slack_victim, self.teams_victim}
        assert set(self.assistant.told) == self.victims
        self.own = self.begin()  # the attacker's

    def begin(self) -> str:
        response = requests.post(f"{self.url}/webhooks/web/session", timeout=5)
        return str(response.json()["session"])

    def tell(self, body: dict[str, str]) -> None:
        whole = {"text": f"remember {SECRET}", "id": "victim-1", **body}
        requests.post(f"{self.url}/webhooks/web/message", json=whole, timeout=5).raise_for_status()

    def web(self, path: str = "message", **body: Any) -> str:
        whole = {"text": "recall", **body}
        if "payload" in body:
            del whole["text"]
        return requests.post(f"{self.url}/webhooks/web/{path}", json=whole, timeout=5).text

    def rest(self, sender: str, **headers: str) -> str:
        body = {"sender": sender, "message": "recall"}
        return requests.post(
            f"{self.url}/webhooks/rest/webhook", json=body, headers=headers, timeout=5
        ).text


def _signed_with(key: str, salt: str, user: str) -> str:
    return str(URLSafeTimedSerializer(key, salt=salt).dumps(user))


def _unsigned_token(world: World) -> str:
    claims = jwt.decode(world.microsoft.token(), options={"verify_signature": False})
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts]
    return b".".join([*encoded, b""]).decode()


def _web_user(world: World) -> str:
    return world.web_victim.removeprefix("web:")


def _swapped(world: World) -> str:
    """The victim's id with the signature of the attacker's own session."""
    return ".".join([world.session.split(".")[0], *world.own.split(".")[1:]])


def _button_of(world: World, conversation: str) -> str:
    return Buttons(world.key).sign(conversation, "/affirm")


WEB: dict[str, Callable[[World], str]] = {
    "no session": lambda w: w.web(),
    "an empty session": lambda w: w.web(session=""),
    "the conversation's id": lambda w: w.web(session=w.web_victim),
    "the user's id": lambda w: w.web(session=_web_user(w)),
    "a list with the session": lambda w: w.web(session=[w.session]),
    "an object": lambda w: w.web(session={"id": _web_user(w)}),
    "no signature": lambda w: w.web(session=w.session.split(".")[0]),
    "an empty signature": lambda w: w.web(session=w.session.rsplit(".", 1)[0] + "."),
    "the signature of another session": lambda w: w.web(session=_swapped(w)),
    "another key": lambda w: w.web(session=_signed_with("x", "web-session", _web_user(w))),
    "another salt": lambda w: w.web(session=_signed_with(w.key, "x", _web_user(w))),
    "no key": lambda w: w.web(session=_signed_with("", "web-session", _web_user(w))),
    "another digest": lambda w: w.web(session=_signed_with(w.key, "web-session", _web_user(w))),
    "sender in the body": lambda w: w.web(session=w.own, sender=w.web_victim),
    "sender_id in the body": lambda w: w.web(session=w.own, sender_id=w.web_victim),
    "conversation in the body": lambda w: w.web(session=w.own, conversation=w.web_victim),
    "metadata in the body": lambda w: w.web(session=w.own, metadata={"sender": w.web_victim}),
    "the id of the victim's message": lambda w: w.web(session=w.own, id="victim-1"),
    "the victim's button": lambda w: w.web(session=w.own, payload=_button_of(w, w.web_victim)),
    "a raw payload": lambda w: w.web(session=w.own, payload="/affirm"),
    "a typed payload": lambda w: w.web(session=w.own, text='/inform{"trip_number": "T-1"}'),
    "a session in the address": lambda w: (
        requests.post(
            f"{w.url}/webhooks/web/message?session={w.session[:-1]}",
            json={"text": "recall"},
            timeout=5,
        ).text
    ),
    "a session that one asks for": lambda w: w.web("session", session=w.web_victim),
    "deleting with a forged session": lambda w: w.web("delete", session=_swapped(w)),
    "a thumb with a forged session": lambda w: w.web(
        "feedback", session=_swapped(w), id="victim-1", topic="a", helpful=True
    ),
    "a thumb for a topic of one's own": lambda w: w.web(
        "feedback", session=w.own, id="1", topic="Maria_Lee", helpful=True
    ),
    "a file with a forged session": lambda w: (
        requests.post(
            f"{w.url}/webhooks/web/itinerary",
            data={"session": _swapped(w), "id": "1"},
            files={"file": ("a.txt", b"BWI to NBO")},
            timeout=5,
        ).text
    ),
}
REST: dict[str, Callable[[World], str]] = {
    "the web conversation": lambda w: w.rest(w.web_victim),
    "the Slack conversation": lambda w: w.rest(w.slack_victim),
    "the Teams conversation": lambda w: w.rest(w.teams_victim),
    "without the channel": lambda w: w.rest(_web_user(w)),
    "with a leading colon": lambda w: w.rest(f":{w.slack_victim}"),
    "with a line break": lambda w: w.rest(f"x\n{w.web_victim}"),
    "with NUL": lambda w: w.rest(f"{w.web_victim}\0"),
    "from elsewhere": lambda w: w.rest("ann", **{"X-Forwarded-For": "203.0.113.7"}),
    "from a website": lambda w: w.rest("ann", Origin="https://evil.example"),
    "by a name that was made to point here": lambda w: w.rest("ann", Host="evil.example"),
    "with a wrong token": lambda w: w.rest(w.web_victim, Authorization="Bearer x", Via="1.1 proxy"),
}


def _slack(world: World, payload: dict[str, Any], **options: Any) -> str:
    return world.by_slack.event(payload, **options).text


def _slack_click(world: World, token: str, user: str = "U2", **options: Any) -> str:
    button = {"type": "button", "action_id": "choice_0", "value": token}
    container = {"type": "message", "channel_id": "D1", "message_ts": "1.1"}
    payload = click(button, "b", container, user)
    return world.by_slack.interaction(payload, **options).text


SLACK: dict[str, Callable[[World], str]] = {
    "unsigned": lambda w: (
        requests.post(f"{w.url}/webhooks/slack/events", json=event(text="recall"), timeout=5).text
    ),
    "signed with another secret": lambda w: _slack(w, event(text="recall"), secret="x"),
    "signed with the public token": lambda w: _slack(w, event(text="recall"), secret="xoxb-test"),
    "signed long ago": lambda w: _slack(w, event(text="recall"), sent_at=time.time() - 400),
    "signed in the future": lambda w: _slack(w, event(text="recall"), sent_at=time.time() + 400),
    "a signature of another body": lambda w: _slack(
        w, event(text="recall"), headers={"X-Slack-Signature": "v0=" + "0" * 64}
    ),
    "a signature without its version": lambda w: _slack(
        w, event(text="recall"), headers={"X-Slack-Signature": ""}
    ),
    "a forged command": lambda w: (
        w.by_slack.form(command("recall", f"{w.slack.url}/response/x"), secret="x").text
    ),
    "a forged click": lambda w: _slack_click(w, "/affirm", "U1", secret="x"),
    "the victim's button": lambda w: _slack_click(w, _button_of(w, w.slack_victim)),
    "the button of a web conversation": lambda w: _slack_click(w, _button_of(w, w.web_victim)),
    "another team's user of the same id": lambda w: _slack(
        w, event(text="recall", team="T2", channel="D2") | {"team_id": "T2"}
    ),
    "a user's name with the victim's id": lambda w: _slack(
        w, event(text="recall", user="U2", username="U1", channel="D2")
    ),
    "an id that ends the conversation's": lambda w: _slack(
        w, event(text="recall", user="U1.C1", channel="D2")
    ),
    "a bot that says it is the victim": lambda w: _slack(
        w, event(text="recall", bot_id="B1", subtype="bot_message")
    ),
}


def _teams(world: World, authorization: str | None = None, **changes: Any) -> str:
    activity = world.microsoft.activity("recall", **changes)
    return world.teams.post(activity, authorization).text


def _bearer(world: World, *key: str, **changes: Any) -> str:
    return f"Bearer {world.microsoft.token(*key, **changes)}"


OTHER = {"id": "29:other", "aadObjectId": "00000000-0000-0000-0000-00000000beef", "name": "Alex"}
TEAMS: dict[str, Callable[[World], str]] = {
    "no token": lambda w: _teams(w, ""),
    "no bearer": lambda w: _teams(w, w.microsoft.token()),
    "rubbish": lambda w: _teams(w, "Bearer a.b.c"),
    "an unsigned token": lambda w: _teams(w, f"Bearer {_unsigned_token(w)}"),
    "a key for another channel": lambda w: _teams(w, _bearer(w, "webchat")),
    "a key that Microsoft does not have": lambda w: _teams(w, _bearer(w, "next")),
    "a key under another's name": lambda w: _teams(w, _bearer(w, "next", kid="teams")),
    "a token for another bot": lambda w: _teams(w, _bearer(w, aud="another")),
    "a token of another issuer": lambda w: _teams(w, _bearer(w, iss="https://evil.example")),
    "an old token": lambda w: _teams(w, _bearer(w, exp=int(time.time()) - 3600)),
    "another service": lambda w: _teams(w, _bearer(w, serviceurl="https://evil.example")),
    "another service in the body": lambda w: _teams(w, serviceUrl="https://evil.example"),
    "another tenant": lambda w: _teams(
        w,
        conversation={"id": "a:chat", "conversationType": "personal", "tenantId": "another"},
        channelData={"tenant": {"id": "another"}},
    ),
    "the victim's name only": lambda w: _teams(
        w, **{"from": OTHER}, conversation={**_personal(w), "id": "a:other"}
    ),
    "no user": lambda w: _teams(w, **{"from": {"id": "29:user"}}),
    "the victim's id in a list": lambda w: _teams(
        w, **{"from": {"id": "29:user", "aadObjectId": [USER]}}
    ),
    "the victim's button": lambda w: _teams(
        w,
        **{"from": OTHER},
        conversation={**_personal(w), "id": "a:other"},
        value={"token": w.teams.buttons.sign(w.teams_victim, "/affirm")},
    ),
}


def _personal(world: World) -> dict[str, Any]:
    return dict(world.microsoft.activity()["conversation"])


ATTEMPTS = [
    pytest.param(attempt, id=f"{door}: {name}")
    for door, attempts in {"web": WEB, "rest": REST, "slack": SLACK, "teams": TEAMS}.items()
    for name, attempt in attempts.items()
]


@pytest.fixture(scope="module")
def world(serve: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    slack, microsoft = FakeSlack(), FakeMicrosoft()
    slack.start()
    microsoft.start()
    world = World(serve, slack, microsoft, tmp_path_factory.mktemp("forged"))
    yield world
    world.by_slack.close()
    world.teams.close()
    slack.stop()
    microsoft.stop()


def test_there_are_at_least_fifty_attempts() -> None:
    assert len(ATTEMPTS) >= 50


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nobody_speaks_in_the_name_of_somebody_else(
    attempt: Callable[[World], str], world: World
) -> None:
    world.slack.clear()
    world.microsoft.clear()
    before = len(world.assistant.messages)
    answer = attempt(world)
    time.sleep(0.1)  # Slack and Teams are acknowledged first
    heard = {message.sender_id for message in world.assistant.messages[before:]}
    assert not heard & world.victims
    assert SECRET not in answer
    assert SECRET not in str(world.slack.calls)
    assert SECRET not in str([sent.body for sent in world.microsoft.sent])


def test_the_victims_themselves_are_heard(world: World) -> None:
    world.slack.clear()
    world.microsoft.clear()
    assert SECRET in world.web(session=world.session)
    world.by_slack.event(event(text="recall"))
    (call,) = world.slack.wait(1, "chat.postMessage")
    assert SECRET in str(call.arguments)
    world.teams.say("recall")
    assert SECRET in str([sent.body for sent in world.microsoft.said(1)])


def test_no_name_of_a_user_reaches_the_conversation_of_another_channel() -> None:
    ids = [
        conversation_id("rest", "web:a"),
        conversation_id("web", "a"),
        conversation_id("rest", "a"),
    ]
    assert len(set(ids)) == 3
