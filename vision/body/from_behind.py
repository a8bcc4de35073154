"""A person on all fours, seen from behind: the silhouette compared with that of a rest. Pure.

From there the pose model takes the buttocks for the trunk: its landmarks jump, change sides and
lose the feet. The silhouette is right. At rest it has one shape; a foot that lifts by turning the
hip swings out of it on its own side, below the buttocks, while everything above stays as it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.body.view import Sector, sector_of
from vision.capture.opencv import cv2
from vision.datatypes import Landmark, Posture, Side, View
from vision.persistence import LEAVE_S, mean_weight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Mask = NDArray[np.bool_]

UPPER_SHARE = 0.5
"""Upper share of the silhouette's height, read as buttocks and thighs, which have to stay."""
SHANK_SHARE = 1 / 3
"""Apparent length of the shank, in the same unit."""
MARGIN_RATIO = 0.02
"""The edge of a silhouette varies by this share of its height without a change of shape."""
LEAST_HEIGHT_PX = 40
"""Least height of the silhouette; in a smaller one the margin is less than a pixel."""
SWAY_SHARE = 3.0
"""A person who sways sideways leaves the outline as well: this many shank lengths for every width
by which the upper part has moved beyond the variation of the edge (our rule)."""
STILL_SHARE = 0.9
"""Two silhouettes are the same if they share this much of the area that either covers..."""
STILL_S = 0.5
"""...and one that stays the same for this long is a rest (our rule)."""
MOVED_RATIO = 0.12
"""A rest is over when buttocks and thighs have moved by this much, in their widths, for
`LEAVE_S`."""
HANDS_HIDDEN = 0.9
"""The trunk hides the hands from a camera behind: the mean visibility of the wrists is below this
(rendered: 0.02 to 0.7 from behind, 0.95 and more from in front)."""
MEMORY_S = 0.6
SHIFT_MEMORY_S = 0.2
"""Time constant for averaging a shift: a silhouette torn for one frame is not a shift."""
BEGINS, ENDS = 0.6, 0.2
"""Somebody is seen from behind once the smoothed share of frames that look like it exceeds the
first, until it falls to the second."""


def looks_so(pose: Pose, posture: Posture, view: View) -> bool:
    """Whether one frame looks like a person on all fours, seen from straight behind.

    The landmarks may show a front view there, and a trunk that is upright or upside down.

    Parameters
    ----------
    pose
        The estimator's pose; its wrists are used.
    posture, view
        As the landmarks show them.
    """
    if posture not in (Posture.ALL_FOURS, Posture.OTHER) or view not in (View.FRONT, View.REAR):
        return False
    wrists = pose.visibility[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]]
    return float(wrists.mean()) < HANDS_HIDDEN


def looks_oblique(posture: Posture, yaw_deg: float) -> bool:
    """Whether a frame looks like a person on all fours, seen at an angle from behind.

    Parameters
    ----------
    posture
        As the landmarks show it.
    yaw_deg
        The facing, see `vision.body.view.body_yaw_deg`.
    """
    is_oblique = sector_of(yaw_deg) is Sector.REAR_OBLIQUE if math.isfinite(yaw_deg) else False
    return posture is Posture.ALL_FOURS and is_oblique


# ---------------------------------------------------------------- one silhouette against another


@dataclass(frozen=True, slots=True, eq=False)
class RestOutline:
    """The silhouette at rest: its ``upper`` part (rows, columns), and what is free below it.

    ``free`` shows, for each side, where the picture below the row ``middle`` was empty; ``columns``
    says which columns of the picture that is. ``shank_px`` is the apparent length of a shank.
    """

    upper: Mask
    middle: int
    free: Mapping[Side, Mask]
    columns: Mapping[Side, slice]
    shank_px: float


@dataclass(frozen=True, slots=True)
class Change:
    """How a silhouette differs from the one at rest.

    ``swung`` is how far each foot has swung out of it, in lengths of the shank, less what the sway
    of the body explains; ``shift_ratio`` is how far its upper part has moved, in its own widths.
    """

    swung: Mapping[Side, float]
    shift_ratio: float


