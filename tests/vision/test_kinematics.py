from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.builders import all_fours, hinged, mirrored, pose, rotation, standing, with_back
from vision.body import Body, read_body
from vision.datatypes import Absent, Estimate, Measure, Posture, Reason, Side, View
from vision.kinematics import (
    CONTOUR_PER_LUMBAR,
    TURN_GAIN,
    all_fours_measures,
    foot_signal_deg,
    foot_spread,
    hinged_hip_flexion_deg,
    hinged_measures,
    knee_offset_ratio,
    lumbar_flexion,
    rock_signal_deg,
    side_bend_deg,
    side_sign,
    stance_side,
    thigh_shift_ratio,
    trunk_shift_ratio,
    trunk_thigh_px_deg,
    turn_signal_deg,
    turn_vector_deg,
)

Joints = dict[str, np.ndarray]
YAW_OF = {View.FRONT: 0.0, View.REAR: 180.0, View.RIGHT: 90.0, View.LEFT: -90.0}


def body(joints: Joints, yaw_deg: float = 90.0, **camera: float) -> Body:
    return read_body(pose(joints, yaw_deg=yaw_deg, **camera))


def value(measure: Measure) -> float:
    assert isinstance(measure, Estimate), measure
    return measure.value


def folded(flexion_deg: float) -> Joints:
    """An upright trunk and one flexed thigh: what a goniometer reads is known."""
    joints = standing(thigh_deg=flexion_deg)
    return {name: rotation(np.array([0.0, 0, 1]), -20) @ p for name, p in joints.items()}


# ---- trunk on thigh


@pytest.mark.parametrize("flexion", [-10, 0, 30, 90, 120, 150, 175, 185])
@pytest.mark.parametrize(("yaw", "near"), [(90, Side.RIGHT), (-90, Side.LEFT)])
def test_trunk_on_thigh_is_signed_and_never_folds(flexion: float, yaw: float, near: Side) -> None:
    seen = body(folded(flexion), yaw)
    assert trunk_thigh_px_deg(seen, near) == pytest.approx(flexion, abs=1e-6)


@pytest.mark.parametrize("size_px", [(1280, 720), (720, 1280), (640, 640), (1920, 200)])
def test_shape_of_the_frame_does_not_matter(size_px: tuple[int, int]) -> None:
    seen = read_body(pose(folded(90), yaw_deg=90, size_px=size_px))
    assert trunk_thigh_px_deg(seen, Side.RIGHT) == pytest.approx(90)


@pytest.mark.parametrize("flexion", [60, 120])
def test_a_pinhole_camera_reads_nearly_the_same(flexion: float) -> None:
    seen = body(folded(flexion), 90, distance_m=3.0)
    assert trunk_thigh_px_deg(seen, Side.RIGHT) == pytest.approx(flexion, abs=4)


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
    assert 80 < rock_signal_deg(now, neutral) < 90


@pytest.mark.parametrize("yaw", [-90, 90])
def test_travel_is_in_trunk_lengths_back_positive(yaw: float) -> None:
    view = View.RIGHT if yaw > 0 else View.LEFT
    neutral, now = body(all_fours(), yaw), body(all_fours(rock_deg=30), yaw)
    travel_m = 0.42 * math.sin(math.radians(30))
    trunk_m = 0.5 * math.sin(math.radians(80))
    got = value(all_fours_measures(now, neutral, view)["rock_travel_ratio"])
    assert got == pytest.approx(travel_m / math.hypot(trunk_m, 0.5 * math.cos(math.radians(80))))


# ---- foot lift


@pytest.mark.parametrize("yaw", [-90, 90])
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("angle", [0, 10, 35])
def test_foot_signal_is_the_swing_about_the_knee(side: Side, angle: float, yaw: float) -> None:
    neutral = body(all_fours(), yaw)
    now = body(all_fours(lifted=side, lift_deg=angle), yaw)
    assert foot_signal_deg(now, neutral, side) == pytest.approx(angle)
    assert foot_signal_deg(now, neutral, side.other) == pytest.approx(0, abs=1e-6)


