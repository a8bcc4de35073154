"""The bar with the choices and the start button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.choices import DRILLS, SIDES
from app.gui.source_box import SourceBox, is_live
from app.pipeline import Settings
from app.runner import RunState
from drills.events import Drill
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = {
    RunState.STARTING: "Stop",
    RunState.RUNNING: "Stop",
    RunState.STOPPING: "Stopping…",
}


class TopBar(QWidget):
    """Source, drill, side, mirror, start and stop.

    Signals
    -------
    start_asked, stop_asked
        The button was pressed.
    mirror_changed
        Whether the preview is to be mirrored, the kind of source considered.
    """

    start_asked = pyqtSignal()
    stop_asked = pyqtSignal()
    mirror_changed = pyqtSignal(bool)

    def __init__(
        self, find_cameras: Callable[[], list[tuple[int, str]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = RunState.IDLE
        self.source = SourceBox(find_cameras, self)
        self.drill = _combo("Drill", DRILLS)
        self.side = _combo("Side", SIDES)
        self.mirror = QCheckBox("&Mirror")
        self.mirror.setChecked(True)
        self.mirror.setToolTip("Show the camera as a mirror does (M)")
        self.button = QPushButton("Start")
        self.button.setObjectName("primary")
        self.button.setMinimumWidth(120)
        self.button.setToolTip("Start or stop (Space), stop (Esc)")
        self.source.chosen.connect(self._refresh)
        self.mirror.toggled.connect(self._refresh)
        self.button.clicked.connect(self.toggle)
        self._build()
        self._refresh()

    @property
    def settings(self) -> Settings:
        """What was chosen for the pipeline."""
        drill, side = self.drill.currentData(), self.side.currentData()
        return Settings(
            drill=drill if isinstance(drill, Drill) else None,
            side=side if isinstance(side, Side) else None,
        )

    @property
    def is_mirrored(self) -> bool:
        """Whether the preview is mirrored: wished for, and a live camera."""
        return self.mirror.isChecked() and is_live(self.source.choice)

    def preset(self, drill: Drill | None, side: Side | None) -> None:
        """Choose drill and side."""
        self.drill.setCurrentIndex([value for _, value in DRILLS].index(drill))
        self.side.setCurrentIndex([value for _, value in SIDES].index(side))

    def show_state(self, state: RunState) -> None:
        """Follow the run: choices are locked while it goes on."""
        self._state = state
        self._refresh()

    def toggle(self) -> None:
        """Start, or stop what runs."""
        if not self.button.isEnabled():
            return
        if self._state in (RunState.IDLE, RunState.FINISHED):
            self.start_asked.emit()
        else:
            self.stop_asked.emit()

    def toggle_mirror(self) -> None:
        """Turn the mirror on or off, where there is one."""
        if self.mirror.isEnabled():
            self.mirror.toggle()

    def _refresh(self) -> None:
        idle = self._state in (RunState.IDLE, RunState.FINISHED)
        live = is_live(self.source.choice)
        for box in (self.source, self.drill, self.side):
            box.setEnabled(idle)
        self.mirror.setEnabled(live)
        self.button.setText(_WORDS.get(self._state, "Start"))
        ready = self.source.choice is not None and not (live and self.source.is_looking)
        self.button.setEnabled(ready if idle else self._state is not RunState.STOPPING)
        self.mirror_changed.emit(self.is_mirrored)

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        for words, box, stretch in (
            ("Source", self.source, 3),
            ("Drill", self.drill, 1),
            ("Side", self.side, 1),
        ):
            label = QLabel(words)
            label.setObjectName("quiet")
            layout.addWidget(label)
            layout.addWidget(box, stretch)
        layout.addWidget(self.mirror)
        layout.addStretch(1)
        layout.addWidget(self.button)


def _combo(name: str, entries: tuple[tuple[str, object], ...]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for words, value in entries:
        box.addItem(words, value)
    return box
