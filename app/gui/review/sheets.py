"""What Review shows without a clip: an invitation, or how far an analysis is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.flow import flow
from app.review.job import progress_words

if TYPE_CHECKING:
    from app.review.job import ProgressNow

INVITATION = (
    "Drop a video here or open one. It is analysed on this computer. You can stop at any time and "
    "keep what has been analysed so far."
)


class StartSheet(QWidget):
    """Invites to open a video."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_button = style.button("Open a video…  (O)", "primary")
        self.sample_button = style.button("Try it with a sample")
        frame, column = style.card(40, 14)
        column.addStretch(1)
        column.addWidget(style.label("title", "Look at a recording in your own time", wrap=True))
        column.addWidget(style.label("lead", INVITATION, wrap=True))
        column.addLayout(flow(self.open_button, self.sample_button))
        column.addStretch(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.addWidget(frame)


class BusySheet(QWidget):
    """What is analysed, how far it is, and a button to stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cancel_button = style.button("Stop and keep what is done  (Esc)")
        self.name = style.label("title", wrap=True)
        self.words = style.label("lead", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        frame, column = style.card(40, 14)
        column.addStretch(1)
        for widget in (self.name, self._bar, self.words):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.addWidget(frame)

    def begin(self, name: str) -> None:
        """Show that an analysis has begun."""
        self.name.setText(f"Analysing {name}")
        self.words.setText("One moment, loading the model")
        self._bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)

    def show_progress(self, now: ProgressNow) -> None:
        """Show how far it is."""
        self.words.setText(progress_words(now))
        if now.length_s:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * min(1.0, now.done_s / now.length_s)))
