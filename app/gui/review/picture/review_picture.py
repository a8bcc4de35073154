"""The picture of a clip, larger on request, with angles and lines drawn on it by hand."""

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
    """Wheel and drag zoom and pan; a tool sets points; what is drawn can be taken and moved.

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
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # else a click goes to the page around it

    # -- what is shown

    def show_picture(self, frame: Frame, result: FrameResult | None) -> None:
        """Replace the picture; what was begun on another one is let go."""
        if self._frame is not None and frame.t_s != self._frame.t_s and self.hand.is_busy:
            self._set((replace(self.hand, draft=(), held=None), self.board))
        super().show_picture(frame, result)

    def begin_clip(self, board: Board) -> None:
        """Be about another video, with what was drawn on it before."""
        self.zoom, self.hand, self.board = Zoom(), Hand(), board
        self.changed.emit()

    def image(self) -> QImage | None:
        """Return what is seen of the picture, with all that is drawn on it, in its own pixels."""
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
        """Show it larger or smaller about a point of the window, the middle of it otherwise."""
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
        """Move a picture that is larger than its window."""
        if self._frame is not None:
            size_px, room = self._frame.size_px, (self.width(), self.height())
            self.zoom = panned(size_px, room, self.zoom, by_px)
            self._tell()

    # -- drawing

    def use(self, kind: Kind) -> None:
        """Begin an angle or a line, or let it be."""
        if self._frame is None:
            return
        again = self.hand.tool is kind
        middle = self._point(QPointF(self.width() / 2, self.height() / 2))
        self._set((Hand() if again else Hand(kind, cursor=middle), self.board))

    def put_at_cross(self) -> None:
        """Set a point where the cross is, or let go of what is held."""
        if self.hand.tool is not None and self.hand.cursor is not None:
            self._put(self.hand.cursor)
        else:
            self.let_go()

    def nudge(self, right: int, down: int, px: float) -> None:
        """Move the cross, or what is held, by pixels of the window."""
        if self._frame is not None:
            scale = self._place(self._frame).scale
            by = (right * px / scale, down * px / scale)
            hand, board = hands.move((self.hand, self.board), by, self._error_px())
            if hand.cursor is not None:
                hand = replace(hand, cursor=inside(self._place(self._frame), hand.cursor))
            self._set((hand, board))

    def take_next(self) -> None:
        """Take hold of the next drawing, or point of one."""
        self._set(hands.take_next((self.hand, self.board), self._t_s))

    def delete(self) -> None:
        """Delete what is held, or what was drawn last on this picture."""
        self._set(hands.delete((self.hand, self.board), self._t_s))

    def let_go(self) -> bool:
        """Stop drawing and moving; return whether anything was going on."""
        was_busy = self.hand.is_busy
        self._set((Hand(), self.board))
        return was_busy

    @property
    def has_drawings(self) -> bool:
        """Whether anything is drawn on the picture that is shown."""
        return bool(self.board.at(self._t_s))

    # -- the mouse

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom about the pointer; the page does not scroll meanwhile."""
        if event is not None:
            self.zoom_by(event.angleDelta().y() / NOTCH, _xy(event.position()))
            event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Set a point, take hold of a drawing, or begin to pan."""
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
        """Drag what is held, or the picture; or let the cross follow."""
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
        """Stop dragging; what was taken stays marked."""
        self._dragged = None

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Show the whole picture again; while points are set, it is a click like any other."""
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
        """Paint the picture, and over it what the hand is doing."""
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
        """Return how far a hand points beside what it means, in pixels of the picture."""
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
