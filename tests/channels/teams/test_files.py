"""Files that are handed over in Teams, and those that cannot be taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.channels.teams.conftest import Assistant, Teams
from tests.channels.teams.fake import (
    FILE,
    OTHER,
    THREAD,
    USER,
    FakeMicrosoft,
    account,
    chat,
    in_group,
)


def test_a_picture_is_answered_with_what_cannot_be_done(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    teams.say("", attachments=[{"contentType": "image/png", "contentUrl": "https://x.example"}])
    (sent,) = microsoft.said()
    assert sent.text.startswith("I cannot read files")
    assert "International SOS" in sent.text
    assert teams.assistant.messages == []


def test_words_that_come_with_a_file_are_answered_and_the_file_is_spoken_of(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "bill.pdf"}
    teams.say("is this covered?", attachments=[file])
    answer, note = microsoft.said(2)
    assert answer.text == "You said: is this covered?"
    assert note.text.startswith("I cannot read files")
    assert "International SOS" in note.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"conversation": {**chat("a"), "tenantId": "another"}}, 403),
        ({"channelData": {"tenant": {"id": "another"}}}, 403),
        ({"channelData": {}, "conversation": {"id": "a:chat"}}, 403),
        ({"serviceUrl": "https://evil.example/"}, 403),
        ({"channelId": "directline"}, 403),
        ({"serviceUrl": None}, 400),
        ({"conversation": None}, 400),
    ],
)
def test_who_may_not_write_is_refused(
    teams: Teams, microsoft: FakeMicrosoft, changes: dict[str, Any], status: int
) -> None:
    assert teams.post(microsoft.activity(**changes)).status_code == status
    assert teams.assistant.messages == []


def test_a_file_goes_into_ones_onedrive_when_one_agrees(
    teams: Teams,
    microsoft: FakeMicrosoft,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uploads: list[tuple[str, bytes]] = []

    async def upload(url: str, content: bytes) -> None:
        uploads.append((url, content))

    # Only this last step leaves for an address that no machine but Microsoft's can have.
    monkeypatch.setattr(teams.door._connector, "upload", upload)
    assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    assert offer["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert (offer["name"], offer["content"]["sizeInBytes"]) == ("trip.ics", 17)
    info = {
        "name": "trip.ics",
        "contentUrl": "https://umd-my.sharepoint.com/trip.ics",
        "uploadUrl": "https://umd-my.sharepoint.com/upload?x=1",
        "uniqueId": "u",
        "fileType": "ics",
    }
    consent = {
        "action": "accept",
        "context": offer["content"]["acceptContext"],
        "uploadInfo": info,
    }

    def accept(value: dict[str, Any], user: str = USER) -> None:
        invoke = microsoft.activity("", type="invoke", name="fileConsent/invoke", value=value)
        assert teams.post({**invoke, "from": account(user)}).status_code == 200

    accept(consent, user=OTHER)
    assert "do not have this file" in microsoft.said(3)[2].text
    accept({**consent, "uploadInfo": {**info, "uploadUrl": "https://evil.example/"}})
    assert "do not have this file" in microsoft.said(4)[3].text
    accept(consent)
    shown = microsoft.said(5)[4].body["attachments"][0]
    assert shown["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert shown["contentUrl"] == info["contentUrl"]
    assert uploads == [(info["uploadUrl"], b"BEGIN:VCALENDAR\r\n")]


def accept_file(teams: Teams, offer: dict[str, Any], upload_url: str) -> None:
    consent = {
        "action": "accept",
        "context": offer["content"]["acceptContext"],
        "uploadInfo": {"name": "trip.ics", "uploadUrl": upload_url, "uniqueId": "u"},
    }
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "value": consent}
    assert teams.post(teams.microsoft.activity("", **invoke)).status_code == 200


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_onedrive_that_is_slow_is_said_to_be(
    new_teams: Callable[[], Teams],
    microsoft: FakeMicrosoft,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
) -> None:
    # No machine but Microsoft's can have the address of a OneDrive.
    monkeypatch.setattr("bot.channels.teams.files.is_storage_url", lambda url: True)
    monkeypatch.setattr("bot.channels.teams.client.TOTAL_SECONDS", 0.5)
    microsoft.upload_seconds = seconds
    teams = new_teams()
    teams.assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    accept_file(teams, offer, f"{microsoft.url}/upload")
    last = microsoft.said(3)[2]
    if seconds:
        assert "could not store the file" in last.text
    else:
        assert microsoft.uploads == [FILE["content"].encode()]
        assert last.body["attachments"][0]["contentType"].endswith("file.info")


def test_cards_of_files_that_are_refused_are_said_in_words(
    teams: Teams,
    microsoft: FakeMicrosoft,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.teams.files.is_storage_url", lambda url: True)
    assistant.answer = [{"custom": {"files": [FILE]}}]
    microsoft.answers["a:chat"] = [(400, {})]
    teams.say("file")
    assert microsoft.said()[0].text == "Teams does not let me hand over trip.ics here."
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    microsoft.answers["a:chat"] = [(400, {})]
    accept_file(teams, offer, f"{microsoft.url}/upload")
    assert microsoft.said(3)[2].text == "trip.ics is in your OneDrive now."


def test_a_group_is_told_that_files_are_handed_over_elsewhere(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file", **in_group())
    assert "only in a chat with me alone" in microsoft.said(2, THREAD)[1].text