def test_foot_signal_is_blind_to_the_scale_of_the_picture() -> None:
    near = [
        body(all_fours(), 90, px_per_m=900),
        body(all_fours(lifted=Side.LEFT, lift_deg=20), 90, px_per_m=900),
    ]
    assert foot_signal_deg(near[1], near[0], Side.LEFT) == pytest.approx(20)


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


@pytest.mark.parametrize("roll", [-12, 0, 12])
def test_pelvis_lift_is_the_tilt_of_the_hip_line_from_behind(roll: float) -> None:
    neutral, now = body(all_fours(), 180), body(all_fours(roll_deg=roll), 180)
    measures = all_fours_measures(now, neutral, View.REAR)
    assert value(measures["pelvis_lift_deg"]) == pytest.approx(abs(roll), abs=1e-6)


def test_lift_without_a_neutral_is_left_out_and_hip_flexion_not_calibrated() -> None:
    measures = all_fours_measures(body(all_fours(), -90), None, View.LEFT)
    assert measures["hip_flexion_left_deg"] == Absent(Reason.NOT_CALIBRATED)
    assert measures["lumbar_flexion_deg"] == Absent(Reason.NOT_CALIBRATED)
    assert value(measures["trunk_thigh_flexion_left_deg"]) == pytest.approx(80)
    assert "rock_travel_ratio" not in measures
    assert "hip_rotation_left_deg" not in measures


def test_only_the_near_side_is_measured_from_the_side() -> None:
    neutral = body(all_fours(), -90)
    measures = all_fours_measures(body(all_fours(rock_deg=20), -90), neutral, View.LEFT)
    assert value(measures["hip_flexion_left_deg"]) == pytest.approx(100)
    assert measures["hip_flexion_right_deg"] == Absent(Reason.NOT_VISIBLE)
    assert measures["trunk_thigh_flexion_right_deg"] == Absent(Reason.NOT_VISIBLE)
    assert measures["knee_width_ratio"] == Absent(Reason.WRONG_VIEW)


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_in_front_and_behind_knee_width_is_seen_and_flexion_is_not(view: View) -> None:
    neutral = body(all_fours(), YAW_OF[view])
    measures = all_fours_measures(neutral, neutral, view)
    assert value(measures["knee_width_ratio"]) == pytest.approx(0.5)
    for name in ("hip_flexion_left_deg", "lumbar_flexion_deg", "rock_travel_ratio"):
        assert measures[name] == Absent(Reason.WRONG_VIEW)


# ---- lumbar


@pytest.mark.parametrize("yaw", [-90, 90])
@pytest.mark.parametrize("lumbar", [-15, 0, 20])
def test_lumbar_is_the_change_of_the_contour_rounding_positive(yaw: float, lumbar: float) -> None:
    start = pose(all_fours(), yaw_deg=yaw)
    neutral = read_body(with_back(start, 5))
    now = read_body(with_back(start, 5 + lumbar * CONTOUR_PER_LUMBAR))
    view = View.RIGHT if yaw > 0 else View.LEFT
    assert value(lumbar_flexion(now, neutral, view)) == pytest.approx(lumbar, abs=3)


def test_rounding_is_taken_off_the_hip_not_added_to_it() -> None:
    start = pose(all_fours(), yaw_deg=-90)
    neutral = read_body(with_back(start, 0))
    measures = all_fours_measures(read_body(with_back(start, 12.4)), neutral, View.LEFT)
    goniometer = value(measures["trunk_thigh_flexion_left_deg"])
    assert goniometer - value(measures["hip_flexion_left_deg"]) == pytest.approx(11, abs=1.5)


def test_lumbar_without_a_mask_is_not_visible_and_from_in_front_the_wrong_view() -> None:
    bare = body(all_fours(), 90)
    assert lumbar_flexion(bare, bare, View.RIGHT) == Absent(Reason.NOT_VISIBLE)
    assert lumbar_flexion(bare, bare, View.FRONT) == Absent(Reason.WRONG_VIEW)
    assert lumbar_flexion(bare, None, View.FRONT) == Absent(Reason.NOT_CALIBRATED)


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


