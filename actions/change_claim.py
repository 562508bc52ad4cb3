"""Calculating again when something about the last calculation changes."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import answer_along
from actions.calculate_limit import claim_of, utter_limit
from actions.claim_turns import (
    claim_events,
    continue_in_form,
    read_message,
    utter_limit_itself,
    utter_problem,
)
from bot.benefits.problems import Problem
from bot.benefits.relevance import asks_for_result


class ActionChangeClaim(Action):
    """Takes one input of the last calculation for another, and says the new result."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_change_claim"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Read the change; ask for what is missing, for another benefit or person perhaps all."""
        answer_along(dispatcher, tracker)
        reading = read_message(tracker, claim_of(tracker), None)
        claim = reading.claim
        if claim.benefit is None:
            dispatcher.utter_message(response="utter_which_benefit")
            return []
        if reading.is_empty and not reading.benefit:
            text = tracker.latest_message.get("text") or ""
            if asks_for_result(text) and not claim.missing():
                return utter_limit(dispatcher, claim)
            utter_problem(dispatcher, Problem("unreadable"))
            return []
        if claim.missing() and (reading.benefit or reading.is_other_person):
            utter_limit_itself(dispatcher, claim.benefit)
        if reading.problem:
            utter_problem(dispatcher, reading.problem)
        if claim.missing():
            return continue_in_form(tracker, claim)
        if reading.problem:
            return claim_events(tracker, claim)
        return [*claim_events(tracker, claim), *utter_limit(dispatcher, claim)]
