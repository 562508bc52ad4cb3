"""The header Retry-After: how long a server wants to be left in peace."""

from __future__ import annotations

import datetime
import email.utils

# Eleven days; whoever asks for more is not waited for anyway, and dates have an end.
LONGEST_SECONDS = 10**6


def seconds_of(header: str) -> float | None:
    """Return the seconds that a header asks for; None if it cannot be read.

    Args:
        header: Seconds, or a date as HTTP writes it; one that is past asks for none.
    """
    try:
        if header.isdecimal():
            return float(min(int(header), LONGEST_SECONDS))
        moment = email.utils.parsedate_to_datetime(header)
        wait = moment - datetime.datetime.now(tz=datetime.timezone.utc)
    except (TypeError, ValueError):  # neither, or a date without a time zone
        return None
    return min(max(wait.total_seconds(), 0.0), LONGEST_SECONDS)
