"""What is covered of dental and medical bills."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bot.benefits.claim import Claim
from bot.benefits.dental import calculate_dental_limit
from bot.benefits.limits import Limits
from bot.benefits.medical import calculate_medical_limit

MakeClaim = Callable[..., Claim]
BILL = {"total_cost": "900.00 USD"}


# The limits of these tests are $400 for dental care, inside $9,000 per accident or sickness.
@pytest.mark.parametrize(
    ("slots", "covered", "own", "refusal"),
    [
        ({"total_cost": "399.99 USD"}, "399.99", "0", None),
        ({"total_cost": "400.00 USD"}, "400", "0", None),
        ({"total_cost": "400.01 USD"}, "400", "0.01", None),
        ({"total_cost": "900.00 USD"}, "400", "500", None),
        ({"total_cost": "900.00 USD", "other_costs": "8700.00 USD"}, "300", "600", None),
        ({"total_cost": "900.00 USD", "other_costs": "9000.00 USD"}, "0", "900", "used_up"),
        ({"total_cost": "900.00 USD", "other_costs": "9999.00 USD"}, "0", "900", "used_up"),
        ({"total_cost": "900.00 USD", "insurance_payment": "80%"}, "180", "0", None),
        ({"total_cost": "900.00 USD", "insurance_payment": "300.00 USD"}, "400", "200", None),
        (BILL | {"insurance_payment": "950.00 USD"}, "0", "0", "insurance_pays_all"),
        ({"total_cost": "900.00 USD", "insurance_payment": "0.00 USD"}, "400", "500", None),
        ({"total_cost": "900.00 USD", "is_preauthorized": False}, "0", "900", "not_preauthorized"),
        ({"total_cost": "900.00 USD", "is_emergency_care": False}, "0", "900", "no_emergency_care"),
        ({"total_cost": "100.01 USD", "insurance_payment": "33.3333%"}, "66.67", "0", None),
    ],
)  # fmt: skip
def test_a_dental_bill_is_covered_inside_both_maximums(
    slots: dict[str, Any],
    covered: str,
    own: str,
    refusal: str | None,
    make_claim: MakeClaim,
    limits: Limits,
) -> None:
    result = calculate_dental_limit(make_claim("dental", **slots), limits)
    assert result.is_exact
    assert (result.covered[0], result.own[0]) == (Decimal(covered), Decimal(own))
    assert result.refusal == refusal


@pytest.mark.parametrize(
    ("slots", "covered", "own", "refusal"),
    [
        ({"total_cost": "9000.00 USD"}, "9000", "0", None),
        ({"total_cost": "9000.01 USD"}, "9000", "0.01", None),
        ({"total_cost": "20000.00 USD", "insurance_payment": "60%"}, "8000", "0", None),
        (BILL | {"insurance_payment": "100%"}, "0", "0", "insurance_pays_all"),
        ({"total_cost": "2000.00 USD", "other_costs": "8000.00 USD"}, "1000", "1000", None),
        (BILL | {"is_preauthorized": False}, "0", "900", "not_preauthorized"),
        # Only dental care must be an emergency's.
        ({"total_cost": "2000.00 USD", "is_emergency_care": False}, "2000", "0", None),
    ],
)  # fmt: skip
def test_a_medical_bill_is_covered_after_the_travellers_own_insurance(
    slots: dict[str, Any],
    covered: str,
    own: str,
    refusal: str | None,
    make_claim: MakeClaim,
    limits: Limits,
) -> None:
    result = calculate_medical_limit(make_claim("medical", **slots), limits)
    assert (result.covered[0], result.own[0]) == (Decimal(covered), Decimal(own))
    assert result.refusal == refusal


def test_a_range_of_a_bill_gives_a_range(make_claim: MakeClaim, limits: Limits) -> None:
    claim = make_claim("dental", total_cost="300.00-500.00 USD")
    result = calculate_dental_limit(claim, limits)
    assert result.covered == (Decimal(300), Decimal(400))
    assert result.own == (Decimal(0), Decimal(100))
    assert not result.is_exact


def test_nothing_is_calculated_without_a_bill(make_claim: MakeClaim, limits: Limits) -> None:
    with pytest.raises(ValueError, match="without its total"):
        calculate_medical_limit(make_claim("medical"), limits)
