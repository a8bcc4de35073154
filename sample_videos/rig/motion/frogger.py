"""Frogger: hands and knees on the floor, rocking back between wide knees, or lifting one foot.

Hands and knees stay where they are, and the shins lie on the floor. At every moment, place and
pitch of the pelvis follow from three conditions: femur length, commanded hip flexion and arm
length. Wider knees lower the hips, so the elbows bend and the hands go further forward.

A foot lift turns the hip about the femur. With knees at shoulder width the femur is vertical and
the foot only sweeps sideways; it truly rises for a knee width of 1.5 or more.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    RIGHTWARD_SIGN,
    SIDES,
    Side,
    drop_left,
    tilt_forward,
    turn_left,
)
from ..kinematics.pose import ArmPose, LegPose
from ..rotations import frame_from_y_z, rot_y, rot_z, unit, zxy_angles
from .drill import Instant, Plan
from .frogger_script import FroggerParams, write_script
from .manner import Restless
from .timing import Sway

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kinematics.chain import Kinematics
    from ..kinematics.pose import Pose
    from ..people.skinning import ContactSkin
    from ..rotations import FloatArray

_SWAY_CHANNELS = (
    "lumbar_flex",
    "lumbar_lat",
    "lumbar_ax",
    "hip_flex",
    "obliquity",
    "yaw",
    "sideways",
    "head_nod",
    "head_turn",
)
#: Largest fidgets, in the units of the sway.
_FIDGETS = {
    "head_nod": 12.0,
    "head_turn": 22.0,
    "sideways": 6.0,
    "obliquity": 5.0,
    "yaw": 7.0,
    "lumbar_flex": 4.0,
    "lumbar_lat": 4.0,
    "hip_flex": 4.0,
}
#: The unknowns are in metres and in this many degrees, so that all three are of similar size.
_PITCH_UNIT_DEG = 57.3
_TOE_EXTENSION_DEG = -8.0
_STILL = dict.fromkeys(_SWAY_CHANNELS, 0.0)
#: Lowest hips and shoulders (m) of a person whose stature is the first of these numbers (m).
_WRITTEN_FOR_M, _HIPS_ON_HEELS_M, _CHEST_M = 1.75, 0.15, 0.15
_DEPTH_STEP_DEG = 2.0
_LARGEST_RESIDUAL_M = 0.002


class _Moment(NamedTuple):
    """Commanded hip and lumbar flexion, foot lift and so on (degrees), and sway of each channel."""

    hip_flexion_deg: float
    lumbar_flexion_deg: float
    lift_deg: float
    sway: dict[str, float]
    side_bend_deg: float = 0.0
    twist_deg: float = 0.0
    drop_deg: float = 0.0
    turn_deg: float = 0.0

    @property
    def wobbly_hip_flexion_deg(self) -> float:
        """Hip flexion with its sway."""
        return self.hip_flexion_deg + 0.4 * self.sway["hip_flex"]

    @property
    def lumbar_deg(self) -> tuple[float, float, float]:
        """Flexion, side-bend and rotation of the lumbar spine, with their sway."""
        sway = self.sway
        flexion = self.lumbar_flexion_deg + 0.7 * sway["lumbar_flex"]
        lateral = self.side_bend_deg + 0.5 * sway["lumbar_lat"]
        return flexion, lateral, self.twist_deg + 0.5 * sway["lumbar_ax"]


@dataclass
class Contacts:
    """Where knees, ankles and wrists are when the skin touches the floor (m).

    `hand_y_m` is the wrists' place along the body (negative is forward), `hand_x_m` their distance
    from the midline; the starting position sets both.
    """

    knee_z_m: float = 0.055
    ankle_z_m: float = 0.06
    wrist_z_m: float = 0.03
    hand_x_m: float = 0.0
    hand_y_m: float = -0.5

    def lower(self, contact_skin: ContactSkin, heights_m: FloatArray) -> None:
        """Correct the heights by how far the skin is above the floor.

        Parameters
        ----------
        contact_skin
            Says which vertices belong to hands, feet and knees.
        heights_m
            (n,), height of each vertex. Percentiles of it count, not the lowest vertex: soft tissue
            gives way a little.
        """
        self.knee_z_m -= float(np.percentile(heights_m[contact_skin.knees], 0.3))
        self.ankle_z_m -= float(np.percentile(heights_m[contact_skin.feet], 0.5))
        self.wrist_z_m -= float(np.percentile(heights_m[contact_skin.hands], 2.0))


class _Solved(NamedTuple):
    """A pose, the unknowns that solve it (y, pitch, z) and the largest residual (m)."""

    pose: Pose
    unknowns: FloatArray
    residual_m: float


class Frogger:
    """A performance of the frogger."""

    def __init__(
        self,
        kinematics: Kinematics,
        params: FroggerParams,
        seed: int = 0,
        contact_skin: ContactSkin | None = None,
    ) -> None:
        self._kin = kinematics
        self._params = params = params.resolved()
        self._knee_x_m = params.W * kinematics.skeleton.shoulder_width_m / 2
        self._hand = {side: _flat_hand_frame(side) for side in SIDES}
        self.contacts = Contacts(hand_x_m=kinematics.skeleton.shoulder_width_m / 2)
        self._unknowns = np.array([0.0, 85 / _PITCH_UNIT_DEG, 0.45])
        self._settle(contact_skin)
        self._script = write_script(params, np.random.default_rng(seed), self._deepest_deg())
        sway = Sway(seed + 5, params.sway, _SWAY_CHANNELS)
        duration_s = self._script.timeline.duration_s
        self._sway = Restless(sway, params.manner.fidget, _FIDGETS, seed, duration_s)
        #: Puts the middle of the motion at the origin of the world.
        self._offset_m = np.array([0, -0.5 * (self.contacts.hand_y_m + 0.25), 0])
        timeline = self._script.timeline
        self.plan = Plan(
            drill="frogger",
            params=asdict(params),
            commanded_reps=self._script.reps,
            true_rep_count=0 if params.wander else params.reps,
            duration_s=timeline.duration_s,
            phases=timeline.phases,
            contact_m=self._contact_summary(),
        )

    def at(self, time_s: float) -> Instant:
        """See `drill.Motion`."""
        script = self._script
        sign = -1.0 if self._params.fault == "lumbar_extension" else 1.0
        moment = _Moment(
            script.hip_flexion(time_s),
            sign * script.lumbar(time_s),
            script.lift(time_s),
            self._sway.at(time_s),
            script.side_bend(time_s),
            script.twist(time_s),
            script.drop(time_s),
            script.turn(time_s),
        )
        solved = self._pose(moment, at_start=False)
        self._unknowns = solved.unknowns
        phase = script.timeline.at(time_s)
        flexion, lateral, axial = moment.lumbar_deg
        commanded = {
            "hip_flex": moment.wobbly_hip_flexion_deg,
            "lift": moment.lift_deg,
            "lumbar_flex": flexion,
            "lumbar_lat": lateral,
            "lumbar_axial": axial,
        }
        pose = solved.pose.shifted(self._offset_m)
        return Instant(pose, phase.name, phase.rep, commanded, solved.residual_m)

    # ---- floor contact -------------------------------------------------------------------------

    def _settle(self, contact_skin: ContactSkin | None) -> None:
        """Take the starting position and lower the limbs until the skin touches the floor."""
        still = _Moment(self._params.start, 0.0, 0.0, _STILL)
        for _ in range(5):
            solved = self._pose(still, at_start=True)
            self._unknowns = solved.unknowns
            if contact_skin:
                heights_m = contact_skin.skin(self._kin.bone_matrices(solved.pose))[:, 2]
                self.contacts.lower(contact_skin, heights_m)
        self._unknowns = self._pose(still, at_start=True).unknowns

    def _deepest_deg(self) -> float:
        """Return the hip flexion at which hips meet heels, chest meets floor or the arms end.

        It is no larger than the performance can ask for.
        """
        params, scale = self._params, self._kin.skeleton.stature_m / _WRITTEN_FOR_M
        wanted_deg = params.end + 3 * params.end_jit
        start, deepest_deg = self._unknowns, params.start
        while deepest_deg < wanted_deg:
            deeper_deg = deepest_deg + _DEPTH_STEP_DEG
            solved = self._pose(_Moment(deeper_deg, 0.0, 0.0, _STILL), at_start=False)
            shoulder_z_m = self._shoulder_m(solved.pose, "L")[2]
            on_heels = solved.unknowns[2] < _HIPS_ON_HEELS_M * scale
            chest_down = shoulder_z_m < _CHEST_M * scale
            if on_heels or chest_down or solved.residual_m > _LARGEST_RESIDUAL_M:
                break
            deepest_deg, self._unknowns = deeper_deg, solved.unknowns
        self._unknowns = start
        return deepest_deg

    def _contact_summary(self) -> dict[str, float]:
        contacts = self.contacts
        return {
            "zk": contacts.knee_z_m,
            "za": contacts.ankle_z_m,
            "zw": contacts.wrist_z_m,
            "wx": contacts.hand_x_m,
            "wy": contacts.hand_y_m,
            "dx": self._outward_shin,
        }

    # ---- one pose ------------------------------------------------------------------------------

    @property
    def _elbow_deg(self) -> tuple[float, float]:
        start_deg, back_deg = self._params.elbow or (20.0, 6.0)
        return start_deg, back_deg

    @property
    def _outward_shin(self) -> float:
        return float(self._params.feet_dx or 0.0)

    def _closeness(self, hip_flexion_deg: float) -> float:
        """Return how far back the person has rocked, 0..1."""
        return float(np.clip((hip_flexion_deg - self._params.start) / 45, 0, 1))

    def _arm_length_m(self, closeness: float) -> float:
        """Return the distance from shoulder to wrist at this point of the rock."""
        start_deg, back_deg = self._elbow_deg
        elbow = np.radians(start_deg + (back_deg - start_deg) * closeness)
        upper_m, lower_m = self._kin.lengths_m["humerus"], self._kin.lengths_m["forearm"]
        return float(np.sqrt(upper_m**2 + lower_m**2 + 2 * upper_m * lower_m * np.cos(elbow)))

    def _knee_m(self, side: Side) -> FloatArray:
        return np.array([LATERAL_SIGN[side] * self._knee_x_m, 0.0, self.contacts.knee_z_m])

    def _wrist_m(self, side: Side) -> FloatArray:
        contacts = self.contacts
        return np.array(
            [LATERAL_SIGN[side] * contacts.hand_x_m, contacts.hand_y_m, contacts.wrist_z_m]
        )

    def _trunk(self, unknowns: FloatArray, moment: _Moment) -> tuple[FloatArray, Pose]:
        """Return the pelvis frame (3, 3) and the trunk for unknowns (y, pitch, z)."""
        sway = moment.sway
        closeness = self._closeness(moment.hip_flexion_deg)
        drop_deg = moment.drop_deg + 0.4 * sway["obliquity"]
        turn_deg = moment.turn_deg + 0.5 * sway["yaw"]
        level = drop_left(drop_deg) @ turn_left(turn_deg) @ BODY_AXES
        pelvis = tilt_forward(unknowns[1] * _PITCH_UNIT_DEG) @ level
        middle_m = np.array([0.004 * sway["sideways"], unknowns[0], unknowns[2]])
        nod_deg = -10 - 8 * closeness + 1.5 * sway["head_nod"]
        girdle: dict[Side, tuple[float, float]] = dict.fromkeys(SIDES, (4 + 9 * closeness, 9.0))
        neck_deg = (nod_deg, 0.0, 1.5 * sway["head_turn"])
        share = self._params.thorax_share
        lumbar_deg = moment.lumbar_deg
        return pelvis, self._kin.trunk(pelvis, middle_m, lumbar_deg, neck_deg, girdle, share)

    def _residuals(self, unknowns: FloatArray, moment: _Moment, at_start: bool) -> FloatArray:
        """Return the errors (3,): femur length (m), hip flexion (pitch units), arm length (m)."""
        pelvis, pose = self._trunk(unknowns, moment)
        thighs_m = [
            self._kin.joint_m(pose, "pelvis", "hip" + side) - self._knee_m(side) for side in SIDES
        ]
        length_m = np.mean([np.linalg.norm(thigh) for thigh in thighs_m])
        flexion_deg = np.mean([_flexion_of(pelvis.T @ unit(thigh)) for thigh in thighs_m])
        return np.array(
            [
                length_m - self._kin.lengths_m["femur"],
                (flexion_deg - moment.wobbly_hip_flexion_deg) / _PITCH_UNIT_DEG,
                self._arm_error_m(pose, moment, at_start),
            ]
        )

    def _shoulder_m(self, pose: Pose, side: Side) -> FloatArray:
        return self._kin.joint_m(pose, "clav" + side, "shoulder" + side)

    def _arm_error_m(self, pose: Pose, moment: _Moment, at_start: bool) -> float:
        """Return the error of shoulder height at the start (hands free), later of arm length."""
        shoulders_m = {side: self._shoulder_m(pose, side) for side in SIDES}
        if at_start:
            height_m = np.mean([shoulder[2] for shoulder in shoulders_m.values()])
            reach_m = self._params.reach or 0.0
            wanted_m = np.sqrt(self._arm_length_m(0) ** 2 - reach_m**2)
            return float(height_m - self.contacts.wrist_z_m - wanted_m)
        lengths_m = [np.linalg.norm(shoulders_m[s] - self._wrist_m(s)) for s in SIDES]
        closeness = self._closeness(moment.hip_flexion_deg)
        return float(np.mean(lengths_m) - self._arm_length_m(closeness))

    def _pose(self, moment: _Moment, at_start: bool) -> _Solved:
        unknowns, residual = _solve(lambda x: self._residuals(x, moment, at_start), self._unknowns)
        _, pose = self._trunk(unknowns, moment)
        if at_start:
            shoulder_y_m = np.mean([self._shoulder_m(pose, side)[1] for side in SIDES])
            self.contacts.hand_y_m = float(shoulder_y_m - (self._params.reach or 0.0))
        legs = {side: self._leg(pose, moment, side) for side in SIDES}
        arms = {}
        for side in SIDES:
            elbow_towards = np.array([LATERAL_SIGN[side] * 0.55, 1.0, 0.0])
            shoulder_m = self._shoulder_m(pose, side)
            arm = self._kin.arm_to_wrist(shoulder_m, self._wrist_m(side), elbow_towards)
            arms[side] = ArmPose(arm.humerus, arm.forearm, self._hand[side], 1.0)
            residual = max(residual, arm.shortfall_m)
        self._kin.add_limbs(pose, legs, arms)
        return _Solved(pose, unknowns, residual)

    def _leg(self, pose: Pose, moment: _Moment, side: Side) -> LegPose:
        hip_m = self._kin.joint_m(pose, "pelvis", "hip" + side)
        femur_y = unit(hip_m - self._knee_m(side))
        shank_y = -self._shin_backward(side)
        knee_axis = unit(np.cross(shank_y, femur_y))
        femur = frame_from_y_z(femur_y, knee_axis)
        shank = frame_from_y_z(shank_y, knee_axis)
        if moment.lift_deg and side == self._params.lift_side:
            bend = zxy_angles(femur.T @ shank)[0]
            femur = femur @ rot_y(RIGHTWARD_SIGN[side] * np.radians(moment.lift_deg))
            shank = femur @ rot_z(bend)
        foot = shank @ rot_z(-np.radians(self._params.plantar))
        return LegPose(femur, shank, foot, _TOE_EXTENSION_DEG)

    def _shin_backward(self, side: Side) -> FloatArray:
        """Return the unit vector (3,) from knee to ankle of a shin on the floor."""
        rise_m = self.contacts.ankle_z_m - self.contacts.knee_z_m
        up = rise_m / self._kin.lengths_m["shank"]
        out, level = self._outward_shin, np.sqrt(1 - up * up)
        return np.array([LATERAL_SIGN[side] * out * level, level * np.sqrt(1 - out * out), up])


def _flat_hand_frame(side: Side) -> FloatArray:
    """Return a hand flat on the floor, fingers forward and 6 degrees outwards, thumb inwards."""
    turn = turn_left(LATERAL_SIGN[side] * 6)
    y_axis = turn @ np.array([0, 1.0, 0])
    z_axis = turn @ np.array([-LATERAL_SIGN[side], 0, 0])
    return frame_from_y_z(y_axis, z_axis)


def _flexion_of(femur_y_in_pelvis: FloatArray) -> float:
    """Return hip flexion (degrees) from a femur's Y axis: Rz(a) Rx(b) e_y = (-sa cb, ca cb, sb)."""
    return float(np.degrees(np.arctan2(-femur_y_in_pelvis[0], femur_y_in_pelvis[1])))


def _solve(
    residuals: Callable[[FloatArray], FloatArray], start: FloatArray
) -> tuple[FloatArray, float]:
    """Find the root of three equations, with Newton steps that use each Jacobian four times.

    Returns the root (3,) and the largest absolute residual.
    """
    step = 1e-5
    x = start.copy()
    error = residuals(x)
    jacobian = np.eye(3)
    for iteration in range(16):
        if np.abs(error).max() < 1e-6:
            break
        if iteration % 4 == 0:
            columns = [(residuals(x + d) - error) / step for d in np.eye(3) * step]
            jacobian = np.stack(columns, 1)
        x = x + np.clip(np.linalg.lstsq(jacobian, -error, rcond=None)[0], -0.25, 0.25)
        error = residuals(x)
    return x, float(np.abs(error).max())
