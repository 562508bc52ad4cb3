"""How long a server wants to be left in peace."""

from __future__ import annotations

import datetime
import email.utils

import pytest

from bot.retry_after import LONGEST_SECONDS, seconds_of


@pytest.mark.parametrize(("header", "seconds"), [("0", 0), ("7", 7), ("9" * 300, LONGEST_SECONDS)])
def test_seconds_are_read(header: str, seconds: int) -> None:
    assert seconds_of(header) == seconds


@pytest.mark.parametrize(("ahead", "seconds"), [(90, 90), (-90, 0), (10**9, LONGEST_SECONDS)])
def test_a_date_is_read_and_one_that_is_past_asks_for_no_time(ahead: int, seconds: int) -> None:
    moment = datetime.datetime.now(tz=datetime.timezone.utc) + datetime.timedelta(seconds=ahead)
    found = seconds_of(email.utils.format_datetime(moment, usegmt=True))
    assert found is not None
    assert seconds - 30 <= found <= seconds


@pytest.mark.parametrize(
    "header", ["", "soon", "-1", "1.5", "9" * 5000, "Fri, 05 Mar 2027 19:03:07 -0000", "²"]
)
def test_what_cannot_be_read_asks_for_no_time_in_particular(header: str) -> None:
    assert seconds_of(header) is None
