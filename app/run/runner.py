"""Threads: a source, an estimator and whoever watches, each at its own speed.

::

    capture thread         processing thread                consumer thread
    source -> [slot] ->    pipeline -> recorder -> [outbox] -> callbacks

The slot holds one frame; the outbox holds all events and the newest picture.

A camera (or a live address) replaces the picture waiting in the slot: latest wins, so the answer
is never old. A file waits until the slot is free and is not played faster than real time: every
frame counts. Between processing and callbacks pictures may be lost, reps and warnings may not.

States::

    IDLE --start()--> STARTING --first result--> RUNNING
                          |                         |
                          +--- end, error, stop() --+--> STOPPING --> FINISHED

``stop()`` in IDLE or FINISHED changes nothing. A runner runs once. While it is paused nothing is
measured: pictures of a camera are let go, a file waits.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.files import sha256_of
from app.run.driver import Sinks, failure_note, stop_note
from app.run.pipeline import Pipeline
from app.run.queues import FrameSlot, Outbox, Pacer
from app.run.recorder import Recorder
from app.run.video.still import StillKeeper
from app.run.zero import with_kept_zero
from app.store import SessionState
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.run.journal import Journal
    from app.run.pipeline import FrameResult, Settings
    from app.run.video.keeper import VideoKeeper
    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Event
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.datatypes import Frame
    from vision.pose.estimator import PoseEstimator

STOP_TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)


class RunState(Enum):
    """Where a run is in its life."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"


class FinishReason(Enum):
    """Why a run ended."""

    ENDED = "ended"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong and what to do, each half a sentence."""

    what: str
    remedy: str

    @property
    def line(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.remedy}"


@dataclass(frozen=True, slots=True)
class RunnerStatus:
    """A snapshot of a run; ``source`` is ``None`` until it is open.

    ``store_problem`` is one sentence if the session cannot be written to the store, else "".
    """

    state: RunState
    reason: FinishReason | None = None
    source: SourceInfo | None = None
    captured: int = 0
    processed: int = 0
    lost: int = 0
    store_problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended and what it recorded; no record if not one frame was processed.

    ``video`` is the kept video of a session that has reps, if one was asked for.
    """

    reason: FinishReason
    failure: Failure | None = None
    session: Session | None = None
    series: AngleSeries | None = None
    store_problem: str = ""
    video: Path | None = None


