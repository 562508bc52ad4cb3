"""How long a turn takes and how much memory the servers hold, against a running assistant.

    .venv/bin/python benchmarks/turns.py http://127.0.0.1:5005 [--peer http://127.0.0.1:5006]

Sends messages to the REST door of an assistant on this machine: one after the other, then from
several senders at once. `--peer` measures another Rasa server in the same run, by turns with it, so
that a busy machine weighs on both.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SEQUENTIAL_TURNS = 200
SENDERS = 16
CONCURRENT_TURNS = 400
# A turn that takes longer is a fault, not a measurement.
TIMEOUT_SECONDS = 30
MESSAGES = (
    "Is medical evacuation covered?",
    "how much does it pay for a broken tooth",
    "do I have to register my trip to Lisbon, and how?",
    "does Medicare pay for my parents",
    "what's the weather in Rome",
    "where do I find the membership number",
    "thanks!",
    "Who pays when I am put in quarantine abroad?",
)
# A turn of each kind, in a conversation of its own; the first is what the others are compared with.
KINDS = {
    "an answer": "Is medical evacuation covered?",
    "a calculation, all said": "My quarantine is 12 nights at $210 a night. What is paid of it?",
    "a calculation, in euros": "My quarantine is 12 nights at 210 euros. What is paid of it?",
    "a registration, begun": (
        "Register my trip to Nairobi, 3 to 10 March, for a conference, booked on Expedia"
    ),
}
# Words of the command line by which the servers are found.
SERVER_COMMANDS = ("rasa run", "-m rasa ", "rasa_command", "rasa_sdk", "bot run")


@dataclass(frozen=True)
class Latency:
    """Seconds that turns took.

    Attributes:
        seconds: One value a turn.
        elapsed: From the first turn to the end of the last.
    """

    seconds: Sequence[float]
    elapsed: float

    @property
    def median(self) -> float:
        """The median in milliseconds."""
        return 1000 * statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """What 95 % of the turns stay below, in milliseconds."""
        return 1000 * statistics.quantiles(self.seconds, n=20)[-1]

    @property
    def per_second(self) -> float:
        """Turns a second."""
        return len(self.seconds) / self.elapsed


@dataclass(frozen=True)
class Memory:
    """Memory of a process in megabytes: resident, and resident with shared pages divided."""

    pid: int
    command: str
    rss: float
    pss: float


def loopback_url(text: str) -> str:
    """Return the address of a server on this machine; refuse any other."""
    parts = urlsplit(text)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise argparse.ArgumentTypeError(f"{text} is not an http address on this machine.")
    return text.rstrip("/")


def take_turn(session: requests.Session, url: str, sender: str, message: str) -> float:
    """Take a turn and return how long it took, in seconds.

    Raises:
        RuntimeError: There was no reply.
    """
    started = time.perf_counter()
    response = session.post(
        f"{url}/webhooks/rest/webhook",
        json={"sender": sender, "message": message},
        timeout=TIMEOUT_SECONDS,
    )
    seconds = time.perf_counter() - started
    response.raise_for_status()
    if not response.json():
        raise RuntimeError(f"{url} said nothing to “{message}”.")
    return seconds


def measure_sequential(urls: Sequence[str], turns: int) -> list[Latency]:
    """Take turns one after the other, by turns with every server; a new sender every 8 turns."""
    seconds: list[list[float]] = [[] for _ in urls]
    with requests.Session() as session:
        for url in urls:  # the first turn loads what is loaded on demand
            take_turn(session, url, uuid.uuid4().hex, MESSAGES[0])
        sender = ""
        for number in range(turns):
            if number % len(MESSAGES) == 0:
                sender = uuid.uuid4().hex
            for server, url in enumerate(urls):
                message = MESSAGES[number % len(MESSAGES)]
                seconds[server].append(take_turn(session, url, sender, message))
    return [Latency(values, sum(values)) for values in seconds]


def measure_concurrent(url: str, senders: int, turns: int) -> Latency:
    """Take turns from several senders at once, each waiting for its own replies only."""

    def talk(number: int) -> list[float]:
        draw = random.Random(number)
        sender = uuid.uuid4().hex
        with requests.Session() as session:
            return [
                take_turn(session, url, sender, draw.choice(MESSAGES))
                for _ in range(turns // senders)
            ]

    started = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        seconds = [value for values in pool.map(talk, range(senders)) for value in values]
    return Latency(seconds, time.perf_counter() - started)


def measure_kinds(url: str, turns: int) -> dict[str, Latency]:
    """Take turns of every kind, by turns, each as the first of a conversation."""
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with requests.Session() as session:
        for message in KINDS.values():  # the first turn loads what is loaded on demand
            take_turn(session, url, uuid.uuid4().hex, message)
        for _ in range(turns):
            for kind, message in KINDS.items():
                seconds[kind].append(take_turn(session, url, uuid.uuid4().hex, message))
    return {kind: Latency(values, sum(values)) for kind, values in seconds.items()}


def find_servers() -> Iterator[int]:
    """Find the processes of assistants by their command lines."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and any(x in _command(int(folder.name)) for x in SERVER_COMMANDS):
            yield int(folder.name)


