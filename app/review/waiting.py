"""Several videos to be analysed one after the other: what waits, what is ready, what failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.session import corrections
from app.session.words import drill_title, tally_words

if TYPE_CHECKING:
    from app.review.job import Analysis, Request

MOST_READY = 12
"""Number of analyses kept in memory; an older one is repeated when it is opened."""


class State(StrEnum):
    """How far a video is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One video; ``line`` says why it failed."""

    key: int
    request: Request
    state: State = State.WAITING
    line: str = ""
    analysis: Analysis | None = None

    @property
    def name(self) -> str:
        """What a person calls it: a set of theirs by drill and time, a file by its name."""
        if self.request.kept is None:
            return self.request.path.name
        session = self.request.kept.session
        return f"{drill_title(session.drill)}, {session.created[:16].replace('T', ' ')}"

    @property
    def words(self) -> str:
        """Name and state in a line."""
        if self.state is State.FAILED:
            return self.problem if self._names_itself else f"{self.name}: failed. {self.line}"
        return f"{self.name}: {self._state_words()}"

    @property
    def problem(self) -> str:
        """Why it failed, with its name once."""
        return self.line if self._names_itself else f"{self.name}: {self.line}"

    @property
    def _names_itself(self) -> bool:
        return self.line.startswith(self.name)

    def _state_words(self) -> str:
        if self.state is State.RUNNING:
            return "being analysed"
        if self.state is State.WAITING:
            return "waiting"
        if self.analysis is None:
            return "done; will be analysed again when opened"
        session, stopped = self.analysis.session, self.analysis.stopped
        found = tally_words(session.counts, all_four=False) or "no rep was found"
        return f"{'stopped early' if stopped else 'ready'}, {found}"


@dataclass(frozen=True, slots=True)
class Queue:
    """Videos in the order in which they were opened."""

    items: tuple[Item, ...] = ()
    last_key: int = 0

    @property
    def running(self) -> Item | None:
        """The one that is being analysed."""
        return next((item for item in self.items if item.state is State.RUNNING), None)

    @property
    def next(self) -> Item | None:
        """The one that comes next."""
        return next((item for item in self.items if item.state is State.WAITING), None)

    def item(self, key: int) -> Item | None:
        """Return one by its key."""
        return next((item for item in self.items if item.key == key), None)

    def number(self, state: State) -> int:
        """Return how many are in a state."""
        return sum(item.state is state for item in self.items)

    def added(self, request: Request) -> Queue:
        """Return the queue with another video at its end; its key is `last_key`."""
        key = self.last_key + 1
        return Queue((*self.items, Item(key, request)), key)

    def without(self, key: int) -> Queue:
        """Return the queue without a video."""
        return replace(self, items=tuple(item for item in self.items if item.key != key))

    def again(self, key: int, request: Request) -> Queue:
        """Have a video analysed again, before all others."""
        rest = self.without(key)
        return replace(rest, items=(Item(key, request), *rest.items))

    def begun(self, key: int) -> Queue:
        """Say that a video is being analysed now."""
        return _changed(self, key, state=State.RUNNING)

    def ready(self, key: int, analysis: Analysis) -> Queue:
        """Keep the result of a video, and as many earlier ones as there is room for."""
        queue = _changed(self, key, state=State.READY, analysis=analysis)
        full = [item for item in queue.items if item.key != key and _may_go(item)]
        for old in full[: max(0, len(full) + 1 - MOST_READY)]:
            queue = _changed(queue, old.key, analysis=None)
        return queue

    def failed(self, key: int, line: str) -> Queue:
        """Keep why a video failed."""
        return _changed(self, key, state=State.FAILED, line=line, analysis=None)

    @property
    def loss_words(self) -> str:
        """Ask whether corrections by hand that are in no history may be lost, "" without any."""
        analyses = ((item.name, item.analysis) for item in self.items)
        names = [
            name
            for name, one in analyses
            if one is not None and one.session.corrected is not None and one.stored is None
        ]
        if not names:
            return ""
        return (
            f"Your corrections in {', '.join(names)} are not in the history. Close without "
            "saving them?"
        )

    @property
    def title(self) -> str:
        """How many videos there are, and how far."""
        names = ((State.READY, "ready"), (State.RUNNING, "being analysed"),
                 (State.WAITING, "waiting"), (State.FAILED, "failed"))  # fmt: skip
        parts = [f"{self.number(state)} {words}" for state, words in names if self.number(state)]
        total = len(self.items)
        return f"{total} video{'s' * (total != 1)}: {', '.join(parts)}"


def _may_go(item: Item) -> bool:
    return item.analysis is not None and corrections.of(item.analysis.session).is_empty


def _changed(queue: Queue, key: int, **changes: object) -> Queue:
    items = tuple(
        replace(item, **changes) if item.key == key else item  # type: ignore[arg-type]
        for item in queue.items
    )
    return replace(queue, items=items)
