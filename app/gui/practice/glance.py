"""The end of a set for somebody three metres away: counts and range, before any questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.big import BigLabel, window_factor
from app.session.words import RESULT_MARKS, result_words
from drills.core.events import RepResult

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent

    from app.practice.summary_model import Glance

GLANCE_MS = 10_000
TITLE_PX, NUMBER_PX, WORD_PX, LINE_PX, REST_PX, FOOT_PX = 44, 150, 30, 38, 56, 22
LINES = 3
LEAST_FACTOR = 0.3


class GlanceView(QWidget):
    """Covers the page during a rest, otherwise for ten seconds; any key or click removes it.

    Sizes follow the window.

    Parameters
    ----------
    parent
        The page that is covered.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = BigLabel(TITLE_PX, bold=True)
        self._numbers = {result: BigLabel(NUMBER_PX, bold=True) for result in RepResult}
        self._words = {result: BigLabel(WORD_PX, bold=True) for result in RepResult}
        self._lines = tuple(BigLabel(LINE_PX) for _ in range(LINES))
        self._rest = BigLabel(REST_PX, bold=True)
        self._upcoming = BigLabel(LINE_PX, bold=True)
        self._foot = BigLabel(FOOT_PX)
        self._foot.setText("Any key or a click shows the details.")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._build()
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words shown: each result with its number, then the lines."""
        tallies = (
            f"{self._numbers[result].text()} {self._words[result].text()}" for result in RepResult
        )
        lines = (line.text() for line in (*self._lines, self._upcoming) if line.text())
        return (*tallies, *lines)

    def show_glance(self, glance: Glance) -> None:
        """Cover the page for a while."""
        self._title.setText(glance.title)
        for result in RepResult:
            number = glance.counts.of(result)
            colour = style.result_colour(result, text=True) if number else style.theme().quiet
            self._numbers[result].setText(str(number))
            self._words[result].setText(f"{RESULT_MARKS[result]} {result_words(result)}")
            for label in (self._numbers[result], self._words[result]):
                label.set_look(colour, bold=True)
        lines = (*glance.lines, *("",) * LINES)
        for label, text in zip(self._lines, lines, strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        self._upcoming.setText(glance.upcoming)
        self._upcoming.setVisible(bool(glance.upcoming))
        self.show_rest("")
        self.setAccessibleName(". ".join((glance.title, *self.texts)))
        self._fit()
        self.show()
        self.raise_()
        self.setFocus()
        self._timer.start(GLANCE_MS)

    def show_rest(self, text: str) -> None:
        """Show how much of the rest is left, "" for none; during a rest nothing hides by itself."""
        self._rest.setText(text)
        self._rest.setVisible(bool(text))
        if text:
            self._timer.stop()
        elif self.isVisible():
            self._timer.start(GLANCE_MS)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Make way for the page."""
        self.hide()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Make way for the page."""
        self.hide()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop the timer."""
        self._timer.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Follow the window."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        factor = window_factor(self, LEAST_FACTOR)
        for label in self.findChildren(BigLabel):
            label.set_factor(factor)

    def _build(self) -> None:
        tallies = QHBoxLayout()
        for result in RepResult:
            column = QVBoxLayout()
            column.setSpacing(0)
            for label in (self._numbers[result], self._words[result]):
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(label)
            tallies.addLayout(column, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 20, 40, 16)
        column.setSpacing(10)
        for label in (self._title, self._rest, self._upcoming, self._foot, *self._lines):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        column.addWidget(self._title)
        column.addStretch(1)
        column.addLayout(tallies)
        column.addStretch(1)
        for label in self._lines:
            column.addWidget(label)
        column.addStretch(1)
        column.addWidget(self._rest)
        column.addWidget(self._upcoming)
        column.addWidget(self._foot)
        self._rest.set_look(style.theme().hip, bold=True)
