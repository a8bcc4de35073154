"""The names of the pages along the left edge of the window."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.gui import style

RAIL_PX = 112


class Rail(QWidget):
    """A button for each page, with the current one pressed, and one for help below them.

    Signals
    -------
    asked
        The number of a page.
    help_asked
        Help is wanted.
    """

    asked = pyqtSignal(int)
    help_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        style.wear(self)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(RAIL_PX)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.asked)
        self.help_button = style.button("Help  (?)", tip="Keys, drills, camera, about")
        self.help_button.clicked.connect(lambda: self.help_asked.emit())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 18, 8, 12)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        self._column.addWidget(self.help_button)

    def add(self, words: str) -> None:
        """Add a page by its name; Alt and its number show it."""
        number = len(self._group.buttons())
        button = style.Button(words)
        button.setCheckable(True)
        button.setAccessibleName(f"Page {words}")
        button.setToolTip(f"Alt+{number + 1}")
        self._group.addButton(button, number)
        self._column.insertWidget(number, button)

    def mark(self, number: int) -> None:
        """Show a page's button as pressed."""
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)
