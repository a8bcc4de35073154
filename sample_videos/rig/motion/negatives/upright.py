"""Standing about, walking in a circle, an empty room."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...conventions import (
    BODY_AXES,
    LATERAL_SIGN,
    SIDES,
    Side,
    drop_left,
    hip_rotation,
    tilt_forward,
    turn_left,
)
from ...kinematics.pose import LegPose
from ...rotations import rot_z
from ..drill import Instant, Plan
from ..posture import raised_arms, swung_arm
from ..timing import Phase, Sway

if TYPE_CHECKING:
    from ...kinematics.chain import Kinematics
    from ...kinematics.pose import ArmPose, Pose
    from ...rotations import FloatArray
    from . import NegativeParams

_SWAY_CHANNELS = {
    "stand": (
        "pitch",
        "obliquity",
        "yaw",
        "x",
        "y",
        "armL",
        "armR",
        "nod",
        "look",
        "arms",
        "elbow",
    ),
    "walk": ("pitch", "look"),
    "empty": (),
}
#: Kinds of recordings that are made here.
KINDS = tuple(_SWAY_CHANNELS)
_SHOULDER_GIRDLE_DEG: dict[Side, tuple[float, float]] = dict.fromkeys(SIDES, (-5.0, 2.0))
_STANCE_WIDTH, _TOE_OUT_DEG = 1.2, 6.0
_STRIDE_S = 1.12
_WALKING_SPEED_M_S = 1.05


class _Posed(NamedTuple):
    """A pose, and the largest distance (m) by which a leg missed the floor."""

    pose: Pose
    residual_m: float


class Upright:
    """A person who stands or walks, or nobody."""

    def __init__(self, kinematics: Kinematics, params: NegativeParams, seed: int = 0) -> None:
        self._kin = kinematics
        self._params = params
        self._ankle_height_m = float(kinematics.skeleton.joints["ankleL"][2])
        lumbar = ("lumbar_flex", "lumbar_lat", "lumbar_ax")
        self._sway = Sway(seed + 5, params.sway, lumbar + _SWAY_CHANNELS[params.kind])
        self._sole_m: float | None = None
        summary: dict[str, Any] = asdict(params)
        self.plan = Plan(
            drill="negative",
            params=summary,
            commanded_reps=[],
            true_rep_count=0,
            duration_s=params.duration,
            phases=[Phase(0, params.duration, params.kind, 0)],
        )

    def at(self, time_s: float) -> Instant:
        """See `drill.Motion`."""
        kind = self._params.kind
        if kind == "empty":
            return Instant(None, kind, 0)
        posed = self._walk(time_s) if kind == "walk" else self._stand(time_s)
        return Instant(posed.pose, kind, 0, {}, posed.residual_m)

    # ---- standing ------------------------------------------------------------------------------

    def _stand(self, time_s: float) -> _Posed:
        sway = self._sway.at(time_s)
        pose = self._upright_trunk(sway)
        legs, residual_m = self._planted_legs(pose)
        hanging_deg = {side: 10 + 3 * sway["arm" + side] for side in SIDES}
        arms = raised_arms(pose, hanging_deg, 6 + 4 * sway["arms"], 12 + 6 * sway["elbow"])
        self._kin.add_limbs(pose, legs, arms)
        return _Posed(pose, residual_m)

    def _upright_trunk(self, sway: dict[str, float]) -> Pose:
        level = drop_left(0.8 * sway["obliquity"]) @ turn_left(3 * sway["yaw"]) @ BODY_AXES
        leg_m = self._kin.lengths_m["femur"] + self._kin.lengths_m["shank"]
        height_m = self._ankle_height_m + leg_m * 0.997
        hips_m = np.array([0.012 * sway["x"], 0.01 * sway["y"], height_m])
        neck = (3 * sway["nod"], 0.0, 9 * sway["look"])
        pelvis = tilt_forward(1.2 * sway["pitch"]) @ level
        return self._kin.trunk(pelvis, hips_m, _lumbar_deg(sway), neck, _SHOULDER_GIRDLE_DEG)

    def _planted_legs(self, pose: Pose) -> tuple[dict[Side, LegPose], float]:
        ankle_x_m = self._kin.skeleton.hip_width_m / 2 * _STANCE_WIDTH
        legs, residual_m = {}, 0.0
        for side in SIDES:
            out = LATERAL_SIGN[side]
            ankle_m = np.array([out * ankle_x_m, 0.0, self._ankle_height_m])
            forward = turn_left(out * (_TOE_OUT_DEG + 2)) @ np.array([0, -1.0, 0])
            hip_m = self._kin.joint_m(pose, "pelvis", "hip" + side)
            leg = self._kin.leg_to_ankle(hip_m, ankle_m, forward)
            legs[side] = LegPose(leg.femur, leg.shank, turn_left(out * _TOE_OUT_DEG) @ BODY_AXES)
            residual_m = max(residual_m, leg.shortfall_m)
        return legs, residual_m

    # ---- walking -------------------------------------------------------------------------------

    def _walk(self, time_s: float) -> _Posed:
        sway = self._sway.at(time_s)
        gait = 2 * np.pi / _STRIDE_S * self._params.speed * time_s
        pelvis, hips_m = self._walking_pelvis(time_s, gait, sway)
        lumbar = _lumbar_deg(sway, axial_deg=-7 * np.cos(gait))
        neck = (2.0, 0.0, 4 * sway["look"])
        pose = self._kin.trunk(pelvis, hips_m, lumbar, neck, _SHOULDER_GIRDLE_DEG)
        legs = {side: _walking_leg(pelvis, _gait_phase(gait, side), side) for side in SIDES}
        arms = {side: _walking_arm(pose, _gait_phase(gait, side) + np.pi, side) for side in SIDES}
        self._kin.add_limbs(pose, legs, arms)
        sole_m = self._smoothed_sole_m(self._lowest_sole_m(pose))
        return _Posed(pose.shifted(np.array([0, 0, 0.01 - sole_m])), 0.0)

    def _walking_pelvis(
        self, time_s: float, gait: float, sway: dict[str, float]
    ) -> tuple[FloatArray, FloatArray]:
        """Return pelvis frame (3, 3) and hip midpoint (3,) on the circle, at a makeshift height."""
        speed_m_s = _WALKING_SPEED_M_S * self._params.speed
        speed_m_s *= self._kin.skeleton.stature_m / 1.75
        along = speed_m_s * time_s / self._params.radius
        lean = tilt_forward(3 + sway["pitch"]) @ drop_left(3 * np.sin(gait))
        heading = turn_left(float(np.degrees(along)))
        pelvis = heading @ lean @ turn_left(5 * np.cos(gait)) @ BODY_AXES
        circle = self._params.radius * np.array([np.cos(along - np.pi), np.sin(along - np.pi)])
        return pelvis, np.array([circle[0], circle[1], 0.9])

    def _lowest_sole_m(self, pose: Pose) -> float:
        surface = self._kin.skeleton.surface
        return min(
            float(pose.point_m("foot" + side, surface[point + side])[2])
            for side in SIDES
            for point in ("heel", "footidx")
        )

    def _smoothed_sole_m(self, lowest_m: float) -> float:
        """Smooth the height of the sole, so that the body does not jerk at foot strike."""
        previous = lowest_m if self._sole_m is None else self._sole_m
        self._sole_m = 0.6 * previous + 0.4 * lowest_m
        return self._sole_m


def _lumbar_deg(sway: dict[str, float], axial_deg: float = 0.0) -> tuple[float, float, float]:
    return sway["lumbar_flex"], sway["lumbar_lat"], 1.5 * sway["lumbar_ax"] + axial_deg


def _gait_phase(gait: float, side: Side) -> float:
    return gait if side == "L" else gait + np.pi


def _walking_leg(pelvis: FloatArray, phase: float, side: Side) -> LegPose:
    """Return the leg of level walking, from a few harmonics of the gait phase (radians)."""
    hip_deg = 8 + 21 * np.cos(phase)
    loading = max(0, np.cos(phase - 0.6)) ** 2
    swing = np.clip(np.sin(-phase + 0.55), 0, 1) ** 2
    knee_deg = 6 + 12 * loading + 52 * swing
    ankle_deg = 3 * np.cos(phase) - 12 * np.clip(np.cos(phase - np.pi - 0.35), 0, 1) ** 4
    femur = pelvis @ hip_rotation(hip_deg, 0.5, -4, side)
    shank = femur @ rot_z(-np.radians(knee_deg))
    return LegPose(femur, shank, shank @ rot_z(np.radians(ankle_deg)))


def _walking_arm(pose: Pose, phase: float, side: Side) -> ArmPose:
    swing_deg = 22 * np.cos(phase) + 4
    elbow_deg = 22 + 8 * np.cos(phase)
    return swung_arm(pose, swing_deg, 0.16, elbow_deg, (1, 0.2, 0), 0.3, side)
