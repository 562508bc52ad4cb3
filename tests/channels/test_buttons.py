"""What buttons send is signed for their conversation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.buttons import Buttons
from bot.channels.door import DoorError

BUTTONS = Buttons("a key")


@given(st.text(), st.text(max_size=64))
def test_a_button_sends_its_payload_whatever_it_is(payload: str, conversation: str) -> None:
    token = BUTTONS.sign(conversation, payload)
    assert re.fullmatch(r"[\w.-]+", token, re.ASCII)
    assert BUTTONS.read(conversation, token) == payload
    assert token == Buttons("a key").sign(conversation, payload)  # in every process alike


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "/affirm",
        "IiI",
        BUTTONS.sign("web:b", "/affirm"),
        Buttons("another key").sign("web:a", "/affirm"),
        BUTTONS.sign("web:a", "/affirm") + "x",
        BUTTONS.sign("web:a", "/affirm").split(".")[0],
        "." + BUTTONS.sign("web:a", "/affirm").split(".")[1],
        BUTTONS.sign("web:a", "/deny").split(".")[0]
        + "."
        + BUTTONS.sign("web:a", "/affirm").split(".")[1],
        "\ud800",
        "\x00",
    ],
)
def test_what_is_not_of_this_conversation_is_refused(forged: str) -> None:
    with pytest.raises(DoorError, match="this conversation"):
        BUTTONS.read("web:a", forged)
