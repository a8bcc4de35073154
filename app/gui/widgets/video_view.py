"""The newest picture with the skeleton over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui import style
from app.run.video.overlay import Fit, Label, Overlay, fit, overlay, skeleton
from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from app.run.pipeline import FrameResult
    from vision.datatypes import Frame, Pose

BONE_PX = 4.0
JOINT_PX = 5.0
LABEL_FONT_PX = 30
"""Size in a view of 860 by 720: legible from afar. A small picture gets smaller letters."""
LABEL_VIEW_PX = (860, 720)
LABEL_LEAST_PX, LABEL_MOST_PX = 14, 60
EMPTY_FONT_PX = 22


class VideoView(QWidget):
    """Paints pictures as large as they fit, mirrored on request; text is never mirrored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 120))
        self.setAccessibleName("Picture")
        self._frame: Frame | None = None
        self._overlay = Overlay()
        self._ghost: Pose | None = None
        self._mirrored = False
        self._empty_text = ""

    def show_picture(self, frame: Frame, result: FrameResult | None) -> None:
        """Replace the picture.

        Parameters
        ----------
        frame
            The new picture.
        result
            What was measured in it, for the skeleton and the angle; ``None`` draws nothing over it.
        """
        self._frame = frame
        self._overlay = Overlay() if result is None else overlay(result)
        self.update()

    def show_ghost(self, pose: Pose | None) -> None:
        """Show a pose to aim at, pale, below the skeleton; ``None`` for none."""
        self._ghost = pose

    def clear(self, text: str) -> None:
        """Show words instead of a picture."""
        self._frame, self._overlay, self._empty_text = None, Overlay(), text
        self._ghost = None
        self.setAccessibleDescription(text)
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Mirror the picture, as people expect when they see themselves, or stop doing so."""
        self._mirrored = mirrored
        self.update()

    @property
    def is_empty(self) -> bool:
        """Whether there are words instead of a picture."""
        return self._frame is None

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the picture, the lines, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(style.STAGE))
        if self._frame is None:
            self._paint_words(painter)
        else:
            self._paint_on(painter, self._frame, self._place(self._frame))
        painter.end()

    def _place(self, frame: Frame) -> Fit:
        """Return where the picture goes in the view."""
        return fit(frame.size_px, (self.width(), self.height()), mirrored=self._mirrored)

    def _paint_on(self, painter: QPainter, frame: Frame, place: Fit) -> None:
        _paint_image(painter, frame, place)
        if self._ghost is not None and self._ghost.size_px == frame.size_px:
            _paint_ghost(painter, self._ghost, place)
        _paint_overlay(painter, self._overlay, place)

    def _paint_words(self, painter: QPainter) -> None:
        font = painter.font()
        font.setPixelSize(EMPTY_FONT_PX)
        painter.setFont(font)
        painter.setPen(QColor(style.STAGE_TEXT))
        room = self.rect().adjusted(40, 40, -40, -40)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._empty_text)


def _paint_image(painter: QPainter, frame: Frame, place: Fit) -> None:
    pixels, scale = np.ascontiguousarray(frame.image), place.scale
    mirrored = place.mirrored
    if scale < 1:  # OpenCV shrinks in a third of Qt's time, and lets other threads run
        size_px = (max(1, round(place.width_px * scale)), max(1, round(place.height_px * scale)))
        pixels, scale = np.asarray(cv2.resize(pixels, size_px), np.uint8), 1.0
        if mirrored:
            pixels, mirrored = np.asarray(cv2.flip(pixels, 1), np.uint8), False
    height_px, width_px = pixels.shape[:2]
    data: Any = pixels.data  # the stubs know bytes only, which would be a copy
    image = QImage(data, width_px, height_px, pixels.strides[0], QImage.Format.Format_BGR888)
    painter.save()
    painter.translate(place.left, place.top)
    painter.scale(scale, scale)
    if mirrored:
        painter.translate(width_px, 0)
        painter.scale(-1, 1)
    painter.drawImage(QPointF(0, 0), image)
    painter.restore()


def _paint_ghost(painter: QPainter, pose: Pose, place: Fit) -> None:
    colour = QColor(style.STAGE_HIP)
    colour.setAlpha(110)
    pen = QPen(colour, 14.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for first, second in skeleton(pose):
        painter.drawLine(QPointF(*place.point(first)), QPointF(*place.point(second)))


def _paint_overlay(painter: QPainter, drawing: Overlay, place: Fit) -> None:
    """Paint every line twice, light over dark: it stands out on any picture."""
    for colour, wider in ((style.STAGE, 2.5), (style.STAGE_TEXT, 0.0)):
        painter.setPen(rounded_pen(colour, BONE_PX + wider))
        for first, second in drawing.lines:
            painter.drawLine(QPointF(*place.point(first)), QPointF(*place.point(second)))
    painter.setPen(rounded_pen(style.STAGE, 1.5))
    painter.setBrush(QColor(style.STAGE_HIP))
    for joint in drawing.joints:
        painter.drawEllipse(QPointF(*place.point(joint)), JOINT_PX, JOINT_PX)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if drawing.arc is not None:
        line = QPolygonF([QPointF(*place.point(point)) for point in drawing.arc.points])
        for colour, width in ((style.STAGE, 8.5), (style.STAGE_SPINE, 5.0)):
            painter.setPen(rounded_pen(colour, width))
            painter.drawPolyline(line)
    if drawing.label is not None:
        paint_label(painter, drawing.label, place, label_font_px(painter.viewport().size()))


def label_font_px(view: QSize) -> int:
    """Return the size of the letters beside the joint in a view of this size."""
    share = min(view.width() / LABEL_VIEW_PX[0], view.height() / LABEL_VIEW_PX[1])
    return round(min(LABEL_MOST_PX, max(LABEL_LEAST_PX, LABEL_FONT_PX * share)))


def paint_label(
    painter: QPainter, label: Label, place: Fit, font_px: int, *, below: bool = False
) -> None:
    """Write on a dark plate to the right of a point, inside the view.

    Parameters
    ----------
    painter
        Paints on the view.
    label
        The text and its point, in source pixels.
    place
        Where the picture lies in the view.
    font_px
        Size of the letters.
    below
        Whether the plate lies below the point instead of above it.
    """
    font = painter.font()
    font.setPixelSize(font_px)
    font.setBold(True)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(label.text) + 18, metrics.height() + 6
    x, y = place.point(label.at)
    room = painter.viewport()
    left = min(max(4.0, x + 26), room.width() - width - 4.0)
    wanted = y + 16 if below else y - height - 26
    top = min(max(4.0, wanted), room.height() - height - 4.0)
    plate = QRectF(left, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(17, 25, 29, 215))
    painter.drawRoundedRect(plate, 7, 7)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), label.text)


def rounded_pen(colour: str, width: float) -> QPen:
    """Return a pen with round ends and corners.

    Parameters
    ----------
    colour
        "#rrggbb".
    width
        In pixels of the view.
    """
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
