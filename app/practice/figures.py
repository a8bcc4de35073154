"""A stick figure doing each drill, for the looping pictures. Joints in metres, no Qt.

x points to the person's front, y to their left, z up; the floor is z = 0. The figures are drawn
from simple geometry, not recorded: they show what to do, not how far a body goes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.practice import figure_faults
from app.practice.figure_geometry import (
    SHANK_M,
    THIGH_M,
    Joints,
    Vector,
    about_up,
    angle,
    between,
    cross,
    knee_between,
    plus,
    turned,
    wave,
)
from drills.core.events import Level, WarningKind
from drills.registry import DEFINITIONS
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from drills.core.events import Drill

TRUNK_M, ARM_M, NECK_M = 0.50, 0.56, 0.24
HALF_HIPS_M, HALF_SHOULDERS_M, FOOT_M = 0.10, 0.18, 0.20
LOOP_S = 5.0
"""How long one loop of the picture takes."""


KNEES_M = 0.26
_KNEES_M = {"knees_shoulder_wide": 0.18, "knees_wide": KNEES_M, "knees_very_wide": 0.38}
"""Half the distance between the knees in the rock, by level."""
_FREE_FEET: dict[str | None, tuple[Vector, Vector]] = {
    Level.FEET_DOWN.value: ((-0.02, -0.2, 0.05), (FOOT_M - 0.02, -0.2, 0.0)),
    Level.KICKSTAND.value: ((-0.27, -0.16, 0.13), (-0.13, -0.16, 0.0)),
}
"""Ankle and toe of the free foot, in the levels that keep it on the floor."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Joints by name ("hip_left", ...), and the one the drill is about.

    ``fault_at`` is the joint where a faulty figure goes wrong, "" in a correct one; ``fault`` says
    how far it has gone wrong (0..1).
    """

    joints: Joints
    focus: str
    fault_at: str = ""
    fault: float = 0.0


BONES = (
    ("hip_left", "knee_left"),
    ("knee_left", "ankle_left"),
    ("ankle_left", "toe_left"),
    ("hip_right", "knee_right"),
    ("knee_right", "ankle_right"),
    ("ankle_right", "toe_right"),
    ("hip_left", "hip_right"),
    ("pelvis", "waist"),
    ("waist", "chest"),
    ("shoulder_left", "shoulder_right"),
    ("shoulder_left", "hand_left"),
    ("shoulder_right", "hand_right"),
    ("chest", "head"),
)


def figure(
    drill: Drill,
    share: float,
    side: Side = Side.LEFT,
    level: str | None = None,
    fault: WarningKind | None = None,
) -> Figure:
    """Return the figure of a drill at a point of its loop.

    A drill without its own figure shows its posture at rest.

    Parameters
    ----------
    drill
        Which drill.
    share
        Position in the loop, 0..1.
    side
        The standing leg, or the side of the lifted foot.
    level
        Name of a level of the drill; ``None`` shows the usual form.
    fault
        The fault to show; ``None`` shows the correct movement.
    """
    made = _with_waist(_right(drill, share, level, fault))
    if fault is not None:
        amount = figure_faults.amount(DEFINITIONS[drill].posture, share)
        joints, at = figure_faults.wrong(made.joints, fault, amount, DEFINITIONS[drill].posture)
        made = Figure(joints, made.focus, at, amount)
    return made if side is Side.LEFT else _mirrored(made)


def faults_of(drill: Drill, level: str | None = None) -> tuple[WarningKind, ...]:
    """Return the compensations that are watched.

    Parameters
    ----------
    drill
        Which drill.
    level
        Name of a level; with the other foot on the floor, that foot cannot touch down.
    """
    kinds = tuple(rule.kind for rule in DEFINITIONS[drill].rules)
    stands_alone = level not in _FREE_FEET
    return tuple(kind for kind in kinds if kind is not WarningKind.FOOT_DOWN or stands_alone)


def _right(drill: Drill, share: float, level: str | None, fault: WarningKind | None) -> Figure:
    """Return the correct figure; for a twisted spine, most of the hip's own turn is left out."""
    is_down = DEFINITIONS[drill].posture is Posture.ALL_FOURS
    turn = figure_faults.TURN_LEFT if fault is WarningKind.SPINE_TWIST else 1.0
    if drill == "aeroplane":
        foot = _FREE_FEET.get(level)
        return _aeroplane(share, turn) if foot is None else _supported(share, foot, turn)
    if drill == "frogger":
        return _frogger(share, _KNEES_M.get(level or "", KNEES_M))
    if drill == "foot_lift":
        return _foot_lift(share)
    return _frogger(0.0) if is_down else _aeroplane(0.0)


