"""What is noted about a session: pain, why it ended, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.inputs.pain_scale import PainScale
from app.gui.widgets.dialogs import resize_within_screen
from app.gui.widgets.flow import Sheet, scrolled
from app.practice.summary_model import STOP_REASONS
from app.store import SetNote, StopReason

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

WORDS = "It appears in the history, in reports and in what you save about the person."


class NoteDialog(QDialog):
    """Edits a `SetNote`: read `note` when the dialog is accepted.

    Parameters
    ----------
    title
        Which session it is about.
    note
        What has been noted so far, ``None`` for nothing.
    """

    def __init__(self, title: str, note: SetNote | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle("Note")
        resize_within_screen(self, 620, 380)
        self._before = note or SetNote()
        self.text = QPlainTextEdit(self._before.text)
        self.text.setAccessibleName("Note")
        self.text.setTabChangesFocus(True)
        self.pain = PainScale()
        if self._before.pain is not None:
            self.pain.choose(self._before.pain)
        self.reason = CalmBox()
        self.reason.setAccessibleName("Why it ended")
        for words, reason in STOP_REASONS:
            self.reason.addItem(words, reason)
        reasons = [reason for _, reason in STOP_REASONS]
        self.reason.setCurrentIndex(reasons.index(self._before.stop_reason))
        self.cancel_button = style.button("Cancel  (Esc)")
        self.save_button = style.button("Save the note", "primary")
        self.cancel_button.clicked.connect(lambda: self.reject())
        self.save_button.clicked.connect(lambda: self.accept())
        self._build(title)
        self.text.setFocus()

    @property
    def note(self) -> SetNote:
        """The note as it is now, with the time at which it was first made."""
        reason = self.reason.currentData()
        stopped = reason if isinstance(reason, StopReason) else None
        text = self.text.toPlainText().strip()
        return SetNote(self.pain.value, stopped, text, self._before.created)

    def _build(self, title: str) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.addWidget(style.label("heading", title, wrap=True))
        inner.addWidget(self.text, 1)
        inner.addWidget(style.label("", "Pain afterwards, 0 to 10"))
        inner.addWidget(self.pain)
        inner.addWidget(style.label("", "Why it ended"))
        inner.addWidget(self.reason)
        inner.addWidget(style.label("quiet", WORDS, wrap=True))
        column = QVBoxLayout(self)
        column.addWidget(scrolled(sheet), 1)
        column.addLayout(foot)
