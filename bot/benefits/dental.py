"""What is covered of a dental bill."""

from __future__ import annotations

from bot.benefits.bill import BillResult, calculate_bill
from bot.benefits.claim import Claim
from bot.benefits.limits import Limits


def calculate_dental_limit(claim: Claim, limits: Limits) -> BillResult:
    """Apply the dental maximum, inside what is left of the maximum per accident or sickness.

    Nothing is covered but emergency care, and nothing without pre-authorization. What the claim
    does not say is taken to be so.

    Args:
        claim: With the bill of the dentist.
        limits: Of the benefit.

    Raises:
        NoRateError: There is no rate for a currency of the claim.
        ValueError: The claim has no bill.
    """
    return calculate_bill(
        claim, emergency_maximum=limits.emergency_maximum, maximum=limits.dental_maximum
    )
