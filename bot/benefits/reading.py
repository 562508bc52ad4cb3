"""Everything that one message says about a benefit calculation."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.benefits import cues
from bot.benefits.amounts import Amounts, read_amounts
from bot.benefits.bare_nights import with_nights
from bot.benefits.changes import (
    AMOUNTS,
    find_unclear_change,
    is_addition,
    read_additions,
    read_currency,
    read_relative,
    read_removals,
)
from bot.benefits.checks import find_contradiction, give_way
from bot.benefits.claim import UNKNOWN_NIGHTS, Benefit, Claim
from bot.benefits.corrections import as_old_costs, without_dropped
from bot.benefits.doubts import find_doubt
from bot.benefits.flags import read_flags, write_shares
from bot.benefits.limits import get_limits
from bot.benefits.mentions import find_mentions, is_about_limits
from bot.benefits.problems import Problem
from bot.benefits.quantities import Quantity, find_quantities
from bot.benefits.relevance import is_answer, is_for_claim
from bot.benefits.stay import read_stay
from bot.benefits.unclear import settle
from bot.benefits.wording import Wording, word

_NAMED = {"quarantine": cues.QUARANTINE, "dental": cues.DENTAL, "medical": cues.MEDICAL}
# A message with more numbers is a list or noise, and would hold up everybody else.
_MOST_QUANTITIES = 20
# From here on a number is none of a bill, in any currency.
_NO_AMOUNT = Decimal(10) ** 13
_MOST_NUMBERS = 60  # of all kinds, with those of dates and telephones
_NUMBERS = re.compile(r"\d+")
# "And for my colleague?"
_FEW_WORDS = 7
_OTHER_COSTS = re.compile(cues.AMOUNT_CUES["other"])


@dataclass(frozen=True)
class ClaimReading:
    """What one message says, and the claim as it stands after it.

    Attributes:
        claim: The claim with everything that could be taken.
        changed: The fields that the message has set or taken away.
        benefit: The benefit that the message is about, if it is another than before.
        is_other_person: Whether it is about another traveller; the claim then is only theirs.
        is_follow_up: Whether its words go on from a calculation: "what if", "make it".
        problem: Why something was not taken, if so.
        mentions_only_limits: Whether its numbers are only those of the limits themselves, as in
            "is it $2,000 or 7 days": a question for the documents.
    """

    claim: Claim
    changed: frozenset[str]
    benefit: Benefit | None = None
    is_other_person: bool = False
    is_follow_up: bool = False
    problem: Problem | None = None
    mentions_only_limits: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the message belongs to a calculation."""
        return not self.changed and self.problem is None and not self.is_other_person


def read_claim(text: str, claim: Claim, *, asked: str | None, today: date) -> ClaimReading:
    """Read a message.

    Args:
        text: What somebody wrote.
        claim: What is known already, with the benefit if it is known.
        asked: The slot that was just asked for; then "210" or "twelve" answers it. None when
            nothing was asked: the message begins a calculation or follows one.
        today: The present day at the university.
    """
    if len(_NUMBERS.findall(text)) > _MOST_NUMBERS:
        return ClaimReading(claim, frozenset(), problem=Problem("unreadable"))
    wording = word(text, today)
    wording = replace(wording, text=write_shares(wording.text))
    return _Reader(wording, claim, asked, today).read()


