"""Where all data is stored, and how to back it up and restore it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PyQt6.QtCore import QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui import style
from app.gui.background import BackgroundTask, line_of
from app.gui.widgets.dialogs import ask_files, ask_new_file, is_sure
from app.gui.widgets.flow import flow
from app.gui.window.phrase_dialog import ask_for_new_phrase
from app.run.keeping.backup import Backup, back_up, checked, restore
from app.run.keeping.vault import lock_problem
from app.store import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = (
    "A backup is one file with all people, sessions, plans, notes, videos and settings. It is not "
    "encrypted unless the folder is locked (hipdrill lock): keep it where only you can read it. "
    "Restoring checks the file first and moves the present data to a folder beside it. Locking "
    "encrypts everything with a pass phrase: a stolen computer then reveals no name and no video."
)


class DataCard(QFrame):
    """Buttons to open the folder, make a backup and restore one, and lock everything.

    Signals
    -------
    restored
        A backup has replaced the stored data, settings included.
    lock_asked
        The window is to close, and everything to be locked with this pass phrase.
    """

    restored = pyqtSignal()
    lock_asked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._task: BackgroundTask | None = None
        self.said = style.label("", wrap=True)
        self.backup_button = style.button("Back up…")
        self.restore_button = style.button("Restore…")
        self.folder_button = style.button("Show the folder")
        self.lock_button = style.button("Lock and close…")
        self.lock_button.clicked.connect(lambda: self.ask_phrase())
        self.backup_button.clicked.connect(lambda: self.ask_where())
        self.restore_button.clicked.connect(lambda: self.ask_what())
        self.folder_button.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder())))
        )
        self._buttons = (
            self.backup_button, self.restore_button, self.lock_button, self.folder_button,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(style.label("heading", "Data"))
        where = str(data_folder()).replace("/", "/\u200b")
        column.addWidget(style.label("", f"Everything is stored in {where}", wrap=True))
        column.addWidget(style.label("quiet", WORDS, wrap=True))
        column.addLayout(flow(*self._buttons))
        column.addWidget(self.said)
        self.said.hide()

    def ask_where(self) -> None:
        """Ask for a file and back everything up into it."""
        name = f"hipdrill-backup-{date.today().isoformat()}.zip"
        path = ask_new_file(self, "Back up everything", name, "*.zip")
        if path is None:
            return
        folder = data_folder()

        def then(made: object) -> None:
            if isinstance(made, Backup):
                self._say(
                    f"{made.files} files are in {path}. The backup was read back and is complete."
                )

        self._run(lambda: back_up(folder, path), then)

    def ask_what(self) -> None:
        """Ask for a backup, check it and, if the user still wants to, restore it."""
        paths = ask_files(self, "Restore a backup", "*.zip")
        if paths:
            path = paths[0]
            self._run(lambda: checked(path), lambda made: self._ask_sure(path, made))

    def ask_phrase(self) -> None:
        """Ask for a pass phrase and, if one is given, have everything locked with it."""
        problem = lock_problem()
        if problem is not None:
            self._say(line_of(problem))
            return
        phrase = ask_for_new_phrase(self)
        if phrase is not None:
            self.lock_asked.emit(phrase)

    def finish_work(self) -> None:
        """Let what is under way come to its end."""
        if self._task is not None:
            self._task.abandon(timeout_s=60.0)  # half a backup is worth nothing
            self._task = None

    def _ask_sure(self, path: Path, made: object) -> None:
        if not isinstance(made, Backup):
            return
        when = made.made[:16].replace("T", " ")
        question = (
            f"Replace everything that is kept now with the {made.files} files of {when}? The "
            "present data are moved to a folder beside it."
        )
        if is_sure(self, question, "Restore"):
            folder = data_folder()
            self._run(lambda: restore(folder, path, by_window=True), self._after)
        else:
            self._say("")

    def _after(self, before: object) -> None:
        kept = "" if before is None else f" The previous data are in {before}."
        self._say(f"Restored.{kept}")
        self.restored.emit()

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self._follow(busy=True)
        self._say("Working…")
        self._task = BackgroundTask(work, "backup", self)

        def done(result: object) -> None:
            self._follow(busy=False)
            then(result)

        self._task.done.connect(done)
        self._task.failed.connect(self._on_failed)
        self._task.start()

    def _on_failed(self, error: object) -> None:
        self._follow(busy=False)
        self._say(line_of(error))

    def _follow(self, *, busy: bool) -> None:
        for button in (self.backup_button, self.restore_button, self.lock_button):
            button.setEnabled(not busy)

    def _say(self, line: str) -> None:
        self.said.setText(line)
        self.said.setVisible(bool(line))
