"""Notices that a recording lies on its side or stands on its head, from the bodies seen in it.

The hands and knees of a body on all fours, and the feet of one that stands, are down. A body that
lies on the floor in an upright picture looks like one that stands in a picture on its side: what
is said leaves room for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.datatypes import Landmark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.datatypes import Pose

LEAST_VISIBILITY = 0.5
LEAST_POSES = 20
MOST_SHARE = 0.7
"""Of the poses that must show it."""
_SIDES = (
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST, Landmark.LEFT_HIP, Landmark.LEFT_KNEE,
     Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_WRIST, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE,
     Landmark.RIGHT_ANKLE),
)  # fmt: skip


def down(pose: Pose) -> NDArray[np.float64] | None:
    """Return where the ground is for a body, as a unit vector in the picture (y down).

    ``None`` if the body neither stands on its hands and knees nor on its feet.
    """
    found = [one for side in _SIDES if (one := _down_of_side(pose, side)) is not None]
    if not found:
        return None
    total = np.sum(found, axis=0)
    length = float(np.linalg.norm(total))
    return total / length if length > 0.5 * len(found) else None


def _down_of_side(pose: Pose, side: tuple[Landmark, ...]) -> NDArray[np.float64] | None:
    if (pose.visibility[list(side)] < LEAST_VISIBILITY).any():
        return None
    shoulder, wrist, hip, knee, ankle = pose.landmarks_px[list(side)]
    arm, trunk, thigh = _unit(wrist - shoulder), _unit(shoulder - hip), _unit(knee - hip)
    if arm @ thigh > 0.3 and abs(trunk @ (arm + thigh)) < 1.0:
        return _unit(arm + thigh)
    leg = _unit(ankle - hip)
    return leg if leg @ thigh > 0.9 else None


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def turned_note(poses: Iterable[Pose | None]) -> str:
    """Say that a recording seems to be turned, or "".

    To be said of a recording in which no repetition was found.
    """
    downs = [one for pose in poses if pose is not None and (one := down(pose)) is not None]
    if len(downs) < LEAST_POSES:
        return ""
    across, below = np.array(downs).T
    is_across = np.abs(across) > np.abs(below)
    if is_across.mean() > MOST_SHARE:
        return (
            "The body lies across the picture: if the video is turned on its side, turn it "
            "upright and analyse it again."
        )
    if (~is_across & (below < 0)).mean() > MOST_SHARE:
        return "The picture seems to be upside down: rotate the video and analyse it again."
    return ""
