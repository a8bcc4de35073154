"""What looks at a recording, as plain values, so that another process can build the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.run.looking.looker import Looker
from vision.capture.recording.wanted import Wanted
from vision.capture.recording.watched import WatchedVideo
from vision.pose.estimator import MAX_SIDE_PX, MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from types import TracebackType

    from vision.pose.variants import PoseModel

RATE_HZ = 30.0
"""Frames per second that are looked at: twice what a movement of half a second needs."""


class Eyes:
    """Makes lookers with the pose model; they share what counts people.

    Parameters
    ----------
    model
        A variant of the pose model; ``None``: the shipped one.
    """

    def __init__(self, model: PoseModel | None = None) -> None:
        self._model = model
        self._people: PeopleCounter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._people is not None:
            self._people.close()

    def __call__(self) -> Looker:
        """Return a fresh looker.

        Raises
        ------
        ModelDamaged
            If the model is not intact.
        """
        self._people = self._people or PeopleCounter()
        return Looker(MediaPipeEstimator(self._model), self._people.count)


@dataclass(frozen=True, slots=True)
class View:
    """A video file, the model that looks at it, and how many frames per second (0: all)."""

    location: str
    model: PoseModel | None = None
    rate_hz: float = RATE_HZ

    def wanted(self, from_s: float = 0.0, until_s: float | None = None) -> Wanted:
        """Return which frames are looked at, in the size that the model takes.

        Parameters
        ----------
        from_s, until_s
            The part of the video; ``None``: to its end.
        """
        is_whole = from_s == 0 and until_s is None
        return Wanted(from_s, until_s, self.rate_hz, MAX_SIDE_PX, asks_times=is_whole)

    def source(self, from_s: float = 0.0, until_s: float | None = None) -> WatchedVideo:
        """Open the file for looking.

        Parameters
        ----------
        from_s, until_s
            The part of the video; ``None``: to its end.

        Raises
        ------
        VideoUnreadable
            As `WatchedVideo`.
        """
        return WatchedVideo(self.location, wanted=self.wanted(from_s, until_s))
