"""What is written down about a set after it: how it felt, and whose it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask
from app.practice.summary_model import Feeling
from app.store import SetNote

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session.model import Session
    from app.store import Store


class SetRecords(QObject):
    """Changes the record of the set that has just ended, in the background and in turn.

    Parameters
    ----------
    open_store
        Opens the store, once for each thread.

    Signals
    -------
    failed
        What could not be written, as one line.
    """

    failed = pyqtSignal(str)

    def __init__(self, open_store: Callable[[], Store], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_store = open_store
        self._session: Session | None = None
        self._writing: list[BackgroundTask] = []

    def take(self, session: Session | None) -> None:
        """Go on with another session; ``None`` for one that is not kept."""
        self._session = session

    def note(self, feeling: Feeling) -> None:
        """Write down how the set felt, if anything was said; that ends the work on it."""
        session, self._session = self._session, None
        if session is not None and session.reps and feeling != Feeling():
            said = SetNote(feeling.pain, feeling.stopped_for, feeling.words)
            self._write(lambda store: store.set_note(session.id, said))

    def give(self, alias: str | None) -> None:
        """Give the session to somebody else."""
        session = self._session
        if session is not None and session.person != alias:
            self._session = replace(session, person=alias)
            self._write(lambda store: store.assign(session.id, alias))

    def finish_work(self) -> None:
        """Let what is being written come to its end."""
        for task in self._writing:
            task.abandon()

    def _write(self, work: Callable[[Store], None]) -> None:
        before = tuple(self._writing[-1:])

        def in_turn() -> None:
            for task in before:
                task.wait()
            with self._open_store() as store:
                work(store)

        task = BackgroundTask(in_turn, "note", self)
        task.failed.connect(lambda error: self.failed.emit(str(error)))
        self._writing = [one for one in self._writing if one.is_running] + [task]
        task.start()
