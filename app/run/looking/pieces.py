"""A recording in pieces: where it is cut, and whether two pieces fit together.

The pose model follows a body from frame to frame, and a run that begins a little later never
arrives at quite the same numbers: they differ by its noise, a pixel or so. So the cuts depend only
on the length of the recording. Every piece is looked at by a model of its own, warmed up on the
second before it: with one process or many, the results are the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import body_size_px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.run.looking.looker import Look
    from vision.datatypes import Pose

PAIR_S = 60.0
"""Pieces come in pairs, for as many cores; each is about half of this..."""
SHORTEST_S = 10.0
"""...or less, if the recording is shorter; below this, starting another process takes as long as it
saves."""
WARM_UP_S = 0.5
"""By then, a new model differs from any other as little as it ever will."""
COMPARED_S = 0.25
SAME_BODY = 0.2
"""Two models follow the same body if its points are on average this near, in body sizes: they
differ by 0.01 to 0.03; another person, or exchanged sides, by 0.4 and more (our rule)."""
_BODY = slice(11, 33)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a recording, without ``until_s`` itself; ``None``: to the end."""

    from_s: float
    until_s: float | None = None

    @property
    def warm_s(self) -> float:
        """When its model begins to look, to warm up."""
        return max(0.0, self.from_s - WARM_UP_S)


def pieces_of(duration_s: float | None) -> tuple[Piece, ...]:
    """Return the pieces of a recording, in order; a short recording is not cut."""
    if duration_s is None or duration_s < SHORTEST_S:
        return (Piece(0.0),)
    pairs = max(1, round(duration_s / PAIR_S))
    cuts_s = [duration_s * number / (2 * pairs) for number in range(2 * pairs)]
    return (*(Piece(a, b) for a, b in pairwise(cuts_s)), Piece(cuts_s[-1]))


def fits(before: Sequence[Look], warm: Sequence[Look]) -> bool:
    """Whether two models follow the same body, or nobody, in the frames that both saw.

    Parameters
    ----------
    before
        The last looks of the piece before.
    warm
        The looks of the next piece's model at the last of the same frames.
    """
    if not warm:
        return True
    at = {look.t_s: look for look in before}
    last = [look for look in warm if look.t_s > warm[-1].t_s - COMPARED_S]
    same = [_is_same(at[look.t_s], look) for look in last if look.t_s in at]
    return 2 * sum(same) >= len(same)


def last_looks(recent: Sequence[Look], look: Look) -> list[Look]:
    """Return the looks that `fits` may need, after one more.

    Parameters
    ----------
    recent
        The looks returned so far.
    look
        The next look.
    """
    return [*(earlier for earlier in recent if earlier.t_s > look.t_s - WARM_UP_S), look]


def _is_same(one: Look, other: Look) -> bool:
    if one.packed is None or other.packed is None:
        return one.packed is other.packed
    first, second = one.packed.pose, other.packed.pose
    apart_px = np.linalg.norm(_points(first) - _points(second), axis=1)
    return float(apart_px.mean()) < SAME_BODY * max(body_size_px(first), body_size_px(second))


def _points(pose: Pose) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return pose.landmarks_px[_BODY]
