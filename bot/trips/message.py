"""Reads one message of somebody who registers a trip."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from typing import Any

from bot.trips import draft as slots
from bot.trips.booking import AGENCY_PHRASE, read_booking
from bot.trips.clarifying import Clarification
from bot.trips.commands import Command, is_correction, read_command, slots_to_change
from bot.trips.draft import TripDraft
from bot.trips.emails import FoundEmail, read_email
from bot.trips.names import FoundName, is_small_talk, read_name, read_name_answer
from bot.trips.people import read_traveller
from bot.trips.places import format_place
from bot.trips.purpose import read_purpose
from bot.trips.questions import blank_questions
from bot.trips.trip import Leg
from bot.trips.trip_reading import Note, Refusal, TripReading
from bot.trips.when import WhenReading, read_when
from bot.trips.where import read_where

LONGEST_ITINERARY = 4000
LONGEST_CORRECTION = 160
SHORT_CORRECTION_WORDS = 5
# Between a name and its address: " (my e-mail is ".
LONGEST_GAP = 25
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
_PUTS_RIGHT = re.compile(
    r"\W*(?:no,|oh|sorry|oops|wait|actually|wrong|hold on|correction|i (?:need|want|have) to "
    r"(?:change"
    r"|correct|fix)|(?:please )?(?:change|edit|correct|fix|update) (?:the|my|it|that)\b)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_ITINERARY_LABEL = re.compile(r"\bitinerary\s*[:=]\s*(\S.*)", re.IGNORECASE | re.DOTALL)


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
        self._clarification: Clarification | None = None
        self._refusals: list[Refusal] = []
        self._notes: list[Note] = []
        self._wrong_place = False

    def read(self) -> TripReading:
        """Return what the message says."""
        command = read_command(self._text, asked=self._asked)
        is_free_text = self._asked in (slots.NAME, slots.ITINERARY)
        rest, has_question = blank_questions(self._text, is_free_text=is_free_text)
        if self._asked == slots.CHANGE and "?" not in self._text:
            rest, has_question = self._text, False  # "how it was booked"
        if command in ("cancel", "back", "start_over", "save"):
            return TripReading(self._old, command=command)
        if command == "skip":
            self._values[slots.ITINERARY] = ""
            return self._result(command, has_question=False, edited=())
        is_short = len(rest) <= LONGEST_CORRECTION
        edited = slots_to_change(rest, asked=self._asked) if is_short else ()
        if self._asked == slots.ITINERARY and not self._is_change_meanwhile(rest, edited):
            if not has_question and not is_small_talk(rest):
                self._values[slots.ITINERARY] = rest.strip()[:LONGEST_ITINERARY].strip()
            return self._result(None, has_question=has_question, edited=())
        self._read_all(rest, edited)
        if self._wrong_place and not edited:
            edited = (slots.DESTINATIONS,)
        missing = tuple(slot for slot in edited if slot not in self._values)
        if (
            edited
            and len(missing) == len(edited)
            and not self._refusals
            and not self._clarification
        ):
            command = "edit"
        return self._result(command, has_question=has_question, edited=missing)

    def _is_change_meanwhile(self, text: str, edited: tuple[str, ...]) -> bool:
        """Tell whether a message puts an earlier answer right instead of being the itinerary."""
        is_short = len(text) <= LONGEST_CORRECTION and "\n" not in text.strip()
        return is_short and bool(_PUTS_RIGHT.match(text)) and edited != (slots.ITINERARY,)

    def _read_all(self, text: str, edited: tuple[str, ...]) -> None:
        asked = (
            edited[0]
            if edited and self._asked in (None, slots.CONFIRMATION, slots.CHANGE)
            else None
        )
        asked = asked or self._asked
        label = _ITINERARY_LABEL.search(text)
        if label:
            self._values[slots.ITINERARY] = label.group(1)[:LONGEST_ITINERARY].strip()
            text = text[: label.start()]
        email = read_email(text, self._domains, asked=asked == slots.EMAIL)
        rest = _blank(text, [(email.start, email.end)]) if email else text
        answer = read_name_answer(rest) if asked == slots.NAME else None
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
        name = self._take_people(_blank(text, when.spans), dateless, email, answer, asked)
        placeable = _blank(
            dateless,
            [
                *([(name.start, name.end)] if name else []),
                *(match.span() for match in AGENCY_PHRASE.finditer(dateless)),
            ],
        )
        where = read_where(placeable, self._old, asked=asked, is_correction=is_correction(rest))
        self._clarification = where.clarification or self._clarification
        self._refusals += [Refusal(code, v, slots.DESTINATIONS) for code, v in where.faults]
        if where.legs and where.legs == self._old.legs and _IS_WRONG.search(rest):
            self._wrong_place = True  # "Nairobi is wrong"
        elif where.legs or where.is_emptied:
            self._values[slots.DESTINATIONS] = where.legs
            self._note_territories(where.legs or ())

    def _take_when(self, when: WhenReading) -> None:
        if when.departure:
            self._values[slots.DEPARTURE] = when.departure
        if when.return_date:
            self._values[slots.RETURN] = when.return_date
        if when.unclear:
            slot, words, options = when.unclear
            self._clarification = Clarification(slot, words, options)
        for slot, code, values in when.faults:
            self._refusals.append(Refusal(code, values, slot))
            if code in ("return_before_departure", "too_long") and when.departure:
                self._values[slots.RETURN] = None

    def _take_booking(self, text: str, asked: str | None) -> None:
        booking = read_booking(text, asked=asked == slots.BOOKING)
        if booking == "unclear":
            if asked == slots.BOOKING:
                self._clarification = Clarification(
                    slots.BOOKING, text.strip(), AGENCY_OR_ELSEWHERE
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
            self._clarification = Clarification(slots.PURPOSE, purpose.unclear, WORK_OR_STUDY)

    def _take_people(
        self,
        text: str,
        nameless: str,
        email: FoundEmail | None,
        answer: FoundName | None,
        asked: str | None,
    ) -> FoundName | None:
        """Take the traveller, the name and the address; return where the name stands.

        Args:
            text: The message without its dates.
            nameless: The same without the address too.
            email: The address in it.
            answer: The name that was asked for.
            asked: The slot that is answered.
        """
        who = read_traveller(nameless, self._old.traveller, asked=asked == slots.TRAVELLER)
        name = answer or read_name(text, email_start=email.start if email else None)
        if name and who is None and self._old.traveller is None:
            who = "other" if name.is_other else "self" if name.is_own else None
        if who == "several":
            self._refusals.append(Refusal("one_traveller_each", slot=slots.TRAVELLER))
        elif who:
            self._values[slots.TRAVELLER] = who
        is_other = (who or self._old.traveller) == "other"
        if is_other and name and name.is_own and asked != slots.NAME:
            # The writer's own name and address are not the traveller's.
            is_beside = email is not None and 0 <= email.start - name.end <= LONGEST_GAP
            if not is_beside:
                self._take_email(email)
            return name
        if name:
            self._values[slots.NAME] = name.name
        self._take_email(email)
        return name

    def _take_email(self, email: FoundEmail | None) -> None:
        if email is None:
            return
        if email.address:
            self._values[slots.EMAIL] = email.address
        elif email.fault:
            values = {"words": email.written, "domains": " or ".join(self._domains)}
            self._refusals.append(Refusal(email.fault, values, slots.EMAIL))
            if email.suggestion:
                self._clarification = Clarification(slots.EMAIL, email.written, (email.suggestion,))

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
        if not (taken or changed or self._refusals or self._clarification or has_question):
            self._refuse_number_for_name()
        asks = has_question or (self._text.rstrip().endswith("?") and not taken)
        return TripReading(
            draft=draft,
            taken=taken,
            changed=changed,
            clarification=self._clarification,
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
