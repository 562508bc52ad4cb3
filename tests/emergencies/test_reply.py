"""What somebody in an emergency is told, with the contacts blank and filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.emergencies.kinds import KINDS, MEDICAL, Kind
from bot.emergencies.reply import (
    country_name,
    emergency_line,
    first_lines,
    further_lines,
    local_line,
    reply_without_server,
    try_again,
)
from bot.emergencies.words import load_words
from bot.knowledge.contacts import Contact, load_contacts
from bot.settings import PROJECT_ROOT

LANGUAGES = sorted(load_words())
ISOS, HOTLINE = "+1 215 555 0100", "+1 410 555 0199"
ISOS_LINK, HOTLINE_LINK = f"[{ISOS}](tel:+12155550100)", f"[{HOTLINE}](tel:+14105550199)"
CARD = "the number on your International SOS membership card"
PAGE = "the hotline number on UMB's International SOS page"
Contacts = Mapping[str, Contact]


@pytest.fixture(scope="module")
def blank() -> Contacts:
    return load_contacts(PROJECT_ROOT / "documents")


@pytest.fixture(scope="module")
def filled(blank: Contacts) -> Contacts:
    return {
        **blank,
        "isos_phone": blank["isos_phone"].copy(update={"value": ISOS}),
        "incident_hotline": blank["incident_hotline"].copy(update={"value": HOTLINE}),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_reply_has_three_lines_with_one_number(
    kind: Kind, language: str, blank: Contacts, filled: Contacts
) -> None:
    words = load_words()[language]
    for contacts in (blank, filled):
        safety, call, say = first_lines(kind, language, contacts).split("\n")
        assert (safety, say) == (words.safety[kind], words.say)
        assert "{" not in call
    assert call.count("tel:") == 1
    assert (ISOS_LINK if kind in MEDICAL else HOTLINE_LINK) in call


@pytest.mark.parametrize(
    ("kind", "first", "also"),
    [
        ("medical", ISOS_LINK, HOTLINE_LINK),
        ("accident", ISOS_LINK, HOTLINE_LINK),
        ("mental_health", ISOS_LINK, HOTLINE_LINK),
        ("payment_demand", ISOS_LINK, HOTLINE_LINK),
        ("assault", HOTLINE_LINK, ISOS_LINK),
        ("arrest", HOTLINE_LINK, ISOS_LINK),
        ("unrest", HOTLINE_LINK, ISOS_LINK),
        ("disaster", HOTLINE_LINK, ISOS_LINK),
        ("missing", HOTLINE_LINK, ISOS_LINK),
        ("stranded", HOTLINE_LINK, ISOS_LINK),
    ],
)
def test_medical_emergencies_go_to_international_sos_and_others_to_the_hotline(
    kind: Kind, first: str, also: str, filled: Contacts
) -> None:
    assert first in first_lines(kind, "en", filled)
    assert also not in first_lines(kind, "en", filled)
    assert also in further_lines(kind, "en", filled, None)
    assert first not in further_lines(kind, "en", filled, None)


@pytest.mark.parametrize("kind", KINDS)
def test_while_the_hotline_is_blank_everybody_is_sent_to_international_sos_first(
    kind: Kind, blank: Contacts, filled: Contacts
) -> None:
    call = first_lines(kind, "en", blank).split("\n")[1]
    assert call.startswith(f"**Call International SOS now:** {CARD}")
    assert PAGE in further_lines(kind, "en", blank, None)
    only_isos = {**filled, "incident_hotline": blank["incident_hotline"]}
    assert ISOS_LINK in first_lines(kind, "en", only_isos)
    assert PAGE in further_lines(kind, "en", only_isos, None)


def test_a_hotline_that_is_filled_in_is_called_though_the_other_number_is_blank(
    blank: Contacts, filled: Contacts
) -> None:
    only_hotline = {**filled, "isos_phone": blank["isos_phone"]}
    assert HOTLINE_LINK in first_lines("arrest", "en", only_hotline)
    assert CARD in further_lines("arrest", "en", only_hotline, None)
    assert CARD in first_lines("medical", "en", only_hotline)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_that_is_blank_is_said_in_the_language_of_the_reply(
    language: str, blank: Contacts
) -> None:
    words = load_words()[language]
    assert words.isos_phone_blank in first_lines("medical", language, blank)
    assert words.incident_hotline_blank in further_lines("medical", language, blank, None)
    for text in (emergency_line(language, blank), try_again(language, blank)):
        assert words.isos_phone_blank in text
        assert words.incident_hotline_blank in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_and_what_to_try_again_have_both_numbers_to_tap(
    language: str, filled: Contacts
) -> None:
    for text in (emergency_line(language, filled), try_again(language, filled)):
        assert text.index(ISOS_LINK) < text.index(HOTLINE_LINK)
        assert "{" not in text


def test_a_language_without_words_is_replied_to_in_english(filled: Contacts) -> None:
    for language in ("sw", "xx", ""):
        assert first_lines("medical", language, filled) == first_lines("medical", "en", filled)
        assert "Kenya" in further_lines("medical", language, filled, "KE")


@pytest.mark.parametrize(
    ("country", "language", "words"),
    [
        ("KE", "en", ["Kenya", "[112](tel:112)", "[999](tel:999)"]),
        ("JP", "en", ["Japan", "[110](tel:110), [119](tel:119)"]),
        ("FR", "es", ["Francia", "[112](tel:112)"]),
        ("DE", "fr", ["Allemagne", "[112](tel:112)"]),
        ("US", "de", ["Vereinigte Staaten", "[911](tel:911)"]),
        ("AQ", "en", ["I do not have the local emergency number for Antarctica"]),
        ("AQ", "it", ["Antartide"]),
    ],
)
def test_the_local_numbers_are_said_to_be_tapped_or_not_to_be_known(
    country: str, language: str, words: list[str], filled: Contacts
) -> None:
    line = local_line(country, language)
    assert [word for word in words if word not in line] == []
    assert line in further_lines("medical", language, filled, country)


def test_without_a_country_no_number_is_said(filled: Contacts) -> None:
    numbers = re.findall(r"tel:(\d{2,4})\)", further_lines("disaster", "en", filled, None))
    assert numbers == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["mental_health", "payment_demand", "arrest"])
def test_some_kinds_are_told_what_else_helps(kind: Kind, language: str, filled: Contacts) -> None:
    words = load_words()[language]
    assert words.further[kind] in further_lines(kind, language, filled, None)
    assert words.further[kind] not in further_lines("medical", language, filled, None)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("KE", "en", "Kenya"),
        ("DE", "es", "Alemania"),
        ("DE", "ja", "ドイツ"),
        ("DE", "xx", "Germany"),
        ("QQ", "en", "QQ"),
    ],
)
def test_a_country_is_named_in_the_language_of_the_reply(
    code: str, language: str, name: str
) -> None:
    assert country_name(code, language) == name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", [*LANGUAGES, "zh"])
def test_the_reply_without_a_server_is_the_same_as_with_one(
    kind: Kind, language: str, documents: Path
) -> None:
    path = documents / "contacts.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["isos_phone"]["value"], content["incident_hotline"]["value"] = ISOS, HOTLINE
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    contacts = load_contacts(documents)
    text = reply_without_server(kind, language, documents)
    assert text.startswith(first_lines(kind, language, contacts))
    assert text.endswith(further_lines(kind, language, contacts, None))
    assert {ISOS_LINK, HOTLINE_LINK} <= set(re.findall(r"\[[^]]*\]\([^)]*\)", text))


@pytest.mark.parametrize("content", [None, "isos_phone: [", "{}", "- a"])
@pytest.mark.parametrize("kind", KINDS)
def test_contacts_that_cannot_be_read_are_blank(
    kind: Kind,
    content: str | None,
    tmp_path: Path,
    blank: Contacts,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if content is not None:
        (tmp_path / "contacts.yml").write_text(content, encoding="utf-8")
    text = reply_without_server(kind, "es", tmp_path)
    lines = first_lines(kind, "es", blank), further_lines(kind, "es", blank, None)
    assert text == "\n\n".join(lines)
    assert "emergency.contacts_not_read error=" in caplog.text
