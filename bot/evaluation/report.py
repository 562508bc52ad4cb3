"""The report of an evaluation, as Markdown for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.figures import (
    Separation,
    TopicRow,
    missed_emergencies,
    separation,
    shares,
    topic_rows,
    worst_errors,
)
from bot.evaluation.intervals import Share
from bot.evaluation.outcomes import describe, judge
from bot.evaluation.run import Asked, Run

WORST_ERRORS = 25

# Heading -> name of a share -> what it is, in the order of the report.
_SECTIONS: dict[str, dict[str, str]] = {
    "Questions": {
        "in_scope_right": "answered right",
        "in_scope_right_or_button": "answered right, or the right button offered",
        "in_scope_wrong_buttons": "only wrong buttons offered",
        "in_scope_declined": "declined although the documents answer",
        "in_scope_wrong": "answered wrong",
        "in_scope_passage": "a passage suggested, for want of a sure answer",
        "right_with_extra_answer": "of those answered right: with a further, wrong answer",
        "wrong_of_in_scope_and_near": "**wrong answers, of questions in scope and near-misses**",
        "near_refused": "near-misses refused",
        "near_declined": "near-misses: declined",
        "near_buttons": "near-misses: buttons offered",
        "near_answered_wrong": "near-misses: answered",
        "near_passage": "near-misses: a passage suggested, for want of a sure answer",
        "far_refused": "far questions refused",
        "far_declined": "far questions: declined",
        "far_buttons": "far questions: buttons offered",
        "far_answered_wrong": "far questions: answered",
        "far_passage": "far questions: a passage suggested, for want of a sure answer",
        "small_talk_right": "small talk returned in kind",
        "task_right": "tasks begun that were wished for",
        "task_taken_for_another": "tasks taken for another one",
        "task_not_asked_for": "tasks begun that nobody asked for",
    },
    "Emergencies": {
        "emergency_sure": "emergencies: taken over",
        "emergency_line": "emergencies: the line on top of the reply",
        "emergency_none": "emergencies: not noticed",
        "emergency_with_question_sure": "emergencies with a question: taken over",
        "emergency_with_question_line": "emergencies with a question: the line on top",
        "emergency_with_question_none": "emergencies with a question: not noticed",
        "emergency_in_english_sure": "emergencies in English: taken over",
        "emergency_in_english_line": "emergencies in English: the line on top",
        "emergency_in_english_none": "emergencies in English: not noticed",
        "emergency_in_other_language_sure": "emergencies in other languages: taken over",
        "emergency_in_other_language_line": "emergencies in other languages: the line on top",
        "emergency_in_other_language_none": "emergencies in other languages: not noticed",
        "not_emergency_sure": "talk of emergencies that are none: taken over",
        "not_emergency_line": "talk of emergencies that are none: the line on top",
        "not_emergency_none": "talk of emergencies that are none: left alone",
        "ordinary_sure": "ordinary questions and small talk: taken over",
        "ordinary_line": "ordinary questions and small talk: the line on top",
        "ordinary_none": "ordinary questions and small talk: left alone",
    },
    "Dialogues (last turns)": {
        "last_turn_right": "answered right",
        "last_turn_right_or_button": "answered right, or the right button offered",
        "last_turn_wrong": "answered wrong, of all last turns",
        "last_turn_near_refused": "near-misses refused",
    },
    "Letters": {
        "two_all_answered": "two questions: all answered",
        "two_all_answered_or_button": "two questions: all answered or on a button",
        "two_one_answered": "two questions: one answered",
        "two_none_answered": "two questions: none answered",
        "two_extra_wrong_answer": "two questions: an answer that nobody asked for",
        "letter_answered": "one question in many words: answered",
        "letter_answered_or_button": "one question in many words: answered or on a button",
        "letter_extra_wrong_answer": "one question in many words: an answer nobody asked for",
    },
}


@dataclass(frozen=True)
class Report:
    """All that is said about a run.

    Attributes:
        name: The question set.
        model: The name of the model file.
        shares: See `bot.evaluation.figures.shares`.
        topics: A row a topic.
        separation: How well the scores separate.
        worst: The worst errors.
        missed: The emergencies that were not noticed.
    """

    name: str
    model: str
    shares: dict[str, Share]
    topics: list[TopicRow]
    separation: Separation
    worst: list[Asked]
    missed: list[Asked]


def make_report(run: Run, model: str, topics: Sequence[str]) -> Report:
    """Compute the report of a run; `topics` are all topics in the order of the table."""
    return Report(
        run.name,
        model,
        shares(run),
        topic_rows(run, topics),
        separation(run),
        worst_errors(run, WORST_ERRORS),
        missed_emergencies(run),
    )


def as_markdown(report: Report) -> str:
    """Write the report for people."""
    parts = [
        f"# Question set “{report.name}”",
        f"Model: `{report.model}`. In brackets: Wilson's 95 % interval, and how many of how many.",
    ]
    for heading, names in _SECTIONS.items():
        rows = [
            (words, str(report.shares[name]))
            for name, words in names.items()
            if name in report.shares
        ]
        if rows:
            parts += [f"## {heading}", _table(("what", "share"), rows)]
    parts += _separation_parts(report.separation)
    if report.topics:
        parts += ["## By topic", _topic_table(report.topics)]
    if report.missed:
        rows = [(item.question.text, describe(item.reaction)) for item in report.missed]
        parts += ["## Emergencies that were not noticed", _table(("text", "done"), rows)]
    if report.worst:
        parts += [
            f"## The {len(report.worst)} worst errors",
            "Wrong answers first, by evidence; then what was not answered.",
            _table(
                ("text", "after", "right", "done", "evidence"),
                [_error_row(x) for x in report.worst],
            ),
        ]
    return "\n\n".join(parts) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """Return the report in JSON types."""
    scores = report.separation
    return {
        "set": report.name,
        "model": report.model,
        "shares": {name: _share_json(share) for name, share in report.shares.items()},
        "auroc_near": scores.auroc_near,
        "auroc_far": scores.auroc_far,
        "brier": scores.brier,
        "reliability": [
            {
                "low": row.low,
                "high": row.high,
                "confidence": row.confidence,
                **_share_json(row.right),
            }
            for row in scores.reliability
        ],
        "topics": [
            {"topic": row.topic, **row.outcomes, "taken_for": dict(row.taken_for)}
            for row in report.topics
        ],
        "worst_errors": [_error_json(item) for item in report.worst],
        "missed_emergencies": [_error_json(item) for item in report.missed],
    }


def _separation_parts(scores: Separation) -> list[str]:
    values = {
        "AUROC of the evidence, in scope against near-misses": scores.auroc_near,
        "AUROC of the evidence, in scope against far questions": scores.auroc_far,
        "Brier score of the confidence": scores.brier,
    }
    rows = [(name, f"{value:.3f}") for name, value in values.items() if value is not None]
    if not rows:
        return []
    parts = ["## Scores", _table(("what", "value"), rows)]
    if scores.reliability:
        parts.append(
            _table(
                ("confidence", "questions", "mean confidence", "likeliest topic right"),
                [
                    (
                        f"{row.low:.1f} to {row.high:.1f}",
                        str(row.right.total),
                        f"{100 * row.confidence:.0f} %",
                        f"{100 * row.right.value:.0f} %",
                    )
                    for row in scores.reliability
                ],
            )
        )
    return parts


def _topic_table(rows: Sequence[TopicRow]) -> str:
    return _table(
        ("topic", "questions", "right", "right or button", "declined", "wrong", "taken for"),
        [
            (
                row.topic,
                str(sum(row.outcomes.values())),
                _percent(row.share("right")),
                _percent(row.share("right", "right_choice")),
                _percent(row.share("declined")),
                _percent(row.share("wrong")),
                ", ".join(f"{topic} {count}" for topic, count in row.taken_for),
            )
            for row in rows
        ],
    )


def _error_row(item: Asked) -> Sequence[str]:
    return (
        item.question.text,
        item.last_topic,
        ", ".join([item.question.label, *sorted(item.question.also_right)]),
        describe(item.reaction),
        f"{item.reaction.evidence:.1f}",
    )


def _error_json(item: Asked) -> dict[str, Any]:
    return {
        "text": item.question.text,
        "after": item.last_topic,
        "label": item.question.label,
        "also_right": sorted(item.question.also_right),
        "done": describe(item.reaction),
        "outcome": judge(item.question, item.reaction),
        "evidence": round(item.reaction.evidence, 3),
    }


def _share_json(share: Share) -> dict[str, float]:
    low, high = share.interval()
    return {"count": share.count, "total": share.total, "low": low, "high": high}


def _percent(share: Share) -> str:
    return f"{100 * share.value:.0f} %"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
