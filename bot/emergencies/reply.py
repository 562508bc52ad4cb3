"""What somebody in an emergency is told first: three short lines, and what follows them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.emergencies.kinds import MEDICAL, Kind
from bot.emergencies.local_numbers import local_emergency_numbers
from bot.emergencies.words import Words, words_in
from bot.errors import FactError
from bot.knowledge.contacts import Contact, load_contacts

logger = logging.getLogger(__name__)


def first_lines(kind: Kind, language: str, contacts: Mapping[str, Contact]) -> str:
    """Return the three lines that come before anything else: safety, whom to call, what to say.

    Args:
        kind: Of the emergency.
        language: ISO 639-1 code; English where the language has no words.
        contacts: See `bot.knowledge.contacts`.
    """
    words = words_in(language)
    call = words.call_isos if calls_isos(kind, contacts) else words.call_hotline
    return "\n".join((words.safety[kind], _with_contacts(call, words, contacts), words.say))


def calls_isos(kind: Kind, contacts: Mapping[str, Contact]) -> bool:
    """Tell whether International SOS is called first, rather than the Incident Hotline.

    The documents send medical emergencies to one and all others to the other. While the number of
    the hotline is not filled in, nobody can be sent there first: the number of International SOS
    is on everybody's card.
    """
    return kind in MEDICAL or not _is_known("incident_hotline", contacts)


def further_lines(
    kind: Kind, language: str, contacts: Mapping[str, Contact], country_code: str | None
) -> str:
    """Return what follows: the other contact, the local emergency number, and what else helps.

    Args:
        kind: Of the emergency.
        language: ISO 639-1 code; English where the language has no words.
        contacts: See `bot.knowledge.contacts`.
        country_code: ISO 3166-1 alpha-2 of where it is, if that is known.
    """
    words = words_in(language)
    also = words.also_hotline if calls_isos(kind, contacts) else words.also_isos
    lines = [_with_contacts(also, words, contacts)]
    if country_code:
        lines.append(local_line(country_code, language))
    if kind in words.further:
        lines.append(words.further[kind])
    return "\n\n".join(lines)


def local_line(country_code: str, language: str) -> str:
    """Return the line with a country's emergency numbers, to be tapped, or that it is not known."""
    words = words_in(language)
    country = country_name(country_code, language)
    numbers = local_emergency_numbers(country_code)
    if not numbers:
        return words.no_local_numbers.format(country=country)
    links = ", ".join(f"[{number}](tel:{number})" for number in numbers)
    return words.local_numbers.format(country=country, numbers=links)


def emergency_line(language: str, contacts: Mapping[str, Contact]) -> str:
    """Return the line that stands on top of a reply to what may be an emergency."""
    words = words_in(language)
    return _with_contacts(words.line, words, contacts)


def try_again(language: str, contacts: Mapping[str, Contact]) -> str:
    """Return what somebody is told who cannot get through."""
    words = words_in(language)
    return _with_contacts(words.try_again, words, contacts)


def reply_without_server(kind: Kind, language: str, documents: Path) -> str:
    """Return the whole reply as one text, for when nothing else works.

    Args:
        kind: Of the emergency.
        language: ISO 639-1 code.
        documents: The folder of the documents. Contacts that cannot be read are blank.
    """
    try:
        contacts = load_contacts(documents)
    except FactError as error:
        logger.error(
            "emergency.contacts_not_read error=%s", type(error.__cause__ or error).__name__
        )
        contacts = {}
    lines = first_lines(kind, language, contacts), further_lines(kind, language, contacts, None)
    return "\n\n".join(lines)


def country_name(country_code: str, language: str) -> str:
    """Return the name of a country in a language, or its code where the name is not known."""
    try:
        territories = Locale(language).territories
    except UnknownLocaleError:
        territories = Locale("en").territories
    return str(territories.get(country_code, country_code))


def _is_known(name: str, contacts: Mapping[str, Contact]) -> bool:
    return name in contacts and bool(contacts[name].value)


def _with_contacts(text: str, words: Words, contacts: Mapping[str, Contact]) -> str:
    blank = {
        "isos_phone": words.isos_phone_blank,
        "incident_hotline": words.incident_hotline_blank,
    }
    spoken = {
        name: contacts[name].spoken if _is_known(name, contacts) else words_when_blank
        for name, words_when_blank in blank.items()
    }
    return text.format(**spoken)
