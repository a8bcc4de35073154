from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sample_videos.rig.conventions import SIDES, Side, other_side
from sample_videos.rig.motion import DRILLS, Motion, make_motion
from sample_videos.rig.truth import open_angles_deg

if TYPE_CHECKING:
    from sample_videos.rig.kinematics.chain import Kinematics

EXACT: dict[str, Any] = {"hinge": 72, "open": 30, "close": 20, "open_jit": 0, "sway": 0, "reps": 1}


def _middle_s(motion: Motion, phase: str) -> float:
    found = next(p for p in motion.plan.phases if p.name == phase)
    return (found.start_s + found.end_s) / 2


def _angles(kinematics: Kinematics, motion: Motion, phase: str) -> dict[str, float]:
    pose = motion.at(_middle_s(motion, phase)).pose
    assert pose is not None
    return kinematics.joint_angles_deg(kinematics.bone_matrices(pose))


def _stance_hip(kinematics: Kinematics, motion: Motion, phase: str, side: Side) -> np.ndarray:
    pose = motion.at(_middle_s(motion, phase)).pose
    assert pose is not None
    frames = kinematics.anatomical_frames(kinematics.bone_matrices(pose))
    return frames["pelvis"].T @ frames["femur" + side]


# ---- aeroplane -----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("axis", "at_open", "at_closed"),
    [
        (0.0, (0, 0, -30), (0, 0, 20)),
        (0.5, (-4, 20, -22), (-2, -14, 15)),
        (1.0, (0, 30, -1), (0, -20, 1)),
    ],
)
def test_axis_decides_which_hip_angle_changes(
    kinematics: Kinematics,
    side: Side,
    axis: float,
    at_open: tuple[float, ...],
    at_closed: tuple[float, ...],
) -> None:
    """The same 30 degrees of opening: hip rotation, abduction or both (Grood-Suntay)."""
    motion = make_motion("aeroplane", {**EXACT, "axis": axis, "side": side}, kinematics)
    names = [f"hip_{name}_{side}" for name in ("flex", "abd", "rot")]
    hold, opened, closed = (
        np.array([_angles(kinematics, motion, phase)[name] for name in names])
        for phase in ("hold", "open", "closed")
    )
    np.testing.assert_allclose(opened - hold, at_open, atol=1.0)
    np.testing.assert_allclose(closed - hold, at_closed, atol=1.0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("axis", [0.0, 0.5, 1.0])
def test_whole_turn_is_exact_whatever_the_axis(
    kinematics: Kinematics, side: Side, axis: float
) -> None:
    motion = make_motion("aeroplane", {**EXACT, "axis": axis, "side": side}, kinematics)
    hold, opened, closed = (
        _stance_hip(kinematics, motion, phase, side) for phase in ("hold", "open", "closed")
    )
    assert open_angles_deg(opened, hold, side)[2] == pytest.approx(30.0, abs=1e-4)
    assert open_angles_deg(closed, hold, side)[2] == pytest.approx(-20.0, abs=1e-4)


@pytest.mark.parametrize("variant", ["single_leg", "kickstand", "feet_down"])
@pytest.mark.parametrize("side", SIDES)
def test_stance_foot_never_moves(kinematics: Kinematics, variant: str, side: Side) -> None:
    params = {"variant": variant, "side": side, "hinge": 48, "reps": 1}
    motion = make_motion("aeroplane", params, kinematics, seed=2)
    places = []
    for time_s in np.arange(0, motion.plan.duration_s, 0.2):
        pose = motion.at(float(time_s)).pose
        assert pose is not None
        places.append(pose.segments["foot" + side])
    for place in places[1:]:
        np.testing.assert_allclose(place.rotation, places[0].rotation, atol=1e-12)
        np.testing.assert_allclose(place.translation, places[0].translation, atol=1e-9)


def test_aeroplane_is_hinged_and_balanced(kinematics: Kinematics) -> None:
    from sample_videos.rig.motion.posture import centre_of_mass_m

    motion = make_motion("aeroplane", EXACT, kinematics)
    pose = motion.at(_middle_s(motion, "hold")).pose
    assert pose is not None
    ankle_m = kinematics.joint_m(pose, "shankR", "ankleR")
    offset_m = centre_of_mass_m(kinematics, pose)[:2] - ankle_m[:2]
    assert np.linalg.norm(offset_m - [0, -0.045]) < 0.01
    assert _angles(kinematics, motion, "hold")["pelvis_incl"] == pytest.approx(72)
    assert _angles(kinematics, motion, "stand")["pelvis_incl"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("fault", "column"),
    [
        ("trunk_twist", "lumbar_axial"),
        ("lumbar_flexion", "lumbar_flex"),
        ("lateral_bend", "lumbar_lat"),
    ],
)
def test_fault_shows_only_in_its_reps(kinematics: Kinematics, fault: str, column: str) -> None:
    params = {"reps": 2, "fault": fault, "fault_deg": 20, "fault_reps": [2], "sway": 0}
    motion = make_motion("aeroplane", params, kinematics)
    peaks = {1: 0.0, 2: 0.0}
    for phase in motion.plan.phases:
        if phase.name == "open":
            pose = motion.at(phase.start_s + 0.05).pose
            assert pose is not None
            angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
            peaks[phase.rep] = abs(angles[column])
    assert peaks[1] == pytest.approx(0.0, abs=0.1)
    assert peaks[2] == pytest.approx(20.0, abs=0.1)
    assert [rep["fault"] for rep in motion.plan.commanded_reps] == [None, fault]


def test_trunk_twist_takes_the_turn_from_the_hip(kinematics: Kinematics) -> None:
    params = EXACT | {"fault": "trunk_twist", "fault_deg": 20}
    motion = make_motion("aeroplane", params, kinematics)
    hold, opened = (_stance_hip(kinematics, motion, phase, "R") for phase in ("hold", "open"))
    assert open_angles_deg(opened, hold, "R")[2] == pytest.approx(0.25 * 30, abs=1e-3)


# ---- frogger -------------------------------------------------------------------------------------


def test_frogger_reaches_the_commanded_hip_flexion(kinematics: Kinematics) -> None:
    params = {"W": 1.0, "reps": 2, "start": 84, "end": 115, "end_jit": 0, "sway": 0}
    motion = make_motion("frogger", params, kinematics)
    for phase, flexion_deg in (("start", 84), ("back", 115)):
        angles = _angles(kinematics, motion, phase)
        for side in SIDES:
            assert angles[f"hip_flex_{side}"] == pytest.approx(flexion_deg, abs=0.01)


@pytest.mark.parametrize("width", [1.0, 1.5, 2.0])
def test_frogger_hands_and_knees_stay_where_they_are(kinematics: Kinematics, width: float) -> None:
    motion = make_motion("frogger", {"W": width, "reps": 1, "end": 110}, kinematics, seed=4)
    knees, wrists = [], []
    for time_s in np.arange(0, motion.plan.duration_s, 0.25):
        instant = motion.at(float(time_s))
        assert instant.pose is not None
        assert instant.ik_residual_m < 1e-5
        knees.append(kinematics.joint_m(instant.pose, "shankL", "kneeL"))
        wrists.append(kinematics.joint_m(instant.pose, "handR", "wristR"))
    assert np.ptp(knees, axis=0).max() < 0.003
    assert np.ptp(wrists, axis=0).max() < 0.003


def test_frogger_knees_are_as_wide_as_asked(kinematics: Kinematics) -> None:
    motion = make_motion("frogger", {"W": 1.5, "sway": 0}, kinematics)
    pose = motion.at(0.0).pose
    assert pose is not None
    left, right = (kinematics.joint_m(pose, "shank" + side, "knee" + side) for side in SIDES)
    ratio = (left[0] - right[0]) / kinematics.skeleton.shoulder_width_m
    assert ratio == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(("fault", "sign"), [("lumbar_flexion", 1), ("lumbar_extension", -1)])
def test_frogger_fault_has_its_sign(kinematics: Kinematics, fault: str, sign: int) -> None:
    params = {"W": 1.0, "reps": 1, "end": 110, "fault": fault, "fault_deg": 20, "sway": 0}
    motion = make_motion("frogger", params, kinematics)
    lumbar_deg = _angles(kinematics, motion, "back")["lumbar_flex"]
    assert lumbar_deg == pytest.approx(sign * 20, abs=0.1)
    assert _angles(kinematics, motion, "start")["lumbar_flex"] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("side", SIDES)
def test_foot_lift_rotates_only_the_lifted_hip(kinematics: Kinematics, side: Side) -> None:
    params = {"W": 1.5, "variant": "foot_lift", "lift_side": side, "reps": 1, "sway": 0}
    motion = make_motion("frogger", params, kinematics)
    commanded_deg = motion.plan.commanded_reps[0]["lift_rot"]
    rest, lifted = (_angles(kinematics, motion, phase) for phase in ("start", "lifted"))
    lifted_side, other = f"hip_rot_{side}", f"hip_rot_{other_side(side)}"
    assert lifted[lifted_side] - rest[lifted_side] == pytest.approx(commanded_deg, abs=0.01)
    assert lifted[other] == pytest.approx(rest[other], abs=0.01)
    assert lifted[f"hip_flex_{side}"] == pytest.approx(rest[f"hip_flex_{side}"], abs=0.01)


def test_foot_rises_when_lifted_with_wide_knees(kinematics: Kinematics) -> None:
    params = {"W": 1.5, "variant": "foot_lift", "lift_side": "L", "reps": 1, "sway": 0}
    motion = make_motion("frogger", params, kinematics)
    heights_m = []
    for phase in ("start", "lifted"):
        pose = motion.at(_middle_s(motion, phase)).pose
        assert pose is not None
        heights_m.append(kinematics.joint_m(pose, "footL", "ankleL")[2])
    assert heights_m[1] - heights_m[0] > 0.03


# ---- negatives and the rest ----------------------------------------------------------------------


def test_nobody_is_in_an_empty_room(kinematics: Kinematics) -> None:
    motion = make_motion("negative", {"kind": "empty"}, kinematics)
    assert motion.at(1.0).pose is None
    assert motion.plan.true_rep_count == 0


@pytest.mark.parametrize("drill", sorted(set(DRILLS) - {"sequence"}))
def test_phases_fill_the_whole_duration(kinematics: Kinematics, drill: str) -> None:
    plan = make_motion(drill, {}, kinematics).plan
    assert plan.phases[0].start_s == 0
    assert plan.phases[-1].end_s == pytest.approx(plan.duration_s)
    for before, after in pairwise(plan.phases):
        assert before.end_s == pytest.approx(after.start_s)
    assert max(phase.rep for phase in plan.phases) == plan.true_rep_count


def test_same_seed_same_performance(kinematics: Kinematics) -> None:
    plans = [make_motion("aeroplane", {}, kinematics, seed).plan for seed in (5, 5, 6)]
    assert plans[0].commanded_reps == plans[1].commanded_reps
    assert plans[0].commanded_reps != plans[2].commanded_reps


@pytest.mark.parametrize(
    ("drill", "params", "words"),
    [
        ("handstand", {}, "unknown drill"),
        ("aeroplane", {"speed": 2}, "unknown parameters: speed"),
        ("aeroplane", {"variant": "two_legs"}, "variant"),
        ("frogger", {"fault": "trunk_twist"}, "fault"),
        ("negative", {"kind": "dance"}, "kind"),
    ],
)
def test_wrong_requests_are_refused_in_words(
    kinematics: Kinematics, drill: str, params: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        make_motion(drill, params, kinematics)
