"""Whole messages: what is taken, asked back, refused, and what they want of the form."""

from __future__ import annotations

import dataclasses
import datetime
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trips.clarifying import Clarification
from bot.trips.draft import (
    BOOKING,
    CHANGE,
    CLARIFICATION,
    CONFIRMATION,
    DEPARTURE,
    DESTINATIONS,
    EMAIL,
    ITINERARY,
    NAME,
    PURPOSE,
    RETURN,
    SLOTS,
    TRAVELLER,
    TripDraft,
)
from bot.trips.reading import TripReading, read_trip
from bot.trips.summary import describe_legs
from bot.trips.trip import Leg

TODAY = datetime.date(2026, 11, 24)
NOBODY = TripDraft()
ME = TripDraft(traveller="self")
NAMED = dataclasses.replace(ME, name="Jane Doe")
KNOWN = dataclasses.replace(NAMED, email="jane@umaryland.edu")
PLACED = dataclasses.replace(KNOWN, legs=(Leg("Nairobi", "KE"),))
LEAVING = dataclasses.replace(PLACED, departure=datetime.date(2027, 3, 3))
DATED = dataclasses.replace(LEAVING, return_date=datetime.date(2027, 3, 10))
WORK = dataclasses.replace(DATED, purpose="work")
ELSEWHERE = dataclasses.replace(WORK, booking="elsewhere")
FULL = dataclasses.replace(WORK, booking="agency")


def read(
    text: str,
    draft: TripDraft = NOBODY,
    asked: str | None = None,
    clarification: Clarification | None = None,
) -> TripReading:
    return read_trip(
        text,
        draft,
        asked=asked,
        today=TODAY,
        email_domains=("umaryland.edu",),
        clarification=clarification,
    )


def values(draft: TripDraft) -> dict[str, Any]:
    """What is known, in short words."""
    written = {
        "who": draft.traveller,
        "name": draft.name,
        "email": draft.email,
        "to": describe_legs(draft.legs) if draft.legs else None,
        "from": draft.departure and f"{draft.departure}",
        "until": draft.return_date and f"{draft.return_date}",
        "for": draft.purpose,
        "by": draft.booking,
        "itinerary": draft.itinerary,
    }
    return {key: value for key, value in written.items() if value is not None}


def refused(reading: TripReading) -> list[tuple[str, str]]:
    return [(refusal.slot, refusal.code) for refusal in reading.refusals]


@pytest.mark.parametrize(
    ("message", "known"),
    [
        (
            "register my trip to Nairobi March 3-10 for work, booked through the umb travel agency",
            {
                "who": "self", "to": "Nairobi, Kenya", "from": "2027-03-03",
                "until": "2027-03-10", "for": "work", "by": "agency",
            },
        ),
        (
            "I'm booking for Dr. Ada Obi, ada.obi@umaryland.edu, to Lagos 5 to 19 april, "
            "conference, booked on expedia",
            {
                "who": "other", "name": "Ada Obi", "email": "ada.obi@umaryland.edu",
                "to": "Lagos, Nigeria", "from": "2027-04-05", "until": "2027-04-19",
                "for": "work", "by": "elsewhere",
            },
        ),
        ("my student goes to Lima", {"who": "other", "to": "Lima, Peru"}),
        (
            "hi i wanna register my upcoming trip 2 ghana from jan 5 til jan 20",
            {"who": "self", "to": "Ghana", "from": "2027-01-05", "until": "2027-01-20"},
        ),
        (
            "Hello, I am visiting scholar. I must travel to Dhaka for the work of UMB, I go 3 May "
            "2027 and I come back 9 May 2027. My name is Rafiqul Islam.",
            {
                "who": "self", "name": "Rafiqul Islam", "to": "Dhaka, Bangladesh",
                "from": "2027-05-03", "until": "2027-05-09", "for": "work",
            },
        ),
        (
            "Please register the following traveler on their behalf:\nName: Jordan Baptiste\n"
            "Email: jordan.baptiste@umaryland.edu\nDestination: Lilongwe, Malawi\n"
            "Departure date: 3 May 2027\nReturn date: 9 June 2027\n"
            "Purpose: study (global health elective)\nBooked: outside of UMB's travel agency",
            {
                "who": "other", "name": "Jordan Baptiste",
                "email": "jordan.baptiste@umaryland.edu", "to": "Lilongwe, Malawi",
                "from": "2027-05-03", "until": "2027-06-09", "for": "study", "by": "elsewhere",
            },
        ),
        (
            "Hi, this is Karen Mills from the dean's office. I'm registering a trip on behalf of "
            "our dean, to Prague from 3 to 9 May, for work, through UMB's travel agency.",
            {
                "who": "other", "to": "Prague, Czechia", "from": "2027-05-03",
                "until": "2027-05-09", "for": "work", "by": "agency",
            },
        ),
        (
            "Register: Kampala / 10 Jan 2027 - 24 Jan 2027 / clinical rotation / UMB travel agency",
            {
                "to": "Kampala, Uganda", "from": "2027-01-10", "until": "2027-01-24",
                "for": "study", "by": "agency",
            },
        ),
        (
            "URGENT register trip Kyiv Ukraine leave tomorrow work booked UMB agency "
            "jane.doe@umaryland.edu Jane Doe",
            {
                "name": "Jane Doe", "email": "jane.doe@umaryland.edu", "to": "Kyiv, Ukraine",
                "from": "2026-11-25", "for": "work", "by": "agency",
            },
        ),
        (
            "My postdoc Wei Zhang flies to Beijing on 12 January and returns 2 February",
            {
                "who": "other", "name": "Wei Zhang", "to": "Beijing, China",
                "from": "2027-01-12", "until": "2027-02-02",
            },
        ),
        (
            "register my work trip to Nairobi, sorry, I mean Kampala, 3 to 9 May",
            {
                "who": "self", "to": "Kampala, Uganda", "from": "2027-05-03",
                "until": "2027-05-09", "for": "work",
            },
        ),
        (
            "I'm flying to Seoul next year for a conference, how do I register that?",
            {"who": "self", "to": "Seoul, South Korea", "for": "work"},
        ),
        ("my advisor told me to register my trip to Oslo", {"who": "self", "to": "Oslo, Norway"}),
        ("register my boss's trip to Oslo", {"who": "other", "to": "Oslo, Norway"}),
        ("register trip accra", {"to": "Accra, Ghana"}),
        (
            "trip from 3 to 9 May to Georgia (country) via Amsterdam",
            {
                "to": "Georgia (country); Amsterdam, Netherlands", "from": "2027-05-03",
                "until": "2027-05-09",
            },
        ),
    ],
)  # fmt: skip
def test_all_that_a_message_says_is_taken(message: str, known: dict[str, Any]) -> None:
    reading = read(message)
    assert values(reading.draft) == known
    assert reading.command is None


