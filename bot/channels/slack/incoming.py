"""What Slack sends, as a message of somebody: who, where and what. No network, no Rasa.

Everything here is read from payloads that were verified before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.door import DoorError, conversation_id

CHANNEL = "slack"
# Subtypes of messages that a person has written all the same.
_WRITTEN = frozenset({None, "file_share", "thread_broadcast"})
# Of a user, a channel, a group, a date, or a link: <https://example.edu|example.edu>
_ENTITY = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>\s|]*(?:\|[^<>]*)?)>", re.IGNORECASE)
_MENTION = re.compile(r"<@([A-Z0-9]+)")
_BEGINS_WITH_MENTION = re.compile(r"\s*<(@|!subteam\^|!)([A-Z0-9]*)")
SOMEBODY = "somebody"


@dataclass(frozen=True)
class Place:
    """Where an answer goes.

    Attributes:
        channel: Id of the channel; that of the user for a direct message.
        user: Whom it is for.
        thread: Timestamp of the message that begins the thread; "" outside of threads.
        is_shared: Whether others can read there.
        response_url: Where an answer goes that only the user sees; "" for a message.
        active_thread: The thread, if it has been begun already.
    """

    channel: str
    user: str
    thread: str = ""
    is_shared: bool = False
    response_url: str = ""
    active_thread: str = ""


@dataclass(frozen=True)
class Spoken:
    """A message, a command or a click.

    Attributes:
        conversation: See `conversation_of`.
        message_id: The same when Slack delivers it again.
        sender: Who, among all users of all channels.
        text: What was typed, in plain words.
        button: What the button sends that was pressed.
        place: Where the answer goes.
        is_addressed: Whether it was said to the assistant, not only in a thread that it is in.
        has_files: Whether files came with it.
    """

    conversation: str
    message_id: str
    sender: str
    place: Place
    text: str = ""
    button: str = ""
    is_addressed: bool = True
    has_files: bool = False


def conversation_of(team: str, user: str, channel: str = "", thread: str = "") -> str:
    """Return the id of a conversation: of a user alone, or of a user in a thread of a channel.

    Raises:
        DoorError: An id has characters that Slack's ids do not have, or is too long.
    """
    if not team or not user:
        raise DoorError("The payload does not say who has sent it.")
    return conversation_id(CHANNEL, ".".join(filter(None, (team, user, channel, thread))))


def owner_of(conversation: str) -> str:
    """Return the id of the user whom a conversation belongs to; "" if it is none of Slack's."""
    channel, _, rest = conversation.partition(":")
    parts = rest.split(".")
    return parts[1] if channel == CHANNEL and len(parts) > 1 else ""


def is_of_channel(conversation: str) -> bool:
    """Tell whether a conversation is one of a user in a thread of a channel."""
    return conversation.count(".") > 1


def read_message(body: Mapping[str, Any]) -> Spoken | None:
    """Return what an event of kind `message` or `app_mention` says; None if it is not for us.

    Raises:
        DoorError: An id in it cannot be taken.
    """
    event: Mapping[str, Any] = body["event"]
    own = _own_users(body)
    user, text = event.get("user") or "", event.get("text") or ""
    is_of_person = user not in ("", "USLACKBOT", *own) and not event.get("bot_id")
    if event.get("subtype") not in _WRITTEN or not is_of_person or event.get("hidden"):
        return None
    channel, sent_at = str(event.get("channel") or ""), str(event.get("ts") or "")
    begun = str(event.get("thread_ts") or "")
    team = _team_of(event, body)
    is_direct = event.get("channel_type") == "im" or channel.startswith("D")
    is_mention = event["type"] == "app_mention" or any(
        name in own for name in _MENTION.findall(text)
    )
    if not is_direct and not is_mention and (not begun or _begins_with_other(text, own)):
        return None
    if is_direct:
        conversation = conversation_of(team, user)
        place = Place(channel, user, thread=begun)
    else:
        thread = begun or sent_at
        conversation = conversation_of(team, user, channel, thread)
        place = Place(channel, user, thread=thread, is_shared=True, active_thread=begun)
    return Spoken(
        conversation,
        f"{channel}.{sent_at}",
        f"{CHANNEL}:{team}.{user}",
        place,
        text=plain_words(text, own),
        is_addressed=is_direct or is_mention,
        has_files=bool(event.get("files")),
    )


def read_command(body: Mapping[str, Any]) -> Spoken:
    """Return what a slash command says.

    Raises:
        DoorError: An id in it cannot be taken.
    """
    team, user = str(body.get("team_id") or ""), str(body.get("user_id") or "")
    return Spoken(
        conversation_of(team, user),
        f"command.{body.get('trigger_id')}"[:128],
        f"{CHANNEL}:{team}.{user}",
        Place(user, user, response_url=str(body.get("response_url") or "")),
        text=plain_words(str(body.get("text") or ""), ()),
    )


def read_click(body: Mapping[str, Any]) -> Spoken | None:
    """Return the press of a button; None if it is none of ours.

    The block's id says to which conversation the button belongs. That it was not altered is
    certain once the button has been read, which is signed for that conversation.

    Raises:
        DoorError: An id in it cannot be taken.
    """
    action = (body.get("actions") or [{}])[0]
    conversation, mark, _ = str(action.get("block_id") or "").partition("|")
    if not mark or not owner_of(conversation) or not action.get("value"):
        return None
    user = str(body["user"]["id"])
    container = body.get("container") or {}
    channel, sent_at = (
        str(container.get("channel_id") or ""),
        str(container.get("message_ts") or ""),
    )
    if sent_at:
        # One choice a message, however often and wherever in it somebody presses.
        message_id, place = f"click.{channel}.{sent_at}", _place_of_click(body, user, conversation)
    else:
        message_id = f"click.{action.get('action_ts')}.{action.get('action_id')}"
        place = Place(user, user)
    team = conversation.partition(":")[2].partition(".")[0]
    return Spoken(
        conversation, message_id[:128], f"{CHANNEL}:{team}.{user}", place, button=action["value"]
    )


def plain_words(text: str, own: Collection[str]) -> str:
    """Return a text of Slack's as it was typed, without mentions of the assistant.

    Args:
        text: With Slack's marks for users, channels and links.
        own: Ids of the assistant's users.
    """

    def words_of(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return "" if target[1:] in own else label or SOMEBODY
        if target.startswith(("#", "!")):
            return label
        return label or target.removeprefix("mailto:").removeprefix("tel:")

    words = _ENTITY.sub(words_of, text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _place_of_click(body: Mapping[str, Any], user: str, conversation: str) -> Place:
    container = body["container"]
    channel, thread = str(container["channel_id"]), str(container.get("thread_ts") or "")
    if container.get("is_ephemeral"):
        url = str(body.get("response_url") or "")
        return Place(user, user, thread=thread, response_url=url)
    if channel.startswith("D"):
        return Place(channel, user, thread=thread)
    begun_at = ".".join(conversation.split(".")[3:])
    return Place(
        channel, user, thread=thread or begun_at, is_shared=True, active_thread=thread or begun_at
    )


def _team_of(event: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Return the workspace of whoever has written, which in a shared channel may be another."""
    return str(event.get("user_team") or event.get("team") or body.get("team_id") or "")


def _own_users(body: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids under which the assistant is a user of the workspace."""
    return frozenset(
        str(entry["user_id"])
        for entry in body.get("authorizations") or []
        if entry.get("is_bot") and entry.get("user_id")
    )


def _begins_with_other(text: str, own: Collection[str]) -> bool:
    match = _BEGINS_WITH_MENTION.match(text)
    return match is not None and match[2] not in own
