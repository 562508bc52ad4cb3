from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def remote_action() -> Iterator[object]:
    from rasa.core.actions.action import RemoteAction

    from bot.server.rasa_command import validate_action_replies_by_a_prepared_schema

    original = RemoteAction._validate_action_result
    validate_action_replies_by_a_prepared_schema()
    yield RemoteAction("action_answer_question", action_endpoint=None)
    RemoteAction._validate_action_result = original


@pytest.mark.parametrize(
    "reply",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "last_topic", "value": "x"}], "responses": [{}]},
    ],
)
def test_a_valid_reply_of_the_action_server_is_taken(remote_action, reply) -> None:
    assert remote_action._validate_action_result(reply) is True


@pytest.mark.parametrize("reply", [[], {"events": {}}, {"responses": ["text"]}, {"events": [1]}])
def test_rubbish_of_the_action_server_is_refused(remote_action, reply) -> None:
    from jsonschema import ValidationError

    with pytest.raises(ValidationError):
        remote_action._validate_action_result(reply)


def test_an_error_of_an_action_does_not_carry_the_conversation_into_the_log() -> None:
    from rasa.utils.endpoints import ClientResponseError

    from bot.server.rasa_command import keep_conversations_out_of_errors

    keep_conversations_out_of_errors()
    error = ClientResponseError(500, "Internal Server Error", '{"text": "I am Jane Doe"}')
    assert str(error) == "500, Internal Server Error"
    assert error.text == '{"text": "I am Jane Doe"}'
