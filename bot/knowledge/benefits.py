"""The figures of the benefit, each proved by a sentence of the documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra

from bot.errors import FactError
from bot.knowledge.documents import Passage
from bot.knowledge.fact_files import read_entries
from bot.knowledge.quotes import find_quote

FILE_NAME = "benefits.yml"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"


class Figure(BaseModel):
    """A figure of the benefit.

    Attributes:
        amount: Dollars or days, by `unit`.
        unit: ``USD`` or ``days``.
        condition: What must be said whenever the figure is said.
        quote: The words of the document that prove it.
    """

    amount: Decimal
    unit: Literal["USD", "days"]
    condition: str
    quote: str

    class Config:
        extra = Extra.forbid
        frozen = True

    @property
    def spoken(self) -> str:
        """The figure as it is said: ``$2,000`` or ``7 days``."""
        if self.unit == "USD":
            whole = self.amount == self.amount.to_integral_value()
            return f"${self.amount:,.0f}" if whole else f"${self.amount:,.2f}"
        return f"{self.amount} days"


def load_benefits(folder: Path, passages: Sequence[Passage]) -> dict[str, Figure]:
    """Load ``benefits.yml`` and prove every figure by the documents.

    Args:
        folder: The folder of the documents.
        passages: What the documents say.

    Returns:
        The figures by name.

    Raises:
        FactError: A quote is no longer in the documents, or the amount does not stand in it.
    """
    figures = read_entries(folder / FILE_NAME, Figure)
    faults = [
        fault
        for name, figure in figures.items()
        for fault in _faults_of_figure(name, figure, passages)
    ]
    if faults:
        raise FactError("\n".join(faults))
    return figures


def _faults_of_figure(name: str, figure: Figure, passages: Sequence[Passage]) -> list[str]:
    if find_quote(figure.quote, passages) is None:
        return [
            f"{FILE_NAME}: {name}: the documents no longer say “{figure.quote}”"
            f"{_nearest(figure, passages)}. Look at the document; if the benefit has changed, "
            f"correct `amount` (now {figure.amount}) and `quote` of {name}."
        ]
    amounts = [Decimal(found.replace(",", "")) for found in re.findall(_NUMBER, figure.quote)]
    if figure.amount not in amounts:
        return [
            f"{FILE_NAME}: {name}: the amount {figure.amount} does not stand in its quote "
            f"“{figure.quote}”. Correct `amount` or `quote`."
        ]
    return []


def _nearest(figure: Figure, passages: Sequence[Passage]) -> str:
    """Say what stands in the document now, if a sentence is the same but for its figures."""
    number = r"\$?" + _NUMBER
    pattern = number.join(re.escape(part) for part in re.split(number, figure.quote))
    pattern = pattern.replace(r"\ ", r"\s+")
    for passage in passages:
        found = re.search(pattern, passage.text)
        if found:
            return f"; {passage.document} now says “{found.group(0)}”"
    return ""
