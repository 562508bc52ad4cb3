"""A message made ready for reading: dates set aside, numbers as digits, other numbers gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from bot.benefits.currencies import codes_of
from bot.benefits.numbers import plain_text, write_digits
from bot.dates import FoundDates, find_dates

_DURATION = re.compile(
    r"\b(?:an? )?(?:couple of |pair of |dozen )?[\w.]+[ -]?(?:more |full |long )?"
    r"(?:nights?|nites?|days?|weeks?|wks?|fortnights?|months?)\b(?: and a half)?",
    re.IGNORECASE,
)
# "Checked in May 1" is on that day, not in that month.
_IN_MONTH = re.compile(
    r"\bin (?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}\b(?! ?\d))",
    re.I,
)
_CHINA = re.compile(r"\b(?:china|chinese|beijing|shanghai|guangzhou|shenzhen|wuhan|rmb)\b", re.I)
# "100 XYZ per night"
_CODE = re.compile(r"(?<=\d) ?([A-Z]{3})(?= (?:per|a|each|/) ?(?:night|day)\b|\.?$)")
_NO_CODES = {"PER", "DAY", "NET", "ALL", "MAX", "MIN", "NTS", "EUR"}
_SOON = timedelta(days=60)
# Stands in the text for what is no amount and no number of nights.
_NOTHING = " ~ "
# The dates of a text are the private characters from here on.
_FIRST_DATE = 0xE000
DATE = "[\ue000-\uf8ff]"
_FUTURE = re.compile(
    r"\b(?:will|going to|gonna|until|till?|next|upcoming|starting|planned|would)\b", re.I
)
_PAST = re.compile(
    r"\b(?:was|were|had|stayed|spent|paid|charged|issued|ordered|came|got|did|left|released)\b",
    re.I,
)
_TIME_UNITS = "(?:day|night|week|month|year)s?"
# What follows makes an amount or a length of a number, so it is no mere label.
_NO_UNIT = (
    r"(?![.,]?\d| ?(?:[$€£¥%]|k\b|usd|eur|gbp|chf|inr|dollars?|bucks|pounds?|yen|rupees|pesos|"
    r"grand|hundred|thousand|million|nights?|nites?|days?|weeks?|"
    r"(?:per|a|each) (?:night|day|week)))"
)
_OTHER_NUMBERS = [
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}\S*|(?:https?://|www\.)\S+",
    # Telephone numbers.
    r"\+\d[\d ()./-]{6,}\d|\(\d{3}\) ?\d{3}[ .-]?\d{4}|(?<!\d)\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d)",
    r"(?<!\d)00\d[\d ]{7,}\d",
    r"\b(?:call|phone|tel|telephone|dial|ring|whatsapp|mobile|cell|fax|hotline)\b[^\d,.;]{0,15}"
    r"\d[\d() .-]{4,}\d",
    # Clock times and hours.
    r"\b\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?(?:[ap]m\b|[ap]\.m\.)",
    r"\b\d+[ -]?(?:hours?|hrs?|minutes?|mins?|o'clock|h)\b",
    r"\b24 ?[/-] ?7\b|\b\d+(?:st|nd|rd|th)\b|\bcovid[- ]?\d+|\bsars-cov-\d|\bh\dn\d\b",
    # Ages, years, places in a list.
    r"\b(?:aged?|i'm|i am) \d{2}\b(?! ?(?:night|day|week|k\b|usd|eur|%))|\b\d+[ -]?(?:years?|"
    r"yrs?|y/?o)\b"
    r"(?:[ -]old)?|\b\d+ months? old\b",
    r"\b(?:in|since|during|of|year|spring|summer|fall|autumn|winter|back in) (?:19|"
    r"20)\d\d\b(?![.,]\d)",
    r"^ ?\d[.)] |(?<=\s)\d\) ",
    # Things that are counted or numbered, but neither nights nor money.
    r"(?<![$€£.,\d])\d{1,3}[ -]?(?:stars?|bed(?:room)?s?|miles?|km|kilomet\w+|meters?|"
    r"people|persons?|travell?ers?|students?|adults?|kids?|children|pax|colleagues?|guests?|"
    r"residents?|rooms|of us|times|countries|cities|doses?|shots?|stitches|"
    r"members?|others|faculty|nurses?|doctors?|kg|ml|mg)\b",
    r"\b(?:group|team|party|class|family) of \d+",
    r"\b(?:room|gate|flight|trip|registration|section|page|chapter|step|question|policy|case|"
    r"claim|ticket|booking|"
    r"reference|ref|zip|confirmation|membership)(?: (?:no\.?|number|id|code))? ?(?:#|no\.?|"
    r"number|id|code)"
    r" ?:? ?[a-z]{0,3}-?\d[\w-]*|"
    r"\b(?:in )?room \d{1,4}\b(?! ?(?:an?\b|per|/|each|usd|eur\w*|dollars?|bucks|[$€£x*]|night|"
    r"nightly|\d))|#\d+",
    r"\b(?:tooth|molar|incisor|canine|premolar|number|num|nr|(?:invoice|receipt) no\.?)"
    rf"(?: (?:no\.?|number|nr\.?))?(?: is|:)? ?#?\d{{1,4}}\b{_NO_UNIT}",
    r"\b(?:(?:employee|student|staff|member|isos|umb|sos) (?:id|case)|pid|emplid|id|badge|passport|"
    rf"version|gate|terminal|seat|(?<!that )(?<!this )case (?=\d{{4}}))(?: (?:no\.?|number|nr))?"
    rf"(?: is|:|=)? ?#?[a-z]{{0,3}}-?\d[\w-]*{_NO_UNIT}",
    rf"\b(?:shared|sharing) (?:by|with|between|among) \d+\b{_NO_UNIT}",
    # Time that is not spent: "3 days ago", "a 2-week conference".
    rf"\b\d+ {_TIME_UNITS} (?:ago|early|earlier|before(?! i)|in advance|beforehand|prior|notice|"
    rf"old)\b",
    r"\b\d+[ -](?:day|week|night|month)s?[ -](?:long )?(?:trip|conference|congress|program(?:me)?|"
    r"semester|tour|visit|workshop|course|rotation|fieldwork|holiday|vacation|study abroad|"
    r"assignment|"
    r"meeting|travel|residency|internship|fellowship)\b",
    r"\b(?:trip|conference|program(?:me)?|course|rotation|fieldwork|assignment) (?:of|is|was|for|"
    r"lasts) "
    rf"\d+ {_TIME_UNITS}\b",
]
_ITEM = (
    r"(?:teeth|tooth|crowns?|fillings?|implants?|root canals?|molars?|visits?|appointments?|"
    r"x-?rays?|"
    r"tests?|meals?|sessions?|extractions?|prescriptions?|scans?|consultations?|pills?)"
)
_KIND = "(?:broken|front|back|dental|new|pcr|covid|antigen|rapid|root|emergency|porcelain|~) +"
# "2 crowns at $450 each"
_ITEMS = re.compile(
    rf"\b(\d+) (?:{_KIND})*({_ITEM})[,:]? (?:at|@|for|x|of|costing|costs?|were|are)? ?"
    rf"([^\d\s]{{0,4}} ?)(\d+(?:\.\d+)?)( ?[^\d\s]{{0,8}}) "
    rf"(?:each|apiece|a piece|(?:per|a) {_ITEM})\b"
)
# "2 tests at $60"
_ITEMS_AT = re.compile(
    rf"\b(\d+) (?:{_KIND})*({_ITEM}) (?:at|@) ?([^\d\s]{{0,4}} ?)(\d+(?:\.\d+)?)()(?![\d.])"
)
_TIMES = re.compile(r"(\d) ?[x*\N{MULTIPLICATION SIGN}] ?(?=[$€£]?\d)")
_COUNTED = re.compile(
    r"(?<![$€£.,\d])\b\d{1,2} (?:broken |front |back |dental |new |pcr |root |covid |antigen |"
    r"rapid |emergency )*"
    r"(?:teeth|tooth|(?:crown|filling|implant|canal|molar|visit|appointment|x-?ray|test|meal|"
    r"dentist|"
    r"doctor|hospital|session|extraction|prescription|scan|consultation|bill|invoice|receipt|"
    r"pill)s)\b"
)
_LONG_NUMBER = re.compile(r"(?<![\d.,$€£])\d{9,}(?![\d.,])")
_OTHER_NUMBER = re.compile("|".join(f"(?:{pattern})" for pattern in _OTHER_NUMBERS))


@dataclass(frozen=True)
class Wording:
    """A message, ready for reading.

    Attributes:
        text: In plain words; every number in digits; a private character for every date.
        dates: What these characters stand for, in their order.
        plain: The message in plain words and digits, with nothing taken out.
    """

    text: str
    dates: tuple[FoundDates, ...]
    plain: str = ""

    def date_at(self, character: str) -> FoundDates:
        """Return the date that a private character stands for."""
        return self.dates[ord(character) - _FIRST_DATE]


def word(message: str, today: date) -> Wording:
    """Make a message ready for reading.

    Args:
        message: What somebody wrote.
        today: The present day at the university. A date without a year is the last one, since
            costs are asked about when they arise or afterwards; it is the next one if the words are
            of the future and the day is near.
    """
    message = re.sub(DATE, "~", message)
    message = _IN_MONTH.sub("on ", message)
    if _CHINA.search(message):
        message = re.sub("[\u00a5\uffe5]", "CN\u00a5", message)
    if message != message.upper():
        message = _CODE.sub(_unknown_code, message)
    # Of "nov 10 $110" the 10 is of the date; the length stays.
    message = re.sub(r"(?<=\d)[,.]? (?=[$€£¥]\d)", lambda gap: ";" * len(gap[0]), message)
    is_future = bool(_FUTURE.search(message)) and not _PAST.search(message)
    prefer: Literal["past", "future"] = "future" if is_future else "past"
    found = find_dates(message, today=today, prefer=prefer)
    if is_future and any(_first(dated) > today + _SOON for dated in found):
        prefer = "past"
        found = find_dates(message, today=today, prefer=prefer)
    dates: list[FoundDates] = []
    text, position = "", 0
    for place in found:
        dated, before, after = _without_duration(place, message, today, prefer)
        text += f"{message[position : place.start]}{before} {chr(_FIRST_DATE + len(dates))} {after}"
        dates.append(dated)
        position = place.end
    text += message[position:]
    text = _LONG_NUMBER.sub(_NOTHING, _OTHER_NUMBER.sub(_NOTHING, plain_text(text)))
    text = write_digits(_TIMES.sub(r"\1 x ", text))
    text = _COUNTED.sub(_NOTHING, _ITEMS_AT.sub(_product, _ITEMS.sub(_product, text)))
    # Once more, for what was written in words: "two weeks ago".
    plain = write_digits(plain_text(message))
    return Wording(_OTHER_NUMBER.sub(_NOTHING, text), tuple(dates), plain)


def _unknown_code(found: re.Match[str]) -> str:
    """Write the sign of no currency for what looks like the code of one, but is none."""
    is_known = found[1] in _NO_CODES or codes_of(found[1])
    return found[0] if is_known else f"{found[0][:-3]}\N{CURRENCY SIGN}"


def _product(found: re.Match[str]) -> str:
    total = int(found[1]) * Decimal(found[4])
    return f"{found[2]} {found[3]}{total:f}{found[5]}"


def _first(found: FoundDates) -> date:
    return found.readings[0].first if found.readings else date.min


def _without_duration(
    found: FoundDates, message: str, today: date, prefer: Literal["past", "future"]
) -> tuple[FoundDates, str, str]:
    """Part "3 March for 10 days" into the date and the words around it, to be read as such."""
    written = message[found.start : found.end]
    duration = _DURATION.search(written)
    if duration:
        blank = "~" * (duration.end() - duration.start())
        rest = f"{written[: duration.start()]}{blank}{written[duration.end() :]}"
        for dated in find_dates(rest, today=today, prefer=prefer):
            return dated, written[: dated.start], written[dated.end :]
    return found, "", ""
