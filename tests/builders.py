"""Movements over time whose every value is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sample_videos.rig.motion.timing import ease

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Joints = dict[str, Vector]


@dataclass(frozen=True)
class Curve:
    """A value over time through (t_s, value) keys: at rest at every key, minimum jerk between."""

    keys: tuple[tuple[float, float], ...]

    @property
    def duration_s(self) -> float:
        return self.keys[-1][0]

    def __call__(self, t_s: float) -> float:
        times, values = zip(*self.keys, strict=True)
        after = int(np.searchsorted(times, t_s, side="right"))
        if after in (0, len(times)):
            return values[min(after, len(values) - 1)]
        share = (t_s - times[after - 1]) / (times[after] - times[after - 1])
        eased = ease(share)
        return values[after - 1] + eased * (values[after] - values[after - 1])

    def stretched(self, factor: float) -> Curve:
        """Return the same movement, ``factor`` times as long."""
        return Curve(tuple((t * factor, v) for t, v in self.keys))

    def plus(self, other: Curve) -> Curve:
        """Return this movement followed by another."""
        return Curve((*self.keys, *((t + self.duration_s, v) for t, v in other.keys[1:])))


def out_and_back(
    peaks: Sequence[float], *, way_s: float = 1.2, hold_s: float = 0.4, rest_s: float = 1.0
) -> Curve:
    """Return a curve with rests at 0 and, between them, one excursion to each peak."""
    keys, t_s = [(0.0, 0.0), (rest_s, 0.0)], rest_s
    for peak in peaks:
        keys += [(t_s + way_s, peak), (t_s + way_s + hold_s, peak), (t_s + 2 * way_s + hold_s, 0.0)]
        t_s += 2 * way_s + hold_s + rest_s
        keys.append((t_s, 0.0))
    return Curve(tuple(keys))


def times_s(duration_s: float, fps: float = 30.0) -> Vector:
    """Return the times of the frames of a camera."""
    return np.arange(0.0, duration_s, 1.0 / fps)
