"""The list of sources: cameras, files, samples."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFileDialog, QWidget

from app.gui.background import BackgroundTask
from app.gui.choices import SAMPLES, SourceChoice, SourceKind, camera_choices, choice_for
from vision.sources import VIDEO_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QWheelEvent

_OPEN_FILE = "Video file…"
_LOOK_AGAIN = "Look for cameras again"
_log = logging.getLogger(__name__)


class SourceBox(QComboBox):
    """Offers what can be watched; looks for cameras without holding up the window.

    Parameters
    ----------
    find_cameras
        Number and name of the cameras; called in a worker thread.

    Signals
    -------
    chosen
        The choice changed, or cameras were looked for: read `choice` and `is_looking`.
    cameras_found
        How many cameras there are, after a look.
    """

    chosen = pyqtSignal()
    cameras_found = pyqtSignal(int)

    def __init__(
        self, find_cameras: Callable[[], list[tuple[int, str]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._find_cameras = find_cameras
        self._cameras: tuple[SourceChoice, ...] = ()
        self._named: tuple[SourceChoice, ...] = ()
        self._task: BackgroundTask | None = None
        self._last: SourceChoice | None = None
        self.setAccessibleName("Source")
        self.setMinimumContentsLength(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        self._refill(SAMPLES[0])

    @property
    def choice(self) -> SourceChoice | None:
        """What is chosen."""
        data = self.currentData()
        return data if isinstance(data, SourceChoice) else None

    @property
    def is_looking(self) -> bool:
        """Whether cameras are being looked for; they cannot be opened meanwhile."""
        return self._task is not None

    def name_source(self, text: str) -> None:
        """Add and choose a source that the user named."""
        choice = choice_for(text)
        self._named = (choice, *(other for other in self._named if other != choice))
        self._refill(choice)

    def choose(self, choice: SourceChoice) -> None:
        """Choose one of the list."""
        self._refill(choice)

    def look(self) -> None:
        """Look for cameras; `cameras_found` tells when it is done."""
        if self._task is not None:
            return
        self._task = BackgroundTask(self._find_cameras, "cameras", self)
        self._task.done.connect(self._found)
        self._task.failed.connect(self._not_found)
        self._task.start()
        self._refill(self._last)

    def finish_work(self) -> None:
        """Let a look in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Do not turn through the entries: one of them opens a dialog."""
        if event is not None:
            event.ignore()

    def _found(self, found: object) -> None:
        self._task = None
        cameras = camera_choices(found) if isinstance(found, list) else ()
        first_look = self._last == SAMPLES[0] and not self._named and self.isEnabled()
        self._cameras = cameras
        self._refill(cameras[0] if cameras and first_look else self._last)
        self.cameras_found.emit(len(cameras))

    def _not_found(self, error: object) -> None:
        _log.error("cameras could not be looked for: %s", error)
        self._found([])

    def _refill(self, wanted: SourceChoice | None) -> None:
        """Fill the list anew and choose what is wanted, as far as it is still there."""
        self.clear()
        for choice in (*self._cameras, *self._named, *SAMPLES):
            self.addItem(choice.label, choice)
        self.insertSeparator(self.count())
        self.addItem(_OPEN_FILE)
        self.addItem("Looking for cameras…" if self.is_looking else _LOOK_AGAIN)
        labels = [self.itemData(row) for row in range(self.count())]
        self.setCurrentIndex(labels.index(wanted) if wanted in labels else 0)
        self._last = self.choice
        self.setToolTip(self.currentText())
        self.chosen.emit()

    def _on_activated(self, row: int) -> None:
        text = self.itemText(row)
        if isinstance(self.itemData(row), SourceChoice):
            self._refill(self.itemData(row))
            return
        self._refill(self._last)
        if text == _OPEN_FILE:
            self._ask_file()
        elif text == _LOOK_AGAIN:
            self.look()

    def _ask_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(VIDEO_SUFFIXES))
        path, _ = QFileDialog.getOpenFileName(
            self, "Open a video", "", f"Videos ({patterns});;All files (*)"
        )
        if path:
            self.name_source(path)


def is_live(choice: SourceChoice | None) -> bool:
    """Whether a source is a live picture of the person, which may be mirrored."""
    return choice is not None and choice.kind is SourceKind.CAMERA
