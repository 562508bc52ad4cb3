"""What the tests of the calculators share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bot.benefits.claim import Claim
from bot.benefits.limits import Limits


@pytest.fixture
def limits() -> Limits:
    """Limits of the tests' own: the real ones are in the documents only."""
    return Limits(
        quarantine_maximum=Decimal(1000),
        quarantine_days=5,
        dental_maximum=Decimal(400),
        emergency_maximum=Decimal(9000),
    )


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    """Return what makes a claim of stored texts: daily_cost="210.00 USD", nights="12"."""

    def make(benefit: str = "quarantine", **slots: Any) -> Claim:
        return Claim.from_slots({"claim_benefit": benefit, **slots})

    return make


@pytest.fixture
def as_text() -> Callable[[Claim], str]:
    """Return what writes the inputs of a claim: ``daily_cost=210.00 USD; nights=12``."""

    def write(claim: Claim) -> str:
        slots = claim.to_slots()
        said = [f"{name}={value}" for name, value in slots.items() if value is not None]
        return "; ".join(text for text in said if not text.startswith("claim_benefit="))

    return write
