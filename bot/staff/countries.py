"""Countries by the names that the staff give them."""

from __future__ import annotations

import difflib

from bot.errors import AssistantError
from bot.trips.gazetteer import country_names, fold, load_gazetteer


class UnknownCountryError(AssistantError, LookupError):
    """No country has this name."""


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country.

    Args:
        name: One of its names, or the code itself, in any case.

    Raises:
        UnknownCountryError: The message names those that are spelt alike.
    """
    names = country_names()
    code = name.strip().upper()
    if code in names:
        return code
    for entry in load_gazetteer().lookup(fold(name)):
        if entry.kind == "country":
            return entry.country_code
    folded = {fold(known): known for known in names.values()}
    alike = difflib.get_close_matches(fold(name), folded, n=3, cutoff=0.7)
    hint = f"; did you mean {' or '.join(folded[key] for key in alike)}?" if alike else ""
    raise UnknownCountryError(f"No country is called {name!r}{hint}")


def country_name(code: str) -> str:
    """Return the English name of a country; its code when it has none."""
    return country_names().get(code, code)
