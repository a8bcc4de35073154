"""Looking at the pieces of a recording in several processes, joined in order."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from app.run.looking.in_turn import in_turn
from app.run.looking.pieces import fits, last_looks
from app.run.looking.worker import Done, Some, Worker
from vision.capture.native import return_memory
from vision.capture.recording.watched import HANG_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from app.run.looking.eyes import View
    from app.run.looking.in_turn import Eyes
    from app.run.looking.looker import Look
    from app.run.looking.pieces import Piece
    from vision.capture.recording.findings import Findings

WAIT_S = 0.1
MOST_PIECES = 3
"""A process that has looked at so many pieces is replaced: models and decoders that come and go
leave holes in its memory, some MB a piece."""
MOST_DEATHS = 2
"""A piece at which this many processes have died is not tried again."""


class Uneven(Exception):
    """The pieces do not make up one recording: it has to be looked at from its beginning."""


class _Stopped(Exception):
    pass


@dataclass(slots=True, eq=False)
class _Result:
    """What has come of a piece; ``is_broken``: its frames cannot be read in this way."""

    piece: Piece
    looks: list[Look] = field(default_factory=list)
    seen_s: float = 0.0
    warm: list[Look] = field(default_factory=list)
    findings: Findings | None = None
    is_done: bool = False
    is_broken: bool = False
    deaths: int = 0

    def take(self, message: Some | Done | None) -> None:
        if isinstance(message, Some):
            self.looks += message.looks
            self.warm += message.warm
            if message.looks:
                self.seen_s = message.looks[-1].t_s - self.piece.from_s
        elif message is not None:
            self.findings, self.is_done = message.findings, True
            self.is_broken = message.findings is None or message.findings.damaged > 0


class SideBySide:
    """Yields the looks of a recording while it is iterated.

    Parameters
    ----------
    view
        What is looked at. Its file must have plain times.
    pieces
        Adjoining pieces of the recording.
    cores
        How many processes look.
    eyes
        Makes lookers for this process, for pieces that do not fit the one before.
    looking
        Called now and then with the number of seconds looked at in all.
    stopped
        Polled now and then; ``True`` ends the iteration.
    meanwhile
        Called while nothing comes from the processes: does a little work, and returns whether there
        was any.

    Attributes
    ----------
    findings
        What was found out about the whole recording, after the iteration.
    """

    def __init__(
        self, view: View, pieces: Sequence[Piece], cores: int, eyes: Eyes,
        looking: Callable[[float], None], stopped: Callable[[], bool],
        meanwhile: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._view, self._pieces, self._eyes = view, pieces, eyes
        self._looking, self._stopped, self._meanwhile = looking, stopped, meanwhile
        self._results = [_Result(piece) for piece in pieces]
        self._waiting = list(range(len(pieces)))
        self._at_work: dict[Connection, tuple[Worker, int]] = {}
        self._cores = min(cores, len(pieces))
        self._joined_to = 0
        self.findings: Findings | None = None

    def close(self) -> None:
        """End the processes."""
        for worker, _ in self._at_work.values():
            worker.close()
        self._at_work = {}

    def __iter__(self) -> Iterator[Look]:
        """Yield the looks of all pieces in order.

        Raises
        ------
        Uneven
            If a piece could not be read, or a process died or hung at it more than once.
        """
        try:
            for _ in range(self._cores):
                self._begin(Worker(self._view))
            yield from self._joined()
        except _Stopped:
            return
        finally:
            self.close()

    def _joined(self) -> Iterator[Look]:
        number = origin = 0
        recent: list[Look] = []
        while number < len(self._pieces):
            self._forget(number)
            if number and not fits(recent, self._warm_of(number)):
                for at, look in self._on_from(origin, number):
                    number, recent = at, last_looks(recent, look)
                    yield look
                number += 1
                continue
            origin = number
            for look in self._looks_of(number):
                recent = last_looks(recent, look)
                yield look
            number += 1
        self._forget(number)

    def _on_from(self, origin: int, number: int) -> Iterator[tuple[int, Look]]:
        """Go on with the model of an earlier piece until that of a later piece fits."""
        source = self._view.source(self._pieces[origin].warm_s)
        with closing(source.frames()) as frames:
            recent: list[Look] = []
            for turn, look in in_turn(frames, self._pieces[origin:], self._eyes):
                at = origin + turn
                if at > number:
                    if fits(recent, self._warm_of(at)):
                        return
                    number = at
                recent = last_looks(recent, look)
                if at == number:
                    yield at, look

    def _warm_of(self, number: int) -> list[Look]:
        """Return the warm-up looks before a piece, as soon as it has begun."""
        result = self._results[number]
        while not (result.looks or result.is_done):
            self._step()
        if result.is_broken:
            raise Uneven
        return result.warm

    def _looks_of(self, number: int) -> Iterator[Look]:
        """Yield the looks of a piece as they come; if its process dies, go on without repeats."""
        result, given = self._results[number], 0
        while not result.is_done or given < len(result.looks):
            if given < len(result.looks):
                given += 1
                yield result.looks[given - 1]
            else:
                self._step()
        if result.is_broken:
            raise Uneven

    def _forget(self, number: int) -> None:
        """Keep of the pieces before one only their findings, joined."""
        while self._joined_to < number:
            result = self._whole(self._joined_to)
            self._add(result.findings)
            result.looks, result.warm, result.findings = [], [], None
            return_memory()  # the looks that came and went have left holes: 50 MB in two hours
            self._joined_to += 1

    def _whole(self, number: int) -> _Result:
        result = self._results[number]
        while not result.is_done:
            self._step()
        if result.is_broken:
            raise Uneven
        return result

    def _add(self, found: Findings | None) -> None:
        if found is None:
            raise Uneven
        if self.findings is None:
            self.findings = found
        elif not found.times_s:
            return
        elif self.findings.meets(found):
            self.findings = self.findings.plus(found)
        else:
            raise Uneven

    def _step(self) -> None:
        """Work or wait a little, and take the messages that have come."""
        heard = wait(list(self._at_work), 0.0 if self._meanwhile() else WAIT_S)
        for connection, (worker, number) in list(self._at_work.items()):
            if connection not in heard:
                if worker.silent_s() > HANG_S:
                    self._lost(worker, number)
                continue
            result, message = self._results[number], worker.read()
            result.take(message)
            if message is None:
                self._lost(worker, number)
            elif result.is_done:
                self._begin(worker)
        self._looking(sum(result.seen_s for result in self._results))
        if self._stopped():
            raise _Stopped

    def _begin(self, worker: Worker) -> None:
        """Give a worker the next piece, or let it go."""
        self._at_work.pop(worker.connection, None)
        if not self._waiting:
            worker.close()
            return
        if worker.pieces >= MOST_PIECES:
            worker.close()
            worker = Worker(self._view)
        number = self._waiting.pop(0)
        self._at_work[worker.connection] = (worker, number)
        worker.begin(self._pieces[number])

    def _lost(self, worker: Worker, number: int) -> None:
        """Give the piece of a process that died or hangs to a new one."""
        del self._at_work[worker.connection]
        worker.close()
        result = self._results[number]
        result.deaths += 1
        if result.deaths >= MOST_DEATHS:
            result.is_done = result.is_broken = True
            return
        result.looks, result.warm = [], []
        self._waiting.insert(0, number)
        self._begin(Worker(self._view))
