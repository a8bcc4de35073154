"""How long a movement took: its way out, its hold at the end of the range, its way back. Pure.

The duration of a way is taken from its middle: the time between 20 and 80 % of the peak, scaled up
as for a minimum-jerk movement, as people move naturally (Flash and Hogan 1985). The ends of a way
are slow and cannot be distinguished from rest in a noisy signal. A way at constant speed therefore
appears up to 1.7 times as long.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from drills.core.phases import DWELL_S

BEFORE_S = 2.0
"""The beginning of a movement is searched up to this long (s) before it crossed its level (our
rule)."""
FROM_SHARE = 0.2
"""The middle of a way lies between this share of the peak and the same share below the peak: above
the noise of the rest, below the hold (our rule)."""
END_SHARE = 0.9
"""Above this share of its peak, a movement is at the end of its range (our rule)."""
LEAST_WAY_S = 0.2
"""A shorter way out or back (s) is a leap of the landmarks: those of reps take 0.35 s and more, one
from frame to frame 0.12 s at 15 frames a second (our rule)."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A signal over one movement out and back: ``points`` are (t_s, value)."""

    points: tuple[tuple[float, float], ...] = ()

    def plus(self, t_s: float, value: float) -> Trace:
        """Return the trace with one more value.

        Parameters
        ----------
        t_s
            The time now.
        value
            In the unit of the signal.
        """
        return Trace((*self.points, (t_s, value)))

    def recent(self, t_s: float) -> Trace:
        """Return only the last `BEFORE_S`: what came before a movement."""
        late = next((i for i, (t, _) in enumerate(self.points) if t >= t_s - BEFORE_S), None)
        return Trace(() if late is None else self.points[late:])

    def turned(self, sign: int) -> Trace:
        """Return the trace with the sign of its values reversed for -1."""
        return Trace(tuple((t_s, sign * value) for t_s, value in self.points))


@dataclass(frozen=True, slots=True)
class Ways:
    """Durations in seconds; ``None`` if the beginning or the end of the movement was not seen."""

    out_s: float | None
    hold_s: float
    back_s: float | None


def ways(trace: Trace) -> Ways | None:
    """Return the durations of a movement with positive values; ``None`` without a peak.

    ``hold_s`` is the time from the first to the last value above `END_SHARE` of the peak.
    """
    points = trace.points
    peak = max((value for _, value in points), default=0.0)
    if peak <= 0.0:
        return None
    first = next(i for i, (_, v) in enumerate(points) if v >= END_SHARE * peak)
    last = max(i for i, (_, v) in enumerate(points) if v >= END_SHARE * peak)
    out = _way_s(points[: first + 1], peak)
    back = _way_s(tuple((-t, v) for t, v in reversed(points[last:])), peak)
    return Ways(out, points[last][0] - points[first][0], back)


def has_leap(trace: Trace) -> bool:
    """Whether a movement went out or came back in less than `LEAST_WAY_S`.

    What is shorter than `DWELL_S` is a flicker on the way, and does not count.
    """
    points = trace.points
    steady = [
        (t_s, statistics.median(v for t, v in points if abs(t - t_s) <= DWELL_S))
        for t_s, _ in points
    ]
    took = ways(Trace(tuple(steady)))
    out_and_back_s = () if took is None else (took.out_s, took.back_s)
    return any(way_s is not None and way_s < LEAST_WAY_S for way_s in out_and_back_s)


def onset_s(trace: Trace) -> float | None:
    """Return when a movement began: half a way before it passed half of its peak.

    A threshold is crossed late, and the slower the movement, the later; the middle of the way is
    sharply defined. ``None`` if the way out was not seen from its beginning.
    """
    points = trace.points
    peak = max((value for _, value in points), default=0.0)
    if peak <= 0.0:
        return None
    first = next(i for i, (_, v) in enumerate(points) if v >= END_SHARE * peak)
    rising = points[: first + 1]
    way_s = _way_s(rising, peak)
    return None if way_s is None else _crossing_s(rising, peak / 2) - way_s / 2


def _way_s(rising: tuple[tuple[float, float], ...], peak: float) -> float | None:
    """Return the duration of a way from its first rise to the peak, estimated from its middle.

    ``None`` if less than half of it was seen.
    """
    lowest = min(range(len(rising)), key=lambda i: (rising[i][1], -i))
    rising = rising[lowest:]
    if rising[0][1] > peak / 2:
        return None
    first, last = max(FROM_SHARE, rising[0][1] / peak), 1.0 - FROM_SHARE
    took = _crossing_s(rising, last * peak) - _crossing_s(rising, first * peak)
    return took / (_eased_time(last) - _eased_time(first))


def _crossing_s(rising: tuple[tuple[float, float], ...], level: float) -> float:
    """Return when the signal last rose through a level, interpolated linearly."""
    for (t0, v0), (t1, v1) in zip(reversed(rising[:-1]), reversed(rising[1:]), strict=True):
        if v0 <= level <= v1 and v1 > v0:
            return t0 + (t1 - t0) * (level - v0) / (v1 - v0)
    return rising[0][0]


def _eased_time(share: float) -> float:
    """Return the fraction of a minimum-jerk way's time at which its share is reached, to 1e-6."""
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        u = (low + high) / 2
        low, high = (u, high) if u**3 * (10 - 15 * u + 6 * u * u) < share else (low, u)
    return low
