"""Alerting the staff, on a real database: once, namelessly, and never in the way of the reply."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actions.alerts import alert_staff, can_alert_staff, send_notes
from bot.storage.alerts import Alerts
from bot.storage.database import open_engine

NOTES = {"person": "Amara Okafor", "place": "", "event": "fell", "callback": "+254 700 0001"}
ON = {"alert_webhook_url": "http://127.0.0.1:1/alert"}
KENYA = {"emergency_kind": "accident", "emergency_country": "KE"}


@pytest.fixture
def tracker(make_tracker: Callable[..., Any], say: Callable[..., Any]) -> Any:
    return make_tracker(say("he fell"), slots=KENYA)


@pytest.fixture
def alerts(database_url: str) -> Alerts:
    return Alerts(database_url)


def test_without_a_target_nobody_is_alerted(tracker: Any, alerts: Alerts) -> None:
    assert not can_alert_staff()
    assert not alert_staff(tracker, "accident", "KE")
    assert not send_notes(tracker, NOTES)
    assert alerts.list() == []


@pytest.mark.parametrize(
    ("settings", "targets"),
    [
        (ON, ["webhook"]),
        ({"alert_slack_webhook_url": "https://127.0.0.1:1/x"}, ["slack"]),
        (
            {
                "alert_emails": "a@example.edu",
                "smtp_host": "127.0.0.1",
                "mail_sender": "travel@example.edu",
                **ON,
            },
            ["email", "webhook"],
        ),
    ],
)
def test_an_alert_goes_to_every_target_and_names_nobody(
    settings: dict[str, str],
    targets: list[str],
    tracker: Any,
    alerts: Alerts,
    set_settings: Callable[..., None],
) -> None:
    set_settings(**settings)
    assert can_alert_staff()
    before = datetime.datetime.now(tz=datetime.timezone.utc)
    assert alert_staff(tracker, "accident", "KE")
    queued = alerts.list()
    assert [one.target for one in queued] == targets
    for one in queued:
        assert (one.alert.kind, one.alert.country_code, one.alert.channel) == (
            "accident",
            "KE",
            "rest",
        )
        assert one.alert.notes == {}
        assert datetime.timedelta(0) <= one.alert.happened_at - before < datetime.timedelta(hours=1)
        assert one.owner == "rest:someone"


def test_the_same_emergency_is_told_once_and_another_one_again(
    tracker: Any, alerts: Alerts, set_settings: Callable[..., None]
) -> None:
    set_settings(**ON)
    raised = [alert_staff(tracker, "accident", country) for country in ("KE", None, "KE")]
    assert raised == [True, False, False]
    assert alert_staff(tracker, "arrest", None)
    assert alert_staff(tracker, "false_alarm", None)
    assert not alert_staff(tracker, "false_alarm", None)
    assert alert_staff(tracker, "accident", None)
    assert [one.alert.kind for one in alerts.list()] == [
        "accident",
        "arrest",
        "false_alarm",
        "accident",
    ]
    assert [one.alert.country_code for one in alerts.list()][1] == ""


def test_the_notes_that_were_agreed_to_go_with_the_kind_and_the_country(
    tracker: Any, alerts: Alerts, set_settings: Callable[..., None]
) -> None:
    set_settings(**ON)
    assert alert_staff(tracker, "accident", "KE")
    assert send_notes(tracker, NOTES)
    _, with_notes = alerts.list()
    assert (with_notes.alert.kind, with_notes.alert.country_code) == ("accident", "KE")
    # What was skipped is left out.
    assert with_notes.alert.notes == {name: note for name, note in NOTES.items() if note}


@pytest.mark.parametrize("broken", ["unreachable", "no database", "read only"])
def test_a_database_that_cannot_be_used_is_logged_and_keeps_nobody_waiting(
    broken: str,
    tracker: Any,
    set_settings: Callable[..., None],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "broken.db"
    url = f"sqlite:///{path}"
    if broken == "unreachable":
        url = "postgresql://nobody@127.0.0.1:1/nothing"
    elif broken == "no database":
        path.write_bytes(b"this is no database, whatever its name says" * 100)
    else:
        open_engine(url).dispose()
        path.unlink()
        path.mkdir()
    set_settings(database_url=url, **ON)
    with caplog.at_level(logging.INFO):
        assert not alert_staff(tracker, "accident", "KE")
        assert not send_notes(tracker, NOTES)
    assert caplog.text.count("alert.not_raised error=") == 2
    for word in ("Amara", "fell", "+254", "someone", "nobody"):
        assert word not in caplog.text
