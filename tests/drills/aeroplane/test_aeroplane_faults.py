"""Faults, losses and the level of an aeroplane, as they are written into its repetitions."""

from __future__ import annotations

import math

import pytest

from drills.core.events import (
    Counts,
    Level,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
    WarningRaised,
)
from tests.builders import Curve, out_and_back
from tests.drills.aeroplane.turns import (
    THREE,
    changed,
    hold,
    open_close,
    peak_of,
    play,
    reps,
    upright,
    with_loss,
)
from tests.sample_builders import turn_sample
from vision.datatypes import Absent, Reason, View

# ---- levels


@pytest.mark.parametrize(
    ("height", "distance", "level"),
    [
        (0.6, 0.6, Level.SINGLE_LEG),
        (0.26, 0.1, Level.SINGLE_LEG),
        (0.1, 0.5, Level.KICKSTAND),
        (0.1, 0.46, Level.FEET_DOWN),
        (0.0, 0.0, Level.FEET_DOWN),
    ],
)
def test_level_is_read_from_the_feet(height: float, distance: float, level: Level) -> None:
    state, _ = play(hold(THREE, foot_height_ratio=height, foot_distance_ratio=distance))
    assert state.level is level


def test_foot_that_touches_down_during_the_set_does_not_change_the_level() -> None:
    samples = hold(THREE, foot_height_ratio=0.6)
    down = [
        turn_sample(s.t_s, s.signals["turn_deg"], foot_height_ratio=0.0, foot_distance_ratio=0.0)
        if s.t_s > 4
        else s
        for s in samples
    ]
    assert play(down)[0].level is Level.SINGLE_LEG


# ---- compensation


def test_twisted_spine_is_compensated() -> None:
    state, events = play(hold(THREE, twist=lambda t: 25.0 if 2.8 < t < 3.6 else 0.0))
    assert state.set.counts == Counts(clean=2, compensated=1)
    rep = reps(events)[0]
    assert rep.reasons == ("the spine twisted instead of the hip by 25 deg (20 to 30)",)
    assert peak_of(rep, "spine_twist_deg") == 25
    assert [e.warning.kind for e in events if isinstance(e, WarningCleared)] == [
        WarningKind.SPINE_TWIST
    ]


def test_sagging_back_is_compensated_with_its_sign() -> None:
    _, events = play(hold(THREE, lumbar=lambda t: -24.0 if 2.8 < t < 3.6 else 0.0))
    rep = reps(events)[0]
    assert rep.result is RepResult.COMPENSATED
    assert rep.reasons == ("the low back sagged by 24 deg (19 to 29)",)
    assert peak_of(rep, "lumbar_flexion_deg") == -24


def test_back_not_seen_in_most_of_the_rep_is_absent_no_fault_and_not_clean() -> None:
    state, events = play(hold(THREE, lumbar=lambda _: math.nan))
    assert state.set.counts == Counts(unjudged=3)
    assert reps(events)[0].not_seen == (WarningKind.LUMBAR_FLEXION,)
    assert reps(events)[0].measures["lumbar_flexion_deg"] == Absent(Reason.NOT_VISIBLE)


def test_partial_rep_names_why_first_and_then_the_fault() -> None:
    samples = hold(out_and_back([30], rest_s=5), lumbar=lambda t: 24.0 if 5.8 < t < 6.6 else 0.0)
    (rep,) = reps(play(samples)[1])
    assert rep.reasons == ("not closed", "the low back rounded by 24 deg (19 to 29)")


def test_standing_up_clears_the_warning() -> None:
    samples = hold(Curve(((0, 0), (3, 0))), lumbar=lambda t: 24.0 if t > 1 else 0.0)
    _, events = play(samples + upright(3.0))
    assert [type(e) for e in events] == [WarningRaised, WarningCleared]


@pytest.mark.parametrize("start_s", [0.5, 1.9, 2.5, 4.0, 6.0])
def test_short_loss_keeps_the_rep(start_s: float) -> None:
    state, events = play(with_loss(hold(THREE), start_s, start_s + 0.9))
    assert state.set.counts == Counts(clean=3)
    assert not any(isinstance(e, RepVoided) for e in events)


@pytest.mark.parametrize("start_s", [2.5, 3.0, 4.2, 5.0])
def test_loss_of_over_a_second_voids_the_rep_and_says_so(start_s: float) -> None:
    state, events = play(with_loss(hold(THREE), start_s, start_s + 1.2))
    (voided,) = [e for e in events if isinstance(e, RepVoided)]
    assert voided.start_s == pytest.approx(2.0, abs=0.3)
    assert state.set.counts == Counts(clean=2)