@pytest.mark.parametrize(
    ("asked", "draft", "answer", "value"),
    [
        (TRAVELLER, NOBODY, "me", "self"),
        (TRAVELLER, NOBODY, "i'm the traveler", "self"),
        (TRAVELLER, NOBODY, "For somebody else", "other"),
        (TRAVELLER, NOBODY, "my student", "other"),
        (TRAVELLER, NOBODY, "not me", "other"),
        (NAME, ME, "it's jane doe", "jane doe"),
        (NAME, ME, "JANE", "JANE"),
        (NAME, ME, "Dr. Li Wei", "Li Wei"),
        (NAME, ME, "April May", "April May"),
        (NAME, ME, "Kenya Barris", "Kenya Barris"),
        (NAME, ME, "its min-jun park", "min-jun park"),
        (EMAIL, NAMED, "it is JANE@SOM.umaryland.edu.", "jane@som.umaryland.edu"),
        (EMAIL, NAMED, "jane @ umaryland.edu", "jane@umaryland.edu"),
        (PURPOSE, DATED, "Work", "work"),
        (PURPOSE, DATED, "clerkship", "study"),
        (PURPOSE, DATED, "it's for study, not for work", "study"),
        (PURPOSE, DATED, "its for wrok i mean work", "work"),
        (BOOKING, WORK, "agency", "agency"),
        (BOOKING, WORK, "Through UMB's travel agency", "agency"),
        (BOOKING, WORK, "directly with Delta", "elsewhere"),
        (BOOKING, WORK, "not the agency", "elsewhere"),
        (BOOKING, WORK, "a travel agency in my home town", "elsewhere"),
        (BOOKING, WORK, "Somewhere else", "elsewhere"),
        (ITINERARY, ELSEWHERE, "UA 123 on 3 March, change in Frankfurt",
         "UA 123 on 3 March, change in Frankfurt"),
        (ITINERARY, ELSEWHERE, "I don't have it yet, skip this", ""),
        (ITINERARY, ELSEWHERE, "x" * 5000, "x" * 4000),
    ],
)  # fmt: skip
def test_a_short_answer_counts_for_what_was_asked(
    asked: str, draft: TripDraft, answer: str, value: str
) -> None:
    reading = read(answer, draft, asked)
    assert reading.draft.to_slots()[asked] == value
    assert asked in reading.changed
    assert reading.taken == (asked,)


