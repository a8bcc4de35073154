"""Several performances in one recording."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sample_videos.rig.kinematics.blend import blended_pose
from sample_videos.rig.motion import make_motion
from sample_videos.rig.scenes import session
from sample_videos.rig.truth import summarise

if TYPE_CHECKING:
    from sample_videos.rig.kinematics.chain import Kinematics
    from sample_videos.rig.motion import Motion

ROCKS = {"drill": "frogger", "params": {"W": 1.0, "reps": 2, "end": 110, "sway": 0}}
BIRD_DOG = {"drill": "negative", "params": {"kind": "bird_dog", "duration": 1, "sway": 0}}
DOWN = {"drill": "negative", "params": {"kind": "get_down", "duration": 1, "sway": 0}}
AEROPLANE = {"drill": "aeroplane", "params": {"reps": 1}}


def _make(kinematics: Kinematics, *parts: dict[str, Any], **params: Any) -> Motion:
    return make_motion("sequence", {"parts": list(parts), **params}, kinematics, 1)


def test_reps_are_counted_on_through_the_recording(kinematics: Kinematics) -> None:
    plan = _make(kinematics, DOWN, ROCKS, BIRD_DOG, ROCKS).plan
    assert plan.drill == "frogger"
    assert plan.true_rep_count == 4
    assert [rep["rep"] for rep in plan.commanded_reps] == [1, 2, 3, 4]
    numbers = [phase.rep for phase in plan.phases if phase.name == "rocking_back"]
    assert numbers == [1, 2, 3, 4]
    assert {p.rep for p in plan.phases if p.name in ("bird_dog", "get_down", "change")} == {0}


def test_phases_have_no_gaps(kinematics: Kinematics) -> None:
    plan = _make(kinematics, DOWN, ROCKS, BIRD_DOG).plan
    assert plan.phases[0].start_s == 0
    assert plan.phases[-1].end_s == pytest.approx(plan.duration_s)
    for before, after in pairwise(plan.phases):
        assert before.end_s == pytest.approx(after.start_s)


def test_nobody_jumps_from_one_part_to_the_next(kinematics: Kinematics) -> None:
    motion = _make(kinematics, DOWN, ROCKS, BIRD_DOG, join=0.8)
    changes = [phase for phase in motion.plan.phases if phase.name == "change"]
    assert len(changes) == 2
    for change in changes:
        places = []
        for time_s in np.arange(change.start_s - 0.2, change.end_s + 0.2, 0.05):
            instant = motion.at(float(time_s))
            assert instant.pose is not None
            centres = kinematics.joint_centres_m(kinematics.bone_matrices(instant.pose))
            places.append([centres[name] for name in ("pelvis", "head", "kneeL", "wristR")])
        steps_m = np.linalg.norm(np.diff(places, axis=0), axis=2)
        assert steps_m.max() < 0.06


def test_moments_of_a_part_are_the_parts_own(kinematics: Kinematics) -> None:
    motion = _make(kinematics, BIRD_DOG, ROCKS)
    back = next(phase for phase in motion.plan.phases if phase.name == "back")
    instant = motion.at((back.start_s + back.end_s) / 2)
    assert instant.rep == 1
    assert instant.pose is not None
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(instant.pose))
    assert angles["hip_flex_L"] == pytest.approx(instant.commanded["hip_flex"], abs=0.1)


def test_truth_of_a_sequence_has_the_peaks_of_every_rep(kinematics: Kinematics) -> None:
    motion = _make(kinematics, ROCKS, BIRD_DOG, ROCKS)
    rows = []
    for time_s in np.arange(0, motion.plan.duration_s, 0.1):
        instant = motion.at(float(time_s))
        assert instant.pose is not None
        angles = kinematics.joint_angles_deg(kinematics.bone_matrices(instant.pose))
        commanded = {f"cmd_{name}": value for name, value in instant.commanded.items()}
        rows.append({"time": time_s, "phase": instant.phase, "rep": instant.rep})
        rows[-1] |= angles | commanded
    summary = summarise(rows, motion.plan)
    assert summary.true_rep_count == 4
    assert [rep["rep"] for rep in summary.reps] == [1, 2, 3, 4]
    for rep, commanded in zip(summary.reps, motion.plan.commanded_reps, strict=True):
        assert rep["hip_flex_L_max"] == pytest.approx(commanded["end"], abs=0.3)


def test_pose_halfway_between_two_hangs_together(kinematics: Kinematics) -> None:
    start = make_motion("negative", {"kind": "stand"}, kinematics).at(0.0).pose
    end = make_motion("frogger", {}, kinematics).at(0.0).pose
    assert start is not None
    assert end is not None
    skeleton = kinematics.skeleton
    for fraction, same in ((0.0, start), (1.0, end)):
        blend = blended_pose(skeleton, start, end, fraction)
        np.testing.assert_allclose(
            kinematics.bone_matrices(blend), kinematics.bone_matrices(same), atol=1e-9
        )
    middle = blended_pose(skeleton, start, end, 0.5)
    centres = kinematics.joint_centres_m(kinematics.bone_matrices(middle))
    thigh_m = np.linalg.norm(centres["hipL"] - centres["kneeL"])
    assert thigh_m == pytest.approx(kinematics.lengths_m["femur"], abs=1e-6)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "needs parts"),
        ([ROCKS, AEROPLANE], "not all of one drill"),
        ([AEROPLANE, AEROPLANE], "only one aeroplane"),
        ([ROCKS, {"drill": "frogger", "params": {"variant": "foot_lift"}}], "variant"),
        ([{"drill": "negative", "params": {"kind": "empty"}}], "without a person"),
    ],
)
def test_parts_that_have_no_truth_in_common_are_refused(
    kinematics: Kinematics, parts: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        _make(kinematics, *parts)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("drill", ["aeroplane", "frogger"])
def test_drawn_sessions_keep_the_reps(kinematics: Kinematics, drill: str, seed: int) -> None:
    params = session(drill, {"reps": 3}, seed)
    assert params == session(drill, {"reps": 3}, seed)
    assert make_motion("sequence", params, kinematics, seed).plan.true_rep_count == 3