def test_voided_half_held_on_is_not_the_first_half_of_a_new_rep() -> None:
    long = open_close(2, hold_s=3.0)
    state, events = play(with_loss(hold(long), 3.2, 4.6))
    assert [type(e) for e in events] == [RepVoided, RepCompleted]
    assert state.set.counts == Counts(clean=1)


def test_after_a_voided_half_and_a_rest_the_next_rep_is_whole() -> None:
    turn = out_and_back([30], rest_s=2.5, hold_s=2.0).plus(open_close(2))
    state, events = play(with_loss(hold(turn), 4.0, 5.2))
    assert sum(isinstance(e, RepVoided) for e in events) == 1
    assert state.set.counts == Counts(clean=2)


# ---- turns: what the hip gave and the spine, and for how long


def test_spine_is_told_apart_for_each_turn() -> None:
    samples = hold(open_close(1), twist=lambda t: 8.0 if t < 4 else -4.0)
    rep = reps(play(samples)[1])[0]
    assert peak_of(rep, "spine_twist_open_deg") == 8
    assert peak_of(rep, "spine_twist_closed_deg") == -4


def test_spine_of_a_turn_that_was_not_made_is_absent() -> None:
    rep = reps(play(hold(out_and_back([30], rest_s=5)))[1])[0]
    assert rep.measures["spine_twist_closed_deg"] == Absent(Reason.NOT_VISIBLE)


@pytest.mark.parametrize(("way_s", "hold_s"), [(1.0, 0.5), (3.0, 2.0)])
def test_timing_of_a_rep(way_s: float, hold_s: float) -> None:
    rep = reps(play(hold(open_close(1, way_s=way_s, hold_s=hold_s)))[1])[0]
    assert rep.timing["out_s"] == pytest.approx(way_s, rel=0.25)
    near_the_end = hold_s + 0.4 * way_s
    assert rep.timing["open_hold_s"] == pytest.approx(near_the_end, abs=0.3 + 0.1 * way_s)
    assert rep.timing["closed_hold_s"] == pytest.approx(near_the_end, abs=0.3 + 0.1 * way_s)
    assert rep.timing["open_s"] > rep.timing["open_hold_s"]


def test_coming_up_within_a_rep_is_a_lost_hinge() -> None:
    samples = changed(hold(THREE), 2.5, 3.5, hinge_deg=50.0)
    state, events = play(samples)
    assert state.set.counts == Counts(clean=2, compensated=1)
    assert reps(events)[0].reasons[0].startswith("the trunk came up out of the hinge by 25 deg")


def test_coming_up_between_reps_is_none() -> None:
    state, _ = play(changed(hold(THREE), 7.4, 8.2, hinge_deg=50.0))
    assert state.set.counts == Counts(clean=3)


def test_foot_that_touches_down_in_a_rep_is_named() -> None:
    state, events = play(changed(hold(THREE), 2.5, 3.5, foot_height_ratio=0.02))
    assert state.set.counts == Counts(clean=2, compensated=1)
    assert reps(events)[0].reasons == ("the free foot touched down",)


def test_foot_on_the_floor_is_no_fault_with_support() -> None:
    state, _ = play(hold(THREE, foot_height_ratio=0.02, foot_distance_ratio=0.2))
    assert state.set.counts == Counts(clean=3)


def test_level_is_read_anew_in_the_next_hinge() -> None:
    first = hold(THREE, foot_height_ratio=0.6)
    end_s = first[-1].t_s
    second = hold(THREE, start_s=end_s + 3, foot_height_ratio=0.0, foot_distance_ratio=0.2)
    state, _ = play(first + upright(end_s + 0.1, 2.8) + second)
    assert state.level is Level.FEET_DOWN


@pytest.mark.parametrize(("view", "kinds"), [(View.REAR, set()), (View.FRONT, {"foot_down"})])
def test_from_behind_no_foot_is_said_to_touch_down(view: View, kinds: set[str]) -> None:
    samples = [
        turn_sample(
            s.t_s, s.signals["turn_deg"], view=view, foot_height_ratio=0.6 if s.t_s < 3 else 0.02
        )
        for s in hold(open_close(2))
    ]
    raised = {e.kind.value for e in play(samples)[1] if isinstance(e, WarningRaised)}
    assert raised == kinds