@pytest.mark.parametrize(
    ("asked", "draft", "answer", "departure", "return_date"),
    [
        (DEPARTURE, PLACED, "the 5th", "2026-12-05", None),
        (DEPARTURE, PLACED, "3-10 March", "2027-03-03", "2027-03-10"),
        (DEPARTURE, PLACED, "I leave on 3 March and come back on March 10th", "2027-03-03",
         "2027-03-10"),
        (DEPARTURE, PLACED, "leaving march 3 arriving nairobi march 4", "2027-03-03", None),
        (DEPARTURE, PLACED, "depart 3 March, arrive 4 March, return 10 March", "2027-03-03",
         "2027-03-10"),
        (DEPARTURE, PLACED, "in two weeks", "2026-12-08", None),
        (RETURN, LEAVING, "the 10th", "2027-03-03", "2027-03-10"),
        (RETURN, LEAVING, "10 days later", "2027-03-03", "2027-03-13"),
        (RETURN, LEAVING, "for 10 days", "2027-03-03", "2027-03-12"),
        (RETURN, LEAVING, "in 10 days", "2027-03-03", "2027-03-13"),
        (RETURN, LEAVING, "friday", "2027-03-03", "2027-03-05"),
        (RETURN, LEAVING, "same day", "2027-03-03", "2027-03-03"),
        (RETURN, LEAVING, "24 December", "2027-03-03", "2027-12-24"),
        (CONFIRMATION, FULL, "leave on the 5th instead", "2027-03-05", "2027-03-10"),
        (CONFIRMATION, FULL, "change the return to 12 April", "2027-03-03", "2027-04-12"),
        (CONFIRMATION, FULL, "we come back two days later", "2027-03-03", "2027-03-12"),
        (CONFIRMATION, FULL, "extend by 3 days", "2027-03-03", "2027-03-13"),
        (CONFIRMATION, FULL, "postpone the trip by a week", "2027-03-10", "2027-03-17"),
        (CONFIRMATION, FULL, "I return on 12 March, not 10 March", "2027-03-03", "2027-03-12"),
        (EMAIL, DATED, "sorry, I come back on 12 March", "2027-03-03", "2027-03-12"),
    ],
)  # fmt: skip
def test_dates_find_their_slots(
    asked: str, draft: TripDraft, answer: str, departure: str, return_date: str | None
) -> None:
    reading = read(answer, draft, asked)
    known = values(reading.draft)
    assert (known.get("from"), known.get("until")) == (departure, return_date)
    assert not reading.refusals


