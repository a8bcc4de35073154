from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from drills.core.events import (
    Counts,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningKind,
    WarningRaised,
)
from drills.foot_lift import machine as foot_lift
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import in_posture, lift_sample, lost, run, with_supports
from vision.datatypes import Absent, Estimate, Posture, Side, View

if TYPE_CHECKING:
    from drills.core.events import Event
    from vision.datatypes import Sample

THREE = out_and_back([14, 12, 15])


def lifts(
    lift: Curve,
    side: Side = Side.LEFT,
    *,
    other_share: float = 0.0,
    shift: float = 0.0,
    pelvis_deg: float = 0.0,
    start_s: float = 0.0,
    **seen: Any,
) -> list[Sample]:
    """Return lifts of one foot; the other one seems to swing by a share of it.

    ``seen`` says from where they are (`lift_sample`).
    """
    samples = []
    for t_s in map(float, times_s(lift.duration_s)):
        own, far = lift(t_s), other_share * lift(t_s)
        left, right = (own, far) if side is Side.LEFT else (far, own)
        moved = own > 1
        samples.append(
            lift_sample(
                start_s + t_s,
                left,
                right,
                trunk_shift=shift if moved else 0.0,
                pelvis_lift_deg=pelvis_deg if moved else 0.0,
                **seen,
            )
        )
    return samples


def play(samples: list[Sample]) -> tuple[foot_lift.State, list[Event]]:
    return run(foot_lift.step, foot_lift.State(), samples)


def reps(events: list[Event]) -> list[Rep]:
    return [event.rep for event in events if isinstance(event, RepCompleted)]


# ---- counting and sides


@pytest.mark.parametrize("view", [View.REAR, View.LEFT, View.RIGHT, View.THREE_QUARTER])
@pytest.mark.parametrize("side", Side)
def test_three_lifts_of_the_side_that_lifted(side: Side, view: View) -> None:
    state, events = play(lifts(THREE, side, view=view))
    assert state.set.counts == Counts(clean=3)
    assert [rep.side for rep in reps(events)] == [side] * 3
    assert [rep.result for rep in reps(events)] == [RepResult.CLEAN] * 3


def test_both_sides_in_one_set() -> None:
    left, right = lifts(THREE, Side.LEFT), lifts(THREE, Side.RIGHT, start_s=THREE.duration_s)
    assert [rep.side for rep in reps(play(left + right)[1])] == [Side.LEFT] * 3 + [Side.RIGHT] * 3


@pytest.mark.parametrize(
    ("side", "other_share", "counted"),
    [
        (Side.LEFT, 0.9, Side.LEFT),
        (Side.RIGHT, 0.7, Side.LEFT),  # the hidden far foot is drawn along by the near one
        (Side.RIGHT, 0.5, Side.RIGHT),
    ],
)
def test_from_the_side_the_near_foot_counts_unless_it_moves_much_less(
    side: Side, other_share: float, counted: Side
) -> None:
    samples = lifts(THREE, side, other_share=other_share, view=View.LEFT, near=Side.LEFT)
    assert [rep.side for rep in reps(play(samples)[1])] == [counted] * 3


@pytest.mark.parametrize("side", Side)
def test_from_behind_the_foot_that_swings_more_counts(side: Side) -> None:
    samples = lifts(THREE, side, other_share=0.9, view=View.REAR, near=side.other)
    assert [rep.side for rep in reps(play(samples)[1])] == [side] * 3


@pytest.mark.parametrize("side", Side)
def test_without_a_known_near_side_the_foot_that_swings_more_counts(side: Side) -> None:
    samples = lifts(THREE, side, other_share=0.9, view=View.THREE_QUARTER, near=side.other)
    for sample in samples:
        del sample.signals["near_right"]  # type: ignore[attr-defined]
    assert [rep.side for rep in reps(play(samples)[1])] == [side] * 3


@pytest.mark.parametrize("side", Side)
def test_measures_are_those_of_the_lifted_side(side: Side) -> None:
    rep = reps(play(lifts(THREE, side, other_share=0.3))[1])[0]
    rotation = rep.measures["hip_rotation_internal_deg"]
    assert isinstance(rotation, Estimate)
    assert rotation.value == pytest.approx(28, abs=0.5)
    assert set(rep.measures) == {
        "hip_rotation_internal_deg",
        "pelvis_lift_deg",
        "pelvis_first_half_deg",
        "hip_rotation_before_pelvis_deg",
        "foot_rise_ratio",
    }


