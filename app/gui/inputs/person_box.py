"""The list of people: whose set it is can be changed wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QComboBox, QInputDialog, QWidget

from app.gui.inputs.calm import CalmBox

if TYPE_CHECKING:
    from app.gui.people import People

NOBODY = "Without a name"
NEW = "Somebody new…"


class PersonBox(CalmBox):
    """Shows who is chosen; somebody else can be chosen or added.

    Parameters
    ----------
    people
        The names and who is chosen; several boxes may share it.
    """

    def __init__(self, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self.setAccessibleName("Person")
        self.setMinimumContentsLength(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        people.changed.connect(self._refill)
        self._refill()

    def _refill(self) -> None:
        chosen, names = self._people.chosen, self._people.names
        self.clear()
        self.addItem(NOBODY, None)
        for name in (*names, *((chosen,) if chosen is not None and chosen not in names else ())):
            self.addItem(name, name)
        self.insertSeparator(self.count())
        self.addItem(NEW)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen is not None else 0)
        self.setToolTip(self.currentText())

    def _on_activated(self, row: int) -> None:
        if self.itemText(row) != NEW or row != self.count() - 1:
            self._people.choose(self.itemData(row))
            return
        self._refill()
        ask_for_somebody_new(self._people, self)


def ask_for_somebody_new(people: People, parent: QWidget) -> None:
    """Ask for a name, then add that person and choose them.

    Parameters
    ----------
    people
        Gets the name; after a cancelled question nothing changes.
    parent
        The question appears in front of it.
    """
    name, given = QInputDialog.getText(parent, NEW, "A name, any name: it need not be a real one.")
    if given and name.strip():
        people.add(name)
