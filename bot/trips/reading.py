"""Everything that one message says of a trip that is being registered."""

from __future__ import annotations

import datetime
import re

from bot.trips import draft as slots
from bot.trips.clarifying import Clarification
from bot.trips.commands import read_command, read_yes_or_no
from bot.trips.draft import TripDraft
from bot.trips.message import MessageReader
from bot.trips.trip_reading import Note, Refusal, TripReading

__all__ = ["Clarification", "Note", "Refusal", "TripReading", "read_trip", "read_yes_or_no"]

_NONE_OF_THEM = re.compile(
    r"\W*(?:none|neither|nothing|no one|not any)(?: of (?:these|them|those|the above))?\W*",
    re.IGNORECASE,
)


def read_trip(
    text: str,
    draft: TripDraft,
    *,
    asked: str | None,
    today: datetime.date,
    email_domains: tuple[str, ...],
    clarification: Clarification | None = None,
) -> TripReading:
    """Read a message.

    Args:
        text: What somebody wrote.
        draft: What is known of the trip.
        asked: The slot that was asked for: its short answers count, such as a bare name.
            `CLARIFICATION`, with the clarification, while it is asked which meaning is right;
            `CHANGE` while it is asked what is to be changed; None if nothing was asked.
        today: The present day, where the university is.
        email_domains: Where the traveller's address must be; empty for anywhere.
        clarification: What is being made clear.
    """
    if asked == slots.CLARIFICATION and clarification:
        return _read_clarified(text, draft, today, email_domains, clarification)
    return MessageReader(text, draft, asked, today, email_domains).read()


def _read_clarified(
    text: str,
    draft: TripDraft,
    today: datetime.date,
    email_domains: tuple[str, ...],
    clarification: Clarification,
) -> TripReading:
    command = read_command(text, asked=slots.CLARIFICATION)
    if command:
        return TripReading(draft, command=command)
    if read_yes_or_no(text) is False or _NONE_OF_THEM.fullmatch(text):
        return TripReading(draft, command="edit", edited=(clarification.slot,))
    answer = clarification.answer(text, today=today)
    said = text if answer is None else answer
    reading = MessageReader(said, draft, clarification.slot, today, email_domains).read()
    if answer is None and not (reading.taken or reading.changed or reading.clarification):
        # No meaning was chosen, and nothing else was said: "asdf".
        return TripReading(draft, is_question=reading.is_question)
    return reading
