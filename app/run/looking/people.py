"""How many people are in view: counted now and then, because the estimator follows only one."""

from __future__ import annotations

import math
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vision.capture.scene_changes import scenery, small_grey

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.capture.scene_changes import Scenery
    from vision.datatypes import Frame, Pose

COUNT_EVERY_S = 2.5
"""Counting people costs as much as two or three estimates: 3 % of the time at this interval."""
CHANGED_LEVELS = 25
"""Grey levels by which a pixel has changed: more than noise and soft shadows."""
CHANGED_SHARE = 0.02
"""Share of the free background that has changed if somebody may have come or gone: a person a third
as high as the picture. The moving shadow of the one who is followed changes up to 0.018."""
_ON_TIME_S = 1e-6


class PeopleLook(Protocol):
    """Counts the people in a picture; see `vision.pose.estimator.PeopleCounter`."""

    def count(self, frame: Frame) -> int:
        """Return how many people are seen."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


class Ticks:
    """Tells the first frame after every fixed time, wherever the frames begin."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._last: int | None = None

    def is_due(self, t_s: float) -> bool:
        """Whether a fixed time has passed since the last frame; true for the first one."""
        number = math.floor((t_s + _ON_TIME_S) / self._every_s)
        is_due, self._last = number != self._last, number
        return is_due


class Bystanders:
    """Counts people, which costs two or three estimates, where the last count may be outdated.

    More than one are always counted again: once may be a mistake.

    Parameters
    ----------
    count
        Counts the people in a frame.
    """

    def __init__(self, count: Callable[[Frame], int]) -> None:
        self._count = count
        self._then: Scenery | None = None
        self._people: int | None = None

    def begin(self, frame: Frame) -> bool:
        """Count the people in the first frame; return whether this was it.

        Called before the pose model is loaded, the two never take memory at the same time.
        """
        is_first = self._people is None
        if is_first:
            self._people = self._count(frame)
        return is_first

    def count(self, frame: Frame, pose: Pose | None) -> int:
        """Return how many people are in view.

        Parameters
        ----------
        frame
            Later than the one before.
        pose
            The person who is followed: their own movement does not matter.
        """
        is_first = self.begin(frame)
        now = scenery(frame.t_s, small_grey(frame.image), None if pose is None else pose.mask)
        then = now if self._then is None else self._then
        people = self._people or 0
        if not is_first and (people > 1 or _has_changed(then, now)):
            then, people = now, self._count(frame)
        self._then, self._people = then, people
        return people


def _has_changed(then: Scenery, now: Scenery) -> bool:
    if then.grey.shape != now.grey.shape:
        return True
    free = (then.free > 0) & (now.free > 0)
    apart = np.abs(then.grey.astype(np.int16) - now.grey)[free]
    return not apart.size or float((apart > CHANGED_LEVELS).mean()) >= CHANGED_SHARE


class Aside:
    """Counts the people in a camera's frame now and then, in a thread that nobody waits for."""

    def __init__(self, make_look: Callable[[], PeopleLook]) -> None:
        self._make_look = make_look
        self._look: PeopleLook | None = None
        self._ticks = Ticks(COUNT_EVERY_S)
        self._thread = ThreadPoolExecutor(1, "hipdrill-people")
        self._under_way: Future[int] | None = None

    def __call__(self, frame: Frame) -> int | None:
        """Take the next frame; return a count that was finished since the last one, if any.

        An error while counting is raised here.
        """
        is_due, found = self._ticks.is_due(frame.t_s), None
        if self._under_way is not None and self._under_way.done():
            found, self._under_way = self._under_way.result(), None
        if is_due and self._under_way is None:
            self._under_way = self._thread.submit(self._count, frame)
        return found

    def close(self) -> None:
        """Wait for a count in progress, and free the model."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._look is not None:
            self._look.close()

    def _count(self, frame: Frame) -> int:
        self._look = self._look or self._make_look()
        return self._look.count(frame)
