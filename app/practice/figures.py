"""A stick person doing each drill, for the looping pictures. Joints in metres, no Qt.

x points to the person's front, y to their left, z up; the floor is z = 0. The figures are drawn
from simple geometry, not recorded: they show what to do, not how far a body goes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drills.core.events import Level
from drills.registry import DEFINITIONS
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from drills.core.events import Drill

Vector = tuple[float, float, float]
Point = tuple[float, float]

THIGH_M, SHANK_M, TRUNK_M, ARM_M, NECK_M = 0.42, 0.42, 0.50, 0.56, 0.24
HALF_HIPS_M, HALF_SHOULDERS_M, FOOT_M = 0.10, 0.18, 0.20
LOOP_S = 5.0
"""How long one loop of the picture takes."""


KNEES_M = 0.26
_KNEES_M = {"knees_shoulder_wide": 0.18, "knees_wide": KNEES_M, "knees_very_wide": 0.38}
"""Half the distance of the knees of the rock, by its level."""
_FREE_FEET: dict[str | None, tuple[Vector, Vector]] = {
    Level.FEET_DOWN.value: ((-0.02, -0.2, 0.05), (FOOT_M - 0.02, -0.2, 0.0)),
    Level.KICKSTAND.value: ((-0.27, -0.16, 0.13), (-0.13, -0.16, 0.0)),
}
"""Ankle and toe of the foot that does not stand, where a level keeps it on the floor."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Joints by name ("hip_left", ...) and the hinge of the hip that the drill is about."""

    joints: dict[str, Vector]
    focus: str


BONES = (
    ("hip_left", "knee_left"),
    ("knee_left", "ankle_left"),
    ("ankle_left", "toe_left"),
    ("hip_right", "knee_right"),
    ("knee_right", "ankle_right"),
    ("ankle_right", "toe_right"),
    ("hip_left", "hip_right"),
    ("pelvis", "chest"),
    ("shoulder_left", "shoulder_right"),
    ("shoulder_left", "hand_left"),
    ("shoulder_right", "hand_right"),
    ("chest", "head"),
)


def figure(drill: Drill, share: float, side: Side = Side.LEFT, level: str | None = None) -> Figure:
    """Return the figure at ``share`` (0..1) of the loop; ``side`` stands, or lifts its foot.

    A drill without a picture of its own shows its posture, at rest. ``level`` is that of the
    drill; ``None`` shows its usual form.
    """
    is_down = DEFINITIONS[drill].posture is Posture.ALL_FOURS
    if drill == "aeroplane":
        made = _supported(share, _FREE_FEET[level]) if level in _FREE_FEET else _aeroplane(share)
    elif drill == "frogger":
        made = _frogger(share, _KNEES_M.get(level or "", KNEES_M))
    elif drill == "foot_lift":
        made = _foot_lift(share)
    else:
        made = _frogger(0.0) if is_down else _aeroplane(0.0)
    return made if side is Side.LEFT else _mirrored(made)


def projected(at: Vector, turn_deg: float, rise_deg: float = 12.0) -> Point:
    """Return where a point is seen (right, up; metres) by a far camera.

    ``turn_deg`` 0 looks from in front, 90 at the person's left side; ``rise_deg`` looks down.
    """
    x, y, z = at
    turn, rise = math.radians(turn_deg), math.radians(rise_deg)
    right = y * math.cos(turn) - x * math.sin(turn)
    away = -x * math.cos(turn) - y * math.sin(turn)
    return right, z * math.cos(rise) + away * math.sin(rise)


def _wave(share: float) -> float:
    """Return 0..1..0 over a loop, with a rest at both ends."""
    up = min(1.0, max(0.0, (0.5 - abs(share - 0.5)) * 2 * 1.5 - 0.2))
    return (1 - math.cos(math.pi * up)) / 2


def _aeroplane(
    share: float,
    most_deg: tuple[float, float] = (38.0, 16.0),
    hip: Vector = (-0.05, 0.0, THIGH_M + SHANK_M - 0.03),
) -> Figure:
    """Hinged on the left leg, the pelvis opens to the right, back, closes a little, back."""
    opens, closes = most_deg
    turn_deg = (
        opens * _wave(share / 0.62) if share < 0.62 else -closes * _wave((share - 0.62) / 0.38)
    )
    along = _about_up((math.cos(math.radians(12)), 0.0, math.sin(math.radians(12))), turn_deg / 3)
    across: Vector = (0.0, -1.0, 0.0)  # from the standing hip to the free one
    across = _turned(_about_up(across, turn_deg / 3), along, -turn_deg)
    pelvis = _plus(hip, across, HALF_HIPS_M)
    free = _plus(hip, across, 2 * HALF_HIPS_M)
    chest = _plus(pelvis, along, TRUNK_M)
    knee = (0.03, 0.0, SHANK_M)
    free_knee = _plus(free, along, -THIGH_M)
    free_ankle = _plus(free_knee, along, -SHANK_M)
    down = _cross(along, across)
    return Figure(
        {
            "hip_left": hip,
            "knee_left": knee,
            "ankle_left": (0.0, 0.0, 0.05),
            "toe_left": (FOOT_M, 0.0, 0.0),
            "hip_right": free,
            "knee_right": free_knee,
            "ankle_right": free_ankle,
            "toe_right": _plus(free_ankle, down, FOOT_M * 0.8 * (1 if down[2] < 0 else -1)),
            "pelvis": pelvis,
            "chest": chest,
            "shoulder_left": _plus(chest, across, -HALF_SHOULDERS_M),
            "shoulder_right": _plus(chest, across, HALF_SHOULDERS_M),
            "hand_left": _plus(chest, across, -HALF_SHOULDERS_M - ARM_M),
            "hand_right": _plus(chest, across, HALF_SHOULDERS_M + ARM_M),
            "head": _plus(chest, along, NECK_M),
        },
        "hip_left",
    )


