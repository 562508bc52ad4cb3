"""Numbers in words and in any usual way of writing, rewritten as plain decimals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from text_to_num import text2num

_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6}
_MULTIPLIERS = {
    "thousands": 1000, "k": 1000, "grand": 1000, "millions": 10**6, "mio": 10**6, "lakh": 10**5,
    "lakhs": 10**5, "lac": 10**5, "lacs": 10**5, "crore": 10**7, "crores": 10**7, "dozen": 12,
    "billion": 10**9,
}  # fmt: skip
_MISSPELT = {
    "fourty": "forty", "ninty": "ninety", "fivty": "fifty", "fity": "fifty", "twelf": "twelve",
    "tweleve": "twelve", "twelv": "twelve", "hundret": "hundred", "hundreds": "hundred",
    "thousend": "thousand", "tousand": "thousand", "eigth": "eight", "sevn": "seven",
    "fourtheen": "fourteen", "fiveteen": "fifteen", "fiften": "fifteen", "thirtheen": "thirteen",
    "ninteen": "nineteen", "twenti": "twenty", "tow": "two",
}  # fmt: skip
_WORD = (
    "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    "ninety|hundred|thousand|million)"
)
_SCALE = "(?:hundred|thousand|million)"
_RUN = re.compile(
    rf"(?<![\w.])(?:an? (?={_SCALE})|\d+(?:\.\d+)? ?(?={_SCALE}\b))?{_WORD}"
    rf"(?:(?:[ -](?:and )?){_WORD})*(?!\w)"
)
# "two to three hundred": the scale of the second number is that of the first one too.
_SHARED_SCALE = re.compile(
    rf"(?<![\w.,])((?!{_SCALE}){_WORD}|\d{{1,2}}(?:\.\d)?)( ?(?:to|or|-) ?)"
    rf"(?=(?!{_SCALE})(?:{_WORD}|\d{{1,2}}(?:\.\d)?) ?({_SCALE}|k|grand)(?!\w))"
)
_HALF_OF = "(?:million|thousand|grand|dozen|week|month|night|day)s?"
_WRITTEN = re.compile(r"\d+(?:[.,']\d+)*")
_SCALED = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)(?: ?({'|'.join(_MULTIPLIERS)})(?![a-z]))(?: of(?= \w))?"
)

_THOUSANDS = re.compile(
    r"(?<![\w.])(\d{1,3}) thousand,? (?:and )?(\d) hundred\b(?! (?:and )?\w+ty)"
)
# "Ten (10) nights"
_TWICE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ?\(\1\)")
# "20 dollars and 50 cents"
_CENTS = re.compile(
    r"(?<![\d.])(\d+)( ?(?:us )?(?:dollars?|bucks?|euros?|pounds?|usd|eur|gbp))(?:,? and|,)? "
    r"(\d{1,2}) ?(?:cents?|pence|c|p)\b"
)


def plain_text(text: str) -> str:
    """Lower the case, straighten signs and spaces, take accents away."""
    text = re.sub(r"(?<=\d) ?½", ".5", text).replace("½", "0.5")
    decomposed = unicodedata.normalize("NFKD", text.replace("ł", "l"))
    text = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2212: "-"})
    text = re.sub("[\u2010-\u2015]", "-", text)
    text = re.sub(r"(?<=\d)[- ]?ish\b", "", text)
    return re.sub(r"\s+", " ", text).strip()


def write_digits(text: str) -> str:
    """Rewrite every number of a plain text as digits with at most a decimal point.

    ``"two and a half grand, 1.800,50 or 8 lakh"`` becomes ``"2500, 1800.50 or 800000"``.

    Args:
        text: As `plain_text` returns it.
    """
    for wrong, right in _MISSPELT.items():
        text = re.sub(rf"\b{wrong}\b", right, text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?:[.,]\d\d)? ?(?:eur|€|usd|\$|franc|chf|kr|dollar))", "", text)
    text = re.sub(r"(?<![\w.,])(\d{1,3}) (?=000\b)", r"\1", text)
    text = _WRITTEN.sub(_plain_number, text)
    text = _THOUSANDS.sub(lambda found: str(int(found[1]) * 1000 + int(found[2]) * 100), text)
    text = _SHARED_SCALE.sub(r"\1 \3\2", text)
    text = _write_fractions(text)
    text = _RUN.sub(lambda found: _digits(found.group(0)), text)
    text = re.sub(r"(\d+) point (\d+)", r"\1.\2", text)
    text = _SCALED.sub(lambda found: _product(found[1], _MULTIPLIERS[found[2]]), text)
    text = _TWICE.sub(r"\1", text)
    return _CENTS.sub(lambda found: f"{found[1]}.{found[3]:0>2}{found[2]}", text)


def _write_fractions(text: str) -> str:
    text = re.sub(rf"\b(?:half|1/2|0\.5) an? (?={_HALF_OF}\b)", "0.5 ", text)
    text = re.sub(r"\b(?:a )?quarter (?:of a )?(?=million\b)", "0.25 ", text)
    text = re.sub(r"\b(?:a )?(?:couple|pair)(?: of)?\b(?= \w|$)", "2", text)
    text = re.sub(r"\ban? (?=(?:dozen|grand|lakh|crore)\b)", "1 ", text)
    text = re.sub(rf"\b({_WORD}|\d+) and (?:a half|1/2)\b", _and_a_half, text)
    text = re.sub(r"\b(\d+) 1/2\b", r"\1.5", text)
    return re.sub(rf"\b(an?|{_WORD}|\d+) (week|month|night|day)s? and a half\b", _and_a_half, text)


def _plain_number(found: re.Match[str]) -> str:
    """Tell the decimal sign from the signs between thousands."""
    written = found.group(0).replace("'", "")
    signs = [sign for sign in written if not sign.isdigit()]
    if not signs:
        return written
    whole, _, tail = written.rpartition(signs[-1])
    digits = re.sub(r"[.,]", "", whole)
    if len(tail) > 3 or (len(tail) < 3 and signs.count(signs[-1]) > 1):
        return written.replace(",", ", ")  # a list without spaces, or no number at all
    is_decimal = len(tail) < 3 or digits == "0"
    return f"{digits}.{tail}" if is_decimal else f"{digits}{tail}"


def _digits(words: str) -> str:
    """Read a run of number words; "two fifty" is 250, "two three" is from 2 to 3."""
    parts = re.sub(r"(?<=\d)(?=[a-z])|-", " ", words).removeprefix("a ").split()
    if parts[0][0].isdigit():
        product = _product(parts[0], _SCALES[parts[1]])
        rest = parts[3:] if parts[2:3] == ["and"] else parts[2:]
        count = next((n for n in range(len(rest), 0, -1) if _is_number(rest, n)), 0)
        if count:
            product = f"{Decimal(product) + int(text2num(' '.join(rest[:count]), 'en')):f}"
        left = [part for part in rest[count:] if part != "and"]
        return f"{product} {_digits(' '.join(left))}" if left else product
    values = []
    while parts:
        count = next(n for n in range(len(parts), 0, -1) if n == 1 or _is_number(parts, n))
        values.append(int(text2num(" ".join(parts[:count]), "en")))
        if parts[count : count + 1] == ["and"]:  # "between one hundred and two hundred"
            return f"{_joined(values)} and {_digits(' '.join(parts[count + 1 :]))}"
        parts = parts[count:]
    return "one" if words == "one" else _joined(values)  # mostly no number: "which one"


def _joined(values: list[int]) -> str:
    if len(values) == 2 and (values[0] < 20 <= values[1] < 100 or values[0] < 10 <= values[1] < 20):
        return str(values[0] * 100 + values[1])
    return "-".join(str(value) for value in values)


def _is_number(parts: list[str], count: int) -> bool:
    if parts[count - 1] == "and" or parts[count : count + 1] in (["hundred"], ["thousand"]):
        return False
    try:
        text2num(" ".join(parts[:count]), "en")
    except ValueError:
        return False
    return True


def _and_a_half(found: re.Match[str]) -> str:
    count = found[1]
    if not count.isdigit():
        count = "1" if count in ("a", "an") else str(text2num(count, "en"))
    unit = f" {found[2]}s" if found.re.groups > 1 else ""
    return f"{count}.5{unit}"


def _product(number: str, factor: int) -> str:
    product = f"{Decimal(number) * factor:f}"
    return product.rstrip("0").rstrip(".") if "." in product else product
