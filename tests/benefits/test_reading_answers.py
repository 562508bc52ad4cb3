"""Answers to the questions of a form: a number in any words, a doubt, or a question back."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from bot.benefits.claim import Claim
from bot.benefits.reading import read_claim

TODAY = datetime.date(2026, 11, 24)
QUARANTINE = Claim(benefit="quarantine")
BY_NIGHT = Claim.from_slots({"claim_benefit": "quarantine", "daily_cost": "210.00 USD"})
WHICH_PESOS = Claim.from_slots(
    {
        "claim_benefit": "quarantine",
        "nights": "5",
        "unclear_cost": "2000.00 ARS/CLP/MXN/PHP daily_cost",
    }
)
NIGHT_OR_ALL = Claim.from_slots(
    {"claim_benefit": "quarantine", "nights": "5", "unclear_cost": "600.00 USD ?"}
)


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("210", "daily_cost=210.00 USD", None),
        ("about 210", "daily_cost=210.00 USD", None),
        ("$210", "daily_cost=210.00 USD", None),
        ("two ten", "daily_cost=210.00 USD", None),
        ("150-200", "daily_cost=150.00-200.00 USD", None),
        ("around 150 to 200", "daily_cost=150.00-200.00 USD", None),
        ("2500 total", "total_cost=2500.00 USD", None),
        ("2500", "unclear_cost=2500.00 USD ?", "unclear_cost"),
        ("free", "", "zero_cost"),
        ("210 and i stay 12 nights", "daily_cost=210.00 USD; nights=12", None),
        ("12 nights", "nights=12", None),
        ("i don't know", "", "unknown_cost"),
        ("no idea", "", "unknown_cost"),
        ("210 usd", "daily_cost=210.00 USD", None),
        ("€ 90", "daily_cost=90.00 EUR", None),
        ("90 euros", "daily_cost=90.00 EUR", None),
        ("1.5k", "unclear_cost=1500.00 USD ?", "unclear_cost"),
        ("it's 210 per night", "daily_cost=210.00 USD", None),
        ("210?", "daily_cost=210.00 USD", None),
        ("two hundred ten dollars", "daily_cost=210.00 USD", None),
        ("-20", "", "negative"),
        ("0", "", "zero_cost"),
        (
            "210 a night, 12 nights, issued 3 may",
            "daily_cost=210.00 USD; issued_on=2026-05-03; nights=12",
            None,
        ),
        ("tbh 180ish", "daily_cost=180.00 USD", None),
        ("~200", "daily_cost=200.00 USD", None),
        ("between 150 and 200 usd", "daily_cost=150.00-200.00 USD", None),
        ("200 something", "daily_cost=200.00 USD", None),
        (
            "2000 pesos",
            "unclear_cost=2000.00 ARS/CLP/COP/CUP/DOP/MXN/PHP/UYU daily_cost",
            "ambiguous_currency",
        ),
        ("900 bitcoin", "", "unknown_currency"),
        ("5000 KES", "", "no_rate"),
        ("$1,200", "unclear_cost=1200.00 USD ?", "unclear_cost"),
    ],
)
def test_the_cost_of_a_night_is_answered(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, QUARANTINE, asked="daily_cost", today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("12", "daily_cost=210.00 USD; nights=12", None),
        ("twelve", "daily_cost=210.00 USD; nights=12", None),
        ("12 nights", "daily_cost=210.00 USD; nights=12", None),
        ("10-12", "daily_cost=210.00 USD; nights=10-12", None),
        ("a dozen", "daily_cost=210.00 USD; nights=12", None),
        ("not sure", "daily_cost=210.00 USD; nights=1+", None),
        ("idk", "daily_cost=210.00 USD; nights=1+", None),
        ("a week", "daily_cost=210.00 USD; nights=7", None),
        ("until 14 May", "daily_cost=210.00 USD; stay_until=2026-05-14", None),
        (
            "from 3 to 15 March",
            "daily_cost=210.00 USD; stay_from=2026-03-03; stay_until=2026-03-15",
            None,
        ),
        ("2 weeks", "daily_cost=210.00 USD; nights=14", None),
        ("ten or so", "daily_cost=210.00 USD; nights=10", None),
        ("I think 10", "daily_cost=210.00 USD; nights=10", None),
        ("10+", "daily_cost=210.00 USD; nights=10+", None),
        ("more than a week", "daily_cost=210.00 USD; nights=7+", None),
        ("till friday", "daily_cost=210.00 USD; stay_from=2026-11-24; stay_until=2026-11-27", None),
        ("since monday", "daily_cost=210.00 USD; stay_from=2026-11-23", None),
        ("0", "daily_cost=210.00 USD", "zero_nights"),
        ("-3", "daily_cost=210.00 USD", "negative"),
        ("4000", "daily_cost=210.00 USD", "absurd_nights"),
        ("a couple", "daily_cost=210.00 USD; nights=2", None),
        (
            "3 May to 14 May",
            "daily_cost=210.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
            None,
        ),
        ("$210", "daily_cost=210.00 USD", None),
        ("one", "daily_cost=210.00 USD; nights=1", None),
        ("2 weeks?", "daily_cost=210.00 USD; nights=14", None),
        ("12 nights at 180", "daily_cost=180.00 USD; nights=12", None),
        ("less than a week", "daily_cost=210.00 USD; nights=1-7", None),
        ("just one night", "daily_cost=210.00 USD; nights=1", None),
        ("they won't tell us", "daily_cost=210.00 USD; nights=1+", None),
        ("couple of weeks", "daily_cost=210.00 USD; nights=14", None),
        ("8 nights, left 14 may", "daily_cost=210.00 USD; stay_until=2026-05-14; nights=8", None),
        ("7", "daily_cost=210.00 USD; nights=7", None),
        ("7 days", "daily_cost=210.00 USD; nights=7", None),
        ("10 days (9 nights)", "daily_cost=210.00 USD; nights=9", None),
        ("1 week and 3 days", "daily_cost=210.00 USD; nights=10", None),
        ("half a week", "daily_cost=210.00 USD; nights=3-4", None),
        (
            "06/07 to 06/12",
            "daily_cost=210.00 USD; stay_from=2026-06-07; stay_until=2026-06-12",
            None,
        ),
        ("06/07", "daily_cost=210.00 USD", "ambiguous_date"),
    ],
)
def test_the_length_of_the_stay_is_answered(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, BY_NIGHT, asked="nights", today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("mexican", "daily_cost=2000.00 MXN; nights=5", None),
        ("Mexico", "daily_cost=2000.00 MXN; nights=5", None),
        ("MXN", "daily_cost=2000.00 MXN; nights=5", None),
        ("argentine ones", "nights=5", "no_rate"),
        ("the mexican ones", "daily_cost=2000.00 MXN; nights=5", None),
        ("philippines", "daily_cost=2000.00 PHP; nights=5", None),
        ("dollars", "daily_cost=2000.00 USD; nights=5", None),
        (
            "no idea",
            "nights=5; unclear_cost=2000.00 ARS/CLP/MXN/PHP daily_cost",
            "ambiguous_currency",
        ),
        ("in the Philippines", "daily_cost=2000.00 PHP; nights=5", None),
        ("it was 100 dollars a night", "daily_cost=100.00 USD; nights=5", None),
        ("euros", "daily_cost=2000.00 EUR; nights=5", None),
    ],
)
def test_a_country_or_a_currency_settles_which_pesos_are_meant(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, WHICH_PESOS, asked="unclear_cost", today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("per night", "daily_cost=600.00 USD; nights=5", None),
        ("total", "total_cost=600.00 USD; nights=5", None),
        ("for all of it", "total_cost=600.00 USD; nights=5", None),
        ("$600.00 per night", "daily_cost=600.00 USD; nights=5", None),
        ("$600.00 in total", "total_cost=600.00 USD; nights=5", None),
        ("in all", "total_cost=600.00 USD; nights=5", None),
        ("a night", "daily_cost=600.00 USD; nights=5", None),
        ("the whole stay", "total_cost=600.00 USD; nights=5", None),
        ("each night", "daily_cost=600.00 USD; nights=5", None),
        ("one night", "daily_cost=600.00 USD; nights=5", None),
        ("no, 550 a night", "daily_cost=550.00 USD; nights=5", None),
    ],
)
def test_a_word_settles_whether_an_amount_is_for_one_night_or_all(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, NIGHT_OR_ALL, asked="unclear_cost", today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize("asked", ["daily_cost", "nights", "total_cost"])
@pytest.mark.parametrize(
    "message",
    [
        "is evacuation covered?",
        "what does isos do",
        "yes",
        "phone case for iphone 15",
        "how long until i get it back",
        "how do I reach a person on 410 706 1234",
        "is there a 24/7 hotline",
        "two factor authorization code not arriving",
        "im 7 months pregnant, would delivery abroad be covered",
        "how many days counts as short-term travel",
        "does it won't be paid at all on a sunday",
        "teeth whitening covered?",
        "do i need pre-authorization?",
        "250k is that per sickness",
    ],
)
def test_a_question_in_between_is_no_answer(message: str, asked: str) -> None:
    benefit = "dental" if asked == "total_cost" else "quarantine"
    claim = Claim.from_slots({"claim_benefit": benefit})
    reading = read_claim(message, claim, asked=asked, today=TODAY)
    assert reading.is_empty
    assert reading.claim == claim