@pytest.mark.parametrize(
    ("asked", "draft", "answer", "code", "slot"),
    [
        (DEPARTURE, PLACED, "yesterday", "departure_in_past", DEPARTURE),
        (DEPARTURE, PLACED, "5 May 2030", "too_far_ahead", DEPARTURE),
        (DEPARTURE, PLACED, "31 June", "date_impossible", DEPARTURE),
        (DEPARTURE, PLACED, "end of March", "date_vague", DEPARTURE),
        (RETURN, LEAVING, "1 March", "return_before_departure", RETURN),
        (RETURN, LEAVING, "5 May 2028", "too_long", RETURN),
        (None, NOBODY, "register my trip to Paris 31 June to 5 July", "date_impossible", DEPARTURE),
        (DESTINATIONS, KNOWN, "Africa", "place_too_wide", DESTINATIONS),
        (DESTINATIONS, KNOWN, "Qwertyville", "place_unknown", DESTINATIONS),
        (DESTINATIONS, KNOWN, "Chicago", "domestic", DESTINATIONS),
        (None, NOBODY, "register my trip to the USA", "domestic", DESTINATIONS),
        (None, NOBODY, "register my vacation in Bali", "private", PURPOSE),
        (PURPOSE, DATED, "just visiting family", "private", PURPOSE),
        (TRAVELLER, NOBODY, "for me and my student", "one_traveller_each", TRAVELLER),
        (NAME, ME, "12345", "not_a_name", NAME),
        (NAME, ME, "🙂", "not_a_name", NAME),
        (EMAIL, NAMED, "jane@gmail.com", "email_not_umb", EMAIL),
        (EMAIL, NAMED, "jane@umaryland.edu.example.org", "email_not_umb", EMAIL),
        (EMAIL, NAMED, "jane.umaryland.edu", "email_malformed", EMAIL),
        (EMAIL, NAMED, "jane@", "email_malformed", EMAIL),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    asked: str | None, draft: TripDraft, answer: str, code: str, slot: str
) -> None:
    reading = read(answer, draft, asked)
    assert refused(reading) == [(slot, code)]
    assert slot not in reading.taken


def test_a_refusal_takes_the_rest() -> None:
    reading = read("Bob Ray, bob@gmail.com, my work trip to Oslo 3 to 9 May")
    assert refused(reading) == [(EMAIL, "email_not_umb")]
    assert reading.refusals[0].values == {"words": "bob@gmail.com", "domains": "umaryland.edu"}
    assert values(reading.draft) == {
        "who": "self", "name": "Bob Ray", "to": "Oslo, Norway", "from": "2027-05-03",
        "until": "2027-05-09", "for": "work",
    }  # fmt: skip


def test_a_departure_after_the_return_has_the_return_asked_again() -> None:
    reading = read("change the departure to 20 March", FULL, CONFIRMATION)
    assert refused(reading) == [(RETURN, "return_before_departure")]
    assert values(reading.draft)["from"] == "2027-03-20"
    assert reading.draft.return_date is None


@pytest.mark.parametrize(
    ("message", "draft", "asked", "code"),
    [
        ("a conference and then a week of vacation", DATED, PURPOSE, "private_days"),
        ("not booked yet", WORK, BOOKING, "not_booked"),
        ("Puerto Rico", KNOWN, DESTINATIONS, "in_us_territory"),
    ],
)
def test_some_answers_are_taken_with_a_remark(
    message: str, draft: TripDraft, asked: str, code: str
) -> None:
    reading = read(message, draft, asked)
    assert [note.code for note in reading.notes] == [code]
    assert asked in reading.taken


@pytest.mark.parametrize(
    ("asked", "draft", "answer", "options"),
    [
        (DEPARTURE, PLACED, "06/07", ("7 June 2027", "6 July 2027")),
        (DEPARTURE, PLACED, "next friday", ("27 November 2026", "4 December 2026")),
        (RETURN, LEAVING, "4/3", ("3 April 2027", "4 March 2027")),
        (RETURN, LEAVING, "next friday", ("5 March 2027", "12 March 2027")),
        (DESTINATIONS, KNOWN, "Granada", ("Granada, Spain", "Granada, Nicaragua")),
        (DESTINATIONS, KNOWN, "Paris or London", ("Paris, France", "London, United Kingdom")),
        (PURPOSE, DATED, "mission trip", ("Work", "Study")),
        (PURPOSE, DATED, "both", ("Work", "Study")),
        (BOOKING, WORK, "a travel agency", ("Through UMB's travel agency", "Somewhere else")),
        (BOOKING, WORK, "flights with the agency, hotel on airbnb",
         ("Through UMB's travel agency", "Somewhere else")),
        (CONFIRMATION, FULL, "4 march", ("Departure 4 March 2027", "Return 4 March 2027")),
        (EMAIL, NAMED, "jane@umaryland,edu", ("jane@umaryland.edu",)),
        (EMAIL, NAMED, "jane dot doe at umaryland dot edu", ("jane.doe@umaryland.edu",)),
        (EMAIL, NAMED, "jane@som.umaryland.ed", ("jane@som.umaryland.edu",)),
    ],
)  # fmt: skip
def test_what_is_unclear_is_asked_back_and_every_option_is_taken(
    asked: str, draft: TripDraft, answer: str, options: tuple[str, ...]
) -> None:
    reading = read(answer, draft, asked)
    assert reading.clarification is not None
    assert reading.clarification.options == options
    kept = Clarification.from_slot(json.loads(json.dumps(reading.clarification.to_slot())))
    assert kept == reading.clarification
    for option in options:
        chosen = read(option, reading.draft, CLARIFICATION, kept)
        assert chosen.changed
        assert (chosen.clarification, chosen.refusals) == (None, ())


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("Spain", "Granada, Spain"),
        ("the one in Nicaragua", "Granada, Nicaragua"),
        ("the second one", "Granada, Nicaragua"),
        ("1", "Granada, Spain"),
        ("sorry, I meant Yerevan, Armenia", "Yerevan, Armenia"),
    ],
)
def test_a_place_is_made_clear_in_words(answer: str, place: str) -> None:
    asked = read("Granada", KNOWN, DESTINATIONS).clarification
    assert values(read(answer, KNOWN, CLARIFICATION, asked).draft)["to"] == place


@pytest.mark.parametrize("answer", ["asdf", "hm", "is evacuation covered?", "thanks"])
def test_what_makes_nothing_clear_is_empty(answer: str) -> None:
    asked = read("Granada", KNOWN, DESTINATIONS).clarification
    assert read(answer, KNOWN, CLARIFICATION, asked).is_empty


@pytest.mark.parametrize("answer", ["no", "none of these", "neither"])
def test_where_no_meaning_is_right_the_question_comes_again(answer: str) -> None:
    asked = read("Granada", KNOWN, DESTINATIONS).clarification
    reading = read(answer, KNOWN, CLARIFICATION, asked)
    assert (reading.command, reading.edited) == ("edit", (DESTINATIONS,))


def test_the_places_beside_an_unclear_one_are_kept() -> None:
    first = read("Nairobi, Georgia and Granada", KNOWN, DESTINATIONS)
    assert first.clarification
    assert first.clarification.words == "Georgia"
    second = read("the country", first.draft, CLARIFICATION, first.clarification)
    assert second.clarification
    assert second.clarification.words == "Granada"
    third = read("Spain", second.draft, CLARIFICATION, second.clarification)
    assert values(third.draft)["to"] == "Nairobi, Kenya; Georgia (country); Granada, Spain"


