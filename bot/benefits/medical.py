"""What is covered of a medical bill."""

from __future__ import annotations

from dataclasses import replace

from bot.benefits.bill import BillResult, calculate_bill
from bot.benefits.claim import Claim
from bot.benefits.limits import Limits


def calculate_medical_limit(claim: Claim, limits: Limits) -> BillResult:
    """Apply the maximum per accident or sickness after the traveller's own insurance.

    Nothing is covered without pre-authorization. What the claim does not say is taken to be so.

    Args:
        claim: With the bill.
        limits: Of the benefit.

    Raises:
        NoRateError: There is no rate for a currency of the claim.
        ValueError: The claim has no bill.
    """
    return calculate_bill(
        replace(claim, is_emergency_care=None),
        emergency_maximum=limits.emergency_maximum,
        maximum=limits.emergency_maximum,
    )
