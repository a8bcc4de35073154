"""Gains, interval factors, peak ratios and the limit of doubt, from people not trained on.

Every family of people is judged by networks that were trained without it. Split conformal
prediction (Lei et al. 2018): the factor of an answer in a sector is the 90th percentile of error
over stated scale, with the correction for a finite number of clips. The frames of one clip err
alike, so every clip has the same weight, and a sector with few clips borrows from all sectors
together. Half of a clip's weight lies on the frames in which the answer is near its extreme: most
frames show little movement, which is easy to get right, and an interval has to hold when it
matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from training.dataset import BAD_SHARE
from vision.angles.model import SECTORS
from vision.datatypes import Posture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.dataset import Rows

    Table = NDArray[np.float64]

COVERAGE = 0.90
GAINS = (1.0, 1.1, 1.2, 1.3)
CHANGES = frozenset(
    {
        "pelvis_rotation_deg",
        "pelvis_roll_deg",
        "hip_opening_deg",
        "spine_twist_deg",
        "lumbar_flexion_deg",
        "side_bend_deg",
        "hip_excursion_near_deg",
        "hip_excursion_far_deg",
        "hip_rotation_near_deg",
        "hip_rotation_far_deg",
    }
)
"""Answers that are changes since the neutral. Where networks are unsure they answer the usual,
which is no movement: a gain makes up for that. Other answers have no such zero."""
FREE_WEIGHT = 0.3
"""Weight of a clip of a body that moves freely, against 1 for one that does the drill: it is harder
than what people do, but there is more of it."""
LEAN_CLIPS = 8.0
"""A sector's own factor has the weight of its clips, that of all sectors has this many clips."""
NEAR_END = 0.7
"""Share of a clip's greatest magnitude from which on a frame is near the extreme."""
KEPT = {Posture.HINGED: 0.97, Posture.ALL_FOURS: 0.99}
"""Share of good frames that doubt may not refuse. On all fours landmarks are seldom off the body,
and the good ones that are doubted lie at the ends of the movements, where they are needed most."""
REFUSED = 0.95
"""Share of bad frames that the doubt must refuse; where that is reached, more good ones are
kept."""
LEAST_PEAKS = 12
"""Least number of peaks for a sector to have its own ratio."""


@dataclass(frozen=True, eq=False)
class Held:
    """The rows of a clip, and the results of networks that never saw its family.

    ``value`` and ``scale`` (n, answers), ``doubt`` and ``strangeness`` (n,).
    """

    rows: Rows
    value: Table
    scale: Table
    doubt: Table
    strangeness: Table

    @property
    def widened(self) -> Table:
        """The scales, widened by the strangeness, (n, answers)."""
        return self.scale * self.strangeness[:, None]


def calibration(
    strangers: Sequence[Held], names: tuple[str, ...], posture: Posture
) -> dict[str, NDArray[Any]]:
    """Return gains, factors, peak ratios and the limit of doubt, by their names in the file.

    Parameters
    ----------
    strangers
        Results of each family by networks that never saw it.
    names
        The answers.
    posture
        Prefix of the names in the file.
    """
    limit = _doubt_limit(strangers, KEPT[posture])
    gain = np.array([_gain(strangers, i, limit) if n in CHANGES else 1.0
                     for i, n in enumerate(names)])  # fmt: skip
    factor = factors(strangers, gain, limit)
    ratio = _peak_ratios(strangers, gain, factor, limit, names)
    report(strangers, names, gain, limit)
    return {
        f"{posture}_gain": gain.astype(np.float32),
        f"{posture}_factor": factor.astype(np.float32),
        f"{posture}_peak_ratio": ratio.astype(np.float32),
        f"{posture}_doubt_limit": np.array(limit, np.float32),
    }


def _doubt_limit(strangers: Sequence[Held], kept: float) -> float:
    """Return the doubt above which landmarks are refused, keeping a share of the good frames."""
    doubt = np.concatenate([held.doubt for held in strangers])
    error = np.concatenate([held.rows.error_ratio for held in strangers])
    good, bad = error <= BAD_SHARE, error > BAD_SHARE
    limit = float(np.quantile(doubt[good], kept))
    if bad.any():
        limit = max(limit, float(np.quantile(doubt[bad], 1.0 - REFUSED)))
    used = doubt <= limit
    print(
        f"  refused: {(~used & bad).sum()} of {bad.sum()} bad frames, "
        f"{(~used & good).sum()} of {good.sum()} good ones"
    )
    return limit


