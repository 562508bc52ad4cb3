"""Everything that one message says of a trip that is being registered."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from bot.trips import draft as slots
from bot.trips.clarifying import Clarification
from bot.trips.commands import is_correction, read_command, read_yes_or_no
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
    if answer is not None:
        rest = clarification.then
        is_open = rest is not None and rest.slot not in reading.taken
        return replace(reading, clarification=reading.clarification or (rest if is_open else None))
    is_date = clarification.slot in (slots.DEPARTURE, slots.RETURN)
    if is_date and clarification.slot in reading.taken and not is_correction(text):
        # Another day than those that can be meant may be the other end of the trip.
        return TripReading(draft, clarification=clarification)
    if clarification.slot in reading.taken or reading.clarification:
        return reading
    if not (reading.taken or reading.changed or reading.is_question) and _is_next(draft):
        reading = MessageReader(text, draft, slots.TRAVELLER, today, email_domains).read()
    if not (reading.taken or reading.changed):
        # No meaning was chosen, and nothing else was said: "asdf".
        return TripReading(draft, is_question=reading.is_question)
    return replace(reading, clarification=clarification)


def _is_next(draft: TripDraft) -> bool:
    """Tell whether it is still to be asked who travels: "me" answers that."""
    return draft.missing() == slots.TRAVELLER