def test_a_day_without_its_month_is_one_near_the_trip() -> None:
    asked = read("it moved to the 18th", FULL, CONFIRMATION).clarification
    assert asked
    assert asked.options == ("Departure 18 March 2027", "Return 18 March 2027")


def test_a_date_is_made_clear_by_its_month() -> None:
    asked = read("06/07/2027", PLACED, DEPARTURE).clarification
    assert values(read("july 6", PLACED, CLARIFICATION, asked).draft)["from"] == "2027-07-06"


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("no, Kampala not Nairobi", "Kampala, Uganda"),
        ("I go to Kampala instead of Nairobi", "Kampala, Uganda"),
        ("replace Nairobi with Mombasa", "Mombasa, Kenya"),
        ("change the destination to Lusaka, Zambia", "Lusaka, Zambia"),
        ("I need to change my Nairobi trip, the destination is now Kampala", "Kampala, Uganda"),
        ("add Kigali too", "Nairobi, Kenya; Kigali, Rwanda"),
        ("plus a stop in Dubai", "Nairobi, Kenya; Dubai, United Arab Emirates"),
        ("oops wrong country, it's Uganda", "Uganda"),
        ("change my Nairobi trip: the return is 12 March", "Nairobi, Kenya"),
        ("extend my Kenya trip till 12 March", "Nairobi, Kenya"),
        ("I return from Nairobi on 12 March", "Nairobi, Kenya"),
    ],
)
def test_destinations_are_changed(message: str, place: str) -> None:
    assert values(read(message, FULL, CONFIRMATION).draft)["to"] == place


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("remove Kampala", "Nairobi, Kenya"),
        ("only Nairobi", "Nairobi, Kenya"),
        ("remove Kampala, I only go to Nairobi", "Nairobi, Kenya"),
        ("Kigali instead of Kampala", "Nairobi, Kenya; Kigali, Rwanda"),
    ],
)
def test_one_of_several_destinations_is_changed(message: str, place: str) -> None:
    two = dataclasses.replace(FULL, legs=(Leg("Nairobi", "KE"), Leg("Kampala", "UG")))
    assert values(read(message, two, CONFIRMATION).draft)["to"] == place


def test_without_its_only_destination_a_trip_needs_another() -> None:
    reading = read("remove Nairobi", FULL, CONFIRMATION)
    assert reading.draft.legs is None
    assert reading.changed == (DESTINATIONS,)


@pytest.mark.parametrize(
    ("message", "change"),
    [
        ("actually it's for study", {"for": "study"}),
        ("its not work its study", {"for": "study"}),
        ("wrong email, it's ada@umaryland.edu", {"email": "ada@umaryland.edu"}),
        ("my name is spelled Janet Doe", {"name": "Janet Doe"}),
        ("everything ok but the name: it's Janet Doe", {"name": "Janet Doe"}),
        ("I booked it on Kayak, not the agency", {"by": "elsewhere"}),
        (
            "two changes: I go to Kampala instead of Nairobi, and I come back on 12 March",
            {"to": "Kampala, Uganda", "until": "2027-03-12"},
        ),
        (
            "this is not for me, it's for my colleague Lin Wei, lin.wei@umaryland.edu",
            {"who": "other", "name": "Lin Wei", "email": "lin.wei@umaryland.edu"},
        ),
    ],
)
def test_the_later_word_counts(message: str, change: dict[str, str]) -> None:
    reading = read(message, FULL, CONFIRMATION)
    assert values(reading.draft) == values(FULL) | change
    assert len(reading.changed) == len(change)


def test_another_traveller_takes_no_name_from_the_first() -> None:
    reading = read("it's for my colleague", FULL, CONFIRMATION)
    assert values(reading.draft)["who"] == "other"
    assert (reading.draft.name, reading.draft.email) == (None, None)


@pytest.mark.parametrize(
    ("message", "asked", "command", "edited"),
    [
        ("cancel", NAME, "cancel", ()),
        ("never mind, cancel the whole thing", CHANGE, "cancel", ()),
        ("no, don't save it, cancel everything", CONFIRMATION, "cancel", ()),
        ("I changed my mind, abort", BOOKING, "cancel", ()),
        ("yes, that's all correct, save it", CONFIRMATION, "save", ()),
        ("Save", CONFIRMATION, "save", ()),
        ("si", CONFIRMATION, "save", ()),
        ("no", CONFIRMATION, "edit", ()),
        ("Change something", CONFIRMATION, "edit", ()),
        ("Change the dates", CONFIRMATION, "edit", (DEPARTURE, RETURN)),
        ("wrong name", CONFIRMATION, "edit", (NAME,)),
        ("Nairobi is wrong", CONFIRMATION, "edit", (DESTINATIONS,)),
        ("the e-mail address", CHANGE, "edit", (EMAIL,)),
        ("how it was booked", CHANGE, "edit", (BOOKING,)),
        ("go back", RETURN, "back", ()),
        ("start over", RETURN, "start_over", ()),
        ("skip", ITINERARY, "skip", ()),
        ("no", ITINERARY, "skip", ()),
        ("change the return to 12 April", CONFIRMATION, None, ()),
        ("yes but change the return to 12 April", CONFIRMATION, None, ()),
        ("my first flight was cancelled, so I booked on Expedia", BOOKING, None, ()),
        ("hm", CONFIRMATION, None, ()),
        ("maybe", CONFIRMATION, None, ()),
    ],
)
def test_what_a_message_wants_of_the_form(
    message: str, asked: str, command: str | None, edited: tuple[str, ...]
) -> None:
    reading = read(message, FULL, asked)
    assert (reading.command, reading.edited) == (command, edited)


