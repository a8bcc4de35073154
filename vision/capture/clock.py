"""One continuous clock over the time stamps of a recording.

Stamps may be missing (raw H.264), repeat, restart (recordings that were joined) or jump by hours.
The result is times that only increase, and notes about them.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

RESTART_S = 1.0
"""Stamps that go back by this much begin a new recording; by less, they are repeated or swapped."""
LONGEST_GAP_S = 60.0
"""Stamps that jump further belong to another recording: nobody waits this long during a set."""
JOIN_PAUSE_S = 2.0
"""Inserted between two recordings: longer than the second after which a body counts as unseen."""
LEAST_GAP_S = 0.5
"""A pause longer than the usual step by this much is a gap: a phase of a rep fits into it."""
LEAST_RATE = 8.0
"""Frames a second. A rep has phases of half a second, each of which must be seen a few times."""
GOOD_RATE = 15
LEAST_PICTURES = 10
"""With fewer frames there is no usual rate (our rule)."""
MANY = 3
"""A note names at most this many instances."""
FEW_SHARE = 0.05
"""Every recording lacks some frames; there is a note if more than this share is missing."""

MOVING_LEVELS = 20.0
"""If anybody moves, some pictures change by this much somewhere; encoders of a still scene change
it by 8."""
MAIN_SHARE = 0.25
"""A picture that changes by less than this share of the large changes repeats the one before:
encoders go on improving it, by up to a tenth of them."""
LARGE = 0.9
"""A large change: this share of the others are smaller (our rule)."""


class Clock:
    """Turns the stamps of frames, in the order in which they are shown, into increasing times.

    Parameters
    ----------
    step_s
        Time from one frame to the next, for recordings that do not say.

    Attributes
    ----------
    joins_s
        Times at which another recording begins.
    unstamped, left_out
        Number of frames without a stamp, and of those without a new one.
    """

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._offset_s: float | None = None
        self._last_s: float | None = None
        self.joins_s: list[float] = []
        self.unstamped = self.left_out = 0

    def time_s(self, stamp_s: float | None) -> float | None:
        """Return the time of the next frame since the first one.

        ``None`` for a frame whose stamp repeats or goes back a little: it has no time of its own.
        """
        next_s = 0.0 if self._last_s is None else self._last_s + self._step_s
        last_s = -math.inf if self._last_s is None else self._last_s
        if stamp_s is None:
            self.unstamped += 1
            t_s = next_s
        else:
            if self._offset_s is None:
                self._offset_s = next_s - stamp_s
            t_s = stamp_s + self._offset_s
            if t_s <= last_s - RESTART_S or t_s > last_s + LONGEST_GAP_S > -math.inf:
                t_s = last_s + JOIN_PAUSE_S
                self._offset_s = t_s - stamp_s
                self.joins_s.append(t_s)
        if t_s <= last_s:
            self.left_out += 1
            return None
        self._last_s = t_s
        return t_s

    def leap(self) -> None:
        """Accept any time for the next frame, after a seek."""
        self._last_s = None


def gaps_s(times_s: Sequence[float]) -> list[tuple[float, float]]:
    """Return the start and end (s) of gaps in otherwise regular frames."""
    if len(times_s) < LEAST_PICTURES:
        return []
    usual_s = median(b - a for a, b in pairwise(times_s))
    least_s = usual_s + LEAST_GAP_S
    return [(a, b) for a, b in pairwise(times_s) if b - a >= least_s]


def time_notes(
    times_s: Sequence[float],
    joins_s: Sequence[float] = (),
    frozen_s: Sequence[tuple[float, float]] = (),
    changed_s: Sequence[float] = (),
) -> list[str]:
    """Return notes for the user about the times of a recording's frames.

    Parameters
    ----------
    times_s
        Times of the frames, increasing.
    joins_s
        Times at which another recording begins.
    frozen_s
        From when to when the picture was frozen; its frames are left out of the times.
    changed_s
        When the picture was another one than before; empty if that is not known.
    """
    notes = []
    if joins_s:
        parts = ", ".join(f"{t_s:.1f} s" for t_s in joins_s[:MANY])
        notes.append(
            f"{len(joins_s) + 1} recordings are joined in this one (new ones begin at {parts}): "
            "movements across the joins are not counted."
        )
    if frozen_s:
        notes.append(f"The picture stands still from {named(frozen_s)}: nothing was measured then.")
    frozen_ends_s = [until_s for _, until_s in frozen_s]
    gaps = [gap for gap in gaps_s(times_s) if gap[1] not in (*joins_s, *frozen_ends_s)]
    if gaps:
        notes.append(f"Frames are missing from {named(gaps)}: nothing was measured then.")
    return notes + rate_notes(times_s, changed_s)


def named(parts_s: Sequence[tuple[float, float]]) -> str:
    """Return parts of a recording in words; from when to when (s) each is."""
    named = ", ".join(f"{a:.1f} to {b:.1f} s" for a, b in parts_s[:MANY])
    more = len(parts_s) - MANY
    if more <= 0:
        return named
    return f"{named} and {more} more {'time' if more == 1 else 'times'}"


def rate_notes(times_s: Sequence[float], changed_s: Sequence[float] = ()) -> list[str]:
    """Return a note if there were too few frames a second, or too few different ones.

    Parameters
    ----------
    times_s
        Times of the frames, increasing.
    changed_s
        When the picture was another one than before; empty if that is not known.
    """
    rate, changing = _rate_of(times_s), _rate_of(changed_s)
    what = "frames"
    if rate is not None and changing is not None and changing < LEAST_RATE <= rate:
        rate, what = changing, "different pictures"
    if rate is None or rate >= LEAST_RATE:
        return []
    return [
        f"There are only {rate:.1f} {what} a second, too few to judge a movement: record with "
        f"{GOOD_RATE} or more."
    ]


def _rate_of(times_s: Sequence[float]) -> float | None:
    """Return the usual number of frames a second; ``None`` if there are too few frames."""
    if len(times_s) < LEAST_PICTURES:
        return None
    return 1.0 / median(b - a for a, b in pairwise(times_s))


def changing_s(changed_s: Sequence[float], levels: Sequence[float]) -> list[float]:
    """Return when the picture was really another one.

    If each picture is repeated, everything moves in jumps, and nothing between them.

    Parameters
    ----------
    changed_s
        When (s) a picture differed from the one before.
    levels
        By how much somewhere (grey levels).

    Returns
    -------
    list of float
        Seconds; empty if nobody moves enough to tell.
    """
    if len(changed_s) < LEAST_PICTURES:
        return []
    most = float(np.quantile(levels, LARGE))
    if most < MOVING_LEVELS:
        return []
    pairs = zip(changed_s, levels, strict=True)
    return [t_s for t_s, level in pairs if level >= MAIN_SHARE * most]
