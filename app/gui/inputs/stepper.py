"""A number between a button for less and one for more."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from app.gui import style


class Stepper(QWidget):
    """A whole number that two buttons change.

    Parameters
    ----------
    name
        What is counted, for screen readers.
    numbers
        Those allowed; the first is shown until another one is set.

    Signals
    -------
    changed
        Another number is shown: read `value`.
    """

    changed = pyqtSignal()

    def __init__(self, name: str, numbers: range, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._numbers, self._value = name, numbers, numbers.start
        self._shown = style.label("heading")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setMinimumWidth(style.px(44))
        self.less, self.more = style.button("−", "stepper"), style.button("+", "stepper")
        self.less.setAccessibleName(f"Fewer: {name}")
        self.more.setAccessibleName(f"More: {name}")
        for button, by in ((self.less, -1), (self.more, 1)):
            # A click must not move the focus here: the next Space is meant for Start.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _down, by=by: self.setValue(self._value + by))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.less, self._shown, self.more):
            row.addWidget(widget)
        row.addStretch(1)
        self.setValue(self._value)

    def value(self) -> int:
        """Return the number."""
        return self._value

    def setValue(self, value: int) -> None:
        """Show a number, or the nearest one allowed."""
        self._value = min(max(value, self._numbers.start), self._numbers.stop - 1)
        self._shown.setText(str(self._value))
        self._shown.setAccessibleName(f"{self._name}: {self._value}")
        self.less.setEnabled(self._value > self._numbers.start)
        self.more.setEnabled(self._value < self._numbers.stop - 1)
        self.changed.emit()
