"""Asks for the address of a phone or network camera, says where to find it, and tests it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.dialogs import resize_within_screen
from app.gui.widgets.preview import CameraPreview
from app.settings.source_choices import address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.capture.frame_source import FrameSource

HELP = (
    "1.  Connect the phone to the same network as this computer.",
    "2.  Install a camera app that offers an IP camera, MJPEG or RTSP stream (search the app "
    "store for “IP camera” or “IP webcam”) and start its server.",
    "3.  Type the address that the app shows, for example 192.168.1.20:8080/video or "
    "rtsp://192.168.1.20:8554/live. Some apps need /video at the end.",
)
NO_ADDRESS = "That is not an address. It looks like 192.168.1.20:8080/video."


class AddressDialog(QDialog):
    """A line for the address, a button to test it and the picture from there.

    Parameters
    ----------
    open_source
        Opens the address that is tested.
    """

    def __init__(
        self, open_source: Callable[[str], FrameSource], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle("Phone or network camera")
        resize_within_screen(self, 620, 520)
        self.line = QLineEdit()
        self.line.setAccessibleName("Address of the camera")
        self.line.setPlaceholderText("192.168.1.20:8080/video")
        self.problem = style.label("", wrap=True)
        self.preview = CameraPreview(open_source, self)
        self.test_button = style.button("Test")
        self.use_button = style.button("Use this camera", "primary")
        cancel = style.button("Cancel")
        self.test_button.clicked.connect(lambda: self.test())
        self.line.returnPressed.connect(self.test)
        self.use_button.clicked.connect(lambda: self.accept())
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        for step in HELP:
            column.addWidget(style.label("", step, wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.test_button)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.preview, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.use_button)
        column.addLayout(foot)

    @property
    def address(self) -> str:
        """The address in the form in which it is opened, "" for none."""
        return address_of(self.line.text())

    def test(self) -> None:
        """Show the picture of the camera, or why there is none."""
        if self._is_told():
            self.preview.start(self.address, mirrored=False)

    def accept(self) -> None:
        """Take the address; if it is not one, stay open so that it can be corrected."""
        if self._is_told():
            super().accept()

    def done(self, result: int) -> None:
        """Release the camera and close."""
        self.preview.stop()
        super().done(result)

    def _is_told(self) -> bool:
        self.problem.setText("" if self.address else NO_ADDRESS)
        return bool(self.address)
