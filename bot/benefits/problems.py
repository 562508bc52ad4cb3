"""Why something that was said cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "absurd_cost",
    "absurd_nights",
    "ambiguous_currency",
    "ambiguous_date",
    "impossible_date",
    "impossible_share",
    "leaves_before_arriving",
    "mixed_currencies",
    "needs_total",
    "negative",
    "nights_mismatch",
    "no_rate",
    "one_at_a_time",
    "partly_preauthorized",
    "several_amounts",
    "several_nights",
    "stay_before_issue",
    "total_mismatch",
    "unclear_cost",
    "unclear_parts",
    "unknown_cost",
    "unknown_currency",
    "unreadable",
    "which_amount",
    "zero_cost",
    "zero_nights",
]


@dataclass(frozen=True)
class Problem:
    """Why something cannot be taken.

    Attributes:
        code: What is wrong.
        values: What the sentence about it names, by placeholder.
        choices: Messages that would settle it.
    """

    code: Code
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
