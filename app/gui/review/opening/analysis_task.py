"""An analysis in its own thread, which reports to the window."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask
from app.review.correcting import recalled
from app.review.job import ProgressNow, Request, analyse

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.review.job import Model
    from app.store import Store

TELL_EVERY_S = 0.1


class AnalysisTask(QObject):
    """Analyses one video and looks up its earlier corrections.

    Signals
    -------
    progressed
        A `ProgressNow`, at most ten times a second.
    done
        The `Analysis`, also if it was stopped.
    failed
        The exception.
    """

    progressed = pyqtSignal(object)
    done = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(
        self,
        request: Request,
        model: Model,
        open_store: Callable[[], Store],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.request = request
        self._stop = threading.Event()
        self._told_s = 0.0
        self._task = BackgroundTask(
            lambda: recalled(analyse(request, self._tell, self._stop.is_set, model), open_store),
            "analysis",
            self,
        )
        self._task.done.connect(self.done)
        self._task.failed.connect(self.failed)

    def start(self) -> None:
        """Begin."""
        self._task.start()

    def stop(self) -> None:
        """End the analysis early; `done` brings what has been analysed."""
        self._stop.set()

    def give_up(self) -> None:
        """End the analysis soon, emit nothing more, and do not wait."""
        self._stop.set()
        self.blockSignals(True)

    def abandon(self) -> None:
        """End the analysis, emit nothing more, and wait for the thread."""
        self._stop.set()
        self.blockSignals(True)
        self._task.abandon()

    def _tell(self, now: ProgressNow) -> None:
        now_s = time.monotonic()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            self.progressed.emit(now)
