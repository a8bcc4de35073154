"""Read the interval factors and the limit of doubt off bodies that the networks were not fitted to.

Split conformal prediction (Lei et al. 2018): the factor of an answer in a sector is the 90th
percentile of error over stated scale. Frames of one clip err alike, so every clip weighs the same,
and a sector with few clips leans on all sectors together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.head.dataset import BAD_SHARE
from vision.head import SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.head.dataset import Rows
    from vision.datatypes import Posture
    from vision.head import Networks

COVERAGE = 0.90
LEAN_CLIPS = 6.0
"""A sector's own factor weighs as many clips as it has, that of all sectors this many."""
KEPT = 0.95
"""Share of good frames that doubt may not refuse."""


def calibration(
    folds: Sequence[tuple[Networks, list[Rows]]], posture: Posture
) -> dict[str, NDArray[Any]]:
    """Return ``factor`` and ``doubt_limit`` under their names in the file.

    Parameters
    ----------
    folds
        Networks with rows of clips that they were not fitted to.
    """
    ratios, sectors, weights, clips, doubts, errors = [], [], [], [], [], []
    number = 0
    for networks, held_back in folds:
        for rows in held_back:
            value, scale, doubt, novelty = networks.raw(rows.x)
            widened = scale * networks.strangeness(novelty)[:, None]
            there = np.isfinite(rows.y).any(axis=1)
            if not there.any():
                continue
            ratios.append((np.abs(value - rows.y) / widened)[there])
            sectors.append(rows.sector[there])
            weights.append(np.full(there.sum(), 1.0 / there.sum()))
            clips.append(np.full(there.sum(), number))
            doubts.append(doubt[there])
            errors.append(rows.error_ratio[there])
            number += 1
    table, sector, weight, clip, doubt, error = map(
        np.concatenate, (ratios, sectors, weights, clips, doubts, errors)
    )
    good = error <= BAD_SHARE
    limit = float(np.quantile(doubt[good], KEPT))
    used = doubt <= limit
    print(
        f"  refused: {np.mean(~used[error > BAD_SHARE]):.0%} of bad, {np.mean(~used[good]):.0%} of good"
    )
    factor = np.ones((table.shape[1], len(SECTORS)), np.float32)
    for answer in range(table.shape[1]):
        everywhere = weighted_quantile(table[used, answer], weight[used])
        for index in range(len(SECTORS)):
            here = used & (sector == index)
            count = len(np.unique(clip[here]))
            own = weighted_quantile(table[here, answer], weight[here]) if count else everywhere
            factor[answer, index] = (count * own + LEAN_CLIPS * everywhere) / (count + LEAN_CLIPS)
    return {
        f"{posture}_factor": factor,
        f"{posture}_doubt_limit": np.array(limit, np.float32),
    }


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], share: float = COVERAGE
) -> float:
    """Return the least value below which the share of the weight lies; NaN values are left out."""
    there = np.isfinite(values)
    order = np.argsort(values[there])
    summed = np.cumsum(weights[there][order])
    index = int(np.searchsorted(summed, share * summed[-1]))
    return float(values[there][order][min(index, len(order) - 1)])
