"""How dates are written, as patterns over the letters of the tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from bot.dates import exact, vague
from bot.dates.pieces import Piece, Pieces

COUNT = "(?:A?[cDn]F?|A)"
UNIT = "[uk]"


def read_piece(pieces: Pieces, start: int) -> Piece | None:
    """Read the date that begins with a token, if one does."""
    if pieces.tags[start] not in _FIRST_TAGS:
        return None
    for pattern, read in _PATTERNS:
        match = pattern.match(pieces.tags, start)
        if match and (piece := read(pieces, match)):
            return piece
    return None


def _week_of(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "the week of March 3"."""
    piece = read_piece(pieces, match.end())
    day = pieces.place(piece.choices[0]) if piece and len(piece.choices) == 1 else None
    if piece is None or day is None:
        return None
    monday = day - timedelta(days=day.weekday())
    return Piece(match.start(), piece.end, window=(monday, monday + timedelta(days=6)))


_Method = Callable[[Pieces, "re.Match[str]"], "Piece | None"]
_WEEKDAY = "(?:(?P<weekday>[Ww])[,.]?T?)?"
_AFTER = r"(?:,?\(?W\)?)?"
_YEAR = "(?:[,.-]?F?(?P<year>Y)|(?P<bare>D)(?![ukM]))?"
_PATTERNS: list[tuple[re.Pattern[str], _Method]] = [
    (re.compile(pattern), method)
    for pattern, method in (
        (rf"{_WEEKDAY}(?P<numeric>N){_AFTER}", exact.numeric),
        (r"(?P<year>Y),?(?P<month>M)\.?(?P<day>[DO])(?P<bare>(?!))?", exact.calendar_day),
        (
            r"(?P<day>D)(?P<mark>[-/])(?P<month>M)(?:(?P=mark)(?:(?P<year>Y)|(?P<bare>D)))?",
            exact.calendar_day,
        ),
        (
            rf"{_WEEKDAY}T?(?P<day>[DO])\.?,?F?T?(?P<month>M)\.?{_YEAR}{_AFTER}",
            exact.calendar_day,
        ),
        (rf"{_WEEKDAY}T?(?P<day>o)FT?(?P<month>M)\.?{_YEAR}", exact.calendar_day),
        (
            rf"{_WEEKDAY}(?P<month>M)[.,-]?T?(?P<day>[DO])(?![uk]){_YEAR}{_AFTER}",
            exact.calendar_day,
        ),
        (rf"{_WEEKDAY}(?P<month>M)T?(?P<day>o)(?![xukF]){_YEAR}", exact.calendar_day),
        ("T?(?P<day>[Oo])F?(?P<which>[SXLT])(?P<unit>u)", exact.day_of_month),
        ("(?:T?ua)?r|(?:T?uh)?y|q|j", exact.relative),
        (f"(?:I)(?P<count>{COUNT})(?P<unit>{UNIT})(?P<base>(?!))?", exact.distance),
        (f"(?P<count>{COUNT})(?P<unit>{UNIT})f(?P<base>[jqrW])", exact.distance),
        (f"(?P<count>{COUNT})(?P<unit>{UNIT})(?P<base>(?!))?G", exact.distance),
        ("[Ww],?T?(?P<day>[Oo])(?P<unit>(?!))?", exact.day_of_month),
        ("(?P<week>[SXL]k),?d?(?P<weekday>W)", exact.weekday),
        ("(?P<weekday>W),?(?:F|d)?T?(?P<week>[SXL]k)", exact.weekday),
        ("[SXL]?(?P<week>(?!))?(?P<weekday>[Ww])k?", exact.weekday),
        ("(?P<week>(?!))?Ak[df]T?(?P<weekday>W)", exact.weekday),
        ("T?(?:(?P<number>[Oo])|L)(?P<unit>u)F(?P<month>M)(?:,?(?P<year>Y))?", exact.edge),
        ("T?(?:(?P<number>[Oo])|L)kF(?P<month>M)(?:,?(?P<year>Y))?", vague.part_of_month),
        ("T?kFT?(?=[MDONoWw])", _week_of),
        (
            "(?:(?P<part>E)[F-]?|I?)T?[SXL]?(?P<month>M)(?:,?F?(?P<year>Y))?",
            vague.vague_month,
        ),
        ("T?(?P<part>E)F?(?P<which>[TSXL])(?P<unit>[uk])", vague.vague_unit),
        ("(?P<part>(?!))?(?P<which>[SXL])(?P<unit>[uke])", vague.vague_unit),
        (r"T?(?P<day>[Oo])(?P<unit>(?!))?", exact.day_of_month),
    )
]
_FIRST_TAGS = frozenset("NYDOoTWwMAcnIqryjuSXLEk")
