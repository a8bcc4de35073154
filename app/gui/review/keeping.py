"""Stores corrections and drawings without blocking the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.gui.background import BackgroundTask
from app.review.correcting import put_into_store
from app.review.drawing import board_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.review.drawing import Board
    from app.review.job import Analysis
    from app.store import Store

AFTER_MS = 600
"""Wait after the last change before it is stored."""


class Keeping(QObject):
    """Stores the latest corrections and drawings of videos whose session is in the store.

    Parameters
    ----------
    open_store
        Opens the store for writing; called in a worker thread.

    Signals
    -------
    kept
        The numbers of the corrected reps that the stored session does not have.
    failed
        The exception.
    """

    kept = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, open_store: Callable[[], Store], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_store = open_store
        self._waiting: dict[tuple[str, str], Callable[[Store], object]] = {}
        self._task: BackgroundTask | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._store)

    def keep(self, analysis: Analysis) -> None:
        """Store the corrections of a video, once typing has stopped."""
        if analysis.stored is not None:
            self._wait("said", analysis, lambda store: put_into_store(store, analysis))

    def keep_board(self, analysis: Analysis | None, board: Board) -> None:
        """Store the drawings on a video, once nothing is moved any more.

        Parameters
        ----------
        analysis
            Of the video; nothing happens if it is ``None`` or its session is not stored.
        board
            All drawings; they replace those in the store.
        """
        if analysis is not None and (stored := analysis.stored) is not None:
            drawn = board_json(board)
            self._wait("drawn", analysis, lambda store: store.set_drawings(stored.id, drawn))

    def _wait(self, what: str, analysis: Analysis, work: Callable[[Store], object]) -> None:
        if analysis.stored is not None:
            self._waiting[what, analysis.stored.id] = work
            self._timer.start(AFTER_MS)

    def finish_work(self) -> None:
        """Store whatever is waiting, and wait until that is done."""
        while self._task is not None or self._waiting:
            if self._task is not None:
                self._task.abandon()
                self._task = None
            self._store()
        self._timer.stop()

    def _store(self) -> None:
        if self._task is not None and self._task.is_running:
            self._timer.start(AFTER_MS)
            return
        if not self._waiting:
            return
        put = self._waiting.pop(next(iter(self._waiting)))
        if self._waiting:
            self._timer.start(AFTER_MS)
        open_store = self._open_store

        def work() -> object:
            with open_store() as store:
                return put(store)

        self._task = BackgroundTask(work, "corrections", self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self.failed)
        self._task.start()

    def _on_done(self, lost: object) -> None:
        if lost is not None:  # drawings lose no reps
            self.kept.emit(lost)
