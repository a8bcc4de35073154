"""True joint angles and joint centres of a pose, read from the bone matrices of the skinning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..conventions import BODY_AXES, SIDES, Side, hip_angles_deg, lumbar_angles_deg
from ..rotations import zxy_angles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rotations import FloatArray
    from .skeleton import Skeleton

#: Bone that carries each segment of a leg.
_LEG_BONE = {"femur": "upperleg02.", "shank": "lowerleg02.", "foot": "foot."}


def anatomical_frames(skeleton: Skeleton, matrices: FloatArray) -> dict[str, FloatArray]:
    """Return the world frames (3, 3) of pelvis, thorax and, per side, femur, shank and foot.

    Parameters
    ----------
    skeleton
        In its rest pose.
    matrices
        (n_bones, 3, 4), from the rest pose to the posed world, as given to the skinning.
    """
    index, rest = skeleton.index, skeleton.frames

    def turn_of(bone: str) -> FloatArray:
        turn: FloatArray = matrices[index[bone], :, :3]
        return turn

    frames = {"pelvis": turn_of("spine05") @ BODY_AXES, "thorax": turn_of("spine01") @ BODY_AXES}
    for side in SIDES:
        for segment, bone in _LEG_BONE.items():
            frames[segment + side] = turn_of(bone + side) @ rest[segment + side]
    return frames


def joint_centres_m(skeleton: Skeleton, matrices: FloatArray) -> dict[str, FloatArray]:
    """Return the joint centres (3,) in the world by name.

    Parameters
    ----------
    skeleton
        In its rest pose.
    matrices
        (n_bones, 3, 4), from the rest pose to the posed world, as given to the skinning.
    """
    centres = {}
    for joint, bone in skeleton.carriers.items():
        matrix = matrices[skeleton.index[bone]]
        centres[joint] = matrix[:, :3] @ skeleton.joints[joint] + matrix[:, 3]
    return centres


def joint_angles_deg(skeleton: Skeleton, matrices: FloatArray) -> dict[str, float]:
    """Return the true joint angles of a pose: the angle columns of the truth table.

    Parameters
    ----------
    skeleton
        In its rest pose.
    matrices
        (n_bones, 3, 4), from the rest pose to the posed world, as given to the skinning.
    """
    frames = anatomical_frames(skeleton, matrices)
    angles: dict[str, float] = {}
    for side in SIDES:
        angles.update(_leg_angles_deg(frames, side))
    lumbar = lumbar_angles_deg(frames["pelvis"], frames["thorax"])
    names = ("lumbar_flex", "lumbar_lat", "lumbar_axial")
    angles.update(zip(names, lumbar, strict=True))
    for segment in ("pelvis", "thorax"):
        angles.update(_orientation_deg(frames[segment], segment))
    return angles


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
    """Return tilt, obliquity, yaw and inclination in the world, relative to upright facing -y."""
    tilt, obliquity, yaw = lumbar_angles_deg(BODY_AXES, frame)
    inclination = float(np.degrees(np.arccos(np.clip(frame[2, 1], -1, 1))))
    return {
        f"{segment}_tilt": tilt,
        f"{segment}_obliq": obliquity,
        f"{segment}_yaw": yaw,
        f"{segment}_incl": inclination,
    }
