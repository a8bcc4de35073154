"""Points and directions of the drawn person: x to the front, y to the left, z up; metres."""

from __future__ import annotations

import math

Vector = tuple[float, float, float]
Point = tuple[float, float]
Joints = dict[str, Vector]
THIGH_M, SHANK_M = 0.42, 0.42
UP: Vector = (0.0, 0.0, 1.0)


def projected(at: Vector, turn_deg: float, rise_deg: float = 12.0) -> Point:
    """Return where a point is seen (right, up; metres) by a far camera.

    ``turn_deg`` 0 looks from in front, 90 at the person's left side; ``rise_deg`` looks down.
    """
    x, y, z = at
    turn, rise = math.radians(turn_deg), math.radians(rise_deg)
    right = y * math.cos(turn) - x * math.sin(turn)
    away = -x * math.cos(turn) - y * math.sin(turn)
    return right, z * math.cos(rise) + away * math.sin(rise)


def angle(near: float, base: float, far: float) -> float:
    """Return the angle between ``near`` and ``base`` of the triangle whose third side is ``far``.

    Sides that cannot meet give the straight triangle.
    """
    cosine = (near**2 + base**2 - far**2) / (2 * near * base)
    return math.acos(min(1.0, max(-1.0, cosine)))


def plus(at: Vector, along: Vector, length: float) -> Vector:
    """Return the point that lies ``length`` along a direction from another."""
    return tuple(a + length * b for a, b in zip(at, along, strict=True))  # type: ignore[return-value]


def cross(one: Vector, two: Vector) -> Vector:
    """Return the cross product of two (3,) vectors."""
    (a, b, c), (d, e, f) = one, two
    return b * f - c * e, c * d - a * f, a * e - b * d


def about_up(vector: Vector, angle_deg: float) -> Vector:
    """Rotate a vector about the vertical, clockwise seen from above."""
    return turned(vector, (0.0, 0.0, 1.0), -angle_deg)


def turned(vector: Vector, axis: Vector, angle_deg: float) -> Vector:
    """Rotate a vector about a unit axis by an angle in deg (Rodrigues)."""
    angle_rad = math.radians(angle_deg)
    normal = cross(axis, vector)
    dot = sum(a * b for a, b in zip(axis, vector, strict=True))
    return tuple(
        v * math.cos(angle_rad) + c * math.sin(angle_rad) + a * dot * (1 - math.cos(angle_rad))
        for v, c, a in zip(vector, normal, axis, strict=True)
    )  # type: ignore[return-value]


def toward(start: Vector, end: Vector) -> Vector:
    """Return the unit vector from one point to another."""
    length = math.dist(start, end)
    return tuple((b - a) / length for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def between(start: Vector, end: Vector, share: float) -> Vector:
    """Return the point at a share (0..1) of the way from one point to another."""
    return tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def swung(
    joints: Joints, names: tuple[str, ...], centre: Vector, axis: Vector, by_deg: float
) -> Joints:
    """Return the joints, the named ones rotated about an axis through a point.

    Parameters
    ----------
    joints
        Points in metres by name.
    names
        The joints to rotate.
    centre, axis
        A point and a unit vector.
    by_deg
        The angle.
    """
    moved = {
        name: plus(centre, turned(plus(joints[name], centre, -1.0), axis, by_deg), 1.0)
        for name in names
    }
    return {**joints, **moved}


def knee_between(hip: Vector, ankle: Vector) -> Vector:
    """Return the position of a knee that bends forward between a hip and an ankle."""
    reach = math.dist(hip, ankle)
    down = toward(hip, ankle)
    bend = angle(THIGH_M, reach, SHANK_M)
    front = (1 - down[0] ** 2, -down[0] * down[1], -down[0] * down[2])
    front_m = math.hypot(*front)
    forward: Vector = (front[0] / front_m, front[1] / front_m, front[2] / front_m)
    straight = plus(hip, down, THIGH_M * math.cos(bend))
    return plus(straight, forward, THIGH_M * math.sin(bend))


def wave(share: float) -> float:
    """Return 0..1..0 over a loop, with a rest at both ends."""
    up = min(1.0, max(0.0, (0.5 - abs(share - 0.5)) * 2 * 1.5 - 0.2))
    return (1 - math.cos(math.pi * up)) / 2
