"""One plain line to the user, with at most one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.style import restyle

if TYPE_CHECKING:
    from collections.abc import Callable

MARGIN_PX = 10
GOOD_NEWS_MS = 8_000
"""Good news goes by itself; bad news and what can be undone stays until it is closed."""


class Notice(QFrame):
    """A strip with a sentence and, if there is one, a button. Hidden when there is none.

    Parameters
    ----------
    parent
        Where it is shown.
    floats
        Whether it lies over the top of its parent, so that nothing below it moves when it comes.
    """

    def __init__(self, parent: QWidget | None = None, *, floats: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self.close_button = QPushButton("✕", self)
        self.close_button.setObjectName("small")
        self.close_button.setAccessibleName("Close this message")
        self.close_button.clicked.connect(lambda: self.clear())
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
        self._floats_over = parent if floats else None
        if self._floats_over is not None:
            self._floats_over.installEventFilter(self)
        self.close_button.setVisible(floats)
        self.clear()

    @property
    def text(self) -> str:
        """What is said, "" for nothing."""
        return self._label.text()

    def say(
        self,
        text: str,
        *,
        bad: bool = False,
        action: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Replace the sentence and the button."""
        self._label.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._then = then
        self.setProperty("bad", bad)
        restyle(self)
        self.setVisible(True)
        if self._floats_over is not None:
            self._place()
            self.raise_()
            if bad or action:
                self._timer.stop()
            else:
                self._timer.start(GOOD_NEWS_MS)

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._label.clear()
        self._then = None
        self.button.setVisible(False)
        self.setVisible(False)

    def hideEvent(self, event: QEvent | None) -> None:
        """Let no timer run on for a line that nobody sees."""
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow the size of what it lies over."""
        if event is not None and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._floats_over
        if over is not None:
            width = over.width() - 2 * MARGIN_PX
            height = max(self.heightForWidth(width), self.sizeHint().height())
            self.setGeometry(MARGIN_PX, MARGIN_PX, width, height)

    def _act(self) -> None:
        then = self._then
        if self._floats_over is not None:
            self.clear()
        if then is not None:
            then()