def _supported(share: float, foot: tuple[Vector, Vector]) -> Figure:
    """Turn as far as the other foot (ankle, toe), which stays on the floor, lets the pelvis."""
    made = _aeroplane(share, (20.0, 10.0), (-0.12, 0.0, THIGH_M + SHANK_M - 0.05))
    hip, (ankle, toe) = made.joints["hip_right"], foot
    joints = {**made.joints, "knee_right": _knee(hip, ankle), "ankle_right": ankle}
    return Figure({**joints, "toe_right": toe}, made.focus)


def _knee(hip: Vector, ankle: Vector) -> Vector:
    """Return where the knee is that bends forward between a hip and an ankle."""
    reach = math.dist(hip, ankle)
    down: Vector = tuple((b - a) / reach for a, b in zip(hip, ankle, strict=True))  # type: ignore[assignment]
    bend = _angle(THIGH_M, reach, SHANK_M)
    front = (1 - down[0] ** 2, -down[0] * down[1], -down[0] * down[2])
    front_m = math.hypot(*front)
    forward: Vector = (front[0] / front_m, front[1] / front_m, front[2] / front_m)
    straight = _plus(hip, down, THIGH_M * math.cos(bend))
    return _plus(straight, forward, THIGH_M * math.sin(bend))


def _all_fours(lean_deg: float, spread_m: float) -> dict[str, Vector]:
    """Return a person on all fours whose thighs lean back, with a straight back."""
    lean = math.radians(lean_deg)
    hip_x, hip_z = -THIGH_M * math.sin(lean), THIGH_M * math.cos(lean) + 0.05
    hand_x = 0.52
    reach = math.hypot(hand_x - hip_x, hip_z)
    bend = _angle(TRUNK_M, reach, ARM_M)
    rise = math.atan2(-hip_z, hand_x - hip_x) + bend
    chest: Vector = (hip_x + TRUNK_M * math.cos(rise), 0.0, hip_z + TRUNK_M * math.sin(rise))
    head_rise = rise - 0.15
    joints: dict[str, Vector] = {
        "pelvis": (hip_x, 0.0, hip_z),
        "chest": chest,
        "head": (
            chest[0] + NECK_M * math.cos(head_rise),
            0.0,
            chest[2] + NECK_M * math.sin(head_rise),
        ),
    }
    for name, sign in (("left", 1.0), ("right", -1.0)):
        joints[f"hip_{name}"] = (hip_x, sign * HALF_HIPS_M, hip_z)
        joints[f"knee_{name}"] = (0.0, sign * spread_m, 0.05)
        joints[f"ankle_{name}"] = (-SHANK_M, sign * spread_m, 0.05)
        joints[f"toe_{name}"] = (-SHANK_M - 0.15, sign * spread_m, 0.02)
        joints[f"shoulder_{name}"] = (chest[0], sign * HALF_SHOULDERS_M, chest[2])
        joints[f"hand_{name}"] = (hand_x, sign * HALF_SHOULDERS_M, 0.02)
    return joints


def _frogger(share: float, knees_m: float = KNEES_M) -> Figure:
    return Figure(_all_fours(-4 + 50 * _wave(share), knees_m), "hip_left")


def _foot_lift(share: float) -> Figure:
    joints = _all_fours(0.0, 0.20)
    swing = math.radians(48.0 * _wave(share))
    knee = joints["knee_left"]
    outwards, up = math.sin(swing) * 0.75, math.sin(swing) * 0.62
    back = math.sqrt(max(0.0, 1 - outwards**2 - up**2))
    ankle = (knee[0] - SHANK_M * back, knee[1] + SHANK_M * outwards, knee[2] + SHANK_M * up)
    joints["ankle_left"] = ankle
    joints["toe_left"] = (ankle[0] - 0.15 * back, ankle[1] + 0.15 * outwards, ankle[2] + 0.1 * up)
    return Figure(joints, "hip_left")


def _mirrored(made: Figure) -> Figure:
    def other(name: str) -> str:
        for one, two in (("left", "right"), ("right", "left")):
            if name.endswith(one):
                return name.removesuffix(one) + two
        return name

    joints = {other(name): (x, -y, z) for name, (x, y, z) in made.joints.items()}
    return Figure(joints, other(made.focus))


def _angle(near: float, base: float, far: float) -> float:
    """Return the angle between ``near`` and ``base`` of the triangle whose third side is ``far``.

    Sides that cannot meet give the straight triangle.
    """
    cosine = (near**2 + base**2 - far**2) / (2 * near * base)
    return math.acos(min(1.0, max(-1.0, cosine)))


def _plus(at: Vector, along: Vector, length: float) -> Vector:
    return tuple(a + length * b for a, b in zip(at, along, strict=True))  # type: ignore[return-value]


def _cross(one: Vector, two: Vector) -> Vector:
    (a, b, c), (d, e, f) = one, two
    return b * f - c * e, c * d - a * f, a * e - b * d


def _about_up(vector: Vector, angle_deg: float) -> Vector:
    return _turned(vector, (0.0, 0.0, 1.0), -angle_deg)


def _turned(vector: Vector, axis: Vector, angle_deg: float) -> Vector:
    """Turn a vector about a unit axis (Rodrigues)."""
    angle = math.radians(angle_deg)
    cross = _cross(axis, vector)
    dot = sum(a * b for a, b in zip(axis, vector, strict=True))
    return tuple(
        v * math.cos(angle) + c * math.sin(angle) + a * dot * (1 - math.cos(angle))
        for v, c, a in zip(vector, cross, axis, strict=True)
    )  # type: ignore[return-value]
