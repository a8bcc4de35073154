"""The choice of pose model: the tested one, or a file that the user downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import as_sentence
from app.gui import style
from app.gui.background import BackgroundTask
from app.gui.widgets.dialogs import ask_files
from app.gui.widgets.flow import flow
from vision.errors import VisionError
from vision.pose.variants import PUBLISHED, TESTED, PoseModel, address, model_in

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings.preferences import Preferences

WORDS = (
    "The full variant comes with the program; the stated accuracy and the 90 % intervals apply to "
    "it alone. The lite variant is faster on a slow computer, the heavy one slower and steadier. "
    "The program downloads nothing: download the file yourself, then choose it here. It is "
    "accepted if it is the published file (SHA-256)."
)
_TITLES = {
    "pose_landmarker_lite": "lite, from your file",
    TESTED: "full, the tested one",
    "pose_landmarker_heavy": "heavy, from your file",
}


class ModelCard(QFrame):
    """Says which model is in use; accepts a file if its checksum is known.

    Signals
    -------
    chosen
        The name of the model and its file, "" for the one that comes with the program.
    """

    chosen = pyqtSignal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._task: BackgroundTask | None = None
        self.now = style.label("", wrap=True)
        self.said = style.label("quiet", wrap=True)
        self.file_button = style.button("Use a file…")
        self.file_button.setAccessibleName("Use another pose model from a file")
        self.tested_button = style.button("Back to the tested one")
        self.file_button.clicked.connect(lambda: self.ask_file())
        self.tested_button.clicked.connect(lambda: self._choose("", TESTED))
        self._build()

    def show_preferences(self, preferences: Preferences) -> None:
        """Show which model is in use."""
        other = preferences.model != TESTED and preferences.model_file != ""
        name = preferences.model if other else TESTED
        self.now.setText(f"In use: {_TITLES.get(name, name)}.")
        self.tested_button.setEnabled(other)

    def ask_file(self) -> None:
        """Ask for a file and check it."""
        paths = ask_files(self, "Pose model", "Pose models (*.task);;All files (*)")
        if paths:
            self.take(paths[0])

    def take(self, path: Path) -> None:
        """Check a file in the background, because a model has about 30 MB."""
        if self._task is not None:
            return
        self.said.setText(f"Checking {path.name}…")
        self._task = BackgroundTask(lambda: model_in(path), "model", self)
        self._task.done.connect(self._on_model)
        self._task.failed.connect(self._on_failed)
        self._task.start()

    def finish_work(self) -> None:
        """Let a check in progress come to its end."""
        if self._task is not None:
            self._task.abandon()
            self._task = None

    def _on_model(self, model: object) -> None:
        self._task = None
        if isinstance(model, PoseModel):
            self._choose("" if model.name == TESTED else str(model.path), model.name)

    def _on_failed(self, error: object) -> None:
        self._task = None
        known = isinstance(error, VisionError)
        line = str(error) if known else f"the file cannot be used ({error})"
        self.said.setText(as_sentence(line))

    def _choose(self, file: str, name: str) -> None:
        note = "" if name == TESTED else " The intervals were not tested with it; reports say so."
        self.said.setText(f"From the next set or video on: {_TITLES[name]}.{note}")
        self.chosen.emit(name, file)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(style.label("heading", "Pose model"))
        column.addWidget(self.now)
        column.addWidget(style.label("quiet", WORDS, wrap=True))
        for name in PUBLISHED:
            if name != TESTED:
                where = style.label("quiet", address(name).replace("/", "/\u200b"), wrap=True)
                where.setToolTip(address(name))
                where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(where)
        column.addLayout(flow(self.file_button, self.tested_button))
        column.addWidget(self.said)
