"""What the staff are told of an emergency, in the form that each target understands."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from typing import Any

from bot.dates import format_date
from bot.emergencies.reply import country_name
from bot.storage.alerts import FALSE_ALARM, QueuedAlert, alert_id

KINDS_IN_WORDS: Mapping[str, str] = {
    "medical": "injury or acute illness",
    "accident": "accident",
    "assault": "assault, robbery or threat",
    "arrest": "arrest or detention",
    "unrest": "attack or unrest",
    "disaster": "disaster",
    "missing": "missing or kidnapped person",
    "mental_health": "mental health crisis",
    "payment_demand": "payment demanded before treatment",
    "stranded": "stranded and not safe",
    FALSE_ALARM: "false alarm",
}
NOTES_IN_WORDS: Mapping[str, str] = {
    "person": "Who needs help",
    "place": "Where",
    "event": "What has happened",
    "callback": "Call back at",
}
REPORTED = "Reported by a traveller to the travel assistant, which has told them whom to call."
TAKEN_BACK = "The traveller says that it is no emergency."
NO_NOTES = "none that the traveller has agreed to pass on"

# Some servers that take Slack's messages wake everybody at these words, without its brackets too.
_SLACK_BROADCAST = re.compile(r"@(?=(?:channel|everyone|group|here)\b)", re.IGNORECASE)


def title(queued: QueuedAlert) -> str:
    """Return the alert in one line: "Emergency: arrest or detention, Kenya"."""
    alert = queued.alert
    kind = KINDS_IN_WORDS.get(alert.kind, alert.kind)
    what = kind.capitalize() if alert.kind == FALSE_ALARM else f"Emergency: {kind}"
    return f"{what}, {_country(queued)}" if alert.country_code else what


def subject(queued: QueuedAlert) -> str:
    """Return the subject of an e-mail."""
    return f"[{queued.alert_id}] {title(queued)}"


def text(queued: QueuedAlert, time_zone: str) -> str:
    """Return the whole alert as plain text.

    Args:
        queued: The alert.
        time_zone: Of the university.
    """
    facts = "\n".join(f"{name}: {value}" for name, value in _facts(queued, time_zone))
    return "\n\n".join([title(queued), *_remarks(queued), facts])


def email_message(
    queued: QueuedAlert, time_zone: str, sender: str, recipients: Sequence[str]
) -> EmailMessage:
    """Return the alert as an e-mail.

    Args:
        queued: The alert.
        time_zone: Of the university.
        sender: The address it comes from.
        recipients: The addresses it goes to.
    """
    message = EmailMessage()
    # The same on every copy, so that two are known for one.
    message["Message-ID"] = (
        f"<{queued.alert_id}.{queued.created_at:%Y%m%d%H%M%S}@travel-assistant.invalid>"
    )
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject(queued)
    message["Importance"] = "high"
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence is answered to it
    message.set_content(text(queued, time_zone) + "\n", cte="quoted-printable")
    return message


def slack_payload(queued: QueuedAlert, time_zone: str) -> dict[str, Any]:
    """Return what an incoming webhook of Slack takes."""
    escaped = text(queued, time_zone)
    for character, entity in {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.items():
        escaped = escaped.replace(character, entity)
    escaped = _SLACK_BROADCAST.sub("@\u200b", escaped)  # an invisible space
    return {"text": escaped, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def teams_payload(queued: QueuedAlert, time_zone: str) -> dict[str, Any]:
    """Return what a workflow of Teams takes: a message with an Adaptive Card."""
    heading = {
        "type": "TextBlock",
        "text": title(queued),
        "size": "large",
        "weight": "bolder",
        "color": "default" if queued.alert.kind == FALSE_ALARM else "attention",
        "wrap": True,
    }
    remarks = [_runs(remark) for remark in _remarks(queued)]
    facts = [_runs(value, name) for name, value in _facts(queued, time_zone)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": [heading, *remarks, *facts],
    }
    content_type = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": content_type, "contentUrl": None, "content": card}],
    }


def webhook_payload(queued: QueuedAlert, time_zone: str) -> dict[str, Any]:
    """Return what another system is sent; moments are in UTC."""
    alert = queued.alert
    return {
        "id": queued.alert_id,
        "kind": alert.kind,
        "kind_in_words": KINDS_IN_WORDS.get(alert.kind, alert.kind),
        "happened_at": alert.happened_at.isoformat(timespec="seconds"),
        "channel": alert.channel,
        "country_code": alert.country_code,
        "country": _country(queued) if alert.country_code else "",
        "notes": {key: _one_line(alert.notes[key]) for key in NOTES_IN_WORDS if key in alert.notes},
        "earlier": [alert_id(number) for number in queued.earlier],
        "may_be_repeat": queued.may_have_arrived,
        "text": text(queued, time_zone),
    }


def _remarks(queued: QueuedAlert) -> Iterator[str]:
    yield TAKEN_BACK if queued.alert.kind == FALSE_ALARM else REPORTED
    if queued.may_have_arrived:
        yield (
            f"This may be a repeat of {queued.alert_id}: whether an earlier attempt to send it "
            "arrived is not known."
        )


def _facts(queued: QueuedAlert, time_zone: str) -> Iterator[tuple[str, str]]:
    """Yield what is known, by what it is called."""
    alert = queued.alert
    here = alert.happened_at.astimezone(zoneinfo.ZoneInfo(time_zone))
    yield "Alert", queued.alert_id
    if queued.earlier:
        yield "Same conversation as", ", ".join(alert_id(number) for number in queued.earlier)
    yield "At the university", f"{format_date(here.date())}, {here:%H:%M %Z}"
    yield "In UTC", f"{format_date(alert.happened_at.date())}, {alert.happened_at:%H:%M}"
    yield "Channel", alert.channel
    yield "Country", _country(queued) if alert.country_code else "not known"
    for key, name in NOTES_IN_WORDS.items():
        if note := alert.notes.get(key):
            yield name, _one_line(note)
    if not alert.notes and alert.kind != FALSE_ALARM:
        yield "Notes", NO_NOTES


def _country(queued: QueuedAlert) -> str:
    return country_name(queued.alert.country_code, "en")


def _one_line(note: str) -> str:
    # So that no note looks like another fact, or steers what shows it.
    return " ".join("".join(c if c.isprintable() else " " for c in note).split())


def _runs(value: str, name: str = "") -> dict[str, Any]:
    """Return a line of a card; runs are shown as they are, while other texts are Markdown."""
    inlines = [{"type": "TextRun", "text": f"{name}: ", "weight": "bolder"}] if name else []
    return {"type": "RichTextBlock", "inlines": [*inlines, {"type": "TextRun", "text": value}]}
