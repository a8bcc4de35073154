"""A row of buttons of which one is down."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QWidget

from app.gui.inputs.bold_button import BoldWhenDown
from app.gui.widgets.flow import flow


class Choice(QWidget):
    """One of several entries; the row wraps.

    Signals
    -------
    chosen
        Another one was pressed: read `value`.
    """

    chosen = pyqtSignal()

    def __init__(
        self,
        entries: tuple[tuple[object, str], ...],
        name: str,
        parent: QWidget | None = None,
        *,
        small: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name, self._style = name, "small" if small else ""
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(lambda _button: self.chosen.emit())
        self._values: list[object] = []
        self._layout = flow(spacing_px=6)
        self.setLayout(self._layout)
        self.fill(entries)

    @property
    def value(self) -> object:
        """What is chosen, ``None`` if there is nothing to choose."""
        number = self._group.checkedId()
        return self._values[number] if 0 <= number < len(self._values) else None

    def fill(self, entries: tuple[tuple[object, str], ...]) -> None:
        """Offer other entries."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._values = [value for value, _ in entries]
        for number, (_, words) in enumerate(entries):
            button = BoldWhenDown(words)
            button.setObjectName(self._style)
            button.setCheckable(True)
            button.setAccessibleName(f"{self._name}: {words}")
            self._group.addButton(button, number)
            self._layout.addWidget(button)

    def choose(self, value: object) -> None:
        """Put a button down."""
        if value in self._values:
            button = self._group.button(self._values.index(value))
            if button is not None:
                button.setChecked(True)

    def take_focus(self) -> None:
        """Put the focus on the button that is down."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus()

    def press(self, number: int) -> None:
        """Press a button by its place."""
        button = self._group.button(number)
        if button is not None:
            button.click()
