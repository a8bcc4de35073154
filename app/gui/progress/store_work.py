"""Work with the store, one job at a time, never in the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask, line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.services import Services
    from app.store import Store


class StoreWork(QObject):
    """Runs what reads or changes the store, in the order in which it was asked for.

    Parameters
    ----------
    services
        Knows how to open the store.

    Signals
    -------
    failed
        One line on what went wrong.
    """

    failed = pyqtSignal(str)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks: list[BackgroundTask] = []

    @property
    def is_running(self) -> bool:
        """Whether something is under way."""
        return any(task.is_running for task in self._tasks)

    def read(self, work: Callable[[Store], object], then: Callable[[object], None]) -> None:
        """Read from the store in the background.

        Parameters
        ----------
        work
            Gets the store, opened for reading, in a worker thread.
        then
            Gets what ``work`` returned, in the window's thread; not called if it failed.
        """
        opened = self._services.read_store

        def reading() -> object:
            with opened() as store:
                return work(store)

        self.run(reading, then)

    def change(self, work: Callable[[Store], object], then: Callable[[object], None]) -> None:
        """Change the store in the background.

        Parameters
        ----------
        work
            Gets the store, opened for writing, in a worker thread.
        then
            Gets what ``work`` returned, in the window's thread; not called if it failed.
        """
        opened = self._services.open_store

        def changing() -> object:
            with opened() as store:
                return work(store)

        self.run(changing, then)

    def run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Do other work in the background, after everything asked for before.

        Parameters
        ----------
        work
            Called in a worker thread.
        then
            Gets what ``work`` returned, in the window's thread; not called if it failed.
        """
        before = tuple(self._tasks[-1:])

        def in_turn() -> object:
            for earlier in before:
                earlier.wait()
            return work()

        task = BackgroundTask(in_turn, "progress", self)
        task.done.connect(then)
        task.failed.connect(lambda error: self.failed.emit(line_of(error)))
        self._tasks = [earlier for earlier in self._tasks if earlier.is_running] + [task]
        task.start()

    def finish(self) -> None:
        """Let what is under way come to its end, and drop the results."""
        for task in self._tasks:
            task.abandon()
