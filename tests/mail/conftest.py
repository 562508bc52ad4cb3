"""An outbox with e-mails, and how connections to the mail server are encrypted."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.server.supervisor import HOST
from bot.storage.outbox import Outbox, OutgoingEmail
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip


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
