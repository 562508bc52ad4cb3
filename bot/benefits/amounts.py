"""The amounts of a message, each in its field of the claim, added up where they belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from bot.benefits.claim import Claim, UnclearCost
from bot.benefits.cues import JOINED
from bot.benefits.currencies import name_of, narrow
from bot.benefits.exchange import has_rate, to_dollars
from bot.benefits.joining import are_added, are_mixed, is_stray
from bot.benefits.labels import labels
from bot.benefits.money import MoneyRange, to_cents
from bot.benefits.problems import Problem
from bot.benefits.quantities import Quantity
from bot.benefits.roles import DAILY_BILL, IGNORED, OWN_SHARE, WEEKLY, Roles
from bot.benefits.unclear import UNCLEAR, unclear_problem

# Nobody has costs like these, in dollars.
_ABSURD_NIGHTLY = Decimal(10_000)
_ABSURD_DENTAL = Decimal(200_000)
_ABSURD_TOTAL = Decimal(20_000_000)
_DAYS_OF_WEEK = 7
_TAX = re.compile(r" ?(?:of )?(?:\w+ )?(?:tax\w*|vat|gst|service|levy)\b")
_DISCOUNT = re.compile(r" ?(?:off|discount)\b")
_COPAY = re.compile(r"co-?pay|co-?insurance")
_OWN_SHARE = re.compile(r"\b(?:i|we|she|he|they|myself) (?:\w+ ){0,3}$")

Found = dict[str, list[tuple[Quantity, MoneyRange]]]


@dataclass
class Amounts:
    """What the amounts of a message say.

    Attributes:
        values: Amounts by field of the claim.
        insurance_share: Percent that the traveller's insurance pays.
        unclear: An amount that has to be asked about.
        problem: Why an amount cannot be taken.
    """

    values: dict[str, MoneyRange] = field(default_factory=dict)
    insurance_share: Decimal | None = None
    unclear: UnclearCost | None = None
    problem: Problem | None = None


def read_amounts(
    text: str,
    quantities: Sequence[Quantity],
    claim: Claim,
    asked: str | None,
    *,
    is_expected: bool,
) -> Amounts:
    """Find out what each amount is, and add up what belongs together.

    Args:
        text: Of a `Wording`.
        quantities: Of the text, without those that are mere mentions of the limits.
        claim: What is known already, with the benefit.
        asked: The slot that was just asked for.
        is_expected: Whether a number alone is an answer, or changes the last calculation.
    """
    near = labels(text, quantities)
    roles = Roles(text, quantities, near, claim, asked, is_expected=is_expected)
    return _AmountReader(text, quantities, near, claim, roles).read()


class _AmountReader:
    """Reads the amounts of one message."""

    def __init__(
        self,
        text: str,
        quantities: Sequence[Quantity],
        near: Sequence[dict[str, int]],
        claim: Claim,
        roles: Roles,
    ) -> None:
        self._text = text
        self._quantities = list(quantities)
        self._labels = near
        self._claim = claim
        self._roles = roles
        self._times = [quantity for quantity in quantities if quantity.kind == "time"]
        self._factor = Decimal(1)
        self._result = Amounts()

    def read(self) -> Amounts:
        """Return what the amounts say."""
        found: Found = {}
        for index, quantity in enumerate(self._quantities):
            if quantity.kind == "time":
                continue
            if quantity.kind == "share":
                self._share(index)
                continue
            if is_stray(self._text, self._quantities, self._labels, index):
                continue
            role = self._roles.role(index)
            amount = None if role == IGNORED else self._amount(quantity, role)
            if amount:
                found.setdefault(role, []).append((quantity, amount))
        self._combine(found)
        return self._result

    def _share(self, index: int) -> None:
        """Read "80%": of an insurer, of tax, off the price."""
        quantity, near = self._quantities[index], self._labels[index]
        share, after = quantity.low, self._text[quantity.end :]
        if "insurance" in near and (share > 100 or quantity.is_negative):
            self._problem(Problem("impossible_share"))
            return
        is_tax = bool(_TAX.match(after))
        if is_tax or _DISCOUNT.match(after):
            self._factor *= 1 + (share if is_tax else -share) / 100
            return
        is_bill = self._claim.benefit != "quarantine"
        if share > 100 or not (is_bill or "insurance" in near):
            return
        if "insurance" not in near:
            is_own = _OWN_SHARE.search(self._text[: quantity.start])
            if "deductible" in near and not _COPAY.search(self._text):
                return
            if is_own or "deductible" in near:
                share = 100 - share
        self._result.insurance_share = share

    def _amount(self, quantity: Quantity, role: str) -> MoneyRange | None:
        high = quantity.low if quantity.high is None else quantity.high
        codes = quantity.currencies or (self._roles.currency,)
        if quantity.is_other_unit:
            self._problem(Problem("unknown_currency"))
        elif quantity.is_negative and role != "insurance_payment":
            self._problem(Problem("negative"))
        elif high == 0 and role not in ("insurance_payment", "other_costs", "extra_costs"):
            self._problem(Problem("zero_cost"))
        elif len(codes) > 1 and len(narrow(codes, self._text)) > 1:
            where = "" if role in (UNCLEAR, WEEKLY) else role
            self._unclear(UnclearCost(quantity.low, high, codes, where))
        elif not has_rate(narrow(codes, self._text)[0]):
            self._problem(Problem("no_rate", {"currency": name_of(narrow(codes, self._text))}))
        else:
            code = narrow(codes, self._text)[0]
            return self._plausible(MoneyRange(to_cents(quantity.low), to_cents(high), code), role)
        return None

    def _plausible(self, amount: MoneyRange, role: str) -> MoneyRange | None:
        is_dental = self._claim.benefit == "dental" and role == "total_cost"
        most = _ABSURD_DENTAL if is_dental else _ABSURD_TOTAL
        most = _ABSURD_NIGHTLY if role == "daily_cost" else most
        if to_dollars(amount).dollars.high > most:
            self._problem(Problem("absurd_cost", {"amount": amount.spoken}))
            return None
        return amount

    def _unclear(self, cost: UnclearCost) -> None:
        self._result.unclear = cost
        self._problem(unclear_problem(cost))

    def _problem(self, problem: Problem) -> None:
        self._result.problem = self._result.problem or problem

    def _combine(self, found: Found) -> None:
        self._weeks(found)
        unclear = found.pop(UNCLEAR, [])
        amount = self._sum("total_cost", unclear) if unclear else None
        if amount and not self._are_parts(found, len(unclear)):
            self._unclear(UnclearCost(amount.low, amount.high, (amount.currency,), ""))
        self._segments(found)
        if self._are_parts(found, len(unclear)):
            self._problem(Problem("unclear_parts"))
            return
        self._days_of_bill(found)
        own = self._sum(OWN_SHARE, found.pop(OWN_SHARE, [])) if OWN_SHARE in found else None
        for role, parts in found.items():
            total = self._sum(role, parts)
            if total and role in ("daily_cost", "total_cost"):
                self._result.values[role] = total.times(self._factor)
            elif total:
                self._result.values[role] = total
        bill = self._result.values.get("total_cost", self._claim.total_cost)
        if own and bill and own.currency == bill.currency and own.high <= bill.low:
            self._result.values["insurance_payment"] = bill.minus(own)
        elif own:
            self._problem(Problem("which_amount", {"amount": own.spoken}))

    def _weeks(self, found: Found) -> None:
        """Spread the price of a week over its nights, or take it for whole weeks."""
        for quantity, amount in found.pop(WEEKLY, []):
            nights = self._times[0].low if len(self._times) == 1 else None
            if nights and nights % _DAYS_OF_WEEK == 0 and self._times[0].high == nights:
                found.setdefault("total_cost", []).append(
                    (quantity, amount.times(nights / _DAYS_OF_WEEK))
                )
            else:
                nightly = amount.times(Decimal(1) / _DAYS_OF_WEEK)
                found.setdefault("daily_cost", []).append((quantity, nightly))

    def _days_of_bill(self, found: Found) -> None:
        """Multiply "800 a day for 5 days" of a hospital."""
        for quantity, amount in found.pop(DAILY_BILL, []):
            days = self._times[0] if len(self._times) == 1 else None
            if days is None or days.low != days.high:
                self._problem(Problem("needs_total", {"amount": amount.spoken}))
            else:
                found.setdefault("total_cost", []).append((quantity, amount.times(days.low)))

    def _segments(self, found: Found) -> None:
        """Add up "5 nights at 150 and 5 nights at 180"."""
        daily = found.get("daily_cost", [])
        if len(daily) < 2 or len(daily) != len(self._times):
            return
        if any(time.high is None for time in self._times):
            return
        parts = [
            amount.times(time.low) for (_, amount), time in zip(daily, self._times, strict=True)
        ]
        if len({part.currency for part in parts}) == 1:
            total = parts[0]
            for part in parts[1:]:
                total += part
            del found["daily_cost"]
            found["total_cost"] = [(daily[0][0], total)]

    def _are_parts(self, found: Found, unclear: int) -> bool:
        """Whether several lengths of stay have prices, but not each that of a night."""
        if self._claim.benefit != "quarantine" or len(self._times) < 2:
            return False
        prices = unclear + len(found.get("daily_cost", [])) + len(found.get("total_cost", []))
        first, last = self._times[0], self._times[-1]
        between = [q for q in self._quantities if q.kind == "money" or q.kind == "bare"]
        return prices > 1 and any(first.end <= q.start <= last.start for q in between)

    def _sum(self, role: str, found: list[tuple[Quantity, MoneyRange]]) -> MoneyRange | None:
        amounts = [amount for _, amount in found]
        if len(amounts) == 1:
            return amounts[0]
        named = [
            amount
            for quantity, amount in found
            if "total" in self._labels[self._quantities.index(quantity)]
        ]
        are_joined = self._are_joined([quantity for quantity, _ in found])
        are_joined = are_joined and not are_mixed(self._text, [quantity for quantity, _ in found])
        if role == "total_cost" and len(named) == 1:
            others = sum(amount.high for amount in amounts) - named[0].high
            if others == named[0].high or not are_joined:
                return named[0]
        if len(set(amounts)) == 1 and not are_added(
            self._text, [quantity for quantity, _ in found]
        ):
            return amounts[0]  # the same was said twice
        if not are_joined:
            self._problem(
                Problem("several_amounts", {"amounts": ", ".join(a.spoken for a in amounts)})
            )
            return None
        if len({amount.currency for amount in amounts}) > 1:
            self._problem(Problem("mixed_currencies"))
            return None
        total = amounts[0]
        for amount in amounts[1:]:
            total += amount
        return total

    def _are_joined(self, quantities: list[Quantity]) -> bool:
        """Whether they are clearly different costs: each has its own word, or "plus" is said."""
        texts = [self._text[a.end : b.start] for a, b in pairwise(quantities)]
        if all(JOINED.search(between) for between in texts):
            return True
        own = [frozenset(self._labels[self._quantities.index(q)]) for q in quantities]
        return all(own) and len(set(own)) == len(own)
