from __future__ import annotations

import pytest

from drills.core.timing import Trace, has_leap, onset_s, ways
from tests.builders import Curve, out_and_back, times_s


def course(curve: Curve, fps: float = 30.0, start_s: float = 0.0) -> Trace:
    trace = Trace()
    for t_s in map(float, times_s(curve.duration_s, fps)):
        if t_s >= start_s:
            trace = trace.plus(t_s, curve(t_s))
    return trace


@pytest.mark.parametrize("fps", [12.0, 30.0, 60.0])
@pytest.mark.parametrize("way_s", [0.8, 2.0, 4.0])
def test_ways_and_hold_of_an_eased_movement(way_s: float, fps: float) -> None:
    took = ways(course(out_and_back([40], way_s=way_s, hold_s=1.0, rest_s=1.0), fps))
    assert took is not None
    assert took.out_s == pytest.approx(way_s, rel=0.1)
    assert took.back_s == pytest.approx(way_s, rel=0.1)
    assert took.hold_s == pytest.approx(1.0 + 2 * 0.246 * way_s, abs=0.06 + 3 / fps)


def test_way_at_constant_speed_reads_long() -> None:
    line = Trace(tuple((0.1 * i, float(i)) for i in range(21)))
    took = ways(line)
    assert took is not None
    assert took.out_s == pytest.approx(2.0 * 0.6 / 0.346, rel=0.02)
    assert took.back_s is None


def test_movement_seen_from_its_middle_has_no_way_out() -> None:
    late = course(out_and_back([40], way_s=2.0), start_s=2.6)
    took = ways(late)
    assert took is not None
    assert took.out_s is None
    assert took.back_s == pytest.approx(2.0, rel=0.1)
    assert onset_s(late) is None


@pytest.mark.parametrize("way_s", [0.8, 2.0, 4.0])
@pytest.mark.parametrize("peak", [8.0, 45.0])
def test_onset_does_not_depend_on_pace_or_size(way_s: float, peak: float) -> None:
    began_s = onset_s(course(out_and_back([peak], way_s=way_s, rest_s=1.5)))
    assert began_s == pytest.approx(1.5, abs=0.05 + 0.02 * way_s)


def test_nothing_has_no_ways_and_no_onset() -> None:
    assert ways(Trace()) is None
    assert onset_s(Trace(((0.0, 0.0), (1.0, 0.0)))) is None


def test_course_before_a_movement_is_kept_for_a_while_only() -> None:
    trace = course(Curve(((0, 0), (10, 0)))).recent(10.0)
    assert trace.points[0][0] == pytest.approx(8.0, abs=0.05)
    assert Trace(((1.0, 3.0),)).turned(-1).points == ((1.0, -3.0),)


@pytest.mark.parametrize(("fps", "way_s", "leapt"), [(15.0, 0.01, True), (30.0, 0.35, False)])
def test_way_that_nobody_takes_so_quickly_is_a_leap(fps: float, way_s: float, leapt: bool) -> None:
    """From frame to frame at 15 frames a second, a way reads as one of 0.12 s."""
    assert has_leap(course(out_and_back([40], way_s=way_s, hold_s=1.0), fps)) is leapt


def test_leap_on_the_way_back_alone_is_one() -> None:
    assert has_leap(course(Curve(((0.0, 0.0), (1.0, 0.0), (2.5, 40.0), (2.51, 0.0), (4.0, 0.0)))))


def test_flicker_on_the_way_is_no_leap() -> None:
    slow = course(out_and_back([40], way_s=1.5, hold_s=1.0))
    flicker = [(t, 90.0 if 1.2 <= t < 1.29 else value) for t, value in slow.points]
    assert not has_leap(Trace(tuple(flicker)))
