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


WEBHOOKS = ("alert_slack_webhook_url", "alert_teams_webhook_url", "alert_webhook_url")
MAIL = {"smtp_host": "mail.example.edu", "mail_sender": "bot@example.edu"}


def test_nobody_is_alerted_unless_it_is_set() -> None:
    settings = get_settings()
    assert settings.alert_emails == ()
    assert [getattr(settings, name).get_secret_value() for name in WEBHOOKS] == [""] * 3
    assert settings.alert_targets == ()


def test_alerts_go_to_every_target_that_is_set_and_to_no_other(set_settings: Change) -> None:
    set_settings(alert_webhook_url="https://example.edu/alerts")
    assert get_settings().alert_targets == ("webhook",)
    set_settings(alert_teams_webhook_url="https://example.edu/teams?sig=x%20y")
    assert get_settings().alert_targets == ("teams", "webhook")
    set_settings(alert_slack_webhook_url="", alert_emails=" , ")
    assert get_settings().alert_targets == ("teams", "webhook")
    set_settings(alert_slack_webhook_url="https://example.edu/slack", **MAIL)
    set_settings(alert_emails="office@Example.edu, on.call@example.edu")
    settings = get_settings()
    assert settings.alert_targets == ("email", "slack", "teams", "webhook")
    assert settings.alert_emails == ("office@example.edu", "on.call@example.edu")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("office", "value is not a valid email address"),
        ("office@example.edu, @example.edu", "value is not a valid email address"),
        ("office@example.edu; on.call@example.edu", "value is not a valid email address"),
        ("zoë@example.edu", "an address with other characters than ASCII may not be reached"),
    ],
)
def test_an_address_that_cannot_be_alerted_is_refused(
    set_settings: Change, written: str, complaint: str
) -> None:
    set_settings(alert_emails=written, **MAIL)
    with pytest.raises(SettingsError, match=f"TRAVEL_ASSISTANT_ALERT_EMAILS: {complaint}") as error:
        get_settings()
    assert "@" not in str(error.value)


def test_alerts_by_email_need_a_mail_server(set_settings: Change) -> None:
    set_settings(alert_emails="office@example.edu")
    with pytest.raises(SettingsError, match=r"ALERT_EMAILS: needs a mail server.*SMTP_HOST"):
        get_settings()


@pytest.mark.parametrize("name", WEBHOOKS)
@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/services/T/B/hidden",
        " https://example.com:8443/hidden?sig=a%2Fb&x=1#y\n",
        "https://user:hidden@example.com",
        "http://127.0.0.1:8080/hidden",
        "http://127.9.9.9/hidden",
        "http://localhost/hidden",
        "http://[::1]:8080/hidden",
    ],
)
def test_an_encrypted_or_local_address_is_accepted_and_kept_to_itself(
    set_settings: Change, name: str, url: str
) -> None:
    set_settings(**{name: url})
    settings = get_settings()
    assert getattr(settings, name).get_secret_value() == url.strip()
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize("name", WEBHOOKS)
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/hidden",
        "http://localhost.example.com/hidden",
        "http://127.0.0.1.example.com/hidden",
        "http://10.0.0.1/hidden",
        "http://127.0.0.1@example.com/hidden",
        "ftp://127.0.0.1/hidden",
        "hooks.example.com/hidden",
        "https:///hidden",
        "https://",
        "https://[hidden/",
        "https://example.com:hidden/",
        "https://example.com:99999/hidden",
        "https://a.example/hidden, https://b.example/hidden",
        "https://exa\u2100mple.com/hidden",
        "hidden",
    ],
)
def test_an_address_that_is_not_safe_is_refused_and_not_shown(
    set_settings: Change, name: str, url: str
) -> None:
    set_settings(**{name: url})
    with pytest.raises(SettingsError) as error:
        get_settings()
    assert f"TRAVEL_ASSISTANT_{name.upper()}: must be one address that begins with https://" in str(
        error.value
    )
    assert "hidden" not in str(error.value)
    assert "example" not in str(error.value)


@pytest.mark.parametrize("name", ["session_secret", "rest_token"])
def test_a_key_that_can_be_guessed_is_refused(set_settings: Change, name: str) -> None:
    set_settings(**{name: "a secret"})
    with pytest.raises(SettingsError, match=f"{name.upper()}: must have at least 32"):
        get_settings()
    set_settings(**{name: "x" * 32})
    assert getattr(get_settings(), name).get_secret_value() == "x" * 32


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"slack_bot_token": "xoxb-1"}, "SLACK_SIGNING_SECRET: Slack needs SLACK_APP_TOKEN"),
        ({"slack_app_token": "xapp-1"}, "SLACK_SIGNING_SECRET: Slack needs the app's bot token"),
        ({"teams_app_id": "1"}, "TEAMS_ALLOWED_TENANTS: a Teams bot needs TEAMS_TENANT_ID"),
        (
            {"teams_app_id": "1", "teams_tenant_id": "2"},
            "a single-tenant Teams bot needs TEAMS_APP_PASSWORD",
        ),
        ({"widget_origins": "https://a.example/path"}, "WIDGET_ORIGINS: .* is no origin"),
        ({"widget_origins": "http://a.example"}, "WIDGET_ORIGINS: .* is no origin"),
        ({"widget_origins": "*"}, "WIDGET_ORIGINS: .* is no origin"),
        ({"public_url": "http://travel.example.edu"}, "PUBLIC_URL: must begin with https://"),
    ],
)
def test_a_channel_that_cannot_work_is_refused(
    set_settings: Change, settings: dict[str, str], problem: str
) -> None:
    set_settings(**settings)
    with pytest.raises(SettingsError, match=problem):
        get_settings()


def test_a_teams_bot_is_open_to_its_own_directory_only_unless_others_are_listed(
    set_settings: Change,
) -> None:
    bot = {"teams_app_id": "1", "teams_tenant_id": "2", "teams_app_type": "managed_identity"}
    assert get_settings().messengers == ()
    set_settings(**bot)
    assert get_settings().messengers == ("Microsoft Teams",)
    assert get_settings().teams_allowed_tenants == ("2",)
    set_settings(**bot, teams_allowed_tenants="2, 3")
    assert get_settings().teams_allowed_tenants == ("2", "3")
