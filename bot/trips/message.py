"""Reads one message of somebody who registers a trip."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from typing import Any

from bot.trips import draft as slots
from bot.trips.booking import AGENCY_PHRASE, read_booking
from bot.trips.clarifying import Clarification, in_order
from bot.trips.commands import Command, is_correction, read_command, slots_to_change
from bot.trips.draft import TripDraft
from bot.trips.emails import read_email
from bot.trips.itinerary_words import (
    LONGEST_CORRECTION,
    LONGEST_ITINERARY,
    is_change_meanwhile,
    is_no_itinerary,
    read_label,
)
from bot.trips.name_parts import read_name_parts
from bot.trips.names import is_small_talk, read_name_answer
from bot.trips.one_trip import is_about_more_trips
from bot.trips.places import format_place
from bot.trips.purpose import read_purpose
from bot.trips.questions import blank_questions
from bot.trips.trip import Leg
from bot.trips.trip_reading import Note, Refusal, TripReading
from bot.trips.when import read_when
from bot.trips.when_reading import WhenReading
from bot.trips.where import read_where
from bot.trips.who import read_who

SHORT_CORRECTION_WORDS = 5
WORK_OR_STUDY = ("Work", "Study")
AGENCY_OR_ELSEWHERE = ("Through UMB's travel agency", "Somewhere else")

_FIELDS = {
    slots.TRAVELLER: "traveller",
    slots.NAME: "name",
    slots.EMAIL: "email",
    slots.DESTINATIONS: "legs",
    slots.DEPARTURE: "departure",
    slots.RETURN: "return_date",
    slots.PURPOSE: "purpose",
    slots.BOOKING: "booking",
    slots.ITINERARY: "itinerary",
}
_IS_WRONG = re.compile(r"\b(?:wrong|incorrect|not (?:right|correct)|mistake)\b", re.IGNORECASE)
# "booked via UMB" does not tell that it is for work, nor "the student is Ravi" for study.
_TELLS_NO_PURPOSE = re.compile(r"\b(?:book\w*|agen\w+|umb|via|through|students?)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


class MessageReader:
    """Reads one message, each part without what the earlier ones have taken."""

    def __init__(
        self,
        text: str,
        draft: TripDraft,
        asked: str | None,
        today: datetime.date,
        domains: tuple[str, ...],
    ) -> None:
        self._text = text
        self._old = draft
        self._asked = asked
        self._today = today
        self._domains = domains
        self._values: dict[str, Any] = {}
        self._clarifications: list[Clarification] = []
        self._refusals: list[Refusal] = []
        self._notes: list[Note] = []
        self._wrong_place = False

    def read(self) -> TripReading:
        """Return what the message says."""
        command = read_command(self._text, asked=self._asked)
        is_free_text = self._asked in (slots.NAME, slots.ITINERARY)
        rest, has_question = blank_questions(
            self._text, is_free_text=is_free_text, is_context=self._asked is not None
        )
        if self._asked == slots.CHANGE and "?" not in self._text:
            rest, has_question = self._text, False  # "how it was booked"
        if command in ("cancel", "back", "start_over", "save"):
            return TripReading(self._old, command=command)
        if command == "skip":
            self._values[slots.ITINERARY] = ""
            return self._result(command, has_question=False, edited=())
        if is_about_more_trips(rest, self._old, is_open=self._asked is not None):
            self._refusals.append(Refusal("one_trip_each", slot=self._asked or slots.TRAVELLER))
            return self._result(None, has_question=has_question, edited=())
        is_short = len(rest) <= LONGEST_CORRECTION
        edited = slots_to_change(rest, asked=self._asked) if is_short else ()
        if self._asked == slots.ITINERARY:
            if edited == (slots.ITINERARY,) or not is_change_meanwhile(
                rest, names_slot=bool(edited)
            ):
                if not (has_question or is_small_talk(rest) or is_no_itinerary(rest)):
                    self._values[slots.ITINERARY] = rest.strip()[:LONGEST_ITINERARY].strip()
                return self._result(None, has_question=has_question, edited=())
            self._asked = slots.CONFIRMATION  # what was said before is changed
        self._read_all(rest, edited)
        if self._wrong_place and not edited:
            edited = (slots.DESTINATIONS,)
        missing = tuple(slot for slot in edited if slot not in self._values)
        if (
            edited
            and len(missing) == len(edited)
            and not self._refusals
            and not self._clarifications
        ):
            command = "edit"
        return self._result(command, has_question=has_question, edited=missing)

    def _read_all(self, text: str, edited: tuple[str, ...]) -> None:
        asked = (
            edited[0]
            if edited and self._asked in (None, slots.CONFIRMATION, slots.CHANGE)
            else None
        )
        asked = asked or self._asked
        if label := read_label(text):
            self._values[slots.ITINERARY], start, end = label
            text = _blank(text, [(start, end)])
        email = read_email(text, self._domains, asked=asked == slots.EMAIL)
        rest = _blank(text, [(email.start, email.end)]) if email else text
        answer = read_name_parts(rest, self._old.name)
        answer = answer or (read_name_answer(rest) if asked == slots.NAME else None)
        # "Min-Jun" and "April May" are no dates there.
        timely = _blank(rest, [(answer.start, answer.end)]) if answer else rest
        when = read_when(
            timely,
            self._old,
            asked=asked if asked in (slots.DEPARTURE, slots.RETURN) else self._asked,
            today=self._today,
            is_correction=is_correction(rest),
        )
        dateless = _blank(rest, when.spans)
        self._take_when(when)
        self._take_booking(dateless, asked)
        self._take_purpose(dateless, asked)
        who = read_who(
            _blank(text, when.spans),
            dateless,
            self._old,
            email=email,
            answer=answer,
            asked=asked,
            domains=self._domains,
        )
        self._values.update(who.values)
        self._refusals += who.refusals
        self._clarifications += who.clarifications
        name = who.name
        placeable = _blank(
            dateless,
            [
                *([(name.start, name.end)] if name else []),
                *(match.span() for match in AGENCY_PHRASE.finditer(dateless)),
            ],
        )
        where = read_where(placeable, self._old, asked=asked, is_correction=is_correction(rest))
        if where.clarification:
            self._clarifications.insert(0, where.clarification)
        self._refusals += [Refusal(code, v, slots.DESTINATIONS) for code, v in where.faults]
        if where.legs and where.legs == self._old.legs and _IS_WRONG.search(rest):
            self._wrong_place = True  # "Nairobi is wrong"
        elif where.legs or where.is_emptied:
            self._values[slots.DESTINATIONS] = where.legs
            self._keep_dates(where.legs or ())
            self._note_territories(where.legs or ())

    def _keep_dates(self, legs: tuple[Leg, ...]) -> None:
        """Let the days of a destination that is added lengthen the trip, never shorten it."""
        old = self._old
        if not (old.legs and set(old.legs) < set(legs) and old.departure and old.return_date):
            return
        self._clarifications = [
            one for one in self._clarifications if one.slot not in (slots.DEPARTURE, slots.RETURN)
        ]
        if departure := self._values.pop(slots.DEPARTURE, None):
            self._values[slots.DEPARTURE] = min(departure, old.departure)
        if return_date := self._values.pop(slots.RETURN, None):
            self._values[slots.RETURN] = max(return_date, old.return_date)

    def _take_when(self, when: WhenReading) -> None:
        if when.departure:
            self._values[slots.DEPARTURE] = when.departure
        if when.return_date:
            self._values[slots.RETURN] = when.return_date
        if when.unclear:
            slot, words, options = when.unclear
            self._clarifications.append(Clarification(slot, words, options))
        for slot, code, values in when.faults:
            self._refusals.append(Refusal(code, values, slot))
            if code in ("return_before_departure", "too_long") and when.departure:
                self._values[slots.RETURN] = None

    def _take_booking(self, text: str, asked: str | None) -> None:
        is_asked = asked == slots.BOOKING or (
            asked in (slots.CONFIRMATION, slots.CHANGE)
            and len(text.split()) <= SHORT_CORRECTION_WORDS
            and bool(AGENCY_PHRASE.search(text))
        )
        booking = read_booking(text, asked=is_asked)
        if booking == "unclear":
            if asked in (slots.BOOKING, slots.CONFIRMATION, slots.CHANGE):
                self._clarifications.append(
                    Clarification(slots.BOOKING, text.strip(), AGENCY_OR_ELSEWHERE)
                )
        elif booking == "not_booked":
            self._values[slots.BOOKING] = "elsewhere"
            self._values[slots.ITINERARY] = self._old.itinerary or ""
            self._notes.append(Note("not_booked"))
        elif booking:
            self._values[slots.BOOKING] = booking

    def _take_purpose(self, text: str, asked: str | None) -> None:
        is_asked = asked == slots.PURPOSE or (
            asked in (slots.CONFIRMATION, slots.CHANGE)
            and len(text.split()) <= SHORT_CORRECTION_WORDS
            and not _TELLS_NO_PURPOSE.search(text)
        )
        is_open = self._old.purpose is None or asked in (None, slots.CONFIRMATION, slots.CHANGE)
        purpose = read_purpose(text, asked=is_asked)
        if not (is_asked or is_open or is_correction(text)):
            return
        if purpose.purpose:
            self._values[slots.PURPOSE] = purpose.purpose
        if purpose.has_private_days:
            self._notes.append(Note("private_days"))
        if purpose.is_private and (is_asked or self._old.purpose is None):
            self._refusals.append(Refusal("private", slot=slots.PURPOSE))
        elif purpose.is_private:
            self._notes.append(Note("private_days"))
        if purpose.unclear and is_asked:
            self._clarifications.append(
                Clarification(slots.PURPOSE, purpose.unclear, WORK_OR_STUDY)
            )

    def _note_territories(self, legs: Iterable[Leg]) -> None:
        words = ", ".join(format_place(leg) for leg in legs if leg.is_in_us_territory)
        if words:
            self._notes.append(Note("in_us_territory", {"words": words}))

    def _result(
        self, command: Command | None, *, has_question: bool, edited: tuple[str, ...]
    ) -> TripReading:
        values = dict(self._values)
        who = values.get(slots.TRAVELLER)
        if who and self._old.traveller and who != self._old.traveller:
            # Another person has another name and address.
            values = {slots.NAME: None, slots.EMAIL: None, **values}
        named = {_FIELDS[slot]: value for slot, value in values.items()}
        draft = dataclasses.replace(self._old, **named)
        taken = tuple(slot for slot in slots.SLOTS if values.get(slot) is not None)
        changed = tuple(
            slot
            for slot in slots.SLOTS
            if getattr(draft, _FIELDS[slot]) != getattr(self._old, _FIELDS[slot])
        )
        if not (taken or changed or self._refusals or self._clarifications or has_question):
            self._refuse_number_for_name()
        asks = has_question or (self._text.rstrip().endswith("?") and not taken)
        return TripReading(
            draft=draft,
            taken=taken,
            changed=changed,
            clarification=in_order(self._clarifications),
            refusals=tuple(self._refusals),
            notes=tuple(dict.fromkeys(self._notes)),
            command=command,
            edited=edited if command == "edit" else (),
            is_question=asks and not command and self._asked not in taken,
        )

    def _refuse_number_for_name(self) -> None:
        is_short = 0 < len(self._text.split()) <= SHORT_CORRECTION_WORDS
        has_digits = bool(re.search(r"\d", self._text))
        if (
            self._asked == slots.NAME
            and is_short
            and (has_digits or not _LETTERS.search(self._text))
        ):
            self._refusals.append(Refusal("not_a_name", slot=slots.NAME))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text
