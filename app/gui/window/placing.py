"""Where the window goes on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QObject, QPoint, QRect, QSize, QTimer

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QMainWindow

LEAST_WANTED = QSize(1280, 720)
SHARE = 0.85
"""Of the screen, when the window opens for the first time."""
FRAME_MS = 200
"""Time after which the desktop has given a new window its title bar."""


class Placing(QObject):
    """Puts the window where it was, within the screen, and over the whole screen during a set.

    Attributes
    ----------
    is_fitted
        Whether the window has been fitted to the screen: it is not moved again.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.is_fitted = self._fills_for_set = False

    @property
    def geometry(self) -> str:
        """The window's place as Qt writes it, in hexadecimal."""
        return self._window.saveGeometry().toHex().data().decode("ascii")

    def recall(self, geometry: str) -> None:
        """Restore the last place, or take a comfortable size that fits the screen."""
        stored = QByteArray.fromHex(geometry.encode("ascii", "ignore"))
        if not stored.isEmpty() and self._window.restoreGeometry(stored):
            return
        screen = self._window.screen()
        if screen is not None:
            self._window.resize(first_size(screen.availableSize()))

    def fit_soon(self) -> bool:
        """Make room for the title bar once its height is known; return whether this is new."""
        is_first, self.is_fitted = not self.is_fitted, True
        if is_first:
            QTimer.singleShot(FRAME_MS, self._fit)
        return is_first

    def fill_for_set(self, live: bool, *, wished: bool) -> None:
        """Give a set the whole screen, and take it back afterwards.

        Parameters
        ----------
        live
            Whether a set begins, or has ended.
        wished
            Whether the user wants sets in full screen; a window that already is stays so.
        """
        if live and wished and not self._window.isFullScreen():
            self._fills_for_set = True
            self._window.showFullScreen()
        elif not live and self._fills_for_set:
            self._fills_for_set = False
            self._window.showNormal()

    def _fit(self) -> None:
        window, screen = self._window, self._window.screen()
        if screen is None or window.isFullScreen() or window.isMaximized():
            return
        place = fitted(window.geometry(), window.frameGeometry(), screen.availableGeometry())
        if place != window.geometry():
            window.setGeometry(place)


def first_size(room: QSize) -> QSize:
    """Return a comfortable size for a first window on a screen with this much room."""
    wanted = QSize(round(room.width() * SHARE), round(room.height() * SHARE))
    return wanted.expandedTo(LEAST_WANTED).boundedTo(room)


def fitted(inner: QRect, outer: QRect, room: QRect) -> QRect:
    """Return where the inside of a window goes so that its frame lies within the screen.

    Parameters
    ----------
    inner, outer
        The window without and with its title bar and borders.
    room
        The part of the screen that is free.
    """
    borders = outer.size() - inner.size()
    size = inner.size().boundedTo(room.size() - borders)
    furthest = room.bottomRight() - QPoint(
        size.width() + borders.width() - 1, size.height() + borders.height() - 1
    )
    x = max(room.left(), min(outer.left(), furthest.x()))
    y = max(room.top(), min(outer.top(), furthest.y()))
    return QRect(QPoint(x, y) + (inner.topLeft() - outer.topLeft()), size)
