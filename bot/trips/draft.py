"""A trip as far as it is known while it is being registered: the slots of the trip form."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.trips.trip import Booking, Leg, Purpose, Trip

TRAVELLER, NAME, EMAIL = "trip_traveller", "traveller_name", "traveller_email"
DESTINATIONS, DEPARTURE, RETURN = "trip_destinations", "trip_departure", "trip_return"
PURPOSE, BOOKING, ITINERARY = "trip_purpose", "trip_booking", "trip_itinerary"
# The order in which they are asked for.
SLOTS = (
    TRAVELLER,
    NAME,
    EMAIL,
    DESTINATIONS,
    DEPARTURE,
    RETURN,
    PURPOSE,
    BOOKING,
    ITINERARY,
)
# What else belongs to a registration that is going on.
DRAFT_ID, NUMBER = "trip_draft_id", "trip_number"
# By which the file is found that the itinerary was read from; None where it was typed.
ITINERARY_FILE = "trip_itinerary_file"
# The entity by which the form is told of a file.
ITINERARY_FILE_ENTITY = "itinerary_file"
CONFIRMATION, CLARIFICATION, CHANGE = "trip_confirmation", "trip_clarification", "trip_change"
FORM_SLOTS = (*SLOTS, ITINERARY_FILE, DRAFT_ID, NUMBER, CONFIRMATION, CLARIFICATION, CHANGE)

LONGEST_TRIP = datetime.timedelta(days=366)
FARTHEST_AHEAD = datetime.timedelta(days=2 * 366)

Traveller = Literal["self", "other"]
DatesFault = Literal[
    "departure_in_past", "return_in_past", "return_before_departure", "too_long", "too_far_ahead"
]


@dataclass(frozen=True)
class TripDraft:
    """What is known of a trip; what is not known yet is None.

    Attributes:
        traveller: Whether who writes travels, or somebody else does.
        name: The traveller's full name.
        email: The traveller's UMB address.
        legs: The destinations, in their order.
        departure: First day.
        return_date: Last day.
        purpose: Work or study.
        booking: Through UMB's travel agency, or elsewhere.
        itinerary: The traveller's words; empty when there is none.
    """

    traveller: Traveller | None = None
    name: str | None = None
    email: str | None = None
    legs: tuple[Leg, ...] | None = None
    departure: datetime.date | None = None
    return_date: datetime.date | None = None
    purpose: Purpose | None = None
    booking: Booking | None = None
    itinerary: str | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> TripDraft:
        """Read the slots of a conversation, which hold what `to_slots` returns.

        Raises:
            ValueError: A slot holds something else.
            KeyError: A leg lacks its place or country.
        """
        legs = slots.get(DESTINATIONS)
        return cls(
            traveller=slots.get(TRAVELLER),
            name=slots.get(NAME),
            email=slots.get(EMAIL),
            legs=tuple(Leg(leg["place"], leg["country_code"]) for leg in legs) if legs else None,
            departure=_date(slots.get(DEPARTURE)),
            return_date=_date(slots.get(RETURN)),
            purpose=slots.get(PURPOSE),
            booking=slots.get(BOOKING),
            itinerary=slots.get(ITINERARY),
        )

    @classmethod
    def from_trip(cls, trip: Trip) -> TripDraft:
        """Return the draft of a trip that is registered, to change it or to repeat it."""
        return cls(
            traveller="other" if trip.booked_for_other else "self",
            name=trip.traveller_name,
            email=trip.traveller_email,
            legs=trip.legs,
            departure=trip.departure,
            return_date=trip.return_date,
            purpose=trip.purpose,
            booking=trip.booking,
            itinerary=trip.itinerary,
        )

    def to_slots(self) -> dict[str, Any]:
        """Return the slots, in JSON types."""
        return {
            TRAVELLER: self.traveller,
            NAME: self.name,
            EMAIL: self.email,
            DESTINATIONS: [dataclasses.asdict(leg) for leg in self.legs] if self.legs else None,
            DEPARTURE: self.departure.isoformat() if self.departure else None,
            RETURN: self.return_date.isoformat() if self.return_date else None,
            PURPOSE: self.purpose,
            BOOKING: self.booking,
            ITINERARY: self.itinerary,
        }

    def without(self, *slots: str) -> TripDraft:
        """Return the draft with some slots unknown again."""
        return TripDraft.from_slots({**self.to_slots(), **dict.fromkeys(slots)})

    def missing(self) -> str | None:
        """Return the slot to ask for next; None when the trip is complete.

        An itinerary that was booked through UMB's travel agency is sent automatically, so it is
        not asked for.
        """
        for slot, value in self.to_slots().items():
            if value is None and not (slot == ITINERARY and self.booking == "agency"):
                return slot
        return None

    def to_trip(self) -> Trip:
        """Return the trip.

        Raises:
            ValueError: Something is missing.
        """
        if missing := self.missing():
            raise ValueError(f"{missing} is not known yet: ask for it")
        return Trip(
            traveller_name=cast(str, self.name),
            traveller_email=cast(str, self.email),
            booked_for_other=self.traveller == "other",
            legs=cast("tuple[Leg, ...]", self.legs),
            departure=cast(datetime.date, self.departure),
            return_date=cast(datetime.date, self.return_date),
            purpose=cast(Purpose, self.purpose),
            booking=cast(Booking, self.booking),
            itinerary=self.itinerary or "",
        )


def dates_fault(
    departure: datetime.date | None, return_date: datetime.date | None, *, today: datetime.date
) -> DatesFault | None:
    """Say what is wrong with the dates of a trip, as far as they are known.

    Args:
        departure: First day.
        return_date: Last day.
        today: The present day, where the university is.
    """
    if departure and departure < today:
        return "departure_in_past"
    if return_date and return_date < today:
        return "return_in_past"
    if departure and departure - today > FARTHEST_AHEAD:
        return "too_far_ahead"
    if departure and return_date:
        if return_date < departure:
            return "return_before_departure"
        if return_date - departure > LONGEST_TRIP:
            return "too_long"
    return None


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
