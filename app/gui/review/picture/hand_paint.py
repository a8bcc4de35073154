"""Paints what is drawn by hand: lines, angles, the cross, and what to do next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPolygonF

from app.gui import style
from app.gui.widgets.video_view import paint_label, rounded_pen
from app.review.drawing import Kind, label
from app.run.video.overlay import Label

if TYPE_CHECKING:
    from PyQt6.QtCore import QRect
    from PyQt6.QtGui import QPainter

    from app.review.drawing import Board, Drawing
    from app.review.hand import Hand
    from app.run.video.overlay import Fit, Point

LINE_PX = 3.0
HANDLE_PX = 6.0
CROSS_PX = 12.0
ARC_SHARE = 0.35
LABEL_PX = 18
WORDS_PX = 15


def paint_board(painter: QPainter, drawings: tuple[tuple[int, Drawing], ...], place: Fit) -> None:
    """Paint the drawings on a picture, each with its size in words.

    Parameters
    ----------
    painter
        Paints on the view.
    drawings
        Those of this picture, with their numbers on the board.
    place
        Where the picture is in the view.
    """
    for _, drawing in drawings:
        points = [QPointF(*place.point(point)) for point in drawing.points]
        line = QPolygonF(points)
        arc = _arc(drawing, place)
        for colour, wider in ((style.STAGE, 3.0), (style.STAGE_HAND, 0.0)):
            painter.setPen(rounded_pen(colour, LINE_PX + wider))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
            painter.drawPolyline(arc)
        painter.setPen(rounded_pen(style.STAGE, 1.5))
        painter.setBrush(QColor(style.STAGE_HAND))
        for point in points:
            painter.drawEllipse(point, HANDLE_PX, HANDLE_PX)
        at = drawing.points[1]
        paint_label(painter, Label(at, label(drawing)), place, LABEL_PX, below=True)


def paint_cross(painter: QPainter, hand: Hand, board: Board, place: Fit) -> None:
    """Paint the points set so far, the cross, and rings around what is selected.

    Parameters
    ----------
    painter
        Paints on the view.
    hand
        What is being done.
    board
        The drawings that the hand's selection refers to.
    place
        Where the picture is in the view.
    """
    if hand.held is not None:
        number, which = hand.held
        points = board.drawings[number][1].points
        for point in points if which is None else points[which : which + 1]:
            for colour, width in ((style.STAGE, 5.0), (style.STAGE_TEXT, 2.5)):
                painter.setPen(rounded_pen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(*place.point(point)), CROSS_PX, CROSS_PX)
    if hand.tool is None or hand.cursor is None:
        return
    line = QPolygonF([QPointF(*place.point(point)) for point in (*hand.draft, hand.cursor)])
    middle = QPointF(*place.point(hand.cursor))
    for colour, width in ((style.STAGE, 5.0), (style.STAGE_HAND, 2.5)):
        painter.setPen(rounded_pen(colour, width))
        painter.drawPolyline(line)
        for dx, dy in ((CROSS_PX, 0.0), (0.0, CROSS_PX)):
            painter.drawLine(middle - QPointF(dx, dy), middle + QPointF(dx, dy))


def paint_words(painter: QPainter, words: str, room: QRect) -> None:
    """Say at the top of the picture what can be done now.

    Parameters
    ----------
    painter
        Paints on the view.
    words
        They wrap.
    room
        The view.
    """
    font = painter.font()
    font.setPixelSize(style.px(WORDS_PX))
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
    inner = QRectF(room).adjusted(18, 12, -18, -12)
    needed = painter.boundingRect(inner, flags, words)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(17, 25, 29, 225))
    painter.drawRoundedRect(needed.adjusted(-10, -6, 10, 6), 7, 7)
    painter.setPen(QColor(style.STAGE_TEXT))
    painter.drawText(needed, flags, words)


def _arc(drawing: Drawing, place: Fit) -> QPolygonF:
    """Return the opening of an angle as a line of points; for a line, none."""
    if drawing.kind is not Kind.ANGLE:
        return QPolygonF()
    first, corner, last = (place.point(point) for point in drawing.points)
    radius = ARC_SHARE * min(math.dist(first, corner), math.dist(last, corner))
    start, end = (_direction(corner, point) for point in (first, last))
    turn = (end - start + math.pi) % (2 * math.pi) - math.pi
    steps = 24
    return QPolygonF(
        [
            QPointF(
                corner[0] + radius * math.cos(start + turn * step / steps),
                corner[1] + radius * math.sin(start + turn * step / steps),
            )
            for step in range(steps + 1)
        ]
    )


def _direction(corner: Point, point: Point) -> float:
    return math.atan2(point[1] - corner[1], point[0] - corner[0])
