"""The inputs of a calculation and their slots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.benefits.claim import Claim, ClaimError, NightsRange, UnclearCost
from bot.benefits.money import MoneyError

FULL = {
    "claim_benefit": "quarantine",
    "daily_cost": "150.00-200.00 EUR",
    "total_cost": "2520.00 USD",
    "extra_costs": "60.00 USD",
    "nights": "10-12",
    "issued_on": "2027-05-03",
    "stay_from": "2027-05-02",
    "stay_until": "2027-05-14",
    "other_costs": "249000.00 USD",
    "insurance_payment": "80%",
    "is_preauthorized": False,
    "is_emergency_care": True,
    "unclear_cost": "2000.00 CLP/MXN daily_cost",
}


def test_a_claim_survives_its_slots() -> None:
    claim = Claim.from_slots(FULL)
    assert claim.to_slots() == FULL
    assert Claim.from_slots(claim.to_slots()) == claim


def test_an_empty_claim_is_all_none() -> None:
    assert set(Claim().to_slots().values()) == {None}
    assert set(Claim().to_slots()) == set(FULL)


@pytest.mark.parametrize(
    ("slots", "error"),
    [
        ({"claim_benefit": "lottery"}, ClaimError),
        ({"nights": "a dozen"}, ClaimError),
        ({"issued_on": "3 May"}, ClaimError),
        ({"unclear_cost": "much"}, ClaimError),
        ({"daily_cost": "210"}, MoneyError),
        ({"insurance_payment": "half"}, MoneyError),
    ],
)
def test_a_slot_that_no_claim_has_written_is_refused(
    slots: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Claim.from_slots(slots)


@pytest.mark.parametrize("text", ["12", "10-12", "1+"])
def test_nights_are_stored_and_read(text: str) -> None:
    assert NightsRange.parse(text).text == text


@pytest.mark.parametrize("text", ["600.00 USD ?", "10.00-12.00 CLP/MXN total_cost"])
def test_an_unclear_cost_is_stored_and_read(text: str) -> None:
    assert UnclearCost.parse(text).text == text


@pytest.mark.parametrize(
    ("slots", "missing"),
    [
        ({}, "daily_cost"),
        ({"nights": "5"}, "daily_cost"),
        ({"daily_cost": "100.00 USD"}, "nights"),
        ({"total_cost": "100.00 USD"}, "nights"),
        ({"daily_cost": "100.00 USD", "nights": "5"}, None),
        ({"total_cost": "100.00 USD", "nights": "1+"}, None),
        ({"daily_cost": "100.00 USD", "total_cost": "500.00 USD"}, None),
        ({"daily_cost": "100.00 USD", "total_cost": "510.00 USD"}, "nights"),
        ({"daily_cost": "100.00 USD", "stay_from": "2027-05-02"}, "nights"),
        ({"daily_cost": "100.00 USD", "issued_on": "2027-05-02", "stay_until": "2027-05-09"}, None),
        ({"daily_cost": "9.00 USD", "nights": "5", "unclear_cost": "6.00 USD ?"}, "unclear_cost"),
        ({"benefit": "dental"}, "total_cost"),
        ({"benefit": "medical", "total_cost": "100.00 USD"}, None),
    ],
)
def test_what_is_missing_is_the_next_question(
    slots: dict[str, str], missing: str | None, make_claim: Callable[..., Claim]
) -> None:
    assert make_claim(**slots).missing() == missing


def test_the_dates_of_a_stay_say_more_than_the_number_of_its_nights(
    make_claim: Callable[..., Claim],
) -> None:
    claim = make_claim(nights="9", stay_from="2027-05-02", stay_until="2027-05-14")
    assert claim.stay() == NightsRange(12, 12)
