"""Messages about dental and medical bills."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from bot.benefits.claim import Claim
from bot.benefits.reading import read_claim

TODAY = datetime.date(2026, 11, 24)
DENTAL = Claim(benefit="dental")
MEDICAL = Claim(benefit="medical")
DENTIST = Claim.from_slots({"claim_benefit": "dental", "total_cost": "900.00 EUR"})


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("dentist wants 900 euros", "total_cost=900.00 EUR", None),
        ("root canal in Lisbon for 3300 eur, how much do i get", "total_cost=3300.00 EUR", None),
        ("emergency dental bill of $2,800", "total_cost=2800.00 USD; is_emergency_care=True", None),
        (
            "the dentist charges 900 and my insurance pays 80%",
            "total_cost=900.00 USD; insurance_payment=80%",
            None,
        ),
        (
            "3000 for the crown but we already used 249,000 for the surgery",
            "total_cost=3000.00 USD; other_costs=249000.00 USD",
            None,
        ),
        (
            "the hospital cost 249,000 and the dentist 3000",
            "total_cost=3000.00 USD; other_costs=249000.00 USD",
            None,
        ),
        (
            "dentist 900, other bills from the same accident are 249,000",
            "total_cost=900.00 USD; other_costs=249000.00 USD",
            None,
        ),
        ("first dentist 300 and then 450 for the crown", "total_cost=750.00 USD", None),
        ("2 crowns at 450 each", "total_cost=900.00 USD", None),
        ("i broke 2 teeth, the bill is 1200", "total_cost=1200.00 USD", None),
        ("a routine cleaning for 150", "total_cost=150.00 USD; is_emergency_care=False", None),
        ("dentist 900 not pre-authorized", "total_cost=900.00 USD; is_preauthorized=False", None),
        ("my dentist bill is 2500, is it covered?", "total_cost=2500.00 USD", None),
        ("300 or 450 for a filling", "total_cost=300.00-450.00 USD", None),
        ("dentist 80,000 yen", "total_cost=80000.00 JPY", None),
        ("does it cover a 900 dollar filling", "total_cost=900.00 USD", None),
        (
            "insurance covers 300 of my 900 dentist bill",
            "total_cost=900.00 USD; insurance_payment=300.00 USD",
            None,
        ),
        ("dentist 900, will insurance cover it", "total_cost=900.00 USD", None),
        (
            "my tooth broke, dentist says 1.2k, aetna pays half",
            "total_cost=1200.00 USD; insurance_payment=50%",
            None,
        ),
        (
            "tooth extraction 20000 rupees",
            "unclear_cost=20000.00 INR/LKR/MUR/NPR/PKR/SCR total_cost",
            "ambiguous_currency",
        ),
        ("tooth extraction 20000 rupees in india", "total_cost=20000.00 INR", None),
        ("900 bill but my deductible is 500", "total_cost=900.00 USD", None),
        (
            "dentist bill 900, insurance pays nothing",
            "total_cost=900.00 USD; insurance_payment=0.00 USD",
            None,
        ),
        (
            "dental 1000, i have no insurance",
            "total_cost=1000.00 USD; insurance_payment=0.00 USD",
            None,
        ),
        ("chipped tooth. quote 950 CHF. emergency", "total_cost=950.00 CHF", None),
        ("dentist between 800 and 1000 euros", "total_cost=800.00-1000.00 EUR", None),
        ("dental bill exactly 2500", "total_cost=2500.00 USD", None),
        ("$2,500.01 at the dentist", "total_cost=2500.01 USD", None),
        ("dentist, 2600 total incl xray 100", "total_cost=2600.00 USD", None),
        ("dental bill 0", "", "zero_cost"),
        ("dental 100 million", "", "absurd_cost"),
        ("dentist charged me 1 300 euros", "total_cost=1300.00 EUR", None),
        ("two fillings 300 each", "total_cost=600.00 USD", None),
        ("how much of a $4000 dental bill would be paid", "total_cost=4000.00 USD", None),
        (
            "got charged 4 grand by an emergency dentist",
            "total_cost=4000.00 USD; is_emergency_care=True",
            None,
        ),
        ("dentist 900 + 200 for antibiotics", "total_cost=1100.00 USD", None),
    ],
)
def test_a_dental_bill_is_read(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, DENTAL, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("900", "total_cost=900.00 USD", None),
        ("nine hundred", "total_cost=900.00 USD", None),
        ("900 euros", "total_cost=900.00 EUR", None),
        ("i don't know", "", "unknown_cost"),
        ("2k", "total_cost=2000.00 USD", None),
        ("about 800-1000", "total_cost=800.00-1000.00 USD", None),
        ("free", "", "zero_cost"),
        ("1200 minus insurance 300", "total_cost=1200.00 USD; insurance_payment=300.00 USD", None),
        ("not sure yet", "", "unknown_cost"),
        ("it was 700 for the crown and 200 x-ray", "total_cost=900.00 USD", None),
    ],
)
def test_the_question_for_the_bill_is_answered(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, DENTAL, asked="total_cost", today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("hospital wants 12,000 usd", "total_cost=12000.00 USD", None),
        (
            "the hospital bill is 300,000 dollars, how much will be paid",
            "total_cost=300000.00 USD",
            None,
        ),
        (
            "surgery 180k, my insurance pays 60%",
            "total_cost=180000.00 USD; insurance_payment=60%",
            None,
        ),
        ("my medical bill came to 8 lakh rupees in india", "total_cost=800000.00 INR", None),
        ("ambulance 900 and er 2300", "total_cost=3200.00 USD", None),
        (
            "hospital bill of 260000, aetna covers 20,000",
            "total_cost=260000.00 USD; insurance_payment=20000.00 USD",
            None,
        ),
        (
            "the bill is 5000 pounds, blue cross reimburses 1000",
            "total_cost=5000.00 GBP; insurance_payment=1000.00 GBP",
            None,
        ),
        (
            "appendix surgery 45.000 € and already 240,000 from the same sickness",
            "total_cost=45000.00 EUR; other_costs=240000.00 EUR",
            None,
        ),
        ("MRI 1500", "total_cost=1500.00 USD", None),
        ("er visit 2,300.50", "total_cost=2300.50 USD", None),
        ("medical bill 250000", "total_cost=250000.00 USD", None),
        ("I have a 1.3 million dollar hospital bill", "total_cost=1300000.00 USD", None),
        (
            "what if my hospital bill is 400000 and my insurance pays 100000",
            "total_cost=400000.00 USD; insurance_payment=100000.00 USD",
            None,
        ),
        (
            "hospital 12000, i have no health insurance",
            "total_cost=12000.00 USD; insurance_payment=0.00 USD",
            None,
        ),
        (
            "my bill is 15000 and my copay is 20%",
            "total_cost=15000.00 USD; insurance_payment=80%",
            None,
        ),
        ("hospital: 3000, medication: 200, taxi: 50", "total_cost=3250.00 USD", None),
        ("hospital charges 800 a day for 5 days", "total_cost=4000.00 USD", None),
        (
            "hospital bill not approved in advance, 9000",
            "total_cost=9000.00 USD; is_preauthorized=False",
            None,
        ),
    ],
)
def test_a_medical_bill_is_read(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, MEDICAL, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("my insurance pays 80%", "total_cost=900.00 EUR; insurance_payment=80%", None),
        ("80%", "total_cost=900.00 EUR; insurance_payment=80%", None),
        (
            "other bills from the same accident are 249,000",
            "total_cost=900.00 EUR; other_costs=249000.00 EUR",
            None,
        ),
        ("it was not an emergency", "total_cost=900.00 EUR; is_emergency_care=False", None),
        ("what if it costs 3000", "total_cost=3000.00 EUR", None),
        ("and 1200?", "total_cost=1200.00 EUR", None),
        ("in dollars", "total_cost=900.00 USD", None),
        ("not pre-authorized", "total_cost=900.00 EUR; is_preauthorized=False", None),
        ("the insurance pays 300", "total_cost=900.00 EUR; insurance_payment=300.00 EUR", None),
        ("make it 2 crowns at 450 each", "total_cost=900.00 EUR", None),
        (
            "what if my insurance covers half of it",
            "total_cost=900.00 EUR; insurance_payment=50%",
            None,
        ),
        ("my insurance pays nothing", "total_cost=900.00 EUR; insurance_payment=0.00 USD", None),
        ("I pay 20%", "total_cost=900.00 EUR; insurance_payment=80%", None),
        ("it wasn't pre-authorized", "total_cost=900.00 EUR; is_preauthorized=False", None),
        (
            "What if other bills are 249,000?",
            "total_cost=900.00 EUR; other_costs=249000.00 EUR",
            None,
        ),
        ("double", "total_cost=1800.00 EUR", None),
        ("what about 3300 dollars", "total_cost=3300.00 USD", None),
        ("the surgery already cost 240k", "total_cost=900.00 EUR; other_costs=240000.00 EUR", None),
    ],
)
def test_a_dental_calculation_is_changed(
    message: str, said: str, problem: str | None, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, DENTIST, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert (reading.problem.code if reading.problem else None) == problem
    assert not reading.is_empty
