"""Rotations as 3x3 matrices, with numpy alone.

Angles are in radians unless a name ends in ``_deg``. Matrices act on column vectors, so the columns
of a segment's rotation are the segment's axes in the axes of its parent (or of the world).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

_SMALLEST_LENGTH = 1e-12


def unit(vector: ArrayLike, axis: int = -1) -> FloatArray:
    """Scale vectors to length 1; a zero vector stays zero instead of giving NaN.

    Parameters
    ----------
    vector
        Array of any shape.
    axis
        Axis of the array that holds the components of each vector.
    """
    vec = np.asarray(vector, dtype=np.float64)
    length = np.linalg.norm(vec, axis=axis, keepdims=True)
    scaled: FloatArray = vec / np.maximum(length, _SMALLEST_LENGTH)
    return scaled


def perpendicular_to(vector: ArrayLike, axis: FloatArray) -> FloatArray:
    """Return the unit vector (3,) along the part of a vector that is perpendicular to an axis.

    Parameters
    ----------
    vector
        (3,), of any length; parallel to the axis it gives zero.
    axis
        (3,), of unit length.
    """
    vec = np.asarray(vector, dtype=np.float64)
    return unit(vec - vec.dot(axis) * axis)


def frame_from_y_z(y_axis: FloatArray, z_axis: FloatArray) -> FloatArray:
    """Return the right-handed frame (3, 3) whose columns are y x z, y and z.

    Parameters
    ----------
    y_axis, z_axis
        (3,) each, of unit length and perpendicular to each other.
    """
    return np.stack([np.cross(y_axis, z_axis), y_axis, z_axis], 1)


def rot_x(angle: float) -> FloatArray:
    """Rotation (3, 3) about the x axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def rot_y(angle: float) -> FloatArray:
    """Rotation (3, 3) about the y axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def rot_z(angle: float) -> FloatArray:
    """Rotation (3, 3) about the z axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def axis_angle(axis: ArrayLike, angle: float) -> FloatArray:
    """Return the rotation (3, 3) about an axis (Rodrigues' formula).

    Parameters
    ----------
    axis
        (3,), of any length.
    angle
        Radians, by the right-hand rule.
    """
    x, y, z = unit(axis)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turned: FloatArray = np.eye(3) + np.sin(angle) * skew + (1 - np.cos(angle)) * skew @ skew
    return turned


def rotation_vector(rotation: FloatArray) -> FloatArray:
    """Return helical axis times angle, (3,), of a rotation (3, 3); the angle is in [0, pi]."""
    angle = float(np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1, 1)))
    off_diagonal = np.array(
        [
            rotation[2, 1] - rotation[1, 2],
            rotation[0, 2] - rotation[2, 0],
            rotation[1, 0] - rotation[0, 1],
        ]
    )
    if angle < 1e-9:
        return off_diagonal / 2
    if np.pi - angle < 1e-4:
        outer = (rotation + np.eye(3)) / 2
        axis = unit(outer[:, int(np.argmax(np.diag(outer)))])
        return axis * (angle if axis @ off_diagonal >= 0 else -angle)
    vector: FloatArray = off_diagonal / (2 * np.sin(angle)) * angle
    return vector


def interpolate(start: FloatArray, end: FloatArray, fraction: float) -> FloatArray:
    """Return the rotation (3, 3) on the shortest turn from one to another.

    Parameters
    ----------
    start, end
        (3, 3) each.
    fraction
        How far along the turn, 0 at `start` to 1 at `end`.
    """
    vector = rotation_vector(start.T @ end)
    angle = float(np.linalg.norm(vector))
    if angle < 1e-9:
        return start
    return start @ axis_angle(vector, angle * fraction)


def zxy_angles(rotation: FloatArray) -> tuple[float, float, float]:
    """Return the angles (a, b, c) with rotation = Rz(a) Rx(b) Ry(c); b is in [-pi/2, pi/2]."""
    a = np.arctan2(-rotation[0, 1], rotation[1, 1])
    b = np.arcsin(np.clip(rotation[2, 1], -1, 1))
    c = np.arctan2(-rotation[2, 0], rotation[2, 2])
    return float(a), float(b), float(c)


def quaternion(rotation: FloatArray) -> FloatArray:
    """Return the unit quaternion (4,) of a rotation, in the order w, x, y, z."""
    trace = np.trace(rotation)
    if trace > 0:
        s = np.sqrt(trace + 1) * 2
        x = (rotation[2, 1] - rotation[1, 2]) / s
        y = (rotation[0, 2] - rotation[2, 0]) / s
        z = (rotation[1, 0] - rotation[0, 1]) / s
        return unit(np.array([s / 4, x, y, z]))
    return _quaternion_of_large_turn(rotation)


def _quaternion_of_large_turn(rotation: FloatArray) -> FloatArray:
    """Do as `quaternion` for a trace <= 0: divide by the largest component instead of w."""
    i = int(np.argmax(np.diag(rotation)))
    j, k = (i + 1) % 3, (i + 2) % 3
    s = np.sqrt(max(1e-12, 1 + rotation[i, i] - rotation[j, j] - rotation[k, k])) * 2
    q = np.zeros(4)
    q[0] = (rotation[k, j] - rotation[j, k]) / s
    q[1 + i] = s / 4
    q[1 + j] = (rotation[i, j] + rotation[j, i]) / s
    q[1 + k] = (rotation[i, k] + rotation[k, i]) / s
    return unit(q)


def twist_angle(rotation: FloatArray, axis: FloatArray) -> float:
    """Return how far a rotation turns about an axis (swing-twist), in (-pi, pi].

    Parameters
    ----------
    rotation
        (3, 3).
    axis
        (3,), of unit length.
    """
    q = quaternion(rotation)
    angle = 2 * np.arctan2(q[1:] @ axis, q[0])
    return float((angle + np.pi) % (2 * np.pi) - np.pi)


class Transform(NamedTuple):
    """Rigid motion from the rest pose to the posed world: ``x -> rotation @ x + translation``.

    Attributes
    ----------
    rotation
        (3, 3).
    translation
        (3,), metres.
    """

    rotation: FloatArray
    translation: FloatArray

    def apply(self, point_m: FloatArray) -> FloatArray:
        """Posed position (3,) of a rest-pose point (3,), metres."""
        moved: FloatArray = self.rotation @ point_m + self.translation
        return moved

    def turned_about(self, rotation: FloatArray, rest_point_m: FloatArray) -> Transform:
        """Return the motion that first turns about a point of the rest pose, then does this.

        Parameters
        ----------
        rotation
            (3, 3), in the world axes of the rest pose.
        rest_point_m
            (3,), the point that does not move in the turn.
        """
        combined = self.rotation @ rotation
        return Transform(combined, self.apply(rest_point_m) - combined @ rest_point_m)

    def shifted(self, offset_m: FloatArray) -> Transform:
        """Return this motion followed by a shift of `offset_m` (3,) in the world."""
        return Transform(self.rotation, self.translation + offset_m)


def place(rotation: FloatArray, rest_point_m: FloatArray, posed_point_m: FloatArray) -> Transform:
    """Return the motion that turns as wanted and takes one point to its place.

    Parameters
    ----------
    rotation
        (3, 3), from the rest pose to the posed world.
    rest_point_m, posed_point_m
        (3,) each: the point in the rest pose, and where it goes.
    """
    return Transform(rotation, posed_point_m - rotation @ rest_point_m)
