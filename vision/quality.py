"""Who is seen, how much and how large: gates that every pose passes before it is measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vision.datatypes import Landmark, Quality, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.datatypes import Pose

NEEDED = tuple(
    int(Landmark[f"{side}_{joint}"])
    for side in ("LEFT", "RIGHT")
    for joint in ("SHOULDER", "HIP", "KNEE", "ANKLE")
)
TRUNK = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
TRUSTED_VISIBILITY = 0.5
MIN_TRUNK_PX = 20.0
"""In the picture the model sees (640 px): below it one pixel is 3 deg of trunk (our rule)."""
MIN_SEEN = 0.5
EDGE = 0.005
"""Points beyond this share of the picture's side outside its edge are cut off, not just near."""


def judge(pose: Pose | None) -> Quality:
    """Say how well a pose shows the person, and why it must not be used if it must not.

    Visibility alone is not trusted: guessed points often come with a high one. A point also
    has to lie inside the picture.
    """
    if pose is None:
        return Quality(0.0, Reason.TRACKING_LOST)
    if not np.isfinite(pose.landmarks_px).all() or not np.isfinite(pose.world_m).all():
        return Quality(0.0, Reason.TRACKING_LOST)
    inside = in_picture(pose)
    seen = inside & (pose.visibility >= TRUSTED_VISIBILITY)
    share = float(np.mean(seen[list(NEEDED)]))
    if _trunk_px(pose) * pose.mask_scale < MIN_TRUNK_PX:
        return Quality(share, Reason.NOT_VISIBLE)
    one_side = any(bool(inside[TRUNK[i]] and inside[TRUNK[i + 2]]) for i in (0, 1))
    if share < MIN_SEEN or not one_side:
        return Quality(share, Reason.NOT_VISIBLE)
    return Quality(share)


def in_picture(pose: Pose) -> NDArray[np.bool_]:
    """Return which of the 33 points lie inside the picture."""
    relative = pose.landmarks_px / np.asarray(pose.size_px, np.float64)
    inside: NDArray[np.bool_] = np.all((relative > -EDGE) & (relative < 1.0 + EDGE), axis=1)
    return inside


def _trunk_px(pose: Pose) -> float:
    p = pose.landmarks_px
    across = p[TRUNK[0]] + p[TRUNK[1]] - p[TRUNK[2]] - p[TRUNK[3]]
    return math.hypot(across[0], across[1]) / 2
