"""Talking to the assistant in a terminal."""

from __future__ import annotations

import secrets

import requests
from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding

from bot.channels.parts import reply_parts
from bot.errors import ServerError
from bot.settings import get_settings
from bot.storage.keys import rest_token_of

TIMEOUT_SECONDS = 30


def talk(url: str, question: str | None, console: Console) -> int:
    """Ask one question, or talk until an empty line.

    Args:
        url: Where the assistant answers.
        question: The question; a conversation if not given.
        console: Where the replies are shown.

    Returns:
        0, the exit code of the command.

    Raises:
        ServerError: The assistant does not answer.
    """
    sender = f"terminal-{secrets.token_hex(8)}"
    if question is not None:
        _show(_ask(url, sender, question), console)
        return 0
    console.print("Ask your question; a number takes a choice, an empty line ends.", style="dim")
    choices: list[dict[str, str]] = []
    while words := _read_line(console):
        if words.isdigit() and 1 <= int(words) <= len(choices):
            words = choices[int(words) - 1]["payload"]
        choices = _show(_ask(url, sender, words), console)
    return 0


def _read_line(console: Console) -> str:
    try:
        return console.input("[bold]You:[/] ").strip()
    except EOFError:  # Ctrl-D, or the end of a file
        return ""


def _ask(url: str, sender: str, message: str) -> list[dict[str, object]]:
    try:
        response = requests.post(
            f"{url}/webhooks/rest/webhook",
            json={"sender": sender, "message": message},
            headers={"Authorization": f"Bearer {rest_token_of(get_settings())}"},
            timeout=TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        replies: list[dict[str, object]] = response.json()
    except requests.RequestException as error:
        raise ServerError(f"The assistant at {url} does not answer: {error}") from error
    return replies


def _show(replies: list[dict[str, object]], console: Console) -> list[dict[str, str]]:
    """Show the replies and return the choices they offer.

    Of a file only the name is shown. A split bill is not: the text says what it shows.
    """
    choices: list[dict[str, str]] = []
    for reply in replies:
        if text := reply.get("text"):
            console.print(Padding(Markdown(str(text)), (0, 0, 1, 2)))
        for file in reply_parts(reply.get("custom")).get("files", []):
            console.print(f"  [file] {file['name']}", markup=False, style="cyan")
        offered = reply.get("buttons")
        choices.extend(offered if isinstance(offered, list) else [])
    for number, choice in enumerate(choices, start=1):
        console.print(f"  {number}. {choice['title']}", markup=False, style="cyan")
    return choices
