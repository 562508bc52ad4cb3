"""The commands themselves: `bot trips`, `mail`, `alerts`, `feedback`, `forget`."""

from __future__ import annotations

import argparse
import datetime
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from bot.errors import AssistantError
from bot.settings import get_settings

if TYPE_CHECKING:
    from bot.storage.person import Traces
    from bot.storage.trips import RegisteredTrip


class InputError(AssistantError, ValueError):
    """What was typed after a command cannot be used."""


def list_trips(options: argparse.Namespace, console: Console) -> int:
    """List registered trips, by departure."""
    from bot.staff.show import trips_table

    trips = _search(options)
    console.print(trips_table(trips) if trips else "No trip.")
    return 0


def show_trip(options: argparse.Namespace, console: Console) -> int:
    """Show all that is known of a trip."""
    from bot.staff.show import trip_card
    from bot.storage.trips import Trips

    found = Trips(get_settings().database_url).find(options.number)
    if found is None:
        raise InputError(f"There is no trip {options.number!r}: see `bot trips list --all`")
    console.print(trip_card(found))
    return 0


def export_trips(options: argparse.Namespace, console: Console) -> int:
    """Write registered trips as CSV, for a spreadsheet."""
    from bot.staff.export import write_csv

    trips = _search(options)
    if options.output is None:
        write_csv(trips, sys.stdout)
        return 0
    # With a byte order mark Excel reads names in any language.
    try:
        with options.output.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(trips, file)
    except OSError as error:
        raise InputError(f"{options.output} cannot be written: {error.strerror}") from error
    console.print(f"Trips in {options.output}: {len(trips)}", markup=False)
    return 0


def list_emails(options: argparse.Namespace, console: Console) -> int:
    """List the e-mails of trips, oldest first."""
    from bot.staff.show import emails_table
    from bot.storage.outbox import Outbox

    emails = Outbox(get_settings().database_url).list(options.state)
    console.print(emails_table(emails) if emails else "No e-mail.")
    return 0


def retry_email(options: argparse.Namespace, console: Console) -> int:
    """Send an e-mail again that was given up, or that waits for its next attempt."""
    from bot.storage.outbox import Outbox

    now = datetime.datetime.now(tz=datetime.timezone.utc)
    if not Outbox(get_settings().database_url).retry(options.id, now):
        raise InputError(f"There is no unsent e-mail {options.id}: see `bot mail list`")
    console.print(f"E-mail {options.id} is due again.")
    return 0


def list_alerts(options: argparse.Namespace, console: Console) -> int:
    """List the alerts of emergencies, one line for each target, oldest first."""
    from bot.staff.show import alerts_table
    from bot.storage.alerts import Alerts

    alerts = Alerts(get_settings().database_url).list(options.state)
    console.print(alerts_table(alerts) if alerts else "No alert.")
    return 0


def list_feedback(options: argparse.Namespace, console: Console) -> int:
    """Show how many found the answers on each topic helpful or not, the worst topic first."""
    from bot.staff.show import feedback_table
    from bot.storage.feedback import Feedback

    topics = Feedback(get_settings().database_url).by_topic()
    console.print(feedback_table(topics) if topics else "No feedback.")
    return 0


def forget(options: argparse.Namespace, console: Console) -> int:
    """Remove a person: trips, e-mails, alerts, conversations and files, after showing them."""
    from bot.storage.conversations import Conversations
    from bot.storage.person import find_traces, remove_traces

    database_url = get_settings().database_url
    conversations = Conversations.of_endpoints(options.endpoints)
    traces = find_traces(options.who, database_url, conversations)
    if not traces:
        console.print(f"Nothing is kept of {options.who}.", markup=False)
        return 0
    _show(traces, console)
    if not options.yes and not _confirmed(console):
        console.print("Nothing was removed.")
        return 1
    remove_traces(traces, database_url, conversations)
    console.print(f"Removed {_counts(traces)}.")
    return 0


def _search(options: argparse.Namespace) -> list[RegisteredTrip]:
    from bot.staff.countries import country_code
    from bot.storage.trips import Trips

    return Trips(get_settings().database_url).search(
        country=country_code(options.country) if options.country else None,
        on=_day(options.on),
        from_=_day(options.from_),
        to=_day(options.to),
        withdrawn=options.all,
    )


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    today = get_settings().today()
    if text == "today":
        return today
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no day: write today, or a date like {today}") from error


def _show(traces: Traces, console: Console) -> None:
    from bot.staff.show import alerts_table, trips_table, uploads_table

    if traces.trips:
        console.print(trips_table(traces.trips))
    if traces.alerts:
        console.print(alerts_table(traces.alerts))
    if traces.uploads:
        console.print(uploads_table(traces.uploads))
    for conversation in traces.conversations:
        console.print(f"Conversation {conversation}", markup=False)
    console.print(f"In all {_counts(traces)}.")


def _counts(traces: Traces) -> str:
    legs = sum(len(found.trip.legs) for found in traces.trips)
    return (
        f"trips: {len(traces.trips)} (destinations: {legs}), e-mails: {len(traces.emails)}, "
        f"alerts: {len({queued.number for queued in traces.alerts})}, "
        f"conversations: {len(traces.conversations)}, messages: {traces.messages}, "
        f"unsent replies: {traces.unsent_replies}, files: {len(traces.uploads)}, "
        f"links of feedback: {traces.thumbs}"
    )


def _confirmed(console: Console) -> bool:
    try:
        answer = console.input("Remove all of this for good? [y/N] ", markup=False)
    except EOFError:
        return False
    return answer.strip().lower() in ("y", "yes")
