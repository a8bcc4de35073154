"""A plan of where to put the camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style
from drills.registry import DEFINITIONS
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from drills.core.events import Drill


class PlacementView(QWidget):
    """Person and camera from above, with the distance between them."""

    def __init__(self, drill: Drill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drill, self.side = drill, Side.LEFT
        self.setMinimumSize(QSize(180, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def set_drill(self, drill: Drill, side: Side) -> None:
        """Show another drill or side.

        Parameters
        ----------
        drill
            Its guide says where the camera goes.
        side
            The standing leg, or the foot that is lifted: it decides which way the person faces.
        """
        self.drill, self.side = drill, side
        self._describe()
        self.update()

    def _describe(self) -> None:
        place = DEFINITIONS[self.drill].guide.placement
        self.setAccessibleName(
            f"Camera {place.words}, {place.distance_m:.0f} m away, {place.height_words}"
        )

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the plan."""
        look, room = style.theme(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(room.width(), room.height() * 1.15)
        person = QPointF(room.center().x(), room.top() + 0.26 * room.height())
        turn = math.radians(DEFINITIONS[self.drill].guide.camera_turn_deg(self.side))
        # The camera stays at the bottom, where the reader is; the body turns.
        camera = QPointF(room.center().x(), room.bottom() - 0.13 * room.height())
        _paint_cone(painter, camera, person, 0.16 * scale)
        painter.save()
        painter.translate(person)
        painter.rotate(math.degrees(turn))
        is_down = DEFINITIONS[self.drill].posture is Posture.ALL_FOURS
        _paint_person(painter, 0.1 * scale, lying=is_down)
        painter.restore()
        _paint_camera(painter, camera, 0.055 * scale)
        font = painter.font()
        font.setPixelSize(style.px(14))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(look.text))
        middle = QRectF(person.x() + 14, (person.y() + camera.y()) / 2 - 4, room.width() / 2, 40)
        distance = f"{DEFINITIONS[self.drill].guide.placement.distance_m:.0f} m"
        painter.drawText(middle, int(Qt.AlignmentFlag.AlignLeft), distance)
        painter.end()


def _paint_cone(painter: QPainter, camera: QPointF, person: QPointF, half: float) -> None:
    colour = QColor(style.theme().hip)
    colour.setAlpha(45)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    left, right = (
        QPointF(person.x() - half * 1.5, person.y()),
        QPointF(person.x() + half * 1.5, person.y()),
    )
    painter.drawPolygon(QPolygonF([camera, left, right]))
    pen = QPen(QColor(style.theme().quiet), 2, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLine(camera, person)


def _paint_person(painter: QPainter, size: float, *, lying: bool) -> None:
    """Paint a person from above who faces down the picture, towards a camera in front of them."""
    look = style.theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.quiet))
    if lying:
        painter.drawRoundedRect(QRectF(-0.5 * size, -1.3 * size, size, 2.0 * size), 12, 12)
    else:
        painter.drawRoundedRect(QRectF(-1.1 * size, -0.35 * size, 2.2 * size, 0.7 * size), 10, 10)
    painter.setBrush(QColor(look.hip))
    painter.drawEllipse(QPointF(0, 0.9 * size if lying else 0), 0.42 * size, 0.42 * size)
    nose_y = 1.3 * size if lying else 0.42 * size
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(-0.16 * size, nose_y - 0.04 * size),
                QPointF(0.16 * size, nose_y - 0.04 * size),
                QPointF(0, nose_y + 0.24 * size),
            ]
        )
    )


def _paint_camera(painter: QPainter, at: QPointF, size: float) -> None:
    look = style.theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.text))
    painter.drawRoundedRect(
        QRectF(at.x() - 1.4 * size, at.y() - 0.8 * size, 2.8 * size, 1.6 * size), 5, 5
    )
    painter.setBrush(QColor(look.card))
    painter.drawEllipse(at, 0.5 * size, 0.5 * size)
