"""A drift of the camera is taken out of a pose, and can be put back."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pose_builders import all_fours, pose
from vision.pose.steadied import as_filmed, steadied
from vision.values import replace

TURN_DEG, SCALE = 8.0, 1.1


def drift(turn_deg: float = TURN_DEG, scale: float = SCALE) -> tuple[float, ...]:
    cos, sin = (float(f(np.radians(turn_deg))) * scale for f in (np.cos, np.sin))
    return (cos, -sin, 0.05, sin, cos, -0.02)


def test_points_move_with_the_background_and_bones_keep_their_length() -> None:
    seen = pose(all_fours(), yaw_deg=90.0)
    moved = steadied(seen, drift())
    turn = np.array([[np.cos(np.radians(8)), -np.sin(np.radians(8))],
                     [np.sin(np.radians(8)), np.cos(np.radians(8))]])  # fmt: skip
    width = seen.size_px[0]
    expected = seen.landmarks_px @ (SCALE * turn).T + (0.05 * width, -0.02 * width)
    np.testing.assert_allclose(moved.landmarks_px, expected, atol=1e-9)
    np.testing.assert_allclose(moved.world_m[:, :2], seen.world_m[:, :2] @ turn.T, atol=1e-12)
    np.testing.assert_array_equal(moved.world_m[:, 2], seen.world_m[:, 2])


@pytest.mark.parametrize("mask_scale", [1.0, 0.5])
def test_the_silhouette_moves_as_the_points_do(mask_scale: float) -> None:
    seen = pose(all_fours(), yaw_deg=90.0)
    columns, rows = (round(side * mask_scale) for side in seen.size_px)
    mask = np.zeros((rows, columns), bool)
    x, y = seen.size_px[0] / 2, seen.size_px[1] / 2
    at = round(x * mask_scale), round(y * mask_scale)
    mask[at[1] - 4 : at[1] + 5, at[0] - 4 : at[0] + 5] = True
    seen.landmarks_px[0] = (x, y)
    moved = steadied(replace(seen, mask=mask, mask_scale=mask_scale), drift())
    down, across = np.nonzero(moved.mask)
    middle = np.array([across.mean(), down.mean()]) / mask_scale
    assert middle == pytest.approx(moved.landmarks_px[0], abs=1.5 / mask_scale)


def test_what_is_shown_lies_on_the_body_in_the_picture() -> None:
    seen = pose(all_fours(), yaw_deg=90.0)
    back = as_filmed(steadied(seen, drift()), drift())
    np.testing.assert_allclose(back.landmarks_px, seen.landmarks_px, atol=1e-6)
    np.testing.assert_allclose(back.world_m, seen.world_m, atol=1e-9)
    assert back.mask is None
