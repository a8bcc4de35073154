"""Paints the gauge: one bar for the whole turn, first the hip, then the spine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style

if TYPE_CHECKING:
    from app.practice.live.gauge_model import Gauge, Part

NUMBER_PX = 38
SPREAD_PX = 26
NAME_PX = 22
REASON_PX = 18
BAR_PX = 46
HEIGHT_PX = 202


class GaugeView(QWidget):
    """Two numbers above one bar, and the target below it. Sizes are for reading at three metres."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._factor = 1.0
        self._gauge: Gauge | None = None

    def sizeHint(self) -> QSize:
        """Return room for the numbers, the bar and the target."""
        return QSize(round(380 * self._factor), round(HEIGHT_PX * self._factor))

    def set_factor(self, factor: float) -> None:
        """Scale everything; 1.0 is for a window of 1280 by 720."""
        self._factor = factor
        self.setFixedHeight(round(HEIGHT_PX * factor))
        self.update()

    def set_gauge(self, gauge: Gauge) -> None:
        """Show the angles of another moment."""
        if gauge == self._gauge:
            return
        self._gauge = gauge
        self.setAccessibleName(
            f"{gauge.hip.name} {gauge.hip.text}, {gauge.spine.name} {gauge.spine.text}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the numbers, the bar and the target."""
        if self._gauge is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._factor, self._factor)
        look, width = style.theme(), self.width() / self._factor
        half = width / 2
        _paint_number(painter, QRectF(0, 0, half - 6, 92), self._gauge.hip, look.hip)
        colour = look.spine_text if self._gauge.spine_is_over else look.spine
        _paint_number(painter, QRectF(half + 6, 0, half - 6, 92), self._gauge.spine, colour)
        bar = QRectF(1, 112, width - 2, BAR_PX)
        _paint_bar(painter, bar, self._gauge)
        _paint_target(painter, bar, self._gauge)
        painter.end()


def _paint_number(painter: QPainter, room: QRectF, part: Part, colour: str) -> None:
    look = style.theme()
    painter.setFont(_font(painter, NAME_PX))
    painter.setPen(QColor(look.text))
    elided = painter.fontMetrics().elidedText(
        part.name, Qt.TextElideMode.ElideRight, round(room.width())
    )
    painter.drawText(room, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), elided)
    painter.fillRect(QRectF(room.left(), room.top() + 30, room.width(), 5), QColor(colour))
    below = room.adjusted(0, 38, 0, 12)
    if part.value_deg is None:
        painter.setFont(_font(painter, REASON_PX))
        painter.setPen(QColor(look.quiet))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), part.text)
        return
    painter.setFont(_font(painter, NUMBER_PX, bold=True))
    painter.setPen(QColor(look.text))
    number, _, either_way = part.text.partition(" ")
    painter.drawText(below, int(Qt.AlignmentFlag.AlignTop), number)
    width = painter.fontMetrics().horizontalAdvance(number)
    painter.setFont(_font(painter, SPREAD_PX, bold=True))
    beside = below.adjusted(width + 8, NUMBER_PX - SPREAD_PX, 0, 0)
    painter.drawText(beside, int(Qt.AlignmentFlag.AlignTop), either_way)


def _paint_bar(painter: QPainter, bar: QRectF, gauge: Gauge) -> None:
    look = style.theme()
    painter.setPen(QPen(QColor(look.quiet), 1))
    painter.setBrush(QColor(look.unseen))
    painter.drawRoundedRect(bar, 8, 8)
    hip, spine = gauge.hip, gauge.spine
    if hip.value_deg is None:
        return
    start, end = bar.left(), _x(bar, gauge, hip.value_deg)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.hip))
    painter.drawRoundedRect(QRectF(start, bar.top(), max(4.0, end - start), bar.height()), 8, 8)
    whole = hip.value_deg
    if spine.value_deg is not None:
        whole += spine.value_deg
        spine_end = _x(bar, gauge, whole)
        room = QRectF(end, bar.top(), max(0.0, spine_end - end), bar.height())
        painter.fillRect(room, QColor(look.spine))
        stripes = QColor(look.card)
        stripes.setAlpha(120)
        painter.fillRect(room, QBrush(stripes, Qt.BrushStyle.BDiagPattern))
    _paint_whisker(painter, bar, gauge, hip)


def _paint_whisker(painter: QPainter, bar: QRectF, gauge: Gauge, hip: Part) -> None:
    """Mark where the end of the hip's part may be: the 90 % interval."""
    low, high = _x(bar, gauge, hip.low_deg), _x(bar, gauge, hip.high_deg)
    y = bar.center().y()
    for colour, width in ((style.theme().card, 7.0), (style.theme().text, 3.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        for x in (low, high):
            painter.drawLine(QPointF(x, y - 10), QPointF(x, y + 10))


def _paint_target(painter: QPainter, bar: QRectF, gauge: Gauge) -> None:
    if gauge.target_deg is None:
        return
    look = style.theme()
    low, high = (_x(bar, gauge, value) for value in gauge.target_deg)
    painter.setPen(QPen(QColor(look.text), 4))
    top, bottom = bar.top() - 8, bar.bottom() + 8
    for x in (low, high):
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.drawLine(QPointF(low, bottom), QPointF(high, bottom))
    painter.setFont(_font(painter, NAME_PX))
    words = f"Target {gauge.target_deg[0]:.0f}–{gauge.target_deg[1]:.0f}°"
    width = painter.fontMetrics().horizontalAdvance(words)
    x = min(max(bar.left(), (low + high - width) / 2), bar.right() - width)
    painter.drawText(QPointF(x, bottom + 28), words)


def _x(bar: QRectF, gauge: Gauge, value_deg: float) -> float:
    span = gauge.high_deg - gauge.low_deg
    share = min(1.0, max(0.0, (value_deg - gauge.low_deg) / span))
    return bar.left() + share * bar.width()


def _font(painter: QPainter, size: int, *, bold: bool = False) -> QFont:
    font = painter.font()
    font.setPixelSize(size)
    font.setBold(bold)
    return font
