"""Travellers, their names and their e-mail addresses."""

from __future__ import annotations

import pytest

from bot.trips.emails import read_email
from bot.trips.names import read_name, read_name_answer
from bot.trips.people import read_traveller

DOMAINS = ("umaryland.edu",)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("jane  doe.", "jane doe"),
        ("my name is José Álvarez-Núñez", "José Álvarez-Núñez"),
        ("sure, my name is Björn Müller, thanks!", "Björn Müller"),
        ("Nguyễn Thị Mai-O'Brien", "Nguyễn Thị Mai-O'Brien"),
        ("Suharyanto", "Suharyanto"),
        ("Prof. Dr. Jane Doe, PhD", "Jane Doe"),
        ("Smith, Jane", "Jane Smith"),
        ("SMITH, JOHN A.", "JOHN A SMITH"),
        ("de la Cruz, Juan", "Juan de la Cruz"),
        ("van der Berg, Anna", "Anna van der Berg"),
        ("Doe, Jane, MD", "Jane Doe"),
        ("Jane Doe MD", "Jane Doe"),
        ("Martin St. John", "Martin St. John"),
        ("Monday Okoro", "Monday Okoro"),
        ("J. K. Rowling", "J. K. Rowling"),
        ("Mary Ann de la Cruz", "Mary Ann de la Cruz"),
        ("Muhammad bin Salman", "Muhammad bin Salman"),
        ("Will Smith", "Will Smith"),
        ("李伟", "李伟"),
        ("Kofi Mensah, I'm going to Accra", "Kofi Mensah"),
        ("Amara Okafor, and I return soon", "Amara Okafor"),
        ("She is called Ada Obi", "Ada Obi"),
        ("Lin Wei - he is my student", "Lin Wei"),
        ("me llamo Juan", "Juan"),
        ("Jane Doe (she/her)", "Jane Doe"),
    ],
)
def test_a_name_is_unwrapped(answer: str, name: str) -> None:
    found = read_name_answer(answer)
    assert found
    assert found.name == name


@pytest.mark.parametrize(
    "answer",
    [
        "yes", "ok", "idk", "12345", "🙂", "???", "...", "asdf", "hello", "stop", "never mind",
        "register my trip", "oh no wait, it's my own trip", "i don't know", "no name", "test",
        "my colleague just collapsed and is not breathing", "what?", "", "a b c d e f g h",
    ],
)  # fmt: skip
def test_what_is_no_name_is_none(answer: str) -> None:
    assert read_name_answer(answer) is None


@pytest.mark.parametrize(
    ("sentence", "name", "is_other", "is_own"),
    [
        ("register my trip to Oslo, I'm Ingrid Dahl, thanks", "Ingrid Dahl", False, True),
        ("Name: Tomás Herrera\nDestination: Quito", "Tomás Herrera", False, False),
        ("a trip for my professor, Dr. Helen Park. She goes", "Helen Park", True, False),
        ("for somebody else: Lin Wei, Singapore", "Lin Wei", True, False),
        ("my postdoc Wei Zhang flies to Beijing", "Wei Zhang", True, False),
        ("this is Karen Mills from the dean's office", "Karen Mills", False, True),
    ],
)
def test_a_name_is_found_in_a_sentence(
    sentence: str, name: str, is_other: bool, is_own: bool
) -> None:
    found = read_name(sentence, email_start=None)
    assert found
    assert (found.name, found.is_other, found.is_own) == (name, is_other, is_own)
    assert name in sentence[found.start : found.end]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("to Georgia, Bob Ray, bob.ray@umaryland.edu", "Bob Ray"),
        ("jane doe jane.doe@umaryland.edu", "jane doe"),
        ("I'm Jane Doe (jane@umaryland.edu)", "Jane Doe"),
        ("UMB agency jane.doe@umaryland.edu Jane Doe", "Jane Doe"),
        ("my name is john smth, jsmth@umaryland.edu", "john smth"),
        ("i'm jay park jpark@umaryland.edu", "jay park"),
        ("to oslo jay park jpark@umaryland.edu", None),
        ("to Cape Town, jane@umaryland.edu", None),
        ("booked on Turkish Airlines, jane@umaryland.edu", None),
        ("my e-mail is jane@umaryland.edu", None),
    ],
)
def test_a_name_stands_beside_the_address(sentence: str, name: str | None) -> None:
    start = next(word for word in sentence.replace("(", " ").split() if "@" in word)
    found = read_name(sentence, email_start=sentence.index(start))
    assert (found and found.name) == name


