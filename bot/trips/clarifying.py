"""What an answer can mean, while it is asked which of its meanings is right."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dates import find_dates
from bot.trips import draft as slots
from bot.trips.gazetteer import fold
from bot.trips.places import find_places
from bot.trips.trip import Leg

PLACE = "{}"

_ORDINALS = (
    (r"first|1|1st|former|#1|top|upper", 0),
    (r"second|2|2nd|#2", 1),
    (r"third|3|3rd|#3", 2),
    (r"fourth|4|4th|#4", 3),
    (r"last|latter|bottom", -1),
)
_AROUND_ORDINAL = (
    r"\s*(?:(?:the|option|number|no|nr|choice|it['\u2019]?s|i mean|answer|that|one)\b\.?\s*)*"
)


@dataclass(frozen=True)
class Clarification:
    """An answer with several meanings, or with a slip.

    Attributes:
        slot: The slot that it answers.
        words: What was written.
        options: The meanings, as texts that are read as one meaning each.
        frame: The whole answer with `PLACE` where the meaning goes: other destinations stand
            beside it.
        then: What is to be made clear after it.
    """

    slot: str
    words: str
    options: tuple[str, ...]
    frame: str = PLACE
    then: Clarification | None = None

    @classmethod
    def from_slot(cls, value: Mapping[str, Any] | None) -> Clarification | None:
        """Read what `to_slot` has written, or None."""
        if not value:
            return None
        then = cls.from_slot(value.get("then"))
        return cls(value["slot"], value["words"], tuple(value["options"]), value["frame"], then)

    def to_slot(self) -> dict[str, Any]:
        """Return it in JSON types."""
        then = self.then.to_slot() if self.then else None
        return {**dataclasses.asdict(self), "options": list(self.options), "then": then}

    def answer(self, text: str, *, today: datetime.date) -> str | None:
        """Return the whole answer with the meaning that a text chooses, or None.

        Args:
            text: "the second one", "Spain", "the one in Nicaragua", "july 6".
            today: The present day.
        """
        option = self._chosen(text, today)
        return None if option is None else self.frame.replace(PLACE, option)

    def _chosen(self, text: str, today: datetime.date) -> str | None:
        said = fold(text)
        same = [option for option in self.options if fold(option) == said]
        if same:
            return same[0]
        for ordinal, number in _ORDINALS:
            pattern = rf"{_AROUND_ORDINAL}(?:{ordinal})\b{_AROUND_ORDINAL}[\s.!]*"
            is_there = -len(self.options) <= number < len(self.options)
            if is_there and re.fullmatch(pattern, text, re.IGNORECASE):
                return self.options[number]
        if len(self.options) == 1 and re.match(
            r"\s*(?:yes|yeah|yep|correct|right|sure|exactly)\b", text, re.I
        ):
            return self.options[0]
        if self.slot in (slots.DEPARTURE, slots.RETURN):
            return self._chosen_date(text, today)
        chosen = self._chosen_place(text) if self.slot == slots.DESTINATIONS else None
        return chosen or self._most_alike(said)

    def _chosen_date(self, text: str, today: datetime.date) -> str | None:
        named = [
            (reading.first.month, reading.first.day)
            for found in find_dates(text, today=today, prefer="future")
            if found.kind in ("date", "range")
            for reading in found.readings
        ]
        fitting = [
            option
            for option in self.options
            if any((day.month, day.day) in named for day in _days(option, today))
        ]
        if named and not fitting:
            return None  # another day, be it in the same month
        return fitting[0] if len(fitting) == 1 else self._most_alike(fold(text))

    def _chosen_place(self, text: str) -> str | None:
        named = [found.leg for found in find_places(text, whole=True) if found.leg]
        if not named:
            return None
        meant = {option: _leg(option) for option in self.options}
        same = [option for option, leg in meant.items() if leg in named]
        countries = {leg.country_code for leg in named if not leg.place}
        alike = [option for option, leg in meant.items() if leg and leg.country_code in countries]
        fitting = same or alike
        return fitting[0] if len(fitting) == 1 else None

    def _most_alike(self, said: str) -> str | None:
        """Choose the option with most of the words that tell the options apart."""
        words = {option: set(fold(option).split()) for option in self.options}
        common = set.intersection(*words.values()) if len(words) > 1 else set()
        scores = {
            option: sum(
                1
                for word in said.split()
                if len(word) > 2 and any(one.startswith(word) for one in own - common)
            )
            for option, own in words.items()
        }
        best = max(scores.values(), default=0)
        fitting = [option for option, score in scores.items() if score == best]
        is_answer = best > 0 and len(said.split()) <= MOST_ANSWER_WORDS
        return fitting[0] if is_answer and len(fitting) == 1 else None


MOST_ANSWER_WORDS = 8


def in_order(clarifications: Sequence[Clarification]) -> Clarification | None:
    """Return the first of several clarifications with the others after it, one a slot."""
    chain: Clarification | None = None
    for one in reversed(list({one.slot: one for one in clarifications}.values())):
        chain = dataclasses.replace(one, then=chain)
    return chain


def _days(option: str, today: datetime.date) -> list[datetime.date]:
    found = find_dates(option, today=today, prefer="future")
    return [reading.first for one in found for reading in one.readings]


def _leg(option: str) -> Leg | None:
    found = find_places(option, whole=True)
    return found[0].leg if found else None
