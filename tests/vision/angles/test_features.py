from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import all_fours, hinged, mirrored, pose, standing, with_back
from vision.angles.features import BLOCKS, BODY_TERMS, N_FEATURES, body_features, stance_features
from vision.body.body import body_size_px, read_body
from vision.body.contour import OUTLINE_COLUMNS, outline
from vision.body.standing import UNKNOWN_UPRIGHT, mirrored_upright, upright_of
from vision.datatypes import Pose, Side

UPRIGHT = upright_of(pose(standing(lean_deg=5), yaw_deg=30))


def hinged_pose(turn_deg: float = 0.0, yaw_deg: float = 60.0, **camera: float) -> Pose:
    joints = hinged(Side.RIGHT, femur_deg=turn_deg)
    return pose(joints, yaw_deg=yaw_deg, **camera)


def test_as_many_as_promised_all_finite() -> None:
    now, then = read_body(hinged_pose(20)), read_body(hinged_pose())
    features = body_features(now, then, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    assert features.shape == (N_FEATURES,)
    assert np.isfinite(features).all()
    assert BODY_TERMS.max() < N_FEATURES


@pytest.mark.parametrize("yaw", [0, 60, -90, 150])
def test_the_mirror_image_of_a_left_leg_reads_as_the_right_leg(yaw: float) -> None:
    now, then = hinged_pose(20, yaw), hinged_pose(0, yaw)
    plain = body_features(read_body(now), read_body(then), yaw, UPRIGHT, mirror=False)
    turned = body_features(
        read_body(mirrored(now)),
        read_body(mirrored(then)),
        -yaw,
        mirrored_upright(UPRIGHT),
        mirror=True,
    )
    np.testing.assert_allclose(turned, plain, atol=1e-9)


def test_neither_distance_nor_resolution_nor_place_shows() -> None:
    near = [read_body(hinged_pose(t, px_per_m=400)) for t in (20, 0)]
    far = [read_body(hinged_pose(t, px_per_m=150)) for t in (20, 0)]
    plain = body_features(*near, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    small = body_features(*far, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    np.testing.assert_allclose(small, plain, atol=1e-9)
    aside = [
        read_body(replace(b.pose, landmarks_px=b.pose.landmarks_px + 90, size_px=(1920, 1080)))
        for b in near
    ]
    moved = body_features(*aside, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    np.testing.assert_allclose(moved, plain, atol=1e-9)


def test_the_standing_zero_is_told_or_said_to_be_unknown() -> None:
    then = read_body(hinged_pose())
    told = body_features(then, then, 60.0, UNKNOWN_UPRIGHT, 6.0, mirror=False)
    unknown = body_features(then, then, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    assert told[BLOCKS["standing"]].tolist() == [0.2, 1.0]
    assert unknown[BLOCKS["standing"]].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("mirror", [False, True])
def test_the_foot_that_travelled_is_told_from_the_one_that_stayed(mirror: bool) -> None:
    upright = pose(standing(), yaw_deg=0)
    lifted = upright.landmarks_px.copy()
    lifted[[28, 30, 32]] += [0.0, -60.0]
    body = read_body(replace(upright, landmarks_px=lifted))
    left, right, _, known = stance_features(body, upright, 0.0, mirror=mirror)[-4:]
    assert (right > 3 * left) != mirror
    assert known == 1.0
    assert not stance_features(body, None, 0.0, mirror=mirror)[-4:].any()


def test_a_body_in_its_neutral_has_not_changed() -> None:
    then = read_body(hinged_pose())
    features = body_features(then, then, 60.0, UNKNOWN_UPRIGHT, mirror=False)
    changed = features[BLOCKS["changes"]]
    for block in ("shift", "point_changes", "world_changes", "outline_changes"):
        assert not features[BLOCKS[block]].any()
    turns, since, lines = changed[:14], changed[18:22], changed[22:]
    np.testing.assert_allclose(np.concatenate([turns, since, lines]), 0.0, atol=1e-9)


def test_size_does_not_vanish_when_the_trunk_points_at_the_camera() -> None:
    level = pose(hinged(Side.RIGHT, hinge_deg=90), yaw_deg=0)
    trunk_px = np.linalg.norm(
        level.landmarks_px[11:13].mean(axis=0) - level.landmarks_px[23:25].mean(axis=0)
    )
    assert trunk_px < 1.0
    assert body_size_px(level) > 60.0


def test_outline_follows_the_back_of_the_mask() -> None:
    start = pose(all_fours(), yaw_deg=90)
    flat, round_ = with_back(start, 0), with_back(start, 20)
    size_px = body_size_px(start)
    upper = outline(flat, size_px)[:OUTLINE_COLUMNS]
    middle = slice(9, 16)
    assert (upper[middle] > 0).all()
    raised = outline(round_, size_px)[:OUTLINE_COLUMNS] - upper
    assert raised[middle].max() > 0.01


def test_outline_without_a_mask_is_zero() -> None:
    bare = replace(pose(all_fours()), mask=None)
    assert not outline(bare, 100.0).any()


@pytest.mark.parametrize("raised", [0.02, 0.05])
def test_a_thigh_that_points_at_the_camera_is_not_divided_by_nothing(raised: float) -> None:
    """Its swing counts as if it were a tenth of the body's size."""
    whole = hinged_pose()
    points = whole.landmarks_px.copy()
    points[25] = points[23]
    then = replace(whole, landmarks_px=points)
    moved = points.copy()
    size_px = body_size_px(then)
    moved[27, 1] -= raised * size_px
    now = replace(whole, landmarks_px=moved)
    features = body_features(read_body(now), read_body(then), 60.0, UPRIGHT, mirror=False)
    swings = features[BLOCKS["changes"]][-4:]  # of shank and thigh on both sides
    assert swings.max() == pytest.approx(10.0 * raised, rel=0.1)
