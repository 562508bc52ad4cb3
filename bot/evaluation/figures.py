"""The figures of an evaluation, computed from what the assistant did. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.intervals import Share
from bot.evaluation.outcomes import (
    Outcome,
    extra_answers,
    judge,
    likeliest_is_right,
    missing_answers,
    small_talk_is_right,
    task_is_right,
)
from bot.evaluation.question_sets import Kind
from bot.evaluation.run import Asked, AskedLetter, Run

BUTTONS: frozenset[Outcome] = frozenset({"right_choice", "wrong_choice"})
RELIABILITY_BINS = 10


@dataclass(frozen=True)
class TopicRow:
    """How the questions on one topic fared.

    Attributes:
        topic: The topic, or ``oos_near`` or ``oos_far``.
        outcomes: How many questions had which outcome.
        taken_for: The topics that were answered instead, most frequent first.
    """

    topic: str
    outcomes: Counter[Outcome]
    taken_for: tuple[tuple[str, int], ...]

    def share(self, *outcomes: Outcome) -> Share:
        """Return the share of questions that had one of some outcomes."""
        return Share(
            sum(self.outcomes[outcome] for outcome in outcomes), sum(self.outcomes.values())
        )


@dataclass(frozen=True)
class ReliabilityBin:
    """Questions of about the same confidence.

    Attributes:
        low: Least confidence.
        high: Greatest confidence.
        confidence: Mean confidence.
        right: In how many the likeliest topic is right.
    """

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Separation:
    """How well evidence and confidence tell what can be answered from what cannot.

    Attributes:
        auroc_near: Probability that a question in scope has more evidence than a near-miss.
        auroc_far: The same for a question that is far off.
        brier: Mean squared difference between the confidence and whether the likeliest topic is
            right, over questions in scope, near-misses and far ones.
        reliability: The same as a table.
    """

    auroc_near: float | None
    auroc_far: float | None
    brier: float | None
    reliability: tuple[ReliabilityBin, ...]


def shares(run: Run) -> dict[str, Share]:
    """Return every share that can be computed from a run, by name, in the order of the report."""
    found = {
        **_scope_shares(run.questions),
        **_alarm_shares(run.questions),
        **_dialogue_shares(run.dialogues),
        **_letter_shares(run.letters),
    }
    return {name: share for name, share in found.items() if share is not None}


def topic_rows(run: Run, topics: Sequence[str]) -> list[TopicRow]:
    """Return a row for each topic, near-misses and far questions that were asked for alone."""
    rows = []
    for label in (*topics, "oos_near", "oos_far"):
        asked = [item for item in run.questions if item.question.label == label]
        if asked:
            outcomes = Counter(judge(item.question, item.reaction) for item in asked)
            wrong = [item for item in asked if judge(item.question, item.reaction) == "wrong"]
            taken_for = Counter((*item.reaction.answered, item.reaction.task)[0] for item in wrong)
            rows.append(TopicRow(label, outcomes, tuple(taken_for.most_common(3))))
    return rows


def separation(run: Run) -> Separation:
    """Compute how well the scores separate right from wrong."""
    scored = [item for item in run.questions if item.question.kind in ("in_scope", "near", "far")]
    right = np.array([likeliest_is_right(item.question, item.reaction) for item in scored])
    confidence = np.array([item.reaction.confidence for item in scored])
    return Separation(
        auroc_near=_auroc(scored, "near"),
        auroc_far=_auroc(scored, "far"),
        brier=float(np.mean((confidence - right) ** 2)) if scored else None,
        reliability=tuple(_reliability(confidence, right)) if scored else (),
    )


def worst_errors(run: Run, count: int) -> list[Asked]:
    """Return the worst errors in answering: wrong answers by evidence, then what was not answered.

    Dialogues count with their later turns.
    """
    asked = [
        *(item for item in run.questions if item.question.kind in ("in_scope", "near", "far")),
        *(turn for dialogue in run.dialogues for turn in dialogue[1:]),
    ]
    wrong = [item for item in asked if judge(item.question, item.reaction) == "wrong"]
    unanswered = [
        item
        for item in asked
        if not item.question.may_be_declined
        and judge(item.question, item.reaction) in ("declined", "wrong_choice")
    ]
    wrong.sort(key=lambda item: -item.reaction.evidence)
    unanswered.sort(key=lambda item: item.reaction.evidence)
    return [*wrong, *unanswered][:count]


def missed_emergencies(run: Run) -> list[Asked]:
    """Return the emergencies that were not noticed at all."""
    return [
        item
        for item in run.questions
        if item.question.kind == "emergency" and item.reaction.alarm == "none"
    ]


def answered_by_evidence(run: Run) -> list[tuple[float, float, float]]:
    """Return what would happen if evidence alone decided, for every threshold.

    Returns:
        Triples of the threshold, the share of questions in scope that would get their right
        answer, and the share of questions in scope and near-misses that would get a wrong one;
        by falling threshold.
    """
    scored = [item for item in run.questions if item.question.kind in ("in_scope", "near")]
    in_scope = sum(item.question.kind == "in_scope" for item in scored)
    if not in_scope:
        return []
    points = []
    right = wrong = 0
    for item in sorted(scored, key=lambda item: -item.reaction.evidence):
        if item.reaction.small_talk or item.reaction.task:
            continue
        is_right = likeliest_is_right(item.question, item.reaction)
        right += is_right and item.question.kind == "in_scope"
        wrong += not is_right
        points.append((item.reaction.evidence, right / in_scope, wrong / len(scored)))
    return points


def _of(asked: Iterable[Asked], *kinds: Kind) -> list[Asked]:
    return [item for item in asked if item.question.kind in kinds]


def _became(asked: Iterable[Asked], *outcomes: Outcome) -> Share | None:
    return Share.of(judge(item.question, item.reaction) in outcomes for item in asked)


def _scope_shares(questions: Sequence[Asked]) -> dict[str, Share | None]:
    in_scope, near, far = (_of(questions, kind) for kind in ("in_scope", "near", "far"))
    answered_right = [i for i in in_scope if judge(i.question, i.reaction) == "right"]
    return {
        "in_scope_right": _became(in_scope, "right"),
        "in_scope_right_or_button": _became(in_scope, "right", "right_choice"),
        "in_scope_wrong_buttons": _became(in_scope, "wrong_choice"),
        "in_scope_declined": _became(in_scope, "declined"),
        "in_scope_wrong": _became(in_scope, "wrong"),
        "right_with_extra_answer": Share.of(
            extra_answers(item.question.topics, item.reaction) > 0 for item in answered_right
        ),
        "wrong_of_in_scope_and_near": _became([*in_scope, *near], "wrong")
        if in_scope and near
        else None,
        "in_scope_passage": _suggested(in_scope),
        **_refusal_shares("near", near),
        **_refusal_shares("far", far),
        "small_talk_right": Share.of(
            small_talk_is_right(item.question, item.reaction)
            for item in _of(questions, "small_talk")
        ),
        "task_right": Share.of(
            task_is_right(item.question, item.reaction) for item in _of(questions, "task")
        ),
        "task_taken_for_another": Share.of(
            bool(item.reaction.task) and not task_is_right(item.question, item.reaction)
            for item in _of(questions, "task")
        ),
        "task_not_asked_for": Share.of(
            bool(item.reaction.task) for item in _of(questions, "in_scope", "near", "far")
        ),
    }


def _refusal_shares(name: str, asked: Sequence[Asked]) -> dict[str, Share | None]:
    return {
        f"{name}_refused": _became(asked, "declined", "right_choice", "wrong_choice"),
        f"{name}_declined": _became(asked, "declined"),
        f"{name}_buttons": _became(asked, "right_choice", "wrong_choice"),
        f"{name}_answered_wrong": _became(asked, "wrong"),
        f"{name}_passage": _suggested(asked),
    }


def _suggested(asked: Iterable[Asked]) -> Share | None:
    return Share.of(item.reaction.suggests_passage for item in asked)


def _alarm_shares(questions: Sequence[Asked]) -> dict[str, Share | None]:
    groups = {
        "emergency": _of(questions, "emergency"),
        "emergency_with_question": [
            item for item in _of(questions, "emergency") if item.question.with_question
        ],
        "emergency_in_english": [
            item for item in _of(questions, "emergency") if item.question.language == "en"
        ],
        "emergency_in_other_language": [
            item for item in _of(questions, "emergency") if item.question.language != "en"
        ],
        "not_emergency": _of(questions, "not_emergency"),
        "ordinary": _of(questions, "in_scope", "near", "far", "small_talk", "task"),
    }
    return {
        f"{name}_{alarm}": Share.of(item.reaction.alarm == alarm for item in group)
        for name, group in groups.items()
        for alarm in ("sure", "line", "none")
    }


def _dialogue_shares(dialogues: Sequence[Sequence[Asked]]) -> dict[str, Share | None]:
    last = [dialogue[-1] for dialogue in dialogues]
    in_scope, near = _of(last, "in_scope"), _of(last, "near", "far")
    return {
        "last_turn_right": _became(in_scope, "right"),
        "last_turn_right_or_button": _became(in_scope, "right", "right_choice"),
        "last_turn_wrong": _became([*in_scope, *near], "wrong"),
        "last_turn_near_refused": _became(near, "declined", "right_choice", "wrong_choice"),
    }


def _letter_shares(letters: Sequence[AskedLetter]) -> dict[str, Share | None]:
    two = [item for item in letters if len(item.letter.topics) > 1]
    one = [item for item in letters if len(item.letter.topics) == 1]

    def all_answered(item: AskedLetter) -> bool:
        return not missing_answers(item.letter, item.reaction)

    def none_answered(item: AskedLetter) -> bool:
        return missing_answers(item.letter, item.reaction) == item.letter.topics

    def all_answered_or_offered(item: AskedLetter) -> bool:
        return missing_answers(item.letter, item.reaction) <= set(item.reaction.offered)

    def share(items: Iterable[AskedLetter], holds: Callable[[AskedLetter], bool]) -> Share | None:
        return Share.of(holds(item) for item in items)

    return {
        "two_all_answered": share(two, all_answered),
        "two_all_answered_or_button": share(two, all_answered_or_offered),
        "two_one_answered": share(two, lambda x: not all_answered(x) and not none_answered(x)),
        "two_none_answered": share(two, none_answered),
        "two_extra_wrong_answer": share(
            two, lambda x: extra_answers(x.letter.topics, x.reaction) > 0
        ),
        "letter_answered": share(one, all_answered),
        "letter_answered_or_button": share(one, all_answered_or_offered),
        "letter_extra_wrong_answer": share(
            one, lambda x: extra_answers(x.letter.topics, x.reaction) > 0
        ),
    }


def _auroc(scored: Sequence[Asked], other: Kind) -> float | None:
    from sklearn.metrics import roc_auc_score

    pairs = [
        (item.question.kind == "in_scope", item.reaction.evidence)
        for item in scored
        if item.question.kind in ("in_scope", other)
    ]
    if len({in_scope for in_scope, _ in pairs}) < 2:
        return None
    return float(roc_auc_score([x for x, _ in pairs], [evidence for _, evidence in pairs]))


def _reliability(
    confidence: np.ndarray[tuple[int], np.dtype[np.float64]],
    right: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Iterable[ReliabilityBin]:
    bins = np.minimum((confidence * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    for number in range(RELIABILITY_BINS):
        within = bins == number
        if within.any():
            yield ReliabilityBin(
                low=number / RELIABILITY_BINS,
                high=(number + 1) / RELIABILITY_BINS,
                confidence=float(confidence[within].mean()),
                right=Share(int(right[within].sum()), int(within.sum())),
            )
