from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import (
    X,
    Y,
    Z,
    all_fours,
    hinged,
    lying,
    pose,
    standing,
    to_world,
    with_back,
)
from vision.body.body import classify_posture, read_body
from vision.datatypes import Landmark, Posture, Side

YAWS = [-135, -90, -45, 0, 45, 90, 135, 180]


@pytest.mark.parametrize("yaw", YAWS)
@pytest.mark.parametrize(
    ("joints", "posture"),
    [
        (standing(), Posture.STANDING),
        (standing(lean_deg=20), Posture.STANDING),
        (hinged(Side.LEFT, hinge_deg=40), Posture.HINGED),
        (hinged(Side.RIGHT, hinge_deg=90), Posture.HINGED),
        (hinged(Side.LEFT, femur_deg=30, trunk_deg=10), Posture.HINGED),
        (hinged(Side.RIGHT, free_leg="down"), Posture.HINGED),
        (all_fours(), Posture.ALL_FOURS),
        (all_fours(rock_deg=60), Posture.ALL_FOURS),
        (all_fours(lifted=Side.LEFT, lift_deg=40), Posture.ALL_FOURS),
        (standing(lean_deg=30, thigh_deg=95, shank_deg=20), Posture.OTHER),  # a squat
    ],
)
def test_posture_from_every_side(
    joints: dict[str, np.ndarray], posture: Posture, yaw: float
) -> None:
    assert read_body(pose(joints, yaw_deg=yaw)).posture is posture


@pytest.mark.parametrize("yaw", [-135, -90, -45, 0, 45, 90, 135])
def test_lying_is_no_posture_except_from_behind(yaw: float) -> None:
    """From behind nothing tells it from all fours; its level thighs give no neutral there."""
    assert read_body(pose(lying(), yaw_deg=yaw)).posture is Posture.OTHER


def test_hands_up_is_not_all_fours() -> None:
    """Sitting on the heels upright-ish: shanks lie, but the hands are high."""
    body = all_fours(rock_deg=60, trunk_deg=50)
    for side in Side:
        body[f"{side}_wrist"] = body[f"{side}_shoulder"] + 0.2 * Y
    assert read_body(pose(body, yaw_deg=90)).posture is Posture.OTHER


def test_from_behind_the_trunk_hides_the_hands_and_they_are_not_asked_for() -> None:
    body = all_fours()
    for side in Side:
        body[f"{side}_wrist"] = body[f"{side}_shoulder"] + 0.2 * Y
    assert read_body(pose(body, yaw_deg=180)).posture is Posture.ALL_FOURS
    assert read_body(pose(body, yaw_deg=0)).posture is Posture.OTHER


@pytest.mark.parametrize(
    ("trunk", "posture"),
    [(27.9, Posture.STANDING), (28, Posture.HINGED), (94, Posture.HINGED), (95, Posture.OTHER)],
)
def test_borders_of_the_hinge(trunk: float, posture: Posture) -> None:
    assert classify_posture(trunk, (5, 120), (5, 120), hands_low=False) is posture


def test_unknown_inclinations_are_no_posture() -> None:
    nan = math.nan
    assert classify_posture(nan, (nan, nan), (nan, nan), hands_low=True) is Posture.OTHER


@pytest.mark.parametrize("yaw", YAWS)
def test_inclinations_do_not_depend_on_the_yaw(yaw: float) -> None:
    body = read_body(pose(all_fours(rock_deg=25, trunk_deg=70), yaw_deg=yaw))
    assert body.trunk_incl_deg == pytest.approx(70)
    assert body.thigh_incl_deg == pytest.approx((25, 25))
    assert body.shank_incl_deg == pytest.approx((90, 90))


def test_inclinations_of_one_leg_are_its_own() -> None:
    body = read_body(pose(hinged(Side.LEFT, hinge_deg=75)))
    assert body.thigh_incl_deg == pytest.approx((0, 75))
    assert body.shank_incl_deg == pytest.approx((0, 75))


@pytest.mark.parametrize("yaw", YAWS)
def test_frames_are_those_of_pelvis_and_thorax(yaw: float) -> None:
    body = read_body(pose(hinged(Side.RIGHT, hinge_deg=60, twist_deg=20), yaw_deg=yaw))
    world = to_world(yaw)
    forward = np.array([math.sin(math.radians(60)), math.cos(math.radians(60)), 0])
    np.testing.assert_allclose(body.pelvis_frame[:, 1], world @ forward, atol=1e-9)
    np.testing.assert_allclose(body.pelvis_frame[:, 2], world @ Z, atol=1e-9)
    turned = world @ (math.cos(math.radians(20)) * Z)
    assert body.thorax_frame[:, 2] @ (world @ Z) == pytest.approx(turned @ (world @ Z))
    np.testing.assert_allclose(body.femur_axis[1], world @ Y, atol=1e-9)


