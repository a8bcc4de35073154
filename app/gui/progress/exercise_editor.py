"""Changes one exercise of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.inputs.degrees_box import DegreesBox
from app.gui.inputs.stepper import Stepper
from app.gui.inputs.wrapped_check import WrappedCheck
from app.gui.widgets.flow import flow
from app.session.words import drill_title, level_title, measure_label
from drills.regimen import REPS, SETS, TARGETS_DEG, Exercise
from drills.registry import DEFINITIONS, OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from drills.core.events import Drill

BEYOND = "Going beyond the upper end is fine"


class ExerciseEditor(QFrame):
    """Holds an `Exercise`, whole and valid after every change.

    Parameters
    ----------
    exercise
        Shown to begin with.
    goal
        The goal whose targets apply where the plan has none of its own.

    Signals
    -------
    remove_asked, up_asked
        The exercise is to be removed, or moved up by one.
    """

    remove_asked = pyqtSignal()
    up_asked = pyqtSignal()

    def __init__(self, exercise: Exercise, goal: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._exercise, self._goal = exercise, goal
        self.drill = _combo("Drill")
        for drill in OFFERED:
            self.drill.addItem(drill_title(drill), drill)
        self.level, self.side = _combo("Level"), _combo("Side")
        sides = (("Each side", None), ("Left only", Side.LEFT), ("Right only", Side.RIGHT))
        for words, side in sides:
            self.side.addItem(words, side)
        self.sets, self.reps = Stepper("sets", SETS), Stepper("reps", REPS)
        self.beyond = WrappedCheck(BEYOND)
        self.up_button = style.button("Up", "small", "Before the exercise above")
        self.remove_button = style.button("Remove", "small", "Take it out of the plan")
        self.targets: dict[str, tuple[DegreesBox, DegreesBox]] = {}
        self._rows = QWidget()
        self._build()
        self._show()
        self._connect()

    @property
    def exercise(self) -> Exercise:
        """The exercise as it is set now."""
        return self._exercise

    # -- changing

    def _on_drill(self) -> None:
        drill: Drill = self.drill.currentData()
        level = next(iter(DEFINITIONS[drill].levels), None)
        before = self._exercise
        self._exercise = Exercise(drill, before.sets, before.reps, level, beyond=before.beyond)
        self._show()

    def _on_level(self) -> None:
        self._exercise = replace(self._exercise, level=self.level.currentData(), targets={})
        self._show_targets()

    def _on_dose(self) -> None:
        self._exercise = replace(
            self._exercise,
            sets=self.sets.value(),
            reps=self.reps.value(),
            side=self.side.currentData() if self.side.isEnabled() else None,
            beyond=self.beyond.isChecked(),
        )

    def _on_target(self, measure: str, *, is_least: bool) -> None:
        """Take over a target; if its ends would meet, the other one gives way."""
        least, most = (box.value() for box in self.targets[measure])
        if least >= most:
            least, most = (least, least + 1) if is_least else (most - 1, most)
        goals = {b.measure: (b.least, b.most) for b in self._of_goal().bands(self._goal)}
        own = {name: band for name, band in self._exercise.targets.items() if name != measure}
        if goals.get(measure) != (least, most):
            own[measure] = (float(least), float(most))
        self._exercise = replace(self._exercise, targets=own)
        self._put_targets()

    def _of_goal(self) -> Exercise:
        return replace(self._exercise, targets={})

    # -- showing

    def _show(self) -> None:
        shown, definition = self._exercise, DEFINITIONS[self._exercise.drill]
        for box in (self.drill, self.level, self.side, self.sets, self.reps):
            box.blockSignals(True)
        self.drill.setCurrentIndex(self.drill.findData(shown.drill))
        self.level.clear()
        self.level.addItem("Any level", None)
        for name in definition.levels:
            self.level.addItem(level_title(name), str(name))
        names = [None, *map(str, definition.levels)]
        self.level.setCurrentIndex(names.index(shown.level and str(shown.level)))
        self.level.setVisible(bool(definition.levels))
        has_sides = bool(definition.guide.side_question)
        self.side.setEnabled(has_sides)
        self.side.setVisible(has_sides)
        sides = [None, Side.LEFT, Side.RIGHT]
        self.side.setCurrentIndex(sides.index(shown.side))
        self.sets.setValue(shown.sets)
        self.reps.setValue(shown.reps)
        self.beyond.setChecked(shown.beyond)
        for box in (self.drill, self.level, self.side, self.sets, self.reps):
            box.blockSignals(False)
        self._show_targets()

    def _show_targets(self) -> None:
        """Show the targets of the drill at the chosen level."""
        row = self._column.replaceWidget(self._rows, made := QWidget())
        if row is not None:
            self._rows.deleteLater()
        self._rows, self.targets = made, {}
        lines = flow(spacing_px=16)
        made.setLayout(lines)
        for band in self._exercise.bands(self._goal):
            boxes = _degrees(band.measure, "from"), _degrees(band.measure, "to")
            self.targets[band.measure] = boxes
            lines.addWidget(_target_row(band.measure, *boxes))
            for box, is_least in zip(boxes, (True, False), strict=True):
                box.changed.connect(
                    lambda name=band.measure, least=is_least: self._on_target(name, is_least=least)
                )
        self._put_targets()

    def _put_targets(self) -> None:
        for band in self._exercise.bands(self._goal):
            for box, value in zip(self.targets[band.measure], (band.least, band.most), strict=True):
                box.setValue(round(value))

    def _connect(self) -> None:
        self.drill.activated.connect(lambda _row: self._on_drill())
        self.level.activated.connect(lambda _row: self._on_level())
        self.side.activated.connect(lambda _row: self._on_dose())
        for stepper in (self.sets, self.reps):
            stepper.changed.connect(self._on_dose)
        self.beyond.toggled.connect(lambda _on: self._on_dose())
        self.remove_button.clicked.connect(lambda: self.remove_asked.emit())
        self.up_button.clicked.connect(lambda: self.up_asked.emit())

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(6)
        self._column.addLayout(
            flow(self.drill, self.level, self.side, self.up_button, self.remove_button)
        )
        amounts = (style.label("", "Sets"), self.sets, style.label("", "Reps"), self.reps)
        self._column.addLayout(flow(*amounts))
        self._column.addWidget(self._rows)
        self._column.addWidget(self.beyond)


def _combo(name: str) -> QComboBox:
    box = CalmBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _degrees(measure: str, end: str) -> DegreesBox:
    least, most = (round(degrees) for degrees in TARGETS_DEG)
    return DegreesBox(f"{measure_label(measure)}, {end}", range(least, most + 1))


def _target_row(measure: str, least: DegreesBox, most: DegreesBox) -> QWidget:
    made = QWidget()
    words = style.label("", measure_label(measure))
    made.setLayout(flow(words, least, style.label("", "to"), most, spacing_px=6))
    return made
