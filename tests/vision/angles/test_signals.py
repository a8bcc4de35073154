from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import X, Y, Z, all_fours, hinged, mirrored, pose, rotation, standing
from vision.angles.signals import (
    foot_shift_ratio,
    foot_spread,
    knee_offset_ratio,
    rock_signal_deg,
    side_sign,
    stance_by_feet,
    stance_side,
    thigh_shift_ratio,
    travel_ratio,
    trunk_shift_ratio,
    turn_signal_deg,
    turn_vector_deg,
)
from vision.body.body import Body, read_body
from vision.datatypes import Side, View

Joints = dict[str, np.ndarray]
YAW_OF = {View.FRONT: 0.0, View.REAR: 180.0, View.RIGHT: 90.0, View.LEFT: -90.0}


def body(joints: Joints, yaw_deg: float = 90.0, **camera: float) -> Body:
    return read_body(pose(joints, yaw_deg=yaw_deg, **camera))


# ---- rock


@pytest.mark.parametrize("yaw", [-110, -90, -70, -45, 45, 70, 90, 110, 135, 0, 180])
@pytest.mark.parametrize("rock", [0, 15, 40, 70])
def test_rock_signal_is_the_lean_of_the_thighs_from_any_view(yaw: float, rock: float) -> None:
    neutral, now = body(all_fours(), yaw), body(all_fours(rock_deg=rock), yaw)
    assert rock_signal_deg(now, neutral) == pytest.approx(rock, abs=0.5)


@pytest.mark.parametrize("yaw", [-90, 90, 60, -120, 180, 0])
def test_rock_signal_of_a_near_camera_stays_within_a_few_degrees(yaw: float) -> None:
    neutral = body(all_fours(), yaw, distance_m=3.0)
    now = body(all_fours(rock_deg=40), yaw, distance_m=3.0)
    assert rock_signal_deg(now, neutral) == pytest.approx(40, abs=8)


@pytest.mark.parametrize("yaw", [-90, 90])
def test_rock_forward_of_the_start_is_negative_from_the_side(yaw: float) -> None:
    neutral, now = body(all_fours(), yaw), body(all_fours(rock_deg=-12), yaw)
    assert rock_signal_deg(now, neutral) == pytest.approx(-12, abs=0.5)


def test_rock_below_the_knees_is_still_a_number() -> None:
    neutral, now = body(all_fours(), 90), body(all_fours(rock_deg=100), 90)
    assert 80 < rock_signal_deg(now, neutral) <= 90


@pytest.mark.parametrize("yaw", [-90, 90])
def test_travel_is_in_trunk_lengths_back_positive(yaw: float) -> None:
    neutral, now = body(all_fours(), yaw), body(all_fours(rock_deg=30), yaw)
    travel_m = 0.42 * math.sin(math.radians(30))
    trunk_m = 0.5 * math.sin(math.radians(80))
    assert travel_ratio(now, neutral) == pytest.approx(
        travel_m / math.hypot(trunk_m, 0.5 * math.cos(math.radians(80)))
    )


# ---- foot lift


def test_rock_moves_thigh_and_trunk_a_lift_does_not() -> None:
    neutral = body(all_fours())
    lift, rock = body(all_fours(lifted=Side.LEFT, lift_deg=30)), body(all_fours(rock_deg=30))
    assert thigh_shift_ratio(lift, neutral, Side.LEFT) == 0
    assert trunk_shift_ratio(lift, neutral) == 0
    chord = 2 * math.sin(math.radians(15))
    assert thigh_shift_ratio(rock, neutral, Side.LEFT) == pytest.approx(chord)
    assert trunk_shift_ratio(rock, neutral) == pytest.approx(chord * 0.42 / 0.5)


def test_trunk_shift_takes_the_larger_of_hips_and_shoulders() -> None:
    neutral, bowed = body(all_fours()), body(all_fours(trunk_deg=100))
    assert trunk_shift_ratio(bowed, neutral) == pytest.approx(2 * math.sin(math.radians(10)))


# ---- aeroplane: turns


