"""The file that an itinerary was read from: found for its own conversation only."""

from __future__ import annotations

import dataclasses
import logging

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.settings import get_settings
from bot.storage.database import DatabaseError
from bot.storage.uploads import Upload, Uploads
from bot.trips.draft import ITINERARY, ITINERARY_FILE, ITINERARY_FILE_ENTITY, TripDraft
from bot.trips.itinerary_email import Attachment
from bot.trips.reading import TripReading

logger = logging.getLogger(__name__)


def token_handed_in(tracker: Tracker) -> str | None:
    """Return what finds the file that the latest message hands in; None if it is no such message.

    What was typed never is: only a payload begins with a slash.
    """
    if not (tracker.latest_message.get("text") or "").startswith("/"):
        return None
    token = next(tracker.get_latest_entity_values(ITINERARY_FILE_ENTITY), None)
    return None if token is None else str(token)


def take_file(
    dispatcher: CollectingDispatcher, tracker: Tracker, draft: TripDraft, token: str
) -> TripReading:
    """Return the trip with the itinerary of a file, and say that it was read, or that it is gone.

    Args:
        dispatcher: Collects what is said.
        tracker: The conversation, to which the file must belong.
        draft: The trip so far.
        token: Of the file.
    """
    try:
        upload = _find(tracker, token)
    except DatabaseError as error:
        log_not_read(error)
        upload = None
    if upload is None:
        dispatcher.utter_message(response="utter_trip_file_gone")
        return TripReading(draft)
    dispatcher.utter_message(response="utter_trip_file_read", file=upload.name)
    return TripReading(
        dataclasses.replace(draft, itinerary=upload.text), taken=(ITINERARY,), changed=(ITINERARY,)
    )


def attachment_of(tracker: Tracker) -> Attachment | None:
    """Return the file that the itinerary of the trip in the form was read from, if it was.

    Raises:
        DatabaseError: The database cannot be used.
    """
    token = tracker.get_slot(ITINERARY_FILE)
    upload = _find(tracker, token) if token else None
    return Attachment(upload.name, upload.media_type, upload.content) if upload else None


def forget_file(tracker: Tracker) -> None:
    """Delete the file of a trip that is registered now; what fails is left to the week's end."""
    if not tracker.get_slot(ITINERARY_FILE):
        return
    try:
        Uploads(get_settings().database_url).forget_conversation(tracker.sender_id)
    except DatabaseError as error:
        logger.error("itinerary_file.not_deleted error=%s", type(error.__cause__).__name__)


def log_not_read(error: DatabaseError) -> None:
    """Log that a file could not be read."""
    logger.error("itinerary_file.not_read error=%s", type(error.__cause__).__name__)


def _find(tracker: Tracker, token: str) -> Upload | None:
    return Uploads(get_settings().database_url).get(tracker.sender_id, token)
