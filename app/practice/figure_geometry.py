"""Points and directions of the drawn person: x to the front, y to the left, z up; metres."""

from __future__ import annotations

import math

Vector = tuple[float, float, float]
Point = tuple[float, float]
Joints = dict[str, Vector]
THIGH_M, SHANK_M = 0.42, 0.42
UP: Vector = (0.0, 0.0, 1.0)


def projected(at: Vector, turn_deg: float, rise_deg: float = 12.0) -> Point:
    """Return where a far camera sees a point: right and up, in metres.

    Parameters
    ----------
    at
        The point.
    turn_deg
        Where the camera is: 0 in front, 90 at the person's left side.
    rise_deg
        How far the camera looks down.
    """
    x, y, z = at
    turn, rise = math.radians(turn_deg), math.radians(rise_deg)
    right = y * math.cos(turn) - x * math.sin(turn)
    away = -x * math.cos(turn) - y * math.sin(turn)
    return right, z * math.cos(rise) + away * math.sin(rise)


def angle(near: float, base: float, far: float) -> float:
    """Return an angle (rad) of a triangle from its sides; sides that cannot meet count as straight.

    Parameters
    ----------
    near, base
        The sides that enclose the angle.
    far
        The side opposite the angle, in the same unit.
    """
    cosine = (near**2 + base**2 - far**2) / (2 * near * base)
    return math.acos(min(1.0, max(-1.0, cosine)))


def plus(at: Vector, along: Vector, length: float) -> Vector:
    """Return the point at a distance from another.

    Parameters
    ----------
    at
        The other point.
    along
        Unit vector of the direction.
    length
        The distance in metres; negative goes the other way.
    """
    return tuple(a + length * b for a, b in zip(at, along, strict=True))  # type: ignore[return-value]


def cross(one: Vector, two: Vector) -> Vector:
    """Return the cross product.

    Parameters
    ----------
    one, two
        Vectors; the result is at right angles to both.
    """
    (a, b, c), (d, e, f) = one, two
    return b * f - c * e, c * d - a * f, a * e - b * d


def about_up(vector: Vector, angle_deg: float) -> Vector:
    """Rotate a vector about the vertical.

    Parameters
    ----------
    vector
        Any vector.
    angle_deg
        Clockwise as seen from above.
    """
    return turned(vector, (0.0, 0.0, 1.0), -angle_deg)


def turned(vector: Vector, axis: Vector, angle_deg: float) -> Vector:
    """Rotate a vector about an axis (Rodrigues' rotation formula).

    Parameters
    ----------
    vector
        Any vector.
    axis
        A unit vector.
    angle_deg
        Right-handed about the axis.
    """
    angle_rad = math.radians(angle_deg)
    normal = cross(axis, vector)
    dot = sum(a * b for a, b in zip(axis, vector, strict=True))
    return tuple(
        v * math.cos(angle_rad) + c * math.sin(angle_rad) + a * dot * (1 - math.cos(angle_rad))
        for v, c, a in zip(vector, normal, axis, strict=True)
    )  # type: ignore[return-value]


def toward(start: Vector, end: Vector) -> Vector:
    """Return the unit vector from one point to another.

    Parameters
    ----------
    start, end
        Two different points.
    """
    length = math.dist(start, end)
    return tuple((b - a) / length for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def between(start: Vector, end: Vector, share: float) -> Vector:
    """Return a point on the line between two others.

    Parameters
    ----------
    start, end
        The points at 0 and at 1.
    share
        Position between them, 0..1.
    """
    return tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def swung(
    joints: Joints, names: tuple[str, ...], centre: Vector, axis: Vector, by_deg: float
) -> Joints:
    """Return all joints, with the named ones rotated about an axis through a point.

    Parameters
    ----------
    joints
        Points in metres by name.
    names
        The joints to rotate.
    centre, axis
        A point on the axis, and the axis as a unit vector.
    by_deg
        The angle, right-handed about the axis.
    """
    moved = {
        name: plus(centre, turned(plus(joints[name], centre, -1.0), axis, by_deg), 1.0)
        for name in names
    }
    return {**joints, **moved}


def knee_between(hip: Vector, ankle: Vector) -> Vector:
    """Return the position of a knee that bends forward.

    Parameters
    ----------
    hip, ankle
        Points; further apart than the leg is long, the leg is straight.
    """
    reach = math.dist(hip, ankle)
    down = toward(hip, ankle)
    bend = angle(THIGH_M, reach, SHANK_M)
    front = (1 - down[0] ** 2, -down[0] * down[1], -down[0] * down[2])
    front_m = math.hypot(*front)
    forward: Vector = (front[0] / front_m, front[1] / front_m, front[2] / front_m)
    straight = plus(hip, down, THIGH_M * math.cos(bend))
    return plus(straight, forward, THIGH_M * math.sin(bend))


def wave(share: float) -> float:
    """Return a smooth 0..1..0 over a loop, with a rest at both ends."""
    up = min(1.0, max(0.0, (0.5 - abs(share - 0.5)) * 2 * 1.5 - 0.2))
    return (1 - math.cos(math.pi * up)) / 2
