"""A timer for things that move: it costs nothing while they cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


class WhileSeen(QTimer):
    """Runs while a widget is shown.

    Parameters
    ----------
    widget
        The widget that moves.
    interval_ms
        Between two ticks.
    """

    def __init__(self, widget: QWidget, interval_ms: int) -> None:
        super().__init__(widget)
        self.setInterval(interval_ms)
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:
        """Start and stop with the widget; pass every event on.

        Parameters
        ----------
        _widget
            The widget watched.
        event
            Any of its events.
        """
        if event is not None and event.type() == QEvent.Type.Show:
            self.start()
        elif event is not None and event.type() == QEvent.Type.Hide:
            self.stop()
        return False
