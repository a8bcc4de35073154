"""The picture of a clip, zoomed on request, with angles and lines drawn on it by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QPainter

from app.gui.review.picture.hand_paint import paint_board, paint_cross, paint_words
from app.gui.widgets.video_view import VideoView
from app.review import hand as hands
from app.review.drawing import POINTING_PX, REACH_PX, Board, Kind, hit
from app.review.hand import Hand
from app.review.zoom import STEP, Zoom, about, inside, panned, picture_point, placed

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
    from PyQt6.QtWidgets import QWidget

    from app.review.hand import Scene
    from app.run.pipeline import FrameResult
    from app.run.video.overlay import Fit, Point
    from vision.datatypes import Frame

MOST_FILE_PX = 4096
NOTCH = 120


class ReviewPicture(VideoView):
    """Zooms and pans with wheel and drag; a tool sets points; drawings can be selected and moved.

    Signals
    -------
    changed
        Zoom, drawings, or what the hand is doing.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = Zoom()
        self.hand, self.board = Hand(), Board()
        self._dragged: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # else the page around it gets the focus

    # -- what is shown

    def show_picture(self, frame: Frame, result: FrameResult | None) -> None:
        """Replace the picture; an unfinished drawing and the selection belong to the one before.

        Parameters
        ----------
        frame
            The new picture; its time decides which drawings are shown.
        result
            What was measured in it, for the skeleton; ``None`` draws none.
        """
        if self._frame is not None and frame.t_s != self._frame.t_s and self.hand.is_busy:
            self._set((replace(self.hand, draft=(), held=None), self.board))
        super().show_picture(frame, result)

    def begin_clip(self, board: Board) -> None:
        """Begin with another video and the drawings made on it before."""
        self.zoom, self.hand, self.board = Zoom(), Hand(), board
        self.changed.emit()

    def image(self) -> QImage | None:
        """Return the part of the picture that is seen, with all drawings, at its own resolution."""
        if self._frame is None:
            return None
        place = self._place(self._frame)
        seen = QRectF(self.rect()).intersected(
            QRectF(
                place.left, place.top, place.width_px * place.scale, place.height_px * place.scale
            )
        )
        times = max(1.0, 1.0 / place.scale)
        times = min(times, MOST_FILE_PX / max(seen.width(), seen.height(), 1.0))
        image = QImage(
            max(1, round(seen.width() * times)),
            max(1, round(seen.height() * times)),
            QImage.Format.Format_RGB888,
        )
        moved = replace(
            place,
            scale=place.scale * times,
            left=(place.left - seen.left()) * times,
            top=(place.top - seen.top()) * times,
        )
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_on(painter, self._frame, moved)
        painter.end()
        return image

    # -- zoom

    def zoom_by(self, notches: float, at: Point | None = None) -> None:
        """Show the picture larger or smaller.

        Parameters
        ----------
        notches
            Of the wheel; a negative number shows it smaller.
        at
            Point of the view that stays where it is; ``None`` for the middle.
        """
        if self._frame is not None:
            middle = (self.width() / 2, self.height() / 2)
            size_px, room = self._frame.size_px, (self.width(), self.height())
            self.zoom = about(size_px, room, self.zoom, at or middle, STEP**notches)
            self._tell()

    def show_whole(self) -> None:
        """Show the whole picture."""
        self.zoom = Zoom()
        self._tell()

    def pan(self, by_px: Point) -> None:
        """Move an enlarged picture to the right and down, in pixels of the view."""
        if self._frame is not None:
            size_px, room = self._frame.size_px, (self.width(), self.height())
            self.zoom = panned(size_px, room, self.zoom, by_px)
            self._tell()

    # -- drawing

    def use(self, kind: Kind) -> None:
        """Begin an angle or a line; if that is what has been begun, stop."""
        if self._frame is None:
            return
        again = self.hand.tool is kind
        middle = self._point(QPointF(self.width() / 2, self.height() / 2))
        self._set((Hand() if again else Hand(kind, cursor=middle), self.board))

    def put_at_cross(self) -> None:
        """Set a point at the cross, or deselect what is selected."""
        if self.hand.tool is not None and self.hand.cursor is not None:
            self._put(self.hand.cursor)
        else:
            self.let_go()

    def nudge(self, right: int, down: int, px: float) -> None:
        """Move the cross, or what is selected, by ``px`` pixels of the view.

        Parameters
        ----------
        right, down
            Direction: -1, 0 or 1.
        px
            How far.
        """
        if self._frame is not None:
            scale = self._place(self._frame).scale
            by = (right * px / scale, down * px / scale)
            hand, board = hands.move((self.hand, self.board), by, self._error_px())
            if hand.cursor is not None:
                hand = replace(hand, cursor=inside(self._place(self._frame), hand.cursor))
            self._set((hand, board))

    def take_next(self) -> None:
        """Select the next drawing, or the next point of one."""
        self._set(hands.take_next((self.hand, self.board), self._t_s))

    def delete(self) -> None:
        """Delete what is selected, or the last drawing on this picture."""
        self._set(hands.delete((self.hand, self.board), self._t_s))

    def let_go(self) -> bool:
        """Stop drawing and moving; return whether that was under way."""
        was_busy = self.hand.is_busy
        self._set((Hand(), self.board))
        return was_busy

    @property
    def has_drawings(self) -> bool:
        """Whether there are drawings on the picture shown."""
        return bool(self.board.at(self._t_s))

    # -- the mouse

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom about the pointer; the page does not scroll."""
        if event is not None:
            self.zoom_by(event.angleDelta().y() / NOTCH, _xy(event.position()))
            event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Set a point, select a drawing, or begin to pan."""
        if event is None or self._frame is None or event.button() != Qt.MouseButton.LeftButton:
            return
        point = self._point(event.position())
        if self.hand.tool is not None:
            self._put(point)
            return
        reach_px = REACH_PX / self._place(self._frame).scale
        self._set((Hand(held=hit(self.board.at(self._t_s), point, reach_px)), self.board))
        self._dragged = event.position()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Drag what is selected, or the picture; or let the cross follow."""
        if event is None or self._frame is None:
            return
        if self.hand.tool is not None:
            self.hand = replace(self.hand, cursor=self._point(event.position()))
            self.update()
        if self._dragged is None:
            return
        by = event.position() - self._dragged
        self._dragged = event.position()
        if self.hand.held is None:
            self.pan(_xy(by))
        else:
            scale = self._place(self._frame).scale
            moved = (by.x() / scale, by.y() / scale)
            self._set(hands.move((self.hand, self.board), moved, self._error_px()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Stop dragging; what was selected stays so."""
        self._dragged = None

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Show the whole picture again; while points are being set, act like a single click."""
        if self.hand.tool is not None:
            self.mousePressEvent(event)
        elif self.hand.held is None:
            self.show_whole()

    # -- painting

    def _place(self, frame: Frame) -> Fit:
        return placed(frame.size_px, (self.width(), self.height()), self.zoom)

    def _paint_on(self, painter: QPainter, frame: Frame, place: Fit) -> None:
        super()._paint_on(painter, frame, place)
        paint_board(painter, self.board.at(frame.t_s), place)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the picture and, over it, what the hand is doing."""
        super().paintEvent(event)
        if self._frame is not None and self.hand.is_busy:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_cross(painter, self.hand, self.board, self._place(self._frame))
            paint_words(painter, self.hand.says(self.board), self.rect())
            painter.end()

    @property
    def _t_s(self) -> float:
        return -1.0 if self._frame is None else self._frame.t_s

    def _put(self, point: Point) -> None:
        self._set(hands.put((self.hand, self.board), self._t_s, point, self._error_px()))

    def _error_px(self) -> float:
        """Return how far off a point set by hand may be, in pixels of the picture."""
        return POINTING_PX if self._frame is None else POINTING_PX / self._place(self._frame).scale

    def _point(self, at: QPointF) -> Point:
        assert self._frame is not None
        place = self._place(self._frame)
        return inside(place, picture_point(place, _xy(at)))

    def _set(self, scene: Scene) -> None:
        self.hand, self.board = scene
        self.setCursor(
            Qt.CursorShape.CrossCursor if self.hand.tool is not None else Qt.CursorShape.ArrowCursor
        )
        self.setAccessibleDescription(self.hand.says(self.board))
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()


def _xy(at: QPointF) -> Point:
    return at.x(), at.y()
