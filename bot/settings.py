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
        1000, ge=100, le=10_000, description="Longest message that is read, in characters."
    )
    max_body_bytes: int = Field(
        16_384, ge=1024, description="Largest HTTP request body that is accepted, in bytes."
    )
    max_upload_bytes: int = Field(
        5_000_000, ge=1024, description="Largest itinerary file that is accepted, in bytes."
    )
    messages_per_minute: int = Field(
        20, ge=1, description="Messages of one user that are answered within a minute."
    )
    messages_per_minute_per_address: int = Field(
        120, ge=1, description="Messages of all users of one network address within a minute."
    )
    trusted_proxies: int = Field(
        0, ge=0, description="Proxies before the server that add the address to X-Forwarded-For."
    )
    reply_timeout_seconds: float = Field(
        8.0, gt=0, description="After this time a turn answers with the fallback text."
    )
    session_secret: SecretStr = Field(
        SecretStr(""),
        description="Key that signs sessions and buttons. Empty: one that is kept in the database.",
    )
    public_url: str = Field(
        "",
        description="Address of the server on the internet, for its manifests and its page.",
    )
    widget_origins: tuple[str, ...] = Field(
        (), description="Websites that may embed the widget, such as https://www.umaryland.edu."
    )
    rest_token: SecretStr = Field(
        SecretStr(""), description="Opens the REST door to other machines. Empty: to none."
    )
    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="The Slack app's bot token, xoxb-... Empty: no Slack."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="Its app-level token, xapp-..., for Socket Mode."
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Its signing secret, where Slack sends to the server by HTTP."
    )
    teams_app_id: str = Field("", description="The Teams bot's application id. Empty: no Teams.")
    teams_app_type: Literal["single_tenant", "managed_identity"] = Field(
        "single_tenant", description="How the bot proves to Microsoft who it is."
    )
    teams_app_password: SecretStr = Field(
        SecretStr(""), description="Its client secret, needed by a single-tenant bot."
    )
    teams_tenant_id: str = Field("", description="The directory (tenant) the bot belongs to.")
    teams_allowed_tenants: tuple[str, ...] = Field(
        (), description="Directories whose people may write to it. Empty: its own only."
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

    @validator("session_secret", "rest_token")
    def _not_to_be_guessed(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters, which nobody can guess")
        return secret

    @validator("public_url")
    def _encrypted_address(cls, url: str) -> str:
        if url and not _is_encrypted_or_local(url):
            raise ValueError("must begin with https:// (http:// for this machine only)")
        return url.rstrip("/")

    @validator("widget_origins", each_item=True)
    def _plain_origin(cls, origin: str) -> str:
        origin = origin.rstrip("/").lower()
        parts = urlsplit(origin)
        if not _is_encrypted_or_local(origin) or f"{parts.scheme}://{parts.netloc}" != origin:
            raise ValueError(
                f"{origin!r} is no origin; write one like https://www.umaryland.edu "
                "(http:// for this machine only)"
            )
        return origin

    @validator("slack_signing_secret", always=True)
    def _complete_slack_app(cls, secret: SecretStr, values: dict[str, Any]) -> SecretStr:
        bot_token, app_token = (
            bool(_text_of(values.get(name))) for name in ("slack_bot_token", "slack_app_token")
        )
        is_reachable = app_token or bool(_text_of(secret))
        if bot_token and not is_reachable:
            raise ValueError("Slack needs SLACK_APP_TOKEN (Socket Mode), or this secret (HTTP)")
        if is_reachable and not bot_token:
            raise ValueError("Slack needs the app's bot token too; see SLACK_BOT_TOKEN")
        return secret

    @validator("teams_allowed_tenants", always=True)
    def _own_tenant_at_least(
        cls, tenants: tuple[str, ...], values: dict[str, Any]
    ) -> tuple[str, ...]:
        if not values.get("teams_app_id"):
            return tenants
        own, password = values.get("teams_tenant_id"), _text_of(values.get("teams_app_password"))
        if not own:
            raise ValueError("a Teams bot needs TEAMS_TENANT_ID, the directory it belongs to")
        if values.get("teams_app_type") == "single_tenant" and not password:
            raise ValueError("a single-tenant Teams bot needs TEAMS_APP_PASSWORD")
        return tenants or (own,)

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
    def messengers(self) -> tuple[str, ...]:
        """The messengers that it answers in beside the web, as they are called."""
        is_set_up = {
            "Slack": self.slack_bot_token.get_secret_value(),
            "Microsoft Teams": self.teams_app_id,
        }
        return tuple(name for name, value in is_set_up.items() if value)

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


def _text_of(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


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
