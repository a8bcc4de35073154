"""Looking at a recording in this process, one piece after the other."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from app.run.looking.pieces import fits, last_looks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.run.looking.looker import Look, Looker
    from app.run.looking.pieces import Piece
    from vision.datatypes import Frame

    Eyes = Callable[[], Looker]


def in_turn(
    frames: Iterable[Frame], pieces: Sequence[Piece], eyes: Eyes
) -> Iterator[tuple[int, Look]]:
    """Yield the number of the piece and the look of every frame.

    Parameters
    ----------
    frames
        In order of time, from `Piece.warm_s` of the first piece on.
    pieces
        Adjoining pieces of the recording.
    eyes
        Makes a looker; each piece gets its own.
    """
    with ExitStack() as stack:
        turns = _Turns(pieces, eyes, stack)
        for frame in frames:
            look = turns.look(frame)
            if look is not None:
                yield turns.number, look


class _Turns:
    """Which piece it is, and whose looker looks at it."""

    def __init__(self, pieces: Sequence[Piece], eyes: Eyes, stack: ExitStack) -> None:
        self._pieces, self._eyes, self._stack = pieces, eyes, stack
        self.number = 0
        self._looker = self._open()
        self._next: Looker | None = None
        self._warm: list[Look] = []
        self._recent: list[Look] = []

    def _open(self) -> Looker:
        return self._stack.enter_context(closing(self._eyes()))

    def look(self, frame: Frame) -> Look | None:
        """Look at the next frame; ``None`` if it comes before the first piece, only to warm up."""
        if frame.t_s < self._pieces[0].from_s:
            self._looker.warm(frame)
            return None
        while (later := self._pieces[self.number + 1 :]) and frame.t_s >= later[0].from_s:
            self._take_over()
        if later and frame.t_s >= later[0].warm_s:
            self._next = self._next or self._open()
            self._warm.append(self._next.warm(frame))
        look = self._looker.look(frame)
        self._recent = last_looks(self._recent, look)
        return look

    def _take_over(self) -> None:
        self.number += 1
        following, warm = self._next or self._open(), self._warm
        self._next, self._warm = None, []
        if fits(self._recent, warm):
            self._looker.close()
            self._looker = following
        else:
            following.close()
