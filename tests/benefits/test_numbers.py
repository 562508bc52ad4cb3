"""Numbers in words and in any usual way of writing."""

from __future__ import annotations

import pytest

from bot.benefits.numbers import plain_text, write_digits


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("two hundred and ten", "210"),
        ("twelve hundred", "1200"),
        ("twenty-five hundred", "2500"),
        ("two fifty a night", "250 a night"),
        ("one eighty", "180"),
        ("two ten", "210"),
        ("two three nights", "2-3 nights"),
        ("a hundred and fifty", "150"),
        ("a thousand", "1000"),
        ("half a million", "500000"),
        ("a quarter of a million", "250000"),
        ("1.3 million", "1300000"),
        ("three thousand five hundred", "3500"),
        ("3 thousand five hundred", "3500"),
        ("two and a half thousand", "2500"),
        ("2.5k", "2500"),
        ("2-3k", "2000-3000"),
        ("two to three hundred", "200 to 300"),
        ("two hundred to two hundred fifty", "200 to 250"),
        ("one hundred and fifty and two hundred", "150 and 200"),
        ("five grand", "5000"),
        ("a grand", "1000"),
        ("8 lakh", "800000"),
        ("1.5 crore", "15000000"),
        ("1,800.50", "1800.50"),
        ("1.800,50", "1800.50"),
        ("1'800", "1800"),
        ("1 800 euros", "1800 euros"),
        ("250 000", "250000"),
        ("8,00,000", "800000"),
        ("1.500", "1500"),
        ("12,50", "12.50"),
        ("210.", "210."),
        ("a couple of nights", "2 nights"),
        ("a couple hundred", "200"),
        ("a dozen nights", "12 nights"),
        ("half a dozen", "6"),
        ("two dozen", "24"),
        ("a week and a half", "1.5 weeks"),
        ("two and a half weeks", "2.5 weeks"),
        ("half a week", "0.5 week"),
        ("10½ nights", "10.5 nights"),
        ("fourty nights", "40 nights"),
        ("one two three", "1-2-3"),
        ("180ish", "180"),
        ("which one", "which one"),
        ("hundred and", "100 and"),
        ("12 nights,210 each", "12 nights,210 each"),
        ("3.5.2026", "3.5.2026"),
    ],
)
def test_a_number_becomes_digits(written: str, digits: str) -> None:
    assert write_digits(plain_text(written)) == digits


def test_case_accents_and_typographic_signs_make_no_difference() -> None:
    assert (
        plain_text("Icelandic  KRÓNUR \u2013 “z\u0142” 10\u2019000")
        == 'icelandic kronur - "zl" 10\'000'
    )
