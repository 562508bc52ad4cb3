"""What a message says of a trip that is being registered."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bot.trips.clarifying import Clarification
from bot.trips.commands import Command
from bot.trips.draft import TripDraft


@dataclass(frozen=True)
class Note:
    """Something that is to be said of what was read.

    Attributes:
        code: What: the response ``utter_trip_<code>`` says it.
        values: What stands in the response.
    """

    code: str
    values: dict[str, str] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Refusal(Note):
    """Something that cannot be taken.

    Attributes:
        slot: What it was meant for, and is to be asked for again.
    """

    slot: str = ""


@dataclass(frozen=True)
class TripReading:
    """What a message says.

    Attributes:
        draft: The trip as it is now.
        taken: The slots that the message gives a value for, even if it is the one that was known.
        changed: Those of them whose value is new; also those that are unknown again.
        clarification: What has to be asked back; it comes with a refusal where the words are none
            that can be taken, and their near spellings can ("Nairboi").
        refusals: What cannot be taken.
        notes: What is to be said besides.
        command: What the message wants of the form.
        edited: With the command "edit", the slots that are to be asked for again, as far as the
            message names them and gives no value.
        is_question: Whether the message asks something, and answers nothing that was asked for.
    """

    draft: TripDraft
    taken: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    clarification: Clarification | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    command: Command | None = None
    edited: tuple[str, ...] = ()
    is_question: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the message belongs to the form."""
        return not (
            self.taken or self.changed or self.clarification or self.refusals or self.command
        )
