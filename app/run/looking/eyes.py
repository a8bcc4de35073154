"""What looks at a recording, as plain values, so that another process can build the same."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.looking.looker import Looker
from vision.capture.recording.wanted import Wanted
from vision.capture.recording.watched import WatchedVideo
from vision.pose.estimator import MAX_SIDE_PX, MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from vision.datatypes import Frame
    from vision.pose.variants import PoseModel

RATE_HZ = 30.0
"""Frames per second that are looked at: twice what a movement of half a second needs."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Makes lookers with the pose model.

    Parameters
    ----------
    model
        A variant of the pose model; ``None``: the shipped one.
    """

    model: PoseModel | None = None

    def __call__(self) -> Looker:
        """Return a fresh looker.

        Raises
        ------
        ModelDamaged
            If the model is not intact.
        """
        return Looker(MediaPipeEstimator(self.model, at_once=False), _people_in)


def _people_in(frame: Frame) -> int:
    """Count the people in a frame with a model that is freed again.

    It takes 75 MB and 0.06 s to load; in most recordings it is needed once a piece, before the pose
    model is loaded.
    """
    with closing(PeopleCounter()) as counter:
        return counter.count(frame)


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
