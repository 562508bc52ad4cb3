"""A first or a last name that is given by itself: "my last name is Coleman"."""

from __future__ import annotations

import re

from bot.trips.names import FoundName, plausible_name

_PART = re.compile(
    r"\b(?:(?:my|his|her|their|the)\s+)?(?:(?P<first>first|given|fore)|(?P<last>last|family|sur))"
    r"[\s-]?name\s*(?P<is>(?:(?:is|was|should be|to|['\u2019]s|actually|spelled)\b\s*|[:=-]\s*)*)"
    r"(?P<name>[^\W\d_][\w'\u2019-]*)",
    re.IGNORECASE,
)


def read_name_parts(text: str, known: str | None) -> FoundName | None:
    """Read parts of a name and put them into the known one.

    Args:
        text: What somebody wrote.
        known: The name as far as it is known.

    Returns:
        The whole name; marked as incomplete if the other part is not known.
    """
    parts = {}
    matches = [match for match in _PART.finditer(text) if plausible_name(match.group("name"))]
    for match in matches:
        parts["first" if match.group("first") else "last"] = match.group("name")
    if not matches or (len(parts) == 1 and not matches[0].group("is")):  # "last name misspelled"
        return None
    start, end = matches[0].start(), matches[-1].end()
    words = (known or "").split()
    first, last = words if len(words) == 2 else (None, None)
    first, last = parts.get("first", first), parts.get("last", last)
    if first is None or last is None:
        return FoundName(first or last or "", start, end, is_surname=True)
    return FoundName(f"{first} {last}", start, end)
