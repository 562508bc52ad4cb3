"""Which requests to Slack show the replies of a turn. No network, no Rasa.

A request has a `method` of the Web API, or the `url` of a command or click, and `arguments`; or a
`file`. What stands under `otherwise` is sent where Slack refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.reply import Reply
from bot.channels.slack.blocks import CHOSEN, Message, Renderer, chosen, with_choice
from bot.channels.slack.incoming import Place, is_of_channel
from bot.channels.slack.rich_text import escape

Request = dict[str, Any]

# A command's address takes five messages within half an hour; the choice of a button is one too.
MOST_RESPONSES = 3
ONLY_YOU_COMMAND = "Only you can see this. To go on, write to me directly, or use /travel again."
ONLY_YOU_CHANNEL = (
    "Only you can see this. To go on, reply in the thread of your message, or write to me "
    "directly, where nobody else reads."
)
NOT_YOURS = (
    "These buttons belong to somebody else's question. Mention me here to ask your own, or write "
    "to me directly."
)
NO_UPLOAD = "Slack did not take the file {name}. What is written above holds without it."
NO_FILES = "I cannot open files here. Please paste what matters in them as text."


def requests_of(
    replies: Sequence[Reply],
    place: Place,
    conversation: str,
    renderer: Renderer,
    *,
    is_private: bool,
    is_emergency: bool,
) -> Iterator[Request]:
    """Yield the requests that show replies, in order.

    Args:
        replies: Of one turn.
        place: Where they go.
        conversation: To which their buttons belong.
        renderer: Renders them.
        is_private: Whether only the person who has asked may see them.
        is_emergency: Whether they must be found again: what Slack shows to one person alone is
            gone after a while, and nothing rings.
    """
    if place.response_url:
        yield from _to_url(replies, place, conversation, renderer)
    elif is_private and place.is_shared:
        yield from _to_one(replies, place, conversation, renderer)
    else:
        for message in renderer.messages(replies, conversation):
            yield _post(message, place.channel, place.thread)
    is_hidden = bool(place.response_url) or (is_private and place.is_shared)
    if is_hidden and is_emergency:
        for message in renderer.messages([Reply(reply.text) for reply in replies], conversation):
            yield _post(message, place.user, "")
    for file in (file for reply in replies for file in reply.files):
        channel, thread = (place.user, "") if is_hidden else (place.channel, place.thread)
        yield {
            "file": {"name": file.name, "content": file.content},
            **_where(channel, thread),
            "otherwise": _post(Message(NO_UPLOAD.format(name=file.name), []), channel, thread),
        }


def choice_request(body: Mapping[str, Any], place: Place) -> Request | None:
    """Return what puts the choice in place of the buttons of a click; None on the app's home."""
    container = body.get("container") or {}
    title = str((body["actions"][0].get("text") or {}).get("text") or "")
    text = escape(CHOSEN.format(title=title))
    if container.get("is_ephemeral"):
        return _respond({"replace_original": True, "text": text, "blocks": [chosen(title)]}, place)
    if not container.get("message_ts"):
        return None
    message = body.get("message") or {}
    arguments = {
        "channel": container["channel_id"],
        "ts": container["message_ts"],
        "text": message.get("text") or text,
        "blocks": with_choice(message.get("blocks") or [], title),
    }
    return {"method": "chat.update", "arguments": arguments}


def refusal_of_click(place: Place) -> Request:
    """Return what tells somebody that the buttons are not theirs."""
    arguments = {"user": place.user, "text": NOT_YOURS, **_where(place.channel, place.thread)}
    return {"method": "chat.postEphemeral", "arguments": arguments}


def _to_url(
    replies: Sequence[Reply], place: Place, conversation: str, renderer: Renderer
) -> Iterator[Request]:
    hint = ONLY_YOU_CHANNEL if is_of_channel(conversation) else ONLY_YOU_COMMAND
    messages = renderer.messages_to_one(replies, conversation, hint)
    for number, message in enumerate(messages):
        otherwise = _post(message, place.user, "")
        if number < MOST_RESPONSES:
            content = {"response_type": "ephemeral", "replace_original": False}
            yield {**_respond({**content, **_shown(message)}, place), "otherwise": otherwise}
        else:
            yield otherwise


def _to_one(
    replies: Sequence[Reply], place: Place, conversation: str, renderer: Renderer
) -> Iterator[Request]:
    # In a thread that has no reply yet, nobody sees a message that is for one person alone.
    where = _where(place.channel, place.active_thread)
    for message in renderer.messages_to_one(replies, conversation, ONLY_YOU_CHANNEL):
        arguments = {"user": place.user, **where, **_shown(message)}
        yield {
            "method": "chat.postEphemeral",
            "arguments": arguments,
            "otherwise": _post(message, place.user, ""),
        }


def _post(message: Message, channel: str, thread: str) -> Request:
    arguments = {
        **_where(channel, thread),
        **_shown(message),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return {"method": "chat.postMessage", "arguments": arguments}


def _respond(content: dict[str, Any], place: Place) -> Request:
    where = {"thread_ts": place.thread} if place.thread else {}
    return {"url": place.response_url, "arguments": {**content, **where}}


def _shown(message: Message) -> dict[str, Any]:
    return {"text": message.text, **({"blocks": message.blocks} if message.blocks else {})}


def _where(channel: str, thread: str) -> dict[str, str]:
    return {"channel": channel, **({"thread_ts": thread} if thread else {})}
