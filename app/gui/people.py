"""Who uses this computer and whose set comes next: one place for the whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.gui.background import BackgroundTask, line_of
from app.store import Person, StoreError, StoreTrouble
from app.store.records import clean_alias, person_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store

SEVERAL = 2
"""With this many people or more, no set starts until somebody has said whose it is."""


class People(QObject):
    """The names in the store and the person in front of the camera.

    The person counts as confirmed from the moment somebody chooses them until `end_visit`: on a
    computer that several people share, the person of the last set is only a guess.

    Parameters
    ----------
    open_store, read_store
        Open the store for writing and for reading; called in a worker thread.

    Signals
    -------
    changed
        The names, or who is chosen: read `names`, whether they have been read yet (`is_known`),
        and `chosen`.
    chose
        Somebody was chosen by hand, even if it is the same person again.
    failed
        One line on why the names cannot be read or a name cannot be added.
    """

    changed = pyqtSignal()
    chose = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(
        self,
        open_store: Callable[[], Store],
        read_store: Callable[[], Store],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_store, self._read_store = open_store, read_store
        self._task: BackgroundTask | None = None
        self.names: tuple[str, ...] = ()
        self.chosen: str | None = None
        self.is_confirmed = self.is_known = False

    @property
    def must_ask(self) -> bool:
        """Whether a set cannot start until somebody says whose it is."""
        return len(self.names) >= SEVERAL and not self.is_confirmed

    def look(self) -> None:
        """Read the names in the background; report at once if nothing can be stored here."""
        self._run(lambda: _names(self._open_store, self._read_store), self._take_looked)

    def take_names(self, names: tuple[str, ...]) -> None:
        """Take the names from a page that has just read them."""
        if names != self.names or not self.is_known:
            self.names, self.is_known = names, True
            self.changed.emit()

    def guess(self, alias: str | None) -> None:
        """Take a person as the likely one, without anybody having said so; ``None`` for nobody."""
        if alias != self.chosen:
            self.chosen, self.is_confirmed = alias, False
            self.changed.emit()

    def choose(self, alias: str | None) -> None:
        """Take a person by hand, ``None`` for a set without a name."""
        is_new = alias != self.chosen
        self.chosen, self.is_confirmed = alias, True
        if is_new:
            self.changed.emit()
        self.chose.emit()

    def end_visit(self) -> None:
        """Forget that the person was confirmed: somebody else may come next."""
        self.is_confirmed = False

    def add(self, name: str) -> None:
        """Add a person in the background and choose them; if the name is known, only choose it."""
        try:
            alias = clean_alias(name)
        except ValueError:
            return
        key = person_key(alias)
        known = next((name for name in self.names if person_key(name) == key), None)
        if known is not None:
            self.choose(known)
            return
        self._run(lambda: _add(self._open_store, alias), self._take_new)

    def finish_work(self) -> None:
        """Let what is under way come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self.finish_work()
        self._task = BackgroundTask(work, "people", self)
        self._task.done.connect(then)
        self._task.failed.connect(lambda error: self.failed.emit(line_of(error)))
        self._task.start()

    def _take_looked(self, result: object) -> None:
        if isinstance(result, tuple):
            names, problem = result
            self.take_names(names)
            if problem is not None:
                self.failed.emit(f"{line_of(problem)} Sets are measured, but not stored.")

    def _take_new(self, names: object) -> None:
        if isinstance(names, tuple):
            *known, new = names
            self.names = tuple(sorted({*known, new}, key=str.casefold))
            self.choose(new)


def _names(
    open_store: Callable[[], Store], read_store: Callable[[], Store]
) -> tuple[tuple[str, ...], StoreError | None]:
    """Return the names, and the error that keeps the store from being written, if there is one."""
    problem = None
    try:
        with open_store() as store:
            return _aliases(store), None
    except StoreError as error:
        if error.trouble not in (StoreTrouble.READ_ONLY, StoreTrouble.TOO_LONG):
            raise
        problem = error
    try:
        with read_store() as store:
            return _aliases(store), problem
    except StoreError:  # there is nothing to read there yet
        return (), problem


def _aliases(store: Store) -> tuple[str, ...]:
    return tuple(person.alias for person in store.people())


def _add(open_store: Callable[[], Store], alias: str) -> tuple[str, ...]:
    """Return the names with the new one last."""
    with open_store() as store:
        return (*_aliases(store), store.put_person(Person(alias)).alias)
