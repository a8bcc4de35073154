"""Deleted sessions that can still be put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QVBoxLayout

from app.gui import style
from app.gui.widgets.dialogs import is_sure, resize_within_screen
from app.gui.widgets.flow import flow
from app.progress.history import bin_row_words
from app.store import BIN_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from app.store import SessionRow

WORDS = (
    f"Deleted sessions stay here for {BIN_DAYS} days with their videos and notes, and are left out "
    "of all figures. After that, they are deleted for good at the next start of the program. "
    "Deleting a person empties their bin at once."
)


class BinDialog(QDialog):
    """A list, with buttons for the lines selected, or for all lines if none is selected.

    Parameters
    ----------
    rows
        The deleted sessions.

    Signals
    -------
    back_asked, gone_asked
        The ids of sessions that are to be put back, or deleted for good.
    """

    back_asked = pyqtSignal(tuple)
    gone_asked = pyqtSignal(tuple)

    def __init__(self, rows: Sequence[SessionRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle("Bin")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within_screen(self, 720, 440)
        self.list = QListWidget()
        self.list.setAccessibleName("Deleted sessions")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        for row in rows:
            item = QListWidgetItem(bin_row_words(row))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
        self.back_button = style.button("Put back", "primary")
        self.gone_button = style.button("Delete for good…")
        self.close_button = style.button("Close  (Esc)")
        self.list.itemSelectionChanged.connect(self._follow)
        self.back_button.clicked.connect(lambda: self._put_back())
        self.gone_button.clicked.connect(lambda: self._delete())
        self.close_button.clicked.connect(lambda: self.reject())
        column = QVBoxLayout(self)
        column.addWidget(style.label("quiet", WORDS, wrap=True))
        column.addWidget(self.list, 1)
        column.addLayout(flow(self.back_button, self.gone_button, self.close_button))
        self._follow()

    @property
    def ids(self) -> tuple[str, ...]:
        """The selected sessions, all of them if none is selected."""
        items = self.list.selectedItems() or [self._item(n) for n in range(self.list.count())]
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in items)

    def _item(self, number: int) -> QListWidgetItem:
        item = self.list.item(number)
        assert item is not None
        return item

    def _follow(self) -> None:
        is_all = not self.list.selectedItems()
        self.back_button.setText("Put all back" if is_all else "Put back")
        self.gone_button.setText("Empty the bin…" if is_all else "Delete for good…")

    def _put_back(self) -> None:
        self.back_asked.emit(self.ids)
        self.accept()

    def _delete(self) -> None:
        ids = self.ids
        number = "1 session" if len(ids) == 1 else f"{len(ids)} sessions"
        if is_sure(self, f"Delete {number} for good? This cannot be undone.", "Delete for good"):
            self.gone_asked.emit(ids)
            self.accept()
