"""The page of the first start: privacy, camera, goal, in under a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.source_box import SourceBox
from app.gui.widgets.flow import SideBySide, scrolled
from app.gui.widgets.preview import CameraPreview
from app.practice.plan import GOALS
from app.session.words import NOT_A_DEVICE, STOP_SIGNS
from app.settings.source_choices import SAMPLE, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.cameras import CameraFinder
    from vision.capture.frame_source import FrameSource

PRIVACY = (
    "Hip Drill measures each picture on this computer and then forgets it.",
    "It stores angles, counts and what you say about a set. It stores no video unless you ask.",
    "Nothing ever leaves this computer: there is no account and no upload.",
)
_NO_CAMERA = (
    "No camera is chosen. Plug one in or use your phone as one. You can also try the drills on a "
    "sample clip."
)


class WelcomePage(QWidget):
    """Three cards side by side.

    Parameters
    ----------
    finder, open_source
        Cameras and how to open one, for the preview.

    Signals
    -------
    finished
        The user is ready: read `goal` and `source`.
    """

    finished = pyqtSignal()

    def __init__(
        self,
        finder: CameraFinder,
        open_source: Callable[[str], FrameSource],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self.source = SourceBox(finder, open_source, self)
        self.preview = CameraPreview(open_source, self)
        self.go_button = style.button("Go to the first drill  (Space)", "primary")
        self._goals = QButtonGroup(self)
        self.source.shown.connect(self._on_source)
        self.go_button.clicked.connect(lambda: self._finish())
        self._build()

    @property
    def goal(self) -> str:
        """The goal chosen."""
        number = self._goals.checkedId()
        return GOALS[max(0, number)][0]

    def begin(self) -> None:
        """Show the camera's picture as soon as there is one."""
        self._on_source()
        self.go_button.setFocus()

    def finish_work(self) -> None:
        """Release the camera."""
        self.preview.stop()

    def _finish(self) -> None:
        self.preview.stop()
        self.finished.emit()

    def _on_source(self) -> None:
        if not self.isVisible():
            return
        choice = self.source.choice
        if choice.kind is SourceKind.CAMERA and not self.source.is_looking:
            self.preview.start(choice.location, mirrored=True)
        elif choice == SAMPLE:
            words = "Looking for cameras…" if self.source.is_looking else _NO_CAMERA
            self.preview.stop(words)

    def _build(self) -> None:
        sheet = SideBySide(
            (self._privacy_card(), 3), (self._camera_card(), 5), (self._goal_card(), 3)
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 18)
        column.setSpacing(14)
        title = style.label("title", "Welcome. Three things before the first drill", wrap=True)
        column.addWidget(title)
        column.addWidget(scrolled(sheet), 1)
        column.addLayout(foot)

    def _privacy_card(self) -> QFrame:
        frame, column = style.card(20, 10)
        column.addWidget(style.label("step", "1"))
        column.addWidget(style.label("heading", "What you do stays here"))
        for sentence in PRIVACY:
            column.addWidget(style.label("lead", sentence, wrap=True))
        column.addStretch(1)
        return frame

    def _camera_card(self) -> QFrame:
        frame, column = style.card(20, 10)
        column.addWidget(style.label("step", "2"))
        column.addWidget(style.label("heading", "Can the camera see you?"))
        column.addWidget(self.source)
        column.addWidget(self.preview, 1)
        return frame

    def _goal_card(self) -> QFrame:
        frame, column = style.card(20, 10)
        column.addWidget(style.label("step", "3"))
        column.addWidget(style.label("heading", "What are you training for?"))
        for number, (_, words) in enumerate(GOALS):
            button = QRadioButton(words)
            button.setChecked(number == 0)
            self._goals.addButton(button, number)
            column.addWidget(button)
        column.addWidget(
            style.label(
                "quiet",
                "This sets how many reps and how far to go. You can change it later.",
                wrap=True,
            )
        )
        column.addStretch(1)
        column.addWidget(style.label("quiet", f"{STOP_SIGNS} {NOT_A_DEVICE}", wrap=True))
        return frame
