"""The emergency numbers of a country, from the metadata of Google's libphonenumber."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from phonenumbers import PhoneMetadata, country_code_for_region

# Numbers for all services come first. In North America 112 works from some phones only.
FOR_EVERYTHING = ("000", "999", "112", "911")
FOR_EVERYTHING_IN_NORTH_AMERICA = ("911", "112", "999", "000")
NORTH_AMERICA = 1  # country calling code
MOST_NUMBERS = 6
LONGEST_NUMBER = 4


@lru_cache(maxsize=256)
def local_emergency_numbers(country_code: str) -> tuple[str, ...]:
    """Return the numbers that reach a country's police, ambulance and fire services.

    The source is the metadata of the package `phonenumbers` in the locked version. It does not say
    which number is for which service, and neither must we.

    Args:
        country_code: ISO 3166-1 alpha-2.

    Returns:
        Up to six, those for everything first; none if they are not known.
    """
    metadata = PhoneMetadata.short_metadata_for_region(country_code)
    if metadata is None or metadata.emergency is None:
        return ()
    description = metadata.emergency
    if not description.national_number_pattern:
        return ()
    pattern = re.compile(description.national_number_pattern)
    lengths = [length for length in description.possible_length if 0 < length <= LONGEST_NUMBER]
    numbers = [
        number
        for length in lengths
        for digits in itertools.product("0123456789", repeat=length)
        if pattern.fullmatch(number := "".join(digits))
    ]
    is_north_american = country_code_for_region(country_code) == NORTH_AMERICA
    first = FOR_EVERYTHING_IN_NORTH_AMERICA if is_north_american else FOR_EVERYTHING
    for_everything = [number for number in first if number in numbers]
    return tuple([*for_everything, *(n for n in numbers if n not in first)][:MOST_NUMBERS])
