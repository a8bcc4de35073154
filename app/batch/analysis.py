"""One input from its first frame to its files: what `hipdrill analyse` does for each."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.export.results import save_results
from app.files import sha256_of
from app.report.context import ReportContext, context_from, context_of
from app.run.journal import Journal
from app.run.marked_neutral import find_neutral, neutral_note
from app.run.pipeline import Pipeline, Settings
from app.run.recorder import Recorder
from app.run.video.still import StillKeeper
from app.store import SessionState, Store, StoreError
from vision.capture.sources import open_source
from vision.errors import CameraUnavailable
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store import SessionSummary
    from app.store.records import Still
    from vision.body.neutral import MarkedNeutral
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.datatypes import Frame

ANNOTATED = "annotated.mp4"
PATIENCE_S = 30.0
"""Nobody is there to connect a silent network camera again: it gets time to come back."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with one input.

    ``folder`` is ``None`` when no files are to be written; ``keep`` puts the session into the
    store, rep by rep. ``history`` are earlier sessions of the person for the report of a session
    that is not kept here; ``None``: nothing is known of any. ``still`` keeps a picture of the
    best clean rep, only when the person allows it.
    """

    location: str
    folder: Path | None
    settings: Settings
    annotate: bool = False
    person: str | None = None
    goal: str = "everyday"
    keep: bool = False
    history: tuple[SessionSummary, ...] | None = None
    still: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of a job; ``interrupted``: by the user, or because the camera was gone."""

    session: Session
    series: AngleSeries
    files: tuple[Path, ...]
    interrupted: bool
    store_problem: str = ""
    still: Still | None = None


def analyse(
    job: Job,
    on_frame: Callable[[SourceInfo, FrameResult], None] = lambda _info, _result: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run the whole path on one input.

    Parameters
    ----------
    on_frame
        Called after every frame, for progress.
    stopped
        Asked before every frame; when true the run ends and what is done is kept.

    Raises
    ------
    VisionError
        If the input cannot be read or the model is damaged. A camera that falls silent after
        pictures were recorded ends the run with a note instead.
    UserError
        If nobody holds a start pose at the neutral that was marked.
    OSError
        If the results cannot be written.
    """
    with ExitStack() as stack:
        marked = _marked(job, stopped)
        source = stack.enter_context(
            closing(open_source(job.location, patience_s=PATIENCE_S, stopped=stopped))
        )
        estimator = stack.enter_context(closing(MediaPipeEstimator()))
        people = stack.enter_context(closing(PeopleCounter()))
        is_live = source.info.kind == "camera"
        settings = replace(job.settings, is_live=is_live)
        pipeline = Pipeline(estimator, settings, people.count, marked)
        recorder = Recorder(job.settings)
        sha256 = sha256_of(source.info.path)
        journal = _journal(job, recorder, source.info, sha256, stack)
        keeper = StillKeeper() if job.still else None
        write = stack.enter_context(_annotating(job, source.info))
        interrupted, notes = _run(
            source, pipeline, recorder, journal, keeper, on_frame, stopped, write
        )
        recorder.finish(pipeline.finish())
        if job.settings.neutral_s is not None:
            notes = (*notes, neutral_note(job.settings.neutral_s))
        session = recorder.session(source.info, job.person, job.goal, notes=notes, sha256=sha256)
        series = recorder.series()
        still = None if keeper is None else keeper.of(session)
        if journal is not None:
            is_cut = interrupted and source.info.kind != "camera"
            state = SessionState.STOPPED if is_cut else SessionState.FINISHED
            journal.finish(session, series, still, state)
    files: list[Path] = []
    folder = _result_folder(job, session, interrupted=interrupted)
    if folder is not None:
        files = save_results(session, series, folder, context=_context(job, session, still))
        if job.annotate and job.folder is not None:
            files.append(job.folder / ANNOTATED)
    problem = "" if journal is None else journal.problem
    return Outcome(session, series, tuple(files), interrupted, problem, still)


def _marked(job: Job, stopped: Callable[[], bool]) -> MarkedNeutral | None:
    """Look for the neutral that was marked, if one was."""
    if job.settings.neutral_s is None:
        return None
    with (
        closing(open_source(job.location)) as source,
        closing(MediaPipeEstimator()) as estimator,
        closing(source.frames()) as frames,
    ):
        return find_neutral(frames, estimator, job.settings, lambda _t_s: not stopped())


def _context(job: Job, session: Session, still: Still | None) -> ReportContext:
    """Read what the store knows around a kept session; a store that fails costs only that."""
    if job.keep:
        with suppress(StoreError), Store.open_to_read() as store:
            return replace(context_of(store, session), still=still)
    if job.history is not None:
        return context_from(session, job.history, still=still)
    return ReportContext(still=still)


def _journal(
    job: Job, recorder: Recorder, info: SourceInfo, sha256: str | None, stack: ExitStack
) -> Journal | None:
    if not job.keep:
        return None
    journal = Journal(recorder, info, job.person, job.goal, sha256=sha256)
    return stack.enter_context(closing(journal))


def _result_folder(job: Job, session: Session, *, interrupted: bool) -> Path | None:
    """Return where results go: what was interrupted never replaces an earlier whole result."""
    if job.folder is None or (interrupted and session.source.frames == 0):
        return None
    if interrupted and (job.folder / "session.json").exists():
        return job.folder.with_name(f"{job.folder.name}-stopped")
    return job.folder


def _run(
    source: FrameSource,
    pipeline: Pipeline,
    recorder: Recorder,
    journal: Journal | None,
    keeper: StillKeeper | None,
    on_frame: Callable[[SourceInfo, FrameResult], None],
    stopped: Callable[[], bool],
    write: Callable[[Frame, FrameResult], None],
) -> tuple[bool, tuple[str, ...]]:
    """Feed every frame through; return whether it was interrupted, and the notes on the input."""
    last_s = 0.0
    frames = source.frames()
    try:
        for frame in frames:
            if stopped():
                return True, (*source.notes, f"Stopped by the user at {last_s:.1f} s.")
            result = pipeline.process(frame)
            recorder.add(result)
            if journal is not None:
                journal.after(result)
            if keeper is not None:
                keeper.after(frame, result)
            write(frame, result)
            on_frame(source.info, result)
            last_s = frame.t_s
    except CameraUnavailable as error:
        if last_s == 0.0:
            raise
        said = f"{error.what[:1].upper()}{error.what[1:]} at {last_s:.1f} s."
        return True, (*source.notes, said)
    finally:
        frames.close()
    if stopped():  # while nothing came
        return True, (*source.notes, f"Stopped by the user at {last_s:.1f} s.")
    return False, source.notes


@contextmanager
def _annotating(job: Job, info: SourceInfo) -> Iterator[Callable[[Frame, FrameResult], None]]:
    """Open the annotated video at the first frame, if one was asked for."""
    if job.folder is None or not job.annotate:
        yield lambda _frame, _result: None
        return
    from app.run.video.annotate import AnnotatedVideo, draw

    job.folder.mkdir(parents=True, exist_ok=True)
    path = job.folder / ANNOTATED
    video: list[AnnotatedVideo] = []

    def write(frame: Frame, result: FrameResult) -> None:
        if not video:
            video.append(AnnotatedVideo(path, frame.size_px, info.fps))
        video[0].write(draw(frame.image, result), frame.t_s)

    try:
        yield write
    finally:
        for opened in video:
            opened.close()
