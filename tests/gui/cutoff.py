"""What of a window is cut off: words outside of their room, or with less room than they need."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QSize
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
)

WITH_WORDS = (QLabel, QAbstractButton, QComboBox, QLineEdit)
SLACK_PX = 2


def scrolling_parent(widget):
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QAbstractScrollArea):
        parent = parent.parentWidget()
    return parent


def room_of(widget, window):
    """The rectangle (of the window) in which a widget may lie; a sheet that scrolls may be high."""
    area = scrolling_parent(widget)
    if not isinstance(area, QScrollArea):
        return QRect(QPoint(0, 0), window.size())
    sheet = area.widget()
    left = area.viewport().mapTo(window, QPoint(0, 0)).x()
    top = sheet.mapTo(window, QPoint(0, 0)).y()
    return QRect(left, top, area.viewport().width(), sheet.height())


def name_of(widget):
    text = widget.text() if hasattr(widget, "text") else widget.accessibleName()
    return f"{type(widget).__name__} {text!r}"


def cut_off(window):
    """Everything with words that lies outside of its room or has less room than its words need."""
    wrong = []
    for widget in window.findChildren(WITH_WORDS):
        if not widget.isVisible() or isinstance(scrolling_parent(widget), QComboBox):
            continue
        if isinstance(widget, QToolButton) and not widget.text():
            continue  # the arrows of tabs that do not all fit are Qt's own, and no words
        if isinstance(scrolling_parent(widget), QAbstractScrollArea) and not isinstance(
            scrolling_parent(widget), QScrollArea
        ):
            continue  # a table or list scrolls by itself
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        room = room_of(widget, window).adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
        if not room.contains(place):
            wrong.append(f"{name_of(widget)} at {place} outside of {room}")
        elif isinstance(widget, QLabel) and widget.wordWrap():
            if widget.height() + SLACK_PX < widget.heightForWidth(widget.width()):
                wrong.append(f"{name_of(widget)} is {widget.height()} px high: too flat")
        else:
            need = widget.minimumSizeHint().boundedTo(widget.maximumSize())
            if isinstance(widget, QComboBox):  # it may be narrow: it shows all when it is opened
                need = QSize(0, widget.sizeHint().height())
            if (
                widget.width() + SLACK_PX < need.width()
                or widget.height() + SLACK_PX < need.height()
            ):
                wrong.append(f"{name_of(widget)} is {widget.size()}, needs {need}")
    need = window.minimumSizeHint()
    if need.width() > window.width() or need.height() > window.height():
        wrong.append(f"the window is {window.size()}, needs {need}")
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            over_px = area.horizontalScrollBar().maximum()
            wrong.append(f"{type(area).__name__} {area.accessibleName()!r} scrolls {over_px} px")
    return wrong
