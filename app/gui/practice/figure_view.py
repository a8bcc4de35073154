"""The looping picture of a drill, and the plan of where the camera stands."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style
from app.practice.figures import BONES, LOOP_S, figure, projected
from app.session.words import drill_title
from drills.registry import DEFINITIONS
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from drills.core.events import Drill

TICK_MS = 50
POSES = 24
"""So many poses of a loop tell how far it reaches."""
LIMB_M = 0.14
"""Room around the joints for the thickness of limbs and head."""
SHADOW_M = (1.5, 0.2)
_FOCUS = frozenset({("pelvis", "chest"), ("hip_left", "hip_right")})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a figure shows."""

    drill: Drill
    side: Side
    level: str | None = None

    @property
    def turn_deg(self) -> float:
        """From where it is looked at, as in `app.practice.figures.projected`."""
        return DEFINITIONS[self.drill].guide.figure_deg * (1 if self.side is Side.LEFT else -1)


class FigureView(QWidget):
    """A stick person in a loop; stands still while it is hidden or when motion is not wanted."""

    def __init__(self, drill: Drill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drill = drill
        self.side = Side.LEFT
        self.level: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(120, 110))
        self.setAccessibleName(f"Picture of the drill: {drill_title(drill)}")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(300, 240)

    def set_drill(self, drill: Drill, side: Side, level: str | None = None) -> None:
        """Show another drill, side or level."""
        self.drill, self.side, self.level = drill, side, level
        self.setAccessibleName(f"Picture of the drill: {drill_title(drill)}")
        self.update()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Move while it can be seen."""
        self._timer.start(TICK_MS)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Rest while it cannot."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint floor and person."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = time.monotonic() % LOOP_S / LOOP_S
        shown = Shown(self.drill, self.side, self.level)
        paint_figure(painter, QRectF(self.rect()), shown, share)
        painter.end()


def paint_figure(painter: QPainter, room: QRectF, shown: Shown, share: float) -> None:
    """Paint a figure at ``share`` of its loop into a room."""
    look = style.theme()
    made = figure(shown.drill, share, shown.side, shown.level)
    turn_deg = shown.turn_deg
    reach = _reach(shown)
    scale = min(room.width() / reach.width(), room.height() / reach.height())
    centre_x = reach.center().x()
    floor_y = room.center().y() + reach.center().y() * scale

    def place(name: str) -> QPointF:
        right, up = projected(made.joints[name], turn_deg)
        return QPointF(room.center().x() + (right - centre_x) * scale, floor_y - up * scale)

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.unseen))
    shadow = QRectF(0, 0, min(room.width(), SHADOW_M[0] * scale), SHADOW_M[1] * scale)
    shadow.moveCenter(QPointF(room.center().x(), floor_y + 0.01 * scale))
    painter.drawEllipse(shadow)
    width = max(3.0, 0.08 * scale)
    near, far = shown.side, shown.side.other
    for group, colour in ((far.value, look.partial), ("", look.quiet), (near.value, look.quiet)):
        _paint_bones(painter, place, group, width, colour)
    head = place("head")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.quiet))
    painter.drawEllipse(head, 0.10 * scale, 0.11 * scale)
    painter.setBrush(QColor(look.hip))
    painter.drawEllipse(place(made.focus), width * 0.85, width * 0.85)


@cache
def _reach(shown: Shown) -> QRectF:
    """Return where the figure comes to in its loop: right and up in metres, floor included."""
    turn_deg = shown.turn_deg
    seen = [
        projected(joint, turn_deg)
        for step in range(POSES)
        for joint in figure(shown.drill, step / POSES, shown.side, shown.level).joints.values()
    ]
    right, up = [x for x, _ in seen], [y for _, y in seen]
    corner = QPointF(min(right) - LIMB_M, min(0.0, *up) - LIMB_M)
    return QRectF(corner, QPointF(max(right) + LIMB_M, max(up) + LIMB_M))


def _paint_bones(
    painter: QPainter, place: Callable[[str], QPointF], group: str, width: float, limb: str
) -> None:
    """Paint the bones of a side ("" for the trunk): pelvis teal, spine orange."""
    look = style.theme()
    for first, second in BONES:
        ends = {name.rpartition("_")[2] for name in (first, second)} & {"left", "right"}
        mine = ends == {group} if group else ends != {"left"} and ends != {"right"}
        if not mine:
            continue
        colour = limb
        if (first, second) == ("hip_left", "hip_right"):
            colour = look.hip
        elif (first, second) == ("pelvis", "chest"):
            colour = look.spine
        pen = QPen(QColor(colour), width * (1.6 if (first, second) in _FOCUS else 1.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(place(first), place(second))


class PlacementView(QWidget):
    """Person and camera from above, with distance and height."""

    def __init__(self, drill: Drill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drill, self.side = drill, Side.LEFT
        self.setMinimumSize(QSize(180, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def set_drill(self, drill: Drill, side: Side) -> None:
        """Show another drill or side."""
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
        # The camera stays at the bottom, as the screen in front of the person; the body turns.
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
    """Paint a person from above who looks down the picture, towards a camera in front."""
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
