"""A pose as a camera that had not drifted would have seen it, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.capture.opencv import cv2
from vision.values import replace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.capture.scene_changes import Drift
    from vision.datatypes import Pose


def steadied(pose: Pose, drift: Drift) -> Pose:
    """Return a pose in the picture from before a drift.

    Parameters
    ----------
    pose
        What the camera sees now.
    drift
        From this picture to the one before the drift, see `vision.capture.scene_changes.Drift`.
    """
    matrix = np.array(drift, np.float64).reshape(2, 3)
    turn, shift_px = matrix[:, :2], matrix[:, 2] * pose.size_px[0]
    scale = float(np.sqrt(abs(np.linalg.det(turn))))
    world_m = pose.world_m.copy()
    world_m[:, :2] = world_m[:, :2] @ (turn / scale).T
    mask = pose.mask
    if mask is not None:
        moved = np.column_stack([turn, shift_px * pose.mask_scale])
        mask = _moved(mask, moved)
    landmarks_px = pose.landmarks_px @ turn.T + shift_px
    return replace(pose, landmarks_px=landmarks_px, world_m=world_m, mask=mask)


def as_filmed(pose: Pose, drift: Drift) -> Pose:
    """Return a steadied pose in the picture that the camera gave, without its silhouette.

    Parameters
    ----------
    pose
        What `steadied` returned, smoothed or not.
    drift
        The same as there.
    """
    matrix = np.vstack([np.array(drift, np.float64).reshape(2, 3), [0.0, 0.0, 1.0]])
    back = np.linalg.inv(matrix)[:2]
    return replace(steadied(replace(pose, mask=None), tuple(back.ravel().tolist())), mask=None)


def _moved(mask: NDArray[np.bool_], matrix: NDArray[np.float64]) -> NDArray[np.bool_]:
    size_px = (mask.shape[1], mask.shape[0])
    moved = cv2.warpAffine(mask.view(np.uint8), matrix, size_px, flags=cv2.INTER_NEAREST)
    return np.asarray(moved, np.uint8) > 0
