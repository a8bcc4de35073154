"""Forward and inverse kinematics of one skeleton, and the true joint angles of a pose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..conventions import (
    BODY_AXES,
    LUMBAR_AXIAL_SHARE,
    LUMBAR_FLEXION_SHARE,
    LUMBAR_JOINTS,
    LUMBAR_LATERAL_SHARE,
    NECK_SHARE,
    RIGHTWARD_SIGN,
    SIDES,
    Side,
    hip_angles_deg,
    lumbar_angles_deg,
    lumbar_rotation,
)
from ..rotations import (
    Transform,
    axis_angle,
    frame_from_y_z,
    perpendicular_to,
    place,
    rot_x,
    rot_y,
    rot_z,
    twist_angle,
    unit,
    zxy_angles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from ..rotations import FloatArray
    from .skeleton import Skeleton

#: Joint -> bone that carries it; ``{s}`` is the side.
_CARRIER_BONE = {
    "hip{s}": "spine05",
    "knee{s}": "upperleg02.{s}",
    "ankle{s}": "lowerleg02.{s}",
    "toe{s}": "foot.{s}",
    "shoulder{s}": "shoulder01.{s}",
    "elbow{s}": "upperarm02.{s}",
    "wrist{s}": "wrist.{s}",
    "spine04": "spine05",
    "spine02": "spine03",
    "spine01": "spine02",
    "neck01": "spine01",
    "head": "neck03",
    "pelvis": "spine05",
}


class LegSolution(NamedTuple):
    """World frames (3, 3) of femur and shank, and the distance (m) the leg was too short."""

    femur: FloatArray
    shank: FloatArray
    shortfall_m: float


class ArmSolution(NamedTuple):
    """World frames (3, 3) of humerus and forearm, and the distance (m) the arm was too short."""

    humerus: FloatArray
    forearm: FloatArray
    shortfall_m: float


class LegPose(NamedTuple):
    """World frames (3, 3) of one leg and the extension of its toes (degrees)."""

    femur: FloatArray
    shank: FloatArray
    foot: FloatArray
    toe_extension_deg: float = 0.0


class ArmPose(NamedTuple):
    """World frames (3, 3) of one arm; `flatness` 0..1 presses the fingers into the palm plane."""

    humerus: FloatArray
    forearm: FloatArray
    hand: FloatArray
    flatness: float = 0.0


@dataclass
class Pose:
    """Rest-to-posed motion of every segment, plus how flat each hand is (0..1)."""

    segments: dict[str, Transform] = field(default_factory=dict)
    hand_flatness: dict[Side, float] = field(default_factory=dict)

    def point_m(self, segment: str, rest_point_m: FloatArray) -> FloatArray:
        """Posed position (3,) of a rest-pose point that is rigid with `segment`."""
        return self.segments[segment].apply(rest_point_m)

    def shifted(self, offset_m: FloatArray) -> Pose:
        """Return the whole pose moved by `offset_m` (3,)."""
        moved = {name: motion.shifted(offset_m) for name, motion in self.segments.items()}
        return Pose(moved, dict(self.hand_flatness))


def thorax_frame(pose: Pose) -> FloatArray:
    """World frame (3, 3) of the upper trunk."""
    return pose.segments["spine01"].rotation @ BODY_AXES


class Kinematics:
    """Poses one skeleton. All positions are world metres, all frames world rotations (3, 3)."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.lengths_m = skeleton.lengths_m
        self._index = skeleton.index
        self._finger_bones = {side: _finger_chains(skeleton, side) for side in SIDES}

    # ---- limbs ---------------------------------------------------------------------------------

    def leg_to_ankle(
        self, hip_m: FloatArray, ankle_m: FloatArray, forward: FloatArray
    ) -> LegSolution:
        """Two-bone leg between hip and ankle whose knee points towards `forward`.

        A hip farther away than the leg is long gives a straight leg and its shortfall.
        """
        femur_m, shank_m = self.lengths_m["femur"], self.lengths_m["shank"]
        reach_m = (femur_m + shank_m) * 0.99995
        distance_m = float(np.linalg.norm(hip_m - ankle_m))
        up = (hip_m - ankle_m) / distance_m
        z_axis = unit(np.cross(forward, up))
        bend = _triangle_angle(shank_m, min(distance_m, reach_m), femur_m)
        knee_m = ankle_m + shank_m * (np.cos(bend) * up + np.sin(bend) * np.cross(up, z_axis))
        femur = frame_from_y_z(unit(hip_m - knee_m), z_axis)
        shank = frame_from_y_z(unit(knee_m - ankle_m), z_axis)
        return LegSolution(femur, shank, max(0.0, distance_m - reach_m))

    def arm_to_wrist(
        self, shoulder_m: FloatArray, wrist_m: FloatArray, elbow_towards: FloatArray
    ) -> ArmSolution:
        """Two-bone arm between shoulder and wrist whose elbow points in a given direction."""
        humerus_m, forearm_m = self.lengths_m["humerus"], self.lengths_m["forearm"]
        reach_m = (humerus_m + forearm_m) * 0.9995
        distance_m = float(np.linalg.norm(wrist_m - shoulder_m))
        along = (wrist_m - shoulder_m) / distance_m
        outward = perpendicular_to(elbow_towards, along)
        bend = _triangle_angle(humerus_m, min(distance_m, reach_m), forearm_m)
        elbow_m = shoulder_m + humerus_m * (np.cos(bend) * along + np.sin(bend) * outward)
        z_axis = unit(np.cross(outward, along))
        humerus = frame_from_y_z(unit(shoulder_m - elbow_m), z_axis)
        forearm = frame_from_y_z(unit(elbow_m - wrist_m), z_axis)
        return ArmSolution(humerus, forearm, max(0.0, distance_m - reach_m))

    @staticmethod
    def arm_along(
        direction: FloatArray, elbow_axis: ArrayLike, elbow_flexion_deg: float
    ) -> tuple[FloatArray, FloatArray]:
        """Frames of humerus and forearm for an upper arm pointing along `direction` (world)."""
        y_axis = -unit(direction)
        humerus = frame_from_y_z(y_axis, perpendicular_to(elbow_axis, y_axis))
        return humerus, humerus @ rot_z(np.radians(elbow_flexion_deg))

    # ---- whole body ----------------------------------------------------------------------------

    def trunk(
        self,
        pelvis: FloatArray,
        hip_midpoint_m: FloatArray,
        lumbar_deg: Sequence[float] | FloatArray = (0.0, 0.0, 0.0),
        neck_deg: Sequence[float] = (0.0, 0.0, 0.0),
        shoulder_girdle_deg: Mapping[Side, tuple[float, float]] | None = None,
    ) -> Pose:
        """Pelvis, spine, neck, head and clavicles.

        Parameters
        ----------
        pelvis : (3, 3) world frame
        hip_midpoint_m : (3,) world position of the middle between the hip joint centres
        lumbar_deg, neck_deg : flexion, side-bend to the right, rotation to the left
        shoulder_girdle_deg : per side elevation and protraction of the clavicle
        """
        joints = self.skeleton.joints
        turn = pelvis @ BODY_AXES.T
        current = place(turn, joints["pelvis"], hip_midpoint_m)
        segments = {"pelvis": current}
        shares = zip(LUMBAR_FLEXION_SHARE, LUMBAR_LATERAL_SHARE, LUMBAR_AXIAL_SHARE, strict=True)
        for joint, share in zip(LUMBAR_JOINTS, shares, strict=True):
            part = [angle * s for angle, s in zip(lumbar_deg, share, strict=True)]
            current = current.turned_about(_in_rest_axes(lumbar_rotation(*part)), joints[joint])
            segments[joint] = current
        thorax = current
        for joint, share_of_neck in NECK_SHARE.items():
            part = [angle * share_of_neck for angle in neck_deg]
            current = current.turned_about(_in_rest_axes(lumbar_rotation(*part)), joints[joint])
            segments[joint] = current
        for side in SIDES:
            elevation_deg, protraction_deg = (shoulder_girdle_deg or {}).get(side, (0.0, 0.0))
            turn = _clavicle_turn(elevation_deg, protraction_deg, side)
            segments["clav" + side] = thorax.turned_about(turn, joints["clav" + side])
        return Pose(segments)

    def joint_m(self, pose: Pose, segment: str, joint: str) -> FloatArray:
        """World position (3,) of a joint that is rigid with `segment`."""
        return pose.point_m(segment, self.skeleton.joints[joint])

    def add_limbs(
        self, pose: Pose, legs: Mapping[Side, LegPose], arms: Mapping[Side, ArmPose]
    ) -> None:
        """Hang both legs and arms on the trunk of `pose`, joint on joint."""
        for side in SIDES:
            self._add_leg(pose, legs[side], side)
            self._add_arm(pose, arms[side], side)

    def _hang(self, pose: Pose, frame: FloatArray, segment: str, parent: str, joint: str) -> None:
        """Attach a segment with world `frame` to its parent at `joint`; all names with side."""
        posed_m = self.joint_m(pose, parent, joint)
        turn = frame @ self.skeleton.frames[segment].T
        pose.segments[segment] = place(turn, self.skeleton.joints[joint], posed_m)

    def _add_leg(self, pose: Pose, leg: LegPose, side: Side) -> None:
        self._hang(pose, leg.femur, "femur" + side, "pelvis", "hip" + side)
        self._hang(pose, leg.shank, "shank" + side, "femur" + side, "knee" + side)
        self._hang(pose, leg.foot, "foot" + side, "shank" + side, "ankle" + side)
        extension = _in_rest_axes(rot_z(np.radians(leg.toe_extension_deg)))
        foot = pose.segments["foot" + side]
        toe_joint_m = self.skeleton.joints["toe" + side]
        pose.segments["toes" + side] = foot.turned_about(extension, toe_joint_m)

    def _add_arm(self, pose: Pose, arm: ArmPose, side: Side) -> None:
        self._hang(pose, arm.humerus, "humerus" + side, "clav" + side, "shoulder" + side)
        self._hang(pose, arm.forearm, "forearm" + side, "humerus" + side, "elbow" + side)
        self._hang(pose, arm.hand, "hand" + side, "forearm" + side, "wrist" + side)
        pose.hand_flatness[side] = arm.flatness

    # ---- bones for the skinning ----------------------------------------------------------------

    def bone_matrices(self, pose: Pose) -> FloatArray:
        """Rest-to-posed matrices of all bones, shape (n_bones, 3, 4), metres."""
        bones = dict.fromkeys(("root", "pelvis.L", "pelvis.R"), pose.segments["pelvis"])
        bones["spine05"] = pose.segments["pelvis"]
        bones.update({name: pose.segments[name] for name in (*LUMBAR_JOINTS, *NECK_SHARE)})
        for side in SIDES:
            bones["eye." + side] = pose.segments["head"]
            bones.update(self._leg_bones(pose, side))
            bones.update(self._arm_bones(pose, side))
            bones.update(self._hand_bones(pose, side))
        matrices = np.zeros((len(self.skeleton.labels), 3, 4))
        for name, motion in bones.items():
            if name in self._index:
                matrices[self._index[name], :, :3] = motion.rotation
                matrices[self._index[name], :, 3] = motion.translation
        return matrices

    def _leg_bones(self, pose: Pose, side: Side) -> dict[str, Transform]:
        """Thigh, shank, foot and toes; half of the hip's twist is taken back in the upper thigh."""
        pelvis, femur = pose.segments["pelvis"], pose.segments["femur" + side]
        upper = self._partly_untwisted(pelvis, femur, "femur" + side, "hip" + side, -0.5)
        shank = pose.segments["shank" + side]
        bones = {
            f"upperleg01.{side}": upper,
            f"upperleg02.{side}": femur,
            f"lowerleg01.{side}": shank,
            f"lowerleg02.{side}": shank,
            f"foot.{side}": pose.segments["foot" + side],
        }
        toes = pose.segments["toes" + side]
        bones.update({f"toe{k}-{q}.{side}": toes for k in range(1, 6) for q in range(1, 4)})
        return bones

    def _arm_bones(self, pose: Pose, side: Side) -> dict[str, Transform]:
        clavicle, humerus = pose.segments["clav" + side], pose.segments["humerus" + side]
        upper = self._partly_untwisted(clavicle, humerus, "humerus" + side, "shoulder" + side, -0.6)
        return {
            f"clavicle.{side}": clavicle,
            f"shoulder01.{side}": clavicle,
            f"upperarm01.{side}": upper,
            f"upperarm02.{side}": humerus,
            f"lowerarm01.{side}": self._pronated_forearm(pose, side, 0.25),
            f"lowerarm02.{side}": self._pronated_forearm(pose, side, 0.65),
            f"wrist.{side}": pose.segments["hand" + side],
        }

    def _partly_untwisted(
        self, parent: Transform, child: Transform, frame: str, joint: str, share: float
    ) -> Transform:
        """`child` turned about its own long axis by `share` of its twist against `parent`."""
        rest_axis = self.skeleton.frames[frame][:, 1]
        twist = twist_angle(parent.rotation.T @ child.rotation, rest_axis)
        turn = axis_angle(child.rotation @ rest_axis, share * twist) @ child.rotation
        rest_joint_m = self.skeleton.joints[joint]
        return place(turn, rest_joint_m, child.apply(rest_joint_m))

    def _pronated_forearm(self, pose: Pose, side: Side, share: float) -> Transform:
        """Forearm bone that follows `share` of the hand's turn about the forearm."""
        forearm, hand = pose.segments["forearm" + side], pose.segments["hand" + side]
        rest_axis = self.skeleton.frames["forearm" + side][:, 1]
        twist = twist_angle(forearm.rotation.T @ hand.rotation, rest_axis)
        turn = axis_angle(forearm.rotation @ rest_axis, share * twist) @ forearm.rotation
        rest_elbow_m = self.skeleton.joints["elbow" + side]
        return place(turn, rest_elbow_m, forearm.apply(rest_elbow_m))

    def _hand_bones(self, pose: Pose, side: Side) -> dict[str, Transform]:
        hand = pose.segments["hand" + side]
        flatness = pose.hand_flatness[side]
        palm_normal = hand.rotation @ self.skeleton.frames["hand" + side][:, 0]
        bones = {f"metacarpal{k}.{side}": hand for k in range(1, 5)}
        for finger, chain in self._finger_bones[side].items():
            current = hand
            for name, head_m, direction in chain:
                if flatness and finger > 1:
                    current = _flattened(current, head_m, direction, palm_normal, flatness)
                bones[name] = current
        return bones

    # ---- truth ---------------------------------------------------------------------------------

    def anatomical_frames(self, matrices: FloatArray) -> dict[str, FloatArray]:
        """World frames (3, 3) of the segments, read from the bone matrices of the skinning."""
        rest = self.skeleton.frames
        frames = {
            "pelvis": self._turn_of(matrices, "spine05") @ BODY_AXES,
            "thorax": self._turn_of(matrices, "spine01") @ BODY_AXES,
        }
        for side in SIDES:
            for segment, bone in (
                ("femur", "upperleg02."),
                ("shank", "lowerleg02."),
                ("foot", "foot."),
            ):
                turn = self._turn_of(matrices, bone + side)
                frames[segment + side] = turn @ rest[segment + side]
        return frames

    def joint_centres_m(self, matrices: FloatArray) -> dict[str, FloatArray]:
        """World joint centres (3,) from the bone matrices of the skinning."""
        centres = {}
        for side in SIDES:
            for joint, bone in _CARRIER_BONE.items():
                name = joint.format(s=side)
                matrix = matrices[self._index[bone.format(s=side)]]
                centres[name] = matrix[:, :3] @ self.skeleton.joints[name] + matrix[:, 3]
        return centres

    def joint_angles_deg(self, matrices: FloatArray) -> dict[str, float]:
        """Measure the true joint angles of a pose, from the bone matrices of the skinning.

        Keys are the angle columns of the truth table; signs as in `conventions`.
        """
        frames = self.anatomical_frames(matrices)
        angles: dict[str, float] = {}
        for side in SIDES:
            angles.update(_leg_angles_deg(frames, side))
        lumbar = lumbar_angles_deg(frames["pelvis"], frames["thorax"])
        names = ("lumbar_flex", "lumbar_lat", "lumbar_axial")
        angles.update(zip(names, lumbar, strict=True))
        for segment in ("pelvis", "thorax"):
            angles.update(_orientation_deg(frames[segment], segment))
        return angles

    def _turn_of(self, matrices: FloatArray, bone: str) -> FloatArray:
        turn: FloatArray = matrices[self._index[bone], :, :3]
        return turn