def test_lengths_and_places_are_in_source_pixels() -> None:
    body = read_body(pose(standing(), px_per_m=300, centre_px=(700, 300)))
    assert body.trunk_px == pytest.approx(150)
    np.testing.assert_allclose(body.mid_hip_px, [700, 300])
    np.testing.assert_allclose(body.mid_shoulder_px, [700, 150])


def test_joints_are_named_by_the_persons_own_sides() -> None:
    body = read_body(pose(standing(), yaw_deg=0))
    assert body.px(Side.LEFT, "hip")[0] > body.px(Side.RIGHT, "hip")[0]
    assert body.world(Side.LEFT, "shoulder")[0] == pytest.approx(0.18)


def test_degenerate_leg_has_no_inclination_and_does_not_warn() -> None:
    good = pose(standing())
    world = good.world_m.copy()
    world[Landmark.LEFT_KNEE] = world[Landmark.LEFT_HIP]
    body = read_body(replace(good, world_m=world))
    assert math.isnan(body.thigh_incl_deg[0])
    assert body.posture is Posture.STANDING


@pytest.mark.parametrize("kink", [-15, 0, 20])
@pytest.mark.parametrize("yaw", [-90, 90])
def test_contour_is_read_from_the_mask(yaw: float, kink: float) -> None:
    body = read_body(with_back(pose(all_fours(), yaw_deg=yaw), kink))
    assert body.contour_deg == pytest.approx(kink, abs=1.5)


def test_contour_in_a_shrunken_mask_is_the_same() -> None:
    full = with_back(pose(all_fours(), yaw_deg=90), 20)
    assert full.mask is not None
    half = replace(full, mask=np.ascontiguousarray(full.mask[::2, ::2]), mask_scale=0.5)
    assert read_body(half).contour_deg == pytest.approx(20, abs=2)


def test_no_mask_no_contour() -> None:
    assert math.isnan(read_body(pose(all_fours(), yaw_deg=90)).contour_deg)


def test_anterior_axis_of_a_person_facing_right_is_to_the_right() -> None:
    frame = read_body(pose(standing(), yaw_deg=90)).pelvis_frame
    np.testing.assert_allclose(frame @ X, [1, 0, 0], atol=1e-9)


@pytest.mark.parametrize(
    ("thigh", "shank", "posture"),
    [
        (47, 38, Posture.STANDING),
        (53, 38, Posture.OTHER),  # a squat
        (47, 42, Posture.OTHER),
    ],
)
def test_a_leg_that_stands_has_a_steep_shank_and_thigh(
    thigh: float, shank: float, posture: Posture
) -> None:
    assert classify_posture(10, (thigh, 90), (shank, 90), hands_low=False) is posture


@pytest.mark.parametrize(
    ("trunk", "shank", "posture"),
    [
        (33, 90, Posture.OTHER),
        (37, 90, Posture.ALL_FOURS),
        (123, 90, Posture.ALL_FOURS),
        (127, 90, Posture.OTHER),
        (80, 47, Posture.ALL_FOURS),
        (80, 43, Posture.OTHER),
    ],
)
def test_borders_of_all_fours(trunk: float, shank: float, posture: Posture) -> None:
    assert classify_posture(trunk, (60, 60), (90, shank), hands_low=True) is posture


@pytest.mark.parametrize(("share", "posture"), [(0.25, Posture.ALL_FOURS), (0.15, Posture.OTHER)])
def test_hands_are_down_a_fifth_of_the_way_to_the_knees(share: float, posture: Posture) -> None:
    """The weak depth lifts them."""
    body = all_fours()
    for side in Side:
        body[f"{side}_wrist"][1] = (1.0 - share) * body[f"{side}_hip"][1]
    assert read_body(pose(body, yaw_deg=90)).posture is posture


@pytest.mark.parametrize(("rock", "posture"), [(60, Posture.ALL_FOURS), (70, Posture.OTHER)])
def test_from_behind_thighs_that_lie_tell_lying_from_kneeling(
    rock: float, posture: Posture
) -> None:
    body = all_fours(rock_deg=rock)
    for side in Side:
        body[f"{side}_wrist"] = body[f"{side}_shoulder"] + 0.2 * Y
    assert read_body(pose(body, yaw_deg=180)).posture is posture
