"""The model is shown what is inside plain bars; the pose lies where it is in the whole picture."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sample_videos import sample_path
from vision.capture.opencv import cv2
from vision.capture.sources import open_source
from vision.pose.bars import Bars, Inside, inside_of
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from vision.datatypes import Frame

RANDOM = np.random.default_rng(4)


def padded(
    left: int, top: int, right: int, bottom: int, shade: int = 0, noise: int = 4
) -> np.ndarray:
    """Return a picture of 60 x 40 px with bars around it."""
    image = RANDOM.integers(0, noise + 1, (top + 40 + bottom, left + 60 + right, 3)) + shade
    image[top : top + 40, left : left + 60] = RANDOM.integers(0, 255, (40, 60, 3))
    return image.astype(np.uint8)


@pytest.mark.parametrize("shade", [0, 200])
@pytest.mark.parametrize("bars", [(30, 0, 0, 0), (0, 12, 0, 12), (50, 9, 20, 31), (0, 0, 90, 0)])
def test_bars_of_any_place_and_shade_are_found(bars: tuple[int, int, int, int], shade: int) -> None:
    left, top, right, bottom = bars
    found = inside_of(padded(left, top, right, bottom, shade))
    assert found == Inside(left, top, left + 60, top + 40)


@pytest.mark.parametrize(("noise", "left"), [(10, 30), (18, 0)])
def test_the_noise_of_a_wall_is_no_bar(noise: int, left: int) -> None:
    assert inside_of(padded(30, 0, 0, 0, noise=noise)).left == left


@pytest.mark.parametrize(("bar", "is_cut"), [(4, False), (12, True)])
def test_narrow_bars_stay(bar: int, is_cut: bool) -> None:
    inside = Bars().inside(padded(bar, 0, 0, 0))
    assert (inside.left > 0) is is_cut


def test_a_plain_picture_has_no_bars() -> None:
    bars = Bars()
    assert bars.inside(np.zeros((40, 90, 3), np.uint8)) == Inside(0, 0, 90, 40)
    faint = np.zeros((40, 90, 3), np.uint8)
    faint[:, 50:] = [[[10, 10, 10]], [[16, 16, 16]]] * 20  # plain from left to right only
    assert bars.inside(faint) == Inside(0, 0, 90, 40)
    assert bars.inside(padded(30, 0, 0, 0)) == Inside(30, 0, 90, 40)  # it was faded in


def test_what_was_once_inside_stays_inside() -> None:
    bars = Bars()
    assert bars.inside(padded(30, 0, 30, 0)).right == 90
    assert bars.inside(padded(30, 0, 0, 0)[:, :90]).right == 90
    wide = padded(30, 0, 30, 0)
    wide[20, 110] = 255  # somebody comes into the bar
    assert bars.inside(wide).right == 111
    assert bars.inside(padded(30, 0, 30, 0)).right == 111
    assert bars.inside(padded(10, 0, 10, 0)) == Inside(10, 0, 70, 40)  # another picture size


@pytest.fixture(scope="module")
def lift() -> list[Frame]:
    source = open_source(str(sample_path("foot_lift")))
    return [frame for frame in source.frames() if frame.index < 4]


@pytest.mark.parametrize("side", [0, 640])
@pytest.mark.parametrize("shrink", [False, True])
def test_a_person_beside_a_bar_is_found_where_they_are(
    lift: list[Frame], side: int, shrink: bool
) -> None:
    """Nobody was found, or somebody who was not there: all reps were lost."""
    with closing(MediaPipeEstimator()) as plain, closing(MediaPipeEstimator()) as beside:
        for frame in lift:
            image = np.zeros((480, 1280, 3), np.uint8)
            image[:, side : side + 640] = frame.image
            wide = replace(frame, image=image)
            if shrink:
                small = cv2.resize(image, (640, 240), interpolation=cv2.INTER_AREA)
                wide = replace(frame, image=small, source_px=(1280, 480))
            expected, pose = plain.estimate(frame), beside.estimate(wide)
    assert expected is not None
    assert pose is not None
    off_px = pose.landmarks_px[11:] - [side, 0] - expected.landmarks_px[11:]
    assert np.abs(off_px).max() < (25 if shrink else 0.01)
    assert pose.size_px == (1280, 480)
    assert pose.mask.shape == (round(480 * pose.mask_scale), round(1280 * pose.mask_scale))
    outside = pose.mask.copy()
    outside[:, round(side * pose.mask_scale) : round((side + 640) * pose.mask_scale)] = False
    assert not outside.any()
    inside = pose.mask[:, round(side * pose.mask_scale) :][:, : expected.mask.shape[1]]
    both = (inside & expected.mask).sum() / (inside | expected.mask).sum()
    assert both > 0.9
    with closing(PeopleCounter()) as counter:
        assert counter.count(wide) == 1
