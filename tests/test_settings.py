"""The settings from the environment."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable

import pytest

from bot.errors import SettingsError
from bot.settings import get_settings

Change = Callable[..., None]


@pytest.mark.parametrize(
    ("written", "domains"),
    [
        ("umaryland.edu", ("umaryland.edu",)),
        (
            " UMaryland.edu , @umb.edu,.som.example.edu,",
            ("umaryland.edu", "umb.edu", "som.example.edu"),
        ),
        ("", ()),
        (" , ", ()),
    ],
)
def test_domains_are_written_with_commas(
    set_settings: Change, written: str, domains: tuple[str, ...]
) -> None:
    assert get_settings().email_domains == ("umaryland.edu",)
    set_settings(email_domains=written)
    assert get_settings().email_domains == domains


def test_today_is_the_date_at_the_university(set_settings: Change) -> None:
    days = set()
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # never on the same date
        set_settings(time_zone=zone)
        before = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        today = get_settings().today()
        assert before <= today <= datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        days.add(today)
    assert len(days) == 2


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "America", "../etc/passwd", "EST5"])
def test_a_time_zone_that_nobody_knows_is_refused(set_settings: Change, zone: str) -> None:
    set_settings(time_zone=zone)
    with pytest.raises(SettingsError, match=r"TRAVEL_ASSISTANT_TIME_ZONE: .* is no time zone"):
        get_settings()


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"smtp_host": "mail.example.edu"}, "MAIL_SENDER: is needed with SMTP_HOST"),
        ({"mail_sender": "the bot"}, "MAIL_SENDER: value is not a valid email address"),
        ({"smtp_security": "ssl"}, "SMTP_SECURITY: unexpected value"),
        ({"smtp_port": "0"}, "SMTP_PORT: ensure this value"),
        ({"smtp_user": "bot", "smtp_security": "none"}, "SMTP_USER: a login needs an encrypted"),
    ],
)
def test_a_mail_server_that_cannot_work_is_refused(
    set_settings: Change, settings: dict[str, str], complaint: str
) -> None:
    set_settings(**settings)
    with pytest.raises(SettingsError, match=f"TRAVEL_ASSISTANT_{complaint}"):
        get_settings()


def test_a_mail_server_with_its_sender_is_accepted_and_keeps_its_password_to_itself(
    set_settings: Change,
) -> None:
    assert get_settings().smtp_host == get_settings().mail_sender == ""
    set_settings(
        smtp_host="mail.example.edu",
        smtp_user="bot",
        smtp_password="hunter2",
        mail_sender="bot@Example.edu",
    )
    settings = get_settings()
    assert settings.mail_sender == "bot@example.edu"
    assert settings.smtp_password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings)
