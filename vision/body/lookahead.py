"""The neutrals of a recording, chosen from all of it. Pure.

Live, the first quiet moment in the start position has to be used. In a recording the whole period
in a posture can be examined first: the start position is the quiet moment that the person keeps
returning to, not the first one, which is often the end of getting there, a rounded back or a rest
on the heels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.body.neutral import (
    QUIET,
    is_long_enough,
    median_body,
    motion_share,
    starts_upright,
)
from vision.datatypes import Posture, Side
from vision.persistence import LEAVE_S, MOMENT_S, MOST_MOMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from vision.body.body import Body

    Chosen = tuple[tuple[Body, ...], float]
    """The bodies of a neutral, and when it holds from (s)."""
    MaskAt = Callable[[float], NDArray[np.bool_] | None]

SAME_PLACE, SAME_INCL_DEG = QUIET[Posture.ALL_FOURS].sway_ratio, QUIET[Posture.ALL_FOURS].sway_deg
"""Two bodies are in the same start position if hips and shoulders are as close (in trunk lengths),
and the trunk leans by the same, as a quiet period on all fours allows..."""
SAME_CONTOUR_DEG = 9.0
"""...and the back is the same within this (our rule): a held cat is not the start of a rock."""
SAME_FOOT = 0.1
"""The feet are in the same place if their vectors from the knees differ by no more than this, in
trunk lengths: a foot lift moves one by 0.2 or more (our rule)."""
HELD_SHARE = 0.2
"""A place of the feet counts if it is held for at least this share of the time for which the
longest is held."""
MOVED_CONTOUR_DEG = 25.0
"""In a rock, with the thighs upright, the contour of the back varies by no more than this; beyond
it, the person moves the back itself..."""
END_SHARE = 0.25
"""...and no neutral is taken from the outer quarters of that range: it is a cat or a cow (our
rule)."""
QUIET_ENOUGH, NEARLY = 0.4, 1.5
"""A window is among the quietest if it has less than this share of the movement allowed in a live
neutral, or less than this many times the movement of the quietest (our rule)."""


class NotInPosture(ValueError):
    """Nobody was hinged or on all fours at the moment marked as the neutral."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A body, and when its current period in that posture began."""

    body: Body
    since_s: float


@dataclass(frozen=True, slots=True, eq=False)
class StayNeutral:
    """The neutral of one period in a posture, valid from ``from_s`` to ``until_s``.

    What came before, such as getting down, is not measured against it.
    """

    body: Body
    from_s: float
    until_s: float

    def holds(self, posture: Posture, t_s: float) -> bool:
        """Whether a body is measured against this neutral.

        Parameters
        ----------
        posture
            The posture of the body.
        t_s
            Its time in the recording.
        """
        return posture is self.body.posture and self.from_s <= t_s <= self.until_s


