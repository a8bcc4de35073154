"""What is stored about a set after its end: how it felt, and whose it was."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
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
    """Changes the record of the set that has just ended, in the background, in order.

    Parameters
    ----------
    open_store
        Opens the store for writing; each thread opens its own.

    Signals
    -------
    failed
        What could not be stored, as one line.
    leave_asked
        The set now belongs to somebody else, who has not agreed to its video or picture: the id of
        the session and the name.
    """

    failed = pyqtSignal(str)
    leave_asked = pyqtSignal(str, str)

    def __init__(self, open_store: Callable[[], Store], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_store = open_store
        self._session: Session | None = None
        self._writing: list[BackgroundTask] = []

    def take(self, session: Session | None) -> None:
        """Go on with another session; ``None`` for one that is not stored."""
        self._session = session

    def note(self, feeling: Feeling) -> None:
        """Store how the set felt, if anything was said; that ends the work on it."""
        session, self._session = self._session, None
        if session is not None and session.reps and feeling != Feeling():
            note = SetNote(feeling.pain, feeling.stopped_for, feeling.words)
            self._write(lambda store: store.set_note(session.id, note))

    def give(self, alias: str | None) -> None:
        """Give the session to somebody else, ``None`` for nobody."""
        session = self._session
        if session is not None and session.person != alias:
            self._session = replace(session, person=alias)
            self._write(partial(_assign, session.id, alias), self._on_given)

    def forget_pictures(self, session_id: str) -> None:
        """Delete the video and picture of a session whose person does not agree to them."""
        self._write(lambda store: store.forget_pictures((session_id,)))

    def _on_given(self, given: object) -> None:
        if isinstance(given, tuple):
            session_id, alias, has_pictures = given
            if has_pictures and alias is not None:
                self.leave_asked.emit(session_id, alias)

    def finish_work(self) -> None:
        """Let what is being stored come to its end."""
        for task in self._writing:
            task.abandon()

    def _write(
        self, work: Callable[[Store], object], then: Callable[[object], None] | None = None
    ) -> None:
        before = tuple(self._writing[-1:])

        def in_turn() -> object:
            for task in before:
                task.wait()
            with self._open_store() as store:
                return work(store)

        task = BackgroundTask(in_turn, "note", self)
        if then is not None:
            task.done.connect(then)
        task.failed.connect(lambda error: self.failed.emit(str(error)))
        self._writing = [earlier for earlier in self._writing if earlier.is_running] + [task]
        task.start()


def _assign(session_id: str, alias: str | None, store: Store) -> tuple[str, str | None, bool]:
    """Give a session to somebody; return its id, their name and whether it has pictures."""
    store.assign(session_id, alias)
    return session_id, alias, bool(store.pictured((session_id,)))
