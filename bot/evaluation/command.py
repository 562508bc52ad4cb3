"""The command that measures the assistant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.evaluation.figures import shares
from bot.evaluation.question_sets import QuestionSet, load_question_set
from bot.evaluation.report import Report, as_json, as_markdown, make_report
from bot.evaluation.run import Ask, Run, ask_all, load_assistant, newest_model
from bot.knowledge.library import get_library
from bot.settings import get_settings

# What the summary on the screen shows.
_SUMMARY = (
    "in_scope_right",
    "in_scope_right_or_button",
    "wrong_of_in_scope_and_near",
    "near_refused",
    "far_refused",
    "small_talk_right",
    "task_right",
    "task_taken_for_another",
    "task_not_asked_for",
    "emergency_sure",
    "emergency_none",
    "last_turn_right",
    "two_all_answered",
)


def evaluate(sets: Sequence[str | Path], output: Path, *, model: Path | None = None) -> int:
    """Ask the trained assistant question sets, and write a report with pictures for each.

    Args:
        sets: ``development``, ``test``, folders or files: see
            `bot.evaluation.question_sets.load_question_set`.
        output: Folder of the reports; every set gets a folder of its name in it.
        model: A model file; the newest if not given.

    Returns:
        The exit code 0.

    Raises:
        QuestionSetError: A set is missing or malformed.
        ModelError: There is no trained model.
    """
    topics = list(get_library(get_settings().documents_dir).answers)
    question_sets = [load_question_set(source, topics) for source in sets]
    model = model or newest_model()
    console = Console(highlight=False)
    console.print(f"Loading {model.name} ...")
    ask = load_assistant(model)
    reports = []
    for question_set in question_sets:
        run = _ask_with_progress(question_set, ask, console)
        report = make_report(run, model.name, topics)
        folder = output / run.name
        _write(run, report, topics, folder)
        console.print(f"{folder / 'report.md'} is written.")
        reports.append(report)
    console.print(_summary(reports))
    return 0


def _ask_with_progress(question_set: QuestionSet, ask: Ask, console: Console) -> Run:
    total = sum(map(len, (question_set.questions, question_set.dialogues, question_set.letters)))
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Asking “{question_set.name}”", total=total)
        return ask_all(question_set, ask, on_answer=lambda: progress.advance(task))


def _write(run: Run, report: Report, topics: Sequence[str], folder: Path) -> None:
    from bot.evaluation import plots

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text(as_markdown(report), encoding="utf-8")
    (folder / "report.json").write_text(
        json.dumps(as_json(report), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    found = shares(run)
    if "in_scope_right" in found:
        plots.plot_confusion(run, topics, folder / "confusion.png")
    if "wrong_of_in_scope_and_near" in found:
        plots.plot_coverage(run, folder / "coverage.png")
    if report.separation.reliability:
        plots.plot_reliability(report.separation, run.name, folder / "reliability.png")


def _summary(reports: Sequence[Report]) -> Table:
    table = Table(box=None)
    table.add_column("")
    for report in reports:
        table.add_column(report.name, justify="right")
    for name in _SUMMARY:
        cells = [report.shares.get(name) for report in reports]
        if any(cells):
            table.add_row(
                name.replace("_", " "),
                *(f"{100 * share.value:.1f} %" if share else "" for share in cells),
            )
    return table
