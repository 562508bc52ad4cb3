"""Dates out of text."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import FoundDates, Prefer, find_dates, find_durations, format_date

TODAY = date(2026, 11, 24)  # a Tuesday


def only(text: str, prefer: Prefer = "future", today: date = TODAY) -> FoundDates:
    found = find_dates(text, today=today, prefer=prefer)
    assert len(found) == 1, found
    return found[0]


def spoken(found: FoundDates) -> list[str]:
    return [
        f"{reading.first}" + (f" {reading.last}" if reading.last else "")
        for reading in found.readings
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2027-03-05", "2027-03-05"),
        ("2027/3/5", "2027-03-05"),
        ("5 March 2027", "2027-03-05"),
        ("march 5", "2027-03-05"),
        ("the 5th of March", "2027-03-05"),
        ("on March 5th, 2027", "2027-03-05"),
        ("fifth of march", "2027-03-05"),
        ("March the fifth", "2027-03-05"),
        ("twenty-first of june", "2027-06-21"),
        ("Fri, Mar 5th", "2027-03-05"),
        ("05MAR27", "2027-03-05"),
        ("5-Mar-2027", "2027-03-05"),
        ("5 mar 27", "2027-03-05"),
        ("5 march 10 people", "2027-03-05"),
        ("2027 March 5", "2027-03-05"),
        ("5 Febuary", "2027-02-05"),
        ("5 de marzo", "2027-03-05"),
        ("5. März", "2027-03-05"),
        ("13/5", "2027-05-13"),
        ("5/13", "2027-05-13"),
        ("13/5/27", "2027-05-13"),
        ("5/5/2027", "2027-05-05"),
        ("29 Feb", "2028-02-29"),
        ("the last day of April", "2027-04-30"),
        ("the 5th", "2026-12-05"),
        ("the 24th", "2026-11-24"),
        ("the 31st", "2026-12-31"),
        ("the 5th of next month", "2026-12-05"),
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("tommorow", "2026-11-25"),
        ("the day after tomorrow", "2026-11-26"),
        ("yesterday", "2026-11-23"),
        ("in two weeks", "2026-12-08"),
        ("in 10 days", "2026-12-04"),
        ("in a fortnight", "2026-12-08"),
        ("in a couple of weeks", "2026-12-08"),
        ("a month from now", "2026-12-24"),
        ("two weeks from tomorrow", "2026-12-09"),
        ("2 weeks ago", "2026-11-10"),
        ("friday", "2026-11-27"),
        ("wensday", "2026-11-25"),
        ("on tuesday", "2026-12-01"),
        ("this Friday", "2026-11-27"),
        ("Friday week", "2026-12-04"),
        ("a week from Friday", "2026-12-04"),
        ("next week Monday", "2026-11-30"),
        ("monday of next week", "2026-11-30"),
        ("next monday", "2026-11-30"),
        ("last friday", "2026-11-20"),
        ("on sat", "2026-11-28"),
        ("my trip is on 1/15, ok?", "2027-01-15"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, first: str) -> None:
    found = only(text)
    assert found.kind == "date"
    assert f"{found.first}" == first
    assert found.last is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3\N{EN DASH}10 March", "2027-03-03", "2027-03-10"),
        ("March 3 to 10, 2027", "2027-03-03", "2027-03-10"),
        ("from 3rd of March until the 10th", "2027-03-03", "2027-03-10"),
        ("from the 3rd to the 10th of March", "2027-03-03", "2027-03-10"),
        ("between the 3rd and the 10th of March", "2027-03-03", "2027-03-10"),
        ("from the 28th to the 3rd of March", "2027-02-28", "2027-03-03"),
        ("Mar 3 - Apr 2", "2027-03-03", "2027-04-02"),
        ("Jan 28 through Feb 3", "2027-01-28", "2027-02-03"),
        ("Dec 28 to Jan 3 2027", "2026-12-28", "2027-01-03"),
        ("12/30-1/2", "2026-12-30", "2027-01-02"),
        ("leaving 12/24 back 1/3", "2026-12-24", "2027-01-03"),
        ("06/07 to 13/07", "2027-07-06", "2027-07-13"),
        ("3/3-10", "2027-03-03", "2027-03-10"),
        ("3-10/3", "2027-03-03", "2027-03-10"),
        ("2027-04-01/2027-04-10", "2027-04-01", "2027-04-10"),
        ("04/01/2027 → 04/20/2027", "2027-04-01", "2027-04-20"),
        ("15.02.2027-28.02.2027", "2027-02-15", "2027-02-28"),
        ("depart: March 3\nreturn: March 10", "2027-03-03", "2027-03-10"),
        ("leave 3 march and come back on the 10th", "2027-03-03", "2027-03-10"),
        ("3 March and return to Baltimore on 10 March", "2027-03-03", "2027-03-10"),
        ("3 March 10am - 10 March 5pm", "2027-03-03", "2027-03-10"),
        ("sunday, march 7th to saturday the 13th", "2027-03-07", "2027-03-13"),
        ("del 3 al 10 de marzo", "2027-03-03", "2027-03-10"),
        ("3 and 10 March", "2027-03-03", "2027-03-10"),
        ("from Monday to Friday", "2026-11-30", "2026-12-04"),
        ("monday - friday next week", "2026-11-30", "2026-12-04"),
        ("tomorrow until sunday", "2026-11-25", "2026-11-29"),
        ("sat to sun", "2026-11-28", "2026-11-29"),
        ("for 10 days from 3 March", "2027-03-03", "2027-03-12"),
        ("a 10-day trip starting 3 March", "2027-03-03", "2027-03-12"),
        ("3 March for two weeks", "2027-03-03", "2027-03-17"),
        ("3 March for 7 nights", "2027-03-03", "2027-03-10"),
        ("3 March (10 days)", "2027-03-03", "2027-03-12"),
        ("3 March and back a week later", "2027-03-03", "2027-03-10"),
        ("31 January for a month", "2027-01-31", "2027-02-28"),
        ("tomorrow for a week", "2026-11-25", "2026-12-02"),
        ("20 Nov to 30 Nov", "2026-11-20", "2026-11-30"),
    ],
)
def test_two_dates_that_belong_together_are_a_range(text: str, first: str, last: str) -> None:
    found = only(text)
    assert found.kind == "range"
    assert (f"{found.first}", f"{found.last}") == (first, last)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("06/07", ["2027-06-07", "2027-07-06"]),
        ("5/6/27", ["2027-05-06", "2027-06-05"]),
        ("3.10.", ["2027-03-10", "2027-10-03"]),
        ("3.10.2027", ["2027-03-10", "2027-10-03"]),
        ("next Friday", ["2026-11-27", "2026-12-04"]),
        ("3 or 4 March", ["2027-03-03", "2027-03-04"]),
        ("06/07 - 10/07/2027", ["2027-06-07 2027-10-07", "2027-07-06 2027-07-10"]),
        ("5/6 for a week", ["2027-05-06 2027-05-13", "2027-06-05 2027-06-12"]),
    ],
)
def test_what_can_be_read_in_two_ways_keeps_both(text: str, readings: list[str]) -> None:
    found = only(text)
    assert found.kind == "ambiguous"
    assert spoken(found) == readings
    assert found.first is None


def test_of_two_readings_the_one_that_fits_the_time_spoken_of_is_taken() -> None:
    assert spoken(only("6/12/26")) == ["2026-12-06"]
    assert spoken(only("6/12/26", prefer="past")) == ["2026-06-12"]


def test_a_weekday_decides_between_two_readings() -> None:
    assert spoken(only("Sunday 6/6/27")) == ["2027-06-06"]
    assert spoken(only("Sat 5/6/27")) == ["2027-06-05"]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("in March", "2027-03-01 2027-03-31"),
        ("march", "2027-03-01 2027-03-31"),
        ("May 2027", "2027-05-01 2027-05-31"),
        ("end of March", "2027-03-21 2027-03-31"),
        ("beginning of May", "2027-05-01 2027-05-10"),
        ("mid-June", "2027-06-11 2027-06-20"),
        ("next month", "2026-12-01 2026-12-31"),
        ("next week", "2026-11-30 2026-12-06"),
        ("this weekend", "2026-11-28 2026-11-29"),
        ("the first week of March", "2027-03-01 2027-03-07"),
        ("the week of March 3", "2027-03-01 2027-03-07"),
        ("next year", "2027-01-01 2027-12-31"),
    ],
)
def test_a_month_or_week_alone_is_vague(text: str, window: str) -> None:
    found = only(text)
    assert found.kind == "vague"
    assert spoken(found) == [window]


@pytest.mark.parametrize(
    "text", ["31 June", "30 Feb", "29 Feb 2027", "32 March", "13/13/2027", "2027-02-30", "31/6"]
)
def test_a_day_that_the_calendar_does_not_have_is_impossible(text: str) -> None:
    found = only(text)
    assert found.kind == "impossible"
    assert found.readings == ()


@pytest.mark.parametrize(
    "text",
    [
        "I may go", "may I ask something", "this may take a while", "we march on",
        "the sun is shining", "I sat down", "the second thing", "first of all", "the first time",
        "on the 5th floor", "24/7 support", "$3/4", "1/2 day", "9:30", "3pm", "3.5 hours",
        "my number is 410-706-2020", "for April Smith", "jane.may3@umaryland.edu", "UA123",
        "2 to 3 rooms", "from 10 to 12 people", "10 nights", "200", "wed", "version 3.2.", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    text = f"Well, {text} there." if text == "wed" else text
    assert find_dates(text, today=TODAY, prefer="future") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("10 November", "2026-11-10"),
        ("5 March", "2026-03-05"),
        ("25 November", "2025-11-25"),
        ("the 30th", "2026-10-30"),
        ("on monday", "2026-11-23"),
        ("friday", "2026-11-20"),
        ("11/23", "2026-11-23"),
        ("29 Feb", "2024-02-29"),
    ],
)
def test_when_the_past_is_spoken_of_a_date_without_a_year_is_the_last_one(
    text: str, first: str
) -> None:
    assert f"{only(text, prefer='past').first}" == first


def test_a_range_in_the_past_can_go_on_today() -> None:
    assert spoken(only("20 Nov to 30 Nov", prefer="past")) == ["2026-11-20 2026-11-30"]
    assert spoken(only("28 dec - 4 jan", prefer="past")) == ["2025-12-28 2026-01-04"]
    assert spoken(only("the 20th until now", prefer="past")) == ["2026-11-20 2026-11-24"]


def test_an_end_before_its_start_is_no_range() -> None:
    found = find_dates("10 March 2027 to 3 March 2027", today=TODAY, prefer="future")
    assert [one.kind for one in found] == ["date", "date"]
    found = find_dates("March 10 - March 3", today=TODAY, prefer="future")
    assert [f"{one.first}" for one in found] == ["2027-03-10", "2027-03-03"]


def test_the_place_in_the_text_is_known() -> None:
    text = "Nairobi from 3 to 10 March for work, İzmir on 5 May"
    found = find_dates(text, today=TODAY, prefer="future")
    assert [text[one.start : one.end] for one in found] == ["3 to 10 March", "5 May"]


def test_durations_are_found() -> None:
    found = find_durations("for 10 days, or two weeks later, or a couple of months")
    assert [(one.count, one.unit, one.is_elapsed) for one in found] == [
        (10, "day", False), (2, "week", True), (2, "month", False),
    ]  # fmt: skip
    assert found[0].last_day(date(2027, 3, 3)) == date(2027, 3, 12)
    assert found[1].last_day(date(2027, 3, 3)) == date(2027, 3, 17)


def test_a_written_date_is_read_again_as_itself() -> None:
    assert format_date(date(2027, 3, 3)) == "3 March 2027"


DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(day=DAYS, today=DAYS, prefer=st.sampled_from(["past", "future"]))
def test_every_written_date_is_read_again(day: date, today: date, prefer: Prefer) -> None:
    assert only(format_date(day), prefer, today).first == day
    assert only(day.isoformat(), prefer, today).first == day
    assert day in [reading.first for reading in only(f"{day:%m/%d/%Y}", prefer, today).readings] + [
        reading.first for reading in only(f"{day:%m/%d/%Y}", other(prefer), today).readings
    ]


def other(prefer: Prefer) -> Prefer:
    return "past" if prefer == "future" else "future"


@given(first=DAYS, days=st.integers(0, 300), today=DAYS)
def test_every_range_without_years_ends_on_or_after_its_start(
    first: date, days: int, today: date
) -> None:
    last = first + timedelta(days=days)
    text = f"from {first:%d %B} to {last:%d %B}"
    for found in find_dates(text, today=today, prefer="future"):
        for reading in found.readings:
            assert reading.last is None or reading.first <= reading.last


PIECES = (
    "3 10 31 2027 '27 march may sun friday next this last week of the 5th third 3/4 3.4. to - "
    "until from for in two days day after tomorrow and or back end ago a , . ( ) x"
)
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=12)


@given(words=WORDS, today=DAYS, prefer=st.sampled_from(["past", "future"]))
def test_whatever_is_written_every_reading_is_sound(
    words: list[str], today: date, prefer: Prefer
) -> None:
    text, end = " ".join(words), 0
    for found in find_dates(text, today=today, prefer=prefer):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        assert (found.kind == "impossible") == (not found.readings)
        assert (found.kind == "ambiguous") == (len(found.readings) > 1)
        for reading in found.readings:
            assert reading.last is None or reading.first <= reading.last


@given(text=st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    find_dates(text, today=TODAY, prefer="future")


@pytest.mark.parametrize("text", ["i we " * 800, "1," * 2000, "3 " * 2000, "a'" * 2000, "1" * 4000])
def test_a_long_text_takes_no_long_time(text: str) -> None:
    begin = time.perf_counter()
    find_dates(text, today=TODAY, prefer="future")
    assert time.perf_counter() - begin < 1