@pytest.mark.parametrize(
    "sentence",
    ["I'm going to Kenya", "I'm Nigerian and need help", "I'm in Nairobi", "wrong name", "name it"],
)
def test_a_sentence_without_a_name_has_none(sentence: str) -> None:
    assert read_name(sentence, email_start=None) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("jane@umaryland.edu", "jane@umaryland.edu"),
        ("AMINA@SON.UMARYLAND.EDU.", "amina@son.umaryland.edu"),
        ("mailto:jane@umaryland.edu", "jane@umaryland.edu"),
        ("<jane@umaryland.edu>,to Lagos", "jane@umaryland.edu"),
        ("jane@umaryland.edu,to Lagos", "jane@umaryland.edu"),
        ("not a@umaryland.edu but b@umaryland.edu", "b@umaryland.edu"),
        ("a@gmail.com, no: a@umaryland.edu", "a@umaryland.edu"),
    ],
)
def test_an_address_is_taken(text: str, address: str) -> None:
    found = read_email(text, DOMAINS, asked=False)
    assert found
    assert (found.address, found.fault) == (address, None)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        (
            "troy@umaryland.edu or t.roy@som.umaryland.edu",
            ("troy@umaryland.edu", "t.roy@som.umaryland.edu"),
        ),
        ("troy@umaryland.edu,evil@example.org", ("troy@umaryland.edu",)),
    ],
)
def test_of_two_addresses_none_is_taken_silently(text: str, choices: tuple[str, ...]) -> None:
    found = read_email(text, DOMAINS, asked=True)
    assert found
    assert (found.address, found.choices) == (None, choices)


@pytest.mark.parametrize(
    ("text", "fault", "suggestion"),
    [
        ("jane@umd.edu", "email_not_umb", None),
        ("jane@notumaryland.edu", "email_not_umb", None),
        ("jane@umaryland.edu.example.org", "email_not_umb", None),
        ("jane@umaryland.ed", "email_not_umb", "jane@umaryland.edu"),
        ("jane@som.umarlyand.edu", "email_not_umb", "jane@som.umaryland.edu"),
        ("jane@umaryland,edu", "email_malformed", "jane@umaryland.edu"),
        ("jane@@umaryland.edu", "email_malformed", "jane@umaryland.edu"),
        ("jane at umaryland dot edu", "email_malformed", "jane@umaryland.edu"),
        ("jane.umaryland.edu", "email_malformed", None),
        ("@umaryland.edu", "email_malformed", None),
        ("umaryland.edu", "email_malformed", None),
    ],
)
def test_what_is_no_address_of_the_university_says_why(
    text: str, fault: str, suggestion: str | None
) -> None:
    found = read_email(text, DOMAINS, asked=True)
    assert found
    assert (found.address, found.fault, found.suggestion) == (None, fault, suggestion)


def test_without_domains_any_address_is_taken() -> None:
    found = read_email("jane@example.org", (), asked=True)
    assert found
    assert found.address == "jane@example.org"


@pytest.mark.parametrize("text", ["asdf", "none", "meet at noon", "I'm at the office.", ""])
def test_what_is_no_attempt_is_none(text: str) -> None:
    assert read_email(text, DOMAINS, asked=True) is None


@pytest.mark.parametrize(
    ("text", "known", "who"),
    [
        ("register my work trip", None, "self"),
        ("I'm going to Kenya", None, "self"),
        ("register a trip for my student", None, "other"),
        ("register my colleague's trip", None, "other"),
        ("my advisor told me to register my trip", None, "self"),
        ("on behalf of our dean", None, "other"),
        ("register a trip", None, None),
        ("for me and my student", None, "several"),
        ("oh no wait, it's my own trip", "other", "self"),
        ("I booked it on Expedia and I leave early", "other", None),
        ("this is not for me, it's for my colleague", "self", "other"),
        ("my colleague just collapsed", "self", None),
    ],
)
def test_who_travels(text: str, known: str | None, who: str | None) -> None:
    assert read_traveller(text, known, asked=False) == who
