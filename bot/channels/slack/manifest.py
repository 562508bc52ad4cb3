"""The manifest from which an administrator makes the Slack app."""

from __future__ import annotations

from typing import Any, TextIO

import yaml

from bot.errors import SettingsError
from bot.settings import Settings

NAME = "Travel Assistant"
DESCRIPTION = "Answers questions on International SOS and UMB's travel benefits"
LONG_DESCRIPTION = (
    "Answers questions on International SOS and on UMB's travel benefits from the university's own "
    "documents, and shows where each answer comes from. Calculates what a benefit covers, "
    "registers trips, and tells whom to call in an emergency. It is a computer program: in an "
    "emergency, do not wait for it."
)
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "mpim:history",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
)


def manifest(settings: Settings) -> dict[str, Any]:
    """Return the manifest: for Socket Mode, or for HTTP where only a signing secret is set.

    Raises:
        SettingsError: Slack is to send by HTTP, and the server's address is not set.
    """
    by_http = bool(
        settings.slack_signing_secret.get_secret_value()
        and not settings.slack_app_token.get_secret_value()
    )
    if by_http and not settings.public_url:
        raise SettingsError(
            "Slack needs the server's address on the internet: set TRAVEL_ASSISTANT_PUBLIC_URL, or "
            "use Socket Mode with TRAVEL_ASSISTANT_SLACK_APP_TOKEN."
        )
    url = f"{settings.public_url}/webhooks/slack/events"
    address = {"request_url": url} if by_http else {}
    command = {
        "command": "/travel",
        **({"url": url} if by_http else {}),
        "description": "Ask about travel benefits; only you see the answer",
        "usage_hint": "Is a dentist abroad covered?",
        "should_escape": False,
    }
    return {
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f2933",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not by_http,
            "token_rotation_enabled": False,
        },
    }


def write_manifest(settings: Settings, stream: TextIO) -> None:
    """Write the manifest as YAML.

    Raises:
        SettingsError: See `manifest`.
    """
    yaml.safe_dump(manifest(settings), stream, sort_keys=False, allow_unicode=True, width=100)
