"""Everything that can be set from the environment, read once."""

from __future__ import annotations

import datetime
import ipaddress
import zoneinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseSettings,
    Field,
    SecretStr,
    ValidationError,
    validate_email,
    validator,
)

from bot.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of the assistant: the environment variables ``TRAVEL_ASSISTANT_<NAME>``."""

    documents_dir: Path = Field(
        PROJECT_ROOT / "documents", description="Folder of the documents and the fact files."
    )
    database_url: str = Field(
        f"sqlite:///{PROJECT_ROOT / 'travel_assistant.db'}",
        description="SQLAlchemy address of the database.",
    )
    max_message_characters: int = Field(
        2000, ge=100, le=10_000, description="Longest message that is read, in characters."
    )
    max_body_bytes: int = Field(
        16_384, ge=1024, description="Largest HTTP request body that is accepted, in bytes."
    )
    reply_timeout_seconds: float = Field(
        8.0, gt=0, description="After this time a turn answers with the fallback text."
    )
    session_secret: SecretStr = Field(
        SecretStr(""),
        description="Key that signs the web page's session ids. Empty: a new one at every start, "
        "so that an open page begins a new conversation after a restart.",
    )
    time_zone: str = Field(
        "America/New_York", description="Time zone of the university: it decides what today is."
    )
    email_domains: tuple[str, ...] = Field(
        ("umaryland.edu",),
        description="Domains of travellers' addresses, their subdomains included. Empty: any.",
    )
    smtp_host: str = Field("", description="Mail server. Empty: no e-mail is sent.")
    smtp_port: int = Field(587, ge=1, le=65_535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is encrypted."
    )
    smtp_user: str = Field("", description="User of the mail server. Empty: no login.")
    smtp_password: SecretStr = Field(SecretStr(""), description="The mail user's password.")
    mail_sender: str = Field("", description="Address that e-mails come from.")
    alert_emails: tuple[str, ...] = Field(
        (), description="Addresses that are told of emergencies. Needs a mail server."
    )
    alert_slack_webhook_url: SecretStr = Field(
        SecretStr(""), description="Incoming webhook of a Slack channel that is told of them."
    )
    alert_teams_webhook_url: SecretStr = Field(
        SecretStr(""), description="Webhook of a Teams workflow that tells a channel of them."
    )
    alert_webhook_url: SecretStr = Field(
        SecretStr(""), description="Address of another system that is told of them, in JSON."
    )

    class Config:
        env_prefix = "TRAVEL_ASSISTANT_"

        @classmethod
        def parse_env_var(cls, field_name: str, raw_value: str) -> Any:
            """Split a list at its commas; pydantic's own way is JSON."""
            return [value.strip() for value in raw_value.split(",") if value.strip()]

    @validator("email_domains", each_item=True)
    def _in_lower_case_without_at(cls, domain: str) -> str:
        return domain.lower().lstrip("@.")

    @validator("time_zone")
    def _known_time_zone(cls, name: str) -> str:
        try:
            return zoneinfo.ZoneInfo(name).key
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
            raise ValueError(
                f"{name!r} is no time zone; write one like America/New_York"
            ) from error

    @validator("smtp_user")
    def _no_password_in_the_clear(cls, user: str, values: dict[str, Any]) -> str:
        if user and values.get("smtp_security") == "none":
            raise ValueError("a login needs an encrypted connection; see SMTP_SECURITY")
        return user

    @validator("mail_sender", always=True)
    def _with_a_mail_server(cls, sender: str, values: dict[str, Any]) -> str:
        if values.get("smtp_host") and not sender:
            raise ValueError("is needed with SMTP_HOST: the address that e-mails come from")
        return validate_email(sender)[1] if sender else ""

    @validator("alert_emails", each_item=True)
    def _that_a_mail_server_takes(cls, address: str) -> str:
        if not address.isascii():
            raise ValueError("an address with other characters than ASCII may not be reached")
        return str(validate_email(address)[1])

    @validator("alert_emails")
    def _sent_by_a_mail_server(
        cls, addresses: tuple[str, ...], values: dict[str, Any]
    ) -> tuple[str, ...]:
        if addresses and not values.get("smtp_host"):
            raise ValueError("needs a mail server that sends to them; see SMTP_HOST")
        return addresses

    @validator("alert_slack_webhook_url", "alert_teams_webhook_url", "alert_webhook_url")
    def _encrypted_on_its_way(cls, secret: SecretStr) -> SecretStr:
        # Whoever knows such an address can write there: no message shows it.
        url = secret.get_secret_value().strip()
        if url and not _is_encrypted_or_local(url):
            raise ValueError(
                "must be one address that begins with https:// (http:// to this machine only)"
            )
        return SecretStr(url)

    @property
    def alert_targets(self) -> tuple[str, ...]:
        """Where alerts go: "email", "slack", "teams", "webhook", as they are set."""
        addresses = {
            "email": self.alert_emails,
            "slack": self.alert_slack_webhook_url.get_secret_value(),
            "teams": self.alert_teams_webhook_url.get_secret_value(),
            "webhook": self.alert_webhook_url.get_secret_value(),
        }
        return tuple(target for target, address in addresses.items() if address)

    def today(self) -> datetime.date:
        """Return the date at the university."""
        return datetime.datetime.now(zoneinfo.ZoneInfo(self.time_zone)).date()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: A variable has a value that cannot be used; the message names all of them.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"TRAVEL_ASSISTANT_{str(item['loc'][0]).upper()}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(f"Wrong settings in the environment: {problems}") from error


def _is_encrypted_or_local(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # reading the port checks it
    except ValueError:
        return False
    if not host or len(url.split()) > 1:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
