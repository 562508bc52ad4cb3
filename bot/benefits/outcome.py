"""The outcome of a calculation: what is covered, why, and the words of the documents for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from bot.benefits.bill import BillResult
from bot.benefits.claim import Benefit, Claim
from bot.benefits.dental import calculate_dental_limit
from bot.benefits.explain import (
    bill_assumptions,
    bill_lines,
    follow_ups,
    quarantine_assumptions,
    quarantine_lines,
)
from bot.benefits.limits import limits_of
from bot.benefits.medical import calculate_medical_limit
from bot.benefits.quarantine import QuarantineResult, calculate_quarantine_limit
from bot.knowledge.library import Library
from bot.knowledge.quotes import FoundQuote, find_quote

Kind = Literal[
    "covered_in_full",
    "covered_in_part",
    "limited_by_money",
    "limited_by_days",
    "limited_by_both",
    "range",
    "at_most",
    "not_preauthorized",
    "no_emergency_care",
    "used_up",
    "insurance_pays_all",
]
_FIGURES: dict[Benefit, tuple[str, ...]] = {
    "quarantine": ("quarantine_maximum", "quarantine_days"),
    "dental": ("dental_maximum", "emergency_maximum"),
    "medical": ("emergency_maximum",),
}
_CAPS: dict[str, Kind] = {
    "money": "limited_by_money",
    "days": "limited_by_days",
    "both": "limited_by_both",
}


@dataclass(frozen=True)
class Outcome:
    """What is said of a calculation.

    Attributes:
        kind: Which sentence says the result.
        covered: The least and the most that is covered, in dollars and cents.
        own: The least and the most that the traveller pays.
        is_exact: Whether these are one amount each.
        explanation: Markdown: the arithmetic, conditions, assumptions, ``> `` quotes, a
            ``Source: `` line.
        follow_ups: Messages that change one input.
    """

    kind: Kind
    covered: tuple[Decimal, Decimal]
    own: tuple[Decimal, Decimal]
    is_exact: bool
    explanation: str
    follow_ups: tuple[str, ...]


def calculate(claim: Claim, library: Library) -> Outcome:
    """Calculate a claim and explain the result.

    Args:
        claim: A complete one; see `Claim.missing`.
        library: With the limits and the sentences that prove them.

    Raises:
        NoRateError: There is no rate for a currency of the claim.
        ValueError: Something is missing.
    """
    limits = limits_of(library.figures)
    result: QuarantineResult | BillResult
    if claim.benefit == "quarantine":
        result = calculate_quarantine_limit(claim, limits)
        kind = _quarantine_kind(claim, result)
        lines = quarantine_lines(claim, result, limits)
        assumptions = quarantine_assumptions(claim, result)
    else:
        is_dental = claim.benefit == "dental"
        result = (calculate_dental_limit if is_dental else calculate_medical_limit)(claim, limits)
        kind = _bill_kind(result)
        lines = bill_lines(claim, result, limits)
        assumptions = bill_assumptions(claim)
    return Outcome(
        kind=kind,
        covered=result.covered,
        own=result.own,
        is_exact=result.is_exact,
        explanation=_explanation(library, claim, kind, lines, assumptions),
        follow_ups=tuple(follow_ups(claim, limits)),
    )


def _quarantine_kind(claim: Claim, result: QuarantineResult) -> Kind:
    if claim.is_preauthorized is False:
        return "not_preauthorized"
    if result.is_upper_bound:
        return "at_most"
    if not result.is_exact:
        return "range"
    binding = result.cases[0].binding
    return _CAPS[binding] if binding else "covered_in_full"


def _bill_kind(result: BillResult) -> Kind:
    if result.refusal:
        return result.refusal
    if not result.is_exact:
        return "range"
    return "covered_in_part" if result.own[0] else "covered_in_full"


def _explanation(
    library: Library, claim: Claim, kind: Kind, lines: Sequence[str], assumptions: Sequence[str]
) -> str:
    figures = [library.figures[name] for name in _FIGURES[claim.benefit or "medical"]]
    conditions = "; ".join(f"{figure.spoken} ({figure.condition})" for figure in figures)
    places = _proofs(library, claim, kind)
    headings = dict.fromkeys(f"“{place.passage.heading}”" for place in places)
    return "\n\n".join(
        [
            "\n".join(f"- {line}" for line in lines),
            f"_Conditions: {conditions}._",
            f"_Assumed: {'; '.join(assumptions)}._",
            "\n".join(f"> {library.shown(place.sentences)}" for place in places),
            f"Source: {places[0].passage.document_title}, {', '.join(headings)}",
        ]
    )


def _proofs(library: Library, claim: Claim, kind: Kind) -> list[FoundQuote]:
    """Return the sentences that a result rests on: of a refusal, the one that refuses."""
    figure = library.figures[_FIGURES[claim.benefit or "medical"][0]]
    proof = find_quote(figure.quote, list(library.passages.values()))
    assert proof  # the library has proved it
    refusal = library.quotes.get("preauthorization", []) if kind == "not_preauthorized" else []
    has_insurance = claim.insurance_payment or claim.insurance_share
    primary = library.quotes.get("primary_insurance", []) if has_insurance else []
    # The first sentence is enough of what stands there on one's own insurance.
    firsts = [replace(place, sentences=f"{place.sentences.split('. ')[0]}.") for place in primary]
    return [*(refusal[:1] or [proof]), *firsts[:1]]