def test_phases_follow_the_foot() -> None:
    state, seen = foot_lift.State(), [foot_lift.State().phase.value]
    for sample in lifts(out_and_back([15])):
        state, _ = foot_lift.step(state, sample)
        if seen[-1] != state.phase.value:
            seen.append(state.phase.value)
    assert seen == [
        "waiting for the start position",
        "start position",
        "lifting",
        "lifted",
        "lowering",
        "start position",
    ]


@pytest.mark.parametrize("peak", [1.5, 2.5])
def test_foot_not_clearly_off_the_floor_is_no_lift(peak: float) -> None:
    assert play(lifts(out_and_back([peak] * 3)))[1] == []


@pytest.mark.parametrize("way_s", [0.6, 2.0, 4.0])
def test_pace_does_not_change_the_count(way_s: float) -> None:
    assert play(lifts(out_and_back([30, 30, 30], way_s=way_s)))[0].set.counts == Counts(clean=3)


def test_pelvis_that_lifts_with_the_foot_is_compensated() -> None:
    state, events = play(lifts(out_and_back([15]), pelvis_deg=18))
    assert state.set.counts == Counts(compensated=1)
    assert reps(events)[0].reasons == ("the pelvis lifted with the foot by 18 deg (13 to 23)",)
    assert [e.kind for e in events if isinstance(e, WarningRaised)] == [WarningKind.PELVIS_LIFT]


# ---- what is no lift


@pytest.mark.parametrize(("shift", "counted"), [(0.09, 3), (0.11, 0)])
def test_swing_while_the_trunk_moves_is_no_lift(shift: float, counted: int) -> None:
    assert play(lifts(THREE, shift=shift))[0].set.counts.total == counted


def test_trunk_that_moves_during_the_lift_drops_it() -> None:
    samples = [
        s if s.t_s < 2.2 else lift_sample(s.t_s, s.signals["foot_left_deg"], trunk_shift=0.3)
        for s in lifts(out_and_back([15]))
    ]
    state, events = play(samples)
    assert events == []
    assert state.set.rep is None


@pytest.mark.parametrize(
    ("unseen", "counted"),
    [
        ((), 3),
        (("right_wrist",), 3),
        (("right_knee",), 3),
        (("left_knee",), 0),  # that of the lifted foot
        (("right_knee", "right_wrist"), 0),
    ],
)
def test_three_of_four_supports_are_seen_that_of_the_lifted_foot_among_them(
    unseen: tuple[str, ...], counted: int
) -> None:
    samples = [with_supports(s, unseen=unseen) for s in lifts(THREE, Side.LEFT)]
    assert play(samples)[0].set.counts.total == counted


@pytest.mark.parametrize(
    ("name", "right", "up", "counted"),
    [
        ("left_wrist", 0.5, 0.0, 3),
        ("left_wrist", 0.0, 0.6, 0),
        ("left_knee", 0.15, 0.0, 3),
        ("left_knee", 0.0, 0.35, 0),
        ("right_knee", 0.35, 0.0, 0),
    ],
)
def test_hands_and_knees_stay_on_the_floor(
    name: str, right: float, up: float, counted: int
) -> None:
    samples = []
    for s in lifts(THREE, Side.LEFT):
        share = min(1.0, max(0.0, s.signals["foot_left_deg"] / 6.0))
        samples.append(with_supports(s, {name: (share * right, share * up)}))
    assert play(samples)[0].set.counts.total == counted


@pytest.mark.parametrize(("other_rise", "counted"), [(0.1, 3), (0.3, 0)])
def test_other_foot_stays_down(other_rise: float, counted: int) -> None:
    """Both shanks in the air: somebody who kneels and folds, or the camera was tilted."""
    samples = [
        replace(
            s,
            measures={
                **s.measures,
                "foot_height_right_ratio": Estimate.around(
                    0.1 + other_rise * min(1.0, s.signals["foot_left_deg"] / 10.0), 0.03
                ),
            },
        )
        for s in risen(lifts(THREE, Side.LEFT), 0.3)
    ]
    assert play(samples)[0].set.counts.total == counted


def test_lift_after_the_trunk_has_come_to_rest_counts_again() -> None:
    moved = lifts(out_and_back([15]), shift=0.3)
    still = lifts(out_and_back([15]), start_s=moved[-1].t_s + 1 / 30)
    assert play(moved + still)[0].set.counts == Counts(clean=1)


def test_foot_whose_thigh_moves_does_not_count() -> None:
    samples = lifts(THREE)
    for sample in samples:
        sample.signals["thigh_left_ratio"] = 0.31  # type: ignore[index]
    assert play(samples)[1] == []


def test_foot_out_of_the_picture_does_not_count_and_the_other_does() -> None:
    samples = lifts(THREE, Side.RIGHT)
    for sample in samples:
        del sample.signals["foot_left_deg"]  # type: ignore[attr-defined]
    assert [rep.side for rep in reps(play(samples)[1])] == [Side.RIGHT] * 3


