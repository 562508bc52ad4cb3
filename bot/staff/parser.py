"""What can be typed after `bot`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import PROJECT_ROOT
from bot.staff import commands

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_command(
    parsers: Subparsers, function: Callable[..., int], name: str
) -> argparse.ArgumentParser:
    """Add a command; what it is for is said by the docstring of its function."""
    words = (function.__doc__ or "").strip()
    added: argparse.ArgumentParser = parsers.add_parser(name, help=words, description=words)
    added.set_defaults(command=function)
    return added


def add_staff_commands(parsers: Subparsers) -> None:
    """Add the commands of the travel office."""
    trips = _add_group(parsers, "trips", "List, show or export registered trips.")
    _add_filters(add_command(trips, commands.list_trips, "list"))
    add_command(trips, commands.show_trip, "show").add_argument("number", help="like T-7K4Q9")
    exporting = add_command(trips, commands.export_trips, "export")
    _add_filters(exporting)
    exporting.add_argument("--output", type=Path, help="file; without it, to the terminal")

    mail = _add_group(parsers, "mail", "List the e-mails of trips, or send one again.")
    add_command(mail, commands.list_emails, "list").add_argument(
        "--state", choices=["pending", "sent", "dead", "withdrawn"], help="only those"
    )
    add_command(mail, commands.retry_email, "retry").add_argument("id", type=int)

    add_command(parsers, commands.list_alerts, "alerts").add_argument(
        "--state", choices=["pending", "sent", "dead"], help="only those"
    )

    add_command(parsers, commands.list_feedback, "feedback")

    forgetting = add_command(parsers, commands.forget, "forget")
    forgetting.add_argument("who", help="a traveller's e-mail address, or a conversation's id")
    forgetting.add_argument("--yes", action="store_true", help="do not ask")
    forgetting.add_argument(
        "--endpoints",
        type=Path,
        default=PROJECT_ROOT / "endpoints.yml",
        help="Rasa's file that says where conversations are kept",
    )


def _add_group(parsers: Subparsers, name: str, words: str) -> Any:
    group = parsers.add_parser(name, help=words, description=words)
    return group.add_subparsers(required=True, metavar="COMMAND")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--country", help="one of the destinations: Kenya, or KE")
    parser.add_argument("--on", metavar="DAY", help="away on that day: today, or 2027-03-05")
    parser.add_argument("--from", dest="from_", metavar="DAY", help="away on that day or later")
    parser.add_argument("--to", metavar="DAY", help="away on that day or before")
    parser.add_argument("--all", action="store_true", help="withdrawn trips too")
