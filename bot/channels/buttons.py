"""The buttons of the assistant: what they send is signed, and good in one conversation only."""

from __future__ import annotations

import hashlib

from itsdangerous import BadData, URLSafeSerializer

from bot.channels.door import DoorError


class Buttons:
    """Signs what buttons send, so that nothing else can be sent in its place."""

    def __init__(self, key: str) -> None:
        """Keep the key.

        Args:
            key: Secret; the same in every process, and after a restart.
        """
        self._key = key

    def sign(self, conversation: str, payload: str) -> str:
        """Return what a button of a conversation sends: a text of URL-safe characters."""
        return str(self._serializer(conversation).dumps(payload))

    def read(self, conversation: str, token: str) -> str:
        """Return the payload of a button that was pressed.

        Args:
            conversation: The one in which it was pressed.
            token: As it came in.

        Raises:
            DoorError: The button is not one of ours, or belongs to another conversation.
        """
        try:
            return str(self._serializer(conversation).loads(token))
        except (BadData, UnicodeError) as error:
            raise DoorError(
                "This button does not belong to this conversation any more. Please type instead."
            ) from error

    def _serializer(self, conversation: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._key,
            salt=f"button {conversation}",
            signer_kwargs={"digest_method": hashlib.sha256},
        )
