"""The quantities in a worded message: money, lengths of stay, shares and bare numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from bot.benefits.currencies import (
    NO_CURRENCY,
    codes_of,
    find_currency,
    find_currency_before,
)

Kind = Literal["money", "time", "share", "bare"]
Per = Literal["night", "week", "each"]

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?|(?<=[a-z$€£¥])\d+(?:\.\d+)?")
_NIGHT = r"(?:n(?:ight|ite|igth|ihgt|ghit|igh|ght|gt|t)e?s?|ni?ghts?)"
_DAY = "(?:days?|dys?|dayz)"
_ADJECTIVE = (
    r"(?:(?:extra|more|additional|whole|full|hotel|long|consecutive|quarantine|calendar|entire|"
    r"isolation|further|other|straight|business|in|of|the|paid)[ -])*"
)
_TIME = re.compile(
    rf"(?:\+| plus)?[ -]*{_ADJECTIVE}(?:(?P<night>{_NIGHT}|{_DAY})|(?P<week>w(?:ee)?ks?|week)|"
    r"(?P<fortnight>fortnights?)|(?P<month>months?|mths?)|(?P<weekend>weekends?))(?![a-z])"
)
_SINGULAR = re.compile(r" (?:night|day)")
_MOST_NIGHTS = 60  # in one number; more is a price
_NUMBER_OF_NIGHTS = re.compile(
    r"(?<!\d )(?<!\d)(?P<night>(?:number of |no\.? of |total )?\b(?:nights|days|nites|"
    r"nts))(?: (?:is|are|was|were))?[ :=]*$"
)
_TIME_ATTACHED = re.compile(r"(?P<night>n|d)(?![a-z])|(?P<week>w)(?![a-z])")
_ONE = re.compile(
    r"(?<![\w/])(?:an?|one|another|the) (?:(?:whole|full|entire|single|long|more|extra) )?"
    r"(?:(?P<week>week)|(?P<fortnight>fortnight)|(?P<month>month)|(?P<weekend>weekend)|"
    r"(?P<night>(?<=one )night|(?<=one more )night|(?<=another )night|(?<=for a )night|"
    r"(?<=single )night))(?![a-z])"
)
_DAYS_OF = {
    "night": (1, 1), "week": (7, 7), "fortnight": (14, 14), "month": (28, 31), "weekend": (2, 2),
}  # fmt: skip
_A_NIGHT = rf"(?:single |hotel |extra |quarantine |calendar )?(?:{_NIGHT}|{_DAY})(?![a-z])"
_PER_NIGHT = re.compile(
    rf" ?\(?(?:/ ?(?:n|d|{_NIGHT}|{_DAY})(?![a-z])"
    rf"|-?(?:per|a|an|each|every|the|pro|by|p\.?|eac|evry|ea\.?)[ -]{_A_NIGHT}"
    rf"|(?:/|per |a )(?:person|pax|head|room|guest|p)(?: and|,)? ?(?:/|per |a |each ){_A_NIGHT}"
    r"|p{1,3}/?\.?n\b\.?|p/?d\b|pppn\b|nightly\b|daily\b"
    rf"|(?:for|x) (?:just |only )?(?:a|one|1|each|every|the|per) {_A_NIGHT}"
    rf"|{_A_NIGHT}(?= ?(?:rate|cost|price|charge)))"
)
_PER_WEEK = re.compile(
    r" ?(?:/ ?(?:wk|week)|(?:per|a|each|every|for (?:a|one)) week|weekly|p/?w\b)"
)
_EACH = re.compile(r" ?(?:each|apiece|a piece|ea)\b\.?(?! of)")
_PER_WHAT: tuple[tuple[re.Pattern[str], Per], ...] = (
    (_PER_NIGHT, "night"),
    (_PER_WEEK, "week"),
    (_EACH, "each"),
)
_BEFORE_NIGHTLY = re.compile(
    rf"(?:(?<![\w.])(?:(?:per|a|each|every|one|1|the) (?:{_NIGHT}|{_DAY})|nightly|daily)"
    r"(?:(?: hotel)? (?:rate|price|cost|charge|fee)s?)?|\broom (?:rate|price|cost)|\brate|"
    rf"(?<![\d ] )(?<!\d )(?<!\d)(?<![a-z])(?:{_NIGHT}) (?:rate|price|cost|charge|fee)s?|"
    rf"(?:price|cost|rate|charge|fee)s? (?:per|of a|of one|for a|for one|a|each) {_A_NIGHT})"
    r"[ :=-]*(?:(?:is|was|are|costs?|at|of|comes to|would be|will be|runs?|charged|about|around|"
    r"roughly|approx\.?|approximately|ca\.?|only|just|now|like|maybe|it's|its|they charge)[ :~]*)*$"
)
_BLANK = re.compile(r"[ ~:]*$")
_RANGE = re.compile(
    r"[ ,]*(?:-+|to|or|til+|until|up to|and|/|\.\.+|vs\.?|bis|maybe|perhaps|possibly) ?"
    r"(?:(?:about|around|maybe|like|even|perhaps) )?"
)
_WIDEST = 20  # times the lower end; what is wider is no range
_MINUS = re.compile(r"(?:(?:^|[ (:])-|(?:\bminus|\bnegative) )$")
_OPEN_AFTER = re.compile(
    r" ?(?:\+|plus\b(?! ?\d)|or (?:more|longer|so more)|and (?:more|up|counting)|minimum|at least)"
)
_OPEN_BEFORE = re.compile(
    r"(?:more than|(?:for|just|well|stayed|was|is) over|at least|longer than|min(?:imum)?(?: of)?|"
    r"upwards of|>=?) ?$"
)
_UP_TO = re.compile(
    r"(?:up to|at most|max(?:imum)?(?: of)?|less than|under|no more than|not more than|<=?) ?$"
)
_OF_NIGHT = re.compile(r" (?:night|nite|day|(?:hotel )?room)\b(?! ?\d)")
_PEOPLE = re.compile(r" ([a-z]+)\b")
_PERCENT = re.compile(r" ?(?:%|percent|per cent|pct|procent|prozent)")


@dataclass(frozen=True)
class Quantity:
    """A quantity and where it stands.

    Attributes:
        start: Where it begins in the worded text, with its currency.
        end: Where it ends, with its unit.
        kind: What it is of; ``bare`` if nothing says so.
        low: The number, or the lower end of a range. Of time in days.
        high: The number again, or the upper end; None if there is none.
        currencies: What its currency may be; none if it is not said.
        per: For what, if not for all: a night, a week, each.
        unit: Of time: ``night`` (or day), ``week``, ...
        is_negative: Whether a minus stands before it.
        is_other_unit: Whether it is of something that no state has issued, like points.
    """

    start: int
    end: int
    kind: Kind
    low: Decimal
    high: Decimal | None
    currencies: tuple[str, ...] = ()
    per: Per | None = None
    unit: str = ""
    is_negative: bool = False
    is_other_unit: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Find the quantities of a worded message, in their order.

    Args:
        text: Of a `Wording`.
    """
    singles = sorted([*_numbers(text), *_ones(text)], key=lambda quantity: quantity.start)
    quantities: list[Quantity] = []
    for quantity in singles:
        if quantities and quantity.start < quantities[-1].end:
            continue  # the "a week" of "900 a week"
        joined = _range(text, quantities[-1], quantity) if quantities else None
        if joined:
            quantities[-1] = joined
        else:
            quantities.append(quantity)
    return quantities


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        quantity = _number(text, found)
        if quantity:
            yield quantity


