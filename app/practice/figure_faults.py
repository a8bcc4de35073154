"""The drawn person making a mistake: one change of the joints for each kind of compensation.

Everything is made for the left side, from the joints of the correct figure. Faults are exaggerated
so that they can be told from the correct figure at a glance; they are not to scale.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.practice.figure_geometry import (
    UP,
    Joints,
    Vector,
    between,
    cross,
    knee_between,
    plus,
    swung,
    toward,
    turned,
    wave,
)
from drills.core.events import WarningKind
from vision.datatypes import Posture

if TYPE_CHECKING:
    from collections.abc import Callable

TURN_LEFT = 0.15
"""Share of the hip's own turn that remains where the spine turns instead."""
TWIST_DEG = (34.0, 16.0)
BEND_DEG = 48.0
"""How far the upper half of the spine turns against the lower one."""
ARCH_M = 0.10
SIDE_DEG = 26.0
KNEE_M = 0.11
COMES_UP_DEG = 34.0
SHIFT_M = 0.09
ROLL_DEG = 24.0
DOWN: tuple[Vector, Vector] = ((-0.27, -0.16, 0.13), (-0.13, -0.16, 0.0))
"""Ankle and toe of the free foot that has touched down."""
_UPPER = ("chest", "shoulder_left", "shoulder_right", "hand_left", "hand_right", "head")
ON_FLOOR_M = 0.05
_FREE_FOOT = ("ankle_right", "toe_right")
_STANDING_LEG = ("knee_left", "ankle_left", "toe_left", "hip_left")


def turn_deg(share: float, most_deg: tuple[float, float]) -> float:
    """Return the rotation of the aeroplane at a point of its loop: open +, closed -.

    Parameters
    ----------
    share
        Position in the loop, 0..1.
    most_deg
        The greatest rotation when opening and when closing, both positive.
    """
    opens, closes = most_deg
    if share < 0.62:
        return opens * wave(share / 0.62)
    return -closes * wave((share - 0.62) / 0.38)


def amount(posture: Posture, share: float) -> float:
    """Return the extent (0..1) of a fault at a point of the loop: it grows with the movement.

    Parameters
    ----------
    posture
        The posture of the drill; hinged, the movement goes to both sides in one loop.
    share
        Position in the loop, 0..1.
    """
    if posture is Posture.HINGED:  # there and back to both sides
        return abs(turn_deg(share, (1.0, 1.0)))
    return wave(share)


def wrong(joints: Joints, kind: WarningKind, amount: float, posture: Posture) -> tuple[Joints, str]:
    """Return the faulty joints, and the name of the joint to look at.

    Parameters
    ----------
    joints
        Joints (front, left, up; metres) of the correct figure, by name.
    kind
        The compensation to show.
    amount
        0..1 of its full extent.
    posture
        The posture of the drill: on all fours, the hands stay in place when the back bends.
    """
    make, at = _FAULTS[kind]
    if posture is Posture.ALL_FOURS and kind in _ON_FOURS:
        make = _ON_FOURS[kind]
    return make(joints, amount), at


def _axes(joints: Joints) -> tuple[Vector, Vector]:
    """Return the unit vectors along the spine and from the left hip to the right."""
    return toward(joints["pelvis"], joints["chest"]), toward(
        joints["hip_left"], joints["hip_right"]
    )


def _bent(joints: Joints, amount: float) -> Joints:
    """Round (or with a negative amount hollow) the back: its two halves turn against each other."""
    along, across = _axes(joints)
    half = 0.5 * BEND_DEG * amount
    waist = plus(joints["pelvis"], turned(along, across, half), _half_m(joints))
    upper = swung(joints, _UPPER, joints["waist"], across, -half)
    by = plus(waist, joints["waist"], -1.0)
    moved = {name: plus(upper[name], by, 1.0) for name in _UPPER}
    return {**upper, **moved, "waist": waist}


def _arched(joints: Joints, amount: float) -> Joints:
    """Push the waist up (or down) between pelvis and shoulders, which the hands keep in place."""
    along, across = _axes(joints)
    dorsal = cross(across, along)
    dorsal = dorsal if dorsal[2] > 0 else turned(dorsal, along, 180.0)
    half_m, rise_m = _half_m(joints), ARCH_M * amount
    shorter_m = 2 * (half_m - (half_m**2 - rise_m**2) ** 0.5)
    upper = {name: plus(joints[name], along, -shorter_m) for name in _UPPER if "hand" not in name}
    middle = between(joints["pelvis"], upper["chest"], 0.5)
    return {**joints, **upper, "waist": plus(middle, dorsal, rise_m)}


def _half_m(joints: Joints) -> float:
    return math.dist(joints["pelvis"], joints["waist"])


