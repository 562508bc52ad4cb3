from __future__ import annotations

import json

from bot.evaluation.figures import shares
from bot.evaluation.question_sets import Question
from bot.evaluation.report import _SECTIONS, as_json, as_markdown, make_report
from bot.evaluation.run import Asked, Run

TOPICS = ["dental_amount", "quarantine_cover", "how_to_register"]


def test_every_share_has_its_words_in_the_report(run: Run) -> None:
    words = {name for section in _SECTIONS.values() for name in section}

    assert set(shares(run)) <= words


def test_the_report_says_what_was_right_and_what_went_wrong(run: Run) -> None:
    text = as_markdown(make_report(run, "model.tar.gz", TOPICS))

    assert "| answered right | 25.0 % [5, 70] (1/4) |" in text
    assert "| quarantine_cover | 1 | 0 % | 0 % | 0 % | 100 % | dental_amount 1 |" in text
    assert "| isolated |  | quarantine_cover | answered dental_amount | 6.0 |" in text
    assert "| they took him | declined |" in text


def test_a_text_cannot_break_the_table(run: Run) -> None:
    (wrong,) = [item for item in run.questions if item.question.text == "isolated"]
    broken = Asked(Question("a | b\nc", "quarantine_cover"), wrong.reaction)

    text = as_markdown(make_report(Run("one", (broken,), (), ()), "model.tar.gz", TOPICS))

    assert "| a \\| b c |" in text


def test_the_report_goes_into_json(run: Run) -> None:
    report = json.loads(json.dumps(as_json(make_report(run, "model.tar.gz", TOPICS))))

    assert report["shares"]["in_scope_right"]["count"] == 1
    assert report["worst_errors"][0]["text"] == "isolated"


def test_a_set_of_refusals_only_has_a_report_too(run: Run) -> None:
    far = tuple(item for item in run.questions if item.question.kind == "far")

    text = as_markdown(make_report(Run("far", far, (), ()), "model.tar.gz", TOPICS))

    assert "far questions refused | 100.0 %" in text
    assert "Dialogues" not in text
