"""Analysing a video as fast as possible, with progress and a way to stop."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from app.files import sha256_of
from app.review.drawing import Board
from app.run.driver import Input, Sinks, Watch, drive
from app.run.kept import with_what_is_kept
from app.run.looking.cache import LookMemory
from app.run.looking.eyes import Eyes, View
from app.run.looking.recording import cores_here
from app.run.pipeline import GETTING_READY
from app.run.recorder import Recorder
from vision.capture.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.run.driver import Progress
    from app.run.pipeline import FrameResult, Settings
    from app.session.model import Session
    from app.session.series import AngleSeries
    from vision.pose.variants import PoseModel

_NO_WORLD = np.zeros((0, 3))
AS_MEASURED = (
    "This is the set as it was measured while you did it. Analyse again to see the skeleton."
)
LATEST_FIRST_S = 1.0
"""A camera has sent its first frame by this long after it was opened."""
LEAST_LEFT_S = 1.0
"""The time left is estimated after this much work."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptVideo:
    """The video of a session in the store; ``ready_s`` is when its ready gate had opened.

    ``series`` holds its angles as they were measured during the set.
    """

    session: Session
    path: Path
    ready_s: float = 0.0
    series: AngleSeries | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What to analyse: only frames from ``start_s`` on and up to ``end_s`` (``None``: the end).

    ``kept`` is the stored session that the video belongs to, if any; ``model`` replaces the shipped
    pose model.
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
    """How far an analysis is: seconds of video done and in total, and seconds left (estimated)."""

    done_s: float
    length_s: float | None
    left_s: float | None
    reps: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The result of an analysis. ``results`` has one entry per frame, without masks and measures.

    ``stored`` is the session of the history that the video belongs to, and ``board`` what was drawn
    on it before.
    """

    request: Request
    session: Session
    series: AngleSeries
    results: tuple[FrameResult, ...]
    length_s: float
    fps: float
    stopped: bool
    stored: Session | None = None
    board: Board = field(default_factory=Board)

    @property
    def times_s(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Times (s) of the results, shape (frames,), increasing."""
        return np.array([result.t_s for result in self.results], np.float64)


def kept_video(session: Session, series: AngleSeries, path: Path) -> KeptVideo:
    """Return the video of a session with the time, in the video, from which its reps counted.

    Parameters
    ----------
    session
        The stored session.
    series
        Its angles over time, from the first frame of the camera on.
    path
        The video file.
    """
    ready = [t_s for t_s, phase in zip(series.t_s, series.phase, strict=True)
             if phase != GETTING_READY]  # fmt: skip
    first_s = float(series.t_s[0]) if len(series.t_s) else 0.0
    ready_s = float(ready[0]) - first_s if ready else 0.0
    return KeptVideo(session, path, ready_s, series)


def as_measured(request: Request) -> Analysis | None:
    """Return a kept session as it was measured during the set, in the time of its video.

    Nothing is drawn over its pictures, because poses are not kept. ``None`` if the request is not
    for a kept session, or if the session's angles do not begin with its video.
    """
    kept = request.kept
    if kept is None or kept.series is None or not len(kept.series.t_s):
        return None
    first_s = float(kept.series.t_s[0])
    if not 0.0 <= first_s <= LATEST_FIRST_S:
        return None
    series = replace(kept.series, t_s=kept.series.t_s - first_s)
    length_s = max(float(series.t_s[-1]), kept.session.source.duration_s - first_s)
    session = earlier(kept.session, first_s)
    return Analysis(request, session, series, (), length_s, kept.session.source.fps, False)


def earlier(session: Session, by_s: float) -> Session:
    """Return a session with its reps and warnings moved to earlier times.

    Parameters
    ----------
    session
        The session.
    by_s
        How much earlier.
    """
    reps = (
        replace(rep, start_s=rep.start_s - by_s, peak_s=rep.peak_s - by_s, end_s=rep.end_s - by_s)
        for rep in session.reps
    )
    warnings = (
        replace(warning, start_s=warning.start_s - by_s, end_s=warning.end_s - by_s)
        for warning in session.warnings
    )
    return replace(session, reps=tuple(reps), warnings=tuple(warnings))