class NeutralFinder:
    """Takes the bodies of a recording and chooses the neutral of each period.

    Parameters
    ----------
    marked_s
        A moment marked by a person, which is then the neutral of its period.
    mask_at
        Returns the silhouette at a time again, for the few bodies that a neutral is made of.
    """

    def __init__(self, marked_s: float | None = None, mask_at: MaskAt = lambda _t_s: None) -> None:
        self._marked_s, self._mask_at = marked_s, mask_at
        self._ended: list[StayNeutral] = []
        self._is_met = False
        self._stay: object = None
        self._bodies: list[Body] = []

    def add(self, moment: Moment) -> None:
        """Take the next body that was hinged or on all fours.

        Silhouettes, by far the largest part of bodies, are not kept.
        """
        stay = (moment.since_s, moment.body.posture)
        if stay != self._stay:
            self._ended += self._of_period()
            self._stay, self._bodies = stay, []
        self._bodies.append(_without_mask(moment.body))
        self._is_met |= self._marked_s is not None and self._is_marked(moment.body)

    def so_far(self) -> tuple[StayNeutral, ...]:
        """Return the neutral of each period that has one, in order of time.

        That of the current period may change with every further body.
        """
        return (*self._ended, *self._of_period())

    def neutrals(self) -> tuple[StayNeutral, ...]:
        """Return the neutrals of the whole recording, as `so_far`.

        Raises
        ------
        NotInPosture
            If nobody was hinged or on all fours at the marked moment.
        """
        if self._marked_s is not None and not self._is_met:
            raise NotInPosture(f"nobody was hinged or on all fours at {self._marked_s:.1f} s")
        return self.so_far()

    def _is_marked(self, body: Body) -> bool:
        half_s = QUIET[body.posture].window_s / 2
        return self._marked_s is not None and abs(body.t_s - self._marked_s) <= half_s

    def _of_period(self) -> list[StayNeutral]:
        """Return the neutral of the current period, or nothing."""
        bodies = self._bodies
        marked = tuple(filter(self._is_marked, bodies))
        chosen = (marked, marked[0].t_s) if marked else _neutral_of(bodies)
        if chosen is None:
            return []
        window, from_s = chosen
        masked = tuple(_with_mask(body, self._mask_at(body.t_s)) for body in window)
        return [StayNeutral(median_body(masked), from_s, bodies[-1].t_s + LEAVE_S)]


def stay_neutrals(
    moments: Iterable[Moment],
    marked_s: float | None = None,
    mask_at: MaskAt = lambda _t_s: None,
) -> tuple[StayNeutral, ...]:
    """Return the neutral of each period that has one, in order of time.

    Parameters
    ----------
    moments
        The bodies of a recording that were hinged or on all fours, in order.
    marked_s, mask_at
        As for `NeutralFinder`.

    Raises
    ------
    NotInPosture
        If nobody was hinged or on all fours at the marked moment.
    """
    finder = NeutralFinder(marked_s, mask_at)
    for moment in moments:
        finder.add(moment)
    return finder.neutrals()


def _without_mask(body: Body) -> Body:
    return _with_mask(body, None)


def _with_mask(body: Body, mask: NDArray[np.bool_] | None) -> Body:
    return replace(body, pose=replace(body.pose, mask=mask))


def _neutral_of(bodies: Sequence[Body]) -> Chosen | None:
    """Return the bodies whose median is the neutral of a period, and when it holds from."""
    if not bodies:
        return None
    posture = bodies[0].posture
    windows = _quiet_windows(bodies, posture)
    if posture is Posture.ALL_FOURS:
        windows = _between_ends(windows, bodies)
    if not windows:
        return None
    # a hinge is held before it turns, and its ends may be held for longer
    chosen = windows[0] if posture is Posture.HINGED else _most_returned_to(windows)
    neutral = median_body(chosen)
    return chosen, next((b.t_s for b in bodies if _is_same(b, neutral)), chosen[0].t_s)


