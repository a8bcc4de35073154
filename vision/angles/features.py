"""A body and its neutral as the numbers that the angle model reads. Pure.

The model always sees the same situation: a body whose stance leg (hinged) or nearer side (all
fours) is the right one. The other case is mirrored: left and right are exchanged and x is negated
before anything is computed, and the caller restores the signs of the answers.

All lengths are in units of the person's size in the picture at neutral, so that neither the
distance of the camera nor the resolution has an effect.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import body_size_px
from vision.body.contour import N_OUTLINE, outline
from vision.body.standing import N_UPRIGHT, mirrored_upright
from vision.geometry import rotation_vector_deg, segment_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Pose

    Vector = NDArray[np.float64]
    Line = tuple[float, float]

POINTS = np.array([0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32])
WORLD_POINTS = POINTS[3:]
SWAPPED = np.arange(33)
SWAPPED[1:7] = [4, 5, 6, 1, 2, 3]
SWAPPED[7:33] = np.arange(7, 33).reshape(-1, 2)[:, ::-1].reshape(-1)
"""The 33 points with left and right exchanged."""
_MIRROR = np.array([-1.0, 1.0, 1.0])
_N_PX, _N_WORLD = 2 * len(POINTS), 3 * len(WORLD_POINTS)
_SIZES = {
    "shift": 2,
    "yaw": 2,
    "contour": 2,
    "visibility": len(POINTS),
    "geometry": 24,
    "changes": 43,
    "point_changes": _N_PX,
    "world_changes": _N_WORLD,
    "outline_changes": N_OUTLINE,
    "neutral_geometry": 24,
    "upright": N_UPRIGHT,
    "standing": 2,
}
"""The blocks of the features in their order, and how many numbers each has."""
_ENDS = np.cumsum(list(_SIZES.values()))
BLOCKS: Mapping[str, slice] = {
    name: slice(int(end) - size, int(end))
    for (name, size), end in zip(_SIZES.items(), _ENDS, strict=True)
}
N_FEATURES = int(_ENDS[-1])
BODY_BLOCKS = ("shift", "yaw", "contour", "geometry", "changes", "neutral_geometry", "standing")
"""Blocks in body terms; the others are raw points and the outline."""
UNIT_DEG = 30.0
"""Unit of the angles, so that all features are of about the same size."""
LEAST_THIGH = 0.1
"""In body sizes: the least length of a thigh to divide by, because one may point at the camera."""
GATED_BLOCKS = ("changes", "point_changes", "world_changes")
BODY_TERMS = np.concatenate([np.arange(N_FEATURES)[BLOCKS[name]] for name in BODY_BLOCKS])
_GATED = np.concatenate([np.arange(N_FEATURES)[BLOCKS[name]] for name in GATED_BLOCKS])
N_LINEAR = len(BODY_TERMS) + 5 * len(_GATED)


def body_features(
    body: Body,
    neutral: Body,
    yaw_deg: float,
    upright: Vector,
    standing_deg: float | None = None,
    *,
    mirror: bool,
) -> Vector:
    """Return the features of one moment, (`N_FEATURES`,).

    They contain neither the person's place in the picture nor their size: a crop or black bars must
    not change an angle.

    Parameters
    ----------
    body, neutral
        The smoothed body now, and in the neutral of the same posture.
    yaw_deg
        The locked facing, see `vision.body.view.body_yaw_deg`.
    upright
        (`vision.body.standing.N_UPRIGHT`,) what the person looks like when standing.
    standing_deg
        The person's trunk-to-thigh angle in quiet standing (`vision.body.standing`); ``None`` if
        that was never seen.
    mirror
        Whether to read the mirror image.
    """
    size_px = body_size_px(neutral.pose)
    now, (then, reference) = _Points(body.pose, size_px, mirror), _reference(neutral.pose, mirror)
    shift = (now.origin_px - then.origin_px) / size_px
    yaw = math.radians(-yaw_deg if mirror else yaw_deg)
    contour = _or_zero(body.contour_deg - neutral.contour_deg) / UNIT_DEG
    unseen = math.isnan(body.contour_deg) or math.isnan(neutral.contour_deg)
    known = neutral.pose.mask is not None
    return np.concatenate(
        [
            [-shift[0] if mirror else shift[0], shift[1]],
            [math.sin(yaw), math.cos(yaw)],
            [contour, float(unseen)],
            now.visibility,
            now.geometry(),
            _changes(now, then),
            now.flat_px - then.flat_px,
            now.flat_world - then.flat_world,
            now.outline - then.outline if known else np.zeros(N_OUTLINE),
            reference,
            mirrored_upright(upright) if mirror else upright,
            [0.0, 0.0] if standing_deg is None else [standing_deg / UNIT_DEG, 1.0],
        ]
    )


N_STANCE = 2 + _N_PX + _N_WORLD + N_OUTLINE + 24 + 4


def stance_features(body: Body, stood: Pose | None, yaw_deg: float, *, mirror: bool) -> Vector:
    """Return the features that identify the stance leg of a held hinge, (`N_STANCE`,).

    They are facing, points and outline of the body; how far the left and the right foot travelled
    since the person stood, and how far the hips moved to the right relative to where both feet were
    then, in body sizes; and 1 if the person was seen standing.

    Parameters
    ----------
    body
        The body in the held hinge.
    stood
        The person standing still before the hinge; ``None`` if that was not seen.
    yaw_deg
        The locked facing, see `vision.body.view.body_yaw_deg`.
    mirror
        Whether to read the mirror image.
    """
    points = _Points(body.pose, body_size_px(body.pose), mirror)
    yaw = math.radians(-yaw_deg if mirror else yaw_deg)
    facing = [math.sin(yaw), math.cos(yaw)]
    shown = (facing, points.flat_px, points.flat_world, points.outline, points.geometry())
    own = np.concatenate(shown)
    if stood is None:
        return np.concatenate([own, np.zeros(4)])
    size_px = body_size_px(stood)
    way = (body.pose.landmarks_px - stood.landmarks_px) / size_px
    left, right = (
        float(np.median(np.hypot(*way[list(points)].T))) for points in ((27, 29, 31), (28, 30, 32))
    )
    hips = (body.pose.landmarks_px[23] + body.pose.landmarks_px[24]) / 2
    feet = (stood.landmarks_px[27] + stood.landmarks_px[28]) / 2
    shift = float(hips[0] - feet[0]) / size_px
    travel = [right, left, -shift, 1.0] if mirror else [left, right, shift, 1.0]
    return np.concatenate([own, travel])


@lru_cache(maxsize=4)
def _reference(neutral: Pose, mirror: bool) -> tuple[_Points, Vector]:
    """Return the arrays and features of the neutral, which every frame needs."""
    then = _Points(neutral, body_size_px(neutral), mirror)
    return then, then.geometry()


def linear_terms(features: NDArray[np.float64], standard: NDArray[np.float64]) -> Vector:
    """Return the inputs of the model's linear path, (..., n, `N_LINEAR`).

    They are the body terms, and all changes since neutral multiplied by functions of the camera
    direction: how much of a turn the picture shows depends on where the camera stands.

    Parameters
    ----------
    features
        (n, `N_FEATURES`).
    standard
        (..., n, `N_FEATURES`) the same, standardised in one or several ways.
    """
    changes, yaw = standard[..., _GATED], features[:, BLOCKS["yaw"]]
    sine, cosine = yaw[:, :1], yaw[:, 1:]
    gates = (np.ones_like(sine), sine, cosine, sine * sine, sine * cosine)
    return np.concatenate([standard[..., BODY_TERMS], *(changes * g for g in gates)], axis=-1)


class _Points:
    """The arrays of one pose, mirrored or not."""

    def __init__(self, pose: Pose, size_px: float, mirror: bool) -> None:
        points_px, self.world, visibility = pose.landmarks_px, pose.world_m, pose.visibility
        if mirror:
            points_px, visibility = points_px[SWAPPED], visibility[SWAPPED]
            self.world = self.world[SWAPPED] * _MIRROR
        self.visibility = visibility[POINTS]
        self.origin_px = (points_px[23] + points_px[24]) / 2
        self.relative = (points_px - self.origin_px) / size_px
        if mirror:
            self.relative *= _MIRROR[:2]
        self._places: list[list[float]] = self.relative.tolist()  # numpy is slow with two numbers
        self.flat_px = self.relative[POINTS].reshape(-1)
        self.flat_world = self.world[WORLD_POINTS].reshape(-1) * 2.0
        self.outline = outline(pose, size_px)
        hips, shoulders = self.world[23] + self.world[24], self.world[11] + self.world[12]
        trunk = shoulders - hips
        self.pelvis = segment_frame(trunk, self.world[24] - self.world[23])
        self.thorax = segment_frame(trunk, self.world[12] - self.world[11])
        self.femora = [_unit(self.world[hip] - self.world[hip + 2]) for hip in (23, 24)]

    @cached_property
    def axes(self) -> NDArray[np.float64]:
        """Femora, trunk and hip line, (4, 3)."""
        return np.stack([*self.femora, self.pelvis[:, 1], self.pelvis[:, 2]])

    def line(self, first: int, second: int) -> Line:
        """From one point to another in the picture, in body sizes."""
        (x, y), (end_x, end_y) = self._places[first], self._places[second]
        return end_x - x, end_y - y

    @cached_property
    def hip_angles_deg(self) -> Vector:
        """Hip flexion and abduction of left and right from the world landmarks, (4,)."""
        angles = []
        for femur, outwards in zip(self.femora, (1.0, -1.0), strict=True):
            x, y, z = (self.pelvis.T @ femur).tolist()
            angles += [math.atan2(-x, y), math.asin(max(-1.0, min(1.0, outwards * z)))]
        return np.degrees(angles)

    def geometry(self) -> Vector:
        """Directions of the segments in the world landmarks and angles in the picture, (24,)."""
        angles: list[float] = []
        for hip in (23, 24):
            trunk, thigh = self.line(hip, hip - 12), self.line(hip, hip + 2)
            angles += [_sine(trunk, thigh), _cosine(trunk, thigh)]
        for first in (11, 23):
            x, y = self.line(first, first + 1)
            length = math.sqrt(max(x * x + y * y, 1e-12))
            angles += [x / length, y / length]
        return np.concatenate(
            [
                self.pelvis[:, 1],
                self.pelvis[:, 2],
                self.thorax[:, 2],
                *self.femora,
                angles,
                [math.atan2(*self.line(23, 11))],
            ]
        )


def _changes(now: _Points, then: _Points) -> Vector:
    """Return the movement since neutral, in body terms and in units of 30 deg; (43,).

    Rotation vectors of pelvis and thorax along the neutral femora, trunk and hip line; femora
    relative to the pelvis; lines of the picture; swings of shanks and arms about knees and
    shoulders; and the angle by which each shank and thigh swung in the picture, whatever the
    direction.
    """
    axes = then.axes
    pelvis = rotation_vector_deg(now.pelvis @ then.pelvis.T)
    thorax = rotation_vector_deg(now.thorax @ then.thorax.T)
    turns = np.concatenate([pelvis, thorax, axes @ pelvis, axes @ thorax]) / UNIT_DEG
    joints = np.concatenate([now.hip_angles_deg, now.hip_angles_deg - then.hip_angles_deg])
    lines = [
        _between_deg(then.line(first, second), now.line(first, second)) / UNIT_DEG
        for first, second in ((11, 12), (23, 24), (15, 16), (23, 25), (24, 26), (23, 11), (24, 12))
    ]
    swings = [
        _change(then, now, first, second)
        for first, second in ((25, 27), (26, 28), (11, 15), (12, 16), (23, 24))
    ]
    thighs = [math.hypot(*then.line(knee, hip)) for knee, hip in ((25, 23), (26, 24))]
    swung = [
        math.hypot(*_change(then, now, first, second)) / max(thigh, LEAST_THIGH)
        for thigh, pairs in zip(thighs, (((25, 27), (25, 23)), ((26, 28), (26, 24))), strict=True)
        for first, second in pairs
    ]
    return np.concatenate([turns, joints / UNIT_DEG, lines, *swings, swung])


def _change(then: _Points, now: _Points, first: int, second: int) -> Line:
    (x, y), (now_x, now_y) = then.line(first, second), now.line(first, second)
    return now_x - x, now_y - y


def _unit(vector: Vector) -> Vector:
    return vector / math.sqrt(max(float(vector @ vector), 1e-12))


def _between_deg(a: Line, b: Line) -> float:
    return math.degrees(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]))


def _sine(a: Line, b: Line) -> float:
    return (a[0] * b[1] - a[1] * b[0]) / max(math.hypot(*a) * math.hypot(*b), 1e-9)


def _cosine(a: Line, b: Line) -> float:
    return (a[0] * b[0] + a[1] * b[1]) / max(math.hypot(*a) * math.hypot(*b), 1e-9)


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value
