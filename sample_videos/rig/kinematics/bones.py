"""Matrices of all bones for the skinning, from the pose of the segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..conventions import SIDES, Side
from ..rotations import Transform, axis_angle, perpendicular_to, place, twist_angle, unit

if TYPE_CHECKING:
    from ..rotations import FloatArray
    from .pose import Pose
    from .skeleton import Skeleton

#: For each bone of a finger: name, head (3,) and direction at rest (3,).
_FingerChain = list[tuple[str, "FloatArray", "FloatArray"]]

#: Shares of a twist that the bones next to a joint undo or follow, so that the skin is not wrung.
_THIGH_UNTWIST, _UPPER_ARM_UNTWIST = -0.5, -0.6
_FOREARM_PRONATION = {"lowerarm01": 0.25, "lowerarm02": 0.65}


class BoneMap:
    """Spreads the pose of the segments over the bones of one skeleton.

    Bones that a skeleton lacks are left out, so families with fewer bones need no map of their own.
    """

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self._index = skeleton.index
        self._fingers = {side: _finger_chains(skeleton, side) for side in SIDES}

    def matrices(self, pose: Pose) -> FloatArray:
        """Return the matrices (n_bones, 3, 4), metres, from the rest pose to this one."""
        bones = dict.fromkeys(("root", "pelvis.L", "pelvis.R"), pose.segments["pelvis"])
        bones["spine05"] = pose.segments["pelvis"]
        axial = (*self._skeleton.spine, *self._skeleton.neck)
        bones.update({joint.name: pose.segments[joint.name] for joint in axial})
        for side in SIDES:
            bones["eye." + side] = pose.segments["head"]
            bones.update(self._leg_bones(pose, side))
            bones.update(self._arm_bones(pose, side))
            bones.update(self._hand_bones(pose, side))
        matrices = np.zeros((len(self._skeleton.labels), 3, 4))
        for name, motion in bones.items():
            if name in self._index:
                matrices[self._index[name], :, :3] = motion.rotation
                matrices[self._index[name], :, 3] = motion.translation
        return matrices

    def _leg_bones(self, pose: Pose, side: Side) -> dict[str, Transform]:
        """Return thigh, shank, foot and toes; the upper thigh undoes half of the hip's twist."""
        pelvis, femur = pose.segments["pelvis"], pose.segments["femur" + side]
        upper = self._partly_twisted(pelvis, femur, ("femur" + side, "hip" + side), _THIGH_UNTWIST)
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
        frame = ("humerus" + side, "shoulder" + side)
        upper = self._partly_twisted(clavicle, humerus, frame, _UPPER_ARM_UNTWIST)
        bones = {
            f"clavicle.{side}": clavicle,
            f"shoulder01.{side}": clavicle,
            f"upperarm01.{side}": upper,
            f"upperarm02.{side}": humerus,
            f"wrist.{side}": pose.segments["hand" + side],
        }
        for bone, share in _FOREARM_PRONATION.items():
            bones[f"{bone}.{side}"] = self._pronated_forearm(pose, side, share)
        return bones

    def _partly_twisted(
        self, parent: Transform, child: Transform, segment_joint: tuple[str, str], share: float
    ) -> Transform:
        """Turn `child` about its own long axis by `share` of its twist relative to `parent`."""
        segment, joint = segment_joint
        rest_axis = self._skeleton.frames[segment][:, 1]
        twist = twist_angle(parent.rotation.T @ child.rotation, rest_axis)
        turn = axis_angle(child.rotation @ rest_axis, share * twist) @ child.rotation
        rest_joint_m = self._skeleton.joints[joint]
        return place(turn, rest_joint_m, child.apply(rest_joint_m))

    def _pronated_forearm(self, pose: Pose, side: Side, share: float) -> Transform:
        """Return the forearm bone that follows `share` of the hand's turn about the forearm."""
        forearm, hand = pose.segments["forearm" + side], pose.segments["hand" + side]
        rest_axis = self._skeleton.frames["forearm" + side][:, 1]
        twist = twist_angle(forearm.rotation.T @ hand.rotation, rest_axis)
        turn = axis_angle(forearm.rotation @ rest_axis, share * twist) @ forearm.rotation
        rest_elbow_m = self._skeleton.joints["elbow" + side]
        return place(turn, rest_elbow_m, forearm.apply(rest_elbow_m))

    def _hand_bones(self, pose: Pose, side: Side) -> dict[str, Transform]:
        hand = pose.segments["hand" + side]
        flatness = pose.hand_flatness[side]
        palm_normal = hand.rotation @ self._skeleton.frames["hand" + side][:, 0]
        bones = {f"metacarpal{k}.{side}": hand for k in range(1, 5)}
        for finger, chain in self._fingers[side].items():
            current = hand
            for name, head_m, direction in chain:
                if flatness and finger > 1:
                    current = _flattened(current, head_m, direction, palm_normal, flatness)
                bones[name] = current
        return bones


def _finger_chains(skeleton: Skeleton, side: Side) -> dict[int, _FingerChain]:
    """Return the three bones of each finger (1 is the thumb) that the skeleton has."""
    chains: dict[int, _FingerChain] = {}
    for finger in range(1, 6):
        names = [f"finger{finger}-{q}.{side}" for q in range(1, 4)]
        if not set(names) <= set(skeleton.labels):
            continue
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
    """Turn a finger bone about its head towards the plane of the palm, `flatness` of the way."""
    pointing = unit(motion.rotation @ direction)
    axis = np.cross(pointing, perpendicular_to(pointing, palm_normal))
    sine = float(np.linalg.norm(axis))
    if sine <= 1e-6:
        return motion
    turn = axis_angle(axis, flatness * np.arcsin(min(1.0, sine))) @ motion.rotation
    return place(turn, head_m, motion.apply(head_m))
