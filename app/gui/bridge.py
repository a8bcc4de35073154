"""From the runner's consumer thread to Qt: the only place where a run crosses threads."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from app.run.life import Outcome, RunnerStatus
    from app.run.pipeline import FrameResult
    from drills.core.events import Event
    from vision.datatypes import Frame


class Bridge(QObject):
    """The runner's callbacks as signals.

    Events are queued one by one and never dropped. For pictures, at most one signal is under way: a
    newer picture replaces the pending one, so a window that was busy shows the newest, not the
    oldest.

    Signals
    -------
    state_changed
        A `RunnerStatus`.
    event_happened
        One `Event`.
    picture_ready
        A picture is pending: `take_picture` returns it.
    finished
        The `Outcome`, after everything else.
    """

    state_changed = pyqtSignal(object)
    event_happened = pyqtSignal(object)
    picture_ready = pyqtSignal()
    finished = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending: tuple[Frame, FrameResult] | None = None

    def on_state(self, status: RunnerStatus) -> None:
        """Pass a change of state on."""
        self.state_changed.emit(status)

    def on_event(self, event: Event) -> None:
        """Pass an event on."""
        self.event_happened.emit(event)

    def on_picture(self, frame: Frame, result: FrameResult) -> None:
        """Keep the newest picture; signal only if none was pending.

        Parameters
        ----------
        frame
            The picture as captured.
        result
            What was measured in this frame.
        """
        with self._lock:
            was_empty = self._pending is None
            self._pending = (frame, result)
        if was_empty:
            self.picture_ready.emit()

    def on_finished(self, outcome: Outcome) -> None:
        """Pass the end on."""
        self.finished.emit(outcome)

    def take_picture(self) -> tuple[Frame, FrameResult] | None:
        """Return the pending picture with its result and forget it; ``None`` if none is pending."""
        with self._lock:
            picture, self._pending = self._pending, None
        return picture