@pytest.mark.parametrize("stance", Side)
@pytest.mark.parametrize("view", [View.FRONT, View.LEFT, View.RIGHT, View.THREE_QUARTER])
@pytest.mark.parametrize("open_deg", [30, -20])
def test_parts_of_the_turn_by_hand(stance: Side, view: View, open_deg: float) -> None:
    """About the femur alone, and about the trunk alone, which stand 75 deg apart."""
    yaw = YAW_OF.get(view, 45.0)
    gain = TURN_GAIN.get(view, 1.0)
    neutral = body(hinged(stance, hinge_deg=75), yaw)
    near, far = math.cos(math.radians(75)), math.cos(math.radians(37.5))
    for kind, roll, rotated in (("femur_deg", near, 1.0), ("trunk_deg", 1.0, near)):
        now = body(hinged(stance, hinge_deg=75, **{kind: open_deg}), yaw)
        measures = hinged_measures(now, neutral, stance, view)
        assert value(measures["pelvis_rotation_deg"]) == pytest.approx(gain * open_deg * far)
        assert value(measures["pelvis_roll_deg"]) == pytest.approx(gain * open_deg * roll)
        external = value(measures[f"hip_rotation_{stance}_deg"])
        assert external == pytest.approx(-gain * open_deg * rotated)
        assert value(measures["spine_twist_deg"]) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("stance", Side)
@pytest.mark.parametrize("twist", [15, -15])
def test_spine_twist_is_what_the_thorax_turns_more_than_the_pelvis(
    stance: Side, twist: float
) -> None:
    neutral = body(hinged(stance), 0)
    measures = hinged_measures(
        body(hinged(stance, twist_deg=twist), 0), neutral, stance, View.FRONT
    )
    assert value(measures["spine_twist_deg"]) == pytest.approx(twist)


@pytest.mark.parametrize("yaw", [0, 60, 90, 180])
def test_mirrored_body_gives_the_same_numbers_for_the_other_side(yaw: float) -> None:
    view = {0: View.FRONT, 180: View.REAR, 90: View.RIGHT}.get(yaw, View.THREE_QUARTER)
    other = {View.RIGHT: View.LEFT}.get(view, view)
    poses = [
        with_back(pose(hinged(Side.LEFT, **turn), yaw_deg=yaw))
        for turn in ({}, {"femur_deg": 5, "trunk_deg": 3, "twist_deg": 2})
    ]
    bodies = [read_body(p) for p in poses]
    in_mirror = [read_body(mirrored(p)) for p in poses]
    left = hinged_measures(bodies[1], bodies[0], Side.LEFT, view)
    right = hinged_measures(in_mirror[1], in_mirror[0], Side.RIGHT, other)
    for name, measure in left.items():
        twin = right[name.replace("left", "right")]
        if isinstance(measure, Estimate):
            drawn = 1.0 if name == "lumbar_flexion_deg" else 1e-6  # a drawn mask has pixels
            assert value(twin) == pytest.approx(measure.value, abs=drawn), name
        else:
            assert twin == measure
    assert turn_signal_deg(bodies[1], bodies[0], Side.LEFT, view) == pytest.approx(
        turn_signal_deg(in_mirror[1], in_mirror[0], Side.RIGHT, other)
    )


def test_hinge_is_trunk_inclination_with_the_line_of_joints_set_right() -> None:
    measures = hinged_measures(body(hinged(Side.RIGHT, hinge_deg=70)), None, Side.RIGHT, View.RIGHT)
    assert value(measures["hinge_deg"]) == pytest.approx(73)


def test_without_a_neutral_only_the_hinge_is_measured() -> None:
    seen = body(hinged(Side.RIGHT))
    assert set(hinged_measures(seen, None, Side.RIGHT, View.RIGHT)) == {"hinge_deg"}


