"""Poses between two poses of one skeleton."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conventions import SIDES
from ..rotations import interpolate, place
from .pose import Pose

if TYPE_CHECKING:
    from ..rotations import FloatArray, Transform
    from .skeleton import Skeleton

#: Limb segment -> segment and joint it hangs from; sides are added to all but the pelvis.
_HUNG = {
    "femur": ("pelvis", "hip"),
    "shank": ("femur", "knee"),
    "foot": ("shank", "ankle"),
    "humerus": ("clav", "shoulder"),
    "forearm": ("humerus", "elbow"),
    "hand": ("forearm", "wrist"),
}


def blended_pose(skeleton: Skeleton, start: Pose, end: Pose, fraction: float) -> Pose:
    """Return a pose on the way from one pose to another.

    The hips go in a straight line, the joints of the trunk turn relative to their neighbours, and
    the limbs turn in the world.

    Parameters
    ----------
    skeleton
        Of the person who is posed.
    start, end
        Poses with limbs.
    fraction
        How far along the way, 0 at `start` to 1 at `end`.
    """
    joints = skeleton.joints
    hips_m = [pose.point_m("pelvis", joints["pelvis"]) for pose in (start, end)]
    first, last = (pose.segments["pelvis"].rotation for pose in (start, end))
    turn = interpolate(first, last, fraction)
    middle_m = hips_m[0] + (hips_m[1] - hips_m[0]) * fraction
    segments = {"pelvis": place(turn, joints["pelvis"], middle_m)}

    def bend(name: str, below: str, joint: str) -> None:
        first, last = (
            pose.segments[below].rotation.T @ pose.segments[name].rotation for pose in (start, end)
        )
        turn = interpolate(first, last, fraction)
        segments[name] = segments[below].turned_about(turn, joints[joint])

    below = "pelvis"
    for joint in (*skeleton.spine, *skeleton.neck):
        bend(joint.name, below, joint.name)
        below = joint.name
    for side in SIDES:
        bend("clav" + side, skeleton.spine[-1].name, "clav" + side)
        for name, (parent, joint_name) in _HUNG.items():
            above = parent if parent == "pelvis" else parent + side
            segments[name + side] = _hang(
                (start.segments[name + side], end.segments[name + side]),
                fraction,
                segments[above],
                joints[joint_name + side],
            )
        bend("toes" + side, "foot" + side, "toe" + side)
    flatness = {
        side: a + (end.hand_flatness[side] - a) * fraction
        for side, a in start.hand_flatness.items()
    }
    return Pose(segments, flatness)


def _hang(
    ends: tuple[Transform, Transform], fraction: float, above: Transform, rest_joint_m: FloatArray
) -> Transform:
    turn = interpolate(ends[0].rotation, ends[1].rotation, fraction)
    return place(turn, rest_joint_m, above.apply(rest_joint_m))
