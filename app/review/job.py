"""Analysing a video as fast as it goes, with progress and a way to stop."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.files import sha256_of
from app.run.marked_neutral import find_neutral, neutral_note
from app.run.pipeline import GETTING_READY, Pipeline, Settings
from app.run.recorder import Recorder
from vision.capture.sources import open_source
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from app.session.series import AngleSeries
    from vision.body.neutral import MarkedNeutral
    from vision.capture.frame_source import FrameSource
    from vision.pose.estimator import PoseEstimator
    from vision.pose.variants import PoseModel

_NO_WORLD = np.zeros((0, 3))
LEAST_LEFT_S = 1.0
"""A guess of the time left is given after so much work."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptVideo:
    """The video of a session in the store; ``ready_s`` is when its ready gate had opened."""

    session: Session
    path: Path
    ready_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """What to analyse: only frames from ``start_s`` on and up to ``end_s`` (``None``: the end).

    The neutral is learnt from the first quiet stretch after ``start_s``, unless its moment was
    marked (``settings.neutral_s``). ``kept`` is the session whose video it is, if it is one;
    ``model`` another pose model than the shipped one.
    """

    path: Path
    settings: Settings
    start_s: float = 0.0
    end_s: float | None = None
    person: str | None = None
    goal: str = "everyday"
    kept: KeptVideo | None = None
    model: PoseModel | None = None


@dataclass(frozen=True, slots=True)
class ProgressNow:
    """How far it is: seconds of the video done and in all, and a guess of the seconds left.

    ``is_search``: the marked neutral is looked for before the analysis begins.
    """

    done_s: float
    length_s: float | None
    left_s: float | None
    reps: int
    is_search: bool = False


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


def kept_video(session: Session, series: AngleSeries, path: Path) -> KeptVideo:
    """Return the video of a session with the time, in the video, from which its reps counted."""
    ready = [t_s for t_s, phase in zip(series.t_s, series.phase, strict=True)
             if phase != GETTING_READY]  # fmt: skip
    first_s = float(series.t_s[0]) if len(series.t_s) else 0.0
    return KeptVideo(session, path, float(ready[0]) - first_s if ready else 0.0)


class Model:
    """Makes the estimators of an analysis; replaced by tests."""

    def estimator(self, model: PoseModel | None = None) -> PoseEstimator:
        """Return a fresh estimator."""
        return MediaPipeEstimator(model)

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
    UserError
        If nobody holds a start pose at the neutral that was marked.
    """
    model = model or Model()
    marked = _marked(request, tell, stopped, model)
    results: list[FrameResult] = []
    begun_s, is_stopped, last_s = time.monotonic(), False, 0.0
    with ExitStack() as stack:
        source = stack.enter_context(closing(model.source(request.path)))
        estimator = stack.enter_context(closing(model.estimator(request.model)))
        people = model.people()
        count = None if people is None else stack.enter_context(closing(people)).count
        pipeline = Pipeline(estimator, request.settings, count, marked)
        recorder = Recorder(request.settings, request.model)
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


def _marked(
    request: Request,
    tell: Callable[[ProgressNow], None],
    stopped: Callable[[], bool],
    model: Model,
) -> MarkedNeutral | None:
    """Look for the neutral that was marked, if one was."""
    neutral_s = request.settings.neutral_s
    if neutral_s is None:
        return None

    def go_on(t_s: float) -> bool:
        tell(ProgressNow(t_s - request.start_s, neutral_s - request.start_s, None, 0, True))
        return not stopped()

    with (
        closing(model.source(request.path)) as source,
        closing(model.estimator(request.model)) as estimator,
        closing(source.frames()) as frames,
    ):
        part = (frame for frame in frames if frame.t_s >= request.start_s)
        return find_neutral(part, estimator, request.settings, go_on)


def session_to_keep(analysis: Analysis) -> Session:
    """Return what goes into the history: what came of a kept video corrects its own session."""
    if analysis.request.kept is None:
        return analysis.session
    before = analysis.request.kept.session
    return replace(analysis.session, id=before.id, created=before.created, source=before.source)


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
    if now.is_search:
        return f"Looking at the neutral that you marked: {time_words(now.done_s)}{of}"
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
    if request.settings.neutral_s is not None:
        notes.append(neutral_note(request.settings.neutral_s))
    if is_stopped:
        notes.append(f"Stopped by the user at {last_s:.1f} s.")
    return tuple(notes)
