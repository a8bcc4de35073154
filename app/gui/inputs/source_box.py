"""The list of sources for a set: cameras, a phone's address, the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QWidget

from app.gui.inputs.address_dialog import AddressDialog
from app.gui.inputs.calm import CalmBox
from app.settings.source_choices import SAMPLE, SourceChoice, choice_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.cameras import CameraFinder
    from vision.capture.frame_source import FrameSource

ASK_ADDRESS = "Phone or network camera…"
LOOK_AGAIN = "Look for cameras again"
LOOKING = "Looking for cameras…"


class SourceBox(CalmBox):
    """Offers the sources that a set can be watched with, and to look for more cameras.

    Parameters
    ----------
    finder
        Knows the cameras; its searches do not block the window.
    open_source
        Opens an address that is tested.

    Signals
    -------
    chosen
        A source was chosen here, or cameras were looked for.
    shown
        As `chosen`, and when the choice in another box is shown: read `choice` and `is_looking`.
    """

    chosen = pyqtSignal()
    shown = pyqtSignal()

    def __init__(
        self,
        finder: CameraFinder,
        open_source: Callable[[str], FrameSource],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._finder, self._open_source = finder, open_source
        self._named: tuple[SourceChoice, ...] = ()
        self._last = SAMPLE
        self._knew_cameras = bool(finder.cameras)
        self.setAccessibleName("Camera")
        self.setMinimumContentsLength(18)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        finder.changed.connect(self._on_cameras)
        self._fill(SAMPLE)

    @property
    def choice(self) -> SourceChoice:
        """What is chosen."""
        data = self.currentData()
        return data if isinstance(data, SourceChoice) else SAMPLE

    @property
    def is_looking(self) -> bool:
        """Whether cameras are being looked for; they cannot be opened meanwhile."""
        return self._finder.is_looking

    def name_source(self, text: str) -> None:
        """Add and choose a source that the user named."""
        choice = choice_for(text)
        self._named = (choice, *(other for other in self._named if other != choice))
        self._refill(choice)

    def follow(self, choice: SourceChoice) -> None:
        """Show what was chosen in another box, without choosing anything here."""
        if choice != self.choice:
            if choice.location not in ("", *(camera.location for camera in self._finder.cameras)):
                self._named = (choice, *(other for other in self._named if other != choice))
            self._fill(choice)

    def _on_cameras(self) -> None:
        """List the cameras; choose the first one if nothing else had been chosen."""
        cameras = self._finder.cameras
        first = cameras and self._last == SAMPLE and not self._knew_cameras and not self._named
        self._knew_cameras = self._knew_cameras or bool(cameras)
        self._refill(cameras[0] if first else self._last)

    def _refill(self, wanted: SourceChoice) -> None:
        """Fill the list anew and report the choice."""
        self._fill(wanted)
        self.chosen.emit()

    def _fill(self, wanted: SourceChoice) -> None:
        """Fill the list anew and choose the source wanted if it is still there."""
        self.clear()
        listed = dict.fromkeys((*self._finder.cameras, *self._named, SAMPLE))
        same = [choice for choice in listed if choice.location == wanted.location]
        for choice in listed:
            self.addItem(choice.label, choice)
        self.insertSeparator(self.count())
        self.addItem(ASK_ADDRESS)
        self.addItem(LOOKING if self.is_looking else LOOK_AGAIN)
        rows = [self.itemData(row) for row in range(self.count())]
        self.setCurrentIndex(rows.index(same[0]) if same else 0)
        self._last = self.choice
        self.setToolTip(self.currentText())
        self.shown.emit()

    def _on_activated(self, row: int) -> None:
        text = self.itemText(row)
        if isinstance(self.itemData(row), SourceChoice):
            self._refill(self.itemData(row))
            return
        self._refill(self._last)
        if text == ASK_ADDRESS:
            self._ask_address()
        elif text == LOOK_AGAIN:
            self._finder.look()

    def _ask_address(self) -> None:
        """Ask for an address, with help; only a valid one gets into the list."""
        dialog = AddressDialog(self._open_source, self)
        if dialog.exec() == AddressDialog.DialogCode.Accepted:
            self.name_source(dialog.address)
        dialog.deleteLater()
