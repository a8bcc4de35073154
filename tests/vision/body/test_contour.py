from __future__ import annotations

import math

import numpy as np
import pytest

from tests.pose_builders import back_mask
from vision.body.contour import contour_angle_deg, dorsal_contour, outline
from vision.datatypes import Pose

SIZE_PX = (640, 480)
HIP_PX, SHOULDER_PX = np.array([200.0, 300.0]), np.array([400.0, 300.0])
UP = np.array([0.0, -1.0])


def angle_of(
    mask: np.ndarray, hip: np.ndarray = HIP_PX, shoulder: np.ndarray = SHOULDER_PX
) -> float:
    heights = dorsal_contour(mask, hip, shoulder, UP)
    assert heights is not None
    return contour_angle_deg(heights)


def kinked(kink_deg: float) -> np.ndarray:
    return back_mask(SIZE_PX, HIP_PX, SHOULDER_PX, kink_deg)


@pytest.mark.parametrize("kink", [-25, -10, 0, 10, 25, 40])
def test_kink_is_read_with_its_sign_rounding_positive(kink: float) -> None:
    assert angle_of(kinked(kink)) == pytest.approx(kink, abs=1.0)


def test_height_of_a_flat_back_is_in_trunk_lengths() -> None:
    heights = dorsal_contour(
        back_mask(SIZE_PX, HIP_PX, SHOULDER_PX, 0, height=0.3), HIP_PX, SHOULDER_PX, UP
    )
    np.testing.assert_allclose(heights, 0.3, atol=0.01)


@pytest.mark.parametrize("kink", [-20, 20])
def test_facing_the_other_way_reads_the_same(kink: float) -> None:
    mask = back_mask(SIZE_PX, SHOULDER_PX, HIP_PX, kink)
    assert angle_of(mask, SHOULDER_PX, HIP_PX) == pytest.approx(kink, abs=1.0)


@pytest.mark.parametrize("length_px", [60, 120, 320])
@pytest.mark.parametrize("tilt_deg", [-50, -20, 20, 50])
@pytest.mark.parametrize("kink", [-15, 20])
def test_scale_and_tilt_of_the_trunk_do_not_matter(
    length_px: float, tilt_deg: float, kink: float
) -> None:
    tilt = math.radians(tilt_deg)
    half = 0.5 * length_px * np.array([math.cos(tilt), math.sin(tilt)])
    middle = np.array([320.0, 240.0])
    mask = back_mask(SIZE_PX, middle - half, middle + half, kink)
    assert angle_of(mask, middle - half, middle + half) == pytest.approx(kink, abs=2.0)


def test_belly_side_is_read_only_when_asked_for() -> None:
    mask = kinked(20)
    belly = dorsal_contour(mask, HIP_PX, SHOULDER_PX, -UP)
    assert belly is not None
    assert contour_angle_deg(belly) == pytest.approx(0, abs=1.0)


@pytest.mark.parametrize(("length_px", "read"), [(23.9, False), (24.0, True)])
def test_trunk_of_too_few_pixels_is_not_read(length_px: float, read: bool) -> None:
    shoulder = HIP_PX + np.array([length_px, 0.0])
    assert (dorsal_contour(kinked(0), HIP_PX, shoulder, UP) is not None) is read


def test_unknown_trunk_is_not_read() -> None:
    assert dorsal_contour(kinked(0), HIP_PX, np.full(2, math.nan), UP) is None


def test_arm_over_the_back_hides_it() -> None:
    mask = kinked(0)
    mask[:, 310:400] = True
    heights = dorsal_contour(mask, HIP_PX, SHOULDER_PX, UP)
    assert heights is not None
    assert np.isnan(heights[57:98]).all()
    assert np.isfinite(heights[:53]).all()
    assert math.isnan(contour_angle_deg(heights))


def test_a_thin_strap_over_the_back_does_not_hide_it() -> None:
    mask = kinked(20)
    mask[:, 330:340] = True
    assert angle_of(mask) == pytest.approx(20, abs=1.0)


@pytest.mark.parametrize("everywhere", [True, False])
def test_mask_that_is_all_one_thing_gives_nothing(everywhere: bool) -> None:
    mask = np.full((480, 640), everywhere)
    heights = dorsal_contour(mask, HIP_PX, SHOULDER_PX, UP)
    assert np.isnan(heights).all()
    assert math.isnan(angle_of(mask))


def test_trunk_at_the_edge_of_the_picture_ends_where_the_picture_ends() -> None:
    """Beyond the picture nobody is: the strip reads the rim, not the rows of another place."""
    mask = np.ones((100, 300), bool)
    heights = dorsal_contour(mask, np.array([50.0, 20.0]), np.array([250.0, 20.0]), UP)
    np.testing.assert_allclose(heights, 0.1, atol=0.01)


@pytest.mark.parametrize(("hidden", "is_read"), [(12, True), (20, False)])
def test_a_third_of_the_low_back_may_be_hidden(hidden: int, is_read: bool) -> None:
    """Of the 36 places that are read as the low back."""
    heights = np.full(100, 0.2)
    heights[:hidden] = math.nan
    assert math.isfinite(contour_angle_deg(heights)) is is_read


@pytest.mark.parametrize("away_deg", [0.0, 45.0])
def test_the_outline_of_a_trunk_that_points_at_the_camera_keeps_its_extent(
    away_deg: float,
) -> None:
    """A strip of no length would read one column 24 times; here a disc narrows to both ends."""
    rows, columns = np.mgrid[0:480, 0:640]
    mask = (rows - 240) ** 2 + (columns - 320) ** 2 < 60**2
    points = np.full((33, 2), (320.0, 240.0))
    points[[11, 12]] += (math.cos(math.radians(away_deg)), math.sin(math.radians(away_deg)))
    seen = Pose(0.0, (640, 480), points, np.ones(33), np.zeros((33, 3)), mask)
    up = outline(seen, 200.0)[:24]
    half = math.sqrt(60**2 - (0.75 * 0.3 * 200) ** 2) / 200  # three quarters of 60 px along
    place = round((0.75 + 0.45) / 1.7 * 24 - 0.5)
    assert up[place] == pytest.approx(half, abs=0.03)
