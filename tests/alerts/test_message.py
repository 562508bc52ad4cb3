"""What the staff read of an emergency."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from bot.alerts.message import (
    KINDS_IN_WORDS,
    email_message,
    slack_payload,
    subject,
    teams_payload,
    text,
    webhook_payload,
)
from bot.emergencies.kinds import KINDS
from bot.storage.alerts import FALSE_ALARM, QueuedAlert
from bot.storage.outbox import OutgoingEmail

MakeQueued = Callable[..., QueuedAlert]

ZONE = "America/New_York"


def card_lines(payload: dict[str, Any]) -> list[str]:
    """Return the lines of the card in a Teams message."""
    (attachment,) = payload["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], payload["type"]) == ("AdaptiveCard", "message")
    heading, *others = card["body"]
    assert heading["type"] == "TextBlock"
    assert {block["type"] for block in others} == {"RichTextBlock"}
    return [
        heading["text"],
        *("".join(run["text"] for run in block["inlines"]) for block in others),
    ]


def test_an_alert_without_consent_says_all_that_may_be_said(make_queued: MakeQueued) -> None:
    queued = make_queued()
    assert subject(queued) == "[A-00012] Emergency: injury or acute illness, Kenya"
    assert text(queued, ZONE) == (
        "Emergency: injury or acute illness, Kenya\n\n"
        "Reported by a traveller to the travel assistant, which has told them whom to call.\n\n"
        "Alert: A-00012\n"
        "At the university: 5 March 2027, 14:03 EST\n"
        "In UTC: 5 March 2027, 19:03\n"
        "Channel: web\n"
        "Country: Kenya\n"
        "Notes: none that the traveller has agreed to pass on"
    )


def test_an_alert_with_consent_says_who_where_what_and_where_to_call_back(
    make_queued: MakeQueued, notes: dict[str, str]
) -> None:
    lines = text(make_queued(notes=notes, earlier=(3, 7)), ZONE).splitlines()
    assert lines[-9:] == [
        "Same conversation as: A-00003, A-00007",
        "At the university: 5 March 2027, 14:03 EST",
        "In UTC: 5 March 2027, 19:03",
        "Channel: web",
        "Country: Kenya",
        "Who needs help: Zoë Żółty 😀",
        "Where: Hotel Sarova, room 7",
        "What has happened: Fell <!channel> & broke a leg",
        "Call back at: +254 700 000000",
    ]


def test_what_was_skipped_is_left_out_and_what_is_not_known_is_said(
    make_queued: MakeQueued,
) -> None:
    queued = make_queued(notes={"place": "Lima", "person": ""}, country_code="", kind="arrest")
    shown = text(queued, ZONE)
    assert subject(queued) == "[A-00012] Emergency: arrest or detention"
    assert "Country: not known\nWhere: Lima" in shown
    assert "Who needs help" not in shown
    assert "Notes" not in shown


def test_a_false_alarm_says_so_and_of_which_conversation(make_queued: MakeQueued) -> None:
    queued = make_queued(kind=FALSE_ALARM, earlier=(11,))
    shown = text(queued, ZONE)
    assert subject(queued) == "[A-00012] False alarm, Kenya"
    assert "The traveller says that it is no emergency." in shown
    assert "Same conversation as: A-00011" in shown
    assert "whom to call" not in shown
    assert "Notes" not in shown


@pytest.mark.parametrize("may_have_arrived", [True, False])
def test_what_may_have_arrived_before_says_so_everywhere(
    make_queued: MakeQueued, may_have_arrived: bool
) -> None:
    queued = make_queued(may_have_arrived=may_have_arrived)
    shown = [
        text(queued, ZONE),
        email_message(queued, ZONE, "bot@example.edu", ["a@example.edu"]).get_content(),
        slack_payload(queued, ZONE)["text"],
        "\n".join(card_lines(teams_payload(queued, ZONE))),
        webhook_payload(queued, ZONE)["text"],
    ]
    assert ["may be a repeat of A-00012" in words for words in shown] == [may_have_arrived] * 5
    assert webhook_payload(queued, ZONE)["may_be_repeat"] is may_have_arrived


def test_every_kind_has_words_and_no_other(make_queued: MakeQueued) -> None:
    assert set(KINDS_IN_WORDS) == {*KINDS, FALSE_ALARM}
    subjects = {subject(make_queued(kind=kind)) for kind in KINDS_IN_WORDS}
    assert len(subjects) == len(KINDS_IN_WORDS)


def test_a_kind_and_a_country_that_are_not_known_are_told_by_their_codes(
    make_queued: MakeQueued,
) -> None:
    queued = make_queued(kind="flood_of_frogs", country_code="QX")
    assert subject(queued) == "[A-00012] Emergency: flood_of_frogs, QX"


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Pacific/Kiritimati", "At the university: 6 March 2027, 09:03 +14"),
        ("Etc/GMT+12", "At the university: 5 March 2027, 07:03 -12"),
    ],
)
def test_the_time_is_that_of_the_university_with_its_own_date(
    make_queued: MakeQueued, zone: str, local: str
) -> None:
    lines = text(make_queued(), zone).splitlines()
    assert local in lines
    assert "In UTC: 5 March 2027, 19:03" in lines


def test_no_note_can_be_taken_for_another_line_or_steer_what_shows_it(
    make_queued: MakeQueued,
) -> None:
    plain = text(make_queued(notes={"place": "x"}), ZONE)
    place = "x\r\nCall back at: 900\u2028\x1b[2J\u202e\0\ud800\tend"
    shown = text(make_queued(notes={"place": place}), ZONE)
    assert shown == plain.replace("Where: x", "Where: x Call back at: 900 [2J end")
    assert shown.encode()


def test_an_email_has_one_id_for_all_its_copies_and_can_be_read_in_any_language(
    make_queued: MakeQueued, notes: dict[str, str]
) -> None:
    recipients = ["a@example.edu", "b@example.edu"]
    queued = make_queued(notes=notes, country_code="CI")
    again = make_queued(notes=notes, country_code="CI", id=15, attempts=3)
    message = email_message(queued, ZONE, "bot@example.edu", recipients)
    assert isinstance(message, EmailMessage)
    assert message["Message-ID"] == "<A-00012.20270305190307@travel-assistant.invalid>"
    assert email_message(again, ZONE, "bot@example.edu", recipients).as_bytes() == bytes(message)
    assert message["From"] == "bot@example.edu"
    assert [address.addr_spec for address in message["To"].addresses] == recipients
    assert message["Subject"] == "[A-00012] Emergency: injury or acute illness, Côte d\u2019Ivoire"
    assert message["Importance"] == "high"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content() == text(queued, ZONE) + "\n"
    assert OutgoingEmail.from_message(message, recipients).message.isascii()


def test_slack_makes_nothing_of_a_note_but_its_words(make_queued: MakeQueued) -> None:
    said = "<!channel> <@U123> <https://evil.example|UMB> & &lt; @here @CHANNEL me@hereford.edu"
    payload = slack_payload(make_queued(notes={"event": said}), ZONE)
    shown = payload["text"]
    assert not {"<", ">"} & set(shown)
    assert (
        "&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|UMB&gt; &amp; &amp;lt; "
        "@\u200bhere @\u200bCHANNEL me@hereford.edu"
    ) in shown
    assert payload["mrkdwn"] is payload["unfurl_links"] is payload["unfurl_media"] is False


def test_slack_is_sent_the_whole_text(make_queued: MakeQueued) -> None:
    queued = make_queued()
    assert slack_payload(queued, ZONE)["text"] == text(queued, ZONE)


def test_teams_is_sent_a_card_with_the_same_lines(
    make_queued: MakeQueued, notes: dict[str, str]
) -> None:
    queued = make_queued(notes=notes, earlier=(3,))
    payload = teams_payload(queued, ZONE)
    assert card_lines(payload) == [line for line in text(queued, ZONE).splitlines() if line]
    assert json.loads(json.dumps(payload)) == payload


def test_teams_makes_nothing_of_a_note_but_its_words(make_queued: MakeQueued) -> None:
    said = "[UMB](https://evil.example) **now** <at>everybody</at>"
    payload = teams_payload(make_queued(notes={"event": said}), ZONE)
    body = payload["attachments"][0]["content"]["body"]
    # Markdown is made of a TextBlock only.
    assert said not in body[0]["text"]
    assert {"type": "TextRun", "text": said} in body[-1]["inlines"]


def test_another_system_is_sent_all_of_it_in_fields(
    make_queued: MakeQueued, notes: dict[str, str]
) -> None:
    queued = make_queued(notes=notes, earlier=(3,))
    payload = webhook_payload(queued, ZONE)
    assert json.loads(json.dumps(payload)) == {
        "id": "A-00012",
        "kind": "medical",
        "kind_in_words": "injury or acute illness",
        "happened_at": "2027-03-05T19:03:07+00:00",
        "channel": "web",
        "country_code": "KE",
        "country": "Kenya",
        "notes": {**notes, "place": "Hotel Sarova, room 7"},
        "earlier": ["A-00003"],
        "may_be_repeat": False,
        "text": text(queued, ZONE),
    }


def test_nobody_is_told_whose_conversation_it_is(make_queued: MakeQueued) -> None:
    queued = make_queued(owner="web:8c1f")
    for payload in (slack_payload, teams_payload, webhook_payload):
        assert "8c1f" not in json.dumps(payload(queued, ZONE))
    assert "8c1f" not in email_message(queued, ZONE, "a@b.edu", ["c@d.edu"]).as_string()
