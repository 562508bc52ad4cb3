"""What is said of a calculation: the result, its arithmetic, conditions, assumptions and proof."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from bot.benefits.claim import Claim
from bot.benefits.limits import limits_of
from bot.benefits.outcome import Outcome, calculate
from bot.benefits.reading import read_claim
from bot.knowledge.library import Library, load_library
from bot.settings import PROJECT_ROOT

MakeClaim = Callable[..., Claim]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(PROJECT_ROOT / "documents")


@pytest.fixture
def outcome_of(library: Library, make_claim: MakeClaim) -> Callable[..., Outcome]:
    def of(benefit: str = "quarantine", **slots: object) -> Outcome:
        return calculate(make_claim(benefit, **slots), library)

    return of


def test_a_quarantine_is_explained_in_two_lines_with_conditions_assumptions_and_source(
    library: Library, outcome_of: Callable[..., Outcome]
) -> None:
    days = limits_of(library.figures).quarantine_days
    outcome = outcome_of(daily_cost="10.00 USD", nights=str(days + 5))
    assert outcome.kind == "limited_by_days"
    arithmetic, conditions, assumed, quote, source = outcome.explanation.split("\n\n")
    total, counted = 10 * (days + 5), 10 * days
    maximum = library.figures["quarantine_maximum"]
    assert arithmetic.splitlines() == [
        f"- {days + 5} nights x $10.00 = ${total}.00",
        f"- {days} of {days + 5} nights count: ${counted}.00, within the limit of {maximum.spoken}",
    ]
    for name in ("quarantine_maximum", "quarantine_days"):
        figure = library.figures[name]
        assert f"{figure.spoken} ({figure.condition})" in conditions
    assert "both limits apply, whichever is reached first" in assumed
    assert "issued on the first day of the stay" in assumed
    assert "one traveler" in assumed
    assert maximum.quote in quote
    assert source.startswith("Source: International SOS at UMB, “What happens if I must stay")


@pytest.mark.parametrize(
    ("benefit", "slots", "kind"),
    [
        ("quarantine", {"daily_cost": "10.00 USD", "nights": "1"}, "covered_in_full"),
        ("quarantine", {"daily_cost": "9000.00 USD", "nights": "1"}, "limited_by_money"),
        ("quarantine", {"daily_cost": "10.00 USD", "nights": "1-3"}, "range"),
        ("quarantine", {"daily_cost": "10.00 USD", "nights": "1+"}, "at_most"),
        (
            "quarantine",
            {"daily_cost": "10.00 USD", "nights": "1", "is_preauthorized": False},
            "not_preauthorized",
        ),
        ("dental", {"total_cost": "10.00 USD"}, "covered_in_full"),
        ("dental", {"total_cost": "100000.00 USD"}, "covered_in_part"),
        ("dental", {"total_cost": "10.00-20.00 USD"}, "range"),
        ("dental", {"total_cost": "10.00 USD", "is_emergency_care": False}, "no_emergency_care"),
        ("dental", {"total_cost": "10.00 USD", "other_costs": "9999999.00 USD"}, "used_up"),
        ("medical", {"total_cost": "10.00 USD", "insurance_payment": "100%"}, "insurance_pays_all"),
        ("medical", {"total_cost": "10.00 USD", "is_preauthorized": False}, "not_preauthorized"),
    ],
)
def test_the_result_is_of_a_kind(
    benefit: str, slots: dict[str, object], kind: str, outcome_of: Callable[..., Outcome]
) -> None:
    outcome = outcome_of(benefit, **slots)
    assert outcome.kind == kind
    assert outcome.is_exact == (kind not in ("range", "at_most"))


def test_both_caps_may_be_reached_at_once(
    library: Library, outcome_of: Callable[..., Outcome]
) -> None:
    limits = limits_of(library.figures)
    total = limits.quarantine_maximum * 2
    outcome = outcome_of(total_cost=f"{total}.00 USD", nights=str(2 * limits.quarantine_days))
    assert outcome.kind == "limited_by_both"
    assert outcome.covered[0] == limits.quarantine_maximum


@pytest.mark.parametrize("benefit", ["quarantine", "dental", "medical"])
def test_a_refusal_quotes_the_sentence_that_refuses(
    benefit: str, outcome_of: Callable[..., Outcome]
) -> None:
    outcome = outcome_of(benefit, total_cost="10.00 USD", nights="1", is_preauthorized=False)
    assert "> Benefits will not be payable unless UMB" in outcome.explanation
    assert "within the limit" not in outcome.explanation
    assert "It was pre-authorized" in outcome.follow_ups


def test_what_ones_own_insurance_pays_comes_first_and_is_proved(
    outcome_of: Callable[..., Outcome],
) -> None:
    outcome = outcome_of("medical", total_cost="1000.00 USD", insurance_payment="80%")
    assert "- $1,000.00 - $800.00 from your insurance = $200.00" in outcome.explanation
    assert "> Your personal health insurance is the primary insurance" in outcome.explanation
    assert "pays nothing" not in outcome.explanation
    assert "Without the insurance" in outcome.follow_ups


def test_a_foreign_bill_names_the_rate_its_day_and_who_decides(
    outcome_of: Callable[..., Outcome],
) -> None:
    explanation = outcome_of("dental", total_cost="900.00 EUR").explanation
    assert "- €900.00 = $" in explanation
    assert "(1 EUR = " in explanation
    assert ", European Central Bank, " in explanation
    assert "its own rate decides" in explanation


def test_the_end_of_the_cover_is_said_when_the_day_of_the_issue_is_known(
    library: Library, outcome_of: Callable[..., Outcome]
) -> None:
    days = limits_of(library.figures).quarantine_days
    outcome = outcome_of(daily_cost="10.00 USD", nights="3", issued_on="2027-05-03")
    assert f"- The last day covered is {3 + days} May 2027" in outcome.explanation
    assert "the stay began on the day the quarantine was issued" in outcome.explanation


def test_no_figure_is_said_without_its_condition(
    library: Library, outcome_of: Callable[..., Outcome]
) -> None:
    for benefit in ("quarantine", "dental", "medical"):
        for is_preauthorized in (None, False):
            explanation = outcome_of(
                benefit, total_cost="10.00 USD", nights="9", is_preauthorized=is_preauthorized
            ).explanation
            words = explanation.split("\n\n> ")[0]
            for figure in library.figures.values():
                assert figure.spoken not in words or figure.condition in words
            assert "pre-authorized" in words


def test_every_follow_up_fits_a_button_and_is_understood(
    library: Library, outcome_of: Callable[..., Outcome], make_claim: MakeClaim
) -> None:
    for benefit in ("quarantine", "dental", "medical"):
        for extra in ({}, {"is_preauthorized": False, "insurance_payment": "80%"}):
            slots = {"total_cost": "10.00 USD", "nights": "3", **extra}
            claim = make_claim(benefit, **slots)
            messages = outcome_of(benefit, **slots).follow_ups
            assert 2 <= len(messages) <= 3
            for message in messages:
                assert len(message) <= 45
                today = datetime.date(2027, 6, 1)
                reading = read_claim(message, claim, asked=None, today=today)
                assert reading.claim != claim, message
                assert reading.problem is None
