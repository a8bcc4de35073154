from __future__ import annotations

import math

import numpy as np
import pytest

from tests.pose_builders import all_fours, hinged, pose, standing
from vision.body.view import Sector, body_yaw_deg, near_side, off_side_deg, sector_of, view_of
from vision.datatypes import Side, View

EIGHT = [-135, -90, -45, 0, 45, 90, 135, 180]


@pytest.mark.parametrize("yaw", EIGHT)
@pytest.mark.parametrize("joints", [standing(), hinged(Side.LEFT), all_fours(rock_deg=20)])
def test_yaw_is_read_from_the_world_landmarks(joints: dict[str, np.ndarray], yaw: float) -> None:
    got = body_yaw_deg(pose(joints, yaw_deg=yaw).world_m)
    assert math.remainder(got - yaw, 360) == pytest.approx(0, abs=1e-9)


def test_yaw_of_a_body_without_width_is_nan() -> None:
    assert math.isnan(body_yaw_deg(np.zeros((33, 3))))


@pytest.mark.parametrize(
    ("yaw", "view"),
    [
        (0, View.FRONT),
        (30, View.FRONT),
        (-30, View.FRONT),
        (30.1, View.THREE_QUARTER),
        (59.9, View.THREE_QUARTER),
        (60, View.RIGHT),
        (90, View.RIGHT),
        (120, View.RIGHT),
        (120.1, View.THREE_QUARTER),
        (149.9, View.THREE_QUARTER),
        (150, View.REAR),
        (180, View.REAR),
        (-150, View.REAR),
        (-149.9, View.THREE_QUARTER),
        (-90, View.LEFT),
        (-60, View.LEFT),
        (-59.9, View.THREE_QUARTER),
        (270, View.LEFT),
        (math.nan, View.UNKNOWN),
    ],
)
def test_view_names_and_borders(yaw: float, view: View) -> None:
    assert view_of(yaw) is view


def test_right_view_has_the_right_side_nearest_in_depth() -> None:
    world = pose(standing(), yaw_deg=90).world_m
    assert world[24, 2] < world[23, 2]
    assert view_of(body_yaw_deg(world)) is View.RIGHT


@pytest.mark.parametrize(
    ("yaw", "side"), [(90, Side.RIGHT), (10, Side.RIGHT), (-170, Side.LEFT), (-90, Side.LEFT)]
)
def test_near_side(yaw: float, side: Side) -> None:
    assert near_side(yaw) is side


def test_near_side_of_an_unknown_yaw_is_none() -> None:
    assert near_side(math.nan) is None


@pytest.mark.parametrize(("yaw", "off"), [(90, 0), (-90, 0), (0, 90), (180, 90), (-120, 30)])
def test_off_side(yaw: float, off: float) -> None:
    assert off_side_deg(yaw) == pytest.approx(off)


@pytest.mark.parametrize(
    ("yaw", "sector"),
    [
        (0, Sector.FRONT),
        (-30, Sector.FRONT),
        (45, Sector.OBLIQUE),
        (-60, Sector.SIDE),
        (120, Sector.SIDE),
        (-135, Sector.REAR_OBLIQUE),
        (150, Sector.REAR),
        (-180, Sector.REAR),
    ],
)
def test_sectors_are_alike_on_both_sides(yaw: float, sector: Sector) -> None:
    assert sector_of(yaw) is sector
    assert sector_of(-yaw) is sector


def test_no_yaw_is_in_no_sector() -> None:
    with pytest.raises(ValueError, match="no yaw"):
        sector_of(math.nan)
