"""What the usual tutorial computes from world landmarks, as a baseline for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drills.core.events import Drill
from vision.datatypes import Side
from vision.geometry import angle_between_deg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Column = NDArray[np.float64]

FIRST_S = 1.0
BACK_DEG, FRONT_DEG = 100.0, 90.0
OPEN_DEG, SHUT_DEG = 15.0, 5.0


def shoulder_hip_knee_flexion_deg(poses: Sequence[Pose | None], side: Side) -> Column:
    """Return 180 deg minus the angle at the hip between shoulder and knee, (n,).

    Parameters
    ----------
    poses
        One per frame; ``None``, where nobody was seen, gives NaN.
    side
        The side of the body.
    """
    hip = 23 if side is Side.LEFT else 24
    flexion_deg = np.full(len(poses), np.nan)
    for index, pose in enumerate(poses):
        if pose is not None:
            world = pose.world_m
            trunk, thigh = world[hip - 12] - world[hip], world[hip + 2] - world[hip]
            flexion_deg[index] = 180.0 - angle_between_deg(trunk, thigh)
    return flexion_deg


def hip_line_deg(poses: Sequence[Pose | None], t_s: Column, stance: Side) -> Column:
    """Return the rotation of the hip line in space since the first second, open +, (n,).

    Its angle about the vertical or its tilt, whichever is larger; in deg.

    Parameters
    ----------
    poses
        One per frame; ``None``, where nobody was seen, gives NaN.
    t_s
        (n,) times of the frames.
    stance
        The stance leg, which determines the sign.
    """
    sign = 1.0 if stance is Side.RIGHT else -1.0
    lines = np.full((len(poses), 3), np.nan)
    for index, pose in enumerate(poses):
        if pose is not None:
            lines[index] = pose.world_m[24] - pose.world_m[23]
    start = np.nanmedian(lines[t_s <= t_s[0] + FIRST_S], axis=0)
    yaw = np.degrees(np.arctan2(lines[:, 2], lines[:, 0]) - np.arctan2(start[2], start[0]))
    yaw = -((yaw + 180.0) % 360.0 - 180.0)
    tilt = np.degrees(
        np.arcsin(np.clip(lines[:, 1] / np.linalg.norm(lines, axis=1), -1.0, 1.0))
        - np.arcsin(np.clip(start[1] / np.linalg.norm(start), -1.0, 1.0))
    )
    larger: Column = np.where(np.abs(yaw) > np.abs(tilt), sign * yaw, sign * tilt)
    return larger


def reps_by_thresholds(poses: Sequence[Pose | None], t_s: Column, drill: Drill | None) -> int:
    """Count as tutorials do: beyond one fixed angle, back within another, no dwell.

    Parameters
    ----------
    poses, t_s
        One per frame, and their times.
    drill
        For the aeroplane, turns of the hip line are counted; otherwise flexion of the left hip.
    """
    if not any(pose is not None for pose in poses):
        return 0
    if drill is Drill.AEROPLANE:
        course = np.abs(hip_line_deg(poses, t_s, Side.RIGHT))
        enter, leave, per_rep = OPEN_DEG, SHUT_DEG, 2
    else:
        course = shoulder_hip_knee_flexion_deg(poses, Side.LEFT)
        enter, leave, per_rep = BACK_DEG, FRONT_DEG, 1
    count, out = 0, False
    for value in course:
        if not out and value > enter:
            out, count = True, count + 1
        elif out and value < leave:
            out = False
    return count // per_rep
