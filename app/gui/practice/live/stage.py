"""The picture of a set with what is shown over it: warning, pause, trouble with the camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QLabel, QWidget

from app.gui import style
from app.gui.practice.figures.pair_view import PairView
from app.gui.practice.live.ring import Ring
from app.gui.widgets.video_view import VideoView
from app.practice.live.live_state import RAISE, Live, Stage

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

WARNING_PX = 38
ADVICE_PX = 40
BASE_SIZE = (860, 720)
"""Beside the panel, in a window of 1280 by 720: the size of the words follows the picture's."""
LEAST_FACTOR, MOST_FACTOR = 0.4, 3.0
KEPT_PX = 20
MARGIN_PX = 16
RING_SHARE, RING_TOP_PX = 0.38, 64
"""Of the picture's shorter side; the ring is beside the person, below the note on the video."""
PAIR_SHARE = (0.42, 0.3)
"""Shares of the picture's width and height that show wrong and right during a warning."""


class StageView(QWidget):
    """A picture with at most one plate of words over its lower part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.video = VideoView(self)
        self._plate = QLabel(self)
        self._plate.setWordWrap(True)
        self._plate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._plate.setTextFormat(Qt.TextFormat.PlainText)
        self._plate.hide()
        self._frame = QLabel(self)
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.setStyleSheet(f"border: 12px solid {style.STAGE_SPINE}; background: none;")
        self._frame.hide()
        self._kept = QLabel("●  This video is being stored", self)
        self._kept.setStyleSheet(
            f"background: {style.STAGE}; color: {style.STAGE_TEXT}; border-radius: 8px;"
            f"font-size: {KEPT_PX}px; padding: 4px 10px;"
        )
        self._kept.move(MARGIN_PX, MARGIN_PX)
        self._kept.hide()
        self.ring = Ring(self)
        self.pair = PairView((120, 80), self)
        self.pair.lie_over_pictures()
        self.pair.hide()
        self._trouble, self._gives_way = "", False
        self._words = ("", False)
        self._is_warned = False
        self._factor = 1.0
        self._plate_is = ("", 0)

    @property
    def plate_text(self) -> str:
        """The words over the picture, "" for none."""
        return self._plate.text() if not self._plate.isHidden() else ""

    def show_live(self, live: Live) -> None:
        """Show what is most urgent about a set."""
        self._words = _words(live)
        self.ring.show_share(live.arms.share, "Resume" if live.stage is Stage.PAUSED else "Pause")
        if live.warned is not None:
            side, level = live.seen_side or live.plan.side, live.seen_level or live.plan.level
            self.pair.show_fault(live.plan.drill, live.warned, side, level)
        self._is_warned = live.warned is not None and live.stage is Stage.WORKING
        self._show()

    def show_kept(self, kept: bool) -> None:
        """Show, or stop showing, that the video is being stored."""
        self._kept.adjustSize()
        self._kept.setVisible(kept)

    def show_trouble(self, text: str, *, gives_way: bool = False) -> None:
        """Say what is wrong with the camera.

        Parameters
        ----------
        text
            Takes the place of the set's own words; "" for no trouble.
        gives_way
            Whether the set can go on, so that its own words are more urgent.
        """
        self._trouble, self._gives_way = text, gives_way
        self._show()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep everything in its place over the picture."""
        self.video.setGeometry(self.rect())
        factor = min(self.width() / BASE_SIZE[0], self.height() / BASE_SIZE[1])
        self._factor = min(MOST_FACTOR, max(LEAST_FACTOR, factor))
        self._frame.setGeometry(self.rect())
        size = round(RING_SHARE * min(self.width(), self.height()))
        self.ring.setGeometry(MARGIN_PX, RING_TOP_PX, size, size)
        width, height = (
            round(share * size)
            for share, size in zip(PAIR_SHARE, (self.width(), self.height()), strict=True)
        )
        self.pair.setGeometry(self.width() - width - MARGIN_PX, MARGIN_PX, width, height)
        self._show()
        self._place()
        super().resizeEvent(event)

    def _show(self) -> None:
        is_trouble = bool(self._trouble) and not (self._gives_way and self._words[0])
        text, warns = (self._trouble, True) if is_trouble else self._words
        self._frame.setVisible(warns and not is_trouble)
        self.pair.setVisible(self._is_warned and warns and not is_trouble)
        if not text:
            self._plate.hide()
            return
        size = max(12, round((WARNING_PX if warns else ADVICE_PX) * self._factor))
        if (text, size) != self._plate_is or self._plate.isHidden():
            self._plate_is = (text, size)
            ground, colour = ("#5a2d00", "#ffffff") if warns else ("#0d1417", "#ffffff")
            edge = style.STAGE_SPINE if warns else style.STAGE_HIP
            self._plate.setStyleSheet(
                f"background: {ground}; color: {colour}; border: 4px solid {edge};"
                f"border-radius: 14px; font-size: {size}px; font-weight: 700; padding: 8px 14px;"
            )
            self._plate.setText(text)
            self._plate.setAccessibleName(text)
            self._place()
            self._plate.show()
            self._plate.raise_()

    def _place(self) -> None:
        width = self.width() - 2 * (MARGIN_PX + 8)
        height = min(self.height() // 2, max(84, self._plate.heightForWidth(width)))
        top = self.height() - height - MARGIN_PX - 8
        self._plate.setGeometry(QRect(MARGIN_PX + 8, top, width, height))


def _words(live: Live) -> tuple[str, bool]:
    """Return the words over the picture and whether they warn."""
    if live.stage is Stage.GATE:
        return live.gate.advice, False
    if live.stage is Stage.PAUSED:
        return f"Paused\n{RAISE} resume." if live.from_camera else "Paused", False
    if live.stage is Stage.AWAY:
        return "I cannot see you: come back into the picture", False
    if live.stage is Stage.DONE:
        return "One moment, preparing the results", False
    if live.warning:  # before the wrong side, which may last for a whole set
        advice = f"\n{live.advice}" if live.advice else ""
        return f"⚠  {live.warning}{advice}", True
    if live.wrong_side_words:
        return f"⚠  {live.wrong_side_words}\nChange sides, or choose {live.wrong_side}.", True
    lesson = f"{live.lesson}." if live.lesson else ""
    return live.shown_hint or lesson, False
