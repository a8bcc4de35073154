"""One plain line to the user, with at most one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.style import restyle

if TYPE_CHECKING:
    from collections.abc import Callable


class Notice(QFrame):
    """A strip with a sentence and, if there is one, a button. Hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self._then: Callable[[], None] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.button)
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

    def clear(self) -> None:
        """Say nothing."""
        self._label.clear()
        self._then = None
        self.button.setVisible(False)
        self.setVisible(False)

    def _act(self) -> None:
        if self._then is not None:
            self._then()
