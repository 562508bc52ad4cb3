"""Rasa's command line, with two things that it does again and again done once, and discreet logs.

Rasa checks its own constant schema anew before it checks the reply of each custom action by it:
84 % of the time of a turn. And it loads spaCy's model twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def main() -> None:
    """Run `rasa` with the arguments of the process."""
    from rasa.__main__ import main as rasa_main

    validate_action_replies_by_a_prepared_schema()
    load_each_spacy_model_once()
    keep_conversations_out_of_errors()
    rasa_main()


def validate_action_replies_by_a_prepared_schema() -> None:
    """Replace how Rasa validates the reply of an action server; what is valid stays the same."""
    from rasa.core.actions.action import RemoteAction

    def validate(self: object, result: object) -> bool:
        _action_reply_validator().validate(result)
        return True

    RemoteAction._validate_action_result = validate


def load_each_spacy_model_once() -> None:
    """Let the two nodes of Rasa's graph that use spaCy share one model: 50 MB, half a second."""
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    SpacyNLP.load_model = staticmethod(lru_cache(maxsize=2)(SpacyNLP.load_model))


def keep_conversations_out_of_errors() -> None:
    """Keep what an action server answers to an error out of its message, which is logged.

    The SDK answers with the whole conversation.
    """
    from rasa.utils.endpoints import ClientResponseError

    def initialize(error: Any, status: int, message: str, text: str) -> None:
        error.status, error.message, error.text = status, message, text
        Exception.__init__(error, f"{status}, {message}")

    ClientResponseError.__init__ = initialize


@lru_cache(maxsize=1)
def _action_reply_validator() -> Any:
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


if __name__ == "__main__":
    main()
