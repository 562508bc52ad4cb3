"""Chooses the settings of the emergency gate; what it catches, by which layer, at what cost.

    .venv/bin/python benchmarks/emergencies.py [development | test] > table.md

Trained on data/; the thresholds are chosen on tests/questions/development. The test questions are
asked with the present thresholds only. Some two minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import spacy
import yaml

from bot.embedding import load_embedding
from bot.emergencies.alarm import Alarm, Score, Thresholds, decide, probability_of
from bot.emergencies.phrases import Cry, load_phrases
from bot.nlu.emergency_gate import EmergencyGate, training_examples
from bot.nlu.emergency_model import EmergencyModel
from bot.nlu.question_splitter import split_questions
from bot.nlu.topic_examples import FOLLOW_UPS, read_follow_ups
from bot.settings import PROJECT_ROOT

DEFAULTS = EmergencyGate.get_default_config()
PRESENT = Thresholds(sure=DEFAULTS["sure_probability"], perhaps=DEFAULTS["perhaps_probability"])
SURE_GRID = (0.5, 0.6, 0.7, 0.8, 0.9)
PERHAPS_GRID = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
FILES = ("emergencies.jsonl", "emergency.jsonl")


@dataclass(frozen=True)
class Message:
    """A message of a question set, with what the layers of the gate say of it."""

    text: str
    kind: str  # "" if it is no emergency
    language: str
    is_emergency: bool
    cry: Cry | None
    is_doubtful: bool
    scores: tuple[Score, ...]

    def alarm(self, thresholds: Thresholds) -> Alarm:
        return decide(
            self.cry, is_doubtful=self.is_doubtful, scores=self.scores, thresholds=thresholds
        )

    @property
    def probability(self) -> float:
        return probability_of(self.scores, is_doubtful=self.is_doubtful)


def main() -> None:
    """Run the benchmark; the tables go to the standard output."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", nargs="?", default="development", choices=["development", "test"])
    name = parser.parse_args().set
    model = EmergencyModel.train(load_embedding(), examples(), show_progress=True)
    messages = ask(model, name)
    if name == "development":
        print(thresholds_table(messages), end="\n\n")
    print(shares_table(messages), end="\n\n")
    print(layers_table(messages), end="\n\n")
    print(kinds_table(messages), end="\n\n")
    if name == "development":  # the errors on the test questions are nobody's to mend
        print(errors(messages), end="\n\n")
    print(cost(model, messages))


def examples() -> list:
    blocks = yaml.safe_load((PROJECT_ROOT / "data" / "nlu.yml").read_text("utf-8"))["nlu"]
    return training_examples(
        [
            (line[2:], block["intent"])
            for block in blocks
            for line in block["examples"].splitlines()
            if line.startswith("- ")
        ],
        [example.text for example in read_follow_ups(FOLLOW_UPS)],
    )


def ask(model: EmergencyModel, name: str) -> list[Message]:
    tokenizer, phrases = spacy.blank("en"), load_phrases()
    messages = []
    for file in FILES:
        path = PROJECT_ROOT / "tests" / "questions" / name / file
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            text = entry["text"]
            scores = model.score([text, *split_questions(tokenizer(text))])
            messages.append(
                Message(
                    text,
                    entry.get("kind", ""),
                    entry.get("language", "en"),
                    entry["label"] == "report_emergency",
                    phrases.find(text),
                    phrases.doubts(text),
                    tuple(scores),
                )
            )
    return messages


def thresholds_table(messages: Sequence[Message]) -> str:
    rows = []
    for sure in SURE_GRID:
        found = shares(messages, Thresholds(sure=sure, perhaps=PRESENT.perhaps))
        rows.append([f"sure from {sure:g}", *found])
    for perhaps in PERHAPS_GRID:
        found = shares(messages, Thresholds(sure=PRESENT.sure, perhaps=perhaps))
        rows.append([f"perhaps from {perhaps:g}", *found])
    return table(["", *_COLUMNS], rows)


_COLUMNS = (
    "English noticed", "English sure", "others noticed", "others sure",
    "false take-overs", "false lines", "others: false take-overs", "others: false lines",
)  # fmt: skip


