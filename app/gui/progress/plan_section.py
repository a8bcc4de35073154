"""The person's plan on the progress page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.flow import flow
from app.progress.regimen_words import exercise_lines, plan_head

if TYPE_CHECKING:
    from app.progress.page_model import Snapshot
    from app.progress.regimen_words import ExerciseLine

NO_PLAN = "No plan is set: amounts and targets are those of the goal."


class PlanSection(QFrame):
    """What the plan asks for and a button to change it; hidden for sessions without a name.

    Signals
    -------
    change_asked
        The plan is to be set or changed.
    """

    change_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.head = style.label("")
        self.lines = QWidget()
        self.button = style.button("Set a plan…", "small")
        self.button.clicked.connect(lambda: self.change_asked.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        column.addLayout(flow(style.label("heading", "Plan"), self.head, self.button))
        column.addWidget(self.lines)
        self._column = column

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another person's plan, or the same person's again."""
        self.setVisible(snapshot.alias is not None)
        plan = snapshot.plan
        self.head.setText(NO_PLAN if plan is None else plan_head(plan))
        self.button.setText("Set a plan…" if plan is None else "Change…")
        lines = () if plan is None else exercise_lines(plan, snapshot.progress)
        self._show_lines(lines)

    @property
    def text(self) -> str:
        """What is said about the exercises, one line each."""
        return "\n".join(label.text() for label in self.lines.findChildren(QLabel))

    def _show_lines(self, lines: tuple[ExerciseLine, ...]) -> None:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for line in lines:
            column.addWidget(style.label("step", line.head, wrap=True))
            for words in (*line.targets, line.beyond):
                if words:
                    column.addWidget(_selectable(words))
        self._column.replaceWidget(self.lines, made)
        self.lines.hide()
        self.lines.deleteLater()
        self.lines = made
        made.setVisible(bool(lines))


def _selectable(words: str) -> QLabel:
    made = style.label("", words, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
