from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sample_videos.rig.conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    SIDES,
    Side,
    hip_rotation,
    tilt_forward,
    turn_left,
)
from sample_videos.rig.kinematics.pose import ArmPose, LegPose, Pose
from sample_videos.rig.rotations import rot_z

if TYPE_CHECKING:
    from sample_videos.rig.kinematics.chain import Kinematics
    from sample_videos.rig.kinematics.skeleton import Skeleton

FORWARD = np.array([0, -1.0, 0])
HIP_DEG: dict[Side, tuple[float, float, float]] = {"L": (70, 12, -20), "R": (-5, 4, 9)}
KNEE_DEG: dict[Side, float] = {"L": 35.0, "R": 4.0}
LUMBAR_DEG = (22.0, 0.0, 0.0)


def _posed(kinematics: Kinematics) -> Pose:
    """Hinged person with known hip, knee, ankle and lumbar angles."""
    pelvis = turn_left(15) @ tilt_forward(60) @ BODY_AXES
    pose = kinematics.trunk(pelvis, np.array([0.1, 0.2, 0.9]), LUMBAR_DEG)
    legs, arms = {}, {}
    for side in SIDES:
        femur = pelvis @ hip_rotation(*HIP_DEG[side], side)
        shank = femur @ rot_z(-np.radians(KNEE_DEG[side]))
        legs[side] = LegPose(femur, shank, shank @ rot_z(np.radians(8)), 10.0)
        humerus, forearm = kinematics.arm_along(-BODY_AXES[:, 1], BODY_AXES[:, 2], 20.0)
        arms[side] = ArmPose(humerus, forearm, forearm, 0.5)
    kinematics.add_limbs(pose, legs, arms)
    return pose


# ---- limbs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_leg_reaches_from_ankle_to_hip_with_its_own_lengths(
    kinematics: Kinematics, side: Side
) -> None:
    ankle = np.array([0.1 * LATERAL_SIGN[side], 0.0, 0.08])
    hip = np.array([0.05, 0.1, 0.8])
    leg = kinematics.leg_to_ankle(hip, ankle, FORWARD)
    femur_m, shank_m = kinematics.lengths_m["femur"], kinematics.lengths_m["shank"]
    knee = hip - femur_m * leg.femur[:, 1]
    np.testing.assert_allclose(knee - shank_m * leg.shank[:, 1], ankle, atol=1e-9)
    assert leg.shortfall_m == 0.0
    assert (knee - (hip + ankle) / 2) @ FORWARD > 0


def test_leg_knee_is_a_pure_hinge(kinematics: Kinematics) -> None:
    leg = kinematics.leg_to_ankle(np.array([0, 0.1, 0.75]), np.array([0.1, 0, 0.08]), FORWARD)
    np.testing.assert_allclose(leg.femur[:, 2], leg.shank[:, 2], atol=1e-12)


def test_leg_too_short_is_straight_and_says_by_how_much(kinematics: Kinematics) -> None:
    length_m = kinematics.lengths_m["femur"] + kinematics.lengths_m["shank"]
    hip, ankle = np.array([0, 0, length_m + 0.05]), np.zeros(3)
    leg = kinematics.leg_to_ankle(hip, ankle, FORWARD)
    assert leg.shortfall_m == pytest.approx(0.05, abs=1e-3)
    assert leg.femur[:, 1] @ leg.shank[:, 1] == pytest.approx(1.0, abs=1e-3)


def test_arm_reaches_the_wrist_with_the_elbow_where_it_is_wanted(kinematics: Kinematics) -> None:
    shoulder, wrist = np.array([0.2, 0, 0.6]), np.array([0.25, -0.15, 0.1])
    back = np.array([0.0, 1.0, 0.0])
    arm = kinematics.arm_to_wrist(shoulder, wrist, back)
    elbow = shoulder - kinematics.lengths_m["humerus"] * arm.humerus[:, 1]
    reached = elbow - kinematics.lengths_m["forearm"] * arm.forearm[:, 1]
    np.testing.assert_allclose(reached, wrist, atol=1e-9)
    assert (elbow - (shoulder + wrist) / 2) @ back > 0


def test_arm_along_points_where_it_should(kinematics: Kinematics) -> None:
    direction = np.array([0.6, 0.0, -0.8])
    humerus, forearm = kinematics.arm_along(direction, [0, 1, 0], 30.0)
    np.testing.assert_allclose(-humerus[:, 1], direction, atol=1e-12)
    assert np.degrees(np.arccos(humerus[:, 1] @ forearm[:, 1])) == pytest.approx(30.0)


# ---- whole body ----------------------------------------------------------------------------------


