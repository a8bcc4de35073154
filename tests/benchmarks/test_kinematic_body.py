from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.kinematic_body import (
    HIPS,
    KNEES,
    LUMBAR,
    N_POSE,
    PLACE,
    POINTS,
    Fit,
    angles_deg,
    bodies,
    first_guess,
    fit,
    follow,
    project_px,
)
from drills.events import Drill
from sample_videos.rig.conventions import hip_angles_deg, knee_flexion_deg
from vision.datatypes import Pose, Side

LENGTHS_M = np.array([0.50, 0.42, 0.41, 0.10, 0.18])
SIZE_PX = (1280, 720)
UPRIGHT = np.diag([1.0, -1.0, -1.0])[:, [2, 1, 0]] * [1.0, 1.0, -1.0]
"""Axes (columns X anterior, Y up, Z right) of somebody who faces the camera."""


def posed(
    *, tilt_deg: float, hips_deg: tuple[float, ...], knees_deg: tuple[float, float], yaw_deg: float
) -> Fit:
    """Return a body 2.5 m away whose pelvis is pitched forward and turned by a yaw."""
    yaw, tilt = np.radians([yaw_deg, tilt_deg])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    forward = np.array(
        [[np.cos(tilt), np.sin(tilt), 0], [-np.sin(tilt), np.cos(tilt), 0], [0, 0, 1]]
    )
    q = np.zeros(N_POSE)
    q[PLACE] = [0.1, 0.0, 2.5]
    q[HIPS[0]], q[HIPS[1]] = np.radians(hips_deg[:3]), np.radians(hips_deg[3:])
    q[list(KNEES)] = np.radians(knees_deg)
    return Fit(q, about_y @ UPRIGHT @ forward, LENGTHS_M)


def seen(body: Fit, t_s: float = 0.0) -> Pose:
    """Return the exact pose of a body."""
    joints_m = body.body.joints_m[0]
    landmarks_px, world_m = np.zeros((33, 2)), np.zeros((33, 3))
    landmarks_px[POINTS] = project_px(joints_m, SIZE_PX)
    world_m[POINTS] = joints_m - joints_m[2:4].mean(axis=0)
    return Pose(t_s, SIZE_PX, landmarks_px, np.ones(33), world_m)


def hinged(turn_deg: float, yaw_deg: float) -> Fit:
    """Return a hinge over the right leg, the pelvis opened about the femur by external rotation."""
    start = posed(
        tilt_deg=60, hips_deg=(0, 0, 0, 65, 0, 0), knees_deg=(10, 20), yaw_deg=yaw_deg
    ).body
    q = np.zeros(N_POSE)
    q[HIPS[1]] = np.radians([65, 0, -turn_deg])
    q[HIPS[0]], q[list(KNEES)] = 0.0, np.radians([10, 20])
    in_pelvis = bodies(q[None], np.eye(3), LENGTHS_M[None]).femora[1][0]
    pelvis = start.femora[1][0] @ in_pelvis.T  # the stance femur stays where it is
    body = Fit(q, pelvis, LENGTHS_M)
    q[PLACE] += start.joints_m[0, 7] - body.body.joints_m[0, 7]
    return Fit(q, pelvis, LENGTHS_M)


def test_the_body_bends_as_grood_and_suntay_say() -> None:
    one = posed(tilt_deg=70, hips_deg=(80, 10, -5, 30, 20, 15), knees_deg=(40, 5), yaw_deg=30)
    body = one.body
    for side, wanted in enumerate(((80, 10, -5), (30, 20, 15))):
        angles = hip_angles_deg(body.pelvis[0], body.femora[side][0], "LR"[side])
        assert angles == pytest.approx(wanted, abs=1e-6)
        knee_deg = knee_flexion_deg(body.femora[side][0], body.shanks[side][0])
        assert knee_deg == pytest.approx((40, 5)[side], abs=1e-6)


@pytest.mark.parametrize("yaw_deg", [0.0, 50.0, -90.0])
def test_exact_joints_give_the_angles_back(yaw_deg: float) -> None:
    true = posed(tilt_deg=60, hips_deg=(5, 3, 0, 65, 8, 0), knees_deg=(12, 15), yaw_deg=yaw_deg)
    pose = seen(true)
    start = replace(first_guess(pose), lengths_m=LENGTHS_M)
    found = fit(pose, start, rounds=40)
    for at in HIPS:
        error_deg = np.degrees(found.q[at] - true.q[at])
        assert np.abs(error_deg[:2]).max() < 2.0
    assert np.abs(np.degrees(found.q[list(KNEES)] - true.q[list(KNEES)])).max() < 2.0
    assert np.abs(np.degrees(found.q[LUMBAR])).max() < 2.0


@pytest.mark.parametrize("yaw_deg", [0.0, 50.0, -90.0])
def test_a_turn_over_a_planted_foot_is_followed(yaw_deg: float) -> None:
    turns_deg = [*[0.0] * 6, *np.linspace(0, 25, 14)]
    times = np.arange(len(turns_deg)) / 10
    poses = [seen(hinged(turn, yaw_deg), t_s) for turn, t_s in zip(turns_deg, times, strict=True)]
    neutral = np.arange(len(poses)) < 5
    found = follow([*poses[:8], None, *poses[9:]], times, neutral, Side.RIGHT, Drill.AEROPLANE)
    up = np.array([0.0, -1.0, 0.0])
    courses = angles_deg(found, neutral, Side.RIGHT, Drill.AEROPLANE, up)
    assert np.isnan(courses["pelvis_rotation_deg"][8])
    assert courses["pelvis_rotation_deg"][-1] == pytest.approx(25, abs=2.5)
    assert courses["hip_rotation_right_deg"][-1] == pytest.approx(-25, abs=3.5)
    assert courses["lumbar_flexion_deg"][-1] == pytest.approx(0, abs=2)
    assert courses["spine_twist_deg"][-1] == pytest.approx(0, abs=2.5)
    assert courses["hinge_deg"][0] == pytest.approx(60, abs=2)


def test_nothing_is_said_without_a_neutral() -> None:
    pose = seen(hinged(0, 0))
    found = follow([pose], np.zeros(1), np.zeros(1, bool), Side.RIGHT, Drill.AEROPLANE)
    courses = angles_deg(found, np.zeros(1, bool), Side.RIGHT, Drill.AEROPLANE, np.eye(3)[1])
    assert np.isnan(courses["pelvis_rotation_deg"]).all()
