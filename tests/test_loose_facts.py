"""What is a fact belongs in a fact file; `bot check` finds it among the words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.loose_facts import facts_in, loose_facts
from bot.settings import PROJECT_ROOT

WORDS = "bot/emergencies/words"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of all that `bot check` reads, to change at will."""
    for folder in ("bot", "documents"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT_ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(PROJECT_ROOT / "domain.yml", tmp_path)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bot_check(checkout: Path) -> subprocess.CompletedProcess[str]:
    # Without -S Python imports the `bot` of this checkout before anything else.
    packages = sysconfig.get_path("purelib")
    return subprocess.run(
        [sys.executable, "-S", "-m", "bot", "check"],
        cwd=checkout,
        env={**os.environ, "COLUMNS": "1000", "PYTHONPATH": f"{checkout}{os.pathsep}{packages}"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Call {isos_phone} now, or ask people near you.", []),
        ("", []),
        ("Call 112.", ["112."]),
        ("Call {isos_phone} or +1 215 555", ["+1", "215", "555"]),
        ("Up to $2,000 are paid", ["$2,000"]),
        ("Write to hub@umaryland.edu", ["hub@umaryland.edu"]),
        (
            "See https://example.org/a and www.example.org",
            ["https://example.org/a", "www.example.org"],
        ),
        # Digits of other scripts are digits.
        ("拨打１２０", ["拨打１２０"]),
        ("اتصل ٩٩٩", ["٩٩٩"]),
        # A placeholder may have a digit in its name.
        ("{line1}", []),
    ],
)
def test_figures_addresses_and_links_are_facts_and_placeholders_are_none(
    text: str, facts: list[str]
) -> None:
    assert facts_in(text) == facts


def test_the_words_that_are_shipped_have_none() -> None:
    assert loose_facts() == []


def test_check_succeeds_on_a_copy_of_this_checkout(checkout: Path) -> None:
    result = bot_check(checkout)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "✓ No figure, address or link stands in the responses" in result.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            f"{WORDS}/en.yml",
            "ask_country: Which country",
            "ask_country: Dial 112. Which country",
            "words/en.yml: ask_country: “112.” stands among the words",
        ),
        (
            f"{WORDS}/es.yml",
            "Quédese con la persona",
            "Llame al 112. Quédese con la persona",
            "words/es.yml: safety.medical: “112.” stands among the words",
        ),
        (
            f"{WORDS}/fr.yml",
            "called: J'ai appelé",
            "called: J'ai appelé le 15",
            "words/fr.yml: called: “15,” stands among the words",
        ),
        (
            f"{WORDS}/en.yml",
            "opening: I travel for UMB",
            "opening: See www.umaryland.edu. I travel for UMB",
            "words/en.yml: script.opening: “www.umaryland.edu.” stands among the words",
        ),
        (
            "domain.yml",
            "Goodbye, and safe travels.",
            "Goodbye, and call 911.",
            "domain.yml: utter_goodbye: “911.” stands among the words",
        ),
        (
            "domain.yml",
            "title: Talk to a person",
            "title: Write to hub@umaryland.edu",
            "domain.yml: utter_hand_over_offer, a button: “hub@umaryland.edu” stands among",
        ),
    ],
)
def test_check_fails_on_a_fact_among_the_words_and_says_where(
    file: str, old: str, new: str, fault: str, checkout: Path
) -> None:
    replace(checkout / file, old, new)
    result = bot_check(checkout)
    assert result.returncode == 1
    assert f"✗ {fault}" in result.stdout
    assert result.stdout.count("✗") == 1
    assert "✓" not in result.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        (f"{WORDS}/de.yml", "language: German", "language: [", "words/de.yml"),
        (f"{WORDS}/de.yml", "language: German", "lang: German", "words/de.yml"),
        ("domain.yml", "responses:", "responses: [", "domain.yml"),
    ],
)
def test_check_names_a_file_that_cannot_be_used_without_a_traceback(
    file: str, old: str, new: str, name: str, checkout: Path
) -> None:
    replace(checkout / file, old, new)
    result = bot_check(checkout)
    assert result.returncode == 1
    assert f"{name} cannot be used" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("content", ["", "responses", "- responses", "intents: []"])
def test_a_domain_of_another_form_is_named(content: str, tmp_path: Path) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"domain\.yml cannot be used"):
        loose_facts(domain)
