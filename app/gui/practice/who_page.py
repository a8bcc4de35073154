"""Whose set is it? Asked before a set on a computer that several people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.person_box import NEW, NOBODY, ask_for_somebody_new
from app.gui.widgets.flow import Sheet, flow, scrolled

if TYPE_CHECKING:
    from app.gui.people import People


SHARED = (
    "The data of several people are on this computer. “Lock and close” in the settings encrypts "
    "them with a pass phrase."
)


class WhoPage(QWidget):
    """A large button for each person.

    Parameters
    ----------
    people
        Who can be chosen; told of the choice.

    Signals
    -------
    back_asked
        No set is wanted.
    """

    back_asked = pyqtSignal()

    def __init__(self, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._people = people
        self.buttons: dict[str | None, QPushButton] = {}
        self._names = flow(spacing_px=12)
        self.new_button = style.button(NEW)
        self.new_button.clicked.connect(lambda: ask_for_somebody_new(people, self))
        self.back_button = style.button("‹ Back  (Esc)", "link")
        self.back_button.clicked.connect(lambda: self.back_asked.emit())
        self._build()

    def ask(self) -> None:
        """Show everybody; the focus is on the person of the last set."""
        for button in self.buttons.values():
            self._names.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {name: self._button(name) for name in (*self._people.names, None)}
        self.buttons.get(self._people.chosen, self.buttons[None]).setFocus()

    def _button(self, name: str | None) -> QPushButton:
        button = style.button(style.as_is(name or NOBODY), "person")
        button.clicked.connect(lambda: self._people.choose(name))
        self._names.addWidget(button)
        button.show()
        return button

    def _build(self) -> None:
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        inner.addLayout(self._names)
        inner.addWidget(style.label("quiet", SHARED, wrap=True))
        inner.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 10, 28, 18)
        column.setSpacing(14)
        column.addLayout(top)
        column.addWidget(style.label("title", "Whose set is it?"))
        column.addWidget(
            style.label("lead", "The set is stored with this person's history.", wrap=True)
        )
        column.addWidget(scrolled(sheet), 1)
        column.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
