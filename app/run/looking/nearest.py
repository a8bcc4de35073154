"""Assigns the frames of a recording to its looks, of which there may be fewer."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

LAST_SHARE = 0.9
"""Share of the time between looks up to which frames still belong to the last look."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vision.datatypes import Frame


def nearest(looks_s: Sequence[float], frames: Iterable[Frame]) -> Iterator[list[Frame]]:
    """Yield, for every look, the frames that it is the nearest to.

    Parameters
    ----------
    looks_s
        Times of the looks, increasing.
    frames
        All frames in order of time.
    """
    pictures = iter(frames)
    waiting = next(pictures, None)
    ends_s = [(a + b) / 2 for a, b in pairwise(looks_s)]
    step_s = max((b - a for a, b in pairwise(looks_s[-3:])), default=0.0)
    last_s = [one_s + LAST_SHARE * step_s for one_s in looks_s[-1:]]
    for number, end_s in enumerate([*ends_s, *last_s]):
        shown = []
        while waiting is not None and waiting.t_s <= end_s:
            if number or waiting.t_s >= looks_s[0]:
                shown.append(waiting)
            waiting = next(pictures, None)
        yield shown
