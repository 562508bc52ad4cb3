"""The emergency numbers of a country, from the metadata of Google's libphonenumber."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from phonenumbers import PhoneMetadata

# Numbers for all services: where a country has one of them, the others only delay.
FOR_EVERYTHING = ("112", "911", "999", "000")
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
        Those for everything if there are any, else up to six; none if they are not known.
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
    for_everything = tuple(number for number in FOR_EVERYTHING if number in numbers)
    return for_everything or tuple(numbers[:MOST_NUMBERS])
