"""Large buttons over the picture of a set, for somebody at the computer, with finger or mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.big import BigButton

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent

SHOWN_MS = 3_000
HEIGHT_SHARE = 0.2
LEAST_HEIGHT_PX, MOST_HEIGHT_PX = 64, 160
MARGIN_PX = 16
_WAKES = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)


class Tray(QWidget):
    """Appears when the mouse moves over the picture or a finger touches it, and hides by itself.

    The mouse pointer hides with it: a set has the picture to itself.

    Parameters
    ----------
    picture
        The view that the tray covers and whose mouse it watches.

    Signals
    -------
    first_asked, mute_asked, screen_asked, end_asked
        A button was pressed: next step, sound, full screen, end.
    """

    first_asked = pyqtSignal()
    mute_asked = pyqtSignal()
    screen_asked = pyqtSignal()
    end_asked = pyqtSignal()

    def __init__(self, picture: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tray")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"QWidget#tray {{ background: {style.STAGE}; border-radius: 16px; }}")
        self.first_button, self.mute_button = BigButton("Pause"), BigButton("Mute")
        self.screen_button, self.end_button = BigButton("Full screen"), BigButton("End the set")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        for button, asked in (
            (self.first_button, self.first_asked),
            (self.mute_button, self.mute_asked),
            (self.screen_button, self.screen_asked),
            (self.end_button, self.end_asked),
        ):
            button.clicked.connect(lambda _down, asked=asked: asked.emit())
            row.addWidget(button, 1)
        self._picture = picture
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        for widget in (picture, self, *self.findChildren(BigButton)):
            widget.setMouseTracking(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Appear, or stay, when the mouse moves or a finger touches; pass every event on.

        Parameters
        ----------
        watched
            The picture, the tray or one of its buttons.
        event
            Any of its events.
        """
        if event is not None and event.type() in _WAKES and self._picture.isVisible():
            self.wake()
        return super().eventFilter(watched, event)

    def wake(self) -> None:
        """Appear for a few seconds."""
        self._place()
        self.show()
        self.raise_()
        self._picture.unsetCursor()
        self._timer.start(SHOWN_MS)

    def show_words(self, first: str, mute: str) -> None:
        """Say what the buttons do now.

        Parameters
        ----------
        first, mute
            Words of the next step and of the sound button, as on the panel.
        """
        window = self.window()
        is_full = window is not None and window.isFullScreen()
        for button, words in (
            (self.first_button, first),
            (self.mute_button, mute),
            (self.screen_button, "Window\n(F11)" if is_full else "Full screen\n(F11)"),
            (self.end_button, "End the set\n(Esc)"),
        ):
            button.setText(words)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop the timer; while a set is shown, hide the pointer too."""
        self._timer.stop()
        if self._picture.isVisible():
            self._picture.setCursor(Qt.CursorShape.BlankCursor)
        super().hideEvent(event)

    def _place(self) -> None:
        """Lie across the middle of the picture: the set's messages are at its foot."""
        room = self._picture.rect()
        height = round(HEIGHT_SHARE * room.height())
        height = min(MOST_HEIGHT_PX, max(LEAST_HEIGHT_PX, height))
        for button in self.findChildren(BigButton):
            button.fill(height - 24)
        place = QRect(
            MARGIN_PX, (room.height() - height) // 2, room.width() - 2 * MARGIN_PX, height
        )
        self.setGeometry(place)
