"""Foot lifts that only the silhouette shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drills.core.events import Counts, RepCompleted, RepResult
from drills.foot_lift import machine as foot_lift
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import estimate, lift_sample, run
from vision.datatypes import Absent, Posture, Quality, Sample, Side, View

if TYPE_CHECKING:
    from drills.core.events import Rep

THREE = out_and_back([14, 12, 15])


def lifts(
    lift: Curve,
    side: Side,
    *,
    other_share: float = 0.0,
    shift: float = 0.0,
    posture: Posture = Posture.OTHER,
    view: View = View.FRONT,
) -> list[Sample]:
    """Return what is told of lifts from behind, where the landmarks are not on the body."""
    samples = []
    for t_s in map(float, times_s(lift.duration_s)):
        signals = {
            f"outline_{side}_deg": lift(t_s),
            f"outline_{side.other}_deg": other_share * lift(t_s),
            "outline_shift_ratio": shift if lift(t_s) > 1 else 0.0,
            "foot_left_deg": 40.0,
            "foot_right_deg": 40.0,
            "trunk_shift_ratio": 0.5,
        }
        judged = {"pelvis_lift_deg": estimate(0.0), f"hip_rotation_{side}_deg": estimate(30.0)}
        samples.append(Sample(t_s, posture, view, Quality(1.0), judged, signals))
    return samples


def play(samples: list[Sample]) -> tuple[Counts, list[Rep]]:
    state, events = run(foot_lift.step, foot_lift.State(), samples)
    return state.set.counts, [one.rep for one in events if isinstance(one, RepCompleted)]


@pytest.mark.parametrize("posture", [Posture.OTHER, Posture.ALL_FOURS])
@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
@pytest.mark.parametrize("side", Side)
def test_lifts_count_for_their_side_and_are_never_judged(
    side: Side, view: View, posture: Posture
) -> None:
    counts, reps = play(lifts(THREE, side, view=view, posture=posture))
    assert counts == Counts(unjudged=3)
    assert [rep.side for rep in reps] == [side] * 3
    assert {rep.result for rep in reps} == {RepResult.UNJUDGED}
    assert all(isinstance(one, Absent) for rep in reps for one in rep.measures.values())


def test_a_body_that_moves_with_the_foot_lifts_none() -> None:
    assert play(lifts(THREE, Side.LEFT, shift=0.15))[0].total == 0


@pytest.mark.parametrize(("other_share", "counted"), [(0.5, 3), (0.7, 0)])
def test_feet_that_both_leave_the_outline_are_no_lift(other_share: float, counted: int) -> None:
    assert play(lifts(THREE, Side.LEFT, other_share=other_share))[0].total == counted


def test_a_foot_that_hardly_leaves_the_outline_is_no_lift() -> None:
    assert play(lifts(out_and_back([3.0, 3.2]), Side.RIGHT))[0].total == 0


# ---- at an angle: the outline beside the landmarks


def at_an_angle(outline_share: float | None) -> list[Sample]:
    """Return lifts after whose first the landmarks of the foot rest 5 deg from where they did."""
    samples = []
    for t_s in map(float, times_s(THREE.duration_s)):
        lift_deg = THREE(t_s)
        landmarks_deg = lift_deg if t_s < THREE.duration_s / 4 else max(lift_deg, 6.5)
        sample = lift_sample(t_s, landmarks_deg, view=View.THREE_QUARTER)
        if outline_share is not None:
            sample.signals["outline_deg"] = outline_share * lift_deg  # type: ignore[index]
        samples.append(sample)
    return samples


def test_at_an_angle_the_outline_ends_a_lift_that_the_landmarks_do_not() -> None:
    assert play(at_an_angle(None))[0].total < 3
    counts, reps = play(at_an_angle(0.8))
    assert counts == Counts(clean=3)
    assert [rep.side for rep in reps] == [Side.LEFT] * 3


@pytest.mark.parametrize("share", [0.04, 0.28])
def test_an_outline_that_shows_no_lift_clearly_is_not_asked(share: float) -> None:
    """It may show one lift a little beyond the level, and a smaller one a little below."""
    samples = [lift_sample(float(t), THREE(float(t))) for t in times_s(THREE.duration_s)]
    for sample in samples:
        sample.signals["outline_deg"] = share * THREE(sample.t_s)  # type: ignore[index]
    assert play(samples)[0] == Counts(clean=3)


def test_an_outline_alone_is_no_lift_at_an_angle() -> None:
    samples = [lift_sample(float(t)) for t in times_s(THREE.duration_s)]
    for sample in samples:
        sample.signals["outline_deg"] = THREE(sample.t_s)  # type: ignore[index]
    assert play(samples)[0].total == 0