@pytest.mark.parametrize("asked", [NAME, EMAIL, DESTINATIONS, RETURN, PURPOSE, ITINERARY])
@pytest.mark.parametrize(
    "message",
    [
        "is evacuation covered?",
        "why do you need that?",
        "what is the agency?",
        "would evacuation from Mogadishu be covered too?",
        "how much of a 5 night quarantine at $210 a night is covered",
        "Do I need travel insurance for a delay of 3 days?",
        "is my student covered?",
    ],
)
def test_a_question_is_no_answer(message: str, asked: str) -> None:
    reading = read(message, dataclasses.replace(PLACED, itinerary=None), asked)
    assert reading.is_question
    assert reading.is_empty
    assert reading.draft == PLACED


def test_an_answer_and_a_question_are_told_apart() -> None:
    reading = read("jane@umaryland.edu. By the way, is evacuation covered?", NAMED, EMAIL)
    assert reading.taken == (EMAIL,)
    assert not reading.is_question


@pytest.mark.parametrize("asked", [slot for slot in SLOTS if slot != ITINERARY])
@pytest.mark.parametrize("message", ["asdf", "idk", "hmm", "🙂🙂", "ok", "...", "thanks", "  "])
def test_what_says_nothing_is_empty(message: str, asked: str) -> None:
    reading = read(message, NOBODY, asked)
    assert reading.is_empty or refused(reading) == [(NAME, "not_a_name")]


@given(text=st.text(max_size=120), asked=st.sampled_from([None, *SLOTS, CONFIRMATION, CHANGE]))
def test_any_text_is_read_and_survives_its_slots(text: str, asked: str | None) -> None:
    draft = read(text, LEAVING, asked).draft
    assert TripDraft.from_slots(json.loads(json.dumps(draft.to_slots()))) == draft


WORDS = st.lists(
    st.sampled_from(
        ["3 March", "10 March", "06/07", "Nairobi", "Granada", "not", "instead of", "change", "to",
         "my", "trip", "name", "is", "Jane", "jane@umaryland.edu", "agency", "Expedia", "work",
         "study", "vacation", "add", "remove", "back", "leave", "two days later", ",", ".", "?"]
    ),
    max_size=12,
)  # fmt: skip


@given(words=WORDS, asked=st.sampled_from([None, *SLOTS, CONFIRMATION, CHANGE]))
def test_whatever_is_said_the_dates_of_a_trip_are_possible(
    words: list[str], asked: str | None
) -> None:
    draft = read(" ".join(words), FULL, asked).draft
    if draft.departure and draft.return_date:
        assert TODAY <= draft.departure <= draft.return_date


@pytest.mark.parametrize(
    "text", ["3 march " * 500, "Nairobi, " * 400, "a@b " * 1000, "travel agency in " * 250]
)
def test_a_long_message_takes_no_long_time(text: str) -> None:
    read("Nairobi")
    begin = time.perf_counter()
    read(text, PLACED, CONFIRMATION)
    assert time.perf_counter() - begin < 3


ABROAD = dataclasses.replace(
    FULL,
    name="Abe Cole",
    email="acole@umaryland.edu",
    legs=(Leg("Lagos", "NG"),),
    return_date=datetime.date(2027, 3, 20),
)
ABROAD_ELSEWHERE = dataclasses.replace(ABROAD, booking="elsewhere")


@pytest.mark.parametrize(
    "message",
    [
        "is Nairobi in Kenya covered?",
        "is Ghana safe",
        "Ghana is dangerous?",
        "what about my trip to Cuba, am I covered there?",
        "in 2025 I went to Peru, was that covered?",
        "can I take my husband John Cole with me?",
        "can I add my wife Ann Lee?",
        "my wife Ann Lee comes along, is she covered?",
        "is Lagos dangerous? my friend Tom Hardy said so",
        "my colleague Tom Hardy is in Accra, is he covered?",
    ],
)
def test_a_question_about_somebody_or_somewhere_else_changes_nothing(message: str) -> None:
    reading = read(message, ABROAD, CONFIRMATION)
    assert reading.is_question
    assert reading.is_empty
    assert reading.draft == ABROAD


