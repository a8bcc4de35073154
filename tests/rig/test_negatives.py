"""What people do that is no drill: nothing of it counts, and it looks like what it is called."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sample_videos.rig.conventions import SIDES
from sample_videos.rig.motion import make_motion
from sample_videos.rig.motion.negatives import CHANGES, KINDS, ON_FEET, ON_FOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sample_videos.rig.kinematics.chain import Kinematics
    from sample_videos.rig.motion import Motion

MOVING = tuple(kind for kind in KINDS if kind != "empty")


class Watched:
    """Angles (degrees) and joint centres (m) of a recording, ten a second."""

    def __init__(self, kinematics: Kinematics, motion: Motion) -> None:
        self.times_s = np.arange(0, motion.plan.duration_s, 0.1)
        self.instants = [motion.at(float(time_s)) for time_s in self.times_s]
        matrices = []
        for instant in self.instants:
            assert instant.pose is not None
            matrices.append(kinematics.bone_matrices(instant.pose))
        self._angles = [kinematics.joint_angles_deg(m) for m in matrices]
        self._centres = [kinematics.joint_centres_m(m) for m in matrices]

    def angle(self, name: str) -> np.ndarray:
        return np.array([angles[name] for angles in self._angles])

    def joint(self, name: str) -> np.ndarray:
        return np.array([centres[name] for centres in self._centres])

    def lowest_m(self) -> float:
        return min(float(point[2]) for centres in self._centres for point in centres.values())


def _watch(
    kinematics: Kinematics, kind: str, seed: int = 1, duration: float = 8.0, **params: object
) -> Watched:
    given = {"kind": kind, "duration": duration, **params}
    return Watched(kinematics, make_motion("negative", given, kinematics, seed))


@pytest.fixture(scope="module")
def moved(kinematics: Kinematics) -> Callable[[str], tuple[Motion, Watched]]:
    """Eight seconds of each kind of movement, watched once."""

    @cache
    def made(kind: str) -> tuple[Motion, Watched]:
        motion = make_motion("negative", {"kind": kind, "duration": 8}, kinematics, seed=2)
        return motion, Watched(kinematics, motion)

    return made


@pytest.mark.parametrize("kind", MOVING)
def test_nothing_counts_and_everybody_stays_above_the_floor(
    moved: Callable[[str], tuple[Motion, Watched]], kind: str
) -> None:
    motion, seen = moved(kind)
    assert motion.plan.true_rep_count == 0
    assert motion.plan.commanded_reps == []
    assert motion.plan.duration_s >= 8
    assert all(instant.rep == 0 for instant in seen.instants)
    assert seen.lowest_m() > 0
    assert max(instant.ik_residual_m for instant in seen.instants) < 0.03


@pytest.mark.parametrize("kind", [*ON_FOURS, *ON_FEET, *CHANGES])
def test_nobody_jumps(moved: Callable[[str], tuple[Motion, Watched]], kind: str) -> None:
    _, seen = moved(kind)
    for joint in ("pelvis", "head", "kneeL", "wristR", "ankleR"):
        steps_m = np.linalg.norm(np.diff(seen.joint(joint), axis=0), axis=1)
        assert steps_m.max() < 0.45  # in a tenth of a second


@pytest.mark.parametrize("kind", [*ON_FOURS, *ON_FEET])
def test_movements_end_as_they_began(kinematics: Kinematics, kind: str) -> None:
    seen = _watch(kinematics, kind, duration=1, sway=0)
    for joint in ("pelvis", "kneeL", "kneeR", "wristL", "wristR", "head"):
        places_m = seen.joint(joint)
        np.testing.assert_allclose(places_m[-1], places_m[0], atol=0.02)


def test_bird_dog_lifts_one_leg_and_the_other_arm(kinematics: Kinematics) -> None:
    seen = _watch(kinematics, "bird_dog", duration=14)
    at = np.argmax(np.maximum(seen.joint("ankleL")[:, 2], seen.joint("ankleR")[:, 2]))
    free = "L" if seen.joint("ankleL")[at, 2] > seen.joint("ankleR")[at, 2] else "R"
    support = "R" if free == "L" else "L"
    assert seen.joint("wrist" + support)[at, 2] > 0.3
    assert seen.joint("ankle" + free)[at, 2] > 0.3
    knee_m, wrist_m = seen.joint("knee" + support)[at], seen.joint("wrist" + free)[at]
    home_knee_m, home_wrist_m = seen.joint("knee" + support)[0], seen.joint("wrist" + free)[0]
    np.testing.assert_allclose(knee_m, home_knee_m, atol=0.01)
    np.testing.assert_allclose(wrist_m, home_wrist_m, atol=0.01)


@pytest.mark.parametrize(
    ("kind", "angle", "low_deg", "high_deg"),
    [
        ("fire_hydrant", "hip_abd_", None, 30),
        ("donkey_kick", "hip_flex_", 10, None),
        ("childs_pose", "hip_flex_", None, 120),
        ("childs_pose", "knee_flex_", None, 125),
        ("squat", "knee_flex_", None, 55),
        ("lunge", "knee_flex_", None, 60),
        ("sit", "hip_flex_", None, 70),
        ("dancer", "knee_flex_", None, 80),
    ],
)
def test_joints_go_where_the_movement_takes_them(
    kinematics: Kinematics, kind: str, angle: str, low_deg: float | None, high_deg: float | None
) -> None:
    seen = _watch(kinematics, kind, duration=14)
    both = np.concatenate([seen.angle(angle + side) for side in SIDES])
    if low_deg is not None:
        assert both.min() < low_deg
    if high_deg is not None:
        assert both.max() > high_deg


def test_cat_and_cow_bend_the_spine_over_still_hands_and_knees(kinematics: Kinematics) -> None:
    seen = _watch(kinematics, "cat_cow", sway=0)
    assert seen.angle("lumbar_flex").max() > 22
    assert seen.angle("lumbar_flex").min() < -12
    for joint in ("kneeL", "wristR"):
        assert np.ptp(seen.joint(joint), axis=0).max() < 0.01


@pytest.mark.parametrize("kind", ["warrior_3", "half_moon", "one_leg_deadlift"])
def test_single_leg_poses_keep_the_stance_foot(kinematics: Kinematics, kind: str) -> None:
    seen = _watch(kinematics, kind, duration=1)
    travels_m = {s: np.ptp(seen.joint("ankle" + s), axis=0).max() for s in SIDES}
    assert min(travels_m.values()) < 0.005
    assert max(travels_m.values()) > 0.3
    assert seen.angle("pelvis_incl").max() > 40


def test_half_moon_opens_the_pelvis_and_stays(kinematics: Kinematics) -> None:
    seen = _watch(kinematics, "half_moon", duration=1, sway=0)
    hips_m = seen.joint("hipL")[:, 2] - seen.joint("hipR")[:, 2]
    assert np.abs(hips_m).max() > 0.6 * kinematics.skeleton.hip_width_m
    held = np.abs(np.abs(hips_m) - np.abs(hips_m).max()) < 0.003
    assert held.sum() * 0.1 > 1.0


def test_thorax_share_changes_the_back_but_not_the_truth(kinematics: Kinematics) -> None:
    low, high = (_watch(kinematics, "cat_cow", sway=0, thorax_share=share) for share in (0.15, 0.7))
    np.testing.assert_allclose(low.angle("lumbar_flex"), high.angle("lumbar_flex"), atol=1e-6)
    at = int(np.argmax(low.angle("lumbar_flex")))
    gap_m = low.joint("spine02")[at] - high.joint("spine02")[at]
    assert np.linalg.norm(gap_m) > 0.01


@pytest.mark.parametrize("kind", ["get_down", "mixed"])
def test_sessions_go_down_to_the_floor_and_name_what_is_done(
    kinematics: Kinematics, kind: str
) -> None:
    motion = make_motion("negative", {"kind": kind, "duration": 60}, kinematics, seed=5)
    names = {phase.name for phase in motion.plan.phases}
    assert {"get_down", "get_up"} <= names
    assert names <= set(KINDS)
    for before, after in pairwise(motion.plan.phases):
        assert before.end_s == pytest.approx(after.start_s)
        assert before.name != after.name
    down = next(phase for phase in motion.plan.phases if phase.name == "get_down")
    pose = motion.at(down.end_s - 0.1).pose
    assert pose is not None
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
    assert angles["pelvis_incl"] > 60


def test_tempo_stretches_time(kinematics: Kinematics) -> None:
    quick, slow = (
        make_motion("negative", {"kind": "cat_cow", "duration": 1, "tempo": tempo}, kinematics, 7)
        for tempo in (0.7, 1.4)
    )
    assert slow.plan.duration_s == pytest.approx(2 * quick.plan.duration_s)


def test_same_seed_same_session(kinematics: Kinematics) -> None:
    first, again, other = (
        make_motion("negative", {"kind": "mixed", "duration": 20}, kinematics, seed).plan.phases
        for seed in (4, 4, 5)
    )
    assert first == again
    assert first != other
