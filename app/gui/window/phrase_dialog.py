"""Asks for the pass phrase: to unlock everything at the start, or to lock it at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError, as_sentence
from app.gui import style
from app.gui.background import line_of
from app.gui.widgets.dialogs import resize_within_screen
from app.gui.widgets.flow import flow
from app.run.keeping.vault import LEAST_LETTERS, unlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCK = (
    "Everything stored by Hip Drill on this computer (names, angles, pictures, videos, settings) "
    "is encrypted with a pass phrase, and the window closes. At the next start it asks for the "
    "phrase. Without the phrase nobody can open the data again. Results and backups saved to "
    "other folders are not encrypted."
)
UNLOCK = (
    "The data of Hip Drill are locked with a pass phrase. Without it, sets are measured, but not "
    "stored."
)
DIFFERENT = "The two pass phrases differ."


class PhraseDialog(QDialog):
    """A line for the pass phrase; two if it is a new one.

    Parameters
    ----------
    words
        What it is asked for.
    action
        On the button.
    is_new
        Whether it has to be long enough and typed twice.
    use
        Does something with the phrase; a `UserError` or `OSError` is shown, and the dialog stays.
    """

    def __init__(
        self,
        words: str,
        action: str,
        *,
        is_new: bool,
        use: Callable[[str], object] = lambda _phrase: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle("Hip Drill")
        self._is_new, self._use = is_new, use
        self.line, self.again = _line("Pass phrase"), _line("Pass phrase, once more")
        self.problem = style.label("", wrap=True)
        self.action_button = style.button(action, "primary")
        self.cancel_button = style.button("Cancel")
        self.action_button.clicked.connect(lambda: self.accept())
        self.action_button.setDefault(True)
        self.cancel_button.clicked.connect(lambda: self.reject())
        column = QVBoxLayout(self)
        column.addWidget(style.label("", words, wrap=True))
        column.addWidget(self.line)
        column.addWidget(self.again)
        self.again.setVisible(is_new)
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addLayout(flow(self.action_button, self.cancel_button))
        resize_within_screen(self, 520, 300)

    @property
    def phrase(self) -> str:
        """What was typed."""
        return self.line.text()

    def accept(self) -> None:
        """Use the phrase; stay if that fails."""
        self._say(self._fault() or "Working…")
        if self._fault():
            return
        QApplication.processEvents()  # the line is painted: this may take as long as the videos do
        try:
            self._use(self.phrase)
        except (UserError, OSError) as error:
            self._say(line_of(error))
            self.line.selectAll()
            self.line.setFocus()
            return
        super().accept()

    def _fault(self) -> str:
        if not self._is_new:
            return ""
        if len(self.phrase) < LEAST_LETTERS:
            return as_sentence(f"the phrase needs at least {LEAST_LETTERS} letters: a few words")
        return "" if self.phrase == self.again.text() else DIFFERENT

    def _say(self, line: str) -> None:
        self.problem.setText(line)


def ask_for_new_phrase(parent: QWidget) -> str | None:
    """Ask for a pass phrase to lock everything with; ``None`` if it was cancelled."""
    dialog = PhraseDialog(LOCK, "Lock and close", is_new=True, parent=parent)
    return dialog.phrase if dialog.exec() == QDialog.DialogCode.Accepted else None


def unlock_with_phrase(folder: Path) -> bool:
    """Ask for the pass phrase of a locked data folder and unlock it; return whether it is open."""
    dialog = PhraseDialog(UNLOCK, "Unlock", is_new=False, use=lambda phrase: unlock(folder, phrase))
    return dialog.exec() == QDialog.DialogCode.Accepted


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    return line
