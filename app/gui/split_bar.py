"""The gauge of what hip and spine give: one bar in two parts."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui import palette
from app.gui.view_model import DASH, GaugePart, SplitGauge

BAR_HEIGHT_PX = 26


class SplitBar(QWidget):
    """The bar alone: teal for the hip, orange for the spine, pale where the border may lie."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._gauge: SplitGauge | None = None

    def sizeHint(self) -> QSize:
        """Return a flat shape."""
        return QSize(200, BAR_HEIGHT_PX)

    def set_gauge(self, gauge: SplitGauge | None) -> None:
        """Show a split, or none."""
        if gauge != self._gauge:
            self._gauge = gauge
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the two parts, or an empty trough."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0.5, 0.5, self.width() - 1.0, BAR_HEIGHT_PX - 1.0)
        outline = QPainterPath()
        outline.addRoundedRect(room, 6, 6)
        painter.setClipPath(outline)
        painter.fillRect(room, QColor(palette.UNSEEN))
        if self._gauge is not None:
            self._paint_parts(painter, self._gauge, room)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(palette.QUIET), 1))
        painter.drawPath(outline)
        painter.end()

    def _paint_parts(self, painter: QPainter, gauge: SplitGauge, room: QRectF) -> None:
        if gauge.share is None or gauge.low is None or gauge.high is None:
            painter.setPen(QColor(palette.QUIET))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), gauge.note)
            return
        x = room.left() + gauge.share * room.width()
        painter.fillRect(
            QRectF(room.left(), room.top(), x - room.left(), room.height()), QColor(palette.CLEAN)
        )
        painter.fillRect(
            QRectF(x, room.top(), room.right() - x, room.height()), QColor(palette.COMPENSATED)
        )
        low = room.left() + gauge.low * room.width()
        high = room.left() + gauge.high * room.width()
        painter.fillRect(
            QRectF(low, room.top(), high - low, room.height()), QColor(255, 255, 255, 95)
        )
        painter.setPen(QPen(QColor("#ffffff"), 3))
        painter.drawLine(round(x), round(room.top()), round(x), round(room.bottom()))


class SplitView(QWidget):
    """The bar with a line for each part: colour key, name, number with interval or the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = SplitBar(self)
        self._names = (QLabel(self), QLabel(self))
        self._texts = (QLabel(self), QLabel(self))
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(10)
        for row, colour in enumerate((palette.CLEAN, palette.COMPENSATED)):
            key = QLabel(self)
            key.setFixedSize(14, 14)
            key.setStyleSheet(f"background: {colour}; border-radius: 3px;")
            self._texts[row].setWordWrap(True)
            grid.addWidget(key, row, 0)
            grid.addWidget(self._names[row], row, 1)
            grid.addWidget(self._texts[row], row, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addLayout(grid)
        self.set_gauge(None)

    def set_gauge(self, gauge: SplitGauge | None) -> None:
        """Show a split, or dashes before the first picture."""
        self.bar.set_gauge(gauge)
        empty = (GaugePart("Hip", DASH, seen=False), GaugePart("Spine", DASH, seen=False))
        parts = empty if gauge is None else (gauge.hip, gauge.spine)
        for part, name, text in zip(parts, self._names, self._texts, strict=True):
            name.setText(part.name)
            text.setText(part.text)
            text.setStyleSheet("font-weight: 600;" if part.seen else f"color: {palette.QUIET};")

    @property
    def texts(self) -> tuple[str, str]:
        """What stands beside hip and spine."""
        return self._texts[0].text(), self._texts[1].text()
