"""Segment axes, sides and signs that all modules of the rig share.

World: metres, z up, floor at z = 0. The resting person faces -y, so the person's LEFT is at +x.

Segment frames (pelvis, thorax, femur, shank, foot) follow ISB: X anterior, Y proximal (up),
Z to the person's right, on both legs. Joint rotations chain as
``R_distal = R_proximal Rz(a) Rx(b) Ry(c)`` (Grood and Suntay 1983): flexion about the proximal
mediolateral axis, then the floating axis, then the distal long axis.

Signs of the reported angles, degrees:

* hip: flexion +, abduction +, INTERNAL rotation +, on both sides;
* knee: flexion +; ankle: dorsiflexion +;
* lumbar (thorax relative to pelvis): flexion +, side-bend to the RIGHT +, rotation to the LEFT +.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from .rotations import axis_angle, rot_x, rot_y, rot_z, zxy_angles

if TYPE_CHECKING:
    from .rotations import FloatArray

Side: TypeAlias = Literal["L", "R"]
SIDES: tuple[Side, Side] = ("L", "R")

#: Sign of world x on each side of the resting person: left is +x.
LATERAL_SIGN: dict[Side, float] = {"L": 1.0, "R": -1.0}
#: Sign of "outwards" along a segment's Z axis, which points right on both legs.
RIGHTWARD_SIGN: dict[Side, float] = {"L": -1.0, "R": 1.0}

#: Columns are the ISB axes (X anterior, Y up, Z right) in the world axes of the rest pose.
BODY_AXES: FloatArray = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def other_side(side: Side) -> Side:
    """Return the opposite side."""
    return "L" if side == "R" else "R"


def hip_rotation(
    flexion_deg: float, abduction_deg: float, internal_deg: float, side: Side
) -> FloatArray:
    """Return the rotation (3, 3) from the pelvis frame to the femur frame.

    Parameters
    ----------
    flexion_deg, abduction_deg, internal_deg
        Angles of the hip; signs as at the top of this module.
    side
        Of the hip.
    """
    sign = RIGHTWARD_SIGN[side]
    flexion, abduction, internal = np.radians([flexion_deg, abduction_deg, internal_deg])
    turn: FloatArray = rot_z(flexion) @ rot_x(-sign * abduction) @ rot_y(sign * internal)
    return turn


def hip_angles_deg(pelvis: FloatArray, femur: FloatArray, side: Side) -> tuple[float, float, float]:
    """Return flexion, abduction and internal rotation of a hip.

    Parameters
    ----------
    pelvis, femur
        World frames (3, 3).
    side
        Of the hip.
    """
    sign = RIGHTWARD_SIGN[side]
    a, b, c = np.degrees(zxy_angles(pelvis.T @ femur))
    return float(a), float(-sign * b), float(sign * c)


def lumbar_rotation(flexion_deg: float, lateral_deg: float, axial_deg: float) -> FloatArray:
    """Return the rotation (3, 3) from the pelvis frame to the thorax frame.

    Parameters
    ----------
    flexion_deg, lateral_deg, axial_deg
        Flexion, side-bend to the right and rotation to the left.
    """
    flexion, lateral, axial = np.radians([flexion_deg, lateral_deg, axial_deg])
    turn: FloatArray = rot_z(-flexion) @ rot_x(lateral) @ rot_y(axial)
    return turn


def lumbar_angles_deg(lower: FloatArray, upper: FloatArray) -> tuple[float, float, float]:
    """Return flexion, right side-bend and left rotation of one frame relative to another.

    Parameters
    ----------
    lower, upper
        World frames (3, 3), such as those of pelvis and thorax.
    """
    a, b, c = np.degrees(zxy_angles(lower.T @ upper))
    return float(-a), float(b), float(c)


def knee_flexion_deg(femur: FloatArray, shank: FloatArray) -> float:
    """Return the flexion of a knee.

    Parameters
    ----------
    femur, shank
        World frames (3, 3) of the same leg.
    """
    return float(-np.degrees(zxy_angles(femur.T @ shank)[0]))


def tilt_forward(angle_deg: float) -> FloatArray:
    """Return the world rotation (3, 3) that pitches a person facing -y forward."""
    return axis_angle([1, 0, 0], np.radians(angle_deg))


def drop_left(angle_deg: float) -> FloatArray:
    """Return the world rotation (3, 3) that lowers the left side of a person facing -y."""
    return axis_angle([0, 1, 0], np.radians(angle_deg))


def turn_left(angle_deg: float) -> FloatArray:
    """Return the world rotation (3, 3) about the vertical; positive is to the person's left."""
    return axis_angle([0, 0, 1], np.radians(angle_deg))
