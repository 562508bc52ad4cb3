"""Messages that go on from a calculation: one input changed, added, taken away, another person."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from bot.benefits.claim import Claim
from bot.benefits.reading import read_claim

TODAY = datetime.date(2026, 11, 24)
FINISHED = Claim.from_slots(
    {"claim_benefit": "quarantine", "daily_cost": "210.00 USD", "nights": "12"}
)
DATED = Claim.from_slots(
    {
        "claim_benefit": "quarantine",
        "daily_cost": "210.00 USD",
        "extra_costs": "60.00 USD",
        "issued_on": "2026-11-02",
        "stay_from": "2026-11-02",
        "stay_until": "2026-11-14",
    }
)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("what if 5 nights", "daily_cost=210.00 USD; nights=5"),
        ("make it 180 a night", "daily_cost=180.00 USD; nights=12"),
        ("and at $90?", "daily_cost=90.00 USD; nights=12"),
        ("and at 90", "daily_cost=90.00 USD; nights=12"),
        (
            "the quarantine was issued on 3 May",
            "daily_cost=210.00 USD; issued_on=2026-05-03; nights=12",
        ),
        ("forget the date", "daily_cost=210.00 USD; nights=12"),
        ("2 more nights", "daily_cost=210.00 USD; nights=14"),
        ("one night less", "daily_cost=210.00 USD; nights=11"),
        ("what if it costs half", "daily_cost=105.00 USD; nights=12"),
        ("twice the nights", "daily_cost=210.00 USD; nights=24"),
        ("and for 5?", "daily_cost=210.00 USD; nights=5"),
        ("what if it's 150", "daily_cost=150.00 USD; nights=12"),
        ("It was not pre-authorized", "daily_cost=210.00 USD; nights=12; is_preauthorized=False"),
        (
            "what if it was not pre-authorized",
            "daily_cost=210.00 USD; nights=12; is_preauthorized=False",
        ),
        ("What if it is 7 nights?", "daily_cost=210.00 USD; nights=7"),
        ("without pre-authorization", "daily_cost=210.00 USD; nights=12; is_preauthorized=False"),
        ("and in total 3000?", "total_cost=3000.00 USD; nights=12"),
        (
            "I was there 2 to 14 May",
            "daily_cost=210.00 USD; stay_from=2026-05-02; stay_until=2026-05-14",
        ),
        ("I meant euros", "daily_cost=210.00 EUR; nights=12"),
        ("in euros", "daily_cost=210.00 EUR; nights=12"),
        ("what about 250", "daily_cost=250.00 USD; nights=12"),
        ("3 nights instead of 12", "daily_cost=210.00 USD; nights=3"),
        ("plus 40 a day for food", "daily_cost=250.00 USD; nights=12"),
        ("and 300 for tests", "daily_cost=210.00 USD; extra_costs=300.00 USD; nights=12"),
        ("8 nights", "daily_cost=210.00 USD; nights=8"),
        ("between 8 and 10 nights", "daily_cost=210.00 USD; nights=8-10"),
        ("what if I stay a week", "daily_cost=210.00 USD; nights=7"),
        ("and if it had been 3 weeks", "daily_cost=210.00 USD; nights=21"),
        ("make that 20 nights at 90", "daily_cost=90.00 USD; nights=20"),
        ("it was pre-authorized", "daily_cost=210.00 USD; nights=12; is_preauthorized=True"),
        ("ok and 14 nights?", "daily_cost=210.00 USD; nights=14"),
        ("change it to 9 nights", "daily_cost=210.00 USD; nights=9"),
        ("now for 3 nights", "daily_cost=210.00 USD; nights=3"),
        ("and if it's only 5 nights?", "daily_cost=210.00 USD; nights=5"),
        ("what would it be for 9", "daily_cost=210.00 USD; nights=9"),
        ("for nine nights then", "daily_cost=210.00 USD; nights=9"),
        ("how about two weeks", "daily_cost=210.00 USD; nights=14"),
        ("suppose I leave after 6 nights", "daily_cost=210.00 USD; nights=6"),
        ("if i check out after 4 nights", "daily_cost=210.00 USD; nights=4"),
        ("and with breakfast, 20 a day", "daily_cost=230.00 USD; nights=12"),
        ("with 15 a day for meals", "daily_cost=225.00 USD; nights=12"),
        ("what if the hotel drops to 150", "daily_cost=150.00 USD; nights=12"),
        ("cheaper hotel, 95 a night", "daily_cost=95.00 USD; nights=12"),
        ("what if I move to an airbnb at 80", "daily_cost=80.00 USD; nights=12"),
        ("the rate went up to 250", "daily_cost=250.00 USD; nights=12"),
        ("it's actually 12 nights at 220", "daily_cost=220.00 USD; nights=12"),
        ("sorry, 11 nights", "daily_cost=210.00 USD; nights=11"),
        ("no wait it is 190", "daily_cost=190.00 USD; nights=12"),
        (
            "oh and the order came on 5 November",
            "daily_cost=210.00 USD; issued_on=2026-11-05; nights=12",
        ),
        ("order date: 5 Nov", "daily_cost=210.00 USD; issued_on=2026-11-05; nights=12"),
        (
            "issued 5 november, I arrived on the 6th",
            "daily_cost=210.00 USD; issued_on=2026-11-05; stay_from=2026-11-06; nights=12",
        ),
        ("I checked in on 7 November", "daily_cost=210.00 USD; stay_from=2026-11-07; nights=12"),
        ("I left on 16 November", "daily_cost=210.00 USD; stay_until=2026-11-16; nights=12"),
        ("until 16 November", "daily_cost=210.00 USD; stay_until=2026-11-16; nights=12"),
        (
            "the quarantine started on 5 November and I checked out on 16 November",
            "daily_cost=210.00 USD; issued_on=2026-11-05; stay_until=2026-11-16",
        ),
        ("what about 3 days longer", "daily_cost=210.00 USD; nights=15"),
        ("one more week", "daily_cost=210.00 USD; nights=19"),
        ("add 2 nights", "daily_cost=210.00 USD; nights=14"),
        ("minus 2 nights", "daily_cost=210.00 USD; nights=10"),
        ("two nights fewer", "daily_cost=210.00 USD; nights=10"),
        ("two fewer nights", "daily_cost=210.00 USD; nights=10"),
        (
            "and if isos had not approved it",
            "daily_cost=210.00 USD; nights=12; is_preauthorized=False",
        ),
        (
            "and if they didn't authorize it",
            "daily_cost=210.00 USD; nights=12; is_preauthorized=False",
        ),
        ("we did get approval", "daily_cost=210.00 USD; nights=12; is_preauthorized=True"),
        ("it was approved by ISOS", "daily_cost=210.00 USD; nights=12; is_preauthorized=True"),
        ("UMB pre-authorized all of it", "daily_cost=210.00 USD; nights=12; is_preauthorized=True"),
        ("nothing was pre-authorized", "daily_cost=210.00 USD; nights=12; is_preauthorized=False"),
        ("in pounds", "daily_cost=210.00 GBP; nights=12"),
        ("it was pounds not dollars", "daily_cost=210.00 GBP; nights=12"),
        ("those are canadian dollars", "daily_cost=210.00 CAD; nights=12"),
        ("sorry I meant GBP", "daily_cost=210.00 GBP; nights=12"),
        ("and for the two others, 6 nights each", "daily_cost=210.00 USD; nights=6"),
        ("double the price", "daily_cost=420.00 USD; nights=12"),
        ("half the nights", "daily_cost=210.00 USD; nights=6"),
        ("what if it is twice as expensive", "daily_cost=420.00 USD; nights=12"),
        ("100 less a night", "daily_cost=110.00 USD; nights=12"),
        ("20 dollars more per night", "daily_cost=230.00 USD; nights=12"),
        ("and 500 in total for food", "daily_cost=210.00 USD; extra_costs=500.00 USD; nights=12"),
        ("plus $300 for covid tests", "daily_cost=210.00 USD; extra_costs=300.00 USD; nights=12"),
        ("the total bill was 2800", "total_cost=2800.00 USD; nights=12"),
        ("i paid 2,520 in all", "daily_cost=210.00 USD; total_cost=2520.00 USD; nights=12"),
        ("between 9 and 11 nights", "daily_cost=210.00 USD; nights=9-11"),
        ("9-11", "daily_cost=210.00 USD; nights=9-11"),
        ("either 9 or 11 nights", "daily_cost=210.00 USD; nights=9-11"),
        ("$180", "daily_cost=180.00 USD; nights=12"),
        ("180", "daily_cost=180.00 USD; nights=12"),
        ("€180", "daily_cost=180.00 EUR; nights=12"),
        ("180 euros a night", "daily_cost=180.00 EUR; nights=12"),
        (
            "from 2 Nov to 14 Nov",
            "daily_cost=210.00 USD; stay_from=2026-11-02; stay_until=2026-11-14",
        ),
    ],
)
def test_one_input_is_changed_or_added(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, FINISHED, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert reading.problem is None
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("and for my colleague: 4 nights at 150", "daily_cost=150.00 USD; nights=4"),
        ("and a colleague, same thing", "daily_cost=210.00 USD; nights=12"),
        ("my colleague 5 nights", "nights=5"),
        ("for my wife also", "daily_cost=210.00 USD; nights=12"),
        ("same for another colleague", "daily_cost=210.00 USD; nights=12"),
        ("and a student who stays 3 nights at 95", "daily_cost=95.00 USD; nights=3"),
        ("my labmate has the same hotel but 5 nights", "daily_cost=210.00 USD; nights=5"),
    ],
)
def test_another_person_has_a_claim_of_their_own(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, FINISHED, asked=None, today=TODAY)
    assert reading.is_other_person
    assert reading.claim.benefit == "quarantine"
    assert as_text(reading.claim) == said


@pytest.mark.parametrize(
    ("message", "benefit", "said"),
    [
        ("and the dentist, 900 euros?", "dental", "total_cost=900.00 EUR"),
        ("what about the hospital bill of 5000", "medical", "total_cost=5000.00 USD"),
        ("what about dental", "dental", ""),
        ("what about a tooth, 800 dollars", "dental", "total_cost=800.00 USD"),
        ("and for the hospital, 20,000 dollars", "medical", "total_cost=20000.00 USD"),
        ("how about a medical bill of 300k", "medical", "total_cost=300000.00 USD"),
        ("dental 1200", "dental", "total_cost=1200.00 USD"),
    ],
)
def test_another_benefit_starts_without_the_old_inputs(
    message: str, benefit: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, FINISHED, asked=None, today=TODAY)
    assert reading.benefit == reading.claim.benefit == benefit
    assert as_text(reading.claim) == said


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("what if 0 nights", "zero_nights"),
        ("what if it costs a million a night", "absurd_cost"),
        ("KES 9000 a night", "no_rate"),
        ("0 nights", "zero_nights"),
        ("-2 nights", "negative"),
        ("1000 nights", "absurd_nights"),
    ],
)
def test_a_change_that_cannot_be_right_changes_nothing(message: str, code: str) -> None:
    reading = read_claim(message, FINISHED, asked=None, today=TODAY)
    assert reading.problem is not None
    assert reading.problem.code == code
    assert reading.claim == FINISHED


@pytest.mark.parametrize(
    "message",
    [
        "is evacuation covered?",
        "do i need pre-authorization?",
        "thanks",
        "is the limit 2000?",
        "without the food",
        "how much is that in euros",
        "what is the limit again?",
        "so I get 1470?",
        "so they cover 7 days only?",
        "why 7 days",
        "so 2000 is the max?",
        "is the max per person?",
        "what if it's free",
        "thanks!",
        "ok",
        "what is ISOS",
    ],
)
def test_what_is_no_change_is_left_alone(message: str) -> None:
    reading = read_claim(message, FINISHED, asked=None, today=TODAY)
    assert reading.is_empty
    assert reading.benefit is None
    assert reading.claim == FINISHED


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("forget the dates", "daily_cost=210.00 USD; extra_costs=60.00 USD; nights=12"),
        (
            "without the extra costs",
            "daily_cost=210.00 USD; issued_on=2026-11-02; stay_from=2026-11-02; "
            "stay_until=2026-11-14",
        ),
        (
            "ignore the food",
            "daily_cost=210.00 USD; issued_on=2026-11-02; stay_from=2026-11-02; "
            "stay_until=2026-11-14",
        ),
        (
            "what if 5 nights",
            "daily_cost=210.00 USD; extra_costs=60.00 USD; issued_on=2026-11-02; "
            "stay_from=2026-11-02; nights=5",
        ),
        (
            "the stay was 3 to 9 November",
            "daily_cost=210.00 USD; extra_costs=60.00 USD; issued_on=2026-11-02; "
            "stay_from=2026-11-03; stay_until=2026-11-09",
        ),
        ("drop the date of issue", "daily_cost=210.00 USD; extra_costs=60.00 USD; nights=12"),
        (
            "make it 180 a night",
            "daily_cost=180.00 USD; extra_costs=60.00 USD; issued_on=2026-11-02; "
            "stay_from=2026-11-02; stay_until=2026-11-14",
        ),
    ],
)
def test_an_input_is_taken_away_or_gives_way(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, DATED, asked=None, today=TODAY)
    assert as_text(reading.claim) == said


BILL = Claim.from_slots({"claim_benefit": "dental", "total_cost": "800.00 USD"})


@pytest.mark.parametrize(
    ("message", "total"),
    [
        ("plus another 400 dollars for the x-ray", "1200.00 USD"),
        ("and in addition 50.50 for pills", "850.50 USD"),
        ("without the 300 dollars for the medicine", "500.00 USD"),
        ("make it 900", "900.00 USD"),
        ("sorry, 1,900 not 800", "1900.00 USD"),
    ],
)
def test_a_bill_grows_shrinks_or_is_replaced(message: str, total: str) -> None:
    reading = read_claim(message, BILL, asked=None, today=TODAY)
    assert reading.claim.to_slots()["total_cost"] == total
    assert reading.claim.benefit == "dental"


def test_what_an_insurer_would_pay_is_not_the_bill() -> None:
    claim = Claim.from_slots({"claim_benefit": "medical", "total_cost": "40000.00 USD"})
    reading = read_claim("what if my insurance pays 30,000", claim, asked=None, today=TODAY)
    slots = reading.claim.to_slots()
    assert (slots["total_cost"], slots["insurance_payment"]) == ("40000.00 USD", "30000.00 USD")


@pytest.mark.parametrize(
    ("message", "total", "other"),
    [
        (
            "the hospital already used 249,200 dollars of the benefit, and the emergency dentist "
            "for the same accident is 2,000 dollars",
            "2000.00 USD",
            "249200.00 USD",
        ),
        (
            "emergency dental bill $1,800, and $30,000 of hospital costs for the same accident",
            "1800.00 USD",
            "30000.00 USD",
        ),
    ],
)
def test_other_costs_of_the_accident_are_told_from_the_dentists_bill(
    message: str, total: str, other: str
) -> None:
    reading = read_claim(message, Claim(benefit="dental"), asked=None, today=TODAY)
    slots = reading.claim.to_slots()
    assert (slots["total_cost"], slots["other_costs"]) == (total, other)