def read_memory(pid: int) -> Memory:
    """Read the memory of a process.

    Raises:
        OSError: There is no such process, or it is somebody else's.
    """
    kilobytes = {"Rss": 0.0, "Pss": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in kilobytes:
            kilobytes[name] = float(value.split()[0])
    return Memory(pid, _command(pid), kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024)


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""  # it has ended meanwhile
    # The interpreter's and the script's folders differ from machine to machine.
    return " ".join(word.decode(errors="replace").rpartition("/")[2] for word in words).strip()


def main() -> None:
    """Measure and print Markdown tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url", type=loopback_url, help="the running assistant")
    parser.add_argument("--peer", type=loopback_url, help="another Rasa server to compare with")
    parser.add_argument("--pid", type=int, action="append", help="a process whose memory counts")
    parser.add_argument("--turns", type=int, default=SEQUENTIAL_TURNS)
    parser.add_argument("--senders", type=int, default=SENDERS)
    parser.add_argument("--concurrent-turns", type=int, default=CONCURRENT_TURNS)
    options = parser.parse_args()
    urls = [options.url, *([options.peer] if options.peer else [])]
    names = ["assistant", "peer"][: len(urls)]
    alone = measure_sequential(urls, options.turns)
    at_once = [measure_concurrent(url, options.senders, options.concurrent_turns) for url in urls]

    print("| | turns | median ms | p95 ms | turns/s |\n| --- | --- | --- | --- | --- |")
    for words, measured in (("alone", alone), (f"{options.senders} at once", at_once)):
        for name, latency in zip(names, measured, strict=True):
            print(
                f"| {name}, {words} | {len(latency.seconds)} | {latency.median:.0f} "
                f"| {latency.p95:.0f} | {latency.per_second:.1f} |"
            )
        if len(measured) == 2:
            median, p95 = (
                getattr(measured[0], figure) / getattr(measured[1], figure)
                for figure in ("median", "p95")
            )
            print(f"| ratio, {words} | | {median:.2f} | {p95:.2f} | |")
    print(
        "\n| first turn of a conversation | median ms | p95 ms | ratio |\n| --- | --- | --- | --- |"
    )
    kinds = measure_kinds(options.url, options.turns // len(KINDS))
    answer = next(iter(kinds.values()))
    for kind, latency in kinds.items():
        ratio = latency.median / answer.median
        print(f"| {kind} | {latency.median:.0f} | {latency.p95:.0f} | {ratio:.2f} |")
    memories = [read_memory(pid) for pid in options.pid or sorted(find_servers())]
    print("\n| process | RSS MB | PSS MB |\n| --- | --- | --- |")
    for memory in memories:
        print(f"| {memory.pid} `{memory.command[:60]}` | {memory.rss:.0f} | {memory.pss:.0f} |")
    print(f"| together | | {sum(memory.pss for memory in memories):.0f} |")


if __name__ == "__main__":
    try:
        main()
    except (requests.RequestException, RuntimeError, OSError) as error:
        sys.exit(f"The measurement failed: {error}")
