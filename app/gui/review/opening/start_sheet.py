"""What Review shows without a clip: an invitation, and the videos opened recently."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.gui import style
from app.gui.widgets.flow import FlowLayout, fill_with_card, flow

INVITATION = (
    "Drop videos or a folder here, or open them. They are analysed on this computer, one after the "
    "other. You can stop at any time and keep what has been analysed so far."
)
NAME_LENGTH = 40


class StartSheet(QWidget):
    """An invitation to open videos.

    Signals
    -------
    recent_asked
        The path of a video that was opened before.
    """

    recent_asked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_button = style.button("Open videos…  (O)", "primary")
        self.folder_button = style.button("Open a folder…")
        self.sample_button = style.button("Try it with a sample")
        self.forget_button = style.button("Clear this list", "link")
        self._heading = style.label("heading", "Recently opened")
        self._names: FlowLayout = flow()
        frame, column = style.card(40, 14)
        column.addStretch(1)
        column.addWidget(style.label("title", "Look at a recording in your own time", wrap=True))
        column.addWidget(style.label("lead", INVITATION, wrap=True))
        column.addLayout(flow(self.open_button, self.folder_button, self.sample_button))
        column.addSpacing(10)
        column.addWidget(self._heading)
        column.addLayout(self._names)
        column.addStretch(2)
        fill_with_card(self, frame)
        self.show_recent(())

    def show_recent(self, paths: tuple[str, ...]) -> None:
        """Offer the videos that were opened recently."""
        while (item := self._names.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.forget_button:
                widget.hide()
                widget.deleteLater()
        for path in paths:
            name = Path(path).name
            short = name if len(name) <= NAME_LENGTH else f"{name[:24]}…{name[-14:]}"
            button = style.button(style.as_is(short), "small", path)
            button.setAccessibleName(f"Open {name}")
            button.clicked.connect(lambda _down, path=path: self.recent_asked.emit(path))
            self._names.addWidget(button)
        self._names.addWidget(self.forget_button)
        for shown in (self._heading, self.forget_button):
            shown.setVisible(bool(paths))
