"""The plan of the person on the page of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.flow import flow
from app.progress.regimen_words import exercise_lines, plan_head

if TYPE_CHECKING:
    from app.progress.page_model import Snapshot

NO_PLAN = "No plan is set: amounts and targets are those of the goal."


class PlanSection(QFrame):
    """Words on the plan and a button to change it; hidden for sessions without a name.

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
        self.lines = style.label("", wrap=True)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = style.button("Set a plan…", "small")
        self.button.clicked.connect(lambda: self.change_asked.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        column.addLayout(flow(style.label("heading", "Plan"), self.head, self.button))
        column.addWidget(self.lines)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the plan of another person, or the same one anew."""
        self.setVisible(snapshot.alias is not None)
        plan = snapshot.plan
        self.head.setText(NO_PLAN if plan is None else plan_head(plan))
        self.button.setText("Set a plan…" if plan is None else "Change…")
        self.lines.setVisible(plan is not None)
        if plan is not None:
            lines = exercise_lines(plan, snapshot.progress)
            self.lines.setText("\n".join(line.text for line in lines))
