"""Chooses the settings of the topic model, and compares it with simpler pipelines.

    .venv/bin/python benchmarks/understanding.py [MORE DEVELOPMENT QUESTIONS ...] > table.md

Five-fold cross-validation on data/, with whole out-of-scope themes held out; thresholds are chosen
on tests/questions/development. The test questions are never read. 15 minutes on two cores.
"""

from __future__ import annotations

import argparse
import dataclasses
import multiprocessing
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from folds import FOLDS, WHOLE, read_data, topics
from peers import PEERS, Peer
from rich.console import Console
from rich.progress import Progress, track
from scoring import (
    PENALTIES,
    Scorer,
    asking,
    default_thresholds,
    embedding,
    fit,
    parts_of,
)

from bot.evaluation.figures import shares
from bot.evaluation.intervals import Share
from bot.evaluation.outcomes import Reaction
from bot.evaluation.question_sets import NEAR, Question, QuestionSet, load_question_set
from bot.evaluation.run import Ask, Asked, Run, ask_all
from bot.nlu.decision import TASKS, TOPIC_INTENT_PREFIX
from bot.nlu.topic_model import INVERSE_PENALTY, OUT_OF_SCOPE, PROXIMITY_WEIGHT, Example

PROXIMITY_WEIGHTS = (0.0, 5.0, 10.0)
PROBABILITIES = (0.0, 0.5, 0.6, 0.7, 0.8)
PRESENT = default_thresholds()
# Wrong answers that are tolerated, of questions in scope and near-misses.
MOST_WRONG = 0.035
EVIDENCE_GRID = [round(0.1 * step, 1) for step in range(-40, 100)]


def cross_validate(ask_of_fold: Sequence[Ask], *, follow_ups: bool = True) -> dict[str, Share]:
    """Ask every training question of the model that has not seen it."""
    data = read_data()
    questions = tuple(
        Asked(question, ask_of_fold[fold](question.text, ""))
        for question, fold in zip(data.questions, data.folds, strict=True)
        if question is not None
    )
    dialogues = tuple(
        (_ask_follow_up(example, ask_of_fold[fold]),)
        for example, fold in zip(data.follow_ups, data.follow_up_folds, strict=True)
        if follow_ups
    )
    return shares(Run("cross-validation", questions, dialogues, ()))


def _ask_follow_up(example: Example, ask: Ask) -> Asked:
    label = NEAR if example.label == OUT_OF_SCOPE else example.label
    return Asked(Question(example.text, label), ask(example.text, example.context))


def smallest_threshold(found: Callable[[float], Mapping[str, Share]], grid: list[float]) -> float:
    """Return the smallest of a rising grid at which the wrong answers are tolerable."""

    def is_tolerable(threshold: float) -> bool:
        return found(threshold)["wrong_of_in_scope_and_near"].value <= MOST_WRONG

    # Wrong answers fall with the threshold, so that it can be searched for by halving.
    return grid[min(bisect_left(grid, True, key=is_tolerable), len(grid) - 1)]


def percent(found: Mapping[str, Share], name: str) -> str:
    """Write a share for a table."""
    return f"{100 * found[name].value:.1f}" if name in found else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Run the benchmark; the tables go to the standard output."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("more", nargs="*", help="further development questions, shown beside")
    parser.add_argument("--jobs", type=int, default=2, help="processes that train")
    options = parser.parse_args()
    sets = [load_question_set(source, topics()) for source in ("development", *options.more)]
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        scorers = train_all(Path(folder), options.jobs, console)
        prime(scorers, sets)
        answer = choose_model(scorers, sets, console)
    choose_offers(scorers, answer, sets[0])
    compare(scorers, answer, sets[0], console)


def train_all(folder: Path, jobs: int, console: Console) -> dict[tuple[int, float], Scorer]:
    """Train a model for every fold and penalty, and one on everything."""
    # New processes: a forked one would share the runtime of the embedding.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool, Progress(console=console) as bar:
        task = bar.add_task("Training", total=FOLDS + 1)
        futures = [pool.submit(fit, read_data(), fold, folder) for fold in range(FOLDS + 1)]
        for future in futures:
            future.add_done_callback(lambda _: bar.advance(task))
        for future in futures:
            future.result()
    return {
        (fold, penalty): Scorer(folder / f"{fold}-{penalty}")
        for fold in range(FOLDS + 1)
        for penalty in PENALTIES
    }