def _gain(strangers: Sequence[Held], answer: int, limit: float) -> float:
    """Return the gain with the least error near the ends of the movements."""
    value, true, weight = [], [], []
    for held in strangers:
        y = held.rows.y[:, answer]
        there = np.isfinite(y) & (held.doubt <= limit)
        if not there.any() or not np.abs(y[there]).max() > 5.0:
            continue
        near = there & (np.abs(y) >= NEAR_END * np.abs(y[there]).max())
        value.append(held.value[near, answer])
        true.append(y[near])
        weight.append(np.full(int(near.sum()), 1.0 / max(near.sum(), 1)))
    if not value:
        return 1.0
    v, y, w = np.concatenate(value), np.concatenate(true), np.concatenate(weight)
    return min(GAINS, key=lambda gain: float((w * np.abs(gain * v - y)).sum()))


def factors(strangers: Sequence[Held], gain: Table, limit: float) -> Table:
    """Return the interval factors, (answers, sectors).

    Split conformal prediction (Lei et al. 2018).

    Parameters
    ----------
    strangers
        Results of each family by networks that never saw it.
    gain
        (answers,).
    limit
        The doubt above which frames are refused.
    """
    error, sector, weight, clip = [], [], [], []
    for number, held in enumerate(strangers):
        used = held.doubt <= limit
        error.append((np.abs(gain * held.value - held.rows.y) / held.widened)[used])
        sector.append(held.rows.sector[used])
        share = 1.0 if held.rows.usual else FREE_WEIGHT
        weight.append(share * frame_weights(held.rows.y)[used])
        clip.append(np.full(int(used.sum()), number))
    table, sectors = np.concatenate(error), np.concatenate(sector)
    weights, clips = np.concatenate(weight), np.concatenate(clip)
    factor = np.ones((table.shape[1], len(SECTORS)))
    for answer in range(table.shape[1]):
        there = np.isfinite(table[:, answer])
        everywhere, _ = _quantile(table, weights, clips, answer, there)
        for index in range(len(SECTORS)):
            own, count = _quantile(table, weights, clips, answer, there & (sectors == index))
            own = everywhere if not count else own
            factor[answer, index] = (count * own + LEAN_CLIPS * everywhere) / (count + LEAN_CLIPS)
    return factor