class PeopleLook(Protocol):
    """Counts the people in a picture now and then; see `vision.pose.estimator.PeopleCounter`."""

    def count(self, frame: Frame) -> int:
        """Return how many people are seen."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


class RunnerCallbacks(Protocol):
    """Who watches a run. All methods are called in the consumer thread, never two at a time.

    They may call `Runner.request_stop` and `Runner.status`. What they raise is logged and ends
    the run as FAILED.
    """

    def on_state(self, status: RunnerStatus) -> None:
        """Take every change of state, in order."""
        ...

    def on_event(self, event: Event) -> None:
        """Take one event. Each comes once, in order, before a picture that is newer."""
        ...

    def on_picture(self, frame: Frame, result: FrameResult) -> None:
        """Take the newest picture. Those in between are left out when this method is slow."""
        ...

    def on_finished(self, outcome: Outcome) -> None:
        """Take the end. Called once as the last of all, also after a failure."""
        ...


class Runner:
    """Runs one source through one pipeline.

    Parameters
    ----------
    open_source
        Opens the source; called, like the source's ``frames``, in the capture thread.
    make_estimator
        Loads the model; called, like the estimator, in the processing thread.
    settings
        What drill, side and level to expect.
    callbacks
        Who watches.
    person, goal
        Whose session it is, and for what.
    keep_still
        Keep a picture of the best clean rep; only when the person allows it.
    make_people_look
        Loads the model that notices several people, in the processing thread; ``None``: no look.
    make_journal
        Opens the journal that writes the session rep by rep, in the processing thread; ``None``:
        nothing is kept.
    make_video
        Begins the video of the session, in the processing thread; ``None``: none is kept. Without
        a rep, or without a journal, it goes again.
    make_pipeline, make_recorder
        Replaced by tests.
    """

    def __init__(
        self,
        open_source: Callable[[], FrameSource],
        make_estimator: Callable[[], PoseEstimator],
        settings: Settings,
        callbacks: RunnerCallbacks,
        *,
        person: str | None = None,
        goal: str = "everyday",
        keep_still: bool = False,
        make_people_look: Callable[[], PeopleLook] | None = None,
        make_journal: Callable[[Recorder, SourceInfo], Journal] | None = None,
        make_video: Callable[[Recorder, SourceInfo], VideoKeeper] | None = None,
        make_pipeline: Callable[..., Pipeline] = Pipeline,
        make_recorder: Callable[[Settings], Recorder] = Recorder,
    ) -> None:
        self._open_source = open_source
        self._make_estimator = make_estimator
        self._settings = settings
        self._callbacks = callbacks
        self._make_people_look = make_people_look
        self._person, self._goal = person, goal
        self._still = StillKeeper() if keep_still else None
        self._make_journal = make_journal
        self._make_video = make_video
        self._journal: Journal | None = None
        self._video: VideoKeeper | None = None
        self._video_path: Path | None = None
        self._store_problem = ""
        self._make_pipeline = make_pipeline
        self._make_recorder = make_recorder
        self._lock = threading.RLock()
        self._slot = FrameSlot()
        self._outbox: Outbox[RunnerStatus | Event | Outcome] = Outbox(
            lambda message: isinstance(message, Outcome)
        )
        self._stopping = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._state = RunState.IDLE
        self._reason: FinishReason | None = None
        self._failure: Failure | None = None
        self._logged = False
        self._source: FrameSource | None = None
        self._info: SourceInfo | None = None
        self._notes: tuple[str, ...] = ()
        self._captured = self._processed = 0
        self._last_s = 0.0
        self._threads = [
            threading.Thread(target=target, name=f"hipdrill-{name}", daemon=True)
            for name, target in (
                ("capture", self._capture),
                ("processing", self._process),
                ("consumer", self._consume),
            )
        ]

    @property
    def status(self) -> RunnerStatus:
        """A snapshot, from any thread."""
        with self._lock:
            return RunnerStatus(
                self._state,
                self._reason,
                self._info,
                self._captured,
                self._processed,
                self._slot.lost,
                self._store_problem,
            )

    def start(self) -> None:
        """Start the threads and return at once.

        Raises
        ------
        RuntimeError
            If it was started before.
        """
        with self._lock:
            if self._state is not RunState.IDLE:
                raise RuntimeError("a runner runs once; make another one")
            self._enter(RunState.STARTING)
            for thread in self._threads:
                thread.start()

    def pause(self, paused: bool) -> None:
        """Measure nothing for a while, or go on; from any thread."""
        if paused:
            self._going.clear()
        else:
            self._going.set()

    def request_stop(self) -> None:
        """Ask the run to end and return at once; from any thread, as often as you like."""
        self._end(FinishReason.STOPPED)

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> bool:
        """End the run and wait for its threads.

        Returns
        -------
        bool
            Whether all threads have ended. One that is caught in a device driver is left behind;
            it does not keep the program from ending.
        """
        self.request_stop()
        deadline_s = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join(max(0.0, deadline_s - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _enter(self, state: RunState) -> None:
        with self._lock:
            self._state = state
            self._outbox.post(self.status)

    def _end(self, reason: FinishReason, failure: Failure | None = None) -> None:
        """Begin to stop; the first reason stands."""
        with self._lock:
            if self._state not in (RunState.STARTING, RunState.RUNNING):
                return
            self._reason, self._failure = reason, failure
            self._enter(RunState.STOPPING)
            source = self._source
        self._stopping.set()
        self._going.set()
        self._slot.close()
        if source is not None and reason is not FinishReason.ENDED:
            source.close()

    def _fail(self, error: Exception, doing: str) -> None:
        if isinstance(error, VisionError):
            failure = Failure(error.what, error.remedy)
        else:
            if not self._logged:
                _log.error("failed while %s", doing, exc_info=error)
            self._logged = True
            cause = f"{type(error).__name__} {error}".strip().splitlines()[0]
            failure = Failure(f"something went wrong while {doing} ({cause})", "please try again")
        self._end(FinishReason.FAILED, failure)

    # -- capture thread

    def _capture(self) -> None:
        try:
            source = self._open_source()
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._fail(error, "opening the source")
            return
        try:
            self._publish(source)
            self._feed(source)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._fail(error, "reading the source")
        finally:
            self._notes = source.notes
            source.close()
            self._slot.close()

    def _publish(self, source: FrameSource) -> None:
        with self._lock:
            self._source, self._info = source, source.info

    def _feed(self, source: FrameSource) -> None:
        every_frame_counts = source.info.path is not None
        pacer = None if source.info.kind == "camera" else Pacer(self._stopping)
        if self._stopping.is_set():  # stopped while the source was being opened
            return
        for frame in source.frames():
            if pacer is not None:
                pacer.wait_until(frame.t_s)
            if self._stopping.is_set():
                return
            self._slot.put(frame, wait=every_frame_counts)
            self._captured += 1

    # -- processing thread

    def _process(self) -> None:
        recorder = self._make_recorder(self._settings)
        try:
            with ExitStack() as stack:
                pipeline = self._load(stack)
                self._drain(pipeline, self._sinks(recorder))
                self._close_open_events(pipeline, recorder)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._fail(error, "measuring")
        self._end(FinishReason.ENDED)
        session, series = self._record(recorder)
        self._end_video(keep=False)
        if self._journal is not None:
            self._journal.close()
        with self._lock:
            self._enter(RunState.FINISHED)
            reason, video = self._reason or FinishReason.ENDED, self._video_path
            self._outbox.post(
                Outcome(reason, self._failure, session, series, self._store_problem, video)
            )

    def _load(self, stack: ExitStack) -> Pipeline:
        estimator = stack.enter_context(closing(self._make_estimator()))
        settings = with_kept_zero(self._settings, self._person)
        if self._make_people_look is None:
            return self._make_pipeline(estimator, settings)
        look = stack.enter_context(closing(self._make_people_look()))
        return self._make_pipeline(estimator, settings, look.count)

    def _sinks(self, recorder: Recorder) -> Sinks:
        still = () if self._still is None else (self._still.after,)
        return Sinks(recorder, (partial(self._write_down, recorder),), (*still, self._show))

    def _drain(self, pipeline: Pipeline, sinks: Sinks) -> None:
        """Process until the slot is closed; a stop does not wait for the frame in the slot."""
        try:
            while (frame := self._slot.take()) is not None and not self._stopping.is_set():
                if not self._going.is_set() and self._wait_to_go_on():
                    continue  # the picture is from before the pause
                self._film(sinks.recorder, frame)
                sinks.take(pipeline.process(frame), frame)
        except Exception as error:  # noqa: BLE001 - what was recorded so far is kept
            self._fail(error, "measuring")

    def _show(self, frame: Frame, result: FrameResult) -> None:
        self._processed, self._last_s = self._processed + 1, frame.t_s
        with self._lock:
            if self._state is RunState.STARTING:
                self._enter(RunState.RUNNING)
        self._outbox.show(frame, result, result.events)

    def _write_down(self, recorder: Recorder, result: FrameResult) -> None:
        """Let the journal write; a store that fails is told once and stops nothing."""
        if self._make_journal is None or self._info is None:
            return
        if self._journal is None:
            self._journal = self._make_journal(recorder, self._info)
        self._journal.after(result)
        problem = self._problem()
        with self._lock:
            if problem != self._store_problem:
                self._store_problem = problem
                self._outbox.post(self.status)

    def _problem(self) -> str:
        """Return what keeps session or video from being kept, the session's trouble first."""
        makers = (self._journal, self._video)
        return next((one.problem for one in makers if one is not None and one.problem), "")

    def _film(self, recorder: Recorder, frame: Frame) -> None:
        """Let the picture be written while it is measured."""
        if self._make_video is None or self._info is None:
            return
        if self._video is None:
            self._video = self._make_video(recorder, self._info)
        self._video.take(frame)

    def _end_video(self, *, keep: bool) -> None:
        """Finish the video once; the first wish counts."""
        if self._video is not None and self._make_video is not None:
            self._make_video = None
            self._video_path = self._video.finish(keep=keep)

    def _wait_to_go_on(self) -> bool:
        """Wait for the end of a pause; return whether the picture in hand is to be let go."""
        self._going.wait()
        return self._info is None or self._info.path is None

    def _close_open_events(self, pipeline: Pipeline, recorder: Recorder) -> None:
        events = pipeline.finish()
        recorder.finish(events)
        self._outbox.post(*events)

    def _record(self, recorder: Recorder) -> tuple[Session | None, AngleSeries | None]:
        info = self._info
        if info is None or not self._processed:
            return None, None
        try:
            notes, sha256 = self._all_notes(info), sha256_of(info.path)
            session = recorder.session(info, self._person, self._goal, notes=notes, sha256=sha256)
            series = recorder.series()
            if self._journal is not None:
                still = None if self._still is None else self._still.of(session)
                # The video first: as long as the journal holds its lock nobody clears it away.
                self._end_video(keep=bool(session.reps))
                self._journal.finish(session, series, still, self._session_state(info))
                self._store_problem = self._problem()
            return session, series
        except Exception as error:  # noqa: BLE001 - a run must end whatever happens
            _log.error("the record of the run could not be made", exc_info=error)
            self._failure = Failure(f"the results could not be put together ({error})", "try again")
            self._reason = FinishReason.FAILED
            return None, None

    def _session_state(self, info: SourceInfo) -> SessionState:
        """Return FINISHED, or STOPPED for a video that was not seen to its end."""
        is_cut = info.kind != "camera" and self._reason not in (None, FinishReason.ENDED)
        return SessionState.STOPPED if is_cut else SessionState.FINISHED

    def _all_notes(self, info: SourceInfo) -> tuple[str, ...]:
        """Return what the source says of itself, and why the run is shorter than it."""
        if self._failure is not None:
            return (*self._notes, failure_note(self._failure.what, self._last_s))
        if self._reason is FinishReason.STOPPED and info.kind != "camera":
            return (*self._notes, stop_note(self._last_s))
        return self._notes

    # -- consumer thread

    def _consume(self) -> None:
        while True:
            message = self._outbox.take()
            try:
                self._deliver(message)
            except Exception as error:  # noqa: BLE001 - the edge of a thread
                self._fail(error, "showing the results")
            if isinstance(message, Outcome):
                return

    def _deliver(self, message: RunnerStatus | Event | Outcome | tuple[Frame, FrameResult]) -> None:
        if isinstance(message, RunnerStatus):
            self._callbacks.on_state(message)
        elif isinstance(message, Outcome):
            self._callbacks.on_finished(message)
        elif isinstance(message, tuple):
            self._callbacks.on_picture(*message)
        else:
            self._callbacks.on_event(message)
