"""An emergency of any kind is heard wherever it comes in, and what was begun goes on after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.emergencies.kinds import KINDS, Kind
from bot.emergencies.reply import first_lines
from bot.emergencies.words import words_in
from bot.knowledge.contacts import load_contacts
from bot.settings import PROJECT_ROOT
from bot.storage.trips import Trips

FOLDER = Path(__file__).parent
CRIES = yaml.safe_load((FOLDER / "cries.yml").read_text(encoding="utf-8"))
SITUATIONS = yaml.safe_load((FOLDER / "situations.yml").read_text(encoding="utf-8"))
# What is near several topics, so that choices are offered.
UNCLEAR = (
    "card, number or app, which of them do I need",
    "insurance or isos",
    "the emergency papers thing",
    "trip money",
)
EN = words_in("en")
# Whoever is hurt in an earthquake is told what is right in either case.
ALIKE: dict[Kind, set[Kind]] = {
    "medical": {"accident", "mental_health"},
    "accident": {"medical", "disaster"},
    "assault": {"missing", "medical"},
    "arrest": {"missing", "payment_demand"},
    "unrest": {"assault", "disaster"},
    "disaster": {"accident", "stranded"},
    "missing": {"assault", "arrest"},
    "mental_health": {"medical"},
    "payment_demand": {"medical", "arrest"},
    "stranded": {"accident", "assault", "missing"},
}


def test_every_kind_is_cried_out_once_in_each_situation() -> None:
    assert list(CRIES) == list(KINDS)
    cries = [cry for kind in KINDS for cry in CRIES[kind]]
    assert len(set(cries)) == len(cries) == len(KINDS) * len(SITUATIONS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(len(SITUATIONS)), ids=lambda n: SITUATIONS[n]["name"])
def test_an_emergency_comes_first_wherever_it_comes_in(
    number: int,
    kind: Kind,
    conversation: Any,
    database_url: str,
    play: Callable[[dict[str, Any], Any], None],
) -> None:
    situation, cry = SITUATIONS[number], CRIES[kind][number]
    play({"turns": situation["before"]}, conversation)
    if situation.get("is_unclear"):
        assert any("Did you mean" in conversation.say(question) for question in UNCLEAR)

    text = conversation.say(cry)
    contacts = load_contacts(PROJECT_ROOT / "documents")
    right = [first_lines(one, "en", contacts) for one in (kind, *ALIKE[kind])]
    assert conversation.replies[0]["text"] in right, f"> {cry}\n{text}"
    assert [words for words in situation["not_asked"] if words in text] == [], f"> {cry}\n{text}"
    assert (EN.task_waits in text) is situation.get("waits", False), text
    titles = list(conversation.buttons)
    waits = [EN.continue_task] if situation.get("waits") else []
    four = [EN.called, EN.cannot_reach, EN.local_number, EN.false_alarm]
    assert titles == [*four, *waits], f"> {cry}\n{text}"

    play({"turns": situation.get("after", [])}, conversation)
    saved = len(Trips(database_url).of_owner(conversation.owner))
    assert saved == situation.get("saved", 0)