@pytest.mark.parametrize("yaw", [0, 45, 90, -90, 180, -135])
@pytest.mark.parametrize("stance", Side)
@pytest.mark.parametrize(
    ("femur", "trunk", "twist"), [(30, 0, 0), (-20, 0, 0), (0, 25, 0), (15, 10, 0), (20, 0, 12)]
)
def test_turn_vectors_are_those_of_pelvis_and_thorax(
    stance: Side, femur: float, trunk: float, twist: float, yaw: float
) -> None:
    neutral = body(hinged(stance), yaw)
    now = body(hinged(stance, femur_deg=femur, trunk_deg=trunk, twist_deg=twist), yaw)
    sign = side_sign(stance)
    up, along = neutral.femur_axis[stance is Side.RIGHT], neutral.thorax_frame[:, 1]
    pelvis = turn_vector_deg(now, neutral, "pelvis")
    thorax = turn_vector_deg(now, neutral, "thorax")
    if not (femur and trunk):
        np.testing.assert_allclose(pelvis, sign * (femur * up + trunk * along), atol=1e-6)
    if not twist:
        np.testing.assert_allclose(thorax, pelvis, atol=1e-6)
    else:
        both = rotation(up, sign * femur) @ rotation(along, sign * twist)
        np.testing.assert_allclose(now.thorax_frame @ neutral.thorax_frame.T, both, atol=1e-9)


@pytest.mark.parametrize("yaw", [0, 180, 90, -90, 45, -135])
@pytest.mark.parametrize("stance", Side)
@pytest.mark.parametrize(("femur", "trunk"), [(25, 0), (0, 25), (12, 12)])
@pytest.mark.parametrize("way", [1, -1])
def test_turn_signal_is_open_positive_for_both_stance_sides_from_every_view(
    stance: Side, femur: float, trunk: float, way: int, yaw: float
) -> None:
    facing = {0: View.FRONT, 180: View.REAR, 90: View.RIGHT, -90: View.LEFT}.get(
        yaw, View.THREE_QUARTER
    )
    neutral = body(hinged(stance), yaw)
    now = body(hinged(stance, femur_deg=way * femur, trunk_deg=way * trunk), yaw)
    signal = way * turn_signal_deg(now, neutral, stance, facing)
    assert signal > 8 or (facing is View.REAR and trunk == 0 and signal == pytest.approx(0))


@pytest.mark.parametrize("stance", Side)
def test_turn_signal_of_the_neutral_itself_is_zero(stance: Side) -> None:
    for view, yaw in YAW_OF.items():
        neutral = body(hinged(stance), yaw)
        assert turn_signal_deg(neutral, neutral, stance, view) == pytest.approx(0)


@pytest.mark.parametrize("yaw", [0, 60, 90, 180])
def test_mirrored_body_gives_the_same_signal_for_the_other_side(yaw: float) -> None:
    view = {0: View.FRONT, 180: View.REAR, 90: View.RIGHT}.get(yaw, View.THREE_QUARTER)
    other = {View.RIGHT: View.LEFT}.get(view, view)
    poses = [
        pose(hinged(Side.LEFT, **turn), yaw_deg=yaw)
        for turn in ({}, {"femur_deg": 5, "trunk_deg": 3, "twist_deg": 2})
    ]
    bodies = [read_body(p) for p in poses]
    in_mirror = [read_body(mirrored(p)) for p in poses]
    assert turn_signal_deg(bodies[1], bodies[0], Side.LEFT, view) == pytest.approx(
        turn_signal_deg(in_mirror[1], in_mirror[0], Side.RIGHT, other)
    )


# ---- aeroplane: what else moves


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("inwards", [-0.05, 0.0, 0.05])
def test_knee_that_falls_inwards_drifts_positive_on_both_sides(side: Side, inwards: float) -> None:
    """In leg lengths (0.84 m) off the line from hip to ankle, seen from in front."""
    joints = standing()
    off = np.array([0.0, 0.0, -side_sign(side) * 0.84 * inwards])
    joints[f"{side}_knee"] = joints[f"{side}_knee"] + off
    assert knee_offset_ratio(body(joints, 0), side) == pytest.approx(inwards)
    assert knee_offset_ratio(body(joints, 0), side.other) == pytest.approx(0)


