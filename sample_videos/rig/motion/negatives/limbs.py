"""Where the limbs of a key posture are: on the floor, at a point, or free with given angles.

The place of a limb is a tuple of numbers, so two places of one kind can be mixed number by number.
Distances from the midline are positive outwards on both sides; y runs along the room, negative
forward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import numpy as np

from ...conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    RIGHTWARD_SIGN,
    Side,
    hip_rotation,
    tilt_forward,
    turn_left,
)
from ...kinematics.pose import ArmPose, LegPose, thorax_frame
from ...rotations import frame_from_y_z, interpolate, perpendicular_to, rot_z, unit
from ..posture import hand_along_forearm

if TYPE_CHECKING:
    from ...kinematics.chain import Kinematics
    from ...kinematics.pose import Pose
    from ...kinematics.skeleton import Skeleton
    from ...rotations import FloatArray

_FORWARD = np.array([0.0, -1.0, 0.0])
_TOES_ON_THE_FLOOR_DEG = -8.0


class Ground(NamedTuple):
    """Heights (m) of the joint centres whose skin touches the floor."""

    ankle_m: float
    knee_m: float = 0.055
    shin_ankle_m: float = 0.06
    wrist_m: float = 0.03


class Setting(NamedTuple):
    """What a limb hangs from: the person, the posed trunk and the floor."""

    kinematics: Kinematics
    pose: Pose
    ground: Ground


# ---- legs ----------------------------------------------------------------------------------------


class FootDown(NamedTuple):
    """Foot on the floor, or `lift_m` above it; `heel_deg` raises the heel about the toes."""

    out_m: float
    y_m: float
    lift_m: float = 0.0
    toe_out_deg: float = 6.0
    heel_deg: float = 0.0

    def ankle(
        self, skeleton: Skeleton, ground: Ground, side: Side
    ) -> tuple[FloatArray, FloatArray]:
        """Return the ankle (3,), metres, and the foot frame (3, 3).

        Parameters
        ----------
        skeleton
            Of the person.
        ground
            Heights of the joints on the floor.
        side
            Of the foot.
        """
        out = LATERAL_SIGN[side]
        flat = turn_left(out * self.toe_out_deg) @ BODY_AXES
        rest = skeleton.frames["foot" + side]
        to_toe_m = skeleton.joints["toe" + side] - skeleton.joints["ankle" + side]
        flat_ankle_m = np.array([out * self.out_m, self.y_m, ground.ankle_m + self.lift_m])
        toe_m = flat_ankle_m + flat @ rest.T @ to_toe_m
        foot = tilt_forward(self.heel_deg) @ flat
        return toe_m - foot @ rest.T @ to_toe_m, foot

    def solve(self, setting: Setting, side: Side) -> tuple[LegPose, float]:
        """Return the leg and the distance (m) by which it is too short.

        Parameters
        ----------
        setting
            What the leg hangs from.
        side
            Of the leg.
        """
        ankle_m, foot = self.ankle(setting.kinematics.skeleton, setting.ground, side)
        hip_m = setting.kinematics.joint_m(setting.pose, "pelvis", "hip" + side)
        forward = turn_left(LATERAL_SIGN[side] * (self.toe_out_deg + 2)) @ _FORWARD
        leg = setting.kinematics.leg_to_ankle(hip_m, ankle_m, forward)
        return LegPose(leg.femur, leg.shank, foot, self.heel_deg), leg.shortfall_m


class ShinDown(NamedTuple):
    """Knee and shin on the floor; `shin_out_deg` turns the shin outwards."""

    out_m: float
    y_m: float
    lift_m: float = 0.0
    shin_out_deg: float = -4.0
    plantar_deg: float = 62.0

    def knee(self, ground: Ground, side: Side) -> FloatArray:
        """Return the centre of the knee (3,), metres.

        Parameters
        ----------
        ground
            Heights of the joints on the floor.
        side
            Of the knee.
        """
        height_m = ground.knee_m + self.lift_m
        return np.array([LATERAL_SIGN[side] * self.out_m, self.y_m, height_m])

    def solve(self, setting: Setting, side: Side) -> tuple[LegPose, float]:
        """Return the leg and the distance (m) by which the knee misses its place.

        Parameters
        ----------
        setting
            What the leg hangs from.
        side
            Of the leg.
        """
        knee_m = self.knee(setting.ground, side)
        hip_m = setting.kinematics.joint_m(setting.pose, "pelvis", "hip" + side)
        rise_m = setting.ground.shin_ankle_m - setting.ground.knee_m
        up = rise_m / setting.kinematics.lengths_m["shank"]
        outward = LATERAL_SIGN[side] * np.sin(np.radians(self.shin_out_deg))
        back = np.array([outward, np.cos(np.radians(self.shin_out_deg)), up])
        femur_y, shank_y = unit(hip_m - knee_m), -unit(back)
        knee_axis = unit(np.cross(shank_y, femur_y))
        shank = frame_from_y_z(shank_y, knee_axis)
        foot = shank @ rot_z(-np.radians(self.plantar_deg))
        miss_m = abs(np.linalg.norm(hip_m - knee_m) - setting.kinematics.lengths_m["femur"])
        leg = LegPose(frame_from_y_z(femur_y, knee_axis), shank, foot, _TOES_ON_THE_FLOOR_DEG)
        return leg, float(miss_m)


class FreeLeg(NamedTuple):
    """Leg in the air, given by its joint angles."""

    flexion_deg: float
    abduction_deg: float = 0.0
    internal_deg: float = 0.0
    knee_deg: float = 5.0
    plantar_deg: float = 20.0

    def solve(self, setting: Setting, side: Side) -> tuple[LegPose, float]:
        """Return the leg, and 0: it has no place to miss.

        Parameters
        ----------
        setting
            What the leg hangs from.
        side
            Of the leg.
        """
        pelvis = setting.pose.segments["pelvis"].rotation @ BODY_AXES
        turn = hip_rotation(self.flexion_deg, self.abduction_deg, self.internal_deg, side)
        femur = pelvis @ turn
        shank = femur @ rot_z(-np.radians(self.knee_deg))
        return LegPose(femur, shank, shank @ rot_z(-np.radians(self.plantar_deg))), 0.0


# ---- arms ----------------------------------------------------------------------------------------


class PalmDown(NamedTuple):
    """Hand flat on the floor, or `lift_m` above it, fingers forward."""

    out_m: float
    y_m: float
    lift_m: float = 0.0
    turn_out_deg: float = 6.0

    def wrist(self, ground: Ground, side: Side) -> FloatArray:
        """Return the wrist (3,), metres.

        Parameters
        ----------
        ground
            Heights of the joints on the floor.
        side
            Of the hand.
        """
        height_m = ground.wrist_m + self.lift_m
        return np.array([LATERAL_SIGN[side] * self.out_m, self.y_m, height_m])

    def solve(self, setting: Setting, side: Side) -> tuple[ArmPose, float]:
        """Return the arm and the distance (m) by which it is too short.

        Parameters
        ----------
        setting
            What the arm hangs from.
        side
            Of the arm.
        """
        out = LATERAL_SIGN[side]
        turn = turn_left(out * self.turn_out_deg)
        hand = frame_from_y_z(turn @ np.array([0, 1.0, 0]), turn @ np.array([-out, 0.0, 0.0]))
        shoulder_m = setting.kinematics.joint_m(setting.pose, "clav" + side, "shoulder" + side)
        elbow_towards = np.array([out * 0.55, 1.0, 0.0])
        arm = setting.kinematics.arm_to_wrist(
            shoulder_m, self.wrist(setting.ground, side), elbow_towards
        )
        return ArmPose(arm.humerus, arm.forearm, hand, 1.0), arm.shortfall_m


class FreeArm(NamedTuple):
    """Arm in the air, in the thorax frame.

    `raise_deg` lifts it forwards (0 hangs, 90 points forward, 180 up), `out_deg` away from the
    midline; the elbow bends the hand forwards and up, with `bend_up` 1 straight up (behind the
    head).
    """

    raise_deg: float = 4.0
    out_deg: float = 9.0
    elbow_deg: float = 12.0
    bend_up: float = 0.0

    def solve(self, setting: Setting, side: Side) -> tuple[ArmPose, float]:
        """Return the arm, and 0: it has no place to miss.

        Parameters
        ----------
        setting
            What the arm hangs from.
        side
            Of the arm.
        """
        thorax = thorax_frame(setting.pose)
        lift, out = np.radians([self.raise_deg, self.out_deg])
        sideways = RIGHTWARD_SIGN[side] * np.sin(out)
        direction = np.array([np.sin(lift) * np.cos(out), -np.cos(lift) * np.cos(out), sideways])
        ahead = np.array([np.cos(lift), np.sin(lift), 0.0])
        up = np.array([0.0, 1.0, 0.0])
        bend = perpendicular_to((1 - self.bend_up) * ahead + self.bend_up * up, direction)
        axis = np.cross(direction, bend)
        humerus, forearm = setting.kinematics.arm_along(
            thorax @ direction, thorax @ axis, self.elbow_deg
        )
        thumb = thorax @ (ahead + abs(np.sin(out)) * up)
        return ArmPose(humerus, forearm, hand_along_forearm(forearm, thumb), 0.4), 0.0


class HandAt(NamedTuple):
    """Hand at a point in the room."""

    x_m: float
    y_m: float
    z_m: float
    elbow_out: float = 0.6
    elbow_back: float = 1.0

    def solve(self, setting: Setting, side: Side) -> tuple[ArmPose, float]:
        """Return the arm, and 0: it reaches as far as it can.

        Parameters
        ----------
        setting
            What the arm hangs from.
        side
            Of the arm.
        """
        towards = np.array([LATERAL_SIGN[side] * self.elbow_out, self.elbow_back, 0.1])
        return _reaching(setting, np.array([self.x_m, self.y_m, self.z_m]), towards, side)


class HandOn(NamedTuple):
    """Hand at a point of the trunk: forward, up and outwards from the middle of the hips."""

    forward_m: float
    up_m: float
    out_m: float

    def solve(self, setting: Setting, side: Side) -> tuple[ArmPose, float]:
        """Return the arm, and 0: it reaches as far as it can.

        Parameters
        ----------
        setting
            What the arm hangs from.
        side
            Of the arm.
        """
        pelvis = setting.pose.segments["pelvis"].rotation
        out = LATERAL_SIGN[side]
        middle_m = setting.kinematics.joint_m(setting.pose, "pelvis", "pelvis")
        point_m = middle_m + pelvis @ np.array([out * self.out_m, -self.forward_m, self.up_m])
        return _reaching(setting, point_m, pelvis @ np.array([out, 0.7, -0.2]), side)


def _reaching(
    setting: Setting, wrist_m: FloatArray, elbow_towards: FloatArray, side: Side
) -> tuple[ArmPose, float]:
    shoulder_m = setting.kinematics.joint_m(setting.pose, "clav" + side, "shoulder" + side)
    arm = setting.kinematics.arm_to_wrist(shoulder_m, wrist_m, elbow_towards)
    hand = hand_along_forearm(arm.forearm, np.array([0.0, -1.0, 0.3]))
    return ArmPose(arm.humerus, arm.forearm, hand, 0.6), 0.0


Leg: TypeAlias = FootDown | ShinDown | FreeLeg
Arm: TypeAlias = PalmDown | FreeArm | HandAt | HandOn

#: How high a limb is carried from one place on the floor to another (m), if these are at least
#: `_FULL_CARRY_M` apart.
_CARRY_M = {FootDown: 0.09, ShinDown: 0.03, PalmDown: 0.07}
_FULL_CARRY_M = 0.15
LimbT = TypeVar("LimbT", bound=Leg | Arm)


def mixed(start: LimbT, end: LimbT, fraction: float) -> LimbT:
    """Return a place between two of the same kind; a limb on the floor is carried through the air.

    Parameters
    ----------
    start, end
        Places of a limb, of the same class.
    fraction
        How far along the way, 0..1.
    """
    values = [a + (b - a) * fraction for a, b in zip(start, end, strict=True)]
    if type(start) in _CARRY_M:
        travel_m = np.hypot(end[0] - start[0], end[1] - start[1])
        carry_m = _CARRY_M[type(start)] * min(1.0, float(travel_m) / _FULL_CARRY_M)
        height_m = values[2] + carry_m * np.sin(np.pi * fraction)
        values[2] = float(height_m)
    return type(start)(*values)


def blended_leg(start: LegPose, end: LegPose, fraction: float) -> LegPose:
    """Return a leg between two solved ones, joint by joint.

    Parameters
    ----------
    start, end
        Poses of the leg.
    fraction
        How far along the way, 0..1.
    """
    frames = [interpolate(a, b, fraction) for a, b in zip(start[:3], end[:3], strict=True)]
    toes_deg = start[3] + (end[3] - start[3]) * fraction
    return LegPose(frames[0], frames[1], frames[2], toes_deg)


def blended_arm(start: ArmPose, end: ArmPose, fraction: float) -> ArmPose:
    """Return an arm between two solved ones, joint by joint.

    Parameters
    ----------
    start, end
        Poses of the arm.
    fraction
        How far along the way, 0..1.
    """
    frames = [interpolate(a, b, fraction) for a, b in zip(start[:3], end[:3], strict=True)]
    return ArmPose(frames[0], frames[1], frames[2], start[3] + (end[3] - start[3]) * fraction)
