"""A ring that fills while both arms are held up."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.gui import style

WIDTH_SHARE = 0.1
"""Of the line, against the size of the ring."""
WORDS_SHARE = 0.125


class Ring(QWidget):
    """How much of a hold is done, with a word for what comes of it; hidden at nothing.

    It is read from three metres, with the head back and the arms up: it fills its whole place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._share, self._words = 0.0, ""
        self.hide()

    @property
    def share(self) -> float:
        """How much is filled, 0..1."""
        return self._share

    def show_share(self, share: float, words: str) -> None:
        """Fill a part of the ring; 0 hides it."""
        self._share, self._words = share, words
        self.setAccessibleName(f"Hold both arms up: {words}" if share else "")
        self.setVisible(share > 0.0)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint a dark disc, the part that is done, and the word."""
        size = min(self.width(), self.height())
        line = WIDTH_SHARE * size
        disc = QRectF(0, 0, size - 2, size - 2)
        disc.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(style.STAGE)
        ground.setAlpha(215)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(disc)
        inner = disc.adjusted(line, line, -line, -line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(style.STAGE_TEXT), 2))
        painter.drawEllipse(inner)
        pen = QPen(QColor(style.STAGE_HIP), line)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(inner, 90 * 16, round(-360 * 16 * self._share))
        font = painter.font()
        font.setPixelSize(max(10, round(WORDS_SHARE * size)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(style.STAGE_TEXT))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), self._words)
        painter.end()