@pytest.mark.parametrize("view", [View.FRONT, View.REAR, View.UNKNOWN])
def test_hinge_is_not_told_from_in_front_or_behind(view: View) -> None:
    measures = hinged_measures(body(hinged(Side.RIGHT), 0), None, Side.RIGHT, view)
    assert measures["hinge_deg"] == Absent(Reason.WRONG_VIEW)


def test_from_behind_no_turn_is_measured() -> None:
    neutral = body(hinged(Side.RIGHT), 180)
    measures = hinged_measures(neutral, neutral, Side.RIGHT, View.REAR)
    for name in ("pelvis_rotation_deg", "pelvis_roll_deg", "spine_twist_deg"):
        assert measures[name] == Absent(Reason.WRONG_VIEW)


@pytest.mark.parametrize(("femur", "seen"), [(0, True), (8, True), (20, False), (-20, False)])
def test_turned_pelvis_takes_the_back_out_of_the_plane(femur: float, seen: bool) -> None:
    neutral = read_body(with_back(pose(hinged(Side.RIGHT), yaw_deg=90)))
    now = read_body(with_back(pose(hinged(Side.RIGHT, femur_deg=femur), yaw_deg=90)))
    lumbar = hinged_measures(now, neutral, Side.RIGHT, View.RIGHT)["lumbar_flexion_deg"]
    if seen:
        assert value(lumbar) == pytest.approx(0, abs=3)
    else:
        assert lumbar == Absent(Reason.WRONG_VIEW)


# ---- aeroplane: what else moves


@pytest.mark.parametrize("yaw", [0, 45, 90, 180])
@pytest.mark.parametrize("hinge", [0, 75])
@pytest.mark.parametrize("bend", [-12, 0, 12])
def test_side_bend_is_to_the_right_positive(bend: float, hinge: float, yaw: float) -> None:
    joints = standing()
    for side in Side:
        shoulder = rotation(np.array([1.0, 0, 0]), bend) @ joints[f"{side}_shoulder"]
        joints[f"{side}_shoulder"] = shoulder
    joints = {n: rotation(np.array([0.0, 0, 1]), -hinge) @ p for n, p in joints.items()}
    assert side_bend_deg(body(joints, yaw)) == pytest.approx(bend)


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


@pytest.mark.parametrize("stance", Side)
@pytest.mark.parametrize("yaw", [0, 45, 90, -90])
@pytest.mark.parametrize("hinge", [30, 75, 95])
def test_hip_flexion_over_an_upright_leg_is_the_inclination_of_the_trunk(
    stance: Side, yaw: float, hinge: float
) -> None:
    seen = body(hinged(stance, hinge_deg=hinge), yaw)
    assert hinged_hip_flexion_deg(seen, stance) == pytest.approx(hinge)
    assert hinged_hip_flexion_deg(seen, stance.other) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("stance", Side)
def test_what_else_moves_is_told_as_a_change_since_the_neutral(stance: Side) -> None:
    joints = hinged(stance)
    neutral = body(joints, 0)
    still = hinged_measures(neutral, neutral, stance, View.FRONT)
    for name in ("side_bend_deg", "knee_drift_ratio", "sway_ratio"):
        assert value(still[name]) == 0
    hopped = read_body(pose(joints, yaw_deg=0, centre_px=(640 + 30, 360)))
    sway = hinged_measures(hopped, neutral, stance, View.FRONT)["sway_ratio"]
    assert value(sway) == pytest.approx(30 / (0.6 * 0.84 * 300))  # a trunk is 0.6 legs


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


def test_posture_of_the_body_rules_the_correction_for_the_rock() -> None:
    """A hinge moves the hips over the knees too, but not as a rock does."""
    start = with_back(pose(all_fours(), yaw_deg=90))
    neutral = read_body(start)
    rocked = read_body(with_back(pose(all_fours(rock_deg=50), yaw_deg=90)))
    as_rock = value(lumbar_flexion(rocked, neutral, View.RIGHT))
    as_hinge = value(lumbar_flexion(replace(rocked, posture=Posture.HINGED), neutral, View.RIGHT))
    assert as_hinge - as_rock == pytest.approx(0.10 * 50 / CONTOUR_PER_LUMBAR, abs=0.1)