def shares(messages: Sequence[Message], thresholds: Thresholds) -> list[str]:
    cells = []
    for is_emergency in (True, False):
        for languages in (True, False) if is_emergency else (None, False):
            group = [
                message.alarm(thresholds).level
                for message in messages
                if message.is_emergency == is_emergency
                and (languages is None or (message.language == "en") == languages)
            ]
            counts = Counter(group)
            noticed = len(group) - counts["none"]
            if is_emergency:
                cells += [share(noticed, len(group)), share(counts["sure"], len(group))]
            else:
                cells += [share(counts["sure"], len(group)), share(counts["perhaps"], len(group))]
    return cells


def shares_table(messages: Sequence[Message]) -> str:
    counts = Counter((m.is_emergency, m.language == "en") for m in messages)
    head = (
        f"Emergencies: {counts[True, True]} in English, {counts[True, False]} in others; none: "
        f"{counts[False, True]} in English, {counts[False, False]} in others."
    )
    return head + "\n\n" + table(_COLUMNS, [shares(messages, PRESENT)])


def layers_table(messages: Sequence[Message]) -> str:
    """Which layer made an emergency sure, or at least noticed."""
    rows = []
    for words, english in (("English", True), ("others", False)):
        group = [m for m in messages if m.is_emergency and (m.language == "en") == english]
        counts: Counter[str] = Counter()
        for message in group:
            by_phrase = message.cry is not None and message.cry.is_certain
            by_model = message.probability >= PRESENT.sure
            counts[f"{by_phrase}{by_model}"] += 1
        rows.append(
            [
                words,
                *(
                    share(counts[key], len(group))
                    for key in ("TrueTrue", "TrueFalse", "FalseTrue", "FalseFalse")
                ),
            ]
        )
    return table(["sure by", "both", "phrases alone", "model alone", "neither"], rows)


def kinds_table(messages: Sequence[Message]) -> str:
    rows = []
    for kind in sorted({m.kind for m in messages if m.is_emergency and m.kind}):
        group = [m for m in messages if m.is_emergency and m.kind == kind]
        alarms = [m.alarm(PRESENT) for m in group]
        taken = Counter(a.kind for a in alarms if a.level != "none" and a.kind != kind)
        levels = Counter(a.level for a in alarms)
        rows.append(
            [
                kind,
                str(len(group)),
                str(levels["sure"]),
                str(levels["perhaps"]),
                str(levels["none"]),
                ", ".join(f"{k} {n}" for k, n in taken.most_common()),
            ]
        )
    return table(["kind", "messages", "sure", "perhaps", "missed", "taken for another kind"], rows)


def errors(messages: Sequence[Message]) -> str:
    lines = []
    for message in messages:
        alarm = message.alarm(PRESENT)
        if message.is_emergency and alarm.level != "sure":
            of = f"{message.language} {message.kind}"
            lines.append(f"- {alarm.level}: [{of}] {message.text} {_why(message)}")
        if not message.is_emergency and alarm.level != "none":
            lines.append(
                f"- false {alarm.level}: [{message.language}] {message.text} {_why(message)}"
            )
    return "\n".join(lines)


def _why(message: Message) -> str:
    cry = message.cry and f"{message.cry.language} {message.cry.kind} {message.cry.is_certain}"
    return f"({message.probability:.2f}, {cry})"


def cost(model: EmergencyModel, messages: Sequence[Message]) -> str:
    """Milliseconds a message, of each layer by itself."""
    tokenizer, phrases = spacy.blank("en"), load_phrases()
    texts = [message.text for message in messages][:200]
    pieces = [[text, *split_questions(tokenizer(text))] for text in texts]
    embedding = load_embedding()
    rows = [
        ["phrases", *timed(phrases.find, texts)],
        ["model", *timed(model.score, pieces)],
        ["of it the sentence embedding", *timed(embedding.embed, pieces)],
    ]
    return table(["milliseconds a message", "median", "p95"], rows)


def timed(function, arguments: Iterable) -> list[str]:
    took = []
    for argument in arguments:
        started = time.perf_counter()
        function(argument)
        took.append(1000 * (time.perf_counter() - started))
    return [f"{statistics.median(took):.2f}", f"{np.percentile(took, 95):.2f}"]


def share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} ({count}/{total})" if total else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
