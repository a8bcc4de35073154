"""A check box whose words wrap; Qt's own cuts them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from app.gui import style

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent


class WrappedCheck(QWidget):
    """A box and its words; a click on either ticks or clears it.

    Parameters
    ----------
    words
        What is agreed to or wanted.

    Signals
    -------
    toggled
        Whether it is ticked now.
    """

    toggled = pyqtSignal(bool)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setAccessibleName(words)
        self.box.toggled.connect(self.toggled)
        self._words = _Words(words, self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.setFocusProxy(self.box)

    def isChecked(self) -> bool:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def setChecked(self, on: bool) -> None:
        """Tick or clear it."""
        self.box.setChecked(on)


class _Words(QLabel):
    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__(words)
        self._box = box
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(0, style.px(4), 0, 0)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Click the box."""
        if event is not None and self._box.isEnabled():
            self._box.click()
