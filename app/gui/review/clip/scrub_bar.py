"""The bar below a video: the current time, with reps and warnings as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style
from drills.core.events import RepResult

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent, QPaintEvent

    from app.review.review_model import Mark

HEIGHT_PX = 58
_SIDE_PX = 10


class ScrubBar(QWidget):
    """Reps as numbered blocks, warnings as orange marks; the parts not analysed are hatched.

    Signals
    -------
    sought
        The time (s) that was pressed or dragged to.
    """

    sought = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Position in the video")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._length_s, self._at_s = 1.0, 0.0
        self._part: tuple[float, float] = (0.0, 1.0)
        self._marks: tuple[Mark, ...] = ()
        self._warnings: tuple[tuple[float, float], ...] = ()
        self._drawn_s: tuple[float, ...] = ()
        self._loop: tuple[float, float] | None = None

    def sizeHint(self) -> QSize:
        """Return a wide, flat shape."""
        return QSize(400, HEIGHT_PX)

    def show_clip(
        self,
        length_s: float,
        part: tuple[float, float],
        marks: tuple[Mark, ...],
        warnings: tuple[tuple[float, float], ...],
    ) -> None:
        """Show another video, or the same one with other reps.

        Parameters
        ----------
        length_s
            Of the whole video.
        part
            Start and end (s) of the part that was analysed.
        marks
            The reps.
        warnings
            Start and end (s) of each.
        """
        self._length_s, self._part = max(0.1, length_s), part
        self._marks, self._warnings = marks, warnings
        self.update()

    def show_drawings(self, times_s: tuple[float, ...]) -> None:
        """Mark the times (s) at which there are drawings on the picture."""
        self._drawn_s = times_s
        self.update()

    def show_loop(self, span_s: tuple[float, float] | None) -> None:
        """Frame the part that is repeated, from start to end (s); ``None`` for none."""
        self._loop = span_s
        self.update()

    def show_time(self, t_s: float) -> None:
        """Move the hand to a time of the video (s)."""
        self._at_s = t_s
        self.setAccessibleDescription(f"{t_s:.1f} of {self._length_s:.1f} s")
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go to the time pressed."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the pointer."""
        self._seek(event)

    def _seek(self, event: QMouseEvent | None) -> None:
        if event is not None:
            room = self.width() - 2 * _SIDE_PX
            share = (event.position().x() - _SIDE_PX) / max(1, room)
            self.sought.emit(min(1.0, max(0.0, share)) * self._length_s)

    def _x(self, t_s: float) -> float:
        share = min(1.0, max(0.0, t_s / self._length_s))
        return _SIDE_PX + share * (self.width() - 2 * _SIDE_PX)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bar, reps, warnings, drawings and hand."""
        look = style.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        trough = QRectF(_SIDE_PX, 8, self.width() - 2 * _SIDE_PX, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.unseen))
        painter.drawRoundedRect(trough, 6, 6)
        self._paint_outside(painter, trough)
        font = painter.font()
        font.setPixelSize(style.px(14))
        font.setBold(True)
        painter.setFont(font)
        for mark in self._marks:
            self._paint_rep(painter, mark, trough)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.spine))
        for start_s, end_s in self._warnings:
            left, right = self._x(start_s), self._x(end_s)
            painter.drawRect(QRectF(left, trough.bottom() + 3, max(4.0, right - left), 6))
        self._paint_loop(painter, trough)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.text))
        for t_s in self._drawn_s:
            x, y = self._x(t_s), trough.bottom() + 14
            corners = ((x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        self._paint_hand(painter, trough)
        painter.end()

    def _paint_loop(self, painter: QPainter, trough: QRectF) -> None:
        if self._loop is not None:
            left, right = self._x(self._loop[0]), self._x(self._loop[1])
            painter.setPen(QPen(QColor(style.theme().text), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, 6, right - left, trough.height() + 4), 6, 6)

    def _paint_outside(self, painter: QPainter, trough: QRectF) -> None:
        """Hatch what is not analysed."""
        painter.setBrush(QColor(style.theme().line))
        for start_s, end_s in ((0.0, self._part[0]), (self._part[1], self._length_s)):
            if end_s - start_s > 0.05:
                left, right = self._x(start_s), self._x(end_s)
                painter.setBrush(Qt.BrushStyle.BDiagPattern)
                painter.drawRect(QRectF(left, trough.top(), right - left, trough.height()))

    def _paint_rep(self, painter: QPainter, mark: Mark, trough: QRectF) -> None:
        look = style.theme()
        inks = {RepResult.CLEAN: look.on_hip, RepResult.COMPENSATED: "#1d1200"}
        left, right = self._x(mark.start_s), self._x(mark.end_s)
        room = QRectF(left + 1, trough.top(), max(4.0, right - left - 2), trough.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.result_colour(mark.result)))
        painter.drawRoundedRect(room, 5, 5)
        painter.setPen(QColor(inks.get(mark.result, look.card)))
        needed = painter.fontMetrics().horizontalAdvance(mark.words)
        words = mark.words if room.width() > needed + 4 else str(mark.number)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_hand(self, painter: QPainter, trough: QRectF) -> None:
        look, x = style.theme(), self._x(self._at_s)
        for colour, width in ((look.card, 6.0), (look.text, 3.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(x, 4), QPointF(x, trough.bottom() + 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.text))
        painter.drawPolygon(QPolygonF([QPointF(x - 7, 0), QPointF(x + 7, 0), QPointF(x, 10)]))
