"""Hip aeroplane: hinge on one leg, then turn the pelvis about the stance hip and back.

The stance foot stays planted: a leg of two bones reaches from the ankle to the stance hip, whose
place is found once so that the centre of mass is over the stance foot. The pelvis then turns about
the stance hip joint, so stance knee, shank and foot do not move during the turns.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    SIDES,
    Side,
    drop_left,
    hip_angles_deg,
    hip_rotation,
    knee_flexion_deg,
    other_side,
    tilt_forward,
    turn_left,
)
from ..kinematics.pose import LegPose
from ..rotations import axis_angle, interpolate, rot_z, unit
from .aeroplane_script import AeroplaneParams, write_script
from .drill import Instant, Plan
from .manner import Restless
from .posture import centre_of_mass_m, raised_arms
from .timing import Sway, ease

if TYPE_CHECKING:
    from ..kinematics.chain import Kinematics
    from ..kinematics.pose import LegSolution, Pose
    from ..rotations import FloatArray

_STANDING_KNEE_DEG = 4.0
_STANDING_LEAN_DEG = 1.0
_KICKSTAND_FOOT_PITCH_DEG = 48.0
_FREE_FOOT_PLANTAR_DEG = 22.0
#: Largest fidgets, in the units of the sway.
_FIDGETS = {
    "knee": 8.0,
    "obliquity": 6.0,
    "yaw": 6.0,
    "lumbar_flex": 5.0,
    "lumbar_lat": 5.0,
    "armL": 25.0,
    "armR": 25.0,
    "head_nod": 14.0,
    "head_turn": 18.0,
    "elbow": 30.0,
}
_FORWARD = np.array([0.0, -1.0, 0.0])


class _Moment(NamedTuple):
    """Where the performer is.

    Level of the hinge 0..1, turn (OPEN +), level of the fault, sway of each channel, and the lumbar
    spine's own movement: flexion, side-bend, rotation.
    """

    hinge_level: float
    open_deg: float
    fault_level: float
    sway: dict[str, float]
    lumbar_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def shift(self) -> float:
        """How far the weight has moved over the stance foot, 0..1."""
        return ease(self.hinge_level / 0.45)

    @property
    def tilt(self) -> float:
        """How far the trunk has tilted, 0..1."""
        return ease((self.hinge_level - 0.10) / 0.90)


class _Lean(NamedTuple):
    """Lean of the line from ankle to hip from the vertical, degrees."""

    back_deg: float
    left_deg: float


class _Stance(NamedTuple):
    """The stance side of a pose."""

    hip_m: FloatArray
    leg: LegSolution
    knee_deg: float


class Aeroplane:
    """A performance of the hip aeroplane."""

    def __init__(self, kinematics: Kinematics, params: AeroplaneParams, seed: int = 0) -> None:
        self._kin = kinematics
        self._params = params = replace(params, knee=params.knee_deg)
        self._stance_side = params.side
        self._free_side = other_side(params.side)
        #: A positive turn about the up axis is to the left, which opens a right stance hip.
        self._open_sign = 1.0 if params.side == "R" else -1.0
        self._script = write_script(params, np.random.default_rng(seed))
        sway = Sway(seed + 5, params.sway, _sway_channels(params.variant))
        duration_s = self._script.timeline.duration_s
        self._sway = Restless(sway, params.manner.fidget, _FIDGETS, seed, duration_s)
        self._place_feet()
        self._hinged_lean = self._balanced_lean()
        timeline = self._script.timeline
        self.plan = Plan(
            drill="aeroplane",
            params=asdict(params),
            commanded_reps=self._script.reps,
            true_rep_count=0 if params.wander else params.reps,
            duration_s=timeline.duration_s,
            phases=timeline.phases,
            lean_deg={"tau": self._hinged_lean.back_deg, "rho": self._hinged_lean.left_deg},
        )

    def at(self, time_s: float) -> Instant:
        """See `drill.Motion`."""
        script = self._script
        turn_deg = script.turn(time_s)
        flexion, lateral, axial = script.lumbar
        moment = _Moment(
            script.hinge(time_s),
            turn_deg,
            script.fault(time_s),
            self._sway.at(time_s),
            (flexion(time_s), lateral(time_s), axial(time_s)),
        )
        pose, knee_deg, residual_m = self._pose(moment, self._hinged_lean)
        phase = script.timeline.at(time_s)
        flexion_deg, lateral_deg, axial_deg = self._lumbar_deg(moment)
        commanded = {
            "open": turn_deg,
            "lumbar_flex": flexion_deg,
            "lumbar_lat": lateral_deg,
            "lumbar_axial": axial_deg,
            "knee_stance": knee_deg,
        }
        return Instant(pose, phase.name, phase.rep, commanded, residual_m)

    # ---- set-up --------------------------------------------------------------------------------

    def _place_feet(self) -> None:
        """Place ankles, foot frames and knee directions of both feet flat on the floor."""
        skeleton = self._kin.skeleton
        half_width_m = skeleton.hip_width_m / 2
        ankle_height_m = skeleton.joints["ankleL"][2]
        toe_out = self._params.toe_out
        self._ankle_m: dict[Side, FloatArray] = {}
        self._foot: dict[Side, FloatArray] = {}
        self._knee_forward: dict[Side, FloatArray] = {}
        for side in SIDES:
            out = LATERAL_SIGN[side]
            self._ankle_m[side] = np.array([out * half_width_m * 1.12, 0.0, ankle_height_m])
            self._foot[side] = turn_left(out * toe_out) @ BODY_AXES
            self._knee_forward[side] = turn_left(out * (toe_out + 1)) @ _FORWARD
        self._hip_x_m = LATERAL_SIGN[self._stance_side] * half_width_m
        free_x_m = LATERAL_SIGN[self._free_side] * half_width_m
        behind_m = 0.36 * skeleton.stature_m * 0.5
        self._kickstand_m = np.array([free_x_m * 1.25, behind_m, 0.0])

    def _standing_lean(self) -> _Lean:
        reach_m = self._leg_reach_m(_STANDING_KNEE_DEG)
        offset_m = self._hip_x_m - self._ankle_m[self._stance_side][0]
        return _Lean(_STANDING_LEAN_DEG, float(np.degrees(np.arctan2(offset_m, reach_m))))

    def _leg_reach_m(self, knee_deg: float) -> float:
        """Return the distance from hip to ankle at a knee flexion."""
        femur_m, shank_m = self._kin.lengths_m["femur"], self._kin.lengths_m["shank"]
        bend = 2 * femur_m * shank_m * np.cos(np.radians(knee_deg))
        return float(np.sqrt(femur_m**2 + shank_m**2 + bend))

    def _support_centre_m(self) -> FloatArray:
        """Return the point (3,) on the floor above which the centre of mass should be."""
        stance, free = self._stance_side, self._free_side
        centre = self._ankle_m[stance] + self._knee_forward[stance] * 0.045
        if self._params.variant == "kickstand":
            centre = 0.78 * centre + 0.22 * self._kickstand_m
        elif self._params.variant == "feet_down":
            other = self._ankle_m[free] + self._knee_forward[free] * 0.045
            centre = 0.72 * centre + 0.28 * other
        return centre

    def _balanced_lean(self) -> _Lean:
        """Find the lean that puts the hinged person over the support, with Newton steps."""
        support_m = self._support_centre_m()
        hinged = _Moment(1.0, 0.0, 0.0, self._sway.none())

        def error_m(lean_deg: FloatArray) -> FloatArray:
            pose, _, _ = self._pose(hinged, _Lean(lean_deg[0], lean_deg[1]))
            return centre_of_mass_m(self._kin, pose)[:2] - support_m[:2]

        step_deg = 0.5
        lean_deg = np.array([6.0, 2.0])
        for _ in range(6):
            error = error_m(lean_deg)
            if np.linalg.norm(error) < 0.002:
                break
            columns = [(error_m(lean_deg + d) - error) / step_deg for d in np.eye(2) * step_deg]
            lean_deg = np.clip(lean_deg - np.linalg.solve(np.stack(columns, 1), error), -25, 25)
        return _Lean(float(lean_deg[0]), float(lean_deg[1]))

    # ---- one pose ------------------------------------------------------------------------------

    def _pose(self, moment: _Moment, hinged_lean: _Lean) -> tuple[Pose, float, float]:
        """Return pose, flexion of the stance knee (degrees) and largest shortfall of a leg (m)."""
        sway, tilt = moment.sway, moment.tilt
        stance = self._stance_leg(moment, hinged_lean)
        pelvis = self._pelvis(moment, stance.leg.femur)
        arm_deg = self._arm_abduction_deg(moment)
        pose = self._kin.trunk(
            pelvis,
            self._hip_midpoint_m(pelvis, stance.hip_m),
            self._lumbar_deg(moment),
            (-(6 + 16 * tilt) + 1.5 * sway["head_nod"], 0.0, 2 * sway["head_turn"]),
            {side: (-6 + 0.13 * arm_deg[side], 2.0) for side in SIDES},
            self._params.thorax_share,
        )
        free, shortfall_m = self._free_leg(pose, pelvis, moment)
        foot = self._foot[self._stance_side]
        legs = {
            self._stance_side: LegPose(stance.leg.femur, stance.leg.shank, foot),
            self._free_side: free,
        }
        arms = raised_arms(pose, arm_deg, 8 * (1 - tilt), 10 - 4 * tilt + sway["elbow"])
        self._kin.add_limbs(pose, legs, arms)
        return pose, stance.knee_deg, max(stance.leg.shortfall_m, shortfall_m)

    def _stance_leg(self, moment: _Moment, hinged_lean: _Lean) -> _Stance:
        sway, tilt, side = moment.sway, moment.tilt, self._stance_side
        standing = self._standing_lean()
        knee_deg = _STANDING_KNEE_DEG + (self._params.knee_deg - _STANDING_KNEE_DEG) * tilt
        knee_deg += sway["knee"] * 0.7 * (0.3 + tilt)
        back_deg = standing.back_deg + (hinged_lean.back_deg - standing.back_deg) * tilt
        left_deg = standing.left_deg + (hinged_lean.left_deg - standing.left_deg) * moment.shift
        lean = np.radians(
            [back_deg + 0.35 * sway["lean_back"], left_deg + 0.30 * sway["lean_left"]]
        )
        upward = unit([np.tan(lean[1]), np.tan(lean[0]), 1.0])
        hip_m = self._ankle_m[side] + self._leg_reach_m(knee_deg) * upward
        leg = self._kin.leg_to_ankle(hip_m, self._ankle_m[side], self._knee_forward[side])
        return _Stance(hip_m, leg, knee_deg)

    def _pelvis(self, moment: _Moment, femur: FloatArray) -> FloatArray:
        """Return the pelvis frame: hinged, swaying, then turned about the stance hip."""
        sway, tilt = moment.sway, moment.tilt
        tilt_deg = self._params.hinge * tilt + 0.8 * sway["pitch"] * (0.4 + 0.6 * tilt)
        level = drop_left(0.5 * sway["obliquity"]) @ turn_left(0.5 * sway["yaw"]) @ BODY_AXES
        hinged = tilt_forward(tilt_deg) @ level
        share = self._params.axis
        axis = unit((1 - share) * femur[:, 1] + share * hinged[:, 1])
        turned: FloatArray = (
            axis_angle(axis, np.radians(self._open_sign * moment.open_deg)) @ hinged
        )
        return turned

    def _hip_midpoint_m(self, pelvis: FloatArray, stance_hip_m: FloatArray) -> FloatArray:
        joints = self._kin.skeleton.joints
        to_hip_m = joints["hip" + self._stance_side] - joints["pelvis"]
        middle: FloatArray = stance_hip_m - (pelvis @ BODY_AXES.T) @ to_hip_m
        return middle

    def _lumbar_deg(self, moment: _Moment) -> tuple[float, float, float]:
        """Return commanded lumbar flexion, side-bend and rotation: sway, own movement, fault."""
        sway, fault, size_deg = moment.sway, self._params.fault, self._params.fault_deg
        flexion, lateral, axial = (
            0.6 * sway[f"lumbar_{name}"] + own_deg
            for name, own_deg in zip(("flex", "lat", "ax"), moment.lumbar_deg, strict=True)
        )
        if fault == "trunk_twist":
            axial += self._open_sign * size_deg * moment.fault_level
        elif fault == "lumbar_flexion":
            flexion += size_deg * max(moment.fault_level, 0)
        elif fault == "lateral_bend":
            lateral -= self._open_sign * size_deg * max(moment.fault_level, 0)
        return flexion, lateral, axial

    def _arm_abduction_deg(self, moment: _Moment) -> dict[Side, float]:
        raised = ease((moment.hinge_level - 0.05) / 0.8) if self._params.arms == "T" else 0.0
        return {side: 9 + 81 * raised + 2 * moment.sway["arm" + side] for side in SIDES}

    # ---- free leg ------------------------------------------------------------------------------

    def _free_leg(self, pose: Pose, pelvis: FloatArray, moment: _Moment) -> tuple[LegPose, float]:
        """Return the free leg and the distance (m) by which it misses its goal."""
        hip_m = self._kin.joint_m(pose, "pelvis", "hip" + self._free_side)
        if self._params.variant == "feet_down":
            return self._free_leg_planted(hip_m)
        if self._params.variant == "kickstand":
            return self._free_leg_kickstand(hip_m, moment)
        return self._free_leg_in_line(hip_m, pelvis, moment)

    def _free_leg_planted(self, hip_m: FloatArray) -> tuple[LegPose, float]:
        side = self._free_side
        leg = self._kin.leg_to_ankle(hip_m, self._ankle_m[side], self._knee_forward[side])
        return LegPose(leg.femur, leg.shank, self._foot[side]), leg.shortfall_m

    def _free_leg_kickstand(self, hip_m: FloatArray, moment: _Moment) -> tuple[LegPose, float]:
        """Let the toes travel back to a fixed point behind and stay there."""
        side, joints = self._free_side, self._kin.skeleton.joints
        back = ease((moment.hinge_level - 0.12) / 0.7)
        pitch_deg = _KICKSTAND_FOOT_PITCH_DEG * back
        foot = tilt_forward(pitch_deg) @ self._foot[side]
        ankle_to_toe_m = joints["toe" + side] - joints["ankle" + side]
        flat_toe_m = self._ankle_m[side] + ankle_to_toe_m
        back_toe_m = self._kickstand_m + np.array([0, 0, joints["toe" + side][2]])
        lift_m = np.array([0, 0, 0.07 * np.sin(np.pi * back) ** 2])
        toe_m = flat_toe_m * (1 - back) + back_toe_m * back + lift_m
        ankle_m = toe_m - (foot @ self._kin.skeleton.frames["foot" + side].T) @ ankle_to_toe_m
        forward = unit(self._knee_forward[side] + [0, 0, -0.15])
        leg = self._kin.leg_to_ankle(hip_m, ankle_m, forward)
        return LegPose(leg.femur, leg.shank, foot, pitch_deg), leg.shortfall_m

    def _free_leg_in_line(
        self, hip_m: FloatArray, pelvis: FloatArray, moment: _Moment
    ) -> tuple[LegPose, float]:
        """Lift the foot from the floor, then let the leg trail in line with the pelvis."""
        side, sway = self._free_side, moment.sway
        away = ease((moment.hinge_level - 0.12) / 0.55)
        lift_m = 0.09 * np.sin(np.pi * min(away * 1.2, 1))
        ankle_m = self._ankle_m[side] + np.array([0, 0.10 * away, lift_m])
        planted = self._kin.leg_to_ankle(hip_m, ankle_m, self._knee_forward[side])
        planted_deg = np.array(hip_angles_deg(pelvis, planted.femur, side))
        trailing_deg = np.array([-4.0 + 1.5 * sway["free_flex"], 1.0 + sway["free_abd"], 0.0])
        hip_deg = planted_deg * (1 - away) + trailing_deg * away
        knee_deg = knee_flexion_deg(planted.femur, planted.shank) * (1 - away)
        knee_deg += (4 + sway["free_knee"]) * away + 22 * np.sin(np.pi * away)
        femur = pelvis @ hip_rotation(hip_deg[0], hip_deg[1], hip_deg[2], side)
        shank = femur @ rot_z(-np.radians(knee_deg))
        pointed = shank @ rot_z(-np.radians(_FREE_FOOT_PLANTAR_DEG))
        leg = LegPose(femur, shank, _between(self._foot[side], pointed, away))
        return leg, planted.shortfall_m if away <= 0 else 0.0


def _between(start: FloatArray, end: FloatArray, fraction: float) -> FloatArray:
    """Interpolate a rotation, exactly at both ends."""
    if fraction <= 0:
        return start
    return interpolate(start, end, fraction) if fraction < 1 else end


def _sway_channels(variant: str) -> tuple[str, ...]:
    stance = ("knee", "lean_back", "lean_left", "pitch", "obliquity", "yaw")
    trunk = ("lumbar_flex", "lumbar_lat", "lumbar_ax", "armL", "armR", "head_nod", "head_turn")
    free = ("free_flex", "free_abd", "free_knee") if variant == "single_leg" else ()
    return (*stance, *trunk, *free, "elbow")
