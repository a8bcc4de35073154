"""The page at the end of a run."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.background import BackgroundTask
from app.gui.drill_panel import Tallies, make_card
from app.gui.notice import Notice
from app.gui.summary_model import RangeRow, Summary, folder_name, summary
from app.words import NOT_A_DEVICE, STOP_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.runner import Outcome
    from app.series import AngleSeries
    from app.session import Session

_log = logging.getLogger(__name__)


class SummaryPage(QWidget):
    """Ranges, tallies, warnings and notes of a run; saves the report.

    Parameters
    ----------
    save
        Writes the report of a session into a folder; called in a worker thread.

    Signals
    -------
    closed
        The user wants to go back to the picture.
    """

    closed = pyqtSignal()

    def __init__(
        self,
        save: Callable[[Session, AngleSeries, Path], list[Path]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._save = save
        self._task: BackgroundTask | None = None
        self._outcome: Outcome | None = None
        self._folder: Path | None = None
        self.notice = Notice(self)
        self.save_button = _button("Save report…", self.ask_folder, primary=True)
        self.back_button = _button("Back to the picture", self.closed.emit)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._build()

    def show_outcome(self, outcome: Outcome) -> None:
        """Fill the page."""
        self._outcome = outcome
        words = summary(outcome)
        self._scroll.setWidget(_sheet(words))
        self.save_button.setEnabled(outcome.session is not None)
        if words.failure:
            self.notice.say(_sentence(words.failure), bad=True)
        else:
            self.notice.clear()

    def ask_folder(self) -> None:
        """Ask where to, then save."""
        folder = QFileDialog.getExistingDirectory(self, "Save the report in")
        if folder:
            self.save_into(Path(folder))

    def save_into(self, parent_folder: Path) -> None:
        """Save the report into a new folder, without holding up the window."""
        outcome = self._outcome
        if outcome is None or outcome.session is None or outcome.series is None:
            return
        if self._task is not None and self._task.is_running:
            return
        session, series = outcome.session, outcome.series
        folder = parent_folder / folder_name(session)
        self.save_button.setEnabled(False)
        self.notice.say("Saving the report…")
        self._task = BackgroundTask(lambda: self._save(session, series, folder), "save", self)
        self._task.done.connect(self._saved)
        self._task.failed.connect(self._not_saved)
        self._folder = folder
        self._task.start()

    def finish_work(self) -> None:
        """Let a saving in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _saved(self, paths: object) -> None:
        self.save_button.setEnabled(True)
        names = ", ".join(path.name for path in paths) if isinstance(paths, list) else ""
        self.notice.say(
            f"Saved in {self._folder}: {names}", action="Open folder", then=self._open_folder
        )

    def _not_saved(self, error: object) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, OSError):
            cause = error.strerror or str(error)
            line = f"The report could not be saved ({cause}). Choose another folder."
        else:
            _log.error("the report could not be saved", exc_info=_exception(error))
            line = f"The report could not be made ({error}). Please try again."
        self.notice.say(line, bad=True)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.notice)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(buttons)


def _sheet(words: Summary) -> QWidget:
    """Build the scrolled part."""
    sheet = QWidget()
    sheet.setObjectName("sheet")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(10)
    column.addWidget(_head(words))
    if words.ranges:
        column.addWidget(_range_card(words.ranges))
    for heading, lines in (
        ("Why reps were not clean", words.reasons),
        ("Warnings", words.warnings),
        ("Notes", words.notes),
    ):
        if lines:
            column.addWidget(_list_card(heading, lines))
    column.addWidget(_text("quiet", f"{NOT_A_DEVICE} {STOP_SIGNS}"))
    column.addStretch(1)
    return sheet


def _head(words: Summary) -> QWidget:
    card, column = make_card()
    column.addWidget(_text("title", words.title))
    column.addWidget(_text("quiet", words.detail))
    if words.counts is not None:
        tallies = Tallies()
        tallies.set_counts(words.counts)
        tallies.setMaximumWidth(460)
        column.addWidget(tallies)
    return card


def _range_card(rows: tuple[RangeRow, ...]) -> QWidget:
    card, column = make_card()
    column.addWidget(_text("heading", "Range, best rep of each side (90 % interval)"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for place, share in enumerate((5, 4, 4)):
        grid.setColumnStretch(place, share)
    for place, word in enumerate(("Left", "Right"), 1):
        grid.addWidget(_text("quiet", word), 0, place)
    for line, row in enumerate(rows, 1):
        grid.addWidget(_text("", row.label), line, 0)
        grid.addWidget(_text("", row.left or "–"), line, 1)
        grid.addWidget(_text("", row.right or "–"), line, 2)
    column.addLayout(grid)
    return card


def _list_card(heading: str, lines: tuple[str, ...]) -> QWidget:
    card, column = make_card()
    column.addWidget(_text("heading", heading))
    for line in lines:
        column.addWidget(_text("", line))
    return card


def _text(name: str, words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(words: str, then: Callable[[], None], *, primary: bool = False) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName("primary" if primary else "")
    button.clicked.connect(lambda: then())
    return button


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."


def _exception(error: object) -> BaseException | None:
    return error if isinstance(error, BaseException) else None
