"""The neutrals of a recording, chosen from all of it. Pure.

Live, the first quiet moment in the start position has to be used. In a recording the whole period
in a posture can be examined first: the start position is the quiet moment that the person keeps
returning to, not the first one, which is often the end of getting there, a rounded back or a rest
on the heels.
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vision.body.neutral import (
    QUIET,
    is_long_enough,
    median_body,
    most_typical,
    motion_share,
    starts_upright,
)
from vision.datatypes import Posture, Side
from vision.persistence import LEAVE_S, MOMENT_S, MOST_MOMENTS
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Pose

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


MOST_WHOLE = 400
"""So many quiet stretches are kept with all their bodies, which takes 60 kB each; of older ones the
median is enough. A limit on memory."""


class NotInPosture(ValueError):
    """Nobody was hinged or on all fours at the moment marked as the neutral."""


class Packed(Protocol):
    """A pose in less memory; see `vision.pose.track.PackedPose`."""

    def unpacked(self) -> Pose:
        """Return the pose with its silhouette."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A body, and when its current period in that posture began.

    ``packed`` holds the silhouette, where the body itself has none.
    """

    body: Body
    since_s: float
    packed: Packed | None = None


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
    """

    def __init__(self, marked_s: float | None = None) -> None:
        self._marked_s = marked_s
        self._ended: list[StayNeutral] = []
        self._is_met = False
        self._stay: object = None
        self._period: _Period | None = None

    def add(self, moment: Moment) -> None:
        """Take the next body that was hinged or on all fours."""
        stay = (moment.since_s, moment.body.posture)
        if stay != self._stay or self._period is None:
            self._ended += self._of_period()
            self._stay, self._period = stay, _Period(moment.body.posture)
        is_marked = self._is_marked(moment.body)
        self._period.add(moment, is_marked=is_marked)
        self._is_met |= is_marked

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
        found = None if self._period is None else self._period.neutral()
        return [] if found is None else [found]


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """A quiet stretch: how much it moved (1: as much as is allowed), and its middle.

    ``moments`` are those whose median it is: all of it, or the median alone.
    """

    moved: float
    middle: Body
    feet_share: float
    moments: tuple[Moment, ...]

    def condensed(self) -> _Window:
        """Return it with its median, and the silhouette of that, instead of all moments."""
        if len(self.moments) == 1:
            return self
        bodies = tuple(moment.body for moment in self.moments)
        middle = median_body(bodies)
        typical = self.moments[most_typical(bodies, middle.pose.landmarks_px)]
        return replace(self, moments=(replace(typical, body=middle),))