def prime(scorers: Mapping[tuple[int, float], Scorer], sets: Sequence[QuestionSet]) -> None:
    """Score every message and its parts in one go, which is faster than one by one."""
    data = read_data()
    for (fold, _), scorer in scorers.items():
        if fold == WHOLE:
            texts = [question.text for one in sets for question in one.questions]
            texts += [letter.text for one in sets for letter in one.letters]
        else:
            held_out = zip(data.texts, data.folds, strict=True)
            texts = [text for (text, _), number in held_out if number == fold]
        pieces = [piece for text in texts for piece in (text, *parts_of(text))]
        scorer.with_weight(0.0)([(piece, "") for piece in pieces])


def choose_model(
    scorers: Mapping[tuple[int, float], Scorer], sets: Sequence[QuestionSet], console: Console
) -> float:
    """Print what the settings of the topic model buy; return the threshold for the present ones."""
    most = f"{100 * MOST_WRONG:g} %"
    head = [
        "answer from",
        *(f"dev {words}" for words in _MODEL_COLUMNS.values()),
        *(f"{one.name}: near refused" for one in sets[1:]),
        *(f"CV {words}" for words in _MODEL_COLUMNS.values()),
        f"CV right at {most} wrong",
    ]
    rows = []
    combinations = [(penalty, weight) for penalty in PENALTIES for weight in PROXIMITY_WEIGHTS]
    for penalty, weight in track(combinations, "Penalty and weight", console=console):
        _, row = _with_settings(scorers, sets, penalty, weight, PRESENT.answer_probability)
        rows.append([f"{penalty:.0f}", f"{weight:.0f}", *row])
    print("## Penalty, and weight of the proximity\n")
    print(table(["penalty", "weight", *head], rows), end="\n\n")

    rows = []
    thresholds = {}
    for probability in track(
        sorted({*PROBABILITIES, PRESENT.answer_probability}), "Probability", console=console
    ):
        thresholds[probability], row = _with_settings(
            scorers, sets, INVERSE_PENALTY, PROXIMITY_WEIGHT, probability
        )
        rows.append([f"{probability:g}", *row])
    print("## Probability among the topics\n")
    print(table(["probability", *head], rows), end="\n\n")
    return thresholds[PRESENT.answer_probability]


def _with_settings(
    scorers: Mapping[tuple[int, float], Scorer],
    sets: Sequence[QuestionSet],
    penalty: float,
    weight: float,
    probability: float,
) -> tuple[float, list[str]]:
    """Return the threshold that the development set asks for, and a row of the table."""
    scores = [scorers[fold, penalty].with_weight(weight) for fold in range(FOLDS + 1)]
    alone = dataclasses.replace(sets[0], dialogues=(), letters=())

    def held_out(answer: float, *, follow_ups: bool = False) -> dict[str, Share]:
        thresholds = default_thresholds(answer=answer, answer_probability=probability)
        return cross_validate(
            [asking(score, thresholds) for score in scores[:FOLDS]], follow_ups=follow_ups
        )

    def asked(answer: float, questions: QuestionSet = alone) -> dict[str, Share]:
        thresholds = default_thresholds(answer=answer, answer_probability=probability)
        return shares(ask_all(questions, asking(scores[WHOLE], thresholds)))

    answer = smallest_threshold(asked, EVIDENCE_GRID)
    equally_wrong = smallest_threshold(held_out, EVIDENCE_GRID)
    cross_validated = held_out(answer, follow_ups=True)
    found = [asked(answer, one) for one in sets]
    return answer, [
        f"{answer:.1f}",
        *(percent(found[0], name) for name in _MODEL_COLUMNS),
        *(percent(more, "near_refused") for more in found[1:]),
        *(percent(cross_validated, name) for name in _MODEL_COLUMNS),
        f"{percent(held_out(equally_wrong), 'in_scope_right')} (from {equally_wrong:.1f})",
    ]


_MODEL_COLUMNS = {
    "in_scope_right": "right",
    "wrong_of_in_scope_and_near": "wrong",
    "near_refused": "near refused",
    "last_turn_right": "follow-ups right",
}


