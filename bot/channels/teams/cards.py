"""Replies as Teams shows them: a plain message, or an Adaptive Card where more is needed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.channels.reply import Button, Reply, Split
from bot.channels.teams.markdown import blocks, escaped, message, plain

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
CARD_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD_VERSION = "1.5"
# Teams shows six actions; what is beyond them goes into a menu.
MOST_ACTIONS = 6
# Longer titles are cut where several stand in a row.
LONGEST_TITLE_IN_A_ROW = 18
# A longer quote opens at a tap.
LONGEST_OPEN_QUOTE = 280
# Teams refuses messages from some 28 kB on.
LONGEST_QUOTE = 6000
LONGEST_SPOKEN = 2000
LONGEST_SUMMARY = 200
CHOICES = "choices"
# What the buttons below what is said in an emergency send.
EMERGENCY_PAYLOADS = ("/emergency_called", "/emergency_no_answer")

Json = dict[str, Any]
Sign = Callable[[str], str]


def activity_of(reply: Reply, sign: Sign) -> Json:
    """Return the message that shows a reply, but not its files.

    Args:
        reply: What is said.
        sign: Returns what a button with a payload sends.
    """
    if not (reply.buttons or reply.quote or reply.source or reply.split):
        return _message(message(reply.text), _summary(reply))
    body = [*_text(reply.text)]
    if reply.split:
        body += _split(reply.split)
    if reply.quote:
        body += _quote(_cut(reply.quote, LONGEST_QUOTE))
    if reply.source:
        body.append(_block(f"Source: {escaped(reply.source)}", size="Small", isSubtle=True))
    card = {
        "type": "AdaptiveCard",
        "$schema": CARD_SCHEMA,
        "version": CARD_VERSION,
        "speak": _cut(plain(f"{reply.text}\n{reply.quote}"), LONGEST_SPOKEN),
        "fallbackText": plain(reply.text),
        "body": body + _choices(reply.buttons, sign),
    }
    attachment = {"contentType": CARD_TYPE, "content": card}
    return {"summary": _summary(reply), "attachments": [attachment]}


def activity_without_card(reply: Reply) -> Json:
    """Return the message that says a reply in words alone, for where Teams refuses its card."""
    parts = [message(reply.text)] if reply.text else [escaped(_cut(reply.quote, LONGEST_SPOKEN))]
    if reply.split:
        parts.append(escaped(reply.split.label))
    if reply.source:
        parts.append(f"Source: {escaped(reply.source)}")
    parts.append("\n".join(f"- {escaped(button.title)}" for button in reply.buttons))
    return _message("\n\n".join(part for part in parts if part), _summary(reply))


def words_first(reply: Reply) -> tuple[Reply, ...]:
    """Return a reply as its text, which is shown as a plain message, and what needs a card."""
    rest = replace(reply, text="")
    return (Reply(reply.text), rest) if reply.text and rest != Reply("") else (reply,)


def is_of_emergency(reply: Reply) -> bool:
    """Tell by its buttons whether a reply says what to do in an emergency."""
    return any(button.payload.startswith(EMERGENCY_PAYLOADS) for button in reply.buttons)


def after_choice(activity: Json, token: str) -> Json | None:
    """Return a message as it is shown after one of its choices was taken: with that one only.

    Args:
        activity: As `activity_of` made it.
        token: What the button sent.

    Returns:
        None where it has no such choice.
    """
    for attachment in activity.get("attachments", []):
        body = attachment["content"]["body"]
        titles = {
            action["data"]["token"]: action["title"]
            for element in body
            if element.get("id", "").startswith(CHOICES)
            for action in element["actions"]
        }
        if token in titles:
            kept = [item for item in body if not item.get("id", "").startswith(CHOICES)]
            chosen = _block(f"✓ {escaped(titles[token])}", weight="Bolder", separator=True)
            card = {**attachment["content"], "body": [*kept, chosen]}
            return {**activity, "attachments": [{**attachment, "content": card}]}
    return None


def _message(text: str, summary: str) -> Json:
    return {"text": text, "textFormat": "markdown", "summary": summary}


def _summary(reply: Reply) -> str:
    """Return what the notification says."""
    titles = " · ".join(button.title for button in reply.buttons)
    return _cut(plain(reply.text or reply.quote or reply.source) or titles, LONGEST_SUMMARY)


def _text(text: str) -> list[Json]:
    return [
        _block(block.text, spacing="Medium" if block.begins_paragraph else "Small")
        for block in blocks(text)
        if block.text
    ]


def _block(text: str, **looks: Any) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def _split(split: Split) -> list[Json]:
    """Return a bar whose parts are as wide as the shares, and the same in words."""
    shares = [("good", Decimal(split.covered)), ("warning", Decimal(split.own))]
    columns = [
        {
            "type": "Column",
            "width": str(max(int(100 * amount / sum(share for _, share in shares)), 1)),
            "style": style,
            "minHeight": "12px",
            "spacing": "None",
            "items": [],
        }
        for style, amount in shares
        if amount
    ]
    words = _block(escaped(split.label), weight="Bolder", spacing="Small")
    return [{"type": "ColumnSet", "columns": columns}, words] if columns else [words]


def _quote(quote: str) -> list[Json]:
    lines = [_block(escaped(line), spacing="Small") for line in quote.splitlines() if line.strip()]
    container = {"type": "Container", "id": "quote", "style": "emphasis", "items": lines}
    if len(quote) <= LONGEST_OPEN_QUOTE:
        return [container]
    parts = ["quote", "show", "hide"]
    buttons = [
        {
            "type": "ActionSet",
            "id": part,
            "isVisible": part == "show",
            "actions": [
                {"type": "Action.ToggleVisibility", "title": title, "targetElements": parts}
            ],
        }
        for part, title in (("show", "Show the page's words"), ("hide", "Hide the page's words"))
    ]
    return [*buttons, {**container, "isVisible": False}]


def _choices(buttons: Sequence[Button], sign: Sign) -> list[Json]:
    """Return the buttons: side by side where their titles are short, else one below the other."""
    actions = [_action(button, sign) for button in buttons]
    if all(len(button.title) <= LONGEST_TITLE_IN_A_ROW for button in buttons):
        rows = [actions] if actions else []
    else:
        rows = [[action] for action in actions]
    return [
        {
            "type": "ActionSet",
            "id": f"{CHOICES}{number}",
            "spacing": "Small" if number else "Medium",
            "actions": row[:MOST_ACTIONS]
            + [{**more, "mode": "secondary"} for more in row[MOST_ACTIONS:]],
        }
        for number, row in enumerate(rows)
    ]


def _action(button: Button, sign: Sign) -> Json:
    data = {"token": sign(button.payload)}
    return {"type": "Action.Submit", "title": button.title, "data": data}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