class _Period:
    """One period in a posture. It keeps the quiet stretches, and six numbers of every body.

    Of more than `MOST_WHOLE` stretches, the older ones keep only their medians, and of twice
    `MOST_MOMENTS` every second is dropped: an hour on all fours takes no more than five minutes.
    """

    def __init__(self, posture: Posture) -> None:
        self._posture, self._params = posture, QUIET[posture]
        self._recent: deque[Moment] = deque()
        self._windows: list[_Window] = []
        self._marked: list[Moment] = []
        self._places, self._contours_deg = array("d"), array("d")
        self._next_s = -math.inf
        self._last_s = 0.0

    def add(self, moment: Moment, *, is_marked: bool) -> None:
        """Take the next moment; of its silhouette only the packed form is kept."""
        body = replace(moment.body, pose=replace(moment.body.pose, mask=None))
        moment = replace(moment, body=body)
        self._last_s = body.t_s
        self._places.extend(
            (body.t_s, *body.mid_hip_px, *body.mid_shoulder_px, body.trunk_incl_deg)
        )
        if starts_upright(body):
            self._contours_deg.append(body.contour_deg)
        if is_marked:
            self._marked.append(moment)
        self._recent.append(moment)
        while self._recent[0].body.t_s < body.t_s - self._params.window_s:
            self._recent.popleft()
        if body.t_s >= self._next_s:
            self._look_for_quiet()

    def _look_for_quiet(self) -> None:
        """Keep what was just seen if it is quiet enough for a live neutral."""
        moments = tuple(self._recent)
        window = tuple(moment.body for moment in moments)
        middle = window[len(window) // 2]
        if not is_long_enough(window, self._params):
            return
        if self._posture is Posture.ALL_FOURS and not starts_upright(middle):
            return
        moved = motion_share(window, self._params)
        if moved > 1.0:
            return
        self._next_s = window[-1].t_s + MOMENT_S
        self._windows.append(_Window(moved, middle, _feet_share(window), moments))
        if len(self._windows) > MOST_WHOLE:
            self._windows[-MOST_WHOLE - 1] = self._windows[-MOST_WHOLE - 1].condensed()
        if len(self._windows) > 2 * MOST_MOMENTS:
            self._windows = self._windows[::2]

    def neutral(self) -> StayNeutral | None:
        """Return the neutral of what has been seen of the period."""
        chosen = tuple(self._marked) or self._chosen()
        if not chosen:
            return None
        from_s = chosen[0].body.t_s if self._marked else self._from_s(chosen)
        masked = tuple(_with_mask(moment) for moment in chosen)
        return StayNeutral(median_body(masked), from_s, self._last_s + LEAVE_S)

    def _chosen(self) -> tuple[Moment, ...]:
        """Return the moments whose median is the neutral.

        Live, any window that moves little enough is used. Here it is rejected if the period has
        better ones: the middle of a slow, small rock moves little too.
        """
        windows = self._windows
        if self._posture is Posture.HINGED:
            # held for a second only before it turns, and the ends of turns are held as well, longer
            return windows[0].moments if windows else ()
        quietest = min((window.moved for window in windows), default=0.0)
        limit = max(QUIET_ENOUGH, NEARLY * quietest)
        windows = [window for window in windows if window.moved <= limit]
        windows = _between_ends(windows, np.array(self._contours_deg))
        return _most_returned_to(windows).moments if windows else ()

    def _from_s(self, chosen: tuple[Moment, ...]) -> float:
        """Return when a body was first at the neutral that some moments make."""
        neutral = median_body(tuple(moment.body for moment in chosen))
        places = np.array(self._places).reshape(-1, 6)
        there = places[_is_there(places, neutral), 0]
        return float(there[0]) if len(there) else chosen[0].body.t_s


def stay_neutrals(
    moments: Iterable[Moment], marked_s: float | None = None
) -> tuple[StayNeutral, ...]:
    """Return the neutral of each period that has one, in order of time.

    Parameters
    ----------
    moments
        The bodies of a recording that were hinged or on all fours, in order.
    marked_s
        As for `NeutralFinder`.

    Raises
    ------
    NotInPosture
        If nobody was hinged or on all fours at the marked moment.
    """
    finder = NeutralFinder(marked_s)
    for moment in moments:
        finder.add(moment)
    return finder.neutrals()


def _with_mask(moment: Moment) -> Body:
    body, packed = moment.body, moment.packed
    if packed is None:
        return body
    return replace(body, pose=replace(body.pose, mask=packed.unpacked().mask))


def _between_ends(windows: list[_Window], contours_deg: NDArray[np.float64]) -> list[_Window]:
    """Return the windows in which the back is not near an end of its range of motion.

    ``contours_deg`` are the contours of all bodies with upright thighs.
    """
    contours = contours_deg[np.isfinite(contours_deg)]
    if not len(contours):
        return windows
    low, high = np.percentile(contours, (2, 98))
    margin = END_SHARE * (high - low) if high - low > MOVED_CONTOUR_DEG else -math.inf
    middles = [(window, window.middle.contour_deg) for window in windows]
    return [
        window for window, deg in middles if math.isnan(deg) or low + margin <= deg <= high - margin
    ]


def _most_returned_to(windows: list[_Window]) -> _Window:
    """Return the window that resembles most of the others.

    Of windows with the same trunk position, those with the feet where they were held first: a foot
    may be held up for longer than down, but a lift begins on the floor.
    """
    windows = windows[:: -(-len(windows) // MOST_MOMENTS)]
    middles = [window.middle for window in windows]
    trunk = _likeness([_trunk_place(body) for body in middles])
    both = np.minimum(trunk, _likeness([_feet_place(body) for body in middles]))
    support = both.sum(axis=1)
    alike = trunk[int(np.argmax(trunk.sum(axis=1)))] > 0
    moved = np.array([window.feet_share for window in windows])
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
    way = np.empty_like(apart)
    for column in np.array(places).T:  # all at once would take six times the memory
        np.abs(np.subtract(column[:, None], column[None], out=way), out=way)
        np.maximum(apart, np.nan_to_num(way, copy=False), out=apart)
    return np.maximum(np.subtract(1.0, apart, out=apart), 0.0, out=apart)


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


def _is_there(places: NDArray[np.float64], neutral: Body) -> NDArray[np.bool_]:
    """Return at which bodies' places (see `_Period`) somebody is at a neutral.

    From then on they may be measured against it.
    """
    far_px = SAME_PLACE * max(neutral.trunk_px, 1.0)
    ways = (places[:, 1:3] - neutral.mid_hip_px, places[:, 3:5] - neutral.mid_shoulder_px)
    hips_px, shoulders_px = (np.hypot(way[:, 0], way[:, 1]) for way in ways)
    leans = np.abs(places[:, 5] - neutral.trunk_incl_deg) < SAME_INCL_DEG
    is_there: NDArray[np.bool_] = (hips_px < far_px) & (shoulders_px < far_px) & leans
    return is_there
