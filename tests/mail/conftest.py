"""A real mail server, whose answers a test can choose."""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import ssl
import uuid
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from bot.mail.smtp import MailServer
from bot.server.supervisor import HOST, free_port
from bot.storage.outbox import Outbox, OutgoingEmail
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip

USER, PASSWORD = b"assistant", b"correct horse"


@dataclasses.dataclass
class Mailbox:
    """What a mail server has received, and how it answers.

    Attributes:
        answers: To the end of each message in turn; "250 OK" when there is none left.
        refused: Recipient -> how it is refused.
        received: Every message that was accepted, with the recipients that were.
        logins: How many logins succeeded.
        hangs_up: Whether the server goes away instead of saying goodbye.
        on_message: Called when a message has arrived, before it is answered.
    """

    answers: list[str] = dataclasses.field(default_factory=list)
    refused: dict[str, str] = dataclasses.field(default_factory=dict)
    received: list[tuple[list[str], EmailMessage]] = dataclasses.field(default_factory=list)
    logins: int = 0
    hangs_up: bool = False
    on_message: Callable[[], None] = lambda: None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append((envelope.rcpt_tos, message))
        self.on_message()
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up and server.transport is not None:
            server.transport.abort()
        return "221 Bye"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        accepted = (login.login, login.password) == (USER, PASSWORD)
        self.logins += accepted
        return AuthResult(success=accepted, handled=False)

    @property
    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.received]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def start_server(mailbox: Mailbox) -> Iterator[Callable[..., MailServer]]:
    """Return what starts a mail server with the mailbox, and returns how to reach it."""
    started: list[Controller] = []

    def start(port: int = 0, **options: object) -> MailServer:
        port = port or free_port()
        controller = Controller(mailbox, hostname=HOST, port=port, **options)  # type: ignore[arg-type]
        controller.start()
        started.append(controller)
        return MailServer(HOST, port, "none", "", SecretStr(""), "assistant@example.edu")

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's loopback address, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    """The encryption of a mail server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'assistant.db'}"


@pytest.fixture
def outbox(database: str) -> Outbox:
    return Outbox(database)


@pytest.fixture
def make_email() -> Callable[..., OutgoingEmail]:
    """Return what makes an e-mail to recipients."""

    def make(*recipients: str, text: str = "Hello") -> OutgoingEmail:
        message = EmailMessage()
        message["Message-ID"] = make_msgid(domain="assistant.example.edu")
        message["From"] = "assistant@example.edu"
        message["To"] = "travel@example.edu"
        message["Subject"] = "Trip of Zoë"
        message.set_content(text)
        return OutgoingEmail.from_message(message, recipients or ("travel@example.edu",))

    return make


@pytest.fixture
def register(
    database: str, make_email: Callable[..., OutgoingEmail]
) -> Callable[..., OutgoingEmail]:
    """Return what registers a trip with an e-mail, and returns the e-mail."""

    def keep(*recipients: str) -> OutgoingEmail:
        email = make_email(*recipients)
        trip = Trip(
            traveller_name="Maria Lee",
            traveller_email="maria.lee@umaryland.edu",
            booked_for_other=False,
            legs=(Leg("Nairobi", "KE"),),
            departure=datetime.date(2027, 3, 5),
            return_date=datetime.date(2027, 3, 12),
            purpose="work",
            booking="agency",
        )
        Trips(database).register(trip, owner="web:1", idempotency_key=uuid.uuid4().hex, email=email)
        return email

    return keep
