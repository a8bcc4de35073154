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
    """How far a video has got."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A video in the queue; ``line`` says why it failed."""

    key: int
    request: Request
    state: State = State.WAITING
    line: str = ""
    analysis: Analysis | None = None

    @property
    def name(self) -> str:
        """What a person calls it: one of their sets by drill and time, a file by its name."""
        if self.request.kept is None:
            return self.request.path.name
        session = self.request.kept.session
        return f"{drill_title(session.drill)}, {session.created[:16].replace('T', ' ')}"

    @property
    def words(self) -> str:
        """Name and state in one line."""
        if self.state is State.FAILED:
            return self.problem if self._names_itself else f"{self.name}: failed. {self.line}"
        return f"{self.name}: {self._state_words()}"

    @property
    def problem(self) -> str:
        """Why it failed, naming the video once."""
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
        counted = tally_words(session.counts, all_four=False) or "no rep was found"
        return f"{'stopped early' if stopped else 'ready'}, {counted}"


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
        """Have a video analysed again, before all others.

        Parameters
        ----------
        key
            Key of the video.
        request
            What to analyse this time.
        """
        rest = self.without(key)
        return replace(rest, items=(Item(key, request), *rest.items))

    def begun(self, key: int) -> Queue:
        """Note that a video is being analysed now."""
        return _changed(self, key, state=State.RUNNING)

    def ready(self, key: int, analysis: Analysis) -> Queue:
        """Keep the result of a video; the oldest results are dropped when there are too many.

        Parameters
        ----------
        key
            Key of the video.
        analysis
            Its result. Analyses with corrections by hand are never dropped.
        """
        queue = _changed(self, key, state=State.READY, analysis=analysis)
        full = [item for item in queue.items if item.key != key and _may_go(item)]
        for old in full[: max(0, len(full) + 1 - MOST_READY)]:
            queue = _changed(queue, old.key, analysis=None)
        return queue

    def failed(self, key: int, line: str) -> Queue:
        """Note why a video failed.

        Parameters
        ----------
        key
            Key of the video.
        line
            The reason, as one line.
        """
        return _changed(self, key, state=State.FAILED, line=line, analysis=None)

    @property
    def loss_words(self) -> str:
        """Ask whether corrections that are not in the history may be lost, "" if there are none."""
        analyses = ((item.name, item.analysis) for item in self.items)
        names = [
            name
            for name, analysis in analyses
            if analysis is not None
            and analysis.session.corrected is not None
            and analysis.stored is None
        ]
        if not names:
            return ""
        return (
            f"Your corrections in {', '.join(names)} are not in the history. Close without "
            "saving them?"
        )

    @property
    def title(self) -> str:
        """How many videos there are, and how far they have got."""
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
