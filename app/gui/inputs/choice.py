"""A row of buttons, one of which is pressed."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QWidget

from app.gui.inputs.bold_button import BoldWhenDown
from app.gui.widgets.flow import flow


class Choice(QWidget):
    """One of several entries; the row wraps.

    Parameters
    ----------
    entries
        The values to choose from, each with its words.
    name
        What is chosen, for screen readers.
    small
        Whether the buttons are small.
    stops
        Whether Tab stops at every button: for places where the arrow keys, with which Qt moves
        through such a row, mean something else.

    Signals
    -------
    chosen
        A button was pressed: read `value`.
    """

    chosen = pyqtSignal()

    def __init__(
        self,
        entries: tuple[tuple[object, str], ...],
        name: str,
        parent: QWidget | None = None,
        *,
        small: bool = False,
        stops: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name, self._style = name, "small" if small else ""
        # In a button group of Qt's, Tab reaches only one of the buttons.
        self._group = None if stops else QButtonGroup(self)
        self._buttons: list[BoldWhenDown] = []
        self._values: list[object] = []
        self._layout = flow(spacing_px=6)
        self.setLayout(self._layout)
        self.fill(entries)

    @property
    def value(self) -> object:
        """What is chosen, ``None`` if there is nothing to choose."""
        down = [button.isChecked() for button in self._buttons]
        return self._values[down.index(True)] if any(down) else None

    def fill(self, entries: tuple[tuple[object, str], ...]) -> None:
        """Offer other entries."""
        for button in self._buttons:
            if self._group is not None:
                self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._values, self._buttons = [value for value, _ in entries], []
        for number, (_, words) in enumerate(entries):
            button = BoldWhenDown(words)
            button.setObjectName(self._style)
            button.setCheckable(True)
            button.setAccessibleName(f"{self._name}: {words}")
            button.clicked.connect(lambda _down, number=number: self._on_clicked(number))
            if self._group is not None:
                self._group.addButton(button, number)
            self._buttons.append(button)
            self._layout.addWidget(button)

    def choose(self, value: object) -> None:
        """Choose a value without telling anybody; one that is not on offer changes nothing."""
        if value in self._values:
            self._put_down(self._values.index(value))

    def _put_down(self, number: int) -> None:
        self._buttons[number].setChecked(True)
        for place, button in enumerate(self._buttons):
            if place != number:
                button.setChecked(False)

    def _on_clicked(self, number: int) -> None:
        self._put_down(number)
        self.chosen.emit()

    def take_focus(self) -> None:
        """Put the focus on the button that is pressed."""
        for button in self._buttons:
            if button.isChecked():
                button.setFocus()

    def press(self, number: int) -> None:
        """Press a button, counted from 0 at the left, as a click does."""
        if 0 <= number < len(self._buttons):
            self._buttons[number].click()
