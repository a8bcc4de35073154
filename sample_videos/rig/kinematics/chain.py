"""Forward and inverse kinematics of one skeleton."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..conventions import BODY_AXES, RIGHTWARD_SIGN, SIDES, Side, lumbar_rotation
from ..rotations import (
    Transform,
    frame_from_y_z,
    perpendicular_to,
    place,
    rot_x,
    rot_y,
    rot_z,
    unit,
)
from . import angles
from .bones import BoneMap
from .pose import ArmPose, ArmSolution, LegPose, LegSolution, Pose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from ..rotations import FloatArray
    from .skeleton import Skeleton


class Kinematics:
    """Poses one skeleton. Positions are in world metres, frames are world rotations (3, 3)."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.lengths_m = skeleton.lengths_m
        self._bone_map = BoneMap(skeleton)

    # ---- limbs ---------------------------------------------------------------------------------

    def leg_to_ankle(
        self, hip_m: FloatArray, ankle_m: FloatArray, forward: FloatArray
    ) -> LegSolution:
        """Return the leg of two bones between a hip and an ankle.

        Parameters
        ----------
        hip_m, ankle_m
            (3,) each. If they are farther apart than the leg is long, the leg is straight and ends
            short of the ankle; the solution says by how much.
        forward
            (3,), the direction in which the knee points.
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
        """Return the arm of two bones between a shoulder and a wrist.

        Parameters
        ----------
        shoulder_m, wrist_m
            (3,) each. If they are farther apart than the arm is long, the arm is straight and ends
            short of the wrist; the solution says by how much.
        elbow_towards
            (3,), the direction in which the elbow points; its length does not matter.
        """
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
        """Return the frames of humerus and forearm of an arm that is given by directions.

        Parameters
        ----------
        direction
            (3,), from shoulder to elbow in the world.
        elbow_axis
            (3,), about which the elbow flexes; only its part perpendicular to `direction` counts.
        elbow_flexion_deg
            0 is a straight arm.
        """
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
        thorax_share: float | None = None,
    ) -> Pose:
        """Return a pose of pelvis, spine, neck, head and clavicles, still without limbs.

        Parameters
        ----------
        pelvis
            (3, 3).
        hip_midpoint_m
            (3,), the middle between the hip joint centres.
        lumbar_deg, neck_deg
            Flexion, side-bend to the right, rotation to the left.
        shoulder_girdle_deg
            Per side, elevation and protraction of the clavicle; None is zero.
        thorax_share
            Share of the flexion that bends the thoracic joints, see
            `skeleton.Skeleton.spine_shares`.
        """
        joints = self.skeleton.joints
        turn = pelvis @ BODY_AXES.T
        current = place(turn, joints["pelvis"], hip_midpoint_m)
        segments = {"pelvis": current}
        shares = self.skeleton.spine_shares(thorax_share)
        current = self._bend(segments, current, shares, lumbar_deg)
        thorax = current
        shares = {joint.name: joint.shares for joint in self.skeleton.neck}
        self._bend(segments, current, shares, neck_deg)
        for side in SIDES:
            elevation_deg, protraction_deg = (shoulder_girdle_deg or {}).get(side, (0.0, 0.0))
            turn = _clavicle_turn(elevation_deg, protraction_deg, side)
            segments["clav" + side] = thorax.turned_about(turn, joints["clav" + side])
        return Pose(segments)

    def _bend(
        self,
        segments: dict[str, Transform],
        current: Transform,
        shares: Mapping[str, tuple[float, float, float]],
        angles_deg: Sequence[float] | FloatArray,
    ) -> Transform:
        """Bend a row of joints, each by its shares of the angles, and return the last segment."""
        for joint, share in shares.items():
            part = [angle * s for angle, s in zip(angles_deg, share, strict=True)]
            turn = _in_rest_axes(lumbar_rotation(*part))
            current = current.turned_about(turn, self.skeleton.joints[joint])
            segments[joint] = current
        return current

    def joint_m(self, pose: Pose, segment: str, joint: str) -> FloatArray:
        """Return the world position (3,) of a joint.

        Parameters
        ----------
        pose
            Holds the segment already.
        segment, joint
            Names with their sides; the joint moves with the segment.
        """
        return pose.point_m(segment, self.skeleton.joints[joint])

    def add_limbs(
        self, pose: Pose, legs: Mapping[Side, LegPose], arms: Mapping[Side, ArmPose]
    ) -> None:
        """Hang legs and arms on a trunk, joint on joint.

        Parameters
        ----------
        pose
            A trunk; the segments of the limbs are added to it.
        legs, arms
            Of both sides.
        """
        for side in SIDES:
            self._add_leg(pose, legs[side], side)
            self._add_arm(pose, arms[side], side)

    def _hang(self, pose: Pose, frame: FloatArray, segment: str, parent: str, joint: str) -> None:
        """Attach a segment with world `frame` to its parent at `joint`; all names with sides."""
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

    # ---- bones and truth -----------------------------------------------------------------------

    def bone_matrices(self, pose: Pose) -> FloatArray:
        """Return the matrices (n_bones, 3, 4), metres, of all bones from rest to this pose."""
        return self._bone_map.matrices(pose)

    def anatomical_frames(self, matrices: FloatArray) -> dict[str, FloatArray]:
        """See `angles.anatomical_frames`."""
        return angles.anatomical_frames(self.skeleton, matrices)

    def joint_centres_m(self, matrices: FloatArray) -> dict[str, FloatArray]:
        """See `angles.joint_centres_m`."""
        return angles.joint_centres_m(self.skeleton, matrices)

    def joint_angles_deg(self, matrices: FloatArray) -> dict[str, float]:
        """See `angles.joint_angles_deg`."""
        return angles.joint_angles_deg(self.skeleton, matrices)


def _triangle_angle(near_m: float, base_m: float, far_m: float) -> float:
    """Return the angle (radians) of a triangle between two sides and opposite to `far_m`."""
    cosine = (near_m * near_m + base_m * base_m - far_m * far_m) / (2 * near_m * base_m)
    return float(np.arccos(np.clip(cosine, -1, 1)))


def _in_rest_axes(rotation: FloatArray) -> FloatArray:
    """Rewrite a rotation from segment axes (X, Y, Z) in the world axes of the rest pose."""
    rewritten: FloatArray = BODY_AXES @ rotation @ BODY_AXES.T
    return rewritten


def _clavicle_turn(elevation_deg: float, protraction_deg: float, side: Side) -> FloatArray:
    """Return the turn, in rest-pose world axes, that raises a shoulder and brings it forward."""
    sign = RIGHTWARD_SIGN[side]
    raise_tip = rot_x(np.radians(-sign * elevation_deg))
    bring_forward = rot_y(np.radians(sign * protraction_deg))
    return _in_rest_axes(raise_tip @ bring_forward)
