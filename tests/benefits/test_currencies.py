"""Currencies by sign, code and name."""

from __future__ import annotations

import pytest

from bot.benefits.currencies import codes_of, find_currency, name_of, narrow


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("$", "USD"), ("US$", "USD"), ("dollars", "USD"), ("bucks", "USD"), ("usd", "USD"),
        ("€", "EUR"), ("euro", "EUR"), ("euros", "EUR"), ("EUR", "EUR"),
        ("£", "GBP"), ("pounds", "GBP"), ("quid", "GBP"), ("pounds sterling", "GBP"),
        ("Egyptian pounds", "EGP"), ("¥", "JPY"), ("yen", "JPY"), ("RMB", "CNY"), ("yuan", "CNY"),
        ("Kenyan shillings", "KES"), ("Kenya shillings", "KES"), ("KES", "KES"), ("Ksh", "KES"),
        ("Canadian dollars", "CAD"), ("CAD", "CAD"), ("C$", "CAD"), ("Hong Kong dollars", "HKD"),
        ("Mexican pesos", "MXN"), ("Mexican peso", "MXN"), ("Swiss francs", "CHF"),
        ("won", "KRW"), ("₹", "INR"), ("Indian rupees", "INR"), ("Icelandic kronur", "ISK"),
        ("zloty", "PLN"), ("baht", "THB"), ("shekels", "ILS"), ("rand", "ZAR"), ("reais", "BRL"),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_sign_code_and_name(written: str, code: str) -> None:
    codes, end = find_currency(written.lower())
    assert codes == (code,)
    assert end == len(written)


@pytest.mark.parametrize(
    "word", ["pesos", "shillings", "francs", "rupees", "kroner", "dinars", "kr"]
)
def test_a_name_that_several_currencies_share_is_not_one_of_them(word: str) -> None:
    assert len(codes_of(word)) > 1


@pytest.mark.parametrize("word", ["all", "try", "top", "cup", "mad", "sos", "gold", "nights", "a"])
def test_words_that_look_like_a_code_are_no_currency(word: str) -> None:
    assert find_currency(word) == ((), 0)


@pytest.mark.parametrize(
    ("shared", "text", "code"),
    [
        ("pesos", "Mexican", "MXN"),
        ("pesos", "I am in the Philippines", "PHP"),
        ("shillings", "ugx", "UGX"),
        ("rupees", "india", "INR"),
        ("kroner", "norwegian ones", "NOK"),
    ],
)
def test_a_country_a_people_or_a_code_tells_them_apart(shared: str, text: str, code: str) -> None:
    assert narrow(codes_of(shared), text) == (code,)


def test_what_does_not_tell_them_apart_leaves_them_all() -> None:
    assert narrow(codes_of("pesos"), "no idea") == codes_of("pesos")


def test_currencies_are_named_in_the_plural_and_several_by_their_word() -> None:
    assert name_of(("KES",)) == "Kenyan shillings"
    assert name_of(codes_of("pesos")) == "pesos"
    assert name_of(codes_of("crowns")) == "crowns"
