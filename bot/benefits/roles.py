"""What each amount of a message is: the price of a night, a bill, what an insurer pays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.benefits.claim import Claim
from bot.benefits.cues import AMOUNT_CUES, AT, JOINED, RESULT
from bot.benefits.exchange import has_rate, to_dollars
from bot.benefits.money import DOLLARS, MoneyRange
from bot.benefits.quantities import Quantity
from bot.benefits.unclear import UNCLEAR, may_be_nightly, night_or_stay

# Roles that are no fields of a claim.
IGNORED = "ignored"
WEEKLY = "weekly"
DAILY_BILL = "daily_bill"
_FOR_NIGHTS = re.compile(r"[ )]*(?:for|over|during)(?: (?:the|all|my|our|those|these))?[ ~]*")
_NIGHTS_FOR = re.compile(r" ?(?:for|cost|costs|=|was|is|were|came to|come to|:)[ ~]*")
# What the insurer leaves to the traveller: "everything but 1,000".
OWN_SHARE = "own_share"
OWN_PART = re.compile(
    r"\b(?:everything|all|all of it|the rest|the whole (?:bill|thing|amount)|it all) (?:but|except|"
    r"above|over|beyond|minus|apart from|bar)(?: for| the| my| first| a)*[ ~]*$"
)
PAYS_REST = re.compile(
    r"\b(?:pays?|paid|covers?|covered|takes?) (?:for )?(?:the |all the )?(?:rest|remain)"
)
PAID_ALREADY = re.compile(r"\b(?:i|we)(?:'ve| have)? (?:already )?paid\b")
_SAME = re.compile(
    r"\b(?:(?:from|of|for|in) (?:the )?)?same (?:accident|sickness|illness|incident|injury|case|"
    r"event)\b"
)
_OTHER = re.compile(AMOUNT_CUES["other"])
_TOTALS = {"total", "invoice"}
_ALL_OF_THEM = re.compile(
    r"\b(?:all|each|every one) (?:of (?:them|the|these|those)(?: \d+)?(?: nights)?|nights) "
    r"(?:were |was |are |is )?(?:at|@|for)? ?[ ~]*$"
)
_PER_NIGHT = re.compile(r"\b(?:per|a|each|every) (?:night|nite|day)\b|\b(?:nightly|daily)\b")


class Roles:
    """Tells what the amounts of one message are."""

    def __init__(
        self,
        text: str,
        quantities: Sequence[Quantity],
        near: Sequence[Mapping[str, int]],
        claim: Claim,
        asked: str | None,
        *,
        is_expected: bool,
    ) -> None:
        """Prepare to tell what the amounts of a message are.

        Args:
            text: Of a `Wording`.
            quantities: Of the text.
            near: Their labels; see `labels`.
            claim: What is known already, with the benefit.
            asked: The slot that was just asked for.
            is_expected: Whether a number alone is an answer, or changes the last calculation.
        """
        self._text = text
        self._quantities = quantities
        self._labels = near
        self._claim = claim
        self._asked = asked
        self._is_expected = is_expected
        self._times = [quantity for quantity in quantities if quantity.kind == "time"]
        self.currency = self._usual_currency()

    def role(self, index: int) -> str:
        """Return the field of the claim that an amount belongs to, `UNCLEAR` or another role."""
        quantity, near = self._quantities[index], self._labels[index]
        if OWN_PART.search(self._text[: quantity.start]) or (
            "deductible" in near and PAYS_REST.search(self._text)
        ):
            return OWN_SHARE
        if quantity.per != "night" and "insurance" in near and "deductible" not in near:
            return "insurance_payment"
        if {"deductible", "part"} & set(near) or self._is_paid_already(near):
            return IGNORED
        if self._claim.benefit != "quarantine":
            return self._role_of_bill(index, near)
        return self._role_of_quarantine_cost(index, near)

    def _is_paid_already(self, near: Mapping[str, int]) -> bool:
        """Whether it is a part of the bill that the traveller has paid."""
        is_nightly = self._claim.benefit == "quarantine" and (
            self._has_nightly() or self._claim.daily_cost
        )
        return "deposit" in near or bool(
            is_nightly and "other" in near and PAID_ALREADY.search(self._text)
        )

    def _role_of_bill(self, index: int, near: Mapping[str, int]) -> str:
        quantity = self._quantities[index]
        if quantity.kind == "bare" and not near and not self._is_expected:
            previous = self._quantities[index - 1] if index else None
            if not previous or not JOINED.search(self._text[previous.end : quantity.start]):
                return IGNORED
        is_same = self._claim.benefit == "medical" and not _OTHER.search(_SAME.sub("", self._text))
        if is_same and "other" in near:
            return DAILY_BILL if quantity.per == "night" else "total_cost"
        if "other" in near and not self._is_bill_beside_other_costs(index, near):
            return "other_costs"
        if self._claim.benefit == "dental" and "hospital" in near and "dental" not in near:
            others = [labelled for i, labelled in enumerate(self._labels) if i != index]
            if any("dental" in labelled for labelled in others) or self._claim.total_cost:
                return "other_costs"
        return DAILY_BILL if quantity.per == "night" else "total_cost"

    def _is_bill_beside_other_costs(self, index: int, near: Mapping[str, int]) -> bool:
        """Tell the dentist's "2,000 for the same accident" from what the hospital has used up."""
        if self._claim.benefit != "dental" or "dental" not in near:
            return False
        others = [labelled for i, labelled in enumerate(self._labels) if i != index]
        return any({"other", "hospital"} & set(one) and "dental" not in one for one in others)

    def _role_of_quarantine_cost(self, index: int, near: Mapping[str, int]) -> str:
        quantity = self._quantities[index]
        if quantity.per == "week":
            return WEEKLY
        if quantity.per == "night" or self._has_per_night_after(index):
            return "daily_cost"
        if self._is_extra(near):
            return "extra_costs"
        if quantity.per == "each":
            return "daily_cost" if self._times or self._asked else UNCLEAR
        if _ALL_OF_THEM.search(self._text[: quantity.start]):
            return "daily_cost"
        if _TOTALS & set(near) or re.search(r"\bpaid\b.*\bfor (?:it )?all\b", self._text):
            return "total_cost"
        if AT.search(self._text[: quantity.start]):
            return "daily_cost"
        if quantity.kind == "bare" and not near and not self._times:
            is_result = self._asked is None and RESULT.search(self._text)  # "so I get 1470?"
            if is_result or not self._is_expected:
                return IGNORED
        return self._nights_role(index, near)

    def _has_per_night_after(self, index: int) -> bool:
        """Find the "a day" of "40 for food a day"."""
        quantity = self._quantities[index]
        following = [q.start for q in self._quantities[index + 1 :]]
        gap = self._text[quantity.end : following[0] if following else None]
        gap = re.split(r"[.;,?!+]|\b(?:and|plus|but|for \d)\b", gap)[0]
        return bool(_PER_NIGHT.search(gap))

    def _nights_role(self, index: int, near: Mapping[str, int]) -> str:
        """Tell the price of a night from that of the stay by how much it is."""
        quantity = self._quantities[index]
        if not self._has_nightly() and any(_TOTALS & set(near) for near in self._labels):
            return "total_cost"
        if self._claim.missing() is None and not self._times:
            return "daily_cost" if self._claim.daily_cost else "total_cost"
        known = self._claim.daily_cost
        if self._asked == "nights" and known and quantity.low == known.low:
            return "daily_cost"
        alike = [i for i in range(len(self._quantities)) if self._is_unmarked(i)]
        parts = [self._dollars(self._quantities[i]) for i in alike]
        if any(part is None for part in parts):
            return "daily_cost" if self._asked == "daily_cost" and not self._times else UNCLEAR
        dollars = sum((part for part in parts if part is not None), Decimal(0))
        nights = self._times[0].high if self._times else self._known_nights()
        if self._asked == "daily_cost" and not self._times:
            return "daily_cost" if may_be_nightly(dollars) else UNCLEAR
        joined = any(self._is_of_nights(self._quantities[i]) for i in alike)
        return night_or_stay(dollars, nights, is_of_nights=joined or len(alike) > 1)

    def _is_extra(self, near: Mapping[str, int]) -> bool:
        """Whether it is paid beside what is known: "and 300 for tests"."""
        is_beside = self._claim.daily_cost or self._has_nightly() or self._claim.missing() is None
        return "extra" in near and "hotel" not in near and bool(is_beside)

    def _is_unmarked(self, index: int) -> bool:
        """Whether no word says that an amount is of a night, or of all, or somebody else's."""
        quantity, near = self._quantities[index], self._labels[index]
        return (
            quantity.kind in ("money", "bare")
            and not quantity.per
            and not ({"insurance", "deductible"} | _TOTALS) & set(near)
        )

    def _has_nightly(self) -> bool:
        return any(
            quantity.per == "night"
            or self._has_per_night_after(index)
            or (bool(self._times) and bool(AT.search(self._text[: quantity.start])))
            for index, quantity in enumerate(self._quantities)
        )

    def _known_nights(self) -> Decimal | None:
        stay = self._claim.stay()
        return Decimal(stay.high) if stay and stay.high else None

    def _is_of_nights(self, quantity: Quantity) -> bool:
        """Whether it is "900 for 5 nights" or "5 nights for 900"."""
        for time in self._times:
            if time.start >= quantity.end and _FOR_NIGHTS.fullmatch(
                self._text, quantity.end, time.start
            ):
                return True
            if time.end <= quantity.start and _NIGHTS_FOR.fullmatch(
                self._text, time.end, quantity.start
            ):
                return True
        return False

    def _dollars(self, quantity: Quantity) -> Decimal | None:
        codes = quantity.currencies or (self.currency,)
        if len(codes) > 1 or not has_rate(codes[0]):
            return None
        return to_dollars(MoneyRange.exactly(quantity.low, codes[0])).dollars.low

    def _usual_currency(self) -> str:
        """Return what an amount without a currency is in."""
        said = {q.currencies for q in self._quantities if len(q.currencies) == 1}
        if len(said) == 1:
            return next(iter(said))[0]
        known = self._claim.daily_cost or self._claim.total_cost
        return known.currency if known and not said else DOLLARS
