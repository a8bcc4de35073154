"""Analysing a video as fast as it goes, with progress and a way to stop. No Qt."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.files import sha256_of
from app.pipeline import Pipeline, Settings
from app.recorder import Recorder
from vision.estimator import MediaPipeEstimator, PeopleCounter
from vision.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.pipeline import FrameResult
    from app.series import AngleSeries
    from app.session import Session
    from vision.estimator import PoseEstimator
    from vision.sources import FrameSource

_NO_WORLD = np.zeros((0, 3))
LEAST_LEFT_S = 1.0
"""A guess of the time left is given after so much work."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to analyse: only frames from ``start_s`` on and up to ``end_s`` (``None``: the end).

    The neutral is learnt from the first quiet stretch after ``start_s``, so a start chosen by
    hand is a neutral chosen by hand.
    """

    path: Path
    settings: Settings
    start_s: float = 0.0
    end_s: float | None = None
    person: str | None = None
    goal: str = "everyday"


@dataclass(frozen=True, slots=True)
class ProgressNow:
    """How far it is: seconds of the video done and in all, and a guess of the seconds left."""

    done_s: float
    length_s: float | None
    left_s: float | None
    reps: int


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What came of it. ``results`` has one slim result a frame, without masks and measures."""

    request: Request
    session: Session
    series: AngleSeries
    results: tuple[FrameResult, ...]
    length_s: float
    fps: float
    stopped: bool

    @property
    def times_s(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Times of the results, rising."""
        return np.array([result.t_s for result in self.results], np.float64)


class Model:
    """Makes the estimators of an analysis; replaced by tests."""

    def estimator(self) -> PoseEstimator:
        """Return a fresh estimator."""
        return MediaPipeEstimator()

    def people(self) -> PeopleCounter | None:
        """Return a counter of people."""
        return PeopleCounter()

    def source(self, path: Path) -> FrameSource:
        """Open the video."""
        return open_source(str(path))


def analyse(
    request: Request,
    tell: Callable[[ProgressNow], None],
    stopped: Callable[[], bool],
    model: Model | None = None,
) -> Analysis:
    """Run the whole path over a video; when stopped, what is done is kept.

    Raises
    ------
    VisionError
        If the video cannot be read or the model is damaged.
    """
    model = model or Model()
    results: list[FrameResult] = []
    begun_s, is_stopped, last_s = time.monotonic(), False, 0.0
    with ExitStack() as stack:
        source = stack.enter_context(closing(model.source(request.path)))
        estimator = stack.enter_context(closing(model.estimator()))
        people = model.people()
        count = None if people is None else stack.enter_context(closing(people)).count
        pipeline = Pipeline(estimator, request.settings, count)
        recorder = Recorder(request.settings)
        end_s = request.end_s if request.end_s is not None else source.info.duration_s
        for frame in stack.enter_context(closing(source.frames())):
            last_s = frame.t_s
            if frame.t_s < request.start_s:
                continue
            is_stopped = stopped()
            if is_stopped or (request.end_s is not None and frame.t_s > request.end_s):
                break
            result = pipeline.process(frame)
            recorder.add(result)
            results.append(slim(result))
            tell(_progress(request, result, end_s, begun_s))
        recorder.finish(pipeline.finish())
        notes = (*source.notes, *_notes(request, last_s, is_stopped=is_stopped))
        info = source.info
    session = recorder.session(
        info, request.person, request.goal, notes=notes, sha256=sha256_of(info.path)
    )
    length_s = max(info.duration_s or 0.0, last_s)
    return Analysis(
        request, session, recorder.series(), tuple(results), length_s, info.fps, is_stopped
    )


def slim(result: FrameResult) -> FrameResult:
    """Return a result without what a player does not need: a clip has many of them."""
    pose = result.pose
    if pose is not None:
        pose = replace(
            pose,
            landmarks_px=pose.landmarks_px.astype(np.float32),
            visibility=pose.visibility.astype(np.float32),
            world_m=_NO_WORLD,
            mask=None,
        )
    sample = replace(result.sample, measures={}, signals={})
    return replace(result, pose=pose, sample=sample, all_events={})


def time_words(seconds: float) -> str:
    """Return a time as m:ss."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def progress_words(now: ProgressNow) -> str:
    """Say how far an analysis is."""
    of = f" of {time_words(now.length_s)}" if now.length_s else ""
    left = f", about {time_words(now.left_s)} left" if now.left_s is not None else ""
    reps = f"{now.reps} rep{'s' * (now.reps != 1)} so far"
    return f"{time_words(now.done_s)}{of}{left} · {reps}"


def _progress(
    request: Request, result: FrameResult, end_s: float | None, begun_s: float
) -> ProgressNow:
    done_s, took_s = result.t_s - request.start_s, time.monotonic() - begun_s
    length_s = None if end_s is None else max(0.0, end_s - request.start_s)
    left_s = None
    if length_s is not None and took_s > LEAST_LEFT_S and done_s > 0:
        left_s = max(0.0, took_s * (length_s - done_s) / done_s)
    return ProgressNow(done_s, length_s, left_s, result.counts.total)


def _notes(request: Request, last_s: float, *, is_stopped: bool) -> tuple[str, ...]:
    notes = []
    if request.start_s > 0 or request.end_s is not None:
        end = "the end" if request.end_s is None else f"{request.end_s:.1f} s"
        notes.append(f"Only the part from {request.start_s:.1f} s to {end} was analysed.")
    if is_stopped:
        notes.append(f"Stopped by the user at {last_s:.1f} s.")
    return tuple(notes)
