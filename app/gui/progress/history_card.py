"""A person's sessions, newest first, and what can be done with the selected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import style
from app.gui.inputs.person_box import NEW, NOBODY
from app.gui.widgets.flow import flow
from app.progress.history import HISTORY_HEADINGS, marks_legend, row_cells
from app.progress.page_model import compared_words
from app.store import BIN_DAYS

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

    from app.progress.page_model import Snapshot
    from app.store import SessionRow

LEAST_HEIGHT_PX = 200
LEAST_WIDTH_PX = 500
_WIDE_COLUMN = 1


class _Table(QTableWidget):
    """A table that signals when Delete is pressed on it."""

    delete_pressed = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Signal Delete; all other keys move the selection."""
        if event is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


class HistoryCard(QFrame):
    """A table and its buttons; it changes nothing itself.

    Signals
    -------
    review_asked, report_asked, print_asked, note_asked, delete_asked, forget_asked
        A button was pressed, for the sessions that are `selected`; "forget" deletes their videos.
    move_asked
        The name of the person whom the selected sessions are to go to; "" for nobody.
    more_asked
        Older sessions are to be shown too.
    move_to_new_asked
        The selected sessions are to go to a new person.
    """

    review_asked = pyqtSignal()
    report_asked = pyqtSignal()
    print_asked = pyqtSignal()
    note_asked = pyqtSignal()
    more_asked = pyqtSignal()
    delete_asked = pyqtSignal()
    forget_asked = pyqtSignal()
    move_asked = pyqtSignal(str)
    move_to_new_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._snapshot: Snapshot | None = None
        self.table = _Table(0, len(HISTORY_HEADINGS))
        self.compare_button = style.button("Compare two", "small")
        self.review_button = style.button("Review", "small", "Watch the stored video")
        self.report_button = style.button("Report…", "small")
        self.print_button = style.button("Print…", "small", "Print the report")
        self.note_button = style.button("Note…", "small", "Pain, why it ended, and a note")
        self.more_button = style.button("", "small")
        self._people_menu = QMenu()
        self.move_button = style.menu_button("Move to", self._people_menu, "small", "Whose it is")
        tip = f"Move to the bin: it can be put back for {BIN_DAYS} days"
        self.delete_button = style.button("Delete", "small", tip)
        self.forget_button = style.button("Delete video", "small", "The session is kept")
        self.compared = style.label("", wrap=True)
        self.compared.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._build()
        self._connect()

    @property
    def selected(self) -> list[SessionRow]:
        """The selected sessions, in the order of the table."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._snapshot.rows[row] for row in rows] if self._snapshot is not None else []

    def minimumSizeHint(self) -> QSize:
        """Ask for enough width to read the table; with less, the cards are put below each other."""
        return super().minimumSizeHint().expandedTo(QSize(style.px(LEAST_WIDTH_PX), 0))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another person's sessions, or the same person's again."""
        self._snapshot = snapshot
        self.table.clearSelection()
        self._size_sections(by_content=False)  # else every cell set makes Qt measure them all
        self.table.setRowCount(len(snapshot.rows))
        for line, row in enumerate(snapshot.rows):
            cells = row_cells(row, has_video=row.id in snapshot.videos, today=snapshot.today)
            for place, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(line, place, item)
        self._size_sections(by_content=True)
        older = snapshot.total - len(snapshot.rows)
        self.more_button.setText(f"Show {older} older")
        self.more_button.setVisible(older > 0)
        self._fill_people(snapshot)
        self._on_selected()

    def compare_selected(self) -> None:
        """Say how the two selected sessions differ."""
        rows = self.selected
        if self._snapshot is not None and len(rows) == 2:
            self.compared.setText(compared_words(self._snapshot, (rows[0].id, rows[1].id)))
            self.compared.show()

    def _fill_people(self, snapshot: Snapshot) -> None:
        self._people_menu.clear()
        for name in (*(person.alias for person in snapshot.people), None):
            if name != snapshot.alias:
                self._people_menu.addAction(
                    style.as_is(name or NOBODY), lambda name=name: self.move_asked.emit(name or "")
                )
        self._people_menu.addAction(NEW, self.move_to_new_asked.emit)

    def _on_selected(self) -> None:
        rows, films = self.selected, self._snapshot.videos if self._snapshot is not None else ()
        number, has_video = len(rows), any(row.id in films for row in rows)
        self.review_button.setEnabled(number == 1 and has_video)
        self.forget_button.setVisible(has_video)
        self.compare_button.setEnabled(number == 2)
        for button in (self.report_button, self.print_button, self.note_button):
            button.setEnabled(number == 1)
        self.move_button.setEnabled(number >= 1)
        self.delete_button.setEnabled(number >= 1)
        self.compared.hide()

    def _size_sections(self, *, by_content: bool) -> None:
        """Size columns and rows by what is in them, or fix their sizes; words may wrap."""
        modes = QHeaderView.ResizeMode
        mode = modes.ResizeToContents if by_content else modes.Fixed
        header, side = self.table.horizontalHeader(), self.table.verticalHeader()
        if header is not None and side is not None:
            header.setSectionResizeMode(mode)
            if by_content:
                header.setSectionResizeMode(_WIDE_COLUMN, modes.Stretch)
            side.setSectionResizeMode(mode)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.table.delete_pressed.connect(self.delete_button.click)
        self.compare_button.clicked.connect(lambda: self.compare_selected())
        self.review_button.clicked.connect(lambda: self.review_asked.emit())
        self.report_button.clicked.connect(lambda: self.report_asked.emit())
        self.print_button.clicked.connect(lambda: self.print_asked.emit())
        self.note_button.clicked.connect(lambda: self.note_asked.emit())
        self.more_button.clicked.connect(lambda: self.more_asked.emit())
        self.delete_button.clicked.connect(lambda: self.delete_asked.emit())
        self.forget_button.clicked.connect(lambda: self.forget_asked.emit())

    def _build(self) -> None:
        self.table.setHorizontalHeaderLabels(HISTORY_HEADINGS)
        self.table.setAccessibleName("History")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setMinimumHeight(style.px(LEAST_HEIGHT_PX))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = self.table.verticalHeader()
        if side is not None:
            side.setVisible(False)
        self._size_sections(by_content=True)
        buttons = (
            self.compare_button,
            self.review_button,
            self.report_button,
            self.print_button,
            self.note_button,
            self.move_button,
            self.delete_button,
            self.forget_button,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        column.addLayout(flow(style.label("heading", "History"), *buttons, spacing_px=6))
        column.addWidget(self.table, 1)
        column.addLayout(flow(self.more_button))
        column.addWidget(style.label("quiet", marks_legend(), wrap=True))
        column.addWidget(self.compared)
