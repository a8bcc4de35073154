"""Movement through key postures: minimum jerk, with knees, feet and hands kept on the floor.

Between two postures the numbers that describe the trunk are mixed, and each limb is treated in one
of two ways. If both postures describe it in the same way (a foot here and a foot there), its place
is mixed and the limb is solved anew, so what is on the floor stays there: the hips give way until
kneeling and standing legs fit, and the trunk tilts until planted hands reach the floor. Otherwise
both ends are solved, and the joints turn from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...conventions import (
    BODY_AXES,
    SIDES,
    Side,
    drop_left,
    tilt_forward,
    turn_left,
)
from ...rotations import unit
from ..timing import Sway, ease
from .limbs import (
    FootDown,
    FreeArm,
    Ground,
    LimbT,
    PalmDown,
    Setting,
    ShinDown,
    blended_arm,
    blended_leg,
    mixed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...kinematics.chain import Kinematics
    from ...kinematics.pose import ArmPose, LegPose, Pose
    from ...rotations import FloatArray
    from .limbs import Arm, Leg

Triple = tuple[float, float, float]

SWAY_CHANNELS = (
    *("hips_x", "hips_y", "tilt", "drop", "turn", "lumbar_flex", "lumbar_lat", "lumbar_ax"),
    *("nod", "look"),
)
#: A leg or arm reaches at most this share of its length.
_LEG_REACH, _ARM_REACH = 0.997, 0.985
#: Shoulders stay at least this share of the arm's length away from planted hands.
_ARM_LEAST = 0.6
_HIP_STEPS = 4
#: Keeps the hips from moving far in a direction that hardly matters.
_DAMPING = 0.02
#: Ankles and fingers of limbs on their way stay above these heights; toes may give a little (m).
_ANKLE_CLEARANCE_M, _FINGER_CLEARANCE_M, _GIVE_M = 0.04, 0.03, 0.015
_UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Posture:
    """A key posture; angles in degrees, lengths in metres.

    Attributes
    ----------
    hips_m
        Middle between the hip joints.
    tilt, drop, turn
        Of the pelvis: forward tilt; left side down; turn to the left about the trunk's long axis.
    lumbar, neck
        Flexion, side-bend to the right, rotation to the left.
    girdle
        Elevation and protraction of the shoulder girdle.
    legs, arms
        Places by side, see `limbs`.
    """

    hips_m: Triple
    legs: Mapping[Side, Leg]
    tilt: float = 0.0
    drop: float = 0.0
    turn: float = 0.0
    lumbar: Triple = (0.0, 0.0, 0.0)
    neck: Triple = (0.0, 0.0, 0.0)
    girdle: tuple[float, float] = (-5.0, 2.0)
    arms: Mapping[Side, Arm] = field(default_factory=lambda: dict.fromkeys(SIDES, FreeArm()))

    def with_leg(self, side: Side, leg: Leg, **changes: Any) -> Posture:
        """Return a copy with another leg.

        Parameters
        ----------
        side
            Of the leg.
        leg
            Its new place.
        changes
            Other fields and their new values.
        """
        return replace(self, legs={**self.legs, side: leg}, **changes)

    def with_arm(self, side: Side, arm: Arm, **changes: Any) -> Posture:
        """Return a copy with another arm.

        Parameters
        ----------
        side
            Of the arm.
        arm
            Its new place.
        changes
            Other fields and their new values.
        """
        return replace(self, arms={**self.arms, side: arm}, **changes)

    def pelvis(self) -> FloatArray:
        """Return the world frame (3, 3) of the pelvis."""
        frame: FloatArray = (
            tilt_forward(self.tilt) @ drop_left(self.drop) @ turn_left(self.turn) @ BODY_AXES
        )
        return frame


class Step(NamedTuple):
    """A move to a posture, or a rest in it."""

    duration_s: float
    posture: Posture
    name: str


class Placed(NamedTuple):
    """A pose, and the largest distance (m) by which a limb misses its place."""

    pose: Pose
    residual_m: float


_TRUNK_FIELDS = ("hips_m", "tilt", "drop", "turn", "lumbar", "neck", "girdle")
assert {f.name for f in fields(Posture)} == {*_TRUNK_FIELDS, "legs", "arms"}


class Poser:
    """Poses one person between key postures."""

    def __init__(
        self, kinematics: Kinematics, ground: Ground, thorax_share: float | None = None
    ) -> None:
        self._kin = kinematics
        self._ground = ground
        self._thorax_share = thorax_share

    def settled(self, posture: Posture) -> Posture:
        """Return the posture with hips and tilt that let all limbs reach their places."""
        hips_m = self._reachable_hips(posture, posture.legs)
        x, y, z = map(float, hips_m)
        posture = replace(posture, hips_m=(x, y, z))
        extra_deg = self._tilt_to_hands(self._trunk(posture), hips_m, posture.arms)
        return replace(posture, tilt=posture.tilt + extra_deg)

    def between(
        self, start: Posture, end: Posture, fraction: float, sway: dict[str, float]
    ) -> Placed:
        """Return the pose on the way from one posture to another.

        Parameters
        ----------
        start, end
            Settled postures.
        fraction
            Of the time, 0..1.
        sway
            Value of each of `SWAY_CHANNELS`.
        """
        eased = ease(fraction)
        trunk = _swayed(_mixed_trunk(start, end, eased), sway)
        legs = _kept(start.legs, end.legs, eased)
        arms = _kept(start.arms, end.arms, eased)
        hips_m = self._reachable_hips(trunk, legs)
        x, y, z = map(float, hips_m)
        trunk = replace(trunk, hips_m=(x, y, z))
        pose = self._trunk(trunk)
        extra_deg = self._tilt_to_hands(pose, hips_m, arms)
        if extra_deg:
            pose = self._trunk(replace(trunk, tilt=trunk.tilt + extra_deg))
        setting = Setting(self._kin, pose, self._ground)
        leg_poses, arm_poses, residual_m = {}, {}, 0.0
        for side in SIDES:
            leg_poses[side], leg_m = _leg(setting, side, start.legs[side], end.legs[side], eased)
            arm_poses[side], arm_m = _arm(setting, side, start.arms[side], end.arms[side], eased)
            residual_m = max(residual_m, leg_m, arm_m)
        self._kin.add_limbs(pose, leg_poses, arm_poses)
        return Placed(pose, residual_m)

    def _trunk(self, posture: Posture) -> Pose:
        girdle = dict.fromkeys(SIDES, posture.girdle)
        hips_m = np.array(posture.hips_m)
        return self._kin.trunk(
            posture.pelvis(), hips_m, posture.lumbar, posture.neck, girdle, self._thorax_share
        )

    def _reachable_hips(self, trunk: Posture, legs: Mapping[Side, Leg]) -> FloatArray:
        """Move the hips (3,) as little as possible until kneeling and standing legs fit."""
        joints = self._kin.skeleton.joints
        turn = trunk.pelvis() @ BODY_AXES.T
        place_m = np.array(trunk.hips_m, dtype=float)
        goals = []
        for side, leg in legs.items():
            goal = self._leg_goal(leg, side)
            if goal:
                goals.append((turn @ (joints["hip" + side] - joints["pelvis"]), *goal))
        for _ in range(_HIP_STEPS if goals else 0):
            rows, errors = [], []
            for offset_m, goal_m, length_m, exact in goals:
                gap_m = place_m + offset_m - goal_m
                distance_m = float(np.linalg.norm(gap_m))
                error_m = distance_m - length_m
                rows.append(gap_m[1:] / distance_m)
                errors.append(error_m if exact else max(0.0, error_m))
            jacobian, error = np.array(rows), np.array(errors)
            square = jacobian.T @ jacobian + _DAMPING * np.eye(2)
            place_m[1:] -= np.linalg.solve(square, jacobian.T @ error)
        return place_m

    def _leg_goal(self, leg: Leg, side: Side) -> tuple[FloatArray, float, bool] | None:
        """Return the point (3,) from which the hip keeps a distance (m), and whether exactly.

        Otherwise the distance may be smaller. None means that the leg is in the air.
        """
        lengths_m = self._kin.lengths_m
        if isinstance(leg, ShinDown):
            return leg.knee(self._ground, side), lengths_m["femur"], True
        if isinstance(leg, FootDown):
            ankle_m, _ = leg.ankle(self._kin.skeleton, self._ground, side)
            return ankle_m, _LEG_REACH * (lengths_m["femur"] + lengths_m["shank"]), False
        return None

    def _tilt_to_hands(self, pose: Pose, hips_m: FloatArray, arms: Mapping[Side, Arm]) -> float:
        """Return the extra tilt (degrees) that lets the arms reach hands on the floor."""
        arm_m = self._kin.lengths_m["humerus"] + self._kin.lengths_m["forearm"]
        limits_m = (_ARM_LEAST * arm_m, _ARM_REACH * arm_m)
        extra = 0.0
        for side, arm in arms.items():
            if isinstance(arm, PalmDown):
                shoulder_m = self._kin.joint_m(pose, "clav" + side, "shoulder" + side) - hips_m
                wrist_m = arm.wrist(self._ground, side) - hips_m
                extra = max((extra, _turn_within_reach(shoulder_m, wrist_m, limits_m)), key=abs)
        return float(np.degrees(extra))


def _turn_within_reach(
    shoulder_m: FloatArray, wrist_m: FloatArray, limits_m: tuple[float, float]
) -> float:
    """Return the angle (radians) about x, through the origin, that brings a shoulder to a wrist.

    Their distance is then within the limits, or as near to them as turning can bring it.
    """
    least_m, most_m = limits_m
    distance_m = float(np.linalg.norm(wrist_m - shoulder_m))
    if least_m <= distance_m <= most_m:
        return 0.0
    wanted_m = most_m if distance_m > most_m else least_m
    flat_m = wanted_m**2 - float(wrist_m[0] - shoulder_m[0]) ** 2
    near_m, far_m = float(np.hypot(*shoulder_m[1:])), float(np.hypot(*wrist_m[1:]))
    cosine = (near_m**2 + far_m**2 - max(0.0, flat_m)) / (2 * near_m * far_m)
    allowed = float(np.arccos(np.clip(cosine, -1, 1)))
    angle_of = np.arctan2([shoulder_m[2], wrist_m[2]], [shoulder_m[1], wrist_m[1]])
    apart = float((angle_of[1] - angle_of[0] + np.pi) % (2 * np.pi) - np.pi)
    if distance_m < least_m:
        return apart - allowed
    return float(np.sign(apart) * (abs(apart) - allowed))


# ---- mixing --------------------------------------------------------------------------------------


def _kept(
    start: Mapping[Side, LimbT], end: Mapping[Side, LimbT], eased: float
) -> dict[Side, LimbT]:
    """Return the places of the limbs that both postures describe in the same way."""
    return {
        side: mixed(start[side], end[side], eased)
        for side in SIDES
        if type(start[side]) is type(end[side])
    }


def _mixed_trunk(start: Posture, end: Posture, eased: float) -> Posture:
    changes: dict[str, Any] = {}
    for name in _TRUNK_FIELDS:
        a, b = np.array(getattr(start, name)), np.array(getattr(end, name))
        value = a + (b - a) * eased
        changes[name] = tuple(map(float, value)) if value.ndim else float(value)
    return replace(start, **changes)


def _swayed(trunk: Posture, sway: dict[str, float]) -> Posture:
    x, y, z = trunk.hips_m
    flexion, lateral, axial = trunk.lumbar
    nod, bow, look = trunk.neck
    return replace(
        trunk,
        hips_m=(x + 0.006 * sway["hips_x"], y + 0.006 * sway["hips_y"], z),
        tilt=trunk.tilt + 0.8 * sway["tilt"],
        drop=trunk.drop + 0.5 * sway["drop"],
        turn=trunk.turn + 0.8 * sway["turn"],
        lumbar=(
            flexion + 0.8 * sway["lumbar_flex"],
            lateral + 0.6 * sway["lumbar_lat"],
            axial + 0.6 * sway["lumbar_ax"],
        ),
        neck=(nod + 2 * sway["nod"], bow, look + 4 * sway["look"]),
    )


def _leg(setting: Setting, side: Side, start: Leg, end: Leg, eased: float) -> tuple[LegPose, float]:
    """Return a leg on its way, and the distance (m) by which it misses its place, if it has one."""
    if type(start) is type(end):
        leg, miss_m = mixed(start, end, eased).solve(setting, side)
    else:
        first, last = start.solve(setting, side)[0], end.solve(setting, side)[0]
        leg, miss_m = blended_leg(first, last, eased), 0.0
    return _cleared_leg(setting, side, leg), miss_m


def _cleared_leg(setting: Setting, side: Side, leg: LegPose) -> LegPose:
    """Lift a leg whose foot would be in the floor."""
    kinematics = setting.kinematics
    skeleton, lengths_m = kinematics.skeleton, kinematics.lengths_m
    hip_m = kinematics.joint_m(setting.pose, "pelvis", "hip" + side)
    knee_m = hip_m - lengths_m["femur"] * leg.femur[:, 1]
    ankle_m = knee_m - lengths_m["shank"] * leg.shank[:, 1]
    tip_m = skeleton.surface["footidx" + side] - skeleton.joints["ankle" + side]
    tip_z_m = (ankle_m + leg.foot @ skeleton.frames["foot" + side].T @ tip_m)[2]
    deficit_m = max(_ANKLE_CLEARANCE_M - ankle_m[2], -_GIVE_M - tip_z_m)
    if deficit_m <= 0:
        return leg
    forward = unit(knee_m - (hip_m + ankle_m) / 2 + 1e-3 * leg.femur[:, 0])
    lifted = kinematics.leg_to_ankle(hip_m, ankle_m + deficit_m * _UP, forward)
    return leg._replace(femur=lifted.femur, shank=lifted.shank)


def _arm(setting: Setting, side: Side, start: Arm, end: Arm, eased: float) -> tuple[ArmPose, float]:
    """Do as `_leg` for an arm."""
    if type(start) is type(end):
        arm, miss_m = mixed(start, end, eased).solve(setting, side)
    else:
        first, last = start.solve(setting, side)[0], end.solve(setting, side)[0]
        arm, miss_m = blended_arm(first, last, eased), 0.0
    return _cleared_arm(setting, side, arm), miss_m


def _cleared_arm(setting: Setting, side: Side, arm: ArmPose) -> ArmPose:
    """Lift an arm whose fingers would be in the floor."""
    kinematics = setting.kinematics
    skeleton, lengths_m = kinematics.skeleton, kinematics.lengths_m
    shoulder_m = kinematics.joint_m(setting.pose, "clav" + side, "shoulder" + side)
    elbow_m = shoulder_m - lengths_m["humerus"] * arm.humerus[:, 1]
    wrist_m = elbow_m - lengths_m["forearm"] * arm.forearm[:, 1]
    tip_m = skeleton.head_m(f"finger3-3.{side}") - skeleton.joints["wrist" + side]
    tip_z_m = (wrist_m + arm.hand @ skeleton.frames["hand" + side].T @ tip_m)[2]
    deficit_m = _FINGER_CLEARANCE_M * (1 - arm.flatness) - tip_z_m - _GIVE_M * arm.flatness
    if deficit_m <= 0:
        return arm
    towards = unit(elbow_m - (shoulder_m + wrist_m) / 2 + 1e-3 * arm.humerus[:, 0])
    lifted = kinematics.arm_to_wrist(shoulder_m, wrist_m + deficit_m * _UP, towards)
    return arm._replace(humerus=lifted.humerus, forearm=lifted.forearm)


# ---- the whole movement --------------------------------------------------------------------------


class Course:
    """Key postures over time."""

    def __init__(self, start: Posture, steps: list[Step], poser: Poser, sway: Sway) -> None:
        postures = [start, *(step.posture for step in steps)]
        self._postures = [poser.settled(posture) for posture in postures]
        self._times_s = np.cumsum([0.0, *(step.duration_s for step in steps)])
        self._poser = poser
        self._sway = sway

    def at(self, time_s: float) -> Placed:
        """Return the pose at a moment; after the end, the last posture."""
        last = len(self._postures) - 2
        i = int(np.clip(np.searchsorted(self._times_s, time_s, "right") - 1, 0, last))
        start_s, end_s = self._times_s[i], self._times_s[i + 1]
        fraction = float(np.clip((time_s - start_s) / (end_s - start_s), 0, 1))
        sway = self._sway.at(time_s)
        return self._poser.between(self._postures[i], self._postures[i + 1], fraction, sway)
