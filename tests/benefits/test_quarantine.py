"""What is covered of a quarantine: dollars and days, whichever is reached first."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.benefits.claim import Claim
from bot.benefits.limits import Limits
from bot.benefits.quarantine import calculate_quarantine_limit

MakeClaim = Callable[..., Claim]
BY_NIGHT = {"daily_cost": "100.00 USD"}


# The limits of these tests are $1,000 and 5 days.
@pytest.mark.parametrize(
    ("slots", "covered", "own", "counted", "binding"),
    [
        ({"daily_cost": "100.00 USD", "nights": "4"}, "400", "0", 4, None),
        ({"daily_cost": "100.00 USD", "nights": "5"}, "500", "0", 5, None),
        ({"daily_cost": "100.00 USD", "nights": "12"}, "500", "700", 5, "days"),
        ({"daily_cost": "250.00 USD", "nights": "4"}, "1000", "0", 4, None),
        ({"daily_cost": "250.01 USD", "nights": "4"}, "1000", "0.04", 4, "money"),
        ({"daily_cost": "200.00 USD", "nights": "6"}, "1000", "200", 5, "both"),
        ({"daily_cost": "300.00 USD", "nights": "12"}, "1000", "2600", 5, "money"),
        ({"total_cost": "900.00 USD", "nights": "3"}, "900", "0", 3, None),
        ({"total_cost": "1200.00 USD", "nights": "12"}, "500", "700", 5, "days"),
        ({"total_cost": "100.00 USD", "nights": "7"}, "71.43", "28.57", 5, "days"),
        (BY_NIGHT | {"extra_costs": "60.00 USD", "nights": "10"}, "530", "530", 5, "days"),
        ({"daily_cost": "90.00 USD", "total_cost": "450.00 USD"}, "450", "0", 5, None),
        (BY_NIGHT | {"nights": "4", "is_preauthorized": False}, "0", "400", 4, None),
        (BY_NIGHT | {"nights": "4", "is_preauthorized": True}, "400", "0", 4, None),
    ],
)  # fmt: skip
def test_both_caps_apply_and_the_one_reached_first_binds(
    slots: dict[str, str],
    covered: str,
    own: str,
    counted: int,
    binding: str | None,
    make_claim: MakeClaim,
    limits: Limits,
) -> None:
    result = calculate_quarantine_limit(make_claim(**slots), limits)
    (case,) = result.cases
    assert result.is_exact
    assert (case.covered, case.own) == (Decimal(covered), Decimal(own))
    assert (case.counted, case.binding) == (counted, binding)


@pytest.mark.parametrize(
    ("issued", "stay_from", "stay_until", "nights", "counted"),
    [
        ("2027-05-03", "2027-05-03", "2027-05-08", None, 5),
        ("2027-05-03", "2027-05-03", "2027-05-15", None, 5),
        # The night before the quarantine was issued has nothing to do with it.
        ("2027-05-03", "2027-05-02", "2027-05-06", None, 3),
        # A stay that begins later has fewer days left.
        ("2027-05-03", "2027-05-06", "2027-05-15", None, 2),
        ("2027-05-03", "2027-05-06", None, "9", 2),
        ("2027-05-03", None, "2027-05-12", "6", 2),
        # Without days of the stay it begins when the quarantine is issued.
        ("2027-05-03", None, None, "9", 5),
        (None, "2027-05-06", "2027-05-15", None, 5),
    ],
)
def test_only_nights_up_to_the_last_day_after_the_issue_count(
    issued: str | None,
    stay_from: str | None,
    stay_until: str | None,
    nights: str | None,
    counted: int,
    make_claim: MakeClaim,
    limits: Limits,
) -> None:
    claim = make_claim(
        daily_cost="10.00 USD",
        issued_on=issued,
        stay_from=stay_from,
        stay_until=stay_until,
        nights=nights,
    )
    result = calculate_quarantine_limit(claim, limits)
    assert result.cases[0].counted == counted
    assert result.cover_ends == (datetime.date(2027, 5, 8) if issued else None)


def test_a_range_has_the_least_and_the_most_of_all_its_lengths(
    make_claim: MakeClaim, limits: Limits
) -> None:
    claim = make_claim(daily_cost="100.00-150.00 USD", nights="4-8")
    result = calculate_quarantine_limit(claim, limits)
    assert result.covered == (Decimal(400), Decimal(750))
    assert result.own == (Decimal(0), Decimal(450))
    assert not result.is_exact


def test_a_range_may_be_covered_best_between_its_ends(
    make_claim: MakeClaim, limits: Limits
) -> None:
    # What is paid once counts in full up to five nights, and less the longer the stay.
    claim = make_claim(daily_cost="10.00 USD", extra_costs="100.00 USD", nights="1-10")
    assert calculate_quarantine_limit(claim, limits).covered[1] == Decimal(150)


@pytest.mark.parametrize(
    ("slots", "covered"),
    [
        ({"daily_cost": "100.00 USD", "nights": "1+"}, "500"),
        ({"daily_cost": "300.00 USD", "nights": "1+"}, "1000"),
        ({"total_cost": "700.00 USD", "nights": "1+"}, "700"),
        ({"total_cost": "1700.00 USD", "nights": "1+"}, "1000"),
        ({"total_cost": "700.00 USD", "nights": "10+"}, "350"),
        (
            {
                "daily_cost": "100.00 USD",
                "nights": "1+",
                "issued_on": "2027-05-03",
                "stay_from": "2027-05-01",
            },
            "500",
        ),
    ],
)
def test_a_stay_of_unknown_length_has_an_upper_bound(
    slots: dict[str, str], covered: str, make_claim: MakeClaim, limits: Limits
) -> None:
    result = calculate_quarantine_limit(make_claim(**slots), limits)
    assert result.is_upper_bound
    assert not result.is_exact
    assert result.covered == (Decimal(covered), Decimal(covered))


def test_foreign_costs_are_converted_by_the_night(make_claim: MakeClaim, limits: Limits) -> None:
    dollars = calculate_quarantine_limit(make_claim(daily_cost="10.00 USD", nights="3"), limits)
    euros = calculate_quarantine_limit(make_claim(daily_cost="10.00 EUR", nights="3"), limits)
    nightly = euros.cases[0].nightly
    assert nightly != dollars.cases[0].nightly
    assert nightly == nightly.quantize(Decimal("0.01"))
    assert euros.cases[0].total == 3 * nightly


def test_nothing_is_calculated_without_a_cost_or_a_length(
    make_claim: MakeClaim, limits: Limits
) -> None:
    with pytest.raises(ValueError, match="without nights"):
        calculate_quarantine_limit(make_claim(daily_cost="100.00 USD"), limits)
    with pytest.raises(ValueError, match="without daily_cost"):
        calculate_quarantine_limit(make_claim(nights="3"), limits)
