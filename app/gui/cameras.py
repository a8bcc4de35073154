"""The cameras of this computer, looked for once for the whole window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask
from app.settings.source_choices import SourceChoice, camera_choices

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class CameraFinder(QObject):
    """Looks for cameras without blocking the window.

    Parameters
    ----------
    find_cameras
        Returns number and name of each camera; called in a worker thread.

    Signals
    -------
    changed
        A search has begun or ended: read `is_looking` and `cameras`.
    found
        How many cameras there are, after a search.
    """

    changed = pyqtSignal()
    found = pyqtSignal(int)

    def __init__(
        self, find_cameras: Callable[[], list[tuple[int, str]]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._find_cameras = find_cameras
        self._task: BackgroundTask | None = None
        self.cameras: tuple[SourceChoice, ...] = ()

    @property
    def is_looking(self) -> bool:
        """Whether cameras are being looked for; they cannot be opened meanwhile."""
        return self._task is not None

    def look(self) -> None:
        """Look for cameras, unless a search is under way; `found` tells when it is done."""
        if self._task is not None:
            return
        self._task = BackgroundTask(self._find_cameras, "cameras", self)
        self._task.done.connect(self._on_found)
        self._task.failed.connect(self._on_failed)
        self._task.start()
        self.changed.emit()

    def finish_work(self) -> None:
        """Let a search in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _on_found(self, cameras: object) -> None:
        self._task = None
        self.cameras = camera_choices(cameras) if isinstance(cameras, list) else ()
        self.changed.emit()
        self.found.emit(len(self.cameras))

    def _on_failed(self, error: object) -> None:
        _log.error("cameras could not be looked for: %s", error)
        self._on_found([])
