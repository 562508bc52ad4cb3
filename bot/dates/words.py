"""The words and numbers of a text as one letter each, so that dates can be found by pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# M month, W weekday, w its abbreviation, D number below 40, n other number, c number in words,
# O ordinal in digits, o ordinal in words, Y year, N numeric date, u day, night, month or year,
# k week, E beginning, middle or end, t time of day. Small words have the letters below; what has
# none is x, and punctuation stands for itself.
_SMALL_WORDS = {
    "F": "of de",
    "T": "the",
    "A": "a an",
    "R": "to until untill till til thru through upto hasta bis al au jusqu'au à até unto",
    "&": "and y und et",
    "B": "between",
    "f": "from starting begins starts since commencing del du vom desde ab von",
    "P": "for during",
    "I": "in within sometime around",
    "X": "next nxt coming following upcoming",
    "S": "this current",
    "L": "last past previous",
    "G": "ago",
    "H": "later",
    "j": "now",
    "q": "today tonight 2day",
    "r": "tomorrow tmrw tmr tmrrw tmw tomoro tomorow 2moro 2morrow tommorow tommorrow",
    "y": "yesterday yday",
    "a": "after",
    "h": "before",
    "b": "back return returning returns returned home end ends ending ended released",
    "z": (
        "come comes came fly flying flies be being will am is was get getting go going head "
        "heading then probably again date day plan planning my our there stay staying stays "
        "stayed leave leaving lasting lasts total about approximately roughly trip flight plus "
        "arrive arrives arriving instead please actually already too"
    ),
    "i": "i we he she they it i'll i'm we'll we're i'd he'll she'll they'll",
    "d": "on by at",
    "|": "or",
    "t": "morning afternoon evening noon midday midnight am pm",
    "k": "week weeks wk wks weeks' semana semanas",
    "e": "weekend",
}
_UNITS = {
    "day": "day days days' dys",
    "night": "night nights nites nite",
    "month": "month months mth mths months'",
    "year": "year years yr yrs years'",
}
UNIT_NAMES = ("day", "night", "month", "year", "week", "fortnight")
_PARTS = {"beginning start early": 0, "mid middle": 1, "end late": 2}
_SMALL_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_FOREIGN_LANGUAGES = ("es", "fr", "de", "pt", "it")
_MONTH_SLIPS = {
    "sept": 9, "marhc": 3, "mrach": 3, "apirl": 4, "arpil": 4, "aprill": 4, "jully": 7,
    "agust": 8, "augst": 8, "auguest": 8, "juli": 7, "juni": 6,
}  # fmt: skip
_WEEKDAY_SHORT = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
    "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
SHORTEST_SLIP = 6
LONG_NAME = 8
_SLIP_TARGETS = (
    "january", "february", "september", "october", "november", "december", "tomorrow", "yesterday",
    *(name.lower() for name in WEEKDAYS),
)  # fmt: skip
_NO_SLIPS = frozenset({"sturdy", "morrow"})

_TOKEN = re.compile(
    r"""
    (?P<skip> \S{1,64}@\S+ | (?:https?://|www\.)\S+ | 24/7(?:/365)? | 2day | 2mor+ow?
        | [$€£¥₹]\s?\d[\d,.]{0,15} | \d[\d,.]{0,15}\s?[%$€£¥₹]
        | \d{1,3}(?:,\d{3})+(?!\d) | \d{3,}(?:[-.]\d{3,})+ | (?<!\w)[a-z]{1,2}\d+(?!\w)
        | 1/2(?=\s+(?:an?\b|day|hour|price|of\b|board)) )
    | (?P<time> \d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b)? | \d{1,2}\s?[ap]\.?m\b )
    | (?P<iso> (?<![\d.-])(?:19|20)\d\d([-/.])\d{1,2}\4\d{1,2}(?!\d|[-.]\d)(?:t[\d:.z+]+)? )
    | (?P<full> (?<![\d/.])\d{1,2}\s?([-/.])\s?\d{1,2}\s?\6\s?(?:(?:19|20)\d\d|\d\d)(?![\d/]) )
    | (?P<short> (?<![\d/.])\d{1,2}(?:/\d{1,2}(?![\d/])|\.\d{1,2}\.(?!\d)) )
    | (?P<ordinal> (?<![\d.])\d{1,2}(?:st|nd|rd|\s?th|º|ª)(?!\w) )
    | (?P<year> (?<![\d.])(?:19|20)\d\d(?!\d|[.,]\d) | ['\u2019]\d\d(?!\d) )
    | (?P<number> \d+(?:\.\d+)* )
    | (?P<arrow> -+> | => | → | [-\u2012-\u2015\u2212]+ )
    | (?P<word> [^\W\d_]+(?:['\u2019][^\W\d_]+|s['\u2019](?!\w))* )
    | (?P<mark> [^\w\s] | \n )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A word, number or mark of a text.

    Attributes:
        tag: The letter that stands for it.
        start: Where it begins in the text.
        end: Where it ends.
        text: As written, in lower case.
        value: Month 1 to 12, weekday 0 to 6, number, year, place in `UNIT_NAMES`, or 0.
        numbers: Of a numeric date: (year, month, day), or the first two numbers and perhaps a year.
    """

    tag: str
    start: int
    end: int
    text: str
    value: int = 0
    numbers: tuple[int, ...] = ()


def read_tokens(text: str) -> list[Token]:
    """Cut a text into tokens; spaces are left out."""
    # Letter by letter, so that the places stay those of the text.
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(lower):
        token = _token(match.lastgroup or "", match.group(0), match.start(), match.end())
        whole = _joined(tokens, token)
        if whole:
            del tokens[-2 if tokens[-1].tag == "-" else -1 :]
        tokens.append(whole or token)
    return tokens


def _joined(tokens: list[Token], last: Token) -> Token | None:
    """Make one token of "twenty-first" or "thirty one"."""
    if last.tag not in "co" or not 0 < last.value < 10:
        return None
    before = tokens[:-1] if tokens and tokens[-1].tag == "-" else tokens
    tens = before[-1] if before else None
    if tens is None or tens.tag != "c" or tens.value < 20 or tens.value % 10:
        return None
    return Token(last.tag, tens.start, last.end, tens.text + last.text, tens.value + last.value)


def _token(group: str, word: str, start: int, end: int) -> Token:
    if group in ("iso", "full", "short"):
        numbers = tuple(int(number) for number in re.findall(r"\d+", word)[:3])
        return Token("N" if _may_be_date(group, numbers) else "x", start, end, word, 0, numbers)
    tag, value = "x", 0
    if group in ("ordinal", "year"):
        value = int(re.findall(r"\d+", word)[0])
        tag = "O" if group == "ordinal" else "Y"
        value += 2000 if group == "year" and value < 100 else 0
    elif group == "number" and word.isdigit() and len(word) <= 3 and int(word):
        value = int(word)
        tag = "D" if len(word) <= 2 and value < 40 else "n"
    elif group in ("skip", "word"):
        tag, value = _word(word.replace("\u2019", "'"))
    elif group in ("arrow", "time"):
        tag = "-" if group == "arrow" else "t"
    elif group == "mark":
        tag = ";" if word == "\n" else "x" if word.isalnum() else word
    return Token(tag, start, end, word, value)


def _may_be_date(group: str, numbers: tuple[int, ...]) -> bool:
    if group == "iso":
        return 0 < max(numbers[1:]) <= 31
    first, second = sorted(numbers[:2])
    # "13/13/2027" is a date that does not exist; "13/13" is no date.
    return 0 < first <= (31 if group == "full" else 12) and second <= 31


def _word(word: str) -> tuple[str, int]:
    lexicon = _lexicon()
    known = lexicon.get(word) or lexicon.get(word.removesuffix("'s"))
    return known or (_nearest(word) if len(word) >= SHORTEST_SLIP else ("x", 0))


@lru_cache(maxsize=4096)
def _nearest(word: str) -> tuple[str, int]:
    """Take a slip ("wensday", "Febuary") for the name that it is nearest to."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if word in _NO_SLIPS or word.endswith("days"):
        return "x", 0
    names = [name for name in _SLIP_TARGETS if name[0] == word[0]]
    nearest = process.extractOne(word, names, scorer=OSA.distance, score_cutoff=2)
    if nearest is None or (nearest[1] > 1 and len(nearest[0]) < LONG_NAME):
        return "x", 0
    return _lexicon()[nearest[0]]


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[str, int]]:
    from babel.dates import get_month_names

    words: dict[str, tuple[str, int]] = {}
    for language in _FOREIGN_LANGUAGES:
        for month, name in get_month_names("wide", locale=language).items():
            words[name.lower()] = ("M", int(month))
    for letter, group in _SMALL_WORDS.items():
        words.update({word: (letter, 0) for word in reversed(group.split())})
    for unit, group in _UNITS.items():
        words.update({word: ("u", UNIT_NAMES.index(unit)) for word in group.split()})
    words.update(
        {word: ("k", UNIT_NAMES.index("week")) for word, (tag, _) in words.items() if tag == "k"}
    )
    for group, part in _PARTS.items():
        words.update({word: ("E", part) for word in group.split()})
    for number, month_name in enumerate(MONTHS, start=1):
        words[month_name.lower()] = words[month_name[:3].lower()] = ("M", number)
    words.update({word: ("M", month) for word, month in _MONTH_SLIPS.items()})
    words.update({name.lower(): ("W", number) for number, name in enumerate(WEEKDAYS)})
    words.update({word: ("w", number) for word, number in _WEEKDAY_SHORT.items()})
    words.update({word: ("c", number) for number, word in enumerate(_SMALL_NUMBERS.split(), 1)})
    words.update({"couple": ("c", 2), "thirty": ("c", 30), "forty": ("c", 40), "sixty": ("c", 60)})
    words.update({word: ("o", number) for number, word in enumerate(_ORDINALS.split(), 1)})
    words["thirtieth"] = ("o", 30)
    words["fortnight"] = words["fortnights"] = ("k", UNIT_NAMES.index("fortnight"))
    return words