class Model:
    """Opens the video of an analysis and builds what looks at it; replaced by tests."""

    def __init__(self) -> None:
        self._memory = LookMemory()

    def eyes(self, model: PoseModel | None = None) -> Eyes:
        """Return what looks at the frames; ``None`` stands for the shipped pose model."""
        return Eyes(model)

    def input(self, path: Path, model: PoseModel | None = None) -> Input:
        """Open a video, with what is remembered of earlier looks at it.

        Parameters
        ----------
        path
            The video file.
        model
            A pose model other than the shipped one.
        """
        view = View(str(path), model)
        return Input(
            open_source(str(path), wanted=view.wanted()),
            lambda: open_source(str(path)),
            view=view,
            cores=cores_here(),
            kept=self._memory.of(view),
        )


def analyse(
    request: Request,
    tell: Callable[[ProgressNow], None],
    stopped: Callable[[], bool],
    model: Model | None = None,
) -> Analysis:
    """Analyse a video; when stopped, the part done so far is kept.

    Parameters
    ----------
    request
        The video and its settings.
    tell
        Called with the progress.
    stopped
        Polled between frames; ``True`` ends the analysis.
    model
        Opens the video and builds what looks at it; ``None``: the usual one.

    Raises
    ------
    VisionError
        If the video cannot be read or the model is damaged.
    UserError
        If nobody holds a start pose at the marked neutral.
    """
    model = model or Model()
    results: list[FrameResult] = []
    settings = with_what_is_kept(request.settings, request.person)
    recorder = Recorder(settings, request.model)
    with ExitStack() as stack:
        item = model.input(request.path, request.model)
        source = stack.enter_context(closing(item.source))
        item = replace(item, start_s=request.start_s, end_s=request.end_s)
        eyes = model.eyes(request.model)
        sinks = Sinks(recorder, (lambda result: results.append(_slim(result)),))
        watch = Watch(_Teller(request, tell), stopped)
        ending = drive(item, eyes, settings, sinks, watch)
        info = source.info
    session = recorder.session(
        info, request.person, request.goal, notes=ending.notes, sha256=sha256_of(info.path)
    )
    length_s = max(info.duration_s or 0.0, results[-1].t_s if results else 0.0)
    return Analysis(
        request, session, recorder.series(), tuple(results), length_s, info.fps, ending.interrupted
    )


def session_to_keep(analysis: Analysis) -> Session:
    """Return what goes into the history; the analysis of a kept video replaces its own session."""
    if analysis.request.kept is None:
        return analysis.session
    before = analysis.request.kept.session
    return replace(analysis.session, id=before.id, created=before.created, source=before.source)


def _slim(result: FrameResult) -> FrameResult:
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
    if now.reps is None:
        return f"Processing the video: {time_words(now.done_s)}{of}{left}"
    reps = f"{now.reps} rep{'s' * (now.reps != 1)} so far"
    return f"Measuring: {time_words(now.done_s)}{of}{left} · {reps}"


@dataclass(slots=True)
class _Teller:
    """Turns the time of a frame into progress of the analysed part; each pass is timed anew."""

    request: Request
    tell: Callable[[ProgressNow], None]
    is_look: bool = True
    begun_s: float = field(default_factory=time.monotonic)

    def __call__(self, progress: Progress) -> None:
        if self.is_look and progress.reps is not None:
            self.is_look, self.begun_s = False, time.monotonic()
        request, end_s = self.request, self.request.end_s
        end_s = progress.info.duration_s if end_s is None else end_s
        done_s, took_s = progress.t_s - request.start_s, time.monotonic() - self.begun_s
        length_s = None if end_s is None else max(0.0, end_s - request.start_s)
        left_s = None
        if length_s is not None and took_s > LEAST_LEFT_S and done_s > 0:
            left_s = max(0.0, took_s * (length_s - done_s) / done_s)
        self.tell(ProgressNow(done_s, length_s, left_s, progress.reps))
