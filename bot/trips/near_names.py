"""Known places whose names are near to an unknown one: "Nairboi" -> Nairobi."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.trips.gazetteer import Entry, fold, load_gazetteer

SHORTEST_NAME = 4
LONG_NAME = 7
# Towns less known than this are suggested for no slip.
LEAST_WEIGHT = 1.0
# A slip is certain if no other place as near is as much as a twentieth as well known.
CERTAIN_SHARE = 20
SHORTEST_CERTAIN_NAME = 5
MOST_NEAR = 4


def near_places(name: str) -> tuple[Entry | None, list[Entry]]:
    """Find the places that a misspelt name may be.

    Args:
        name: As written.

    Returns:
        The place that is certainly meant or None, and up to four that may be, the nearest first.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    key = fold(name)
    if len(key) < SHORTEST_NAME:
        return None, []
    farthest = 1 if len(key) < LONG_NAME else 2
    found = process.extract(
        key, _known_names(), scorer=OSA.distance, score_cutoff=farthest, limit=50
    )
    ranked = sorted(
        ((distance, _best(known)) for known, distance, _ in found),
        key=lambda pair: (pair[0], -pair[1].weight),
    )
    near: dict[tuple[str, str], tuple[int, Entry]] = {}
    for distance, entry in ranked:
        near.setdefault((entry.name, entry.country_code), (int(distance), entry))
    candidates = list(near.values())
    entries = [entry for _, entry in candidates]
    return _certain(key, candidates), entries[:MOST_NEAR]


def _certain(key: str, candidates: Sequence[tuple[int, Entry]]) -> Entry | None:
    if not candidates or len(key) < SHORTEST_CERTAIN_NAME:
        return None
    nearest, first = candidates[0]
    rivals = [
        entry
        for distance, entry in candidates[1:]
        if distance == nearest and entry.weight * CERTAIN_SHARE > first.weight
    ]
    return first if nearest == 1 and not rivals else None


def _best(name: str) -> Entry:
    return load_gazetteer().lookup(name)[0]


@lru_cache(maxsize=1)
def _known_names() -> list[str]:
    return [
        name
        for name in load_gazetteer().names()
        if len(name) >= SHORTEST_NAME
        and (best := _best(name)).weight >= LEAST_WEIGHT
        # In some language Mombasa is "Mvita": no slip of "Mbita".
        and (best.kind != "city" or fold(best.name) == name)
    ]
