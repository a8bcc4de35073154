"""The list of sources of a set: cameras, a phone's address, the sample."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QInputDialog, QWidget

from app.gui.background import BackgroundTask
from app.gui.choices import SAMPLE, SourceChoice, SourceKind, camera_choices, choice_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QWheelEvent

ASK_ADDRESS = "Phone or network camera…"
LOOK_AGAIN = "Look for cameras again"
LOOKING = "Looking for cameras…"
_log = logging.getLogger(__name__)


class SourceBox(QComboBox):
    """Offers what a set can be watched with; looks for cameras without holding up the window.

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
        self._last = SAMPLE
        self.setAccessibleName("Camera")
        self.setMinimumContentsLength(18)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        self._refill(SAMPLE)

    @property
    def choice(self) -> SourceChoice:
        """What is chosen."""
        data = self.currentData()
        return data if isinstance(data, SourceChoice) else SAMPLE

    @property
    def is_looking(self) -> bool:
        """Whether cameras are being looked for; they cannot be opened meanwhile."""
        return self._task is not None

    def name_source(self, text: str) -> None:
        """Add and choose a source that the user named."""
        choice = choice_for(text)
        self._named = (choice, *(other for other in self._named if other != choice))
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
        first_look = self._last.kind is SourceKind.SAMPLE and not self._cameras
        self._cameras = cameras
        self._refill(cameras[0] if cameras and first_look and not self._named else self._last)
        self.cameras_found.emit(len(cameras))

    def _not_found(self, error: object) -> None:
        _log.error("cameras could not be looked for: %s", error)
        self._found([])

    def _refill(self, wanted: SourceChoice) -> None:
        """Fill the list anew and choose what is wanted, as far as it is still there."""
        self.clear()
        listed = dict.fromkeys((*self._cameras, *self._named, SAMPLE))
        same = [one for one in listed if one.location == wanted.location]
        for choice in listed:
            self.addItem(choice.label, choice)
        self.insertSeparator(self.count())
        self.addItem(ASK_ADDRESS)
        self.addItem(LOOKING if self.is_looking else LOOK_AGAIN)
        rows = [self.itemData(row) for row in range(self.count())]
        self.setCurrentIndex(rows.index(same[0]) if same else 0)
        self._last = self.choice
        self.setToolTip(self.currentText())
        self.chosen.emit()

    def _on_activated(self, row: int) -> None:
        text = self.itemText(row)
        if isinstance(self.itemData(row), SourceChoice):
            self._refill(self.itemData(row))
            return
        self._refill(self._last)
        if text == ASK_ADDRESS:
            self._ask_address()
        elif text == LOOK_AGAIN:
            self.look()

    def _ask_address(self) -> None:
        text, given = QInputDialog.getText(
            self,
            "Phone or network camera",
            "Address that the camera app shows, for example http://192.168.1.20:8080/video",
        )
        if given and text.strip():
            self.name_source(text.strip())