def rest_outline(mask: Mask) -> RestOutline | None:
    """Return the silhouette of a rest for comparing; ``None`` if it is too small."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows) or rows[-1] - rows[0] < LEAST_HEIGHT_PX:
        return None
    top, height = int(rows[0]), int(rows[-1] - rows[0])
    middle = top + round(UPPER_SHARE * height)
    upper = mask[:middle]
    column = round(float(np.nonzero(upper)[1].mean()))
    size = 2 * round(MARGIN_RATIO * height) + 1
    free = cv2.dilate(mask[middle:].astype(np.uint8), np.ones((size, size), np.uint8)) == 0
    columns = {Side.LEFT: slice(0, column), Side.RIGHT: slice(column, mask.shape[1])}
    parts = {side: np.ascontiguousarray(free[:, part]) for side, part in columns.items()}
    return RestOutline(upper, middle, parts, columns, SHANK_SHARE * height)


def change(rest: RestOutline, mask: Mask) -> Change | None:
    """Compare a silhouette with the one at rest; ``None`` if their sizes differ.

    The left foot moves out to the left of the picture. The area swept by a shank about the knee is
    half its length times the displacement of the foot.

    Parameters
    ----------
    rest
        The silhouette at rest.
    mask
        (rows, columns) the silhouette now.
    """
    upper, lower = mask[: rest.middle], mask[rest.middle :]
    if upper.shape != rest.upper.shape or len(lower) != len(rest.free[Side.LEFT]):
        return None
    shift_ratio = 0.5 * (1.0 - _likeness(upper, rest.upper))
    swayed = SWAY_SHARE * max(0.0, shift_ratio - MARGIN_RATIO)
    swung = {}
    for side, free in rest.free.items():
        area_px = int(np.count_nonzero(lower[:, rest.columns[side]] & free))
        swung[side] = max(0.0, 2.0 * area_px / rest.shank_px**2 - swayed)
    return Change(swung, shift_ratio)


def _likeness(one: Mask, other: Mask) -> float:
    """Return how much of what two silhouettes cover they share, 0..1."""
    both = int(np.count_nonzero(one & other))
    either = int(np.count_nonzero(one)) + int(np.count_nonzero(other)) - both
    return both / max(either, 1)


# ---------------------------------------------------------------- over time


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """Whether somebody is seen from behind, and the rest, once it was held.

    ``share`` is the smoothed share of frames that look like it, ``is_so`` the conclusion. ``seen``
    is how the silhouette now differs from the one at rest, its shift smoothed. ``still`` is the
    silhouette that has stayed the same since ``still_s``; ``moved_s`` is when the upper part left
    the place of the rest.
    """

    share: float = 0.0
    is_so: bool = False
    t_s: float | None = None
    rest: RestOutline | None = None
    seen: Change | None = None
    still: Mask | None = None
    still_s: float = 0.0
    moved_s: float | None = None


def follow(behind: Behind, mask: Mask | None, t_s: float, *, looks: bool) -> Behind:
    """Return the state after one more frame.

    Parameters
    ----------
    behind
        The state so far.
    mask
        (rows, columns) the silhouette; ``None`` without one.
    t_s
        Time of the frame.
    looks
        Whether the frame looks like a person seen from behind, see `looks_so`.
    """
    step_s = None if behind.t_s is None else t_s - behind.t_s
    weight = 1.0 if step_s is None else mean_weight(step_s, MEMORY_S)
    share = behind.share + weight * (float(looks) - behind.share)
    is_so = share > (ENDS if behind.is_so else BEGINS)
    if not is_so:
        return Behind(share, t_s=t_s)
    last, behind = behind.seen, replace(behind, share=share, is_so=True, t_s=t_s, seen=None)
    if mask is None:
        return behind
    if behind.rest is None:
        return _look_for_rest(behind, mask, t_s)
    seen = change(behind.rest, mask)
    if seen is None or seen.shift_ratio > MOVED_RATIO:
        moved_s = t_s if behind.moved_s is None else behind.moved_s
        if t_s - moved_s >= LEAVE_S:
            return replace(behind, rest=None, still=mask, still_s=t_s, moved_s=None)
        behind = replace(behind, moved_s=moved_s)
    else:
        behind = replace(behind, moved_s=None)
    if seen is not None and last is not None and step_s is not None:
        weight = mean_weight(step_s, SHIFT_MEMORY_S)
        shift = last.shift_ratio + weight * (seen.shift_ratio - last.shift_ratio)
        seen = replace(seen, shift_ratio=shift)
    return replace(behind, seen=seen)


def _look_for_rest(behind: Behind, mask: Mask, t_s: float) -> Behind:
    still = behind.still
    if still is None or still.shape != mask.shape or _likeness(still, mask) < STILL_SHARE:
        return replace(behind, still=mask, still_s=t_s)
    if t_s - behind.still_s < STILL_S:
        return behind
    return replace(behind, rest=rest_outline(mask), still=None)