def test_knee_of_a_leg_without_length_has_no_drift() -> None:
    joints = standing()
    joints["left_ankle"] = joints["left_hip"]
    assert math.isnan(knee_offset_ratio(body(joints, 0), Side.LEFT))


def test_sway_is_the_way_of_the_stance_foot_in_trunk_lengths() -> None:
    joints = hinged(Side.LEFT)
    neutral = body(joints, 0)
    hopped = read_body(pose(joints, yaw_deg=0, centre_px=(640 + 30, 360)))
    assert foot_shift_ratio(neutral, neutral, Side.LEFT) == 0
    sway = foot_shift_ratio(hopped, neutral, Side.LEFT)
    assert sway == pytest.approx(30 / (0.6 * 0.84 * 300))  # a trunk is 0.6 legs


# ---- stance and feet


@pytest.mark.parametrize("yaw", [0, 45, 90, -90, 180])
@pytest.mark.parametrize("stance", Side)
def test_stance_of_a_single_leg_is_the_lower_foot(stance: Side, yaw: float) -> None:
    assert stance_side(body(hinged(stance), yaw), yaw) is stance


@pytest.mark.parametrize("yaw", [0, 45, 90, -90, 180])
@pytest.mark.parametrize("stance", Side)
def test_stance_of_a_kickstand_is_the_front_foot(stance: Side, yaw: float) -> None:
    joints = hinged(stance, free_leg="down")
    for joint in ("knee", "ankle"):
        back = 0.2 if joint == "knee" else 0.4
        joints[f"{stance.other}_{joint}"] = joints[f"{stance.other}_{joint}"] - [back, 0, 0]
    assert stance_side(body(joints, yaw), yaw) is stance


@pytest.mark.parametrize("yaw", [0, 45, 90, -90, 180])
@pytest.mark.parametrize("stance", Side)
def test_stance_with_feet_level_is_the_one_below_the_hips(stance: Side, yaw: float) -> None:
    joints = standing(lean_deg=60)
    for side in Side:
        joints[f"{side}_ankle"] = joints[f"{side}_ankle"] - [0, 0, 0.1 * side_sign(stance)]
    assert stance_side(body(joints, yaw), yaw) is stance


def test_foot_spread_is_height_and_distance_in_leg_lengths() -> None:
    height, distance = foot_spread(body(hinged(Side.LEFT, hinge_deg=90), 30))
    assert height == pytest.approx(1.0)
    assert distance == pytest.approx(math.hypot(1.0, 0.18 / 0.84))


@pytest.mark.parametrize(("off", "stance"), [(0.22, Side.LEFT), (0.4, Side.RIGHT)])
@pytest.mark.parametrize("direction", ["up", "back"])
def test_a_foot_that_is_a_little_off_the_other_still_carries(
    direction: str, off: float, stance: Side
) -> None:
    """In leg lengths. The hips stand over the left foot; the left one is moved."""
    joints = {
        name: point + (0.05 * Z if "ankle" in name else 0.0) for name, point in standing().items()
    }
    leg_m = float(np.linalg.norm(joints["right_hip"] - joints["right_ankle"]))
    joints["left_ankle"] = joints["left_ankle"] + off * leg_m * (Y if direction == "up" else -X)
    assert stance_side(body(joints, 0.0), 0.0) is stance


@pytest.mark.parametrize(
    ("left", "right", "stands"),
    [
        (0.25, 0.0, None),
        (0.4, 0.0, Side.RIGHT),
        (0.0, 0.4, Side.LEFT),
        (0.4, 0.15, Side.RIGHT),
        (0.4, 0.28, None),
    ],
)
def test_the_foot_that_left_its_place_is_the_free_one(
    left: float, right: float, stands: Side | None
) -> None:
    """Ways on the way into the hinge, in trunk lengths."""
    stood = pose(standing())
    points = stood.landmarks_px.copy()
    points[[27, 29, 31], 0] += left * 150.0
    points[[28, 30, 32], 0] += right * 150.0
    score = stance_by_feet(read_body(replace(stood, landmarks_px=points)), stood)
    assert (Side.RIGHT if score > 0 else Side.LEFT if score < 0 else None) is stands
