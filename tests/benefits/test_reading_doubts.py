"""Messages that would give a wrong figure if their numbers were simply added up."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

import pytest

from bot.benefits.claim import Benefit, Claim
from bot.benefits.reading import read_claim

TODAY = datetime.date(2026, 11, 24)
_HOSPITAL = Claim.from_slots({"claim_benefit": "medical", "total_cost": "8000.00 USD"})
_INSURED = Claim.from_slots(
    {
        "claim_benefit": "medical",
        "total_cost": "8000.00 USD",
        "insurance_payment": "3000.00 USD",
    }
)
_HOTEL = Claim.from_slots(
    {"claim_benefit": "quarantine", "daily_cost": "100.00 GBP", "nights": "5"}
)


@pytest.mark.parametrize(
    "words",
    [
        "nobody called isos",
        "i wasn't able to reach ISOS",
        "we did not get approval beforehand",
        "I had no time to call anyone",
        "no phone call to anyone",
        "I forgot to ask for pre-authorization",
        "I never contacted International SOS",
        "without telling anybody",
        "ISOS said no",
        "UMB denied it",
        "permission came only afterwards",
        "it was retroactively approved",
        "told ISOS only after treatment",
        "they refused authorisation",
    ],
)
def test_what_was_not_approved_before_is_not_preauthorized(words: str) -> None:
    reading = read_claim(f"hospital 5000 dollars, {words}", Claim(), asked=None, today=TODAY)
    assert reading.claim.is_preauthorized is False


@pytest.mark.parametrize(
    ("words", "is_preauthorized"),
    [
        ("pre-authorized after I called ISOS", True),
        ("I called ISOS first and they approved", True),
        ("ISOS pre-approved it before the surgery", True),
        ("my insurance refused, ISOS approved it", True),
        ("do I need to call ISOS first?", None),
        ("dunno who to call", None),
        ("I didn't ask for a receipt", None),
        ("I called ISOS and told them later I would send the bill", None),
    ],
)
def test_what_was_approved_is_no_refusal(words: str, is_preauthorized: bool | None) -> None:
    reading = read_claim(f"hospital 5000 dollars, {words}", Claim(), asked=None, today=TODAY)
    assert reading.claim.is_preauthorized is is_preauthorized


@pytest.mark.parametrize(
    ("message", "benefit", "said"),
    [
        ("tooth #14 extraction 300 dollars", "dental", "total_cost=300.00 USD"),
        ("molar 36, 300 euros", "dental", "total_cost=300.00 EUR"),
        ("3 root canals, 1,800 dollars in total", "dental", "total_cost=1800.00 USD"),
        ("two teeth, 700 dollars each", "dental", "total_cost=1400.00 USD"),
        ("a stay of 5 nights cost 9000 dollars", "medical", "total_cost=9000.00 USD"),
        ("invoice no. 4711, 800 dollars", "medical", "total_cost=800.00 USD"),
        ("hospital 1200 + 300 dollars", "medical", "total_cost=1500.00 USD"),
        ("hospital 5 thousand 4 hundred euros", "medical", "total_cost=5400.00 EUR"),
        (
            "5 nights at $100. My employee id is 30021",
            "quarantine",
            "daily_cost=100.00 USD; nights=5",
        ),
        (
            "5 nights in room 412 at 100 dollars per night",
            "quarantine",
            "daily_cost=100.00 USD; nights=5",
        ),
        ("ten (10) nights at USD 95.00", "quarantine", "daily_cost=95.00 USD; nights=10"),
        (
            "6 nights at 30 euros and 25 cents a night",
            "quarantine",
            "daily_cost=30.25 EUR; nights=6",
        ),
        (
            "5 nights $100 per night and 3 rapid tests at $40 each",
            "quarantine",
            "daily_cost=100.00 USD; extra_costs=120.00 USD; nights=5",
        ),
        (
            "5 nights at $100, flight change fee $250",
            "quarantine",
            "daily_cost=100.00 USD; extra_costs=250.00 USD; nights=5",
        ),
        (
            "5 nights at $100, I paid 300 already",
            "quarantine",
            "daily_cost=100.00 USD; nights=5",
        ),
        (
            "number of guests 2, 6 nights at 90 dollars",
            "quarantine",
            "daily_cost=90.00 USD; nights=6",
        ),
        (
            "surgery 3000 euros. Insurance (TK) pays 1000.",
            "medical",
            "total_cost=3000.00 EUR; insurance_payment=1000.00 EUR",
        ),
        (
            "emergency filling 900 dollars, not a cleaning",
            "dental",
            "total_cost=900.00 USD; is_emergency_care=True",
        ),
        ("8 days and 7 nights, $90 a night", "quarantine", "daily_cost=90.00 USD; nights=7"),
    ],
)
def test_a_number_that_is_no_cost_is_not_added(
    message: str, benefit: Benefit, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, Claim(benefit=benefit), asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert reading.problem is None


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("my dental plan contributes 400", "insurance_payment=400.00 USD"),
        ("MetLife reimbursed 300 dollars", "insurance_payment=300.00 USD"),
        ("Sun Health paid 300 dollars", "insurance_payment=300.00 USD"),
        ("Delta Dental covers half", "insurance_payment=50%"),
        ("my insurance paid 20%", "insurance_payment=20%"),
        ("my insurance pays everything but 500", "insurance_payment=1500.00 USD"),
        ("deductible of my insurance 500, they pay the rest", "insurance_payment=1500.00 USD"),
        ("I paid a deposit of 300 dollars", ""),
        ("deductible 500", ""),
    ],
)
def test_what_an_insurer_pays_is_taken_off(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    text = f"tooth extraction 2000 dollars, {message}"
    reading = read_claim(text, Claim(benefit="dental"), asked=None, today=TODAY)
    assert as_text(reading.claim) == "; ".join(filter(None, ["total_cost=2000.00 USD", said]))


@pytest.mark.parametrize(
    ("message", "benefit", "problem"),
    [
        ("my husband and I, 6 nights, $150 per night", "quarantine", "one_at_a_time"),
        ("two students were quarantined 6 nights at $80", "quarantine", "one_at_a_time"),
        ("a group of 12, 6 nights, 14,400 USD", "quarantine", "one_at_a_time"),
        ("me and my colleague, hospital 150k each", "medical", "one_at_a_time"),
        ("two separate accidents: $20,000 and $18,000", "medical", "one_at_a_time"),
        ("900 dollars in March, 800 dollars in July", "dental", "one_at_a_time"),
        ("first 4 nights $200, next 5 nights $300", "quarantine", "unclear_parts"),
        ("8 nights, 1 free, $300 per night", "quarantine", "unclear_parts"),
        ("emergency filling 900 dollars and a cleaning for 200 dollars", "dental", "unclear_parts"),
        ("hospital $9000, they only authorized $4000", "medical", "partly_preauthorized"),
        ("10 nights, $100 per night, ISOS approved 7 nights", "quarantine", "partly_preauthorized"),
        ("hospital 1200 dollars, doctor 300", "medical", "several_amounts"),
        ("100 XYZ per night, 5 nights", "quarantine", "unknown_currency"),
    ],
)
def test_what_cannot_be_told_is_asked(message: str, benefit: Benefit, problem: str) -> None:
    reading = read_claim(message, Claim(benefit=benefit), asked=None, today=TODAY)
    assert reading.problem
    assert reading.problem.code == problem
    assert not reading.claim.amounts()
    assert reading.claim.is_emergency_care is None


@pytest.mark.parametrize("share", ["120%", "-20%"])
def test_an_insurer_pays_no_impossible_share(share: str) -> None:
    message = f"hospital 8000 dollars, insurance pays {share}"
    reading = read_claim(message, Claim(), asked=None, today=TODAY)
    assert reading.problem
    assert reading.problem.code == "impossible_share"
    assert reading.claim.insurance_share is None


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "the conference was 1 June to 30 June, quarantine 10 June to 15 June, $100 per night",
            "daily_cost=100.00 USD; stay_from=2026-06-10; stay_until=2026-06-15",
        ),
        (
            "I checked in May 1 and left May 12, $200 per night",
            "daily_cost=200.00 USD; stay_from=2026-05-01; stay_until=2026-05-12",
        ),
        ("¥900 per night in Shanghai, 5 nights", "daily_cost=900.00 CNY; nights=5"),
        ("¥900 per night in Osaka, 5 nights", "daily_cost=900.00 JPY; nights=5"),
        ("300 Canadian per night, 5 nights", "daily_cost=300.00 CAD; nights=5"),
        ("200 Singapore a night, 5 nights", "daily_cost=200.00 SGD; nights=5"),
    ],
)
def test_dates_and_currencies_are_those_of_the_stay(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, Claim(benefit="quarantine"), asked=None, today=TODAY)
    assert as_text(reading.claim) == said


@pytest.mark.parametrize(
    ("claim", "message", "said", "problem"),
    [
        (_HOSPITAL, "and 500 dollars for medicine", "total_cost=8500.00 USD", None),
        (_HOSPITAL, "what if it was 1000 more", "total_cost=9000.00 USD", None),
        (_HOSPITAL, "cut it by 1000", "total_cost=7000.00 USD", None),
        (_HOSPITAL, "no, 9000", "total_cost=9000.00 USD", None),
        (
            _INSURED,
            "no, 5000",
            "total_cost=8000.00 USD; insurance_payment=3000.00 USD",
            "which_amount",
        ),
        (_HOTEL, "raise the price by 50", "daily_cost=150.00 GBP; nights=5", None),
        (_HOTEL, "drop the price by 10", "daily_cost=90.00 GBP; nights=5", None),
        (_HOTEL, "sorry, 10 not 100", "daily_cost=10.00 GBP; nights=5", None),
        (
            _HOTEL,
            "and with breakfast 10 dollars a day",
            "daily_cost=100.00 GBP; nights=5",
            "mixed_currencies",
        ),
    ],
)
def test_a_change_is_added_or_asked_about(
    claim: Claim, message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, claim, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem


@pytest.mark.parametrize(
    "piece",
    ["$1 ", "1,", "and ", "no ", "my wife and ", "2 tests at ", "paid ", "1 thousand ", "~"],
)
def test_a_hostile_message_is_read_at_once(piece: str) -> None:
    text = (piece * 2000)[:2000]
    read_claim("5 nights at $100", Claim(), asked=None, today=TODAY)  # the patterns are made once
    began = time.perf_counter()
    read_claim(text, Claim(benefit="medical"), asked=None, today=TODAY)
    assert time.perf_counter() - began < 0.8
