"""Boxes that ignore the wheel: whoever scrolls over one means the page, not its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QComboBox, QSlider, QSpinBox

if TYPE_CHECKING:
    from PyQt6.QtGui import QWheelEvent


class CalmBox(QComboBox):
    """A list to choose from."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the event to the page."""
        if event is not None:
            event.ignore()


class CalmSlider(QSlider):
    """A slider."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the event to the page."""
        if event is not None:
            event.ignore()


class CalmSpin(QSpinBox):
    """A number to type or to change in steps."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the event to the page."""
        if event is not None:
            event.ignore()
