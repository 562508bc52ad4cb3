"""The slots of a registration, what is missing in them, and which dates a trip cannot have."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest

from bot.trips.draft import SLOTS, TripDraft, dates_fault
from bot.trips.trip import Leg, Trip

TODAY = datetime.date(2026, 11, 24)
DRAFT = TripDraft(
    traveller="self",
    name="Jane Doe",
    email="jane@umaryland.edu",
    legs=(Leg("Nairobi", "KE"), Leg("", "UG")),
    departure=datetime.date(2027, 3, 3),
    return_date=datetime.date(2027, 3, 10),
    purpose="work",
    booking="elsewhere",
    itinerary="",
)


def day(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def test_a_draft_survives_its_slots_and_json() -> None:
    slots = json.loads(json.dumps(DRAFT.to_slots()))
    assert tuple(slots) == SLOTS
    assert TripDraft.from_slots(slots) == DRAFT
    assert TripDraft.from_slots({}) == TripDraft()


def test_what_is_to_be_changed_is_unknown_again() -> None:
    changed = DRAFT.without("trip_departure", "trip_return")
    assert (changed.departure, changed.return_date) == (None, None)
    assert changed.missing() == "trip_departure"
    assert changed.name == DRAFT.name


def test_questions_come_in_their_order() -> None:
    assert TripDraft().missing() == "trip_traveller"
    fields = [field.name for field in dataclasses.fields(TripDraft)]
    asked = [dataclasses.replace(DRAFT, **{field: None}).missing() for field in fields]
    assert asked == list(SLOTS)
    assert DRAFT.missing() is None


def test_what_the_agency_sends_is_not_asked_for() -> None:
    agency = dataclasses.replace(DRAFT, booking="agency", itinerary=None)
    assert agency.missing() is None
    assert agency.to_trip().itinerary == ""
    assert dataclasses.replace(agency, booking="elsewhere").missing() == "trip_itinerary"


def test_a_complete_draft_is_a_trip_and_back() -> None:
    trip = dataclasses.replace(DRAFT, traveller="other").to_trip()
    assert trip == Trip(
        traveller_name="Jane Doe",
        traveller_email="jane@umaryland.edu",
        booked_for_other=True,
        legs=(Leg("Nairobi", "KE"), Leg("", "UG")),
        departure=datetime.date(2027, 3, 3),
        return_date=datetime.date(2027, 3, 10),
        purpose="work",
        booking="elsewhere",
    )
    assert TripDraft.from_trip(trip).to_trip() == trip


def test_an_incomplete_draft_is_no_trip() -> None:
    with pytest.raises(ValueError, match="trip_return is not known yet"):
        dataclasses.replace(DRAFT, return_date=None).to_trip()


@pytest.mark.parametrize(
    ("departure", "return_date", "fault"),
    [
        (None, None, None),
        (day(0), day(0), None),
        (day(-1), None, "departure_in_past"),
        (day(-1), day(5), "departure_in_past"),
        (None, day(-1), "return_in_past"),
        (day(5), day(4), "return_before_departure"),
        (day(5), day(371), None),
        (day(5), day(372), "too_long"),
        (day(732), None, None),
        (day(733), None, "too_far_ahead"),
    ],
)
def test_dates_that_a_trip_cannot_have_are_found(
    departure: datetime.date | None, return_date: datetime.date | None, fault: str | None
) -> None:
    assert dates_fault(departure, return_date, today=TODAY) == fault
