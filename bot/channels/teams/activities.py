"""Reading activities, as Teams calls whatever happens in it. Pure: no network, no Rasa."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.channels.door import DoorError, conversation_id

CHANNEL_ID = "msteams"
PERSONAL = "personal"
# Where Teams takes replies. Anybody can have a name under trafficmanager.net: that one is whole.
SERVICE_HOST = "smba.trafficmanager.net"
SERVICE_DOMAINS = (".teams.microsoft.com", ".botframework.com")
LONGEST_MESSAGE_ID = 128
# Attachments that nobody has attached: the text with its format, what it replies to, previews.
NO_FILES = (
    "text/html",
    "messageReference",
    "forwardedMessageReference",
    "application/vnd.microsoft.card.",
)

# A GUID; those of Microsoft's own playground are a digit too long.
_ENTRA_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12,13}")
_TAG = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)

Json = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """Where in Teams an answer goes.

    Attributes:
        service_url: The service for it.
        conversation: Teams' id of the chat, or of the channel's thread.
        bot: Our account there.
        user: The account of whoever is answered.
        reply_to: Id of the activity that is answered; "" if there is none.
    """

    service_url: str
    conversation: str
    bot: Json
    user: Json
    reply_to: str

    def reply(self, activity: Json, instead: Json | None = None) -> Json:
        """Return the request that sends an activity here.

        Args:
            activity: What is shown.
            instead: What is sent in its place if Teams refuses it as it is.
        """
        request = self._request("POST", self.reply_to, activity)
        if instead is not None:
            request["instead"] = self._request("POST", self.reply_to, instead)["activity"]
        return request

    def update(self, activity_id: str, activity: Json) -> Json:
        """Return the request that puts an activity in the place of an earlier one."""
        return self._request("PUT", activity_id, activity)

    def _request(self, method: str, activity_id: str, activity: Json) -> Json:
        return {
            "method": method,
            "service_url": self.service_url,
            "conversation": self.conversation,
            "activity_id": activity_id,
            "activity": {
                "type": "message",
                "channelId": CHANNEL_ID,
                "from": self.bot,
                "recipient": self.user,
                "conversation": {"id": self.conversation},
                **({"replyToId": self.reply_to} if self.reply_to else {}),
                **activity,
            },
        }


@dataclass(frozen=True)
class Activity:
    """What happened in Teams.

    Attributes:
        kind: "message", "invoke", "conversationUpdate" and many others.
        name: Of an invoke, such as "adaptiveCard/action".
        message_id: The same when it is delivered again.
        channel_id: Which of Microsoft's channels it comes through.
        tenants: Every directory it names.
        service_url: Where replies go, as the activity says.
        is_personal: Whether nobody else reads the chat.
        user: Who did it, by their id in the directory; "" where that is not said.
        text: What was typed, without the assistant's own name.
        token: Of the button that was pressed; "" if none was.
        card_id: Id of the message whose button it was; "" where that is not said.
        value: What came with it.
        has_files: Whether files or pictures came with it.
        arrivals: Accounts that have joined: the assistant's own, or others.
        reference: Where an answer goes.
    """

    kind: str
    name: str
    message_id: str
    channel_id: str
    tenants: frozenset[str]
    service_url: str
    is_personal: bool
    user: str
    text: str
    token: str
    card_id: str
    value: Json
    has_files: bool
    arrivals: frozenset[str]
    reference: Reference

    @property
    def conversation(self) -> str:
        """Id under which the conversation is kept: in a group, each person has one of their own.

        Raises:
            DoorError: Nobody is named who could have one.
        """
        if self.is_personal:
            return conversation_id("teams", self.user)
        place = hashlib.sha256(self.reference.conversation.encode()).hexdigest()[:16]
        return conversation_id("teams", f"{self.user}:{place}" if self.user else "")


def read_activity(body: Json) -> Activity:
    """Read an activity.

    Raises:
        DoorError: It has not the form of one.
    """
    conversation = _object(body, "conversation")
    place, service_url = _text(conversation, "id"), _text(body, "serviceUrl")
    kind = _text(body, "type")
    if not (kind and place and service_url):
        raise DoorError("This is not an activity of the Bot Framework.")
    value = _value(body)
    return Activity(
        kind=kind,
        name=_text(body, "name"),
        message_id=_short(_text(body, "id")),
        channel_id=_text(body, "channelId"),
        tenants=frozenset(_tenants(body, conversation)),
        service_url=service_url,
        is_personal=_text(conversation, "conversationType") == PERSONAL,
        user=_user(_object(body, "from")),
        text=message_text(body),
        token=_token(value),
        card_id=_text(body, "replyToId"),
        value=value,
        has_files=any(
            not _text(attachment, "contentType").startswith(NO_FILES)
            for attachment in _objects(body, "attachments")
        ),
        arrivals=frozenset(_text(member, "id") for member in _objects(body, "membersAdded")),
        reference=Reference(
            service_url=service_url,
            conversation=place,
            bot=_account(body, "recipient"),
            user=_account(body, "from"),
            reply_to=_text(body, "id") if kind == "message" else "",
        ),
    )


def message_text(body: Json) -> str:
    """Return what was typed, without the mention of the assistant itself.

    Mentions of others stay, as their names.
    """
    text = _text(body, "text")
    own = _text(_object(body, "recipient"), "id")
    for entity in _objects(body, "entities"):
        mention = _text(entity, "text")
        is_own = own and _text(_object(entity, "mentioned"), "id") == own
        if _text(entity, "type") == "mention" and is_own and mention:
            text = text.replace(mention, " ")
    return html.unescape(_TAG.sub("", text)).strip()


def is_service_url(url: str) -> bool:
    """Tell whether Teams takes replies at an address, so that it may be given our token."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = port is None and "@" not in parts.netloc and not re.search(r"[\s\\]", url)
    is_microsofts = host == SERVICE_HOST or host.endswith(SERVICE_DOMAINS)
    return parts.scheme == "https" and is_plain and is_microsofts


def is_loopback(url: str) -> bool:
    """Tell whether an address is of this machine, without encryption: a developer's client."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    except ValueError:
        return False


def _token(value: Json) -> str:
    """Return what a button sent: of Action.Submit, or within the action of Action.Execute."""
    action = _object(value, "action")
    return _text(value, "token") or _text(_object(action, "data"), "token")


def _value(body: Json) -> Json:
    """Return what came with an activity; Teams sends some as the text of a JSON object."""
    written = _text(body, "value")
    if not written:
        return _object(body, "value")
    try:
        return _object({"value": json.loads(written)}, "value")
    except (ValueError, RecursionError):
        return {}


def _tenants(body: Json, conversation: Json) -> Iterable[str]:
    named = (
        _text(conversation, "tenantId"),
        _text(_object(_object(body, "channelData"), "tenant"), "id"),
    )
    return (tenant.lower() for tenant in named if tenant)


def _user(account: Json) -> str:
    user = _text(account, "aadObjectId").lower()
    return user if _ENTRA_ID.fullmatch(user) else ""


def _account(body: Json, name: str) -> Json:
    """Return an account by its id alone: a reply that is kept names nobody."""
    return {"id": _text(_object(body, name), "id")}


def _short(message_id: str) -> str:
    if len(message_id) <= LONGEST_MESSAGE_ID:
        return message_id
    return hashlib.sha256(message_id.encode()).hexdigest()


def _text(value: Json, name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _object(value: Json, name: str) -> Json:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _objects(value: Json, name: str) -> list[Json]:
    found = value.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