def test_before_the_neutral_nothing_counts() -> None:
    waiting = [in_posture(t, Posture.ALL_FOURS) for t in map(float, times_s(3))]
    state, events = play(waiting)
    assert events == []
    assert state.phase is foot_lift.Phase.WAITING


# ---- losses and leaving


def with_loss(samples: list[Sample], start_s: float, stop_s: float) -> list[Sample]:
    return [lost(s.t_s) if start_s <= s.t_s < stop_s else s for s in samples]


def test_short_loss_keeps_the_lift() -> None:
    state, events = play(with_loss(lifts(THREE), 1.8, 2.7))
    assert state.set.counts == Counts(clean=2, unjudged=1)
    assert not any(isinstance(e, RepVoided) for e in events)


def test_long_loss_voids_the_lift_and_its_rest_is_no_lift() -> None:
    long = out_and_back([15, 15], hold_s=3)
    state, events = play(with_loss(lifts(long), 2.0, 4.0))
    assert [type(e) for e in events] == [RepVoided, RepCompleted]
    assert state.set.counts == Counts(clean=1)


def test_leaving_all_fours_drops_the_lift() -> None:
    samples = lifts(THREE)[: int(2.2 * 30)]
    away = [in_posture(2.2 + t, Posture.STANDING) for t in map(float, times_s(2))]
    state, events = play(samples + away)
    assert events == []
    assert state.set.rep is None
    assert state.phase is foot_lift.Phase.WAITING


def test_flicker_of_the_posture_keeps_the_lift() -> None:
    samples = [in_posture(s.t_s, Posture.OTHER) if 2 <= s.t_s < 2.5 else s for s in lifts(THREE)]
    assert play(samples)[0].set.counts == Counts(clean=2, unjudged=1)


def test_missing_rotation_is_absent_but_the_lift_counts() -> None:
    samples = [lift_sample(s.t_s, s.signals["foot_left_deg"], view=View.REAR) for s in lifts(THREE)]
    for sample in samples:
        del sample.measures["hip_rotation_left_deg"]  # type: ignore[attr-defined]
    rep = reps(play(samples)[1])[0]
    assert rep.result is RepResult.CLEAN
    assert isinstance(rep.measures["hip_rotation_internal_deg"], Absent)


# ---- control of the pelvis, clearance, timing


def risen(samples: list[Sample], rise: float) -> list[Sample]:
    """Add the height of both ankles: the left one rises while its foot swings."""
    found = []
    for sample in samples:
        up = rise * min(1.0, sample.signals["foot_left_deg"] / 10.0)
        heights = {
            "foot_height_left_ratio": Estimate.around(0.1 + up, 0.03),
            "foot_height_right_ratio": Estimate.around(0.1, 0.03),
        }
        found.append(replace(sample, measures={**sample.measures, **heights}))
    return found


@pytest.mark.parametrize(("rise", "clear"), [(0.30, True), (0.02, False), (0.09, None)])
def test_foot_is_clear_of_the_floor_or_not_or_not_known(rise: float, clear: bool | None) -> None:
    rep = reps(play(risen(lifts(THREE, Side.LEFT), rise))[1])[0]
    height = rep.measures["foot_rise_ratio"]
    assert isinstance(height, Estimate)
    assert height.value == pytest.approx(rise, abs=0.01)
    assert foot_lift.is_clear(height) is clear


def test_pelvis_that_comes_late_leaves_the_first_half_to_the_hip() -> None:
    samples = []
    for sample in lifts(out_and_back([14], way_s=2.0), Side.LEFT):
        swing = sample.signals["foot_left_deg"]
        late = Estimate.around(8.0 if swing > 10.0 else 0.0, 3.0)
        samples.append(replace(sample, measures={**sample.measures, "pelvis_lift_deg": late}))
    rep = reps(play(samples)[1])[0]
    half = rep.measures["pelvis_first_half_deg"]
    before = rep.measures["hip_rotation_before_pelvis_deg"]
    assert isinstance(half, Estimate)
    assert isinstance(before, Estimate)
    assert half.value == 0.0
    assert before.value == pytest.approx(20.0, abs=2.0)


def test_timing_of_a_lift() -> None:
    rep = reps(play(lifts(out_and_back([14], way_s=1.5, hold_s=1.0), Side.LEFT))[1])[0]
    assert rep.timing["out_s"] == pytest.approx(1.5, rel=0.2)
    assert rep.timing["hold_s"] == pytest.approx(1.0 + 0.4 * 1.5, abs=0.2)
    assert rep.start_s == pytest.approx(1.0, abs=0.2)