@pytest.mark.parametrize("message", ["last year I was in Peru", "we visited Kenya in 2024"])
def test_a_place_of_an_earlier_trip_is_no_destination(message: str) -> None:
    assert read(message, ABROAD, CONFIRMATION).draft == ABROAD


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("register two trips: Lima 5-10 Jan 2027 and Bogota 3-7 Feb 2027", None),
        ("save pls, and register the same for April 3 - 20", CONFIRMATION),
        ("register another trip for my student Ravi Iyer, ravii@umaryland.edu", ITINERARY),
        ("book a second trip to Accra", CONFIRMATION),
    ],
)
def test_one_trip_is_registered_at_a_time(message: str, asked: str | None) -> None:
    draft = ABROAD_ELSEWHERE if asked else NOBODY
    reading = read(message, draft, asked)
    assert [refusal.code for refusal in reading.refusals] == ["one_trip_each"]
    assert reading.draft == draft


def test_the_first_trip_may_be_another_one() -> None:
    reading = read("register another trip to Lima, 3-9 May 2027")
    assert values(reading.draft) == {
        "to": "Lima, Peru", "from": "2027-05-03", "until": "2027-05-09",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("message", "departure", "return_date"),
    [
        ("Lima 5-10 Jan and Bogota 10-14 Jan", "2027-01-05", "2027-01-14"),
        ("Lima 5-10 Jan 2027, Bogota 3-7 Feb 2027", None, None),
        ("trip to Lima 5-10 Jan, sorry 6-11 Jan", "2027-01-06", "2027-01-11"),
        ("next month the 28th to Oslo", "2026-12-28", None),
        ("nxt month the 5th - 12th, Oslo", "2026-12-05", "2026-12-12"),
        ("Issued 20 Nov 2026. Depart 3 March 2027, return 20 March 2027", "2027-03-03",
         "2027-03-20"),
        ("to Oslo just for the day, 3 March", "2027-03-03", "2027-03-03"),
    ],
)  # fmt: skip
def test_dates_of_one_message_are_those_of_one_trip(
    message: str, departure: str | None, return_date: str | None
) -> None:
    reading = read(message)
    known = values(reading.draft)
    assert (known.get("from"), known.get("until")) == (departure, return_date)
    assert not reading.refusals


@pytest.mark.parametrize(
    "answer", ["Monday 14 February 2027", "Mon 14 Feb 2027", "Friday the 13th of November"]
)
def test_a_day_with_a_wrong_weekday_is_refused(answer: str) -> None:
    assert refused(read(answer, PLACED, DEPARTURE)) == [(DEPARTURE, "date_weekday")]


@pytest.mark.parametrize(
    ("message", "places", "return_date"),
    [
        ("and Ibadan from the 10th?", "Lagos, Nigeria; Ibadan, Nigeria", "2027-03-20"),
        ("I'll be in Ibadan too from the 10th to the 12th", "Lagos, Nigeria; Ibadan, Nigeria",
         "2027-03-20"),
        ("then Accra on the 19th", "Lagos, Nigeria; Accra, Ghana", "2027-03-20"),
        ("add Accra from 22 to 25 March", "Lagos, Nigeria; Accra, Ghana", "2027-03-25"),
        ("also change the destination to Accra", "Accra, Ghana", "2027-03-20"),
    ],
)  # fmt: skip
def test_a_destination_that_is_added_never_shortens_the_trip(
    message: str, places: str, return_date: str
) -> None:
    reading = read(message, ABROAD, CONFIRMATION)
    assert values(reading.draft) == values(ABROAD) | {"to": places, "until": return_date}
    assert reading.clarification is None


@pytest.mark.parametrize(
    ("message", "change"),
    [
        ("return 21 March", {"until": "2027-03-21"}),
        ("also going to Abuja", {"to": "Lagos, Nigeria; Abuja, Nigeria"}),
        ("I booked via UMB's travel agency", {"by": "agency"}),
        ("change the return to 21 March", {"until": "2027-03-21"}),
        ("my name is Abraham Cole", {"name": "Abraham Cole"}),
        ("k", {}),
        ("it's in the attachment", {}),
        ("no itin", {"itinerary": ""}),
        ("UA 12 3 March IAD-LOS, return UA 13 20 March",
         {"itinerary": "UA 12 3 March IAD-LOS, return UA 13 20 March"}),
        ("Leave 3 March, back 20 March, hotel Eko",
         {"itinerary": "Leave 3 March, back 20 March, hotel Eko"}),
    ],
)  # fmt: skip
def test_an_itinerary_is_told_from_what_is_said_in_its_place(
    message: str, change: dict[str, str]
) -> None:
    reading = read(message, ABROAD_ELSEWHERE, ITINERARY)
    assert values(reading.draft) == values(ABROAD_ELSEWHERE) | change


