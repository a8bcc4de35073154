"""A recording that is followed twice reads the same backs once."""

from __future__ import annotations

import math

from vision.body.contour import ContourLog


def axis(t_s: float, incl_deg: float = 60.0) -> tuple[float, float, float, float, float, float]:
    return (t_s, 10.0, 20.0, 30.0, 20.5, incl_deg)


class Reader:
    def __init__(self, angle_deg: float) -> None:
        self.angle_deg, self.asked = angle_deg, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.angle_deg


def test_what_was_read_is_given_again_and_not_read_again() -> None:
    log, first, again = ContourLog(), Reader(12.5), Reader(-1.0)
    assert [log.angle_deg(axis(t / 30), first) for t in range(20)] == [12.5] * 20
    assert [log.angle_deg(axis(t / 30), again) for t in range(0, 20, 3)] == [12.5] * 7
    assert (first.asked, again.asked) == (20, 0)


def test_another_axis_or_time_is_read_itself() -> None:
    log, again = ContourLog(), Reader(-1.0)
    for t in (0.0, 0.1, 0.3):
        log.angle_deg(axis(t), Reader(5.0))
    assert log.angle_deg(axis(0.0, incl_deg=60.0001), again) == -1.0
    assert log.angle_deg(axis(0.1), again) == 5.0
    assert log.angle_deg(axis(0.2), again) == -1.0
    assert log.angle_deg(axis(0.3), again) == 5.0
    assert again.asked == 2


def test_a_back_that_was_not_found_is_not_looked_for_again() -> None:
    log, again = ContourLog(), Reader(1.0)
    log.angle_deg(axis(0.5), Reader(math.nan))
    assert math.isnan(log.angle_deg(axis(0.5), again))
    assert not again.asked
