from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import all_fours, pose, standing
from vision.datatypes import Landmark, Quality, Reason
from vision.pose.quality import NEEDED, in_picture, is_possible, judge


def test_whole_body_in_the_picture_is_good() -> None:
    assert judge(pose(standing())) == Quality(1.0)


def test_nobody_is_tracking_lost() -> None:
    assert judge(None) == Quality(0.0, Reason.TRACKING_LOST)


@pytest.mark.parametrize("name", ["landmarks_px", "world_m"])
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_one_value_that_is_no_number_is_tracking_lost(name: str, bad: float) -> None:
    good = pose(standing())
    values = getattr(good, name).copy()
    values[Landmark.LEFT_WRIST, 1] = bad
    assert judge(replace(good, **{name: values})) == Quality(0.0, Reason.TRACKING_LOST)


def test_half_out_of_the_picture_is_not_visible() -> None:
    quality = judge(pose(standing(), centre_px=(640, 840)))
    assert quality == Quality(0.25, Reason.NOT_VISIBLE)  # only the shoulders are left


def test_legs_out_of_the_picture_leave_half() -> None:
    assert judge(pose(standing(), centre_px=(640, 640))) == Quality(0.5)


def test_point_on_the_edge_is_inside_and_one_beyond_is_not() -> None:
    good = pose(standing())
    points = good.landmarks_px.copy()
    points[:3] = [[0, 0], [1280 + 6, 700], [1280 + 7, 700]]
    assert in_picture(replace(good, landmarks_px=points))[:3].tolist() == [True, True, False]


@pytest.mark.parametrize(("low", "reason"), [(4, None), (5, Reason.NOT_VISIBLE)])
def test_low_visibility_lowers_the_share_seen(low: int, reason: Reason | None) -> None:
    good = pose(standing())
    visibility = good.visibility.copy()
    visibility[list(NEEDED[:low])] = 0.49
    assert judge(replace(good, visibility=visibility)) == Quality(1 - low / 8, reason)


def test_high_visibility_does_not_save_points_off_the_picture() -> None:
    off = replace(pose(standing(), centre_px=(-900, 360)), visibility=np.ones(33))
    assert judge(off) == Quality(0.0, Reason.NOT_VISIBLE)


@pytest.mark.parametrize(
    ("px_per_m", "mask_scale", "reason"),
    [
        (41, 1.0, None),
        (39, 1.0, Reason.NOT_VISIBLE),
        (60, 0.5, Reason.NOT_VISIBLE),
        (120, 0.5, None),
    ],
)
def test_tiny_person_in_the_picture_the_model_sees(
    px_per_m: float, mask_scale: float, reason: Reason | None
) -> None:
    """A trunk of 0.5 m needs 20 px there: 40 px a metre."""
    small = replace(pose(standing(), px_per_m=px_per_m), mask_scale=mask_scale)
    assert judge(small) == Quality(1.0, reason)


def test_trunk_without_one_whole_side_is_not_visible() -> None:
    cut = pose(all_fours(), yaw_deg=90, centre_px=(1180, 360))
    quality = judge(cut)
    assert quality.seen == 0.75
    assert quality.reason is Reason.NOT_VISIBLE


@pytest.mark.parametrize(("sides", "possible"), [(7.0, True), (13.0, False)])
def test_no_body_lies_far_outside_its_picture(sides: float, possible: bool) -> None:
    """In sides of the picture, and in metres."""
    good = pose(standing())
    points, world = good.landmarks_px.copy(), good.world_m.copy()
    points[Landmark.LEFT_WRIST, 0] = sides * 1280
    world[Landmark.LEFT_WRIST, 0] = sides
    assert is_possible(replace(good, landmarks_px=points)) is possible
    assert is_possible(replace(good, world_m=world)) is possible
