"""Currencies by sign, code or name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from babel import Locale
from babel.core import get_global

# What Unicode's data do not have: signs and words of everyday use.
_SIGNS = {
    "$": "USD", "us$": "USD", "usd$": "USD", "$us": "USD", "u$s": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "₹": "INR", "₩": "KRW", "₱": "PHP", "₦": "NGN", "₺": "TRY", "₽": "RUB",
    "฿": "THB", "₫": "VND", "₪": "ILS", "₴": "UAH", "₵": "GHS", "₡": "CRC", "₲": "PYG",
    "₸": "KZT", "₾": "GEL", "₭": "LAK", "៛": "KHR", "৳": "BDT", "c$": "CAD", "ca$": "CAD",
    "cad$": "CAD", "cdn$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "sg$": "SGD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "mex$": "MXN",
    "j$": "JMD", "cn¥": "CNY", "rmb": "CNY",
}  # fmt: skip
_WORDS = {
    "buck": "USD", "bucks": "USD", "dolar": "USD", "dolars": "USD", "dollers": "USD",
    "dollor": "USD", "dollors": "USD", "doller": "USD", "dolares": "USD", "us dollar": "USD",
    "us dollars": "USD", "u.s. dollars": "USD", "american dollars": "USD", "dollars us": "USD",
    "us bucks": "USD", "quid": "GBP", "sterling": "GBP", "pound sterling": "GBP",
    "pounds sterling": "GBP", "uk pounds": "GBP", "english pounds": "GBP", "euroes": "EUR",
    "yens": "JPY", "renminbi": "CNY", "chinese renminbi": "CNY", "kuai": "CNY",
    "reais": "BRL", "loonies": "CAD", "aussie dollars": "AUD", "kiwi dollars": "NZD",
    "taiwan dollars": "TWD", "nis": "ILS", "rands": "ZAR", "bahts": "THB", "lire": "TRY",
    "liras": "TRY", "meticais": "MZN", "colones": "CRC", "bolivares": "VES", "ksh": "KES",
    "kshs": "KES", "tsh": "TZS", "tshs": "TZS", "ush": "UGX", "ugsh": "UGX", "zl": "PLN",
    "kc": "CZK", "huf": "HUF", "won": "KRW", "sfr": "CHF", "emirati dirhams": "AED",
    "uae dirhams": "AED", "korean won": "KRW", "aus dollars": "AUD", "aud dollars": "AUD",
    "cad dollars": "CAD", "oz dollars": "AUD",
}  # fmt: skip
_CROWNS = ("CZK", "DKK", "ISK", "NOK", "SEK")
_RUPEES = ("INR", "LKR", "MUR", "NPR", "PKR", "SCR")
_SEVERAL = {
    "rs": _RUPEES, "rs.": _RUPEES, "kr": _CROWNS[1:], "kr.": _CROWNS[1:], "krona": _CROWNS[2:],
    "crown": _CROWNS, "crowns": _CROWNS, "cfa": ("XAF", "XOF"), "cfa francs": ("XAF", "XOF"),
}  # fmt: skip
# By themselves these mean one currency only.
_CHIEF = {"dollar": "USD", "pound": "GBP", "won": "KRW"}
# Codes and short names that are words of the language.
_NOT_CURRENCIES = {
    "all", "try", "top", "cup", "mad", "sos", "gel", "mop", "pen", "bob", "cop", "ron", "ars",
    "gold", "mark", "marks", "bam", "lak", "ern", "sol", "fun", "din", "real",
}  # fmt: skip
# What people take for money, but no state has issued.
NO_CURRENCY = re.compile(
    r"\s*(?:btc|bitcoins?|eth|ethereum|crypto|points?|miles|credits|tokens|doubloons|"
    r"gold coins?)\b|\s*\N{CURRENCY SIGN}",
    re.IGNORECASE,
)


def find_currency(text: str, position: int = 0) -> tuple[tuple[str, ...], int]:
    """Read the currency that begins at a position.

    Returns:
        The codes that it may mean, none if no currency begins there; and where it ends.
    """
    found = _pattern().match(text, position)
    if not found:
        return (), position
    return codes_of(found.group(0)), found.end()


def find_currency_before(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """Read the currency that ends at a position; the same, with where it begins."""
    window = max(0, position - 40)
    for found in _pattern().finditer(text[window:position]):
        # "2 crowns 900" is about teeth
        if window + found.end() == position and not found.group(0).startswith("crown"):
            return codes_of(found.group(0)), window + found.start()
    return (), position


def codes_of(name: str) -> tuple[str, ...]:
    """Return the codes that a sign, code or name may mean, e.g. ``("MXN", "COP", ...)``."""
    return _names().get(_key(name), ())


def name_of(codes: tuple[str, ...]) -> str:
    """Name a currency in the plural, or several by the word they share: ``pesos``."""
    if len(codes) > 1 and set(codes) <= set(_CROWNS):
        return "crowns"
    names = [_plural(code) for code in codes]
    return names[0] if len(names) == 1 else names[0].split()[-1]


def narrow(codes: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Keep of several currencies those whose country, people or code the text names."""
    words = f" {' '.join(re.findall(r'[a-z.]+', _key(text)))} "
    named = [
        code
        for code in codes
        if any(f" {name} " in words for name in (code.lower(), *_countries()[code]))
    ]
    return tuple(named) or codes


def _key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def _plural(code: str) -> str:
    names = _english()._data["currency_names_plural"].get(code, {})
    return str(dict(names).get("other", code))


@lru_cache(maxsize=1)
def _english() -> Locale:
    return Locale("en")


@lru_cache(maxsize=1)
def _territories() -> dict[str, list[str]]:
    """Return the currencies in use: code -> names of the territories, in lower case."""
    found: dict[str, list[str]] = defaultdict(list)
    for territory, entries in get_global("territory_currencies").items():
        for code, _, ended, is_tender in entries:
            if is_tender and ended is None:
                found[code].append(_key(_english().territories.get(territory, territory)))
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    """Return for each code how its country and its people are called."""
    peoples = {
        code: [" ".join(_key(_plural(code)).split()[:-1])] if " " in _plural(code) else []
        for code in _territories()
    }
    extra = {"USD": ["american", "us", "u.s.", "usa", "u.s"], "GBP": ["uk", "english"]}
    return {
        code: [*names, *peoples[code], *extra.get(code, [])]
        for code, names in _territories().items()
    }


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, set[str]] = defaultdict(set)
    for code in _territories():
        forms = {_key(form) for form in _forms(code)}
        for word in {form.split()[-1] for form in forms}:
            names[word].add(code)
            forms |= {f"{country} {word}" for country in _countries()[code]}
        for form in forms:
            names[form].add(code)
    for code in _territories():
        names[code.lower()] = {code}
    for word, code in (*_SIGNS.items(), *_WORDS.items()):
        names[word] = {code}
    for word, chief in _CHIEF.items():
        names[word] = names[f"{word}s"] = {chief}
    names.update({word: set(codes) for word, codes in _SEVERAL.items()})
    return {
        name: tuple(sorted(codes)) for name, codes in names.items() if name not in _NOT_CURRENCIES
    }


def _forms(code: str) -> set[str]:
    names = dict(_english()._data["currency_names_plural"].get(code, {}))
    return {_english().currencies[code], *names.values()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Match any sign, code or name, the longest first."""
    ordered = sorted(_names(), key=len, reverse=True)
    words = "|".join(re.escape(name) for name in ordered if name not in _SIGNS)
    signs = "|".join(re.escape(name) for name in ordered if name in _SIGNS)
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z']|-term)|(?<![a-z])(?:{signs})")
