"""How the person is placed in the picture, and measures of the picture plane on all fours. Pure.

Nothing is judged here: `drills.gate` says what is wrong and what to do about it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vision.body.view import body_yaw_deg
from vision.datatypes import Absent, Edge, Estimate, Landmark, Reason, Scene, Side, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.datatypes import Measure, Pose

PARTS: Mapping[str, tuple[int, ...]] = {
    "head": (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR),
    "hands": (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST),
    "hips": (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    "knees": (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
    "feet": (
        Landmark.LEFT_ANKLE,
        Landmark.RIGHT_ANKLE,
        Landmark.LEFT_FOOT_INDEX,
        Landmark.RIGHT_FOOT_INDEX,
    ),
}
BODY = [int(Landmark[f"{s}_{j}"]) for s in ("LEFT", "RIGHT")
        for j in ("SHOULDER", "HIP", "KNEE", "ANKLE")]  # fmt: skip
_SUPPORTS = {
    f"{side}_{joint}": int(Landmark[f"{side.name}_{joint.upper()}"])
    for side in Side
    for joint in ("hip", "knee", "wrist", "ankle")
}
EDGE = 0.005
"""A point further beyond the edge than this (share of the picture's side) is cut off, not just near
the edge: three pixels of the 640 that the pose model sees."""
LIGHT_POINTS = 48
"""Brightness is read on a grid of about this many points per side. For speed only: the mean of 2000
points differs from that of all by less than a hundredth."""
NO_LIGHT = (None, None, None)
LANDMARK_HALF_WIDTH = 0.06
"""In trunk lengths: median error of hip, knee and ankle landmarks on rendered clips."""


def read_scene(pose: Pose, image: NDArray[np.uint8] | None = None) -> Scene:
    """Return the scene of one frame.

    Parameters
    ----------
    pose
        The estimator's pose.
    image
        (height, width, 3) the frame, possibly shrunk, for the light; ``None`` leaves the light out.
    """
    width_px, height_px = pose.size_px
    size_px = np.array([width_px, height_px], np.float64)
    used = [point for points in PARTS.values() for point in points] + [11, 12]
    points = pose.landmarks_px[used]
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, 1.0)
    middle = (low + high) / 2 / extent.max()
    brightness, contrast, surround = NO_LIGHT
    if image is not None:
        scale = image.shape[1] / width_px
        brightness, contrast, surround = _light(image, low * scale, high * scale)
    return Scene(
        outside=_outside(pose.landmarks_px / size_px),
        trunk_ratio=_trunk_px(pose) / max(pose.size_px),
        centre=(float(middle[0]), float(middle[1])),
        brightness=brightness,
        contrast=contrast,
        surround=surround,
        yaw_deg=_yaw(pose),
    )


def _yaw(pose: Pose) -> float | None:
    yaw_deg = body_yaw_deg(pose.world_m)
    return None if math.isnan(yaw_deg) else yaw_deg


def _outside(relative: NDArray[np.float64]) -> dict[str, Edge]:
    """Return the body parts with a point outside, and the edge that they are furthest beyond."""
    outside: dict[str, Edge] = {}
    places = relative.tolist()
    for part, points in PARTS.items():
        x, y = zip(*(places[point] for point in points), strict=True)
        beyond = {
            Edge.LEFT: -min(x),
            Edge.RIGHT: max(x) - 1.0,
            Edge.TOP: -min(y),
            Edge.BOTTOM: max(y) - 1.0,
        }
        edge = max(beyond, key=lambda e: beyond[e])
        if beyond[edge] > EDGE:
            outside[part] = edge
    return outside


def _light(
    image: NDArray[np.uint8], low_px: NDArray[np.float64], high_px: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Return brightness and contrast of the person's box, and brightness of the picture."""
    height, width = image.shape[:2]
    x0, y0 = np.clip(low_px, 0, [width - 1, height - 1]).astype(int)
    x1, y1 = np.clip(high_px, 1, [width, height]).astype(int)
    body = _grey(image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])
    return float(body.mean()), float(body.std()), picture_light(image)


