"""An angle in whole degrees: typed, or changed by the buttons beside it."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QPushButton, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmSpin

WIDTH_PX = 70


class DegreesBox(QWidget):
    """A number between a button for less and one for more.

    Parameters
    ----------
    name
        What is measured, for screen readers.
    degrees
        The angles allowed.

    Signals
    -------
    changed
        Somebody has set another angle: read `value`.
    """

    changed = pyqtSignal()

    def __init__(self, name: str, degrees: range, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = CalmSpin()
        self.box.setRange(degrees.start, degrees.stop - 1)
        self.box.setSuffix("°")
        self.box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.setFixedWidth(style.px(WIDTH_PX))
        self.box.setAccessibleName(name)
        self.less, self.more = style.button("−", "stepper"), style.button("+", "stepper")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button, word, by in ((self.less, "Less", -1), (self.more, "More", 1)):
            button.setAccessibleName(f"{word}: {name}")
            button.setAutoRepeat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            self._connect(button, by)
        for widget in (self.less, self.box, self.more):
            row.addWidget(widget)
        self.box.editingFinished.connect(self.changed)

    def value(self) -> int:
        """Return the angle in degrees."""
        return self.box.value()

    def setValue(self, value: int) -> None:
        """Show an angle without telling anybody."""
        self.box.setValue(value)

    def _connect(self, button: QPushButton, by: int) -> None:
        def step() -> None:
            self.box.setValue(self.box.value() + by)
            self.changed.emit()

        button.clicked.connect(step)
