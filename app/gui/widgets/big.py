"""Words and buttons whose size follows the window: made to be read and pressed from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFont, QFontMetrics
from PyQt6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from app.gui.sheet import TOUCH_PX

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

BUTTON_PX = 17
BUTTON_HEIGHT_PX = 54
BASE_SIZE = (1280, 720)
LEAST_FACTOR, MOST_FACTOR = 0.5, 3.0
LEAST_SHARE = 0.6
"""Words that have to fit shrink to this share of their size at most."""


def window_factor(page: QWidget, least: float = LEAST_FACTOR) -> float:
    """Return the scale of everything big on a page; 1.0 is for a page of 1280 by 720.

    Parameters
    ----------
    page
        Its width or height decides, whichever leaves less room.
    least
        Lowest scale, at which the words on the page can still be read.
    """
    factor = min(page.width() / BASE_SIZE[0], page.height() / BASE_SIZE[1])
    return min(MOST_FACTOR, max(least, factor))


class BigLabel(QLabel):
    """A label whose size follows the window: how far away the reader is sets it, not the desktop.

    Parameters
    ----------
    base_px
        Height of the letters in a window of 1280 by 720.
    bold
        Their weight, until `set_look`.
    """

    def __init__(self, base_px: int, *, bold: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._base_px, self._bold, self._colour, self._factor = base_px, bold, "", 1.0
        self._fit()

    def set_factor(self, factor: float) -> None:
        """Scale the letters; 1.0 is for a window of 1280 by 720."""
        if factor != self._factor:
            self._factor = factor
            self._fit()

    def set_look(self, colour: str, *, bold: bool) -> None:
        """Change colour and weight.

        Parameters
        ----------
        colour
            As in a style sheet; "" for that of the theme.
        bold
            Whether the letters are bold.
        """
        if (colour, bold) != (self._colour, self._bold):
            self._colour, self._bold = colour, bold
            self._fit()

    def _size_px(self) -> int:
        return max(8, round(self._base_px * self._factor))

    def _fit(self) -> None:
        colour = f"color: {self._colour};" if self._colour else ""
        self.setStyleSheet(
            f"font-size: {self._size_px()}px; font-weight: {700 if self._bold else 400}; {colour}"
        )


class FittedLabel(BigLabel):
    """A label of several lines in a fixed place: it shrinks its words rather than cut lines off."""

    def __init__(self, base_px: int) -> None:
        self._shown_px = 0
        super().__init__(base_px)
        self.setWordWrap(True)

    def show_words(self, text: str) -> None:
        """Show other words."""
        if text != self.text():
            self.setText(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Use the room that there is."""
        super().resizeEvent(event)
        if self._size_px() != self._shown_px:
            self._fit()

    def _size_px(self) -> int:
        most = super()._size_px()
        flags = int(Qt.TextFlag.TextWordWrap)
        font = QFont(self.font())
        for size in range(most, round(LEAST_SHARE * most), -1):
            font.setPixelSize(size)
            needed = QFontMetrics(font).boundingRect(0, 0, self.width(), 0, flags, self.text())
            if needed.height() <= self.height() and needed.width() <= self.width():
                return size
        return round(LEAST_SHARE * most)

    def _fit(self) -> None:
        self._shown_px = self._size_px()
        super()._fit()


class BigButton(QPushButton):
    """A button for a finger, in the middle of a set; it never gets the focus."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setObjectName("big")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_factor(1.0)

    def set_factor(self, factor: float) -> None:
        """Scale the button; 1.0 is for a window of 1280 by 720."""
        size = max(9, round(BUTTON_PX * factor))
        self.setStyleSheet(f"font-size: {size}px; padding: 2px 4px;")
        self.setFixedHeight(max(TOUCH_PX, round(BUTTON_HEIGHT_PX * factor)))

    def fill(self, height_px: int) -> None:
        """Make the button this high; its words grow with it."""
        size = min(26, max(11, round(0.22 * height_px)))
        self.setStyleSheet(f"font-size: {size}px; padding: 2px 4px; font-weight: 700;")
        self.setFixedHeight(max(TOUCH_PX, height_px))