def _twisted(joints: Joints, amount: float) -> Joints:
    """Turn shoulders and arms about the spine while the pelvis stays."""
    along, _ = _axes(joints)
    return swung(joints, _UPPER, joints["chest"], along, -TWIST_DEG[0] * amount)


def _side_bent(joints: Joints, amount: float) -> Joints:
    along, across = _axes(joints)
    return swung(joints, _UPPER, joints["waist"], cross(along, across), SIDE_DEG * amount)


def _knee_in(joints: Joints, amount: float) -> Joints:
    return {**joints, "knee_left": plus(joints["knee_left"], (0.0, -1.0, 0.0), KNEE_M * amount)}


def _risen(joints: Joints, amount: float) -> Joints:
    """Come up out of the hinge: everything but the supporting legs turns about the standing hip."""
    supports = joints["toe_right"][2] < ON_FLOOR_M
    stays = (*_STANDING_LEG, *(_FREE_FOOT if supports else ()))
    moves = tuple(name for name in joints if name not in stays)
    risen = swung(joints, moves, joints["hip_left"], (0.0, 1.0, 0.0), -COMES_UP_DEG * amount)
    if not supports:
        return risen
    return {**risen, "knee_right": knee_between(risen["hip_right"], risen["ankle_right"])}


def _foot_down(joints: Joints, amount: float) -> Joints:
    share = min(1.0, 1.3 * amount)
    ankle = between(joints["ankle_right"], DOWN[0], share)
    toe = between(joints["toe_right"], DOWN[1], share)
    knee = knee_between(joints["hip_right"], ankle)
    return {**joints, "knee_right": knee, "ankle_right": ankle, "toe_right": toe}


def _shifted(joints: Joints, amount: float) -> Joints:
    """Shift the pelvis to one side; the lower spine goes along with it."""
    moved = {"hip_left": 1.0, "hip_right": 1.0, "pelvis": 1.0, "waist": 0.6, "chest": 0.2}
    left: Vector = (0.0, 1.0, 0.0)
    return {
        **joints,
        **{
            name: plus(joints[name], left, SHIFT_M * share * amount)
            for name, share in moved.items()
        },
    }


def _rolled(joints: Joints, amount: float) -> Joints:
    """Lift the pelvis with the foot: it rolls about the hip of the other side."""
    names = ("hip_left", "pelvis")
    rolled = swung(joints, names, joints["hip_right"], (1.0, 0.0, 0.0), ROLL_DEG * amount)
    rise_m = rolled["hip_left"][2] - joints["hip_left"][2]
    leg = {
        name: plus(joints[name], UP, 0.7 * rise_m)
        for name in ("knee_left", "ankle_left", "toe_left")
    }
    waist = plus(joints["waist"], UP, rise_m / 4)
    return {**rolled, **leg, "waist": waist}


_FAULTS: dict[WarningKind, tuple[Callable[[Joints, float], Joints], str]] = {
    WarningKind.LUMBAR_FLEXION: (_bent, "waist"),
    WarningKind.LUMBAR_EXTENSION: (lambda joints, amount: _bent(joints, -amount), "waist"),
    WarningKind.SPINE_TWIST: (_twisted, "chest"),
    WarningKind.SIDE_BEND: (_side_bent, "waist"),
    WarningKind.KNEE_DRIFT: (_knee_in, "knee_left"),
    WarningKind.HINGE_LOST: (_risen, "chest"),
    WarningKind.FOOT_DOWN: (_foot_down, "ankle_right"),
    WarningKind.SIDE_SHIFT: (_shifted, "pelvis"),
    WarningKind.PELVIS_LIFT: (_rolled, "hip_left"),
}
_ON_FOURS: dict[WarningKind, Callable[[Joints, float], Joints]] = {
    WarningKind.LUMBAR_FLEXION: _arched,
    WarningKind.LUMBAR_EXTENSION: lambda joints, amount: _arched(joints, -amount),
}
LOOKS: dict[WarningKind, tuple[float, float]] = {
    WarningKind.LUMBAR_FLEXION: (82.0, 10.0),
    WarningKind.LUMBAR_EXTENSION: (82.0, 10.0),
    WarningKind.SPINE_TWIST: (30.0, 16.0),
    WarningKind.SIDE_BEND: (24.0, 60.0),
    WarningKind.KNEE_DRIFT: (12.0, 10.0),
    WarningKind.HINGE_LOST: (80.0, 10.0),
    WarningKind.FOOT_DOWN: (62.0, 14.0),
    WarningKind.SIDE_SHIFT: (176.0, 22.0),
    WarningKind.PELVIS_LIFT: (164.0, 14.0),
}
"""Where a fault is seen best from: turn and rise in deg, as in `figure_geometry.projected`."""