@pytest.mark.parametrize(
    "message",
    [
        "register: Accra, 3-10 May 2027, work, Expedia. Itinerary: none. Traveler: self.",
        "register my trip to Accra 3-10 May 2027 for work, booked on Expedia, no itinerary",
    ],
)
def test_a_message_can_say_that_there_is_no_itinerary(message: str) -> None:
    draft = read(message).draft
    assert (draft.traveller, draft.itinerary) == ("self", "")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("the traveler is actually Anne-Marie St. John", "Anne-Marie St. John"),
        ("no, I meant the name is Anne-Marie St. John", "Anne-Marie St. John"),
        ("my last name is Coleman", "Abe Coleman"),
        ("change my first name to Abraham", "Abraham Cole"),
        ("first name: John, surname: Smith", "John Smith"),
        ("last name misspelled", None),
    ],
)
def test_a_name_is_put_right(message: str, name: str | None) -> None:
    reading = read(message, ABROAD, CONFIRMATION)
    expected = ABROAD if name is None else dataclasses.replace(ABROAD, name=name)
    assert reading.draft == expected


def test_another_student_is_named() -> None:
    other = dataclasses.replace(ABROAD, traveller="other")
    reading = read("the student is Ravi Iyer", other, CONFIRMATION)
    assert reading.draft == dataclasses.replace(other, name="Ravi Iyer")


@pytest.mark.parametrize("answer", ["Prof Smith", "Dr. Tan", "my last name is Coleman"])
def test_half_a_name_is_asked_again(answer: str) -> None:
    assert refused(read(answer, ME, NAME)) == [(NAME, "name_incomplete")]


def test_a_signature_is_no_destination_and_no_part_of_a_name() -> None:
    reading = read(
        "I'd like to register a trip to Accra, 3-10 May 2027, for work. Regards, Christian Israel "
        "MD, cisrael@umaryland.edu, School of Medicine, Baltimore MD"
    )
    known = values(reading.draft)
    assert (known["name"], known["to"]) == ("Christian Israel", "Accra, Ghana")


def test_of_two_travellers_no_name_is_taken() -> None:
    reading = read("register a trip for me and my colleague Sam Hill to Vienna, Jan 8-12")
    assert refused(reading) == [(TRAVELLER, "one_traveller_each")]
    assert reading.draft.name is None


def test_dates_that_are_unclear_are_asked_back_after_the_place() -> None:
    first = read("register my trip to Granada 03/04/27 - 05/04/27")
    assert first.clarification
    assert first.clarification.slot == DESTINATIONS
    kept = Clarification.from_slot(json.loads(json.dumps(first.clarification.to_slot())))
    second = read("Spain", first.draft, CLARIFICATION, kept)
    assert values(second.draft)["to"] == "Granada, Spain"
    assert second.clarification
    assert second.clarification.slot == DEPARTURE


@pytest.mark.parametrize(
    ("message", "draft", "taken"),
    [
        ("my name is Bob Lee", ME, NAME),
        ("bob@umaryland.edu", NAMED, EMAIL),
        ("me", NOBODY, TRAVELLER),
    ],
)
def test_what_is_to_be_made_clear_is_kept_when_something_else_is_answered(
    message: str, draft: TripDraft, taken: str
) -> None:
    asked = read("Granada", draft, DESTINATIONS).clarification
    reading = read(message, draft, CLARIFICATION, asked)
    assert reading.taken == (taken,)
    assert reading.clarification == asked


def test_another_day_than_those_that_can_be_meant_is_not_taken() -> None:
    asked = read("12/01/27", PLACED, DEPARTURE).clarification
    reading = read("20/01/27", PLACED, CLARIFICATION, asked)
    assert (reading.clarification, reading.taken) == (asked, ())
    assert values(read("sorry, 20 January", PLACED, CLARIFICATION, asked).draft)["from"] == (
        "2027-01-20"
    )


@pytest.mark.parametrize("message", ["no, booked via agency", "no, agency", "I booked via UMB"])
def test_a_booking_that_is_unclear_is_asked_back_in_the_summary(message: str) -> None:
    study = dataclasses.replace(ABROAD_ELSEWHERE, purpose="study")
    reading = read(message, study, CONFIRMATION)
    assert reading.clarification
    assert reading.clarification.slot == BOOKING
    assert reading.draft == study


@pytest.mark.parametrize("asked", [None, NAME, DESTINATIONS, BOOKING, ITINERARY, CONFIRMATION])
@pytest.mark.parametrize("text", ["to " * 660, "1" * 2000, "Nairobi, " * 220, "agency " * 280])
def test_two_thousand_letters_take_less_than_a_second(text: str, asked: str | None) -> None:
    read("Nairobi")
    begin = time.perf_counter()
    read(text, ABROAD, asked)
    assert time.perf_counter() - begin < 1
