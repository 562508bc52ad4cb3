"""What holds for every calculation, whatever the numbers."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.benefits.bill import BillResult
from bot.benefits.claim import Benefit, Claim, NightsRange
from bot.benefits.dental import calculate_dental_limit
from bot.benefits.limits import Limits
from bot.benefits.medical import calculate_medical_limit
from bot.benefits.money import CENT, MoneyRange
from bot.benefits.outcome import calculate
from bot.benefits.quarantine import calculate_quarantine_limit
from bot.benefits.reading import read_claim
from bot.knowledge.library import get_library
from bot.settings import get_settings

TODAY = datetime.date(2027, 6, 1)
money = st.decimals(min_value="0.01", max_value=100_000, places=2)
amounts = money.map(MoneyRange.exactly)
ranges = st.tuples(money, money).map(lambda ends: MoneyRange(min(ends), max(ends)))
stays = st.integers(1, 60).map(lambda count: NightsRange(count, count))
day = st.dates(datetime.date(2027, 1, 1), datetime.date(2027, 12, 31))
limits = st.builds(
    Limits,
    quarantine_maximum=money,
    quarantine_days=st.integers(1, 30),
    dental_maximum=money,
    emergency_maximum=money,
)
quarantines = st.one_of(
    st.builds(Claim, benefit=st.just("quarantine"), daily_cost=amounts, nights=stays),
    st.builds(Claim, benefit=st.just("quarantine"), total_cost=amounts, nights=stays),
    st.builds(
        Claim,
        benefit=st.just("quarantine"),
        daily_cost=amounts,
        extra_costs=amounts,
        nights=stays,
        issued_on=day,
        stay_from=day,
    ),
)
shares = st.decimals(min_value=0, max_value=100, places=2)
bills = st.builds(
    Claim,
    benefit=st.just("medical"),
    total_cost=amounts,
    other_costs=st.none() | amounts,
    insurance_share=st.none() | shares,
)


def is_in_cents(amount: Decimal) -> bool:
    return amount == amount.quantize(CENT)


@given(claim=quarantines, limits=limits)
def test_a_quarantine_is_never_covered_above_a_cap_and_always_adds_up(
    claim: Claim, limits: Limits
) -> None:
    (case,) = calculate_quarantine_limit(claim, limits).cases
    assert 0 <= case.covered <= limits.quarantine_maximum
    assert case.covered <= case.total
    assert case.counted <= min(case.nights, limits.quarantine_days)
    assert case.covered + case.own == case.total
    assert is_in_cents(case.covered)
    assert is_in_cents(case.own)
    assert case.own >= 0


@given(claim=quarantines, limits=limits, more=money)
def test_more_cost_is_never_covered_less(claim: Claim, limits: Limits, more: Decimal) -> None:
    field = "total_cost" if claim.total_cost else "daily_cost"
    dearer = replace(claim, **{field: getattr(claim, field) + MoneyRange.exactly(more)})
    before = calculate_quarantine_limit(claim, limits)
    after = calculate_quarantine_limit(dearer, limits)
    assert after.covered >= before.covered
    assert after.own >= before.own


@given(cost=amounts, count=st.integers(1, 60), limits=limits)
def test_another_night_is_never_covered_less_and_never_cheaper(
    cost: MoneyRange, count: int, limits: Limits
) -> None:
    claims = [
        Claim("quarantine", daily_cost=cost, nights=NightsRange(nights, nights))
        for nights in (count, count + 1)
    ]
    before, after = (calculate_quarantine_limit(claim, limits) for claim in claims)
    assert after.covered >= before.covered
    assert after.own >= before.own


@given(claim=quarantines, limits=limits, more=money, days=st.integers(0, 5))
def test_higher_caps_never_cover_less(
    claim: Claim, limits: Limits, more: Decimal, days: int
) -> None:
    wider = replace(
        limits,
        quarantine_maximum=limits.quarantine_maximum + more,
        quarantine_days=limits.quarantine_days + days,
    )
    before = calculate_quarantine_limit(claim, limits)
    assert calculate_quarantine_limit(claim, wider).covered >= before.covered


@given(cost=ranges, low=st.integers(1, 30), more=st.integers(0, 20), limits=limits, at=st.data())
def test_every_value_inside_a_range_gives_a_result_inside_its_range(
    cost: MoneyRange, low: int, more: int, limits: Limits, at: st.DataObject
) -> None:
    claim = Claim("quarantine", daily_cost=cost, nights=NightsRange(low, low + more))
    result = calculate_quarantine_limit(claim, limits)
    nights = at.draw(st.integers(low, low + more))
    amount = at.draw(st.sampled_from([cost.low, cost.high]))
    inside = Claim(
        "quarantine", daily_cost=MoneyRange.exactly(amount), nights=NightsRange(nights, nights)
    )
    (case,) = calculate_quarantine_limit(inside, limits).cases
    assert result.covered[0] <= case.covered <= result.covered[1]
    assert result.own[0] <= case.own <= result.own[1]
    unknown = replace(inside, nights=NightsRange(1, None))
    assert calculate_quarantine_limit(unknown, limits).covered[0] >= case.covered


def check_bill(result: BillResult, maximum: Decimal) -> None:
    (case,) = result.cases
    assert 0 <= case.covered <= maximum
    assert case.own >= 0
    assert case.covered + case.insurance + case.own == case.total
    assert is_in_cents(case.covered)
    assert is_in_cents(case.insurance)


@given(claim=bills, limits=limits)
def test_a_bill_is_never_covered_above_a_cap_and_always_adds_up(
    claim: Claim, limits: Limits
) -> None:
    check_bill(calculate_medical_limit(claim, limits), limits.emergency_maximum)
    dental = calculate_dental_limit(replace(claim, benefit="dental"), limits)
    check_bill(dental, min(limits.dental_maximum, limits.emergency_maximum))


@given(claim=bills, limits=limits, more=money)
def test_a_dearer_bill_is_never_covered_less_and_other_costs_never_help(
    claim: Claim, limits: Limits, more: Decimal
) -> None:
    before = calculate_medical_limit(claim, limits)
    assert claim.total_cost
    dearer = replace(claim, total_cost=claim.total_cost + MoneyRange.exactly(more))
    assert calculate_medical_limit(dearer, limits).covered >= before.covered
    others = (claim.other_costs or MoneyRange.exactly(Decimal(0))) + MoneyRange.exactly(more)
    assert (
        calculate_medical_limit(replace(claim, other_costs=others), limits).covered
        <= before.covered
    )


@given(claim=st.one_of(quarantines, bills), limits=limits)
def test_nothing_is_covered_without_pre_authorization(claim: Claim, limits: Limits) -> None:
    refused = replace(claim, is_preauthorized=False)
    if claim.benefit == "quarantine":
        assert calculate_quarantine_limit(refused, limits).covered == (0, 0)
    else:
        assert calculate_medical_limit(refused, limits).covered == (0, 0)


@settings(max_examples=25, deadline=None)
@given(
    cost=st.integers(61, 999),
    count=st.integers(1, 30),
    extra=st.integers(20, 300),
    date=st.integers(1, 28),
)
def test_messages_that_do_not_contradict_give_the_same_claim_in_any_order(
    cost: int, count: int, extra: int, date: int
) -> None:
    messages = [
        f"it costs {cost} dollars a night",
        f"I stay {count} nights",
        f"the quarantine was issued on {date} May 2027",
        f"and {extra} dollars for tests",
        "it was pre-authorized",
    ]
    results = set()
    for order in permutations(messages):
        claim = Claim(benefit="quarantine", daily_cost=MoneyRange.exactly(Decimal(cost)))
        for message in order:
            claim = read_claim(message, claim, asked=None, today=TODAY).claim
        results.add(claim)
    assert len(results) == 1
    (claim,) = results
    assert claim.missing() is None
    assert set(claim.said()) == {
        "daily_cost", "nights", "issued_on", "extra_costs", "is_preauthorized",
    }  # fmt: skip


WORDS = [
    "210", "a", "night", "nights", "for", "12", "two", "hundred", "$", "€", "pesos", "total",
    "not", "-", "1/2", "and", "%", "insurance", "from", "3", "May", "to", "until", "issued",
    "half", "more", "less", "x", "@", ",", ".", "10-12", "k", "week", "0", "million", "the", "~",
    "+", "my", "colleague", "dentist",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=14),
    asked=st.sampled_from([None, "daily_cost", "nights", "total_cost", "unclear_cost"]),
    benefit=st.sampled_from(["quarantine", "dental", "medical"]),
)
def test_whatever_is_taken_can_be_stored_and_calculated(
    words: list[str], asked: str | None, benefit: Benefit
) -> None:
    library = get_library(get_settings().documents_dir)
    first = read_claim(" ".join(words), Claim(benefit), asked=asked, today=TODAY).claim
    second = read_claim(" ".join(reversed(words)), first, asked=None, today=TODAY).claim
    for claim in (first, second):
        assert Claim.from_slots(claim.to_slots()) == claim
        if not claim.missing():
            outcome = calculate(claim, library)
            assert 0 <= outcome.covered[0] <= outcome.covered[1]
            assert 0 <= outcome.own[0] <= outcome.own[1]


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80))
def test_no_message_breaks_the_reader(text: str) -> None:
    read_claim(text, Claim("quarantine"), asked="nights", today=TODAY)
