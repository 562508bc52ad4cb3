"""The limits of the benefit, as the documents prove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.benefits import Figure
from bot.knowledge.library import get_library
from bot.settings import get_settings


@dataclass(frozen=True)
class Limits:
    """The limits of the benefit.

    Attributes:
        quarantine_maximum: Dollars for the expenses of one quarantine.
        quarantine_days: Days after the quarantine is issued.
        dental_maximum: Dollars for emergency dental care, inside `emergency_maximum`.
        emergency_maximum: Dollars per accident or sickness.
    """

    quarantine_maximum: Decimal
    quarantine_days: int
    dental_maximum: Decimal
    emergency_maximum: Decimal


def limits_of(figures: Mapping[str, Figure]) -> Limits:
    """Take the limits out of the figures of a library.

    Raises:
        KeyError: A figure is missing.
    """
    return Limits(
        quarantine_maximum=figures["quarantine_maximum"].amount,
        quarantine_days=int(figures["quarantine_days"].amount),
        dental_maximum=figures["dental_maximum"].amount,
        emergency_maximum=figures["emergency_maximum"].amount,
    )


def get_limits() -> Limits:
    """Return the limits of the documents that the settings name."""
    return limits_of(get_library(get_settings().documents_dir).figures)