def _quantile(
    table: Table, weights: Table, clips: NDArray[np.int64], answer: int, here: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return the corrected quantile of an answer over some frames, and how many clips they are."""
    if not here.any():
        return 1.0, 0.0
    count = weighed_clips(clips[here], weights[here, answer])
    share = min(1.0, COVERAGE * (1.0 + 1.0 / max(count, 1.0)))
    return weighted_quantile(table[here, answer], weights[here, answer], share), count


def _peak_ratios(
    strangers: Sequence[Held], gain: Table, factor: Table, limit: float, names: tuple[str, ...]
) -> Table:
    """Return the ratio of a peak's interval to that of its frame, (answers, sectors)."""
    ratio = np.ones_like(factor)
    for answer in range(len(names)):
        ratios, sectors = [], []
        for held in strangers:
            for error, frame in peaks_of(held, answer, gain[answer], limit):
                sector = held.rows.sector[frame]
                half = held.widened[frame, answer] * factor[answer, sector]
                ratios.append(error / half)
                sectors.append(sector)
        if len(ratios) < LEAST_PEAKS:
            continue
        all_ratios, where = np.array(ratios), np.array(sectors)
        everywhere = _corrected(all_ratios)
        for index in range(len(SECTORS)):
            own = all_ratios[where == index]
            count = len(own) / 2  # the two peaks of a clip say about as much as one clip
            value = everywhere if len(own) < LEAST_PEAKS else _corrected(own)
            ratio[answer, index] = (count * value + LEAN_CLIPS * everywhere) / (count + LEAN_CLIPS)
    return ratio


def _corrected(values: Table) -> float:
    share = min(1.0, COVERAGE * (1.0 + 1.0 / len(values)))
    return float(np.quantile(values, share))


def peaks_of(held: Held, answer: int, gain: float, limit: float) -> list[tuple[float, int]]:
    """Return the error of each peak of each rep, and the frame in which it was read.

    Both ends of a movement in two directions are peaks.

    Parameters
    ----------
    held
        Results of one clip; one without a drill has no peaks.
    answer
        Index of the answer.
    gain
        Factor that its values are multiplied by.
    limit
        The doubt above which frames are refused.
    """
    rows, peaks = held.rows, []
    if not rows.usual:
        return []
    for rep in range(1, int(rows.rep.max(initial=0)) + 1):
        frames = np.flatnonzero((rows.rep == rep) & np.isfinite(rows.y[:, answer]))
        seen = frames[held.doubt[frames] <= limit]
        if len(seen) < 0.5 * len(frames) or len(seen) < 4:
            continue
        for sign in (1.0, -1.0):
            true = sign * rows.y[frames, answer]
            if true.max() < 5.0:
                continue
            value = sign * gain * held.value[seen, answer]
            best = int(np.argmax(value))
            peaks.append((abs(float(value[best] - true.max())), int(seen[best])))
    return peaks


def report(strangers: Sequence[Held], names: tuple[str, ...], gain: Table, limit: float) -> None:
    """Print errors on people of families that neither networks nor intervals have seen.

    Parameters
    ----------
    strangers
        Results of each family by networks that never saw it.
    names
        The answers.
    gain
        (answers,).
    limit
        The doubt above which frames are refused.
    """
    families = sorted({held.rows.family for held in strangers})
    print(f"  {'':24s} {'sector':12s} gain" + "".join(f"{f:>52s}" for f in families))
    print(" " * 43 + "   frames  MAE width    in   peaks  MAE width    in " * len(families))
    intervals = {}
    for family in families:
        others = [held for held in strangers if held.rows.family != family] or strangers
        factor = factors(others, gain, limit)
        intervals[family] = factor, _peak_ratios(others, gain, factor, limit, names)
    for answer, name in enumerate(names):
        for index, sector in enumerate(SECTORS):
            cells = [
                _cell(
                    [held for held in strangers if held.rows.family == family],
                    (answer, index),
                    (gain[answer], factor[answer, index], ratio[answer, index]),
                    limit,
                )
                for family, (factor, ratio) in intervals.items()
            ]
            if any(cell.strip() for cell in cells):
                print(f"  {name:24s} {sector.value:12s} {gain[answer]:4.2f}" + "".join(cells))


def _cell(
    strangers: Sequence[Held],
    where: tuple[int, int],
    interval: tuple[float, float, float],
    limit: float,
) -> str:
    """Return number, mean error, half-width and coverage of frames of drills, then of peaks.

    ``where`` is the index of the answer and of the sector, ``interval`` the gain, factor and peak
    ratio of that answer there.
    """
    (answer, sector), (gain, factor, ratio) = where, interval
    frames, peaks = [np.empty((2, 0))], []
    for held in strangers:
        half = held.widened[:, answer] * factor
        apart = np.abs(gain * held.value[:, answer] - held.rows.y[:, answer])
        here = np.isfinite(apart) & (held.doubt <= limit) & (held.rows.sector == sector)
        if held.rows.usual:
            frames.append(np.stack([apart[here], half[here]]))
        peaks += [
            (error, half[frame] * ratio)
            for error, frame in peaks_of(held, answer, gain, limit)
            if held.rows.sector[frame] == sector
        ]
    of_frames = np.concatenate(frames, axis=1)
    if not of_frames.shape[1]:
        return " " * 52
    return _figures(of_frames, 9) + (_figures(np.array(peaks).T, 7) if peaks else " " * 25)


def _figures(apart_and_half: Table, wide: int) -> str:
    apart, half = apart_and_half
    inside = (apart <= half).mean()
    return f"{len(apart):{wide}d} {apart.mean():4.1f} {half.mean():5.1f} {inside:5.0%} "


def frame_weights(y: Table) -> Table:
    """Return the weight of each frame of a clip for each answer, (n, answers), summing to 1.

    Parameters
    ----------
    y
        (n, answers) the truth, NaN where unknown.
    """
    size = np.where(np.isfinite(y), np.abs(y), 0.0)
    near_end = size >= NEAR_END * size.max(axis=0)
    weights: Table = 0.5 / len(y) + 0.5 * near_end / near_end.sum(axis=0)
    return weights


def weighed_clips(clip: NDArray[np.int64], weight: Table) -> float:
    """Return the effective number of clips in some frames (Kish).

    Parameters
    ----------
    clip, weight
        (n,) clip number and weight of each frame.
    """
    if not len(clip):
        return 0.0
    sums = np.bincount(clip, weight)
    return float(sums.sum() ** 2 / (sums**2).sum())


def weighted_quantile(values: Table, weights: Table, share: float = COVERAGE) -> float:
    """Return the least value at or below which a share of the weight lies.

    Parameters
    ----------
    values, weights
        (n,); NaN values are left out.
    share
        0..1.
    """
    there = np.isfinite(values)
    order = np.argsort(values[there])
    summed = np.cumsum(weights[there][order])
    index = int(np.searchsorted(summed, share * summed[-1]))
    return float(values[there][order][min(index, len(order) - 1)])
