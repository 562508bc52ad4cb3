"""Going on with a registration or a calculation that waits."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.calculate_limit import claim_of
from actions.claim_turns import FORMS
from actions.emergency_turns import say_line_first
from bot.trips.draft import DRAFT_ID


class ActionResumeTask(Action):
    """Opens the form again whose answers are still kept."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_resume_task"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Go on with the registration, else with the calculation, else say that nothing waits."""
        say_line_first(dispatcher, tracker)
        if tracker.get_slot(DRAFT_ID):
            return [FollowupAction("trip_form")]
        claim = claim_of(tracker)
        if claim.benefit and claim.missing():
            return [FollowupAction(FORMS[claim.benefit])]
        dispatcher.utter_message(response="utter_nothing_to_resume")
        return []
