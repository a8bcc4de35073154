"""Right and wrong side by side, for one fault or for all faults of a drill in turn."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.gui import style
from app.gui.practice.figures.figure_view import (
    RIGHT_MARK,
    TICK_MS,
    WRONG_MARK,
    Shown,
    paint_figure,
)
from app.gui.practice.figures.while_seen import WhileSeen
from app.practice.figures import LOOP_S, faults_of
from app.session.words import drill_title, warning_words
from drills.registry import DEFINITIONS
from vision.datatypes import Side

if TYPE_CHECKING:
    from drills.core.events import Drill, WarningKind

LOOPS_EACH = 2
QUICK_LOOP_S = 2.5
BEGINS_AT = 0.12
"""Share of the loop at which the movement has just begun."""
MARK_SHARE = 0.2
"""Size of the marks, as a share of the height or, if that is less, the width of one figure."""


class PairView(QWidget):
    """A figure that does it wrong and one that does it right; they move while they can be seen.

    Parameters
    ----------
    least_px
        Least width and height.
    """

    def __init__(
        self, least_px: tuple[int, int] = (150, 90), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self.setMinimumSize(QSize(*least_px))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._is_plate = False
        self._loop_s, self._begun_s = LOOP_S, 0.0
        self._timer = WhileSeen(self, TICK_MS)
        self._timer.timeout.connect(self.update)

    def lie_over_pictures(self) -> None:
        """Paint a background, and show faults quickly: a warning does not last long."""
        self._is_plate, self._loop_s = True, QUICK_LOOP_S

    @property
    def kind(self) -> WarningKind | None:
        """The fault shown, ``None`` for none."""
        return None if self._shown is None else self._shown.kind

    def show_fault(
        self, drill: Drill, kind: WarningKind, side: Side = Side.LEFT, level: str | None = None
    ) -> None:
        """Show a fault and, seen from the same place, how to do it right.

        Parameters
        ----------
        drill
            The drill whose cue says what to do instead.
        kind
            The fault.
        side, level
            As for `FigureView.set_drill`.
        """
        shown = Shown(drill, side, level, kind)
        if shown == self._shown:
            return
        self._shown = shown
        self._begun_s = time.monotonic() - BEGINS_AT * self._loop_s
        advice = DEFINITIONS[drill].cues.get(kind, "")
        self.setAccessibleName(f"Wrong: {warning_words(kind)}. Right: {advice or 'avoid this'}")
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint wrong on the left, right on the right, each with its mark."""
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = (time.monotonic() - self._begun_s) / self._loop_s % 1.0
        look, room = style.theme(), QRectF(self.rect())
        if self._is_plate:
            painter.setPen(QPen(QColor(style.STAGE_SPINE), 4))
            painter.setBrush(QColor(look.card))
            painter.drawRoundedRect(room.adjusted(2, 2, -2, -2), 14, 14)
            room = room.adjusted(8, 8, -8, -8)
        half = room.width() / 2
        for place, (is_wrong, mark, colour) in enumerate(
            ((True, WRONG_MARK, look.spine_text), (False, RIGHT_MARK, look.hip))
        ):
            part = QRectF(room.left() + place * half, room.top(), half, room.height())
            paint_figure(painter, part, replace(self._shown, is_wrong=is_wrong), share)
            font = painter.font()
            font.setPixelSize(max(12, round(MARK_SHARE * min(half, room.height()))))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            painter.drawText(part.adjusted(4, 0, 0, 0), int(flags), mark)
        painter.end()


class FaultTour(QWidget):
    """What can go wrong in a drill, one fault after the other, with what to do instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair = PairView((240, 110))
        self._words = style.label("heading", wrap=True)
        self._advice = style.label("lead", wrap=True)
        self.next_button = style.button("Next mistake", "link")
        self.next_button.clicked.connect(lambda: self.show_next())
        self._faults: tuple[WarningKind, ...] = ()
        self._drill: Drill | None = None
        self._side = Side.LEFT
        self._level: str | None = None
        self._timer = WhileSeen(self, round(1000 * LOOP_S * LOOPS_EACH))
        self._timer.timeout.connect(self.show_next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.pair, 1)
        column.addWidget(self._words)
        column.addWidget(self._advice)
        column.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def words(self) -> str:
        """The name of the fault shown, with its mark."""
        return self._words.text()

    def show_drill(self, drill: Drill, side: Side, level: str | None) -> None:
        """Show what can go wrong in a drill; the fault shown stays if it is one of these.

        Parameters
        ----------
        drill, side, level
            As for `FigureView.set_drill`; the level also decides which faults there are.
        """
        self._drill, self._side, self._level = drill, side, level
        self._faults = faults_of(drill, level)
        self.setAccessibleName(f"What can go wrong: {drill_title(drill)}")
        kind = self.pair.kind
        self._show(kind if kind in self._faults else self._faults[0])

    def show_next(self) -> None:
        """Show the next fault."""
        kind = self.pair.kind
        if kind in self._faults:
            place = self._faults.index(kind) + 1
            self._show(self._faults[place % len(self._faults)])

    def _show(self, kind: WarningKind) -> None:
        if self._drill is None:
            return
        self.pair.show_fault(self._drill, kind, self._side, self._level)
        self._words.setText(f"{WRONG_MARK}  {warning_words(kind)}")
        advice = DEFINITIONS[self._drill].cues.get(kind, "")
        self._advice.setText(f"{RIGHT_MARK}  {advice}" if advice else "")
        self.next_button.setVisible(len(self._faults) > 1)
        if self._timer.isActive():
            self._timer.start()
