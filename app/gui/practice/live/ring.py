"""A ring that fills while both arms are held up."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.gui import style

WIDTH_SHARE = 0.1
"""Width of the line, as a share of the ring's size."""
WORDS_SHARE = 0.125
"""Height of the words, as a share of the ring's size."""


class Ring(QWidget):
    """Shows how long the arms have been held up, and what that will do; hidden while they are down.

    It is read from three metres, with the head back and the arms up: it fills its whole place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._share, self._words = 0.0, ""
        self.hide()

    @property
    def share(self) -> float:
        """How much of the ring is filled, 0..1."""
        return self._share

    def show_share(self, share: float, words: str) -> None:
        """Fill a part of the ring.

        Parameters
        ----------
        share
            0..1; 0 hides the ring.
        words
            What happens when it is full.
        """
        self._share, self._words = share, words
        self.setAccessibleName(f"Hold both arms up: {words}" if share else "")
        self.setVisible(share > 0.0)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint a dark disc, the part that is done, and the words."""
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