def _triangle_angle(near_m: float, base_m: float, far_m: float) -> float:
    """Angle between the sides `near_m` and `base_m` of a triangle, opposite `far_m` (radians)."""
    cosine = (near_m * near_m + base_m * base_m - far_m * far_m) / (2 * near_m * base_m)
    return float(np.arccos(np.clip(cosine, -1, 1)))


def _in_rest_axes(rotation: FloatArray) -> FloatArray:
    """Rewrite a rotation given in segment axes (X, Y, Z) in rest-world axes (x, y, z)."""
    rewritten: FloatArray = BODY_AXES @ rotation @ BODY_AXES.T
    return rewritten


def _clavicle_turn(elevation_deg: float, protraction_deg: float, side: Side) -> FloatArray:
    """Rotation in rest axes: elevation raises the shoulder, protraction brings it forward."""
    sign = RIGHTWARD_SIGN[side]
    raise_tip = rot_x(np.radians(-sign * elevation_deg))
    bring_forward = rot_y(np.radians(sign * protraction_deg))
    return _in_rest_axes(raise_tip @ bring_forward)


def _leg_angles_deg(frames: Mapping[str, FloatArray], side: Side) -> dict[str, float]:
    femur, shank, foot = (frames[name + side] for name in ("femur", "shank", "foot"))
    flexion, abduction, internal = hip_angles_deg(frames["pelvis"], femur, side)
    knee = np.degrees(zxy_angles(femur.T @ shank))
    ankle = np.degrees(zxy_angles(shank.T @ foot))
    return {
        f"hip_flex_{side}": flexion,
        f"hip_abd_{side}": abduction,
        f"hip_rot_{side}": internal,
        f"knee_flex_{side}": float(-knee[0]),
        f"knee_off_{side}": float(max(abs(knee[1]), abs(knee[2]))),
        f"ankle_dorsi_{side}": float(ankle[0]),
    }


