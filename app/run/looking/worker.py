"""A process that looks at pieces of a recording, and its messages.

It also decodes them: a file that crashes the decoder, or makes it hang, costs only this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.looking.eyes import Eyes
from vision.capture.native import settle_worker
from vision.capture.recording.decoder import limit_memory
from vision.capture.recording.video import VideoSource
from vision.capture.stderr import native_stderr_silenced
from vision.errors import VisionError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from app.run.looking.eyes import View
    from app.run.looking.looker import Look
    from app.run.looking.pieces import Piece
    from vision.capture.recording.findings import Findings

SENT_TOGETHER = 15
CORE_BYTES = 256 << 20
"""What the pose model may reserve for each core: it starts threads for all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """Looks of a piece, in order; ``warm`` are those of its model before the piece begins."""

    looks: tuple[Look, ...]
    warm: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """The end of a piece; ``findings`` is ``None`` if its frames could not be read properly."""

    findings: Findings | None


class Worker:
    """A process that handles one piece after the other.

    Attributes
    ----------
    pieces
        How many it was given.
    """

    def __init__(self, view: View) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, there = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_work, args=(view, there), name="hipdrill-look", daemon=True
        )
        self._process.start()
        there.close()
        self._heard_s = time.monotonic()
        self.pieces = 0

    def begin(self, piece: Piece) -> None:
        """Have a piece looked at; that the process is gone is only noticed when reading from it."""
        self._heard_s = time.monotonic()
        self.pieces += 1
        with suppress(OSError):
            self.connection.send(piece)

    def read(self) -> Some | Done | None:
        """Return the next message; ``None`` if the process is gone."""
        try:
            message: Some | Done = self.connection.recv()
        except (EOFError, OSError):
            return None
        self._heard_s = time.monotonic()
        return message

    def silent_s(self) -> float:
        """Return how long ago it was last spoken to or heard from."""
        return time.monotonic() - self._heard_s

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(view: View, connection: Connection) -> None:
    """Look at pieces until no more come."""
    stand_aside()
    limit_memory((os.cpu_count() or 1) * CORE_BYTES)
    with suppress(EOFError, OSError), native_stderr_silenced():
        eyes = Eyes(view.model)
        while True:
            _look(view, connection.recv(), eyes, connection)


def _look(view: View, piece: Piece, eyes: Eyes, connection: Connection) -> None:
    some: list[Look] = []
    warm: list[Look] = []
    findings = None
    with suppress(VisionError, MemoryError):
        source = VideoSource(view.location, wanted=view.wanted(piece.warm_s, piece.until_s))
        with closing(source.frames()) as frames, closing(eyes()) as looker:
            for frame in frames:
                if frame.t_s < piece.from_s:
                    warm.append(looker.warm(frame))
                    continue
                some.append(looker.look(frame))
                if len(some) >= SENT_TOGETHER:
                    connection.send(Some(tuple(some), tuple(warm)))
                    some, warm = [], []
        findings = source.findings
    connection.send(Some(tuple(some), tuple(warm)))
    connection.send(Done(findings))


def stand_aside() -> None:
    """Set a worker process up: Ctrl-C is left to the process that the user started.

    When that one is killed, this one ends at once: nobody would read its results.
    """
    settle_worker()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
