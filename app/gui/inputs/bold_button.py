"""A button with room for its words in bold, in which the style sheet sets a pressed one."""

from __future__ import annotations

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QFont, QFontMetrics

from app.gui.style import Button


class BoldWhenDown(Button):
    """As wide pressed as not: Qt measures the words in the font of a button that is not pressed."""

    def sizeHint(self) -> QSize:
        """Return Qt's size with the words in bold."""
        return self._widened(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return Qt's least size with the words in bold."""
        return self._widened(super().minimumSizeHint())

    def _widened(self, size: QSize) -> QSize:
        bold = QFont(self.font())
        bold.setBold(True)
        plain = self.fontMetrics().horizontalAdvance(self.text())
        extra = QFontMetrics(bold).horizontalAdvance(self.text()) - plain
        return QSize(size.width() + max(0, extra), size.height())