def _number(text: str, found: re.Match[str]) -> Quantity | None:
    start, end = found.span()
    value = Decimal(found.group(0))
    before = _BLANK.sub("", text[:start])
    codes, begin = find_currency_before(text, len(before) if len(before) > 0 else start)
    if codes and begin > 0 and text[begin - 1].isdigit():
        codes = ()  # the currency of the number before: "900 eur 210"
    if re.search(r"(?<![a-z])r$", text[:start]):
        codes, begin = ("ZAR",), start - 1  # "R1500"
    if not codes and text[start - 1 : start].isalpha():
        return None  # "b12"
    if codes:
        start = begin
    is_negative = bool(_MINUS.search(text[:start]))
    quantity = Quantity(start, end, "money" if codes else "bare", value, value, codes)
    quantity = replace(quantity, is_negative=is_negative)
    if percent := _PERCENT.match(text, end):
        return replace(quantity, kind="share", end=percent.end())
    if not codes:
        time = _TIME.match(text, end) or _TIME_ATTACHED.match(text, end)
        if time and _SINGULAR.fullmatch(time.group(0)) and value > _MOST_NIGHTS:
            return replace(quantity, per="night", end=time.end())  # "hotel 210 night"
        if not time and (number := _NUMBER_OF_NIGHTS.search(text[:start])):
            return _time(text, quantity, number)
        if time and not _is_price_of_night(text, time):
            return _time(text, quantity, time)
    return _money(text, quantity)


def _is_price_of_night(text: str, time: re.Match[str]) -> bool:
    """Tell the "1 night" of "1 night costs 210" from a stay."""
    rest = text[time.end() : time.end() + 16]
    return bool(re.match(r" (?:costs?|is|was|=|rate|price|for)\b ?[^\d]{0,8}\d", rest)) and bool(
        re.search(r"(?:^|\D)1[ -]*$", text[: time.start()])
    )


