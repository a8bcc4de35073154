"""The looping picture of a drill, done right or wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style
from app.gui.practice.figures.while_seen import WhileSeen
from app.practice.figure_faults import LOOKS
from app.practice.figure_geometry import projected
from app.practice.figures import BONES, LOOP_S, faults_of, figure
from app.session.words import drill_title, warning_words
from drills.registry import DEFINITIONS
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from drills.core.events import Drill, WarningKind

TICK_MS = 50
POSES = 24
"""Poses of a loop that are compared to find how far it reaches."""
LIMB_M = 0.14
"""Room around the joints for the thickness of limbs and head."""
SHADOW_M = (1.5, 0.2)
RISE_DEG = 12.0
CAPTION_PX = 17
RIGHT_MARK, WRONG_MARK = "✓", "✕"
_SPINE = frozenset({("pelvis", "waist"), ("waist", "chest")})
_HIPS = ("hip_left", "hip_right")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a figure shows: the drill done right, or if ``is_wrong``, with the fault ``kind``.

    With a ``kind``, right or wrong, it is seen from where that fault is seen best.
    """

    drill: Drill
    side: Side
    level: str | None = None
    kind: WarningKind | None = None
    is_wrong: bool = False

    @property
    def view_deg(self) -> tuple[float, float]:
        """The angles from which it is seen, as in `app.practice.figure_geometry.projected`."""
        turn_deg, rise_deg = DEFINITIONS[self.drill].guide.figure_deg, RISE_DEG
        if self.kind is not None:
            turn_deg, rise_deg = LOOKS[self.kind]
        return turn_deg if self.side is Side.LEFT else -turn_deg, rise_deg

    @property
    def fault(self) -> WarningKind | None:
        """What is done wrong, ``None`` for nothing."""
        return self.kind if self.is_wrong else None

    @property
    def caption(self) -> str:
        """What the figure does, with a mark so that it does not depend on colour."""
        if self.fault is None:
            return f"{RIGHT_MARK}  Correct"  # "right" is also a side
        return f"{WRONG_MARK}  {warning_words(self.fault)}"


class FigureView(QWidget):
    """A stick figure that repeats a drill; it stands still while it is hidden.

    Parameters
    ----------
    drill
        What it does.
    tours
        Whether what can go wrong is shown too: after every right loop a wrong one, with its name.
    """

    def __init__(self, drill: Drill, parent: QWidget | None = None, *, tours: bool = False) -> None:
        super().__init__(parent)
        self._tours = tours
        self.drill = drill
        self.side = Side.LEFT
        self.level: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(120, 110))
        self.setAccessibleName(f"Picture of the drill: {drill_title(drill)}")
        self._timer = WhileSeen(self, TICK_MS)
        self._timer.timeout.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(300, 240)

    def set_drill(self, drill: Drill, side: Side, level: str | None = None) -> None:
        """Show another drill, side or level.

        Parameters
        ----------
        drill
            What the figure does.
        side
            The standing leg, or the foot that is lifted.
        level
            Level of the drill; ``None`` for the usual figure.
        """
        self.drill, self.side, self.level = drill, side, level
        self.setAccessibleName(f"Picture of the drill: {drill_title(drill)}")
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the floor and the figure."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loop, share = divmod(time.monotonic() / LOOP_S, 1.0)
        room = QRectF(self.rect())
        shown = self.shown(int(loop))
        if self._tours:
            room = _caption(painter, room, shown)
        paint_figure(painter, room, shown, share)
        painter.end()

    def shown(self, loop: int) -> Shown:
        """Return what is shown in a loop, counted from 0: in a tour every other loop is wrong."""
        right = Shown(self.drill, self.side, self.level)
        faults = faults_of(self.drill, self.level) if self._tours else ()
        if not faults or loop % 2 == 0:
            return right
        return replace(right, kind=faults[loop // 2 % len(faults)], is_wrong=True)


def _caption(painter: QPainter, room: QRectF, shown: Shown) -> QRectF:
    """Write what a figure does below it; return the room that is left."""
    look = style.theme()
    font = painter.font()
    font.setPixelSize(style.px(CAPTION_PX))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(look.hip if shown.fault is None else look.spine_text))
    height = 2.6 * font.pixelSize()
    foot = QRectF(room.left(), room.bottom() - height, room.width(), height)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(foot, int(flags), shown.caption)
    return room.adjusted(0, 0, 0, -height - 4)


def paint_figure(painter: QPainter, room: QRectF, shown: Shown, share: float) -> None:
    """Paint a figure and its shadow, as large as fits.

    Parameters
    ----------
    painter
        Paints on the widget.
    room
        Where the figure goes, px; it has the same size throughout its loop.
    shown
        What the figure does, and from where it is seen.
    share
        How much of the loop is done, 0..1.
    """
    look = style.theme()
    made = figure(shown.drill, share, shown.side, shown.level, shown.fault)
    reach = _reach(shown)
    scale = min(room.width() / reach.width(), room.height() / reach.height())
    centre_x = reach.center().x()
    floor_y = room.center().y() + reach.center().y() * scale

    def place(name: str) -> QPointF:
        right, up = projected(made.joints[name], *shown.view_deg)
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
    if made.fault_at and made.fault > 0.15:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.spine_text), max(2.0, 0.03 * scale)))
        painter.drawEllipse(place(made.fault_at), 0.17 * scale, 0.17 * scale)


@cache
def _reach(shown: Shown) -> QRectF:
    """Return the room that the loop takes: right and up in metres, floor included."""
    faults = (None,) if shown.kind is None else (None, shown.kind)  # both at the same scale
    seen = [
        projected(joint, *shown.view_deg)
        for fault in faults
        for step in range(POSES)
        for joint in figure(
            shown.drill, step / POSES, shown.side, shown.level, fault
        ).joints.values()
    ]
    right, up = [x for x, _ in seen], [y for _, y in seen]
    corner = QPointF(min(right) - LIMB_M, min(0.0, *up) - LIMB_M)
    return QRectF(corner, QPointF(max(right) + LIMB_M, max(up) + LIMB_M))


def _paint_bones(
    painter: QPainter, place: Callable[[str], QPointF], group: str, width: float, limb: str
) -> None:
    """Paint the bones of a side, "" for the trunk: pelvis teal, spine orange and curved."""
    look = style.theme()
    for first, second in BONES:
        ends = {name.rpartition("_")[2] for name in (first, second)} & {"left", "right"}
        mine = ends == {group} if group else ends != {"left"} and ends != {"right"}
        if not mine or (first, second) in _SPINE:
            continue
        is_pelvis = (first, second) == _HIPS
        painter.setPen(_pen(look.hip if is_pelvis else limb, width * (1.6 if is_pelvis else 1.0)))
        painter.drawLine(place(first), place(second))
    if not group:
        pelvis, waist, chest = (place(name) for name in ("pelvis", "waist", "chest"))
        spine = QPainterPath(pelvis)
        spine.quadTo(2 * waist - (pelvis + chest) / 2, chest)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(look.spine, width * 1.6))
        painter.drawPath(spine)


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