def _quiet_windows(bodies: Sequence[Body], posture: Posture) -> list[tuple[Body, ...]]:
    """Return the quietest windows of the length needed for a neutral, in order.

    Live, any window that moves little enough is used. Here it is rejected if the period has better
    ones: the middle of a slow, small rock moves little too.
    """
    params = QUIET[posture]
    windows, first, next_s = [], 0, -math.inf
    for last, body in enumerate(bodies):
        while bodies[first].t_s < body.t_s - params.window_s:
            first += 1
        if body.t_s < next_s:
            continue
        window = tuple(bodies[first : last + 1])
        if not is_long_enough(window, params):
            continue
        if posture is Posture.ALL_FOURS and not starts_upright(window[len(window) // 2]):
            continue
        moved = motion_share(window, params)
        if moved <= 1.0:
            windows.append((moved, window))
            next_s = body.t_s + MOMENT_S
    if posture is Posture.HINGED:  # held for a second only, and the ends of turns are held as well
        return [window for _, window in windows]
    quietest = min((moved for moved, _ in windows), default=0.0)
    return [window for moved, window in windows if moved <= max(QUIET_ENOUGH, NEARLY * quietest)]


def _between_ends(
    windows: list[tuple[Body, ...]], bodies: Sequence[Body]
) -> list[tuple[Body, ...]]:
    """Return the windows in which the back is not near an end of its range of motion."""
    contours = np.array([b.contour_deg for b in bodies if starts_upright(b)])
    contours = contours[np.isfinite(contours)]
    if not len(contours):
        return windows
    low, high = np.percentile(contours, (2, 98))
    margin = END_SHARE * (high - low) if high - low > MOVED_CONTOUR_DEG else -math.inf
    middles = [(window, window[len(window) // 2].contour_deg) for window in windows]
    return [
        window for window, deg in middles if math.isnan(deg) or low + margin <= deg <= high - margin
    ]


def _most_returned_to(windows: list[tuple[Body, ...]]) -> tuple[Body, ...]:
    """Return the window that resembles most of the others.

    Of windows with the same trunk position, those with the feet where they were held first: a foot
    may be held up for longer than down, but a lift begins on the floor.
    """
    windows = windows[:: -(-len(windows) // MOST_MOMENTS)]
    middles = [window[len(window) // 2] for window in windows]
    trunk = _likeness([_trunk_place(body) for body in middles])
    both = np.minimum(trunk, _likeness([_feet_place(body) for body in middles]))
    support = both.sum(axis=1)
    alike = trunk[int(np.argmax(trunk.sum(axis=1)))] > 0
    moved = np.array([_feet_share(window) for window in windows])
    still = alike & (moved <= max(QUIET_ENOUGH, NEARLY * moved[alike].min()))
    held = still & (support >= HELD_SHARE * support[still].max())
    first = still & (both[int(np.argmax(held))] > 0)
    return windows[int(np.argmax(np.where(first, support, -1.0)))]


def _feet_share(window: tuple[Body, ...]) -> float:
    """Return how far the feet move in a window, as a share of the limit for the same place."""
    return float(np.ptp([_feet_place(body) for body in window], axis=0).max())


def _likeness(places: list[list[float]]) -> NDArray[np.float64]:
    """Return the similarity of all places: 1 if identical, falling to 0 at the limit.

    Because it falls gradually, a body between two held positions resembles both less than either
    resembles itself.
    """
    apart: NDArray[np.float64] = np.zeros((len(places), len(places)))
    for column in np.array(places).T:  # all at once would take six times the memory
        np.maximum(apart, np.nan_to_num(np.abs(column[:, None] - column[None])), out=apart)
    likeness: NDArray[np.float64] = np.clip(1.0 - apart, 0.0, None)
    return likeness


def _trunk_place(body: Body) -> list[float]:
    """Return position and orientation of the trunk, in units of the limits for the same place."""
    return [
        *body.mid_hip_px / body.trunk_px / SAME_PLACE,
        *body.mid_shoulder_px / body.trunk_px / SAME_PLACE,
        body.trunk_incl_deg / SAME_INCL_DEG,
        body.contour_deg / SAME_CONTOUR_DEG,
    ]


def _feet_place(body: Body) -> list[float]:
    """Return the feet relative to their knees, in units of the limit for the same place."""
    ways = [body.px(side, "ankle") - body.px(side, "knee") for side in Side]
    return [float(part) for way in ways for part in way / body.trunk_px / SAME_FOOT]


def _is_same(body: Body, neutral: Body) -> bool:
    """Whether a body is at a neutral: from then on it may be measured against it."""
    trunk_px = max(neutral.trunk_px, 1.0)
    hips = body.mid_hip_px - neutral.mid_hip_px
    shoulders = body.mid_shoulder_px - neutral.mid_shoulder_px
    near = max(math.hypot(*hips.tolist()), math.hypot(*shoulders.tolist())) < SAME_PLACE * trunk_px
    return near and abs(body.trunk_incl_deg - neutral.trunk_incl_deg) < SAME_INCL_DEG
