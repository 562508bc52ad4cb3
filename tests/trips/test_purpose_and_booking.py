"""Why a trip is made, and how it was booked, in many words."""

from __future__ import annotations

import pytest

from bot.trips.booking import read_booking
from bot.trips.purpose import PurposeReading, read_purpose


@pytest.mark.parametrize(
    ("answer", "purpose"),
    [
        ("work", "work"), ("business", "work"), ("conference", "work"), ("fieldwork", "work"),
        ("phd research", "work"), ("lab visit", "work"), ("sabbatical", "work"),
        ("teaching", "work"), ("I'm presenting a paper", "work"), ("it's for my job", "work"),
        ("study", "study"), ("rotation", "study"), ("clerkship", "study"), ("elective", "study"),
        ("semester abroad", "study"), ("my internship", "study"), ("practicum", "study"),
        ("research for my thesis", "study"), ("for school", "study"), ("I'm a student", "study"),
        ("for study, not for work", "study"), ("asdf", None), ("whatever", None), ("yes", None),
    ],
)  # fmt: skip
def test_a_purpose_is_read(answer: str, purpose: str | None) -> None:
    assert read_purpose(answer, asked=True) == PurposeReading(purpose)


@pytest.mark.parametrize(
    ("sentence", "purpose"),
    [
        ("register my work trip to Nairobi", "work"),
        ("going to Kenya for UMB work", "work"),
        ("attending the annual meeting of our consortium", "work"),
        ("Purpose: study (global health elective)", "study"),
        ("come back Friday, work", "work"),
        ("the form does not work", None),
        ("I work at UMB and go to Kenya", None),
        ("not a vacation", None),
    ],
)
def test_a_sentence_names_a_purpose(sentence: str, purpose: str | None) -> None:
    assert read_purpose(sentence, asked=False).purpose == purpose


@pytest.mark.parametrize(
    "text",
    ["my vacation in Bali", "honeymoon", "tourism, it's a safari", "just visiting family",
     "to see my parents", "a personal trip", "a wedding"],
)  # fmt: skip
def test_a_private_trip_is_told_apart(text: str) -> None:
    assert read_purpose(text, asked=False) == PurposeReading(is_private=True)


def test_private_days_beside_work_are_noted() -> None:
    found = read_purpose("a conference plus a week of vacation", asked=True)
    assert found == PurposeReading("work", has_private_days=True)


@pytest.mark.parametrize("text", ["mission trip", "volunteering", "both", "work and study"])
def test_what_may_be_either_is_unclear(text: str) -> None:
    found = read_purpose(text, asked=True)
    assert found.purpose is None
    assert found.unclear


@pytest.mark.parametrize(
    ("answer", "booking"),
    [
        ("agency", "agency"), ("through the agency", "agency"), ("the agency", "agency"),
        ("UMB's travel agency", "agency"), ("the university's agent", "agency"),
        ("via UMB travel", "agency"), ("Through UMB's travel agency", "agency"),
        ("UMB's travel agency was so kind to book it", "agency"),
        ("expedia", "elsewhere"), ("directly with Delta", "elsewhere"),
        ("airline website", "elsewhere"), ("on my own", "elsewhere"), ("myself", "elsewhere"),
        ("not the agency", "elsewhere"), ("airbnb and turkish airlines", "elsewhere"),
        ("online, at norwegian.com", "elsewhere"), ("my husband booked it", "elsewhere"),
        ("a travel agency in my home town, not the one of UMB", "elsewhere"),
        ("Somewhere else", "elsewhere"),
        ("not booked yet", "not_booked"), ("I will book later", "not_booked"),
        ("a travel agency", "unclear"), ("both", "unclear"),
        ("the travel agency of UMB wasn't used", "elsewhere"), ("not UMB's", "elsewhere"),
        ("not the UMB one", "elsewhere"), ("I didn't use UMB", "elsewhere"),
        ("UMB's agency was too expensive so I used Expedia", "elsewhere"),
        ("usually via the agency but this time on Delta.com", "elsewhere"),
        ("umb", "agency"), ("I used the agency", "agency"), ("elswhere", "elsewhere"),
        ("through my host university", "unclear"), ("Concur", "unclear"),
        ("I booked via my university", "unclear"), ("I don't know", "unclear"),
        ("the dept's admin did it", "unclear"), ("Egencia", "unclear"),
        ("UMB's agency didn't do it", "unclear"),
        ("asdf", None), ("yes", None), ("idk", None),
    ],
)  # fmt: skip
def test_a_booking_is_read(answer: str, booking: str | None) -> None:
    assert read_booking(answer, asked=True) == booking


@pytest.mark.parametrize(
    ("sentence", "booking"),
    [
        ("register my trip, booked via UMB's travel agency", "agency"),
        ("UMB's travel agency booked it", "agency"),
        ("the travel agency of UMB has bought the ticket for me", "agency"),
        ("Booked through: UMB travel agency", "agency"),
        ("will book with the agency", "agency"),
        ("Booked: outside of UMB's travel agency", "elsewhere"),
        ("booked it myself on kayak lol", "elsewhere"),
        ("sorry, it was booked on Expedia, not through the agency", "elsewhere"),
        ("a travel agency in Nairobi booked my flight", "elsewhere"),
        ("I haven't booked yet", "not_booked"),
        ("register my trip to Nairobi", None),
        ("I'm booking for Dr. Ada Obi", None),
        ("what does UMB travel insurance cover", None),
    ],
)
def test_a_sentence_names_a_booking(sentence: str, booking: str | None) -> None:
    assert read_booking(sentence, asked=False) == booking