def choose_offers(
    scorers: Mapping[tuple[int, float], Scorer],
    answer: float,
    development: QuestionSet,
) -> None:
    """Print what the threshold of offering choices buys and costs."""

    def measure(**changes: float) -> tuple[dict[str, Share], dict[str, Share]]:
        thresholds = default_thresholds(answer=answer, **changes)
        *asks, whole = (
            asking(scorers[fold, INVERSE_PENALTY].with_weight(PROXIMITY_WEIGHT), thresholds)
            for fold in range(FOLDS + 1)
        )
        return cross_validate(asks, follow_ups=False), shares(ask_all(development, whole))

    def rows(name: str, values: Sequence[float], columns: Sequence[str]) -> list[list[str]]:
        return [
            [
                f"{value:g}",
                *(percent(x, column) for x in measure(**{name: value}) for column in columns),
            ]
            for value in values
        ]

    def head(first: str, columns: Sequence[str]) -> list[str]:
        return [first, *(f"{where} {words}" for where in ("CV", "dev") for words in columns)]

    print("## The threshold of offering choices\n")
    columns = ("in_scope_right_or_button", "near_buttons", "far_buttons")
    words = ("right or button", "near-misses with buttons", "far with buttons")
    values = [value for value in (-4.0, -3.0, -2.5, -2.0, -1.5, -1.0, 0.0, 1.0) if value < answer]
    print(table(head("choose from", words), rows("choose", values, columns)), end="\n\n")


def compare(
    scorers: Mapping[tuple[int, float], Scorer],
    answer: float,
    development: QuestionSet,
    console: Console,
) -> None:
    """Print the table of the assistant and its peers."""
    alone = dataclasses.replace(development, dialogues=(), letters=())
    thresholds = default_thresholds(answer=answer)
    *asks, whole = (
        asking(scorers[fold, INVERSE_PENALTY].with_weight(PROXIMITY_WEIGHT), thresholds)
        for fold in range(FOLDS + 1)
    )
    ours = [cross_validate(asks, follow_ups=False), shares(ask_all(alone, whole))]
    rows = [["the assistant", f"{answer:.1f}", *_compared(ours)]]
    data = read_data()
    for name, make in track(PEERS.items(), "Comparing", console=console):
        peers = []
        for fold in range(FOLDS + 1):
            texts, _ = data.training(fold)
            peers.append(make(embedding()).fit(*map(list, zip(*texts, strict=True))))
        for threshold in (0.0, _peer_threshold(peers[WHOLE], alone)):
            *asks, whole = (_asking_peer(peer, threshold) for peer in peers)
            found = [cross_validate(asks, follow_ups=False), shares(ask_all(alone, whole))]
            rows.append([name, f"{threshold:.2f}" if threshold else "none", *_compared(found)])
    head = [
        "pipeline", "threshold",
        *(f"{where} {words}" for where in ("CV", "dev") for words in _PEER_COLUMNS.values()),
    ]  # fmt: skip
    print("## Peers\n")
    print(table(head, rows))


_PEER_COLUMNS = {
    "in_scope_right": "right",
    "wrong_of_in_scope_and_near": "wrong",
    "near_refused": "near refused",
    "far_refused": "far refused",
}


def _compared(found: Sequence[Mapping[str, Share]]) -> list[str]:
    return [percent(one, name) for one in found for name in _PEER_COLUMNS]


def _peer_threshold(peer: Peer, development: QuestionSet) -> float:
    def found(threshold: float) -> dict[str, Share]:
        return shares(ask_all(development, _asking_peer(peer, threshold)))

    return smallest_threshold(found, [round(0.01 * step, 2) for step in range(101)])


def _asking_peer(peer: Peer, threshold: float) -> Ask:
    def ask(text: str, last_topic: str) -> Reaction:
        intent, confidence = peer.answer(text)
        topic = intent.removeprefix(TOPIC_INTENT_PREFIX)
        answered = (topic,) if topic in topics() and confidence >= threshold else ()
        task = intent if intent in TASKS and confidence >= threshold else ""
        small_talk = "" if topic in topics() or intent in TASKS else intent
        return Reaction(
            answered, (), False, small_talk, task, "none", topic, confidence, confidence
        )

    return ask


if __name__ == "__main__":
    main()