def _with_waist(made: Figure) -> Figure:
    waist = between(made.joints["pelvis"], made.joints["chest"], 0.5)
    return Figure({**made.joints, "waist": waist}, made.focus)


def _aeroplane(
    share: float,
    turn: float = 1.0,
    most_deg: tuple[float, float] = (38.0, 16.0),
    hip: Vector = (-0.05, 0.0, THIGH_M + SHANK_M - 0.03),
) -> Figure:
    """Hinge on the left leg; the pelvis opens to the right, returns, closes a little, returns."""
    turn_deg = turn * figure_faults.turn_deg(share, most_deg)
    along = about_up((math.cos(math.radians(12)), 0.0, math.sin(math.radians(12))), turn_deg / 3)
    across: Vector = (0.0, -1.0, 0.0)  # from the standing hip to the free one
    across = turned(about_up(across, turn_deg / 3), along, -turn_deg)
    pelvis = plus(hip, across, HALF_HIPS_M)
    free = plus(hip, across, 2 * HALF_HIPS_M)
    chest = plus(pelvis, along, TRUNK_M)
    knee = (0.03, 0.0, SHANK_M)
    free_knee = plus(free, along, -THIGH_M)
    free_ankle = plus(free_knee, along, -SHANK_M)
    down = cross(along, across)
    return Figure(
        {
            "hip_left": hip,
            "knee_left": knee,
            "ankle_left": (0.0, 0.0, 0.05),
            "toe_left": (FOOT_M, 0.0, 0.0),
            "hip_right": free,
            "knee_right": free_knee,
            "ankle_right": free_ankle,
            "toe_right": plus(free_ankle, down, FOOT_M * 0.8 * (1 if down[2] < 0 else -1)),
            "pelvis": pelvis,
            "chest": chest,
            "shoulder_left": plus(chest, across, -HALF_SHOULDERS_M),
            "shoulder_right": plus(chest, across, HALF_SHOULDERS_M),
            "hand_left": plus(chest, across, -HALF_SHOULDERS_M - ARM_M),
            "hand_right": plus(chest, across, HALF_SHOULDERS_M + ARM_M),
            "head": plus(chest, along, NECK_M),
        },
        "hip_left",
    )


def _supported(share: float, foot: tuple[Vector, Vector], turn: float) -> Figure:
    """Turn as far as the other foot (ankle, toe), which stays on the floor, allows."""
    made = _aeroplane(share, turn, (20.0, 10.0), (-0.12, 0.0, THIGH_M + SHANK_M - 0.05))
    hip, (ankle, toe) = made.joints["hip_right"], foot
    joints = {**made.joints, "knee_right": knee_between(hip, ankle), "ankle_right": ankle}
    return Figure({**joints, "toe_right": toe}, made.focus)


def _all_fours(lean_deg: float, spread_m: float) -> Joints:
    """Return a person on all fours whose thighs lean back, with a straight back."""
    lean = math.radians(lean_deg)
    hip_x, hip_z = -THIGH_M * math.sin(lean), THIGH_M * math.cos(lean) + 0.05
    hand_x = 0.52
    reach = math.hypot(hand_x - hip_x, hip_z)
    bend = angle(TRUNK_M, reach, ARM_M)
    rise = math.atan2(-hip_z, hand_x - hip_x) + bend
    chest: Vector = (hip_x + TRUNK_M * math.cos(rise), 0.0, hip_z + TRUNK_M * math.sin(rise))
    head_rise = rise - 0.15
    joints: Joints = {
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
    return Figure(_all_fours(-4 + 50 * wave(share), knees_m), "hip_left")


def _foot_lift(share: float) -> Figure:
    joints = _all_fours(0.0, 0.20)
    swing = math.radians(48.0 * wave(share))
    knee = joints["knee_left"]
    outwards, up = math.sin(swing) * 0.75, math.sin(swing) * 0.62
    back = math.sqrt(max(0.0, 1 - outwards**2 - up**2))
    ankle = (knee[0] - SHANK_M * back, knee[1] + SHANK_M * outwards, knee[2] + SHANK_M * up)
    joints["ankle_left"] = ankle
    joints["toe_left"] = (ankle[0] - 0.15 * back, ankle[1] + 0.15 * outwards, ankle[2] + 0.1 * up)
    return Figure(joints, "hip_left")


def _mirrored(made: Figure) -> Figure:
    def other(name: str) -> str:
        for end, opposite in (("left", "right"), ("right", "left")):
            if name.endswith(end):
                return name.removesuffix(end) + opposite
        return name

    joints = {other(name): (x, -y, z) for name, (x, y, z) in made.joints.items()}
    return Figure(joints, other(made.focus), other(made.fault_at), made.fault)
