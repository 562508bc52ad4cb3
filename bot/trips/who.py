"""The traveller, the name and the address in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.trips import draft as slots
from bot.trips.clarifying import Clarification
from bot.trips.draft import TripDraft
from bot.trips.emails import FoundEmail
from bot.trips.names import FoundName, read_name
from bot.trips.people import read_traveller
from bot.trips.trip_reading import Refusal

# Between a name and its address: " (my e-mail is ".
LONGEST_GAP = 25

_IS_NAMED = re.compile(r"(?:\bis|\bcalled|\bnamed|:)\s*$", re.IGNORECASE)


@dataclass
class WhoReading:
    """What a text says of the traveller.

    Attributes:
        values: By slot what can be taken.
        refusals: What cannot.
        clarifications: What has to be asked back.
        name: Where a name stands, even if it is not taken.
    """

    values: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    clarifications: list[Clarification] = field(default_factory=list)
    name: FoundName | None = None


def read_who(
    text: str,
    nameless: str,
    draft: TripDraft,
    *,
    email: FoundEmail | None,
    answer: FoundName | None,
    asked: str | None,
    domains: tuple[str, ...],
) -> WhoReading:
    """Read who travels, under which name and address.

    Args:
        text: The message without its dates.
        nameless: The same without the address too.
        draft: What is known of the trip.
        email: The address in it.
        answer: The name that was asked for.
        asked: The slot that is answered.
        domains: Where the address must be.
    """
    who = read_traveller(nameless, draft.traveller, asked=asked == slots.TRAVELLER)
    name = answer or read_name(text, email_start=email.start if email else None)
    reading = WhoReading(name=name)
    if name and name.is_relation and who is None and draft.name:
        is_named = draft.traveller == "other" and _IS_NAMED.search(text[: name.start])
        if not is_named:
            return reading  # "my wife Ann Lee comes along"
    if name and who is None and draft.traveller is None:
        who = "other" if name.is_other else "self" if name.is_own else None
    if who == "several":
        # Whose name and address it is, is not known.
        reading.refusals.append(Refusal("one_traveller_each", slot=slots.TRAVELLER))
        return reading
    if who:
        reading.values[slots.TRAVELLER] = who
    is_other = (who or draft.traveller) == "other"
    if is_other and name and name.is_own and asked != slots.NAME:
        # The writer's own name and address are not the traveller's.
        is_beside = email is not None and 0 <= email.start - name.end <= LONGEST_GAP
        if not is_beside:
            _take_email(reading, email, domains)
        return reading
    if name and name.is_surname:
        reading.refusals.append(Refusal("name_incomplete", slot=slots.NAME))
    elif name:
        reading.values[slots.NAME] = name.name
    _take_email(reading, email, domains)
    return reading


def _take_email(reading: WhoReading, email: FoundEmail | None, domains: tuple[str, ...]) -> None:
    if email is None:
        return
    options = email.choices
    if email.address:
        reading.values[slots.EMAIL] = email.address
    elif email.fault:
        values = {"words": email.written, "domains": " or ".join(domains)}
        reading.refusals.append(Refusal(email.fault, values, slots.EMAIL))
        options = (email.suggestion,) if email.suggestion else ()
    if options:
        reading.clarifications.append(Clarification(slots.EMAIL, email.written, options))
