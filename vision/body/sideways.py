"""Notices that a recording is rotated or upside down, from the bodies seen in it.

The hands and knees of a body on all fours, and the feet of a standing one, are down. A body lying
on the floor in an upright picture looks like one standing in a rotated picture, so the wording
allows for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.datatypes import TRUSTED_VISIBILITY, Landmark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.datatypes import Pose

ALIKE = 0.9
"""Cosine of the angle between two limbs that point the same way: 26 deg (our rule)."""
LEAST_POSES = 20
"""Least number of poses for a conclusion."""
MOST_SHARE = 0.7
"""Share of the poses that must show it: a person may lie down for a while (our rule)."""
_SIDES = (
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_WRIST, Landmark.LEFT_HIP, Landmark.LEFT_KNEE,
     Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_WRIST, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE,
     Landmark.RIGHT_ANKLE),
)  # fmt: skip


def _down(pose: Pose) -> NDArray[np.float64] | None:
    """Return the direction of the ground, as a unit vector in the picture (y down).

    ``None`` if the body is neither on hands and knees nor on its feet.
    """
    downs = [way for side in _SIDES if (way := _down_of_side(pose, side)) is not None]
    if not downs:
        return None
    total = np.sum(downs, axis=0)
    length = float(np.linalg.norm(total))
    return total / length if length > 0.5 * len(downs) else None


def _down_of_side(pose: Pose, side: tuple[Landmark, ...]) -> NDArray[np.float64] | None:
    if (pose.visibility[list(side)] < TRUSTED_VISIBILITY).any():
        return None
    shoulder, wrist, hip, knee, ankle = pose.landmarks_px[list(side)]
    arm, trunk, thigh = _unit(wrist - shoulder), _unit(shoulder - hip), _unit(knee - hip)
    if arm @ thigh > ALIKE and abs(trunk @ (arm + thigh)) < 1.0:
        return _unit(arm + thigh)
    leg = _unit(ankle - hip)
    return leg if leg @ thigh > ALIKE else None


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def turned_note(poses: Iterable[Pose | None]) -> str:
    """Return a note that the recording seems to be rotated, or "".

    For recordings in which no rep was found.
    """
    downs = [way for pose in poses if pose is not None and (way := _down(pose)) is not None]
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
