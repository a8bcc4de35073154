"""Analyses the videos of a queue one after the other."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.errors import UserError, as_sentence
from app.gui.review.opening.analysis_task import AnalysisTask
from app.review.job import Analysis
from app.review.waiting import Queue, State
from vision.errors import VisionError

if TYPE_CHECKING:
    from app.gui.services import Services
    from app.review.job import Model, Request
    from vision.pose.variants import PoseModel

NOTHING = "No frame was analysed, so there is nothing to show."
_log = logging.getLogger(__name__)


class Analyser(QObject):
    """Works through the `queue`. A video that fails or is stopped does not stop the others.

    Parameters
    ----------
    services
        Knows how to open the store, where earlier corrections are.
    model
        Makes the pose estimator; replaced by tests.

    Signals
    -------
    changed
        The queue has changed.
    progressed
        A `ProgressNow` of the video being analysed.
    ready
        The key of a video whose analysis can be shown.
    failed
        The key of a video that failed.
    """

    changed = pyqtSignal()
    progressed = pyqtSignal(object)
    ready = pyqtSignal(int)
    failed = pyqtSignal(int)

    def __init__(self, services: Services, model: Model, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._task: AnalysisTask | None = None
        self._given_up: list[AnalysisTask] = []
        self._is_held = False
        self.pose_model: PoseModel | None = None
        self.queue = Queue()

    @property
    def running(self) -> Request | None:
        """What is being analysed, ``None`` for nothing."""
        return None if self._task is None else self._task.request

    def add(self, request: Request) -> int:
        """Analyse a video when its turn comes; return its key."""
        self.queue = self.queue.added(request)
        key = self.queue.last_key
        self._go_on()
        return key

    def put(self, analysis: Analysis) -> int:
        """Add a video that has been analysed already; return its key."""
        self.queue = self.queue.added(analysis.request)
        key = self.queue.last_key
        self.queue = self.queue.ready(key, analysis)
        self.changed.emit()
        return key

    def again(self, key: int, request: Request) -> None:
        """Analyse a video again, before those that are waiting.

        Parameters
        ----------
        key
            Of the video in the queue.
        request
            How to analyse it this time.
        """
        self.queue = self.queue.again(key, request)
        self._go_on()

    def update(self, key: int, analysis: Analysis) -> None:
        """Keep an analysis that has been corrected by hand.

        Parameters
        ----------
        key
            Of the video in the queue; nothing happens while it waits or is being analysed.
        analysis
            Replaces the one in the queue.
        """
        item = self.queue.item(key)
        if item is not None and item.state is State.READY:
            self.queue = self.queue.ready(key, analysis)

    def stop(self) -> None:
        """Stop the current analysis and keep what it has; the next one begins."""
        if self._task is not None:
            self._task.stop()

    def hold(self, *, held: bool) -> None:
        """Analyse nothing while a set needs the computer; then start the current video again."""
        self._is_held = held
        item = self.queue.running
        if held and self._task is not None and item is not None:
            self._task.give_up()
            self._given_up.append(self._task)
            self._task = None
            self.queue = self.queue.again(item.key, item.request)
        self._go_on()

    def remove(self, key: int) -> None:
        """Take a video off the list; if it is being analysed, stop that first."""
        item = self.queue.item(key)
        if item is not None and item.state is State.RUNNING and self._task is not None:
            self._task.abandon()
            self._task = None
        self.queue = self.queue.without(key)
        self._go_on()

    def shut_down(self) -> None:
        """End the thread; the waiting videos are dropped."""
        self.queue = Queue(last_key=self.queue.last_key)
        if self._task is not None:
            self._given_up.append(self._task)
            self._task = None
        for task in self._given_up:
            task.abandon()
        self._given_up = []

    def _go_on(self) -> None:
        """Begin the next video, if none is being analysed."""
        item = self.queue.next
        if self._task is None and item is not None and not self._is_held:
            request = replace(item.request, model=self.pose_model)
            self._task = AnalysisTask(request, self._model, self._services.read_store, self)
            self._task.progressed.connect(self.progressed)
            self._task.done.connect(self._on_done)
            self._task.failed.connect(self._on_failed)
            self.queue = self.queue.begun(item.key)
            self._task.start()
        self.changed.emit()

    def _on_done(self, analysis: object) -> None:
        item, self._task = self.queue.running, None
        if item is None:
            return
        if isinstance(analysis, Analysis) and analysis.results:
            self.queue = self.queue.ready(item.key, analysis)
            self.ready.emit(item.key)
        else:
            self.queue = self.queue.failed(item.key, NOTHING)
            self.failed.emit(item.key)
        self._go_on()

    def _on_failed(self, error: object) -> None:
        item, self._task = self.queue.running, None
        if isinstance(error, VisionError | UserError):
            line = f"{error.what}: {error.remedy}."
        else:
            _log.error("a video could not be analysed: %r", error)
            line = f"the video could not be analysed ({error}). Please try again."
        if item is not None:
            self.queue = self.queue.failed(item.key, as_sentence(line, item.name))
            self.failed.emit(item.key)
        self._go_on()
