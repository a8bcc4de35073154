"""Where the camera is relative to the person, and which side is nearer."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from vision.datatypes import Landmark, Side, View
from vision.geometry import wrap_deg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AXIS_WITHIN_DEG = 30.0
"""A camera within 30 deg of the axis counts as in front, behind or at the side (our rule): cos 30
deg shortens lengths by 13 %, and beyond it plane angles are distorted by more than 4 deg."""


class Sector(StrEnum):
    """Where the camera is, the same for left and right: finer than `View` where errors differ."""

    FRONT = "front"
    OBLIQUE = "oblique"
    SIDE = "side"
    REAR_OBLIQUE = "rear_oblique"
    REAR = "rear"


def sector_of(yaw_deg: float) -> Sector:
    """Return the sector of a yaw; the borders are those of `view_of`.

    Raises
    ------
    ValueError
        For NaN.
    """
    if math.isnan(yaw_deg):
        raise ValueError("no yaw, no sector")
    away = abs(wrap_deg(yaw_deg))
    if abs(away - 90.0) <= AXIS_WITHIN_DEG:
        return Sector.SIDE
    if away < 90.0:
        return Sector.FRONT if away <= AXIS_WITHIN_DEG else Sector.OBLIQUE
    return Sector.REAR if away >= 180.0 - AXIS_WITHIN_DEG else Sector.REAR_OBLIQUE


def body_yaw_deg(world_m: NDArray[np.float64]) -> float:
    """Return how far the person is turned, from the world landmarks (33, 3) of shoulders and hips.

    0 faces the camera, +90 has the person's right side nearest (facing the right edge of the
    picture), -90 the left side, 180 faces away. NaN if shoulders and hips have no width.
    """
    left = world_m[Landmark.LEFT_SHOULDER] + world_m[Landmark.LEFT_HIP]
    right = world_m[Landmark.RIGHT_SHOULDER] + world_m[Landmark.RIGHT_HIP]
    across = left - right
    if math.hypot(across[0], across[2]) < 1e-6:
        return math.nan
    return math.degrees(math.atan2(across[2], across[0]))


def view_of(yaw_deg: float) -> View:
    """Return the view of a yaw; `View.UNKNOWN` for NaN."""
    if math.isnan(yaw_deg):
        return View.UNKNOWN
    yaw_deg = wrap_deg(yaw_deg)
    if abs(yaw_deg) <= AXIS_WITHIN_DEG:
        return View.FRONT
    if abs(yaw_deg) >= 180.0 - AXIS_WITHIN_DEG:
        return View.REAR
    if abs(abs(yaw_deg) - 90.0) <= AXIS_WITHIN_DEG:
        return View.RIGHT if yaw_deg > 0 else View.LEFT
    return View.THREE_QUARTER


def near_side(yaw_deg: float) -> Side | None:
    """Return the side nearer to the camera; ``None`` for NaN."""
    if math.isnan(yaw_deg):
        return None
    return Side.RIGHT if wrap_deg(yaw_deg) > 0 else Side.LEFT


def is_behind(yaw_deg: float) -> bool:
    """Return whether the camera stands further behind the person than a side view does."""
    return abs(yaw_deg) > 90.0 + AXIS_WITHIN_DEG


def off_side_deg(yaw_deg: float) -> float:
    """Return how far the camera is from a pure side view, 0..90 deg."""
    return abs(abs(wrap_deg(yaw_deg)) - 90.0)
