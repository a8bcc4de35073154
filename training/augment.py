"""The same recording as if made by another person: landmarks and outline moved.

People, and the bodies of different makers, differ by some centimetres in where the pose model puts
their joints, always in the same way and partly with the pose; clothes hang away from the body. A
network that learnt one family takes its offsets for the truth. So every recording is shown again
with offsets larger than those of any one family: constant for the person, and growing with the lean
of the trunk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Table = NDArray[np.float64]

PAIRS = ((11, 12), (23, 24), (25, 26), (27, 28), (13, 14), (15, 16))
CONSTANT, WITH_LEAN, ONE_SIDED = 0.045, 0.045, 0.015
"""Standard deviations of the offsets of a joint pair, in trunk lengths: in every pose, added with a
level trunk, and of one side alone."""
DEPTH = 0.06
MASK_PX = (-2, 3)
HANG = 0.12
"""Clothes hang below the trunk by up to this share of its length."""


@dataclass(frozen=True, eq=False)
class Offsets:
    """Offsets of the 33 points along and across the trunk and in depth, (33, 3), in trunk lengths.

    ``constant`` applies in every pose, ``lean`` times the sine of the trunk's inclination.
    ``stretch`` multiplies all depths, the silhouette grows by ``grown_px``, and clothes hang down
    by ``hang`` trunk lengths.
    """

    constant: Table
    lean: Table
    stretch: float
    grown_px: int
    hang: float


def random_offsets(rng: np.random.Generator) -> Offsets:
    """Draw a person's offsets."""
    constant, lean = np.zeros((33, 3)), np.zeros((33, 3))
    sizes = np.array([1.0, 1.0, DEPTH / CONSTANT])
    for pair in PAIRS:
        shared = rng.normal(0, CONSTANT, 3) * sizes
        leaning = rng.normal(0, WITH_LEAN, 3) * sizes
        for point in pair:
            constant[point] = shared + rng.normal(0, ONE_SIDED, 3) * sizes
            lean[point] = leaning
    return Offsets(
        constant,
        lean,
        float(rng.uniform(0.85, 1.15)),
        int(rng.integers(*MASK_PX, endpoint=True)),
        float(rng.uniform(0, HANG)) if rng.random() < 0.5 else 0.0,
    )


def moved(pose: Pose, offsets: Offsets) -> Pose:
    """Return the pose as the pose model would have seen it on another person.

    Parameters
    ----------
    pose
        The estimator's pose.
    offsets
        The other person's offsets.
    """
    points, world = pose.landmarks_px, pose.world_m
    trunk_px = (points[11] + points[12] - points[23] - points[24]) / 2
    trunk_m = (world[11] + world[12] - world[23] - world[24])[:2] / 2
    length_px = max(float(np.hypot(*trunk_px)), 1.0)
    whole_m = float(np.linalg.norm(world[11] + world[12] - world[23] - world[24])) / 2
    seen_m = max(float(np.hypot(*trunk_m)), 0.1 * whole_m)
    scale_px = length_px / seen_m * whole_m  # the trunk's length in px if it were not foreshortened
    lean = abs(trunk_px[0]) / length_px
    shift = offsets.constant + lean * offsets.lean
    along = trunk_px / length_px
    across = np.array([-along[1], along[0]])
    plane = shift[:, :1] * along + shift[:, 1:2] * across
    depth = np.array([1.0, 1.0, offsets.stretch])
    shifted_m = np.concatenate([plane, shift[:, 2:]], axis=1) * whole_m
    return replace(
        pose,
        landmarks_px=points + plane * scale_px,
        world_m=(world + shifted_m) * depth,
        mask=None if pose.mask is None else _outline_moved(pose, offsets, scale_px),
    )


def _outline_moved(pose: Pose, offsets: Offsets, trunk_px: float) -> NDArray[np.bool_]:
    assert pose.mask is not None
    mask = pose.mask.astype(np.uint8)
    grown = offsets.grown_px
    if grown:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * abs(grown) + 1,) * 2)
        change = cv2.dilate if grown > 0 else cv2.erode
        mask = np.asarray(change(mask, kernel), np.uint8)
    down_px = round(offsets.hang * trunk_px * pose.mask_scale)
    if down_px > 0:
        ends = (pose.landmarks_px[[11, 12, 23, 24]] * pose.mask_scale).round().astype(int)
        left, right = max(int(ends[:, 0].min()), 0), int(ends[:, 0].max()) + 1
        top, bottom = max(int(ends[:, 1].min()) - down_px, 0), int(ends[:, 1].max()) + 3 * down_px
        part = mask[top:bottom, left:right]
        if part.size:
            kernel = np.zeros((2 * down_px + 1, 1), np.uint8)
            kernel[down_px:] = 1  # anchored above: what is set spreads downwards
            mask[top:bottom, left:right] = np.asarray(cv2.dilate(part, kernel[::-1]))
    return mask.astype(bool)
