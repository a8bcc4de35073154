from __future__ import annotations

import numpy as np
import pytest

from drills.core.excursion import RETURNED, Change, ExcursionState, Leg, step
from tests.builders import Curve, out_and_back, times_s

ENTER = 10.0


def follow(
    curve: Curve, fps: float = 30.0
) -> tuple[list[tuple[float, Change]], list[Leg], ExcursionState]:
    state, changes, legs = ExcursionState(), [], []
    for t_s in times_s(curve.duration_s, fps):
        state, change = step(state, curve(float(t_s)), float(t_s), ENTER)
        legs.append(state.leg)
        if change is not Change.NONE:
            changes.append((float(t_s), change))
    return changes, legs, state


def names(changes: list[tuple[float, Change]]) -> list[str]:
    return [change.value for _, change in changes]


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_out_and_back_is_one_excursion(fps: float) -> None:
    changes, legs, _ = follow(out_and_back([40]), fps=fps)
    assert names(changes) == ["started", "finished"]
    order = [leg for i, leg in enumerate(legs) if i == 0 or leg is not legs[i - 1]]
    assert order == [Leg.REST, Leg.OUT, Leg.BACK, Leg.REST]


def test_start_is_when_the_signal_left_the_exit_level_and_the_peak_is_kept() -> None:
    curve = Curve(((0, 0), (1, 0), (2, 40), (3, 0), (4, 0)))
    state = ExcursionState()
    for t_s in np.arange(0, 4, 0.01):
        state, change = step(state, curve(t_s), float(t_s), ENTER)
        if change is Change.FINISHED:
            break
    left_s = next(t for t in np.arange(0, 4, 0.01) if curve(t) > 7.0)
    assert state.start_s == pytest.approx(left_s)
    assert state.peak == pytest.approx(40, abs=0.1)
    assert state.peak_s == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize("level", [10.0, 9.0, 7.5])
def test_hover_at_or_below_the_threshold_never_starts(level: float) -> None:
    hover = Curve(((0, 0), (1, level), (9, level), (10, 0)))
    assert follow(hover)[0] == []


def test_flutter_about_the_threshold_does_not_start_without_dwell() -> None:
    state, seen = ExcursionState(), set()
    for i in range(300):
        state, change = step(state, 10.0 + (2.0 if i % 3 else -2.0), i / 30, ENTER)
        seen.add(change)
    assert seen == {Change.NONE}


def test_hover_above_the_threshold_is_one_excursion_not_many() -> None:
    state, changes = ExcursionState(), []
    for i in range(300):
        t_s = i / 30
        value = 12.0 + 1.5 * (-1) ** i if 1 < t_s < 8 else 0.0
        state, change = step(state, value, t_s, ENTER)
        changes.append(change)
    assert [c for c in changes if c is not Change.NONE] == [Change.STARTED, Change.FINISHED]


def test_pause_on_the_way_is_one_excursion() -> None:
    pause = Curve(((0, 0), (1, 0), (2, 20), (5, 20), (6, 40), (8, 0), (9, 0)))
    assert names(follow(pause)[0]) == ["started", "finished"]


def test_double_dip_without_reaching_the_exit_is_one_excursion_with_two_ways_out() -> None:
    dip = Curve(((0, 0), (1, 0), (2, 40), (3, 20), (4, 42), (5, 0), (6, 0)))
    changes, legs, _ = follow(dip)
    assert names(changes) == ["started", "finished"]
    order = [leg for i, leg in enumerate(legs) if i == 0 or leg is not legs[i - 1]]
    assert order == [Leg.REST, Leg.OUT, Leg.BACK, Leg.OUT, Leg.BACK, Leg.REST]


def test_rest_that_does_not_quite_reach_the_start_still_ends_the_rep() -> None:
    """A movement is over at 40 % of the peak: 16 of 40."""
    sloppy = Curve(((0, 0), (1, 0), (2, 40), (3, 12), (3.5, 12), (4.5, 40), (5.5, 12), (6, 12)))
    assert names(follow(sloppy)[0]) == ["started", "finished"] * 2


@pytest.mark.parametrize("way_s", [0.7, 1.5, 3.0, 6.0])
def test_slow_way_back_from_the_raised_exit_starts_nothing(way_s: float) -> None:
    """A rep of 60 deg ends at 24 deg, far above the enter level of 10."""
    changes, _, _ = follow(out_and_back([60, 60], way_s=way_s))
    assert names(changes) == ["started", "finished"] * 2


def test_too_short_is_dropped() -> None:
    jerk = Curve(((0, 0), (1, 0), (1.2, 40), (1.4, 0), (2, 0)))
    assert names(follow(jerk)[0]) == ["started", "dropped"]


def test_single_high_value_does_not_start() -> None:
    state, change = step(ExcursionState(), 50.0, 0.0, ENTER)
    assert (state.leg, change) == (Leg.REST, Change.NONE)
    state, change = step(state, 0.0, 0.033, ENTER)
    assert (state.leg, change, state.left_s) == (Leg.REST, Change.NONE, None)


def test_after_an_excursion_the_next_one_starts_afresh() -> None:
    _, _, state = follow(out_and_back([60, 12]))
    assert state.peak == pytest.approx(12, abs=0.1)


def test_somebody_who_comes_back_in_the_middle_of_a_movement_gives_no_rest_of_it() -> None:
    """Falling from 30 to the start is none; the next whole movement is one."""
    state, changes = RETURNED, []
    way = Curve(((0, 30), (1, 0), (2, 0))).plus(out_and_back([30]))
    for t_s in map(float, times_s(way.duration_s)):
        state, change = step(state, way(t_s), t_s, ENTER)
        if change is not Change.NONE:
            changes.append((t_s, change))
    assert names(changes) == ["started", "finished"]
    assert changes[0][0] > 2.0