def _money(text: str, quantity: Quantity) -> Quantity | None:
    end = quantity.end
    space = end + 1 if text[end : end + 1] in (" ", "-") else end
    codes, after = find_currency(text, space)
    if not quantity.currencies and codes:
        quantity = replace(quantity, kind="money", currencies=codes, end=after)
    elif codes and set(codes) & set(quantity.currencies):
        # "$210 USD", "$900 CAD"
        quantity = replace(quantity, end=after)
    elif codes and quantity.currencies == ("USD",) and text[quantity.start] == "$":
        quantity = replace(quantity, currencies=codes, end=after)
    if quantity.currencies in ((), ("USD",)) and (found := _PEOPLE.match(text, quantity.end)):
        codes = codes_of(f"{found[1]} dollars")  # "$200 Canadian"
        if codes:
            quantity = replace(quantity, kind="money", currencies=codes, end=found.end())
    if quantity.kind == "money" and (found := _OF_NIGHT.match(text, quantity.end)):
        return replace(quantity, per="night", end=found.end())
    if NO_CURRENCY.match(text, end):
        return replace(quantity, kind="money", is_other_unit=True)
    for pattern, per in _PER_WHAT:
        found = pattern.match(text, quantity.end)
        if found:
            return replace(quantity, per=per, end=found.end())
    if _BEFORE_NIGHTLY.search(text[: quantity.start]):
        return replace(quantity, per="night")
    if text[quantity.end : quantity.end + 1].isalpha():
        return None  # "12b"
    return quantity


def _time(text: str, quantity: Quantity, unit: re.Match[str]) -> Quantity:
    name = unit.lastgroup or "night"
    least, most = _DAYS_OF[name]
    low = (quantity.low * least).to_integral_value(ROUND_FLOOR)
    high: Decimal | None = (quantity.low * most).to_integral_value(ROUND_CEILING)
    before = text[: quantity.start]
    number_end = quantity.end
    end = max(number_end, unit.end())
    if open_ := (_OPEN_AFTER.match(text, number_end) or _OPEN_AFTER.match(text, end)):
        high, end = None, max(end, open_.end())
    elif _OPEN_BEFORE.search(before):
        high = None
    elif _UP_TO.search(before):
        low = min(Decimal(1), low)
    return replace(quantity, kind="time", unit=name, low=low, high=high, end=end)


def as_nights(text: str, quantity: Quantity) -> Quantity:
    """Take a bare number for a number of nights: "12", "10-12" or "10+"."""
    is_open = _OPEN_AFTER.match(text, quantity.end) or _OPEN_BEFORE.search(text[: quantity.start])
    high = None if is_open else quantity.high
    return replace(quantity, kind="time", unit="night", high=high)


def _ones(text: str) -> Iterator[Quantity]:
    """Find what is one without a number: "a week", "one night", "a fortnight"."""
    for found in _ONE.finditer(text):
        if re.search(r"\d ?$|(?:twice|times|once|per) $", text[: found.start()]):
            continue  # "900 a week"
        if re.match(
            r" (?:costs?|is|was|=|rate)\b ?[^\d]{0,8}\d|(?: ago| later| before)",
            text[found.end() :],
        ):
            continue
        one = Quantity(found.start(), found.end(), "bare", Decimal(1), Decimal(1))
        yield _time(text, one, found)


def _range(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """Join "150 to 200 a night", "$150-200", "10 or 12 nights"."""
    joint = _RANGE.fullmatch(text, first.end, second.start)
    if not joint or first.high is None or first.low != first.high or second.low != second.high:
        return None
    if joint.group(0).strip(" ,") == "and" and not re.search(r"between[ ~]*$", text[: first.start]):
        return None
    kinds = {first.kind, second.kind}
    if len(kinds - {"bare"}) > 1 or (first.per and second.per and first.per != second.per):
        return None
    if first.currencies and second.currencies and first.currencies != second.currencies:
        return None
    low, high = first.low, second.high or second.low
    if first.kind == "bare" and second.kind == "time":
        low *= _DAYS_OF[second.unit][0]
    elif first.kind == "time" and second.kind == "bare":
        high *= _DAYS_OF[first.unit][1]
    if not low < high <= low * _WIDEST or (joint.group(0).strip() == "/" and second.kind != "time"):
        return None
    kind = second.kind if first.kind == "bare" else first.kind
    return replace(
        first,
        end=second.end,
        kind=kind,
        low=low,
        high=high,
        currencies=first.currencies or second.currencies,
        per=first.per or second.per,
        unit=first.unit or second.unit,
    )