def picture_light(image: NDArray[np.uint8]) -> float:
    """Return the brightness (0 to 1) of a whole picture.

    Parameters
    ----------
    image
        (height, width, 3) the frame, possibly shrunk.
    """
    return float(_grey(image).mean())


def _grey(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return a coarse grid of brightness values 0..1."""
    rows, columns = (max(1, side // LIGHT_POINTS) for side in image.shape[:2])
    blue, green, red = np.moveaxis(image[::rows, ::columns].astype(np.float64), 2, 0)
    grey: NDArray[np.float64] = (blue + green + red) / 3.0 / 255.0
    return grey


def floor_measures(pose: Pose, view: View) -> dict[str, Measure]:
    """Return the places of hips and feet on all fours, in the picture plane.

    Neither is zero at rest: the drills learn the value at rest.

    Parameters
    ----------
    pose
        The smoothed pose.
    view
        The locked view.

    Returns
    -------
    dict
        ``side_shift_ratio``: distance of the mid-hip to the right of the mid-knee, from the
        person's point of view, in trunk lengths; absent except from in front and behind.
        ``foot_height_{side}_ratio``: height of an ankle above its knee, in trunk lengths.
    """
    p = pose.landmarks_px
    measures: dict[str, Measure] = {}
    size_px = _trunk_px(pose)
    for side in Side:
        ankle, knee = (Landmark[f"{side.name}_{joint}"] for joint in ("ANKLE", "KNEE"))
        rise = float(p[knee, 1] - p[ankle, 1]) / size_px
        measures[f"foot_height_{side}_ratio"] = Estimate.around(rise, LANDMARK_HALF_WIDTH)
    if view not in (View.FRONT, View.REAR):
        measures["side_shift_ratio"] = Absent(Reason.WRONG_VIEW)
        return measures
    hips = p[Landmark.LEFT_HIP, 0] + p[Landmark.RIGHT_HIP, 0]
    knees = p[Landmark.LEFT_KNEE, 0] + p[Landmark.RIGHT_KNEE, 0]
    to_right = -1.0 if view is View.FRONT else 1.0
    shift = to_right * float(hips - knees) / 2 / size_px
    measures["side_shift_ratio"] = Estimate.around(shift, LANDMARK_HALF_WIDTH)
    return measures


def support_signals(pose: Pose) -> dict[str, float]:
    """Return the places of hips, knees, wrists and ankles, for `drills.core.supports`.

    ``at_{side}_{joint}_x`` and ``_y`` are in heights of the picture, y up, ``_seen`` is the
    visibility (0..1); ``trunk_height_ratio`` is the trunk length in heights of the picture.
    """
    height_px = pose.size_px[1]
    signals = {"trunk_height_ratio": _trunk_px(pose) / height_px}
    places, visible = pose.landmarks_px.tolist(), pose.visibility.tolist()
    for name, point in _SUPPORTS.items():
        x, y = places[point]
        signals[f"at_{name}_x"] = x / height_px
        signals[f"at_{name}_y"] = -y / height_px
        signals[f"at_{name}_seen"] = visible[point]
    return signals


@lru_cache(maxsize=1)  # called twice per frame
def _trunk_px(pose: Pose) -> float:
    """Return the trunk length at the scale of the picture, without its foreshortening.

    It is the length in metres times the scale of the world landmarks in the picture.
    """
    world, picture = pose.world_m[BODY, :2], pose.landmarks_px[BODY]
    world = world - np.add.reduce(world) / len(BODY)
    picture = picture - np.add.reduce(picture) / len(BODY)
    px_per_m = math.sqrt(float(np.vdot(picture, picture)) / max(float(np.vdot(world, world)), 1e-6))
    shoulders = pose.world_m[Landmark.LEFT_SHOULDER] + pose.world_m[Landmark.RIGHT_SHOULDER]
    hips = pose.world_m[Landmark.LEFT_HIP] + pose.world_m[Landmark.RIGHT_HIP]
    return max(1.0, px_per_m * float(np.linalg.norm(shoulders - hips)) / 2)
