"""What all channels do with what comes in."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.door import (
    DoorError,
    button_payload,
    clean_text,
    conversation_id,
    read_message_body,
    typed_message,
)

ANY_TEXT = st.text(st.characters(), max_size=300)  # lone surrogates included


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Is quarantine covered?", "Is quarantine covered?"),
        ("  two \t\t spaces\u00a0\u3000here ", "two spaces here"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("a \n b", "a\nb"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("lone \ud800surrogate\udfff", "lone surrogate"),
        ("zero\u200bwidth\u200d\u2060\ufeff", "zerowidth"),
        ("\u202eoverride\u202c \u2066isolate\u2069", "override isolate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tag\U000e0041", "tag"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("São Tomé 日本 مرحبا 🙂", "São Tomé 日本 مرحبا 🙂"),
        ("", ""),
        (" \n\t\u200b ", ""),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert clean_text(text, 100) == clean


def test_text_is_cut_at_the_limit() -> None:
    assert clean_text("abcdef", 3) == "abc"
    assert clean_text("ab cdef", 3) == "ab"


@given(ANY_TEXT, st.integers(min_value=0, max_value=50))
@example("\u0958" * 30, 30)
def test_cleaning_any_text_gives_text_that_stays_as_it_is(text: str, limit: int) -> None:
    clean = clean_text(text, limit)
    assert len(clean) <= limit
    assert clean_text(clean, limit) == clean
    clean.encode("utf-8")


def test_cleaning_the_worst_text_of_a_request_is_quick() -> None:
    # Unicode sorts runs of combining marks, which takes quadratic time.
    started = time.perf_counter()
    clean_text("e" + "\u0301\u0316" * 4000, 2000)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Is quarantine covered?", "Is quarantine covered?"),
        ("/restart", "restart"),
        (" \u200b//  /affirm", "affirm"),
        ('/inform{"name": "x"}', 'inform{"name": "x"}'),
        ("and/or", "and/or"),
        ("", "/empty_message"),
        ("  \n ", "/empty_message"),
        ("\u200b\x00", "/empty_message"),
        ("///", "/empty_message"),
        pytest.param("x" * 100, "x" * 100, id="at the limit"),
        pytest.param("x" * 101, "/too_long_message", id="over the limit"),
        pytest.param("x" + " " * 500, "x", id="long before it is cleaned"),
    ],
)
def test_typed_text_never_is_a_command(text: str, message: str) -> None:
    assert typed_message(text, 100) == message


@given(ANY_TEXT)
def test_no_typed_text_at_all_is_a_command(text: str) -> None:
    message = typed_message(text, 100)
    assert not message.startswith("/") or message in ("/empty_message", "/too_long_message")


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/restart", "/restart"),
        (" /affirm\n", "/affirm"),
        ("/ask_dental_2", "/ask_dental_2"),
        ('/inform{"city": "Rio"}', '/inform{"city": "Rio"}'),
        ('/inform{"a":1,"b":2.5}', '/inform{"a": 1, "b": 2.5}'),
        ('/inform{"c":true,"d":null}', '/inform{"c": true, "d": null}'),
        ('/inform{"cities":["Rio","Lima"]}', '/inform{"cities": ["Rio", "Lima"]}'),
        ('/inform{"city": "R\\u0000i\\ud800o"}', '/inform{"city": "Rio"}'),
        ("/inform{}", "/inform{}"),
    ],
)
def test_a_buttons_payload_is_put_in_its_plainest_form(text: str, payload: str) -> None:
    assert button_payload(text, 200) == payload


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "restart",
        "//restart",
        "/ restart",
        "/two words",
        "/restart now",
        "/1st",
        "/a@0.5",
        "/faq/ask",
        "/inform[1]",
        '/inform {"a": 1}',
        '/inform{"a": 1} now',
        '/inform{"a": NaN}',
        '/inform{"a": 1e999}',
        '/inform{"a": {"b": 1}}',
        '/inform{"a": [[1]]}',
        '/inform{"a b": 1}',
        '/inform{"a": 1',
        "/inform{'a': 1}",
        pytest.param("/" + "x" * 200, id="longer than the limit"),
        "/caf\u00e9",
    ],
)
def test_other_texts_are_no_payload(text: str) -> None:
    assert button_payload(text, 200) is None


def test_a_deeply_nested_payload_is_refused() -> None:
    assert button_payload('/a{"a":' + "[" * 50_000 + "]" * 50_000 + "}", 200_000) is None


@given(ANY_TEXT)
def test_no_text_breaks_the_reading_of_payloads(text: str) -> None:
    button_payload("/inform" + text, 400)


@pytest.mark.parametrize(
    ("channel", "user", "whole"),
    [
        ("rest", "a", "rest:a"),
        ("web", "A-z_0.9:x", "web:A-z_0.9:x"),
        ("rest", "x" * 59, "rest:" + "x" * 59),
    ],
)
def test_a_conversation_is_named_after_channel_and_user(
    channel: str, user: str, whole: str
) -> None:
    assert conversation_id(channel, user) == whole


@pytest.mark.parametrize(
    "user",
    ["", " ", "a b", "a\n", "a\x00", "é", "a/b", "a@b.org", "x" * 60, "\ud800", "<img>", "٣"],
)
def test_other_users_are_refused_with_what_to_do(user: str) -> None:
    with pytest.raises(DoorError, match=r"1 to 59 characters.*Send such an id") as caught:
        conversation_id("rest", user)
    assert caught.value.status == 400


def test_the_body_of_a_request_is_read() -> None:
    assert read_message_body(b'{"sender": "a", "n": [1]}', 100) == {"sender": "a", "n": [1]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"1", 400),
        (b"null", 400),
        (b"{", 400),
        (b"sender=a", 400),
        (b'{"a": NaN}', 400),
        (b'{"a": -Infinity}', 400),
        (b'{"a": "\xff"}', 400),
        ('{"a": 1}'.encode("utf-16"), 400),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", 400, id="number of 5,000 digits"),
        pytest.param(b'{"a": ' + b"[" * 9000, 400, id="nested 9,000 times"),
        pytest.param(b'{"a": "' + b"x" * 10_000 + b'"}', 413, id="large"),
    ],
)
def test_other_bodies_are_refused_with_what_to_do(body: bytes, status: int) -> None:
    with pytest.raises(DoorError, match=r"must be a JSON object|Send a shorter") as caught:
        read_message_body(body, 10_000)
    assert caught.value.status == status


@given(st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5))
def test_any_json_is_read_or_refused(value: object) -> None:
    body = json.dumps({"value": value}).encode()
    assert read_message_body(body, len(body)) == {"value": value}
    with pytest.raises(DoorError):
        read_message_body(json.dumps(value).encode(), 10_000)
