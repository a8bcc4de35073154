"""The standing posture that is kept of the person in front of the camera."""

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
    """Reads it in the background; nobody and people who never stood for it have none.

    A store that cannot be read counts as none: the people say so already.

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
        """Read what is kept of the person who is chosen."""
        self.finish_work()
        alias = self._people.chosen
        if alias is None or alias not in self._people.names:
            self._take(None)
            return
        self._task = BackgroundTask(lambda: self._read(alias), "standing", self)
        self._task.done.connect(self._take)
        self._task.start()

    def finish_work(self) -> None:
        """Let what is under way come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _read(self, alias: str) -> KeptStanding | None:
        with self._read_store() as store:
            return store.standing(alias)

    def _take(self, kept: object) -> None:
        found = kept if isinstance(kept, KeptStanding) else None
        if found != self.kept:
            self.kept = found
            self.changed.emit()
