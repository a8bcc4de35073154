"""Read the interval factors and the limit of doubt off bodies that the networks were not fitted to.

Split conformal prediction (Lei et al. 2018): the factor of an answer in a sector is the 90th
percentile of error over stated scale. Frames of one clip err alike, so every clip weighs the same,
and a sector with few clips leans on all sectors together. Half of a clip's weight lies on the
frames in which the answer is near its extreme: most frames show little movement, which is easily
got right, and an interval has to hold when it matters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from training.dataset import BAD_SHARE
from vision.angles.model import SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.dataset import Rows
    from vision.angles.model import Networks
    from vision.datatypes import Posture

COVERAGE = 0.90
CAREFUL = {"spine_twist_deg": 0.95}
"""Wider for the twist: the head now and then takes a turn of the hip for one of the spine."""
GAIN = dict.fromkeys(
    ("pelvis_rotation_deg", "pelvis_roll_deg", "hip_opening_deg", "lumbar_flexion_deg"), 1.1
)
"""Networks lean towards the usual where they are unsure, and the usual is no movement: on the
calibration people turns near their end are read 0.8 to 0.9 of their size. Of 1.0, 1.1, 1.2 and 1.3
this one errs least there (turns 5.8 to 4.8 deg, opening 4.6 to 4.1), twists are best left alone."""
LEAN_CLIPS = 6.0
"""A sector's own factor weighs as many clips as it has, that of all sectors this many."""
NEAR_END = 0.7
"""Share of a clip's greatest magnitude from which on a frame is near the extreme."""
KEPT, REFUSED = 0.97, 0.95
"""Share of good frames that doubt may not refuse, and of bad ones that it has to: more good ones
are kept where that many bad ones are refused all the same."""


def calibration(
    networks: Networks, held_back: Sequence[Rows], posture: Posture
) -> dict[str, NDArray[Any]]:
    """Return ``gain``, ``factor`` and ``doubt_limit`` under their names in the file.

    Parameters
    ----------
    networks
        The ensemble; its present gains, factors and limit are not used.
    held_back
        Rows of clips that no member was fitted to.
    """
    gain = np.array([GAIN.get(name, 1.0) for name in networks.names])
    networks = replace(networks, gain=gain)
    collected: list[list[NDArray[Any]]] = []
    for rows in held_back:
        value, scale, doubt, strangeness = networks.raw(rows.x)
        widened = scale * strangeness[:, None]
        there = np.isfinite(rows.y).any(axis=1)
        if not there.any():
            continue
        collected.append(
            [
                (np.abs(value - rows.y) / widened)[there],
                rows.sector[there],
                frame_weights(rows.y[there]),
                np.full(int(there.sum()), len(collected)),
                doubt[there],
                rows.error_ratio[there],
            ]
        )
    table, sector, weights, clip, doubt, error = (
        np.concatenate(column) for column in zip(*collected, strict=True)
    )
    good = error <= BAD_SHARE
    bad = error > BAD_SHARE
    limit = float(np.quantile(doubt[good], KEPT))
    if bad.any():
        limit = max(limit, float(np.quantile(doubt[bad], 1.0 - REFUSED)))
    used = doubt <= limit
    print(
        f"  refused: {(~used & bad).sum()} of {bad.sum()} bad frames, "
        f"{(~used & good).sum()} of {good.sum()} good ones"
    )
    factor = np.ones((table.shape[1], len(SECTORS)), np.float32)
    for answer in range(table.shape[1]):
        weight = weights[:, answer]
        share = CAREFUL.get(networks.names[answer], COVERAGE)
        everywhere = weighted_quantile(table[used, answer], weight[used], share)
        for index in range(len(SECTORS)):
            here = used & (sector == index)
            clips = weighed_clips(clip[here], weight[here])
            own = (
                weighted_quantile(table[here, answer], weight[here], share) if clips else everywhere
            )
            factor[answer, index] = (clips * own + LEAN_CLIPS * everywhere) / (clips + LEAN_CLIPS)
    return {
        f"{posture}_gain": gain.astype(np.float32),
        f"{posture}_factor": factor,
        f"{posture}_doubt_limit": np.array(limit, np.float32),
    }


def frame_weights(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much each frame of a clip weighs for each answer, (n, answers), in sum 1.

    Parameters
    ----------
    y
        (n, answers) what is true, NaN where unknown.
    """
    size = np.where(np.isfinite(y), np.abs(y), 0.0)
    near_end = size >= NEAR_END * size.max(axis=0)
    weights: NDArray[np.float64] = 0.5 / len(y) + 0.5 * near_end / near_end.sum(axis=0)
    return weights


def weighed_clips(clip: NDArray[np.int64], weight: NDArray[np.float64]) -> float:
    """Return how many clips these frames amount to (Kish's effective number)."""
    if not len(clip):
        return 0.0
    sums = np.bincount(clip, weight)
    return float(sums.sum() ** 2 / (sums**2).sum())


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], share: float = COVERAGE
) -> float:
    """Return the least value below which the share of the weight lies; NaN values are left out."""
    there = np.isfinite(values)
    order = np.argsort(values[there])
    summed = np.cumsum(weights[there][order])
    index = int(np.searchsorted(summed, share * summed[-1]))
    return float(values[there][order][min(index, len(order) - 1)])
