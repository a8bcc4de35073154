"""Arm positions and the centre of mass, shared by the drills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..conventions import RIGHTWARD_SIGN, SIDES, Side
from ..kinematics.chain import Kinematics
from ..kinematics.pose import ArmPose, Pose, thorax_frame
from ..rotations import frame_from_y_z, perpendicular_to, rot_x, rot_y, unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from ..rotations import FloatArray


def hand_along_forearm(forearm: FloatArray, thumb_towards: ArrayLike) -> FloatArray:
    """Return the frame (3, 3) of a hand in line with its forearm.

    Parameters
    ----------
    forearm
        (3, 3), in the world.
    thumb_towards
        (3,), the direction in which the thumb points as nearly as it can.
    """
    y_axis = forearm[:, 1]
    return frame_from_y_z(y_axis, perpendicular_to(thumb_towards, y_axis))


def raised_arms(
    pose: Pose, abduction_deg: Mapping[Side, float], forward_deg: float, elbow_deg: float
) -> dict[Side, ArmPose]:
    """Return both arms, raised sideways in the thorax frame.

    Parameters
    ----------
    pose
        With its trunk.
    abduction_deg
        Per side: 0 hangs, 90 is stretched out sideways.
    forward_deg
        How far the arms are in front of the frontal plane.
    elbow_deg
        Flexion of both elbows.
    """
    return {
        side: _raised_arm(pose, abduction_deg[side], forward_deg, elbow_deg, side) for side in SIDES
    }


def _raised_arm(
    pose: Pose, abduction_deg: float, forward_deg: float, elbow_deg: float, side: Side
) -> ArmPose:
    thorax = thorax_frame(pose)
    sign = RIGHTWARD_SIGN[side]
    forward, abduction = np.radians([sign * forward_deg, -sign * abduction_deg])
    swing = thorax @ (rot_y(forward) @ rot_x(abduction))
    humerus, forearm = Kinematics.arm_along(swing @ [0, -1, 0], swing @ [0, 0, 1], elbow_deg)
    raised = np.sin(np.radians(np.clip(abduction_deg, 0, 90)))
    thumb = thorax @ unit([1 - 0.75 * raised, raised, 0.0])
    return ArmPose(humerus, forearm, hand_along_forearm(forearm, thumb), 0.4)


def swung_arm(
    pose: Pose,
    swing_deg: float,
    outward: float,
    elbow_deg: float,
    thumb: ArrayLike,
    flatness: float,
    side: Side,
) -> ArmPose:
    """Return an arm swung forward from hanging.

    Parameters
    ----------
    pose
        With its trunk.
    swing_deg
        Forward +, from hanging, in the thorax frame.
    outward
        Sideways part of the arm's direction; the part in the sagittal plane has length 1.
    elbow_deg
        Flexion of the elbow.
    thumb
        (3,), the thumb's direction in the thorax frame.
    flatness
        Of the hand, 0..1.
    side
        Of the arm.
    """
    thorax = thorax_frame(pose)
    swing = np.radians(swing_deg)
    direction = unit([np.sin(swing), -np.cos(swing), RIGHTWARD_SIGN[side] * outward])
    humerus, forearm = Kinematics.arm_along(thorax @ direction, thorax @ [0, 0, 1], elbow_deg)
    hand = hand_along_forearm(forearm, thorax @ np.asarray(thumb, dtype=float))
    return ArmPose(humerus, forearm, hand, flatness)


def centre_of_mass_m(kinematics: Kinematics, pose: Pose) -> FloatArray:
    """Return the rough centre of mass (3,) of the whole body.

    Masses of the segments after de Leva (1996).

    Parameters
    ----------
    kinematics
        Of the person.
    pose
        With its limbs.
    """

    def at(segment: str, joint: str) -> FloatArray:
        return kinematics.joint_m(pose, segment, joint)

    shoulders = (at("clavL", "shoulderL") + at("clavR", "shoulderR")) / 2
    head = at("head", "head") + pose.segments["head"].rotation @ np.array([0, -0.02, 0.08])
    parts = [(0.43, 0.45 * at("pelvis", "pelvis") + 0.55 * shoulders), (0.07, head)]
    for side in SIDES:
        hip, knee = at("femur" + side, "hip" + side), at("femur" + side, "knee" + side)
        ankle, wrist = at("shank" + side, "ankle" + side), at("forearm" + side, "wrist" + side)
        shoulder = at("humerus" + side, "shoulder" + side)
        elbow = at("humerus" + side, "elbow" + side)
        foot = pose.segments["foot" + side].rotation @ np.array([0, -0.06, -0.03])
        parts += [
            (0.142, 0.58 * hip + 0.42 * knee),
            (0.043, 0.56 * knee + 0.44 * ankle),
            (0.014, ankle + foot),
            (0.027, 0.45 * shoulder + 0.55 * elbow),
            (0.016, 0.55 * elbow + 0.45 * wrist),
            (0.006, wrist + (wrist - elbow) * 0.25),
        ]
    total = sum(mass for mass, _ in parts)
    moment = np.sum([mass * place_m for mass, place_m in parts], axis=0)
    centre: FloatArray = moment / total
    return centre