class _Reader:
    """Reads one message, step by step."""

    def __init__(self, wording: Wording, claim: Claim, asked: str | None, today: date) -> None:
        self._wording = wording
        self._text = wording.text
        self._old = claim
        self._asked = asked
        self._today = today
        self._is_finished = claim.benefit is not None and claim.missing() is None
        self._found = find_quantities(self._text)
        self._benefit = self._other_benefit()
        self._is_other_person = self._is_finished and self._turns_to_other_person()

    def read(self) -> ClaimReading:
        """Return what the message says."""
        text, limits, found = self._text, get_limits(), self._found
        is_huge = any(max(one.low, one.high or one.low) >= _NO_AMOUNT for one in found)
        if len(found) > _MOST_QUANTITIES or is_huge:
            return ClaimReading(self._old, frozenset(), problem=Problem("unreadable"))
        is_claim = self._wording.dates or (self._asked and is_answer(text))
        if not is_claim and is_about_limits(text, found, limits, is_follow_up=self._is_finished):
            return ClaimReading(self._old, frozenset(), mentions_only_limits=True)
        is_open = self._is_finished or self._asked is not None
        if is_open and not is_for_claim(
            text, found, self._old.benefit, is_follow_up=self._is_finished
        ):
            return ClaimReading(self._old, frozenset())
        is_change = self._is_finished and bool(cues.FOLLOW_UP.search(text))
        is_expected = is_change or (is_open and is_answer(text))
        base = self._base()
        doubt = find_doubt(self._wording, found, base.benefit)
        if doubt:
            # Of a part it is said what would then hold for all.
            is_whole = doubt.code == "one_at_a_time"
            values = read_flags(text, base.benefit, has_amount=True) if is_whole else {}
            return self._merged(base, values, doubt)
        mentions = [] if self._asked and is_answer(text) else find_mentions(text, found, limits)
        quantities = without_dropped(text, [one for one in found if one not in mentions])
        quantities = as_old_costs(quantities, found, base)
        if base.benefit == "quarantine":
            quantities = with_nights(text, quantities, base, self._asked, is_expected=is_expected)
        amounts = read_amounts(text, quantities, base, self._asked, is_expected=is_expected)
        values, problem = self._values(base, quantities, amounts)
        if not quantities:
            if self._is_finished:
                values = read_relative(text, base) | values
            if not base.unclear_cost:
                values = read_currency(text, base) | values
        values = read_removals(text, base) | values
        return self._merged(base, values, problem)

    def _other_benefit(self) -> Benefit | None:
        """Return the benefit that the message turns to, if it is not that of the claim."""
        old, named = self._old.benefit, _benefit_of(self._text)
        if old is None:
            is_nightly = any(quantity.per == "night" for quantity in self._found)
            return named or ("quarantine" if is_nightly else None)
        if named is None or _NAMED[old].search(self._text):
            return None
        if self._is_finished and is_addition(self._text) and {old, named} == {"dental", "medical"}:
            return None  # the x-ray of the tooth
        if named == "medical":
            # The hospital's bills may be the other costs of the same accident.
            has_amount = any(quantity.kind in ("money", "bare") for quantity in self._found)
            is_other = bool(_OTHER_COSTS.search(self._text))
            is_begun = self._is_finished or (
                bool(cues.CORRECTION.search(self._text)) and not self._old.amounts()
            )
            return named if is_begun and has_amount and not is_other else None
        return named

    def _turns_to_other_person(self) -> bool:
        is_short = len(self._text.split()) <= _FEW_WORDS
        return bool(cues.OTHER_PERSON.search(self._text)) and (bool(self._found) or is_short)

    def _base(self) -> Claim:
        """Return the claim that the message adds to: a new one for another benefit or person."""
        if self._benefit:
            return Claim(benefit=self._benefit)
        is_same = cues.SAME.search(self._text) or (not self._found and cues.TOO.search(self._text))
        if self._is_other_person and not is_same:
            return Claim(benefit=self._old.benefit)
        return self._old

    def _values(
        self, base: Claim, quantities: Sequence[Quantity], amounts: Amounts
    ) -> tuple[dict[str, Any], Problem | None]:
        """Return the fields that the message sets, and why something was not taken."""
        values: dict[str, Any] = read_flags(self._text, base.benefit, has_amount=bool(quantities))
        values |= amounts.values
        problem = amounts.problem
        if amounts.insurance_share is not None:
            values["insurance_share"] = amounts.insurance_share
        if base.benefit == "quarantine":
            stay = read_stay(self._wording, quantities, base, self._asked, self._today)
            values |= stay.dates
            problem = problem or stay.problem
            if stay.nights:
                values["nights"] = stay.nights
            elif not stay.problem and "stay_until" not in stay.dates and self._is_length_unknown():
                values["nights"] = UNKNOWN_NIGHTS
        if base is self._old:
            values |= read_additions(self._text, quantities, base, amounts.values)
            doubt = find_unclear_change(self._text, quantities, base, amounts.values)
            if doubt and self._is_finished:
                problem = problem or doubt
                values = {name: value for name, value in values.items() if name not in AMOUNTS}
        values["unclear_cost"] = amounts.unclear
        if base.unclear_cost and not amounts.values and not amounts.unclear:
            nights = values.get("nights") or base.stay()
            settlement = settle(base.unclear_cost, self._text, nights)
            values["unclear_cost"] = settlement.unclear
            problem = problem or settlement.problem
            if settlement.amount:
                values[settlement.field] = settlement.amount
        if not {"daily_cost", "total_cost"} & set(values):
            problem = problem or self._no_cost(base)
        return values, problem

    def _is_length_unknown(self) -> bool:
        if cues.QUESTION_START.search(self._text):
            return False
        is_reply = self._asked == "nights" and cues.UNKNOWN.search(self._text)
        return bool(is_reply or cues.UNKNOWN_NIGHTS.search(self._text))

    def _no_cost(self, base: Claim) -> Problem | None:
        """Return why the question for a cost was not answered, if the answer was none."""
        if self._asked not in ("daily_cost", "total_cost"):
            return None
        is_reply = not cues.QUESTION_START.search(self._text)
        if is_reply and base.missing() == self._asked and cues.UNKNOWN.search(self._text):
            return Problem("unknown_cost")
        return Problem("zero_cost") if cues.FREE.search(self._text) else None

    def _merged(self, base: Claim, values: dict[str, Any], problem: Problem | None) -> ClaimReading:
        """Put the values into the claim, unless they contradict it."""
        if values.get("insurance_payment"):
            values["insurance_share"] = None
        elif values.get("insurance_share") is not None:
            values.setdefault("insurance_payment", None)
        claim = replace(base, **values)
        new = {name for name, value in values.items() if value is not None}
        is_correction = bool(cues.CORRECTION.search(self._text))
        if self._is_finished or is_correction or self._old.unclear_cost:
            claim = give_way(claim, new)
        contradiction = find_contradiction(claim)
        if contradiction:
            problem, doubtful = contradiction
            is_change = self._is_finished and base is self._old
            claim = self._old if is_change else replace(claim, **dict.fromkeys(doubtful))
        before, after = _fields(base), _fields(claim)
        changed = {name for name in after if after[name] != before[name]}
        changed |= {name for name in new if after[name] == values[name]}
        return ClaimReading(
            claim,
            frozenset(changed),
            benefit=self._benefit,
            is_other_person=self._is_other_person,
            is_follow_up=bool(cues.FOLLOW_UP.search(self._text)),
            problem=problem,
        )


def _fields(claim: Claim) -> dict[str, Any]:
    return {field.name: getattr(claim, field.name) for field in dataclasses.fields(claim)}


def _benefit_of(text: str) -> Benefit | None:
    """Return the benefit that a plain text names, the narrower one of several."""
    if cues.QUARANTINE.search(text):
        return "quarantine"
    if cues.DENTAL.search(text):
        return "dental"
    return "medical" if cues.MEDICAL.search(text) else None
