"""One input from its first frame to its files: what `hipdrill analyse` does for each."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.export.results import save_results
from app.files import sha256_of
from app.report import prepare
from app.report.context import ReportContext, context_from, context_of
from app.run.ahead import LONGEST_S
from app.run.driver import Input, Sinks, Watch, drive
from app.run.journal import Journal
from app.run.looking.cache import look_file
from app.run.looking.eyes import RATE_HZ, Eyes, View
from app.run.looking.recording import cores_here
from app.run.recorder import Recorder
from app.run.video.still import StillKeeper
from app.run.video.writer import LONG_SIDE_PX, QUICK
from app.store import SessionState, Store, StoreError
from vision.capture.recording.wanted import ALL, Wanted
from vision.capture.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from app.run.driver import Ending, Progress
    from app.run.pipeline import FrameResult, Settings
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store import SessionSummary
    from app.store.records import Still
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.datatypes import Frame

    PictureSink = Callable[[Frame, FrameResult], None]

ANNOTATED = "annotated.mp4"
PATIENCE_S = 30.0
"""Nobody is there to reconnect a silent network camera: it gets this long to come back."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with one input.

    ``folder`` is ``None`` when no files are to be written; ``keep`` puts the session into the
    store, rep by rep. ``history`` holds earlier sessions of the person for the report of a session
    that is not kept here; ``None``: nothing is known about any. ``still`` keeps a picture of the
    best clean rep, only if the person allows it. ``rate_hz`` is how many frames per second are
    analysed (0: all), ``cores`` how many processes look at them (0: one per core).
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
    rate_hz: float = RATE_HZ
    cores: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The outcome of a job; ``interrupted`` by the user, or because the camera was lost."""

    session: Session
    series: AngleSeries
    files: tuple[Path, ...]
    interrupted: bool
    store_problem: str = ""
    still: Still | None = None


def analyse(
    job: Job,
    tell: Callable[[Progress], None] = lambda _progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Analyse one input, from its first frame to its files.

    Parameters
    ----------
    job
        The input and what to do with it.
    tell
        Called after every frame.
    stopped
        Polled before every frame; ``True`` ends the run, and what is done is kept.

    Raises
    ------
    VisionError
        If the input cannot be read or the model is damaged. A camera that falls silent after frames
        were recorded only ends the run, with a note.
    UserError
        If nobody holds a start pose at the marked neutral.
    OSError
        If the results cannot be written.
    """

    def opened(wanted: Wanted = ALL) -> FrameSource:
        return open_source(job.location, patience_s=PATIENCE_S, stopped=stopped, wanted=wanted)

    with ExitStack() as stack:
        view = View(job.location, rate_hz=job.rate_hz)
        source = stack.enter_context(closing(opened(view.wanted())))
        if job.folder is not None and (source.info.duration_s or 0.0) <= LONGEST_S:
            threading.Thread(target=prepare, name="hipdrill-report", daemon=True).start()
        eyes = Eyes()
        recorder = Recorder(job.settings)
        sha256 = sha256_of(source.info.path)
        journal = _journal(job, recorder, source.info, sha256, stack)
        keeper = StillKeeper() if job.still else None
        followers = () if journal is None else (journal.after,)
        sinks = Sinks(recorder, followers, tuple(_picture_sinks(job, source.info, keeper, stack)))
        kept = look_file(view, sha256, is_read_only=job.folder is None)
        shown = Wanted(long_side_px=LONG_SIDE_PX)  # larger pictures are of use to no sink
        cores = job.cores or cores_here()
        item = Input(source, lambda: opened(shown), view=view, cores=cores, kept=kept)
        ending = drive(item, eyes, job.settings, sinks, Watch(tell, stopped))
        session = recorder.session(
            source.info, job.person, job.goal, notes=ending.notes, sha256=sha256
        )
        series = recorder.series()
        still = None if keeper is None else keeper.of(session)
        if journal is not None:
            journal.finish(session, series, still, _state(ending, source.info))
    folder = _result_folder(job, session, interrupted=ending.interrupted)
    files = () if folder is None else _files(job, session, series, still, folder)
    problem = "" if journal is None else journal.problem
    return Outcome(session, series, files, ending.interrupted, problem, still)


def _state(ending: Ending, info: SourceInfo) -> SessionState:
    """Return how a session ended: a camera's is complete whenever it ends."""
    is_cut = ending.interrupted and info.kind != "camera"
    return SessionState.STOPPED if is_cut else SessionState.FINISHED


def _context(job: Job, session: Session, still: Still | None) -> ReportContext:
    """Read what the store knows about other sessions; without it, the report says less."""
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
    """Return where results go: an interrupted run never replaces an earlier complete result."""
    if job.folder is None or (interrupted and session.source.frames == 0):
        return None
    if interrupted and (job.folder / "session.json").exists():
        return job.folder.with_name(f"{job.folder.name}-stopped")
    return job.folder


def _files(
    job: Job, session: Session, series: AngleSeries, still: Still | None, folder: Path
) -> tuple[Path, ...]:
    """Write the results; return them with the annotated video, which is written already."""
    files = save_results(session, series, folder, context=_context(job, session, still))
    if job.annotate and job.folder is not None:
        files.append(job.folder / ANNOTATED)
    return tuple(files)


def _picture_sinks(
    job: Job, info: SourceInfo, keeper: StillKeeper | None, stack: ExitStack
) -> Iterator[PictureSink]:
    if keeper is not None:
        yield keeper.after
    if job.folder is not None and job.annotate:
        yield stack.enter_context(_annotating(job.folder, info))


@contextmanager
def _annotating(folder: Path, info: SourceInfo) -> Iterator[PictureSink]:
    """Give the sink that writes the annotated video; its file is opened at the first frame."""
    from app.run.video.annotate import AnnotatedVideo, draw
    from app.run.video.behind import Behind

    folder.mkdir(parents=True, exist_ok=True)
    video: list[AnnotatedVideo] = []
    last: list[NDArray[np.uint8] | None] = [None]

    def paint(frame: Frame, result: FrameResult) -> None:
        image = last[0] = draw(frame.image, result, onto=last[0])
        if not video:
            size_px = (image.shape[1], image.shape[0])
            opened = AnnotatedVideo(folder / ANNOTATED, size_px, info.fps, encoding=QUICK)
            video.append(opened)
        encoding.take(video[0].picture_of(image, frame.t_s))

    try:
        with (
            Behind(lambda picture: video[0].encode(picture)) as encoding,
            Behind(paint) as painting,
        ):
            yield painting.take
    finally:
        for opened in video:
            opened.close()
