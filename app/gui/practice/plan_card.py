"""What the person's own plan asks for next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.practice.today import upcoming_words, week_words

if TYPE_CHECKING:
    from app.practice.today import Today


class PlanCard(QFrame):
    """A strip that says what is next, with a button for it; hidden without a plan.

    Signals
    -------
    asked
        The next exercise of the plan is wanted.
    """

    asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.head = style.label("heading", wrap=True)
        self.words = style.label("", wrap=True)
        self.button = style.button("Set it up  (Space)", "primary", "Next in the plan")
        self.button.clicked.connect(lambda: self.asked.emit())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.head)
        words.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.show_today(None, "")

    def show_today(self, today: Today | None, alias: str) -> None:
        """Show how much of a person's plan is done and what is next.

        Parameters
        ----------
        today
            How far the plan is done; ``None`` without a plan.
        alias
            Whose plan it is.
        """
        self.setVisible(today is not None)
        if today is not None:
            note = f" {today.regimen.note}" if today.regimen.note else ""
            self.head.setText(f"Plan for {alias}: {week_words(today)}")
            self.words.setText(f"{upcoming_words(today)}{note}")
            self.button.setVisible(today.upcoming is not None)
