"""The command `bot`."""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot.errors import AssistantError
from bot.settings import get_settings
from bot.staff.parser import add_command, add_staff_commands

DEFAULT_PORT = 5005


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after `bot`; those of the process if not given.

    Returns:
        The exit code: 0 when all is well, 1 when something is to be mended.
    """
    options = _parser().parse_args(arguments)
    console = Console(highlight=False)
    try:
        code: int = options.command(options, console)
    except AssistantError as error:
        Console(stderr=True, highlight=False).print(str(error), style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def run(options: argparse.Namespace, console: Console) -> int:
    """Train if need be, start the assistant and watch over it until Ctrl-C."""
    from bot.server.supervisor import running_assistant, stop_on_signals

    _refuse_broken_documents(console)
    model = _trained_model(console)
    started = time.monotonic()
    console.print("Starting the assistant ...")
    with running_assistant(model, options.port) as supervisor:
        stop = stop_on_signals()
        console.print(f"The assistant is ready after {time.monotonic() - started:.0f} seconds.")
        for messenger in get_settings().messengers:
            console.print(f"It answers in {messenger} too.")
        console.print(f"Open {supervisor.url}/ in a browser. Ctrl-C stops it.")
        for name in supervisor.watch(stop):
            console.print(f"The {name} server had stopped and was started again.")
        console.print("Stopping ...")
    return 0


def train(options: argparse.Namespace, console: Console) -> int:
    """Train the model if anything it depends on has changed."""
    model = _trained_model(console, force=options.force)
    console.print(f"The model is {model}.")
    return 0


def ask(options: argparse.Namespace, console: Console) -> int:
    """Ask one question, or talk until an empty line."""
    from bot.server.supervisor import HOST, answers, running_assistant
    from bot.terminal import talk

    url = f"http://{HOST}:{options.port}"
    if answers(url):
        return talk(url, options.question, console)
    model = _trained_model(console)
    console.print("No assistant is running; starting one for this conversation ...", style="dim")
    with running_assistant(model) as supervisor:
        return talk(supervisor.url, options.question, console)


def check(options: argparse.Namespace, console: Console) -> int:
    """Check the documents, the fact files and the words, and list what is to be filled in."""
    from bot.knowledge.check import check as check_documents
    from bot.loose_facts import loose_facts

    report = check_documents(get_settings().documents_dir, datetime.date.today())
    faults = [*report.faults, *loose_facts()]
    console.print(report.summary)
    for fault in faults:
        console.print(f"✗ {fault}", style="red", markup=False)
    for line in report.to_fill_in:
        console.print(f"· {line}", style="yellow", markup=False)
    if not faults:
        console.print("✓ Every figure and every short answer stands in the documents.")
        console.print(
            "✓ No figure, address or link stands in the responses or the emergency replies."
        )
    return 1 if faults else 0


def evaluate(options: argparse.Namespace, console: Console) -> int:
    """Measure the assistant on question sets."""
    from bot.evaluation import evaluate as evaluate_sets

    _trained_model(console)
    return evaluate_sets(options.sets, options.output)


def unanswered(options: argparse.Namespace, console: Console) -> int:
    """List the questions for which no choice fitted."""
    from bot.storage.unanswered import UnansweredQuestions

    for question in UnansweredQuestions(get_settings().database_url).list():
        console.print(f"{question.asked_at:%Y-%m-%d %H:%M} UTC  {question.text}", markup=False)
    return 0


def manifest(options: argparse.Namespace, console: Console) -> int:
    """Write what an administrator installs the assistant with in Slack or Teams."""
    if options.channel == "slack":
        from bot.channels.slack.manifest import write_manifest

        if options.output is None:
            write_manifest(get_settings(), sys.stdout)
        else:
            with options.output.open("w", encoding="utf-8") as file:
                write_manifest(get_settings(), file)
        return 0
    from bot.channels.teams.package import write_package

    path = options.output or Path("travel-assistant-teams.zip")
    write_package(get_settings(), path)
    console.print(f"The app package is {path}.", markup=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="The travel assistant.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running = add_command(commands, run, "run")
    running.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the page, on loopback")
    add_command(commands, train, "train").add_argument(
        "--force", action="store_true", help="in any case"
    )
    asking = add_command(commands, ask, "ask")
    asking.add_argument("question", nargs="?", help="one question; without it, a conversation")
    asking.add_argument("--port", type=int, default=DEFAULT_PORT, help="of a running assistant")
    add_command(commands, check, "check")
    evaluating = add_command(commands, evaluate, "evaluate")
    evaluating.add_argument(
        "sets", nargs="*", default=["test"], help="development, test, or files (default: test)"
    )
    evaluating.add_argument("--output", type=Path, default=Path("reports"), help="folder")
    add_command(commands, unanswered, "unanswered")
    installing = add_command(commands, manifest, "manifest")
    installing.add_argument("channel", choices=["slack", "teams"])
    installing.add_argument(
        "--output", type=Path, help="file (default: Slack's on the screen, a zip file for Teams)"
    )
    add_staff_commands(commands)
    return parser


def _refuse_broken_documents(console: Console) -> None:
    """Raise what makes the documents unusable; warn of answers that are left out."""
    from bot.knowledge.library import load_library

    library = load_library(get_settings().documents_dir)
    for topic in library.broken_answers:
        console.print(
            f"The answer on {topic} is left out: the documents have changed. See `bot check`.",
            style="yellow",
        )


def _trained_model(console: Console, *, force: bool = False) -> Path:
    from bot.server.model import model_path, train_if_needed

    path = model_path()
    if path.exists() and not force:
        return path
    console.print("Training the assistant: something it learns from is new. This takes minutes.")
    started = time.monotonic()
    path = train_if_needed(force=force)
    console.print(f"Trained in {time.monotonic() - started:.0f} seconds.")
    return path
