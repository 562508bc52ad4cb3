"""Handing an e-mail to the mail server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from bot.errors import AssistantError, SettingsError
from bot.settings import Settings
from bot.storage.outbox import OutgoingEmail

# For each answer of the mail server.
TIMEOUT_SECONDS = 20
AUTHENTICATION_REQUIRED = 530


class SendingError(AssistantError, RuntimeError):
    """An e-mail was not sent, or not to everybody. The message names nobody."""

    def __init__(self, reason: str, *, permanent: bool, recipients: Collection[str]) -> None:
        """Describe the failure.

        Args:
            reason: Its kind, with the mail server's code.
            permanent: Whether trying again is of no use.
            recipients: Who has not received it.
        """
        super().__init__(reason)
        self.permanent = permanent
        self.recipients = tuple(recipients)


@dataclass(frozen=True)
class MailServer:
    """A mail server that takes e-mails for everybody.

    Attributes:
        host: Its name.
        port: Its port.
        security: How the connection is encrypted.
        user: For the login; empty for none.
        password: For the login.
        sender: The address that e-mails come from, and that failures are reported to.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: SecretStr
    sender: str

    @classmethod
    def of_settings(cls, settings: Settings) -> MailServer:
        """Return the mail server that is set.

        Raises:
            SettingsError: None is set.
        """
        if not settings.smtp_host:
            raise SettingsError("No mail server is set: TRAVEL_ASSISTANT_SMTP_HOST is empty")
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password,
            sender=settings.mail_sender,
        )

    def send(self, outgoing: OutgoingEmail) -> None:
        """Send an e-mail to its recipients.

        Raises:
            SendingError: Somebody has not received it.
        """
        everybody = outgoing.recipients
        try:
            refused = self._hand_over(outgoing)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients, everybody) from error
        except smtplib.SMTPResponseException as error:
            # A refused login or connection says nothing of the e-mail.
            of_email = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
            code = error.smtp_code
            raise SendingError(
                f"{type(error).__name__} {code}",
                permanent=of_email and code >= 500 and code != AUTHENTICATION_REQUIRED,
                recipients=everybody,
            ) from error
        except OSError as error:  # of the network, of TLS, and the other errors of smtplib
            raise SendingError(
                type(error).__name__, permanent=False, recipients=everybody
            ) from error
        except ValueError as error:  # an address that cannot be written in this protocol
            raise SendingError(
                type(error).__name__, permanent=True, recipients=everybody
            ) from error
        if refused:
            raise _refusal(refused, refused)

    def _hand_over(self, outgoing: OutgoingEmail) -> dict[str, tuple[int, bytes]]:
        """Send an e-mail; return who is refused while others are accepted."""
        connection = self._connect()
        try:
            if self.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password.get_secret_value())
            refused = connection.sendmail(self.sender, outgoing.recipients, outgoing.message)
            # It is accepted, however the mail server takes its leave.
            with contextlib.suppress(OSError):
                connection.quit()
            return refused
        finally:
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


def _refusal(refused: dict[str, tuple[int, bytes]], not_reached: Collection[str]) -> SendingError:
    codes = [code for code, _ in refused.values()]
    return SendingError(
        f"SMTPRecipientsRefused {max(codes)}",
        permanent=min(codes) >= 500,
        recipients=not_reached,
    )
