"""What the actions on registered trips share: whose they are, and which one is meant."""

from __future__ import annotations

import logging

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.settings import get_settings
from bot.storage.database import DatabaseError
from bot.storage.trip_rows import RegisteredTrip
from bot.storage.trips import Trips
from bot.trips.choosing import choose_trips, find_number
from bot.trips.draft import DRAFT_ID, FORM_SLOTS
from bot.trips.summary import describe_trip

MOST_BUTTONS = 5

logger = logging.getLogger(__name__)


def trips_of(tracker: Tracker) -> dict[str, RegisteredTrip]:
    """Return the trips that were registered in a conversation and stand, newest first."""
    trips = Trips(get_settings().database_url).of_owner(tracker.sender_id)
    return {registered.number: registered for registered in trips}


def countries_today(tracker: Tracker) -> set[str]:
    """Return the countries of the trips that are under way, as ISO 3166-1 alpha-2 codes.

    Where the trips cannot be read, none is known: nobody in an emergency waits for a database.
    """
    today = get_settings().today()
    try:
        trips = [registered.trip for registered in trips_of(tracker).values()]
    except DatabaseError as error:
        logger.error("trips.not_read error=%s", type(error.__cause__).__name__)
        return set()
    return {
        leg.country_code
        for trip in trips
        if trip.departure <= today <= trip.return_date
        for leg in trip.legs
    }


def cleared_trip() -> list[EventType]:
    """Return the events that forget a registration which has ended."""
    return [SlotSet(slot, None) for slot in FORM_SLOTS]


def resume_registration(tracker: Tracker) -> list[EventType]:
    """Return the events that go on with the registration that another form has interrupted."""
    return [FollowupAction("trip_form")] if tracker.get_slot(DRAFT_ID) else []


def choose_trip(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    intent: str,
    *,
    newest_by_itself: bool = False,
) -> RegisteredTrip | None:
    """Return the trip that the latest message means.

    Where there is none, that is said. Where it can be several, they are offered on buttons.

    Args:
        dispatcher: Collects what is said.
        tracker: The conversation.
        intent: What a button sends, with the number of its trip.
        newest_by_itself: Take the newest trip when the message names none.
    """
    trips = trips_of(tracker)
    if not trips:
        dispatcher.utter_message(response="utter_no_trips")
        return None
    text = tracker.latest_message.get("text") or ""
    chosen = str(next(tracker.get_latest_entity_values("trip_number"), text))
    meant = choose_trips(chosen, {number: found.trip for number, found in trips.items()})
    if not meant:
        number = find_number(chosen)
        dispatcher.utter_message(response="utter_trip_number_unknown", number=number)
        return None
    if len(meant) == 1 or (newest_by_itself and len(meant) == len(trips)):
        return trips[meant[0]]
    buttons = [
        {
            "title": describe_trip(trips[number].trip)[:45],
            "payload": f'/{intent}{{"trip_number": "{number}"}}',
        }
        for number in meant[:MOST_BUTTONS]
    ]
    dispatcher.utter_message(response="utter_which_trip", buttons=buttons)
    return None
