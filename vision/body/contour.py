"""The contour of the back in the segmentation mask, which shows the lumbar spine in side view.

There is no landmark on the spine, and the line through shoulder and hip cannot distinguish rounding
from hinging. The contour of the back between buttocks and shoulder can: the angle between its lower
part (sacrum and lumbar spine) and its upper part (thorax) follows the lumbar angle.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Axis = tuple[float, float, float, float, float, float]
    """Time (s), hip and shoulder (x and y in source px), inclination of the trunk (deg)."""

LOWER = (0.0, 0.35)
"""Section of the trunk axis (0 at mid-hip, 1 at mid-shoulder) read as sacrum and lumbar spine."""
UPPER = (0.50, 0.95)
"""Section read as thorax; beyond it, neck and arm disturb the contour."""
_PER_TRUNK = 100
_HEIGHT = 60
_POSITION = np.arange(_PER_TRUNK) / _PER_TRUNK
_LOWER_COLUMNS = (LOWER[0] <= _POSITION) & (LOWER[1] >= _POSITION)
_UPPER_COLUMNS = (UPPER[0] <= _POSITION) & (UPPER[1] >= _POSITION)
_MIN_TRUNK_PX = 24.0
"""In pixels of the mask, whose edge is a pixel wide: over 4 % of a shorter trunk (our rule)."""
_LEAST_FOUND = 0.6
"""Share of a stretch of the back that must be found, or it has no slope (our rule)."""


class ContourLog:
    """The angles read in the first pass over a recording, for the second one.

    Both passes see mostly the same bodies, and reading the silhouette is much of the work. An angle
    is used again only for exactly the same axis at the same time. Takes 56 bytes a frame.
    """

    def __init__(self) -> None:
        self._rows, self._at, self._last_s = array("d"), 0, -math.inf

    def again(self) -> ContourLog:
        """Return the same log for a second pass that begins before the first has ended."""
        log = ContourLog()
        log._rows = self._rows
        return log

    def angle_deg(self, axis: Axis, read: Callable[[], float]) -> float:
        """Return the contour angle (deg) of the back for a trunk axis.

        Parameters
        ----------
        axis
            Given in order of time in each pass; an earlier time than the last begins another pass.
        read
            Computes the angle; called only if it is not known for this axis.
        """
        rows, t_s, width = self._rows, axis[0], len(axis) + 1
        at = 0 if t_s < self._last_s else self._at
        while at < len(rows) and rows[at] < t_s:
            at += width
        self._at, self._last_s = at, t_s
        if tuple(rows[at : at + width - 1]) == axis:
            return rows[at + width - 1]
        angle_deg = read()
        if at == len(rows):
            rows.extend((*axis, angle_deg))
        return angle_deg


def dorsal_contour(
    mask: NDArray[np.bool_],
    hip_px: NDArray[np.float64],
    shoulder_px: NDArray[np.float64],
    dorsal_px: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Return the height of the back over the trunk axis, in trunk lengths.

    Parameters
    ----------
    mask
        (rows, columns), true on the person.
    hip_px, shoulder_px
        (2,) ends of the trunk axis in mask pixels.
    dorsal_px
        (2,) any vector that points to the dorsal side of the axis.

    Returns
    -------
    ndarray or None
        (100,) heights at 0.00 .. 0.99 of the axis; NaN where the person reaches the top of the
        strip (something lies over the back) or is not on the axis at all. ``None`` if the trunk is
        shorter than 24 px.
    """
    axis = shoulder_px - hip_px
    length_px = math.hypot(axis[0], axis[1])
    if not length_px >= _MIN_TRUNK_PX:
        return None
    along = axis / length_px
    normal = np.array([along[1], -along[0]])
    if float(normal @ dorsal_px) < 0:
        normal = -normal
    step_px = length_px / _PER_TRUNK
    to_mask = np.array(
        [
            [along[0] * step_px, normal[0] * step_px, hip_px[0]],
            [along[1] * step_px, normal[1] * step_px, hip_px[1]],
        ]
    )
    return _heights(_strip(mask, to_mask, _PER_TRUNK, _HEIGHT))


