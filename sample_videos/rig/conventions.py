"""Segment axes, sides and signs that every module of the rig shares.

World: metres, z up, floor at z = 0. The person rests facing -y, so the person's LEFT is +x.

Segment frames (pelvis, thorax, femur, shank, foot) follow ISB: X anterior, Y proximal (up),
Z to the person's right, on both legs. Joint rotations chain as
``R_distal = R_proximal Rz(a) Rx(b) Ry(c)`` (Grood and Suntay 1983): flexion about the proximal
medio-lateral axis, then the floating axis, then the distal long axis.

Signs of the reported angles, degrees:

* hip: flexion +, abduction +, INTERNAL rotation +, the same for both sides;
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

#: World x of the person's side at rest: left is +x.
LATERAL_SIGN: dict[Side, float] = {"L": 1.0, "R": -1.0}
#: Sign of the segment Z axis (which points right) seen from the side: lateral on the right leg.
RIGHTWARD_SIGN: dict[Side, float] = {"L": -1.0, "R": 1.0}

#: Columns are the ISB axes (X anterior, Y up, Z right) in rest-world coordinates.
BODY_AXES: FloatArray = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

#: Spine joints the lumbar angles are spread over: L5/S1, about L3, T12/L1, about T8.
LUMBAR_JOINTS = ("spine04", "spine03", "spine02", "spine01")
LUMBAR_FLEXION_SHARE = (0.35, 0.30, 0.20, 0.15)
LUMBAR_LATERAL_SHARE = (0.30, 0.30, 0.25, 0.15)
LUMBAR_AXIAL_SHARE = (0.10, 0.20, 0.35, 0.35)
NECK_SHARE = {"neck01": 0.3, "neck02": 0.2, "neck03": 0.2, "head": 0.3}


def other_side(side: Side) -> Side:
    """Return the opposite side."""
    return "L" if side == "R" else "R"


def hip_rotation(
    flexion_deg: float, abduction_deg: float, internal_deg: float, side: Side
) -> FloatArray:
    """Rotation (3, 3) from the pelvis frame to the femur frame."""
    sign = RIGHTWARD_SIGN[side]
    flexion, abduction, internal = np.radians([flexion_deg, abduction_deg, internal_deg])
    turn: FloatArray = rot_z(flexion) @ rot_x(-sign * abduction) @ rot_y(sign * internal)
    return turn


def hip_angles_deg(pelvis: FloatArray, femur: FloatArray, side: Side) -> tuple[float, float, float]:
    """Flexion, abduction and internal rotation of the hip from two world frames (3, 3)."""
    return relative_hip_angles_deg(pelvis.T @ femur, side)


def relative_hip_angles_deg(femur_in_pelvis: FloatArray, side: Side) -> tuple[float, float, float]:
    """As `hip_angles_deg` from the femur frame written in the pelvis frame (3, 3)."""
    sign = RIGHTWARD_SIGN[side]
    a, b, c = np.degrees(zxy_angles(femur_in_pelvis))
    return float(a), float(-sign * b), float(sign * c)


def lumbar_rotation(flexion_deg: float, lateral_deg: float, axial_deg: float) -> FloatArray:
    """Rotation (3, 3) from the pelvis frame to the thorax frame."""
    flexion, lateral, axial = np.radians([flexion_deg, lateral_deg, axial_deg])
    turn: FloatArray = rot_z(-flexion) @ rot_x(lateral) @ rot_y(axial)
    return turn


def lumbar_angles_deg(lower: FloatArray, upper: FloatArray) -> tuple[float, float, float]:
    """Flexion, right side-bend and left rotation of the frame `upper` relative to `lower`."""
    a, b, c = np.degrees(zxy_angles(lower.T @ upper))
    return float(-a), float(b), float(c)


def knee_flexion_deg(femur: FloatArray, shank: FloatArray) -> float:
    """Knee flexion from the world frames (3, 3) of femur and shank."""
    return float(-np.degrees(zxy_angles(femur.T @ shank)[0]))


def tilt_forward(angle_deg: float) -> FloatArray:
    """World rotation (3, 3) that pitches a person facing -y forward by `angle_deg`."""
    return axis_angle([1, 0, 0], np.radians(angle_deg))


def drop_left(angle_deg: float) -> FloatArray:
    """World rotation (3, 3) that lowers the left side of a person facing -y by `angle_deg`."""
    return axis_angle([0, 1, 0], np.radians(angle_deg))


def turn_left(angle_deg: float) -> FloatArray:
    """World rotation (3, 3) about the vertical, to the person's left for a positive angle."""
    return axis_angle([0, 0, 1], np.radians(angle_deg))
