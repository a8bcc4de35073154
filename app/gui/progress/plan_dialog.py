"""The plan of a person, set and changed by whoever treats or trains them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.stepper import Stepper
from app.gui.progress.exercise_editor import ExerciseEditor
from app.gui.widgets.dialogs import resize_within_screen
from app.gui.widgets.flow import Sheet, flow, scrolled
from drills.regimen import DAYS, MOST_EXERCISES, Exercise, Regimen, suggested

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

WORDS = (
    "For its drills, the plan replaces the amounts and targets of the goal. Practise offers what "
    "is next; Progress shows how much is done."
)
NOTE_LENGTH = 200


class PlanDialog(QDialog):
    """Edits a `Regimen`: read `regimen` when the dialog is accepted; ``None`` removes the plan.

    Parameters
    ----------
    alias, goal
        Whose plan it is, and their goal.
    regimen
        The plan so far; ``None`` for none: then the goal's doses are suggested.
    """

    def __init__(
        self, alias: str, goal: str, regimen: Regimen | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle(f"Plan: {alias}")
        resize_within_screen(self, 860, 560)
        self._goal, self._is_gone = goal, False
        shown = regimen or suggested(goal)
        self.days = Stepper("days a week", DAYS)
        self.days.setValue(shown.days_a_week)
        self.note = QLineEdit(shown.note)
        self.note.setMaxLength(NOTE_LENGTH)
        self.note.setAccessibleName("Message to the person")
        self.note.setPlaceholderText("Message to the person (optional)")
        self.editors: list[ExerciseEditor] = []
        self.add_button = style.button("Add an exercise", "small")
        self.gone_button = style.button("No plan", "small", "Remove the plan")
        self.gone_button.setVisible(regimen is not None)
        self.cancel_button = style.button("Cancel  (Esc)")
        self.save_button = style.button("Save the plan", "primary")
        self._column = QVBoxLayout()
        self._build()
        for exercise in shown.exercises:
            self._add(exercise)
        self._connect()

    @property
    def regimen(self) -> Regimen | None:
        """The plan as it is now, ``None`` if it is to be removed."""
        if self._is_gone:
            return None
        exercises = tuple(editor.exercise for editor in self.editors)
        return Regimen(exercises, self.days.value(), " ".join(self.note.text().split()))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Let Enter finish a number, not the dialog."""
        enters = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is None or event.key() not in enters:
            super().keyPressEvent(event)

    def _add(self, exercise: Exercise) -> None:
        editor = ExerciseEditor(exercise, self._goal)
        editor.remove_asked.connect(lambda: self._remove(editor))
        editor.up_asked.connect(lambda: self._raise(editor))
        self.editors.append(editor)
        self._column.addWidget(editor)
        self._follow()

    def _add_new(self) -> None:
        self._add(suggested(self._goal).exercises[0])
        self.editors[-1].drill.setFocus()

    def _remove(self, editor: ExerciseEditor) -> None:
        self.editors.remove(editor)
        self._column.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._follow()

    def _raise(self, editor: ExerciseEditor) -> None:
        at = self.editors.index(editor)
        if at:
            self.editors.insert(at - 1, self.editors.pop(at))
            self._column.removeWidget(editor)
            self._column.insertWidget(at - 1, editor)
            editor.up_button.setFocus()
            self._follow()

    def _follow(self) -> None:
        number = len(self.editors)
        self.add_button.setEnabled(number < MOST_EXERCISES)
        for at, editor in enumerate(self.editors):
            editor.remove_button.setEnabled(number > 1)
            editor.up_button.setEnabled(at > 0)

    def _take_away(self) -> None:
        self._is_gone = True
        self.accept()

    def _connect(self) -> None:
        self.add_button.clicked.connect(lambda: self._add_new())
        self.gone_button.clicked.connect(lambda: self._take_away())
        self.cancel_button.clicked.connect(lambda: self.reject())
        self.save_button.clicked.connect(lambda: self.accept())

    def _build(self) -> None:
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.addWidget(style.label("quiet", WORDS, wrap=True))
        inner.addLayout(flow(style.label("", "Days a week"), self.days))
        inner.addWidget(self.note)
        inner.addLayout(self._column)
        inner.addLayout(flow(self.add_button))
        inner.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.gone_button)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.addWidget(scrolled(sheet), 1)
        column.addLayout(foot)
