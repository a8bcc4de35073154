"""The warning above the numbers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.gui.palette import restyle
from app.gui.view_model import Banner, banner_after, banner_at, banner_with

if TYPE_CHECKING:
    from drills.events import Event, WarningKind

HEIGHT_PX = 64
NOTHING_WORDS = "No warning"


class WarningBanner(QFrame):
    """Shows the newest warning from its event until it is cleared, and for at least 3 s.

    Its place is never empty, so that nothing jumps.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._banner = Banner()
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.addWidget(self._label)
        self.setFixedHeight(HEIGHT_PX)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        self._show()

    @property
    def text(self) -> str:
        """What is shown, "" for nothing."""
        return self._banner.text

    def take(self, event: Event) -> None:
        """Raise or clear a warning."""
        self._change(banner_after(self._banner, event, time.monotonic()))

    def keep(self, standing: tuple[WarningKind, ...]) -> None:
        """Let only these warnings stand on."""
        self._change(banner_with(self._banner, standing, time.monotonic()))

    def clear(self) -> None:
        """Forget everything at once."""
        self._change(Banner())

    def _refresh(self) -> None:
        self._change(banner_at(self._banner, time.monotonic()))

    def _change(self, banner: Banner) -> None:
        if banner != self._banner:
            self._banner = banner
            self._show()

    def _show(self) -> None:
        shown = bool(self._banner.text)
        self._label.setText(f"⚠  {self._banner.text}" if shown else NOTHING_WORDS)
        self.setProperty("raised", shown)
        restyle(self, self._label)
        wait_s = self._banner.until_s - time.monotonic()
        if shown and wait_s > 0:
            self._timer.start(int(wait_s * 1000) + 20)
        elif not shown:
            self._timer.stop()