def _strip(
    mask: NDArray[np.bool_], to_mask: NDArray[np.float64], columns: int, rows: int
) -> NDArray[np.float64]:
    """Return the part of a mask under a strip of (rows, columns), 0 to 255.

    ``to_mask`` (2, 3) maps a place in the strip to one in the mask. Only the part under the strip
    is converted to grey: the mask is a hundred times as large.
    """
    (xx, xy, x), (yx, yy, y) = to_mask.tolist()
    across = (x, x + xx * columns, x + xy * rows, x + xx * columns + xy * rows)
    down = (y, y + yx * columns, y + yy * rows, y + yx * columns + yy * rows)
    # one pixel more on every side, because edges are interpolated
    left, top = (max(math.floor(min(corners)) - 1, 0) for corners in (across, down))
    right, bottom = (math.ceil(max(corners)) + 1 for corners in (across, down))
    part = mask[top : max(bottom, 0), left : max(right, 0)]
    if not part.size:
        return np.zeros((rows, columns))
    to_part = np.array([[xx, xy, x - left], [yx, yy, y - top]])
    strip = cv2.warpAffine(
        part.view(np.uint8) * np.uint8(255),
        to_part,
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    return np.asarray(strip, np.float64)


def _heights(strip: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edge of the person in each column, with sub-pixel precision at level 127.5."""
    outside = strip < 127.5
    top = np.argmax(outside, axis=0)
    has_edge = outside.any(axis=0) & (top > 0)
    columns = np.arange(strip.shape[1])
    inner = strip[np.maximum(top - 1, 0), columns]
    outer = strip[top, columns]
    fraction = (inner - 127.5) / np.maximum(inner - outer, 1.0)
    return np.where(has_edge, (top - 1 + fraction) / _PER_TRUNK, math.nan)


def contour_angle_deg(heights: NDArray[np.float64]) -> float:
    """Return the angle between the lower and the upper part of the contour of the back.

    Rounding is positive: the lower part then rises steeply from the buttocks towards the shoulders
    and the upper part falls. NaN if less than 60 % of either part was found.
    """
    lower = _slope_deg(heights, _LOWER_COLUMNS)
    upper = _slope_deg(heights, _UPPER_COLUMNS)
    return lower - upper


def _slope_deg(heights: NDArray[np.float64], columns: NDArray[np.bool_]) -> float:
    y = heights[columns]
    x = _POSITION[columns]
    good = np.isfinite(y)
    count = int(np.count_nonzero(good))
    if count / len(good) < _LEAST_FOUND:
        return math.nan
    x, y = x[good], y[good]
    dx = x - np.add.reduce(x) / count
    return math.degrees(math.atan(float(dx @ y) / float(dx @ dx)))


OUTLINE_FROM, OUTLINE_TO, OUTLINE_COLUMNS = -0.45, 1.25, 24
"""Section of the trunk axis whose outline is read, in lengths of the axis."""
N_OUTLINE = 2 * OUTLINE_COLUMNS
_OUTLINE_STEPS = 48
_OUTLINE_REACH = 0.75
"""Distance read on either side of the axis, in body sizes."""
_LEAST_AXIS = 0.3
"""Least length of the axis, in body sizes, because it may point at the camera."""


def outline(pose: Pose, size_px: float) -> NDArray[np.float64]:
    """Return the distance from the trunk axis to the outline on both sides, in body sizes.

    Works in every view: an axis that points at the camera is given a least length of 0.3 body
    sizes. The side that is higher in the picture comes first.

    Parameters
    ----------
    pose
        The pose with its mask.
    size_px
        The person's size in source pixels, see `vision.body.body.body_size_px`.

    Returns
    -------
    ndarray
        (48,) distances at `OUTLINE_COLUMNS` places along the axis, first upwards, then downwards; 0
        where the person is not on the axis, the reach (0.75) where the person extends beyond it;
        all 0 without a mask.
    """
    if pose.mask is None:
        return np.zeros(N_OUTLINE)
    points = pose.landmarks_px
    hip = (points[23] + points[24]) / 2
    axis = (points[11] + points[12]) / 2 - hip
    length = math.hypot(axis[0], axis[1])
    along = axis / length if length > 1e-6 else np.array([0.0, -1.0])
    normal = np.array([along[1], -along[0]])
    if normal[1] > 0 or (normal[1] == 0 and normal[0] < 0):
        normal = -normal
    scale = pose.mask_scale
    axis_px = max(length, _LEAST_AXIS * size_px)
    column_px = axis_px * (OUTLINE_TO - OUTLINE_FROM) / OUTLINE_COLUMNS * scale
    row_px = _OUTLINE_REACH * size_px / _OUTLINE_STEPS * scale
    start = hip * scale + along * (OUTLINE_FROM * axis_px * scale)
    sides = []
    for direction in (normal, -normal):
        to_mask = np.array(
            [
                [along[0] * column_px, direction[0] * row_px, start[0]],
                [along[1] * column_px, direction[1] * row_px, start[1]],
            ]
        )
        strip = _strip(pose.mask, to_mask, OUTLINE_COLUMNS, _OUTLINE_STEPS)
        sides.append(_reach(strip) * _OUTLINE_REACH)
    return np.concatenate(sides)


def _reach(strip: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share 0..1 of each column that the person covers without a gap from the axis."""
    outside = strip < 127.5
    last = strip.shape[0] - 1
    top: NDArray[np.intp] = np.where(outside.any(axis=0), np.argmax(outside, axis=0), last)
    columns = np.arange(strip.shape[1])
    inner, outer = strip[np.maximum(top - 1, 0), columns], strip[top, columns]
    # np.clip takes four times as long as minimum and maximum
    fraction = np.minimum(np.maximum((inner - 127.5) / np.maximum(inner - outer, 1.0), 0.0), 1.0)
    reached: NDArray[np.float64] = np.where(top > 0, top - 1 + fraction, 0.0)
    share: NDArray[np.float64] = reached / last
    return share
