"""The button that plays and pauses: as wide as the longer text, so that its row stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

PLAY, PAUSE = "▶  Play", "❚❚  Pause"


class PlayButton(QPushButton):
    """Says what pressing it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PLAY, parent)
        self.setObjectName("smallprimary")
        self.setToolTip("Space")
        self.setAutoDefault(False)

    def follow(self, *, is_playing: bool) -> None:
        """Say what pressing the button does now."""
        self.setText(PAUSE if is_playing else PLAY)

    def sizeHint(self) -> QSize:
        """Return the size with the longer text."""
        return self._widened(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the least size with the longer text."""
        return self._widened(super().minimumSizeHint())

    def _widened(self, size: QSize) -> QSize:
        measure = self.fontMetrics().horizontalAdvance
        extra = max(measure(PLAY), measure(PAUSE)) - measure(self.text())
        return QSize(size.width() + extra, size.height())
