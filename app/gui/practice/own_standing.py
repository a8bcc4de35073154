"""The stored standing posture of the person in front of the camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask
from app.store import KeptStanding

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.people import People
    from app.store import Store


class OwnStanding(QObject):
    """Reads it in the background; nobody, and people who never stood for it, have none.

    A store that cannot be read counts as none: `People` reports that already.

    Parameters
    ----------
    read_store
        Opens the store for reading; called in a worker thread.
    people
        Knows who is here.

    Signals
    -------
    changed
        Another posture, or none: read `kept`.
    """

    changed = pyqtSignal()

    def __init__(
        self, read_store: Callable[[], Store], people: People, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read_store, self._people = read_store, people
        self._task: BackgroundTask | None = None
        self.kept: KeptStanding | None = None
        people.changed.connect(self.look)

    def look(self) -> None:
        """Read what is stored for the chosen person."""
        self.finish_work()
        alias = self._people.chosen
        if alias is None or alias not in self._people.names:
            self._take(None)
            return
        self._task = BackgroundTask(lambda: self._read(alias), "standing", self)
        self._task.done.connect(self._take)
        self._task.start()

    def finish_work(self) -> None:
        """Let a reading in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _read(self, alias: str) -> KeptStanding | None:
        with self._read_store() as store:
            return store.standing(alias)

    def _take(self, kept: object) -> None:
        posture = kept if isinstance(kept, KeptStanding) else None
        if posture != self.kept:
            self.kept = posture
            self.changed.emit()
