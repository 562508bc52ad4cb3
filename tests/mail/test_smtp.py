"""Handing an e-mail to a mail server."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.mail import smtp
from bot.mail.smtp import MailServer, SendingError
from bot.server.supervisor import HOST, free_port
from bot.settings import get_settings
from bot.storage.outbox import OutgoingEmail

StartServer = Callable[..., MailServer]
MakeEmail = Callable[..., OutgoingEmail]


def failure(server: MailServer, email: OutgoingEmail) -> SendingError:
    """Return how an e-mail could not be sent; the words of it name nobody."""
    with pytest.raises(SendingError) as error:
        server.send(email)
    assert "@" not in str(error.value)
    return error.value


def body(message: EmailMessage) -> str:
    part = message.get_body()
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")  # line ends of the protocol


@pytest.mark.parametrize(
    "text",
    ["Hello\n.\n..\nFrom here\n\n", "Żółty 😀\n.\n" + "long " * 500 + "\n"],
    ids=["dots", "any language"],
)
def test_an_email_arrives_as_it_was_written(
    start_server: StartServer, mailbox: Any, make_email: MakeEmail, text: str
) -> None:
    server = start_server()
    email = make_email("travel@example.edu", "maria.lee@umaryland.edu", text=text)
    server.send(email)
    ((recipients, message),) = mailbox.received
    assert recipients == list(email.recipients)
    assert message["Message-ID"] == email.message_id
    assert message["Subject"] == "Trip of Zoë"
    assert body(message) == text


def test_a_login_is_made_over_an_encrypted_connection_only(
    start_server: StartServer,
    mailbox: Any,
    make_email: MakeEmail,
    server_tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    login = {"user": "assistant", "password": SecretStr("correct horse")}
    needed = {"authenticator": mailbox.authenticate, "auth_required": True}
    plain = start_server(tls_context=server_tls, require_starttls=True, **needed)
    dataclasses.replace(plain, security="starttls", **login).send(make_email())
    assert (len(mailbox.received), mailbox.logins) == (1, 1)

    wrapped = start_server(ssl_context=server_tls, auth_require_tls=False)
    dataclasses.replace(wrapped, security="tls").send(make_email())
    assert len(mailbox.received) == 2

    # A wrong password is no fault of the e-mail: it is tried again when that is mended.
    wrong = dataclasses.replace(
        plain, security="starttls", user="assistant", password=SecretStr("wrong")
    )
    error = failure(wrong, make_email())
    assert (str(error), error.permanent) == ("SMTPAuthenticationError 535", False)
    nobody = dataclasses.replace(plain, security="starttls")
    error = failure(nobody, make_email())
    assert (str(error), error.permanent) == ("SMTPSenderRefused 530", False)
    assert len(mailbox.received) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(
    start_server: StartServer,
    mailbox: Any,
    make_email: MakeEmail,
    server_tls: ssl.SSLContext,
    security: str,
) -> None:
    option = "tls_context" if security == "starttls" else "ssl_context"
    server = dataclasses.replace(start_server(**{option: server_tls}), security=security)
    error = failure(server, make_email())
    assert (str(error), error.permanent) == ("SSLCertVerificationError", False)
    assert mailbox.received == []


def test_nothing_is_sent_in_the_clear_when_encryption_is_set(
    start_server: StartServer, mailbox: Any, make_email: MakeEmail
) -> None:
    server = start_server()
    error = failure(dataclasses.replace(server, security="starttls"), make_email())
    assert (str(error), error.permanent) == ("SMTPNotSupportedError", False)
    error = failure(dataclasses.replace(server, security="tls"), make_email())
    assert (str(error), error.permanent) == ("SSLError", False)
    assert mailbox.received == []


@pytest.mark.parametrize(
    ("answer", "reason", "permanent"),
    [
        ("451 try later", "SMTPDataError 451", False),
        ("554 never maria.lee@umaryland.edu", "SMTPDataError 554", True),
    ],
)
def test_a_message_that_is_refused_is_refused_for_now_or_for_good(
    start_server: StartServer,
    mailbox: Any,
    make_email: MakeEmail,
    answer: str,
    reason: str,
    permanent: bool,
) -> None:
    mailbox.answers.append(answer)
    email = make_email("a@example.edu", "b@example.edu")
    error = failure(start_server(), email)
    assert (str(error), error.permanent) == (reason, permanent)
    assert error.recipients == email.recipients


@pytest.mark.parametrize(
    ("refused", "reason", "permanent", "not_reached"),
    [
        ({"a": "550 unknown", "b": "550 unknown"}, "550", True, "ab"),
        ({"a": "450 full", "b": "450 full"}, "450", False, "ab"),
        ({"a": "550 unknown", "b": "450 full"}, "550", False, "ab"),
        ({"a": "550 unknown"}, "550", True, "a"),
        ({"b": "450 full"}, "450", False, "b"),
    ],
)
def test_recipients_who_are_refused_are_told_from_those_who_are_reached(
    start_server: StartServer,
    mailbox: Any,
    make_email: MakeEmail,
    refused: dict[str, str],
    reason: str,
    permanent: bool,
    not_reached: str,
) -> None:
    mailbox.refused = {f"{name}@example.edu": answer for name, answer in refused.items()}
    error = failure(start_server(), make_email("a@example.edu", "b@example.edu"))
    assert (str(error), error.permanent) == (f"SMTPRecipientsRefused {reason}", permanent)
    assert error.recipients == tuple(f"{name}@example.edu" for name in not_reached)
    reached = [recipient for recipients, _ in mailbox.received for recipient in recipients]
    assert reached == [f"{name}@example.edu" for name in "ab" if name not in not_reached]


def test_an_accepted_email_is_sent_even_if_the_server_then_goes_away(
    start_server: StartServer, mailbox: Any, make_email: MakeEmail
) -> None:
    mailbox.hangs_up = True
    start_server().send(make_email())
    assert len(mailbox.received) == 1


def test_an_address_that_cannot_be_written_is_refused_for_good(
    start_server: StartServer, mailbox: Any, make_email: MakeEmail
) -> None:
    error = failure(start_server(), make_email("zoë@example.edu"))
    assert (str(error), error.permanent) == ("UnicodeEncodeError", True)
    assert mailbox.received == []


def test_no_command_can_be_smuggled_in_with_an_address(
    start_server: StartServer, mailbox: Any, make_email: MakeEmail
) -> None:
    server = start_server()
    for smuggled in (
        "a@example.edu>\r\nRCPT TO:<b@example.edu",
        "a@example.edu\r\nRCPT TO:<b@b.edu>",
    ):
        with contextlib.suppress(SendingError):
            server.send(make_email(smuggled))
    assert {name for recipients, _ in mailbox.received for name in recipients} <= {"a@example.edu"}


def test_a_server_that_is_not_there_or_silent_is_tried_again_later(
    start_server: StartServer, make_email: MakeEmail, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = dataclasses.replace(start_server(), port=free_port())
    error = failure(server, make_email())
    assert (str(error), error.permanent) == ("ConnectionRefusedError", False)
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()
        error = failure(dataclasses.replace(server, port=silent.getsockname()[1]), make_email())
    assert (str(error), error.permanent) == ("SMTPServerDisconnected", False)


def test_the_mail_server_comes_from_the_settings(set_settings: Callable[..., None]) -> None:
    with pytest.raises(SettingsError, match="TRAVEL_ASSISTANT_SMTP_HOST"):
        MailServer.of_settings(get_settings())
    set_settings(
        smtp_host="mail.example.edu",
        smtp_port=465,
        smtp_security="tls",
        smtp_user="bot",
        smtp_password="secret",
        mail_sender="bot@example.edu",
    )
    server = MailServer.of_settings(get_settings())
    assert server == MailServer(
        "mail.example.edu", 465, "tls", "bot", SecretStr("secret"), "bot@example.edu"
    )
    assert "secret" not in repr(server)
