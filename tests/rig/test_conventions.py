"""Signs are checked by where a limb goes in the world: left +x, forward -y, up +z."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos.rig.conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    SIDES,
    Side,
    drop_left,
    hip_angles_deg,
    hip_rotation,
    knee_flexion_deg,
    lumbar_angles_deg,
    lumbar_rotation,
    other_side,
    tilt_forward,
    turn_left,
)
from sample_videos.rig.kinematics.skeleton import NECK, SPINE
from sample_videos.rig.rotations import rot_z

LEFT, FORWARD, UP = np.array([1, 0, 0]), np.array([0, -1, 0]), np.array([0, 0, 1])
HIP_ANGLES = [(0.0, 0.0, 0.0), (84.0, 20.0, -15.0), (-4.0, 1.0, 0.0), (120.0, 35.0, 30.0)]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("angles", HIP_ANGLES)
def test_hip_angles_undo_the_hip_rotation(side: Side, angles: tuple[float, float, float]) -> None:
    pelvis = turn_left(25) @ tilt_forward(70) @ BODY_AXES
    femur = pelvis @ hip_rotation(*angles, side)
    assert hip_angles_deg(pelvis, femur, side) == pytest.approx(angles, abs=1e-9)


@pytest.mark.parametrize("side", SIDES)
def test_hip_flexion_brings_the_knee_forward(side: Side) -> None:
    femur = BODY_AXES @ hip_rotation(30, 0, 0, side)
    knee_direction = -femur[:, 1]
    assert knee_direction @ FORWARD == pytest.approx(0.5)
    assert knee_direction @ UP == pytest.approx(-np.sqrt(0.75))


@pytest.mark.parametrize("side", SIDES)
def test_hip_abduction_moves_the_knee_away_from_the_middle(side: Side) -> None:
    femur = BODY_AXES @ hip_rotation(0, 30, 0, side)
    assert -femur[:, 1] @ LEFT == pytest.approx(0.5 * LATERAL_SIGN[side])


@pytest.mark.parametrize("side", SIDES)
def test_internal_rotation_turns_the_front_of_the_thigh_to_the_middle(side: Side) -> None:
    femur = BODY_AXES @ hip_rotation(0, 0, 30, side)
    assert femur[:, 0] @ LEFT == pytest.approx(-0.5 * LATERAL_SIGN[side])


def test_lumbar_signs() -> None:
    flexed, bent, turned = (
        BODY_AXES @ lumbar_rotation(*angles) for angles in ((20, 0, 0), (0, 20, 0), (0, 0, 20))
    )
    assert flexed[:, 1] @ FORWARD == pytest.approx(np.sin(np.radians(20)))
    assert bent[:, 1] @ LEFT == pytest.approx(-np.sin(np.radians(20)))
    assert turned[:, 0] @ LEFT == pytest.approx(np.sin(np.radians(20)))


@pytest.mark.parametrize("angles", [(25.0, -8.0, 12.0), (-18.0, 4.0, -30.0)])
def test_lumbar_angles_undo_the_lumbar_rotation(angles: tuple[float, float, float]) -> None:
    pelvis = drop_left(5) @ tilt_forward(60) @ BODY_AXES
    thorax = pelvis @ lumbar_rotation(*angles)
    assert lumbar_angles_deg(pelvis, thorax) == pytest.approx(angles)


def test_knee_flexion_takes_the_shank_back() -> None:
    femur = BODY_AXES
    shank = femur @ rot_z(-np.radians(40))
    assert knee_flexion_deg(femur, shank) == pytest.approx(40)
    assert -shank[:, 1] @ FORWARD == pytest.approx(-np.sin(np.radians(40)))


def test_world_turns() -> None:
    np.testing.assert_allclose(tilt_forward(90) @ UP, FORWARD, atol=1e-12)
    np.testing.assert_allclose(turn_left(90) @ FORWARD, LEFT, atol=1e-12)
    assert (drop_left(10) @ LEFT) @ UP == pytest.approx(-np.sin(np.radians(10)))


def test_spine_shares_add_up_to_the_whole_angle() -> None:
    for joints in (SPINE, NECK):
        assert np.sum([joint.shares for joint in joints], 0) == pytest.approx(1.0)


def test_other_side() -> None:
    assert [other_side(side) for side in SIDES] == ["R", "L"]
