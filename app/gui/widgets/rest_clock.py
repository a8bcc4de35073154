"""The rest between two sets: counts down in large figures, then the next set starts."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.gui import style

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent

TICK_MS = 200
SPOKEN_S = (10, 3, 2, 1)


class RestClock(QFrame):
    """A countdown that can be stopped; hidden while there is no rest.

    Signals
    -------
    over
        The rest is over.
    said
        Seconds left, when they are worth saying aloud.
    shown
        The words shown, "" once the clock has been stopped.
    """

    over = pyqtSignal()
    said = pyqtSignal(int)
    shown = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._ends_s = 0.0
        self._left_s = 0
        self._words = style.label("clock")
        self.stop_button = style.button(
            "Stop the clock", tip="Otherwise the next set starts by itself."
        )
        self.stop_button.clicked.connect(lambda: self.stop())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self._words, 1)
        row.addWidget(self.stop_button)
        self.hide()

    @property
    def text(self) -> str:
        """The words shown."""
        return self._words.text()

    def start(self, rest_s: float) -> None:
        """Start the countdown."""
        self._ends_s = time.monotonic() + rest_s
        self._left_s = math.ceil(rest_s)
        self._show()
        self.show()
        self._timer.start(TICK_MS)

    def stop(self) -> None:
        """Stop the countdown: the next set has to be started by hand."""
        self._timer.stop()
        self.hide()
        self.shown.emit("")

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop: no set starts while another page is shown."""
        self.stop()
        super().hideEvent(event)

    def _tick(self) -> None:
        left_s = max(0, math.ceil(self._ends_s - time.monotonic()))
        if left_s == self._left_s:
            return
        self._left_s = left_s
        if left_s == 0:
            self.stop()
            self.over.emit()
            return
        self._show()
        if left_s in SPOKEN_S:
            self.said.emit(left_s)

    def _show(self) -> None:
        minutes, seconds = divmod(self._left_s, 60)
        self._words.setText(f"Rest {minutes}:{seconds:02d}")
        self._words.setAccessibleName(f"Rest: {self._left_s} seconds left, then the next set")
        self.shown.emit(self._words.text())