def test_true_angles_are_the_posed_ones(kinematics: Kinematics) -> None:
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(_posed(kinematics)))
    for side in SIDES:
        flexion, abduction, internal = HIP_DEG[side]
        assert angles[f"hip_flex_{side}"] == pytest.approx(flexion)
        assert angles[f"hip_abd_{side}"] == pytest.approx(abduction)
        assert angles[f"hip_rot_{side}"] == pytest.approx(internal)
        assert angles[f"knee_flex_{side}"] == pytest.approx(KNEE_DEG[side])
        assert angles[f"knee_off_{side}"] == pytest.approx(0.0, abs=1e-9)
        assert angles[f"ankle_dorsi_{side}"] == pytest.approx(8.0)
    assert angles["lumbar_flex"] == pytest.approx(22.0)
    assert angles["lumbar_lat"] == pytest.approx(0.0, abs=1e-9)
    assert angles["pelvis_incl"] == pytest.approx(60.0)
    assert angles["pelvis_tilt"] > 0


def test_combined_lumbar_angles_come_back_nearly(kinematics: Kinematics) -> None:
    """Four joints in a row are not exactly one Grood-Suntay joint, but within 2 degrees."""
    pose = _posed(kinematics)
    trunk = kinematics.trunk(BODY_AXES, np.array([0, 0, 0.9]), (20, -10, 15))
    pose.segments.update(trunk.segments)
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
    found = [angles[name] for name in ("lumbar_flex", "lumbar_lat", "lumbar_axial")]
    assert found == pytest.approx([20, -10, 15], abs=2.0)


def test_segments_hang_together_at_the_joints(kinematics: Kinematics, skeleton: Skeleton) -> None:
    pose = _posed(kinematics)
    chains = (
        ("pelvis", "femur", "hip"),
        ("femur", "shank", "knee"),
        ("shank", "foot", "ankle"),
        ("foot", "toes", "toe"),
        ("clav", "humerus", "shoulder"),
        ("humerus", "forearm", "elbow"),
        ("forearm", "hand", "wrist"),
    )
    for side in SIDES:
        for parent, child, joint in chains:
            above = parent if parent == "pelvis" else parent + side
            rest = skeleton.joints[joint + side]
            np.testing.assert_allclose(
                pose.point_m(above, rest), pose.point_m(child + side, rest), atol=1e-12
            )


def test_bone_matrices_are_rigid(kinematics: Kinematics) -> None:
    turns = kinematics.bone_matrices(_posed(kinematics))[:, :, :3]
    gram = np.einsum("nij,nik->njk", turns, turns)
    np.testing.assert_allclose(gram, np.broadcast_to(np.eye(3), gram.shape), atol=1e-9)
    np.testing.assert_allclose(np.linalg.det(turns), 1.0)


def test_joint_centres_keep_the_segment_lengths(kinematics: Kinematics) -> None:
    centres = kinematics.joint_centres_m(kinematics.bone_matrices(_posed(kinematics)))
    for side in SIDES:
        thigh = np.linalg.norm(centres["hip" + side] - centres["knee" + side])
        shank = np.linalg.norm(centres["knee" + side] - centres["ankle" + side])
        assert thigh == pytest.approx(kinematics.lengths_m["femur"], abs=1e-4)
        assert shank == pytest.approx(kinematics.lengths_m["shank"], abs=1e-4)
    np.testing.assert_allclose(centres["pelvis"], [0.1, 0.2, 0.9], atol=1e-12)


def test_shifted_pose_keeps_its_angles(kinematics: Kinematics) -> None:
    pose = _posed(kinematics)
    moved = pose.shifted(np.array([0.3, -0.2, 0.1]))
    before, after = (
        kinematics.joint_angles_deg(kinematics.bone_matrices(p)) for p in (pose, moved)
    )
    assert after == pytest.approx(before)


def test_flat_hand_lies_in_its_palm_plane(kinematics: Kinematics, skeleton: Skeleton) -> None:
    pose = _posed(kinematics)
    pose.hand_flatness = {"L": 1.0, "R": 1.0}
    matrices = kinematics.bone_matrices(pose)
    normal = pose.segments["handL"].rotation @ skeleton.frames["handL"][:, 0]
    for finger in (2, 3, 4, 5):
        first, second = (f"finger{finger}-{q}.L" for q in (1, 2))
        direction = skeleton.head_m(second) - skeleton.head_m(first)
        posed = matrices[skeleton.index[first], :, :3] @ direction
        assert posed @ normal == pytest.approx(0.0, abs=1e-9)


def test_rest_frames_are_right_handed(skeleton: Skeleton) -> None:
    for name, frame in skeleton.frames.items():
        np.testing.assert_allclose(frame.T @ frame, np.eye(3), atol=1e-12, err_msg=name)
        assert np.linalg.det(frame) == pytest.approx(1.0)


def test_hip_centres_are_a_tenth_of_the_stature_apart(skeleton: Skeleton) -> None:
    assert skeleton.hip_width_m == pytest.approx(0.100 * skeleton.stature_m)
