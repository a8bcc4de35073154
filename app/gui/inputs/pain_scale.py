"""How much it hurts: eleven buttons, 0 to 10."""

from __future__ import annotations

from PyQt6.QtWidgets import QButtonGroup, QWidget

from app.gui import style
from app.gui.widgets.flow import flow

PAIN_MOST = 10


class PainScale(QWidget):
    """Eleven buttons, 0 to 10, one of which is pressed, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._on_clicked)
        row = flow(spacing_px=4)
        self.setLayout(row)
        for number in range(PAIN_MOST + 1):
            button = style.Button(str(number))
            button.setCheckable(True)
            button.setAccessibleName(f"Pain {number} of {PAIN_MOST}")
            button.setStyleSheet(f"padding: 8px 2px; min-width: {style.px(44)}px;")
            self._group.addButton(button, number)
            row.addWidget(button)

    @property
    def value(self) -> int | None:
        """The number chosen, ``None`` if nothing has been said."""
        return next((n for n in range(PAIN_MOST + 1) if self._is_down(n)), None)

    def clear(self) -> None:
        """Release all buttons."""
        for button in self._group.buttons():
            button.setChecked(False)

    def choose(self, number: int) -> None:
        """Press the button of a number."""
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == number)

    def _on_clicked(self, number: int) -> None:
        """Let a second press on the same number take it back."""
        if self._is_down(number):
            self.choose(number)

    def _is_down(self, number: int) -> bool:
        button = self._group.button(number)
        return button is not None and button.isChecked()
