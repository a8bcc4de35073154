"""Corrects the level of a set and the verdict on each rep by hand, beside the program's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.inputs.choice import Choice
from app.gui.widgets.flow import flow
from app.review.correcting import VERDICTS, history_words, levels_of, rep_in_hand, rep_line
from app.session import corrections
from app.session.corrections import Corrections, Verdict
from app.session.words import level_title

if TYPE_CHECKING:
    from app.session.model import Session

AS_PROGRAM = "No correction"
NOTE_LENGTH = 500


class CorrectPanel(QFrame):
    """Follows the rep that is shown. Stores nothing itself.

    Signals
    -------
    said
        All `Corrections`, after every change.
    keep_asked
        The session is to be put into the history.
    closed
        The user is done.
    """

    said = pyqtSignal(object)
    keep_asked = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("Correct by hand")
        self._session: Session | None = None
        self._number: int | None = None
        self.level, self.level_note = CalmBox(), _note("Note on the level")
        self.level.setAccessibleName("Level by hand")
        self.level.setMinimumContentsLength(6)
        self.level.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.verdict = Choice(
            ((None, AS_PROGRAM), *VERDICTS), "Verdict by hand", small=True, stops=True
        )
        self.note = _note("Note on this rep")
        self.close_button = style.button("Done  (Esc)", "small")
        self._level_words, self._rep_words = style.label("", wrap=True), style.label("", wrap=True)
        self._place = style.label("quiet", wrap=True)
        self.keep_button = style.button("Add to the history", "small")
        self._build()
        self._connect()

    def show_session(self, session: Session) -> None:
        """Show another analysis, or the same one with other corrections."""
        known = self._session is not None and self._session.drill is session.drill
        self._session = session
        corrected, levels = corrections.of(session), levels_of(session)
        for widget in (self.level, self.level_note, self._level_words):
            widget.setVisible(bool(levels))
        if not known:
            self._fill_levels(levels)
        self.level.setCurrentIndex(max(0, self.level.findData(corrected.level)))
        _set(self.level_note, corrected.level_note)
        program = "not seen" if session.level is None else level_title(session.level)
        self.keep_button.setText(style.as_is(f"Add to {history_words(session)}"))
        self._level_words.setText(f"Level  ·  program: {program.lower()}")
        self._show_rep()

    def show_time(self, t_s: float) -> None:
        """Follow the picture to the rep at this time (s)."""
        number = None if self._session is None else rep_in_hand(self._session, t_s)
        if number != self._number:
            self._number = number
            self._show_rep()

    def show_place(self, words: str, *, is_stored: bool) -> None:
        """Say where corrections are stored.

        Parameters
        ----------
        words
            What there is to say.
        is_stored
            Whether they are in the store: otherwise there is a button to put the session there.
        """
        self._place.setText(words)
        self.keep_button.setVisible(not is_stored)

    def _fill_levels(self, levels: tuple[tuple[str, str], ...]) -> None:
        self.level.blockSignals(True)
        self.level.clear()
        self.level.addItem(AS_PROGRAM, None)
        for name, words in levels:
            self.level.addItem(words, name)
        self.level.blockSignals(False)

    def _show_rep(self) -> None:
        session, number = self._session, self._number
        there = session is not None and number is not None and number <= len(session.reps)
        self.verdict.setEnabled(there)
        self.note.setEnabled(there)
        if session is None or number is None or not there:
            self._rep_words.setText("There is no rep to correct.")
            return
        corrected = corrections.of(session).of(number)
        self._rep_words.setText(rep_line(session, number))
        self.verdict.choose(corrected.verdict)
        _set(self.note, corrected.note)

    def _on_level(self) -> None:
        level = self.level.currentData()
        note = self.level_note.text()
        self._say(lambda before: before.with_level(level if isinstance(level, str) else None, note))

    def _on_rep(self) -> None:
        number, verdict = self._number, self.verdict.value
        if number is None:
            return
        chosen = verdict if isinstance(verdict, Verdict) else None
        note = self.note.text()
        self._say(
            lambda before: before.with_rep(replace(before.of(number), verdict=chosen, note=note))
        )

    def _say(self, change: object) -> None:
        assert callable(change)
        if self._session is not None:
            changed: Corrections = change(corrections.of(self._session))
            self.said.emit(changed)

    def _connect(self) -> None:
        self.level.currentIndexChanged.connect(lambda _row: self._on_level())
        self.level_note.textEdited.connect(lambda _text: self._on_level())
        self.verdict.chosen.connect(self._on_rep)
        self.note.textEdited.connect(lambda _text: self._on_rep())
        self.keep_button.clicked.connect(lambda: self.keep_asked.emit())
        self.close_button.clicked.connect(lambda: self.closed.emit())

    def _build(self) -> None:
        head = flow(style.label("heading", "Correct by hand"), self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 8, 9, 8)
        column.setSpacing(6)
        column.addLayout(head)
        for widget in (
            self._rep_words,
            self.verdict,
            self.note,
            self._level_words,
            self.level,
            self.level_note,
            self._place,
        ):
            column.addWidget(widget)
        column.addLayout(flow(self.keep_button))
        column.addStretch(1)


def _note(words: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(words)
    line.setAccessibleName(words)
    line.setMaxLength(NOTE_LENGTH)
    return line


def _set(line: QLineEdit, text: str) -> None:
    """Show a text; if it is there already, as after typing it, leave the cursor where it is."""
    if line.text() != text:
        line.setText(text)