def _orientation_deg(frame: FloatArray, segment: str) -> dict[str, float]:
    """Orientation in the world relative to upright facing -y: tilt, obliquity, yaw, inclination."""
    tilt, obliquity, yaw = lumbar_angles_deg(BODY_AXES, frame)
    inclination = float(np.degrees(np.arccos(np.clip(frame[2, 1], -1, 1))))
    return {
        f"{segment}_tilt": tilt,
        f"{segment}_obliq": obliquity,
        f"{segment}_yaw": yaw,
        f"{segment}_incl": inclination,
    }


_FingerChain = list[tuple[str, "FloatArray", "FloatArray"]]


def _finger_chains(skeleton: Skeleton, side: Side) -> dict[int, _FingerChain]:
    """Per finger (1 = thumb): bone name, head (3,) and rest direction (3,) of its three bones."""
    chains: dict[int, _FingerChain] = {}
    for finger in range(1, 6):
        names = [f"finger{finger}-{q}.{side}" for q in range(1, 4)]
        heads = [skeleton.head_m(name) for name in names]
        directions = [heads[1] - heads[0], heads[2] - heads[1], heads[2] - heads[1]]
        chains[finger] = list(zip(names, heads, directions, strict=True))
    return chains


def _flattened(
    motion: Transform,
    head_m: FloatArray,
    direction: FloatArray,
    palm_normal: FloatArray,
    flatness: float,
) -> Transform:
    """Turn a finger bone about its head towards the palm plane by the fraction `flatness`."""
    pointing = unit(motion.rotation @ direction)
    axis = np.cross(pointing, perpendicular_to(pointing, palm_normal))
    sine = float(np.linalg.norm(axis))
    if sine <= 1e-6:
        return motion
    turn = axis_angle(axis, flatness * np.arcsin(min(1.0, sine))) @ motion.rotation
    return place(turn, head_m, motion.apply(head_m))
