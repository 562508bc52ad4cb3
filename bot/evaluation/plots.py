"""The pictures of an evaluation, as PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from bot.evaluation.figures import Separation, answered_by_evidence, shares
from bot.evaluation.outcomes import judge
from bot.evaluation.run import Asked, Run

DOTS_PER_INCH = 130
INK = "#1f2933"
FAINT = "#9aa5b1"
GRID = "#e4e7eb"
BLUE = "#1f5fa8"
RED = "#b3261e"
GREY = "#52606d"
# What a question can become besides being answered.
_OFFERED_RIGHT, _OFFERED_WRONG, _DECLINED = "right button", "wrong buttons", "declined"
_BY_HARM = (BLUE, GREY, RED)
_ROW_NAMES = {"oos_near": "(near-miss)", "oos_far": "(far off)"}


def plot_confusion(run: Run, topics: Sequence[str], path: Path) -> None:
    """Draw what was answered to the questions on each topic.

    Args:
        run: A run with questions in scope.
        topics: All topics, in the order of rows and columns.
        path: The PNG file to write.
    """
    rows = [
        label
        for label in (*topics, "oos_near", "oos_far")
        if any(item.question.label == label for item in run.questions)
    ]
    columns = [*topics, _OFFERED_RIGHT, _OFFERED_WRONG, _DECLINED]
    counts = np.zeros((len(rows), len(columns)), dtype=int)
    colours = np.full(counts.shape, BLUE, dtype=object)
    for item in run.questions:
        if item.question.label in rows:
            cell = rows.index(item.question.label), columns.index(_column(item))
            counts[cell] += 1
            colours[cell] = max(colours[cell], _colour(item), key=_BY_HARM.index)

    figure = Figure(figsize=(0.36 * len(columns) + 3.4, 0.33 * len(rows) + 3.2))
    axes = figure.add_subplot()
    _draw_cells(axes, counts, colours)
    totals = counts.sum(axis=1)
    axes.set_yticks(
        range(len(rows)),
        [
            f"{_ROW_NAMES.get(label, label)}  {total}"
            for label, total in zip(rows, totals, strict=True)
        ],
    )
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.axvline(len(topics) - 0.5, color=FAINT, linewidth=1)
    if "oos_near" in rows:
        axes.axhline(rows.index("oos_near") - 0.5, color=FAINT, linewidth=1)
    axes.set_title(
        f"Question set “{run.name}”: what was asked (rows) and what was done (columns)",
        loc="left",
        color=INK,
        fontsize=13,
        pad=16,
    )
    axes.set_xlabel(
        "Numbers count questions; the shade is the share of the row. "
        "Blue: right. Grey: no answer to a question that has one. Red: a wrong answer.",
        color=INK,
        fontsize=9.5,
        labelpad=10,
    )
    _save(figure, path)


def plot_coverage(run: Run, path: Path) -> None:
    """Draw right answers against wrong ones for every threshold, and where the assistant stands.

    Args:
        run: A run with questions in scope and near-misses.
        path: The PNG file to write.
    """
    points = answered_by_evidence(run)
    figure = Figure(figsize=(7.2, 4.8))
    axes = figure.add_subplot()
    axes.plot(
        [100 * right for _, right, _ in points],
        [100 * wrong for _, _, wrong in points],
        color=BLUE,
        linewidth=2,
    )
    found = shares(run)
    right, wrong = found["in_scope_right"], found["wrong_of_in_scope_and_near"]
    x, y = 100 * right.value, 100 * wrong.value
    low, high = (100 * bound for bound in right.interval())
    below, above = (100 * bound for bound in wrong.interval())
    axes.errorbar(
        [x], [y], xerr=[[x - low], [high - x]], yerr=[[y - below], [above - y]],
        color=RED, marker="o", capsize=3, linewidth=1.2, zorder=3,
    )  # fmt: skip
    axes.annotate(
        f"the assistant:\n{x:.0f} % right, {y:.1f} % wrong",
        (x, y),
        xytext=(0.06, 0.45),
        textcoords="axes fraction",
        color=RED,
        arrowprops={"arrowstyle": "-", "color": RED, "linewidth": 0.8, "shrinkB": 6},
    )
    for threshold in (6, 4, 2, 0, -2):
        passed = [point for point in points if point[0] >= threshold]
        if passed:
            place = (100 * passed[-1][1], 100 * passed[-1][2])
            axes.plot(*place, marker="o", color=BLUE, markersize=4)
            axes.annotate(
                f"{threshold}",
                place,
                xytext=(-5, 5),
                textcoords="offset points",
                ha="right",
                color=BLUE,
            )
    axes.set_xlim(0, 100)
    axes.set_ylim(0, max(20.0, 1.6 * above))
    axes.set_xlabel("questions in scope answered right, %", color=INK)
    axes.set_ylabel("answered wrong, % of in scope and near-misses", color=INK)
    axes.set_title(
        f"Question set “{run.name}”: what a lower threshold buys and costs",
        loc="left",
        color=INK,
        fontsize=12,
        pad=24,
    )
    axes.text(
        0,
        1.02,
        "Blue: if the evidence alone decided; thresholds beside the dots. "
        "Red: what it does, with 95 % intervals.",
        transform=axes.transAxes,
        color=INK,
        fontsize=8,
    )
    _plain(axes)
    _save(figure, path)


def plot_reliability(scores: Separation, name: str, path: Path) -> None:
    """Draw how often the likeliest topic is right, by confidence.

    Args:
        scores: With at least one bin.
        name: The question set.
        path: The PNG file to write.
    """
    figure = Figure(figsize=(5.6, 5.0))
    axes = figure.add_subplot()
    axes.plot([0, 100], [0, 100], color=FAINT, linewidth=1, linestyle="--")
    for row in scores.reliability:
        low, high = row.right.interval()
        x, y = 100 * row.confidence, 100 * row.right.value
        axes.errorbar(
            [x], [y], yerr=[[max(0.0, y - 100 * low)], [max(0.0, 100 * high - y)]],
            color=BLUE, marker="o", markersize=5, capsize=3, linewidth=1.2,
        )  # fmt: skip
        axes.annotate(
            f"{row.right.total}", (x, y), xytext=(7, -4), textcoords="offset points",
            color=INK, fontsize=8,
        )  # fmt: skip
    axes.set_xlim(-3, 107)
    axes.set_ylim(-3, 103)
    axes.set_xlabel("mean confidence, %", color=INK)
    axes.set_ylabel("likeliest topic right, %", color=INK)
    axes.set_title(
        f"Question set “{name}”: confidence and truth", loc="left", color=INK, fontsize=12, pad=24
    )
    axes.text(
        0,
        1.02,
        "In scope, near-misses and far questions. Beside the dots: how many; bars: 95 % intervals.",
        transform=axes.transAxes,
        color=INK,
        fontsize=8,
    )
    _plain(axes)
    _save(figure, path)


def _column(item: Asked) -> str:
    """Return what was done with a question: the topic that was answered, or how it was not."""
    outcome = judge(item.question, item.reaction)
    if outcome == "right" and item.question.kind == "in_scope":
        return item.question.label  # or one that is as right
    if item.reaction.answered:
        return item.reaction.answered[0]
    return {"right_choice": _OFFERED_RIGHT, "wrong_choice": _OFFERED_WRONG}.get(outcome, _DECLINED)


def _colour(item: Asked) -> str:
    outcome = judge(item.question, item.reaction)
    if outcome == "wrong":
        return RED
    is_right = outcome in ("right", "right_choice") or item.question.may_be_declined
    return BLUE if is_right else GREY


def _draw_cells(
    axes: Axes,
    counts: np.ndarray[tuple[int, int], np.dtype[np.int_]],
    colours: np.ndarray[tuple[int, int], np.dtype[np.object_]],
) -> None:
    picture = np.ones((*counts.shape, 3))
    shares_of_row = counts / counts.sum(axis=1, keepdims=True)
    for row, column in np.argwhere(counts):
        strength = 0.12 + 0.88 * shares_of_row[row, column]
        picture[row, column] = 1 - strength * (1 - np.array(to_rgb(colours[row, column])))
        axes.text(
            column,
            row,
            str(counts[row, column]),
            ha="center",
            va="center",
            fontsize=8,
            color="white" if strength > 0.5 else INK,
        )
    axes.imshow(picture, aspect="auto", interpolation="nearest")
    axes.set_xticks(np.arange(-0.5, counts.shape[1]), minor=True)
    axes.set_yticks(np.arange(-0.5, counts.shape[0]), minor=True)
    axes.grid(which="minor", color=GRID, linewidth=0.6)
    axes.tick_params(which="both", length=0, labelsize=8.5, labelcolor=INK)
    for side in axes.spines.values():
        side.set_visible(False)


def _plain(axes: Axes) -> None:
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK)
    for side in axes.spines.values():
        side.set_color(GRID)


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=DOTS_PER_INCH, bbox_inches="tight", facecolor="white")
