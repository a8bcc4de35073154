from __future__ import annotations

import pytest

from drills.aeroplane.balance import Balance, step
from tests.builders import times_s
from vision.datatypes import Side

LEFT, RIGHT = Side


def hold(
    duration_s: float, balance: Balance | None = None, start_s: float = 0.0, *,
    holds: bool = True, side: Side = LEFT,
) -> Balance:  # fmt: skip
    balance = Balance() if balance is None else balance
    for t_s in map(float, times_s(duration_s)):
        balance = step(balance, holds=holds, side=side, t_s=start_s + t_s)
    return balance


@pytest.mark.parametrize(("duration_s", "passed"), [(9.8, ()), (10.2, (LEFT,))])
def test_ten_seconds_pass(duration_s: float, passed: tuple[Side, ...]) -> None:
    assert hold(duration_s).passed == passed


def test_putting_the_foot_down_begins_anew_and_the_longest_stays() -> None:
    balance = hold(6.0)
    balance = hold(1.0, balance, 6.0, holds=False)
    balance = hold(4.5, balance, 7.0)
    assert balance.longest_s[LEFT] == pytest.approx(6.0, abs=0.1)
    assert balance.passed == ()


def test_flicker_does_not_end_a_hold() -> None:
    balance = hold(0.2, hold(6.0), 6.0, holds=False)
    assert hold(4.5, balance, 6.2).passed == (LEFT,)


def test_sides_are_held_apart() -> None:
    balance = hold(6.0, hold(6.0), 6.0, side=RIGHT)
    assert balance.passed == ()
    assert set(balance.longest_s) == {LEFT, RIGHT}


def test_second_without_a_picture_ends_a_hold() -> None:
    balance = hold(6.0, hold(6.0), 8.0)
    assert balance.longest_s[LEFT] == pytest.approx(6.0, abs=0.1)
