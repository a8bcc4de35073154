"""A timer of something that moves: nobody pays for it while it cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


class WhileSeen(QTimer):
    """Runs while a widget is shown."""

    def __init__(self, widget: QWidget, interval_ms: int) -> None:
        super().__init__(widget)
        self.setInterval(interval_ms)
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:
        """Start and stop with the widget, and take nothing away."""
        if event is not None and event.type() == QEvent.Type.Show:
            self.start()
        elif event is not None and event.type() == QEvent.Type.Hide:
            self.stop()
        return False
