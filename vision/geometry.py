"""Small pure functions on vectors, angles and rotations.

Picture vectors are (2,) with y down; world vectors (3,) as MediaPipe gives them: x to the right of
the picture, y down, z away from the camera. Radians stay inside the functions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

_TINY = 1e-9


def wrap_deg(angle_deg: float) -> float:
    """Return the same direction within [-180, 180)."""
    wrapped_deg = (angle_deg + 180.0) % 360.0 - 180.0
    return -180.0 if wrapped_deg == 180.0 else wrapped_deg  # the remainder may round up to 360


def angle_between_deg(a: Vector, b: Vector) -> float:
    """Return the unsigned angle between two vectors.

    Computed as twice the atan2 of difference and sum of the two at equal length (Kahan), which is
    exact near 0 and 180 deg, where the arc cosine loses half its digits.

    Parameters
    ----------
    a, b
        (n,) vectors of the same dimension, any unit.

    Returns
    -------
    float
        0..180 deg; NaN if a vector is zero or not finite.
    """
    parts = list(zip(a.tolist(), b.tolist(), strict=True))  # numpy is slow with so few numbers
    length_a = math.sqrt(sum(x * x for x, _ in parts))
    length_b = math.sqrt(sum(y * y for _, y in parts))
    if not _TINY < length_a * length_b < math.inf:
        return math.nan
    scaled = [(x * length_b, y * length_a) for x, y in parts]
    apart, along = sum((x - y) ** 2 for x, y in scaled), sum((x + y) ** 2 for x, y in scaled)
    return math.degrees(2.0 * math.atan2(math.sqrt(apart), math.sqrt(along)))


def inclination_deg(vector: Vector) -> float:
    """Return the angle between a world vector (3,) and the picture's vertical.

    Returns
    -------
    float
        0 (straight up) to 180 deg; NaN if the vector is zero or not finite.
    """
    x, y, z = vector.tolist()
    across = math.hypot(x, z)
    if not _TINY < math.hypot(across, y) < math.inf:
        return math.nan
    return math.degrees(math.atan2(across, -y))  # y is down


def segment_frame(long_axis: Vector, to_right: Vector) -> Matrix:
    """Return the ISB frame of a segment (Wu et al. 2002).

    The world (x right, y down, z away) is right-handed, so X = Y x Z.

    Parameters
    ----------
    long_axis
        (3,) world vector along the segment, towards the head.
    to_right
        (3,) world vector to the person's right; made perpendicular to ``long_axis``.

    Returns
    -------
    ndarray
        (3, 3), columns X anterior, Y along the axis, Z to the right; NaN where an axis is zero.
    """
    yx, yy, yz = _unit(*long_axis.tolist())
    rx, ry, rz = to_right.tolist()
    along = rx * yx + ry * yy + rz * yz
    zx, zy, zz = _unit(rx - along * yx, ry - along * yy, rz - along * yz)
    return np.array(
        [
            [yy * zz - yz * zy, yx, zx],
            [yz * zx - yx * zz, yy, zy],
            [yx * zy - yy * zx, yz, zz],
        ]
    )


def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Return a vector scaled to length 1, NaN for a zero one; numpy is slow with three numbers."""
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length > _TINY else (math.nan,) * 3


def rotation_vector_deg(rotation: Matrix) -> Vector:
    """Return the helical (rotation) vector of a rotation matrix: axis times angle in degrees.

    Accurate to 1e-6 deg for angles below 179 deg; larger turns do not occur between two postures
    of one joint.
    """
    cosine = min(1.0, max(-1.0, (float(np.trace(rotation)) - 1.0) / 2.0))
    angle = math.acos(cosine)
    vector = np.array(
        [
            rotation[2, 1] - rotation[1, 2],
            rotation[0, 2] - rotation[2, 0],
            rotation[1, 0] - rotation[0, 1],
        ]
    )
    factor = 0.5 if angle < 1e-6 else angle / (2.0 * math.sin(angle))
    return np.degrees(vector * factor)
