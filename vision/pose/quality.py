"""How much of a person is seen and how large: checks that every pose passes before measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import body_size_px
from vision.body.scene import EDGE
from vision.datatypes import TRUSTED_VISIBILITY, Landmark, Quality, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.datatypes import Pose

NEEDED = np.array(
    [
        Landmark[f"{side}_{joint}"]
        for side in ("LEFT", "RIGHT")
        for joint in ("SHOULDER", "HIP", "KNEE", "ANKLE")
    ]
)
TRUNK = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
MIN_SIZE_PX = 20.0
"""Least `body_size_px` in the frame the model sees (640 px): below it, one pixel is 3 deg of a
segment (our rule). Not the trunk length, which vanishes in a hinge towards the camera."""
MIN_SEEN = 0.5
"""Share of shoulders, hips, knees and ankles that must be seen: one side of the body, because a
side view shows no more (our rule)."""
FARTHEST = 10.0
"""In sides of the picture, and in metres: no point of a visible body is further out."""


def is_possible(pose: Pose) -> bool:
    """Whether a pose can be a body's: finite and of plausible size.

    A failing estimator may return anything. This is checked once, here.
    """
    if not np.isfinite(pose.visibility).all():
        return False
    low_px, high_px = pose.landmarks_px.min(axis=0), pose.landmarks_px.max(axis=0)
    return bool(
        # false for NaN
        max(-low_px.min(), high_px.max()) <= FARTHEST * max(pose.size_px)
        and max(-pose.world_m.min(), pose.world_m.max()) <= FARTHEST
    )


def judge(pose: Pose | None) -> Quality:
    """Return how well a pose shows the person, with a reason if it must not be used.

    Visibility alone is not trusted: guessed points often come with a high one. A point must also
    lie inside the picture.
    """
    if pose is None:
        return Quality(0.0, Reason.TRACKING_LOST)
    if not np.isfinite(pose.landmarks_px).all() or not np.isfinite(pose.world_m).all():
        return Quality(0.0, Reason.TRACKING_LOST)
    inside = in_picture(pose)
    seen = inside & (pose.visibility >= TRUSTED_VISIBILITY)
    share = int(np.count_nonzero(seen[NEEDED])) / len(NEEDED)
    if body_size_px(pose) * pose.mask_scale < MIN_SIZE_PX:
        return Quality(share, Reason.NOT_VISIBLE)
    one_side = any(bool(inside[TRUNK[i]] and inside[TRUNK[i + 2]]) for i in (0, 1))
    if share < MIN_SEEN or not one_side:
        return Quality(share, Reason.NOT_VISIBLE)
    return Quality(share)


def in_picture(pose: Pose) -> NDArray[np.bool_]:
    """Return which of the points lie inside the picture, (33,)."""
    relative = pose.landmarks_px / np.asarray(pose.size_px, np.float64)
    inside: NDArray[np.bool_] = np.all((relative > -EDGE) & (relative < 1.0 + EDGE), axis=1)
    return inside
