"""The parts of a reply that are not text, as an action sends them and as they are passed on."""

from __future__ import annotations

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.parts import FILE_ENDINGS, MAX_FILE_BYTES, reply_parts, safe_file_name

FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}
SPLIT = {"covered": "2000.00", "own": "520.00", "label": "Covered $2,000.00, you pay $520.00"}


def test_nothing_but_what_is_shown_is_passed_on() -> None:
    custom = {"files": [{**FILE, "owner": "me"}], "split": {**SPLIT, "currency": "USD"}, "a": 1}
    assert reply_parts(custom) == {"files": [FILE], "split": SPLIT}


@pytest.mark.parametrize(
    "custom", [None, "files", [], {}, {"a": 1}, {"files": []}, {"files": FILE}, {"files": "a"}]
)
def test_what_has_no_part_gives_none(custom: object) -> None:
    assert reply_parts(custom) == {}


@pytest.mark.parametrize("media_type", FILE_ENDINGS)
def test_files_of_these_types_are_passed_on(media_type: str) -> None:
    name = f"trip{FILE_ENDINGS[media_type]}"
    file = {**FILE, "media_type": media_type, "name": name}
    assert reply_parts({"files": [file]}) == {"files": [file]}


@pytest.mark.parametrize(
    "change",
    [
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"media_type": "text/calendar; charset=utf-8"},
        {"media_type": None},
        {"name": None},
        {"content": b"BEGIN:VCALENDAR"},
        {"content": ""},
        pytest.param({"content": "x" * (MAX_FILE_BYTES + 1)}, id="large"),
        pytest.param({"content": "é" * (MAX_FILE_BYTES // 2 + 1)}, id="large in bytes"),
    ],
)
def test_a_file_that_cannot_be_given_is_left_out(
    change: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert reply_parts({"files": [{**FILE, **change}, FILE, 7]}) == {"files": [FILE]}
    assert caplog.messages == ["reply.parts_dropped count=2"]


def test_the_largest_file_is_passed_on_whole() -> None:
    content = "é" * (MAX_FILE_BYTES // 2)
    assert reply_parts({"files": [{**FILE, "content": content}]})["files"][0]["content"] == content


def test_a_lone_surrogate_does_not_break_a_file() -> None:
    (file,) = reply_parts({"files": [{**FILE, "content": "a\ud800b"}]})["files"]
    assert file["content"] == "a?b"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("trip-to-nairobi.ics", "trip-to-nairobi.ics"),
        ("TRIP.ICS", "TRIP.ics"),
        ("Trip to São Tomé (work).ics", "Trip-to-São-Tomé-work.ics"),
        ("Sa\u0303o.ics", "São.ics"),
        ("東京.ics", "東京.ics"),
        ("../../etc/passwd", "etc-passwd.ics"),
        ("C:\\temp\\a.ics", "C-temp-a.ics"),
        (".hidden.ics", "hidden.ics"),
        ("trip.html", "trip.html.ics"),
        ("a\u202escx.exe", "a-scx.exe.ics"),
        ('<b>"a"\r\n\x00</b>', "b-a-b.ics"),
        ("", "file.ics"),
        (" .. ", "file.ics"),
        (".ics", "file.ics"),
        ("x" * 300 + ".ics", "x" * 60 + ".ics"),
    ],
)
def test_names_of_files_are_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name, ".ics") == safe


@given(name=st.text())
def test_every_name_becomes_a_safe_one_and_stays_it(name: str) -> None:
    safe = safe_file_name(name, ".txt")
    assert re.fullmatch(r"[^\W.][\w.-]*\.txt|_[\w.-]*\.txt", safe)
    assert len(safe) <= 64
    assert safe_file_name(safe, ".txt") == safe


@pytest.mark.parametrize(
    "change",
    [
        {"covered": "-1.00"},
        {"covered": "1e3"},
        {"covered": "NaN"},
        {"covered": "2,000.00"},
        {"own": "$5"},
        {"own": "1.234"},
        {"own": "٣"},
        {"own": ""},
        {"own": 520},
        {"label": " \n"},
        {"label": None},
        pytest.param({"label": "x" * 201}, id="long label"),
    ],
)
def test_a_bill_that_cannot_be_read_is_left_out(
    change: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert reply_parts({"split": {**SPLIT, **change}, "files": [FILE]}) == {"files": [FILE]}
    assert caplog.messages == ["reply.parts_dropped count=1"]


@pytest.mark.parametrize(("covered", "own"), [("0", "0.00"), ("0", "9.5"), ("1470.00", "0")])
def test_amounts_may_be_nothing(covered: str, own: str) -> None:
    split = {**SPLIT, "covered": covered, "own": own}
    assert reply_parts({"split": split}) == {"split": split}
