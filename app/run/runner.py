"""Threads: a source, an estimator and the watchers, each at its own speed.

::

    capture thread       looking thread     processing thread                  consumer thread
    source -> [slot] ->  estimator      ->  drills -> recorder -> [outbox] ->  callbacks

The slot holds one frame; the outbox holds all events and the newest picture. While a frame is
measured, the next one is looked at.

A camera (or a live address) replaces the picture waiting in the slot: the latest wins, so that
the answer is never old. A file waits until the slot is free and is not played faster than real
time: every frame counts. Between processing and callbacks, pictures may be lost, reps and warnings
may not.

States::

    IDLE --start()--> STARTING --first result--> RUNNING
                          |                         |
                          +--- end, error, stop() --+--> STOPPING --> FINISHED

``stop()`` in IDLE or FINISHED changes nothing. A runner runs once. While it is paused, nothing is
measured or stored: a camera's pictures are only checked for raised arms, a file waits.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.files import sha256_of
from app.run.driver import Sinks, failure_note, stop_note
from app.run.keeping.keepers import Keepers, Keeping
from app.run.kept import with_what_is_kept
from app.run.life import Failure, FinishReason, Outcome, RunnerStatus, RunState
from app.run.looking.people import Aside
from app.run.pipeline import Pipeline
from app.run.queues import FrameSlot, Outbox, Pacer, Rest, made_ahead
from app.store import SessionState
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.run.life import RunnerCallbacks
    from app.run.looking.looker import Look
    from app.run.looking.people import PeopleLook
    from app.run.pipeline import FrameResult, Settings
    from app.run.recorder import Recorder
    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Event
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.datatypes import Frame
    from vision.pose.estimator import PoseEstimator

__all__ = ["FinishReason", "Models", "Outcome", "RunState", "Runner", "RunnerStatus"]

STOP_TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Models:
    """What measures the frames; made and freed in the processing thread."""

    estimator: Callable[[], PoseEstimator]
    people_look: Callable[[], PeopleLook] | None = None
    pipeline: Callable[..., Pipeline] = Pipeline

    def load(self, settings: Settings, stack: ExitStack) -> Pipeline:
        """Return the pipeline.

        Parameters
        ----------
        settings
            The settings of the run.
        stack
            Frees the models when it is closed.
        """
        estimator = stack.enter_context(closing(self.estimator()))
        if self.people_look is None:
            return self.pipeline(estimator, settings)
        aside = stack.enter_context(closing(Aside(self.people_look)))
        return self.pipeline(estimator, settings, aside)


NOTHING_KEPT = Keepers()


class Runner:
    """Runs one source through one pipeline.

    Parameters
    ----------
    open_source
        Opens the source; called, like the source's ``frames``, in the capture thread.
    models
        What measures.
    settings
        What drill, side and level to expect.
    callbacks
        What watches the run.
    keepers
        What is stored, and for whom.
    """

    def __init__(
        self,
        open_source: Callable[[], FrameSource],
        models: Models,
        settings: Settings,
        callbacks: RunnerCallbacks,
        keepers: Keepers = NOTHING_KEPT,
    ) -> None:
        self._open_source = open_source
        self._models = models
        self._settings = settings
        self._callbacks = callbacks
        self._keepers = keepers
        self._store_problem = ""
        self._lock = threading.RLock()
        self._slot, self._rest = FrameSlot(), Rest()
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
        self._sent = self._captured = self._processed = 0
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
                self._sent,
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
        """Stop measuring for a while, or go on; from any thread."""
        (self._going.clear if paused else self._going.set)()

    def request_stop(self) -> None:
        """Ask the run to end and return at once; from any thread, any number of times."""
        self._end(FinishReason.STOPPED)

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> bool:
        """End the run and wait for its threads.

        Returns
        -------
        bool
            Whether all threads have ended. One that hangs in a device driver is left behind; it
            does not keep the program from ending.
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
        """Begin to stop; the first reason counts."""
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
        for frame in () if self._stopping.is_set() else source.frames():  # stopped on opening
            self._sent += 1
            if pacer is not None:
                pacer.wait_until(frame.t_s)
            if self._stopping.is_set():
                return
            if every_frame_counts or not self._rest.lets_go(frame.t_s):
                self._slot.put(frame, wait=every_frame_counts)
                self._captured += 1

    # -- processing thread

    def _process(self) -> None:
        settings = with_what_is_kept(self._settings, self._keepers.person)
        keeping = Keeping(self._keepers, settings)
        try:
            with ExitStack() as stack:
                pipeline = self._models.load(settings, stack)
                self._drain(pipeline, keeping)
                self._close_open_events(pipeline, keeping.recorder)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._fail(error, "measuring")
        self._end(FinishReason.ENDED)
        session, series = self._record(keeping)
        keeping.close()
        with self._lock:
            self._enter(RunState.FINISHED)
            reason, video = self._reason or FinishReason.ENDED, keeping.video_path
            self._outbox.post(
                Outcome(reason, self._failure, session, series, self._store_problem, video)
            )

    def _drain(self, pipeline: Pipeline, keeping: Keeping) -> None:
        """Process until the slot is closed; a stop does not wait for the frame in the slot."""
        results = (partial(self._write_down, keeping),)
        sinks = Sinks(keeping.recorder, results, (*keeping.pictures, self._show))
        with closing(made_ahead(partial(self._looked, pipeline))) as seen:
            try:
                for frame, look in seen:
                    if not self._going.is_set() and self._watch(pipeline, frame, look):
                        continue  # of a pause
                    if self._stopping.is_set():
                        break
                    if self._info is not None:
                        keeping.film(frame, self._info)
                    sinks.take(pipeline.follow(look), frame)
            except Exception as error:  # noqa: BLE001 - what was recorded so far is kept
                self._fail(error, "measuring")  # and the slot closed, for which looking may wait

    def _looked(self, pipeline: Pipeline) -> tuple[Frame, Look] | None:
        """Look at the next frame, in a thread of its own; ``None`` at the end."""
        frame = None if self._stopping.is_set() else self._slot.take()
        return None if frame is None else (frame, pipeline.look(frame))

    def _show(self, frame: Frame, result: FrameResult) -> None:
        self._rest.after(result)
        self._processed, self._last_s = self._processed + 1, frame.t_s
        with self._lock:
            if self._state is RunState.STARTING:
                self._enter(RunState.RUNNING)
        self._outbox.show(frame, result, result.events)

    def _write_down(self, keeping: Keeping, result: FrameResult) -> None:
        """Let the journal write; a store that fails is reported once and stops nothing."""
        if self._info is None:
            return
        keeping.write_down(result, self._info)
        with self._lock:
            if keeping.problem != self._store_problem:
                self._store_problem = keeping.problem
                self._outbox.post(self.status)

    def _watch(self, pipeline: Pipeline, frame: Frame, look: Look) -> bool:
        """Show a camera's frame during a pause, or let a file wait; return whether that was all."""
        is_file = self._info is not None and self._info.path is not None
        if is_file:
            self._going.wait()
        elif (seen := pipeline.rest(look)) is not None:
            self._outbox.show(frame, seen, ())
        return not is_file

    def _close_open_events(self, pipeline: Pipeline, recorder: Recorder) -> None:
        events = pipeline.finish()
        recorder.finish(events)
        self._outbox.post(*events)

    def _record(self, keeping: Keeping) -> tuple[Session | None, AngleSeries | None]:
        info = self._info
        if info is None or not self._processed:
            return None, None
        try:
            notes, sha256 = self._all_notes(info), sha256_of(info.path)
            recorder, whose = keeping.recorder, (self._keepers.person, self._keepers.goal)
            session = recorder.session(info, *whose, notes=notes, sha256=sha256)
            series = recorder.series()
            keeping.finish(session, series, self._session_state(info))
            self._store_problem = keeping.problem
            return session, series
        except Exception as error:  # noqa: BLE001 - a run must end whatever happens
            _log.error("the session record could not be created", exc_info=error)
            self._failure = Failure(f"the results could not be computed ({error})", "try again")
            self._reason = FinishReason.FAILED
            return None, None

    def _session_state(self, info: SourceInfo) -> SessionState:
        """Return FINISHED, or STOPPED for a video that was not analysed to its end."""
        is_cut = info.kind != "camera" and self._reason not in (None, FinishReason.ENDED)
        return SessionState.STOPPED if is_cut else SessionState.FINISHED

    def _all_notes(self, info: SourceInfo) -> tuple[str, ...]:
        """Return the notes of the source, and why the run is shorter than it."""
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
