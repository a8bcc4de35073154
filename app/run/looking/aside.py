"""Counting the people in a camera's picture in parallel with the measuring, which never waits."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from app.run.looking.looker import COUNT_EVERY_S, Ticks

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.datatypes import Frame


class PeopleLook(Protocol):
    """Counts the people in a picture; see `vision.pose.estimator.PeopleCounter`."""

    def count(self, frame: Frame) -> int:
        """Return how many people are seen."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


class Aside:
    """Counts the people in a frame from time to time, in a separate thread."""

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
