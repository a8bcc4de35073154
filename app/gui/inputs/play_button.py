"""The button that plays and pauses: as wide as its longer words, so that its row stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

PLAY, PAUSE = "▶  Play", "❚❚  Pause"


class PlayButton(QPushButton):
    """Says what a press does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PLAY, parent)
        self.setObjectName("smallprimary")
        self.setToolTip("Space")
        self.setAutoDefault(False)

    def follow(self, *, is_playing: bool) -> None:
        """Say what a press does now."""
        self.setText(PAUSE if is_playing else PLAY)

    def sizeHint(self) -> QSize:
        """Return the size with the longer words."""
        return self._widened(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the least size with the longer words."""
        return self._widened(super().minimumSizeHint())

    def _widened(self, size: QSize) -> QSize:
        measure = self.fontMetrics().horizontalAdvance
        extra = max(measure(PLAY), measure(PAUSE)) - measure(self.text())
        return QSize(size.width() + extra, size.height())
