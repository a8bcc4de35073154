"""Where the window goes on a screen; no window is needed to work it out."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QSize

LEAST_WANTED = QSize(1280, 720)
SHARE = 0.85
"""Of the screen, for the first window on it."""


def first_size(room: QSize) -> QSize:
    """Return the size of a first window on a screen with ``room``: comfortable, never too big."""
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
