from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.intervals import Share


# Newcombe (1998), Statistics in Medicine 17, table I: Wilson's score method.
@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    assert Share(count, total).interval() == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    share = Share(*counts)

    low, high = share.interval()

    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1


def test_no_case_has_no_share() -> None:
    assert Share.of([]) is None
    assert Share.of([True, False]) == Share(1, 2)


def test_a_share_is_written_with_its_interval_and_counts() -> None:
    assert str(Share(15, 148)) == "10.1 % [6, 16] (15/148)"
