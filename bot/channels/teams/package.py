"""The app package that an administrator uploads to Teams."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.settings import Settings

SCHEMA_VERSION = "1.17"
SCHEMA = (
    f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/"
    "MicrosoftTeams.schema.json"
)
# From when the versions of packages are counted.
EPOCH = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
ICONS_DIR = Path(__file__).resolve().parent / "icons"
ICONS = {"color": "color.png", "outline": "outline.png"}
ACCENT_COLOR = "#14506b"
SCOPES = ["personal", "team", "groupChat"]
COMMANDS = {
    "What am I covered for?": "The university's travel benefits",
    "How do I call International SOS?": "Help, day and night",
    "Register my trip": "Begin a registration",
    "Show my trips": "What is registered",
    "Calculate a bill": "What is paid of a quarantine, dental or medical bill",
    "This is an emergency": "What to do now and whom to call",
}


def write_package(settings: Settings, path: Path) -> None:
    """Write the package, a zip file with the manifest and two icons.

    Args:
        settings: The bot's id and the public address of the server.
        path: Where.

    Raises:
        SettingsError: One of them is missing.
    """
    manifest = manifest_of(settings, datetime.datetime.now(tz=datetime.timezone.utc))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))
        for name in ICONS.values():
            package.write(ICONS_DIR / name, name)


def manifest_of(settings: Settings, made_at: datetime.datetime) -> dict[str, Any]:
    """Return the manifest.

    Args:
        settings: The bot's id and the public address of the server.
        made_at: With a time zone.

    Raises:
        SettingsError: The bot's id or the public address is missing.
    """
    if not settings.teams_app_id:
        raise SettingsError("TRAVEL_ASSISTANT_TEAMS_APP_ID is not set: the bot's application id.")
    host = urlsplit(settings.public_url).hostname
    if host is None or not settings.public_url.startswith("https://"):
        raise SettingsError(
            "TRAVEL_ASSISTANT_PUBLIC_URL is not set: the server's address, https://..."
        )
    return {
        "$schema": SCHEMA,
        "manifestVersion": SCHEMA_VERSION,
        "version": _version(made_at),
        "id": settings.teams_app_id,
        "developer": {
            "name": "Travel Assistant",
            "websiteUrl": settings.public_url,
            "privacyUrl": f"{settings.public_url}/",
            "termsOfUseUrl": f"{settings.public_url}/",
        },
        "name": {"short": "Travel Assistant", "full": "Travel Assistant for university travel"},
        "description": {
            "short": "Answers about travel benefits and emergencies abroad.",
            "full": (
                "Answers questions about the university's travel benefits and International SOS, "
                "always with the university's own words; computes what is paid of a bill; "
                "registers trips; and says in an emergency what to do and whom to call."
            ),
        },
        "icons": ICONS,
        "accentColor": ACCENT_COLOR,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": settings.teams_app_id,
                "scopes": SCOPES,
                "isNotificationOnly": False,
                "supportsFiles": True,  # handing them over in a personal chat
                "commandLists": [
                    {
                        "scopes": SCOPES,
                        "commands": [
                            {"title": title, "description": description}
                            for title, description in COMMANDS.items()
                        ],
                    }
                ],
            }
        ],
        "validDomains": [host],
    }


def _version(made_at: datetime.datetime) -> str:
    """Return a version: Teams takes a package in the place of another only if it is larger."""
    age = made_at - EPOCH
    return f"1.{age.days}.{age.seconds // 60}"
