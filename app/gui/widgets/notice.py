"""One plain line to the user, with at most one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.gui.style import Button, px, restyle, wear

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QHideEvent

HEIGHT_PX = 52
"""Room for two lines of words."""
GOOD_NEWS_MS = 8_000
"""Good news disappears by itself; bad news and what can be undone stay until they are closed."""


class Notice(QFrame):
    """A strip with a sentence and at most one button. Hidden when there is nothing to say.

    Parameters
    ----------
    parent
        Where it is shown.
    keeps_room
        Whether its room stays when it is hidden, so that no button moves as it comes and goes.
    """

    def __init__(self, parent: QWidget | None = None, *, keeps_room: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        wear(self)
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = Button(parent=self)
        self.button.clicked.connect(self._act)
        self.close_button = Button("✕", self)
        self.close_button.setObjectName("small")
        self.close_button.setAccessibleName("Close this message")
        self.close_button.clicked.connect(lambda: self.clear())
        self._then: Callable[[], None] | None = None
        self._stays = False
        self._waiting: list[tuple[str, bool, bool]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 4)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
        self.close_button.setVisible(keeps_room)
        self._keeps_room = keeps_room
        if keeps_room:
            policy = self.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.setSizePolicy(policy)
            self.setFixedHeight(px(HEIGHT_PX))
        self.clear()

    @property
    def text(self) -> str:
        """The sentence shown, "" for none."""
        return self._label.text()

    def say(
        self,
        text: str,
        *,
        bad: bool = False,
        action: str = "",
        then: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Replace the sentence and the button.

        Parameters
        ----------
        text
            Plain text.
        bad
            Whether it is bad news, which has its own colours and does not disappear by itself.
        action
            On the button; "" for no button.
        then
            Called when the button is pressed.
        stays
            Whether later sentences without a button wait until it is closed; after one with a
            button it comes back.
        """
        if self._stays and not action:
            self._waiting.append((text, bad, stays))
            return
        if self._stays:
            self._waiting.insert(0, (self.text, bool(self.property("bad")), True))
        self._stays = stays
        self._label.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._then = then
        self.setProperty("bad", bad)
        restyle(self)
        self.setVisible(True)
        if self._keeps_room and not bad and not action:
            self._timer.start(GOOD_NEWS_MS)
        else:
            self._timer.stop()

    def clear(self) -> None:
        """Say nothing, or what has been waiting."""
        self._timer.stop()
        self._label.clear()
        self._then = None
        self._stays = False
        self.button.setVisible(False)
        self.setVisible(False)
        if self._waiting:
            text, bad, stays = self._waiting.pop(0)
            self.say(text, bad=bad, stays=stays)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop the timer: nobody sees the line any more."""
        self._timer.stop()
        super().hideEvent(event)

    def _act(self) -> None:
        then = self._then
        if self._keeps_room:
            self.clear()
        if then is not None:
            then()
