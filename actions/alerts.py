"""Alerting the travel office, where that is configured, when somebody reports an emergency."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping

from rasa_sdk import Tracker

from actions.emergency_turns import COUNTRY, kind_of
from bot.settings import get_settings
from bot.storage.alerts import Alert, Alerts
from bot.storage.database import DatabaseError

logger = logging.getLogger(__name__)


def can_alert_staff() -> bool:
    """Tell whether anybody is alerted at all."""
    return bool(get_settings().alert_targets)


def alert_staff(tracker: Tracker, kind: str, country: str | None) -> bool:
    """Alert the staff without naming anybody; say whether an alert is on its way because of this.

    A database that cannot be used does not keep the traveller from the reply.

    Args:
        tracker: The conversation.
        kind: Of the emergency, or "false_alarm".
        country: ISO 3166-1 alpha-2 of where it is, if that is known.
    """
    return _raise(tracker, kind, country, {})


def send_notes(tracker: Tracker, notes: Mapping[str, str]) -> bool:
    """Send the staff the notes that the traveller has agreed to send; say whether they are sent."""
    said = {question: note for question, note in notes.items() if note}
    return _raise(tracker, kind_of(tracker), tracker.get_slot(COUNTRY), said)


def _raise(tracker: Tracker, kind: str, country: str | None, notes: Mapping[str, str]) -> bool:
    settings = get_settings()
    if not settings.alert_targets:
        return False
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    alert = Alert(
        kind=kind,
        channel=tracker.sender_id.partition(":")[0],
        country_code=country or "",
        happened_at=now,
        notes=notes,
    )
    try:
        alerts = Alerts(settings.database_url)
        return alerts.raise_alert(alert, tracker.sender_id, settings.alert_targets, now)
    except DatabaseError as error:
        logger.error("alert.not_raised error=%s", type(error.__cause__).__name__)
        return False
