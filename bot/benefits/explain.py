"""Explaining a calculation: its lines, what it assumes, and what could be changed next."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from bot.benefits.bill import BillCase, BillResult
from bot.benefits.claim import Claim
from bot.benefits.exchange import to_dollars
from bot.benefits.limits import Limits
from bot.benefits.money import DOLLARS, speak
from bot.benefits.quarantine import QuarantineCase, QuarantineResult
from bot.dates import format_date

_Case = TypeVar("_Case", QuarantineCase, BillCase)


def quarantine_lines(claim: Claim, result: QuarantineResult, limits: Limits) -> list[str]:
    """Return the arithmetic of a quarantine, two short lines a case."""
    lines = _rates(claim)
    for case in _ends(result.cases):
        lines.append(_cost(case, is_upper_bound=result.is_upper_bound))
        if claim.is_preauthorized is not False:
            lines.append(_counted(case, limits))
    if result.cover_ends and claim.is_preauthorized is not False:
        lines.append(f"The last day covered is {format_date(result.cover_ends)}")
    return list(dict.fromkeys(lines))


def quarantine_assumptions(claim: Claim, result: QuarantineResult) -> list[str]:
    """Return what a calculation of a quarantine takes for granted, beside the conditions."""
    assumptions = [
        "both limits apply, whichever is reached first (International SOS can confirm it)"
    ]
    if claim.issued_on is None:
        assumptions.append("the quarantine was issued on the first day of the stay")
    elif claim.stay_from is None and claim.stay_until is None:
        assumptions.append("the stay began on the day the quarantine was issued")
    is_bill = bool(claim.total_cost or claim.extra_costs)
    if is_bill and any(case.counted < case.nights for case in result.cases):
        assumptions.append("the costs are spread evenly over the nights")
    if result.is_upper_bound:
        nights = result.cases[0].nights
        is_any = bool(claim.total_cost) and nights == 1
        assumptions.append(
            "all of it falls on days that count"
            if is_any
            else f"the stay is {nights} nights or more"
        )
    return [*assumptions, *_common(claim)]


def bill_lines(claim: Claim, result: BillResult, limits: Limits) -> list[str]:
    """Return the arithmetic of a medical or dental bill, one to three short lines a case."""
    lines = _rates(claim)
    maximum = limits.dental_maximum if claim.benefit == "dental" else limits.emergency_maximum
    for case in _ends(result.cases):
        rest = case.total - case.insurance
        if case.insurance:
            lines.append(
                f"{speak(case.total)} - {speak(case.insurance)} from your insurance = {speak(rest)}"
            )
        elif result.refusal:
            lines.append(f"The bill: {speak(case.total)}")
        if result.refusal and result.refusal != "used_up":
            continue
        if claim.other_costs:
            whole = _short(limits.emergency_maximum)
            lines.append(f"The other costs leave {speak(case.remaining)} of {whole}")
        if case.remaining < maximum:
            lines.append(f"{speak(rest)} is {_place(rest, case.remaining)} what is left")
        else:
            lines.append(f"{speak(rest)} is {_place(rest, maximum)} the limit of {_short(maximum)}")
    return list(dict.fromkeys(lines))


def bill_assumptions(claim: Claim) -> list[str]:
    """Return what a calculation of a bill takes for granted, beside the conditions."""
    assumptions = []
    if claim.insurance_payment is None and claim.insurance_share is None:
        assumptions.append("your own insurance, which is primary, pays nothing")
    if claim.other_costs is None:
        assumptions.append("the same accident or sickness has no other costs")
    return [*assumptions, *_common(claim)]


def follow_ups(claim: Claim, limits: Limits) -> list[str]:
    """Return messages that change one input of a calculation, at most three."""
    approved = "It was pre-authorized" if claim.is_preauthorized is False else ""
    messages = [approved or "It was not pre-authorized"]
    if claim.benefit == "quarantine":
        stay = claim.stay()
        days = limits.quarantine_days
        nights = days if stay is None or stay.high != days else 2 * days
        messages.insert(0, f"What if it is {nights} nights?")
        if stay and stay.high is None:
            messages.insert(1, f"What if it is {2 * days} nights?")
        return messages
    if claim.benefit == "dental":
        messages.append(
            "It was an emergency" if claim.is_emergency_care is False else "It was not an emergency"
        )
    has_insurance = claim.insurance_payment or claim.insurance_share
    messages.append("Without the insurance" if has_insurance else "My insurance pays half of it")
    return messages


def _ends(cases: tuple[_Case, ...]) -> list[_Case]:
    """Return the case that is covered least and the one that is covered most."""
    ordered = sorted(cases, key=lambda case: (case.covered, case.own))
    return list(dict.fromkeys((ordered[0], ordered[-1])))


def _rates(claim: Claim) -> list[str]:
    """Return the amounts in foreign currencies with the rates they are converted at."""
    lines = []
    for amount in claim.amounts():
        if amount.currency != DOLLARS and amount.high:
            conversion = to_dollars(amount)
            source = f"{conversion.rate}, European Central Bank, {format_date(conversion.date)}"
            lines.append(f"{amount.spoken} = {conversion.dollars.spoken} ({source})")
    return lines


def _cost(case: QuarantineCase, *, is_upper_bound: bool) -> str:
    nights = f"{case.nights} {'night' if case.nights == 1 else 'nights'}"
    if case.nightly:
        once = f" + {speak(case.once)}" if case.once else ""
        return f"{nights} x {speak(case.nightly)}{once} = {speak(case.total)}"
    if is_upper_bound and case.nights == 1:
        return f"The bill: {speak(case.total)}"
    return f"{speak(case.total)} for {nights}"


def _counted(case: QuarantineCase, limits: Limits) -> str:
    maximum = limits.quarantine_maximum
    place = f"{_place(case.eligible, maximum)} the limit of {_short(maximum)}"
    if case.counted < case.nights:
        return f"{case.counted} of {case.nights} nights count: {speak(case.eligible)}, {place}"
    return f"{speak(case.eligible)} is {place}"


def _place(amount: Decimal, limit: Decimal) -> str:
    return "above" if amount > limit else "within"


def _short(amount: Decimal) -> str:
    return speak(amount).removesuffix(".00")


def _common(claim: Claim) -> Iterable[str]:
    if any(amount.currency != DOLLARS for amount in claim.amounts()):
        yield "the insurer converts at this rate (its own rate decides)"
    yield "this is for one traveler"
