"""With a mail server set, a confirmed registration sends the itinerary by itself, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from bot.server.supervisor import HOST, free_port, running_assistant

REGISTER = (
    "I'm booking for a colleague, Ada Obi, ada.obi@umaryland.edu: please register her work trip to "
    "Lagos from {day} to {day}, booked on Expedia, itinerary: DL 54 at 10:05"
)


class Inbox:
    """Keeps what a real mail server receives."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        self.received.append((list(envelope.rcpt_tos), message))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler, port = Inbox(), free_port()
    controller = Controller(handler, hostname=HOST, port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_a_confirmed_itinerary_arrives_once_with_the_traveller_in_the_cc_line(
    inbox: tuple[Inbox, int],
    trained_model: Path,
    documents: Path,
    tmp_path: Path,
    set_settings: Callable[..., None],
    make_conversation: Callable[[str], Any],
) -> None:
    handler, port = inbox
    contacts = documents / "contacts.yml"
    content = yaml.safe_load(contacts.read_text(encoding="utf-8"))
    content["itinerary_email"]["value"] = "itineraries@example.org"
    contacts.write_text(yaml.safe_dump(content), encoding="utf-8")
    set_settings(
        documents_dir=documents,
        database_url=f"sqlite:///{tmp_path / 'assistant.db'}",
        smtp_host=HOST,
        smtp_port=port,
        smtp_security="none",
        mail_sender="travel@umaryland.edu",
    )
    with running_assistant(trained_model, conversations=tmp_path / "conversations.db") as running:
        conversation = make_conversation(running.url)
        summary = conversation.say(REGISTER.format(day="3 January 2099"))
        assert "more than two years away" in summary
        text = conversation.say("tomorrow")
        assert "On which day does it end?" in text
        summary = conversation.say("in 10 days")
        assert "this e-mail is sent to" in summary
        assert handler.received == []
        save = conversation.buttons["Save"]
        assert "on its way" in conversation.say(save)
        conversation.say(save)  # pressed twice
        deadline = time.monotonic() + 30
        while not handler.received and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(2)  # a second copy would come at once too
    ((recipients, message),) = handler.received
    assert set(recipients) == {"itineraries@example.org", "ada.obi@umaryland.edu"}
    assert message["To"] == "itineraries@example.org"
    assert message["Cc"].addresses[0].addr_spec == "ada.obi@umaryland.edu"
    assert message["From"].addresses[0].addr_spec == "travel@umaryland.edu"
    assert message["Subject"].strip().startswith("Itinerary: Ada Obi, Lagos, Nigeria")
    assert "DL 54 at 10:05" in message.get_content()
