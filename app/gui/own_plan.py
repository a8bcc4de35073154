"""The plan of the person in front of the camera, read in the background."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask, line_of
from app.practice.today import Today, load_today

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.people import People
    from app.session.model import Session
    from app.store import Store
    from drills.regimen import Regimen


class OwnPlan(QObject):
    """How far the chosen person is with their plan; there may be nobody, or no plan.

    Parameters
    ----------
    read_store
        Opens the store for reading; called in a worker thread.
    people
        Knows who is here.

    Signals
    -------
    changed
        Another plan, or more of it is done: read `today`.
    failed
        One line on why it cannot be read.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(
        self, read_store: Callable[[], Store], people: People, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read_store, self._people = read_store, people
        self._task: BackgroundTask | None = None
        self._of: str | None = None
        self.today: Today | None = None
        self.goal = "everyday"
        people.changed.connect(self._on_people)

    @property
    def regimen(self) -> Regimen | None:
        """The plan, ``None`` without one."""
        return None if self.today is None else self.today.regimen

    def look(self) -> None:
        """Read the plan of the chosen person and what has been done of it."""
        self.finish_work()
        alias, goal, read_store = self._people.chosen, self.goal, self._read_store
        self._of = alias
        if alias is None or alias not in self._people.names:
            self._take(None)
            return
        self._task = BackgroundTask(
            lambda: load_today(read_store, alias, goal, date.today()), "plan", self
        )
        self._task.done.connect(self._take)
        self._task.failed.connect(lambda error: self.failed.emit(line_of(error)))
        self._task.start()

    def took(self, session: Session) -> None:
        """Add a set that has just ended to what has been done."""
        if self.today is not None:
            self._take(self.today.after(session))

    def finish_work(self) -> None:
        """Let a reading in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _on_people(self) -> None:
        if self._people.chosen != self._of or self.today is None:
            self.look()

    def _take(self, today: object) -> None:
        plan = today if isinstance(today, Today) else None
        if plan != self.today:
            self.today = plan
            self.changed.emit()
