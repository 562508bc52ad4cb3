"""Files that were handed in."""

from __future__ import annotations

import datetime
import re
import sqlite3
from pathlib import Path

import pytest

from bot.storage.uploads import Upload, Uploads

NOW = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def uploads(database: str) -> Uploads:
    return Uploads(database)


def add(
    uploads: Uploads,
    conversation: str = "web:1",
    *,
    name: str = "trip.pdf",
    content: bytes = b"%PDF",
    text: str = "KL 566",
    now: datetime.datetime = NOW,
) -> str:
    return uploads.add(conversation, name, "application/pdf", content, text, now)


def test_a_file_is_found_as_it_was_handed_in(uploads: Uploads) -> None:
    content = bytes(range(256)) * 20_000  # some 5 MB
    token = add(uploads, name="Reise “ż” 😀.pdf", content=content, text="a\0b\ud800c\n")
    assert uploads.get("web:1", token) == Upload(
        "web:1", "Reise “ż” 😀.pdf", "application/pdf", content, "abc\n", NOW
    )


def test_an_empty_file_is_a_file(uploads: Uploads) -> None:
    found = uploads.get("web:1", add(uploads, name="", content=b"", text=""))
    assert found is not None
    assert (found.name, found.content, found.text) == ("", b"", "")


def test_a_file_is_found_by_its_token_in_its_own_conversation_only(uploads: Uploads) -> None:
    token = add(uploads)
    assert uploads.get("web:2", token) is None
    assert uploads.get("web:1", token.swapcase()) is None
    assert uploads.get("web:1", "") is None
    assert uploads.get("web:1", "%") is None


def test_tokens_are_long_texts_of_their_own_that_fit_a_url(uploads: Uploads) -> None:
    tokens = {add(uploads) for _ in range(10)}
    assert len(tokens) == 10
    for token in tokens:
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)


def test_files_from_before_a_moment_are_forgotten_and_counted(uploads: Uploads) -> None:
    old = add(uploads)
    new = add(uploads, now=NOW + SECOND)
    assert uploads.forget_before(NOW) == 0
    assert uploads.forget_before(NOW + SECOND) == 1
    assert uploads.get("web:1", old) is None
    assert uploads.get("web:1", new) is not None


def test_the_files_of_a_conversation_are_forgotten(uploads: Uploads) -> None:
    tokens = [add(uploads), add(uploads)]
    other = add(uploads, "web:11")
    uploads.forget_conversation("web:1")
    assert [uploads.get("web:1", token) for token in tokens] == [None, None]
    assert uploads.get("web:11", other) is not None


def test_the_files_of_conversations_are_listed_oldest_first(uploads: Uploads) -> None:
    for conversation, name in (("web:2", "a"), ("web:1", "b"), ("web:2", "c"), ("web:3", "d")):
        add(uploads, conversation, name=name)
    assert [found.name for found in uploads.of({"web:1", "web:2"})] == ["a", "b", "c"]
    assert uploads.of([]) == []


def test_conversations_are_found_by_an_address_in_a_file_or_its_name(uploads: Uploads) -> None:
    add(uploads, "web:1", text="For Maria.Lee@umaryland.edu.")
    add(uploads, "web:2", name="maria.lee@umaryland.edu.pdf", text="maria.lee@umaryland.edu")
    add(uploads, "web:3", text="anna-maria.lee@umaryland.edu")
    add(uploads, "web:4", text="maria.lee@umaryland.education")
    assert uploads.speaking_of("MARIA.lee@umaryland.edu") == {"web:1", "web:2"}
    assert uploads.speaking_of("%@umaryland.edu") == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_a_forgotten_file_is_left(uploads: Uploads, database: str) -> None:
    add(uploads, content=b"Hotel Sarova " * 10_000)
    path = Path(database.removeprefix("sqlite:///"))

    def files_with_the_hotel() -> list[str]:
        return [file.name for file in path.parent.iterdir() if b"Sarova" in file.read_bytes()]

    assert files_with_the_hotel()
    # While another process has the file open, nothing empties its log by itself.
    other = sqlite3.connect(path)
    other.execute("SELECT count(*) FROM uploads").fetchall()
    uploads.forget_conversation("web:1")
    assert files_with_the_hotel() == []
    other.close()
