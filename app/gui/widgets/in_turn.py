"""Work in the window's thread, in pieces, so that the window responds between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Piece = tuple["InTurn", Callable[[], object]]

_line: list[Piece] = []


class InTurn(QObject):
    """Runs pieces of work, one at a time for the whole window, when it has nothing else to do."""

    def start(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Run these pieces, and none of this object's that were still waiting."""
        self.stop()
        is_under_way = bool(_line)
        _line.extend((self, piece) for piece in pieces)
        if _line and not is_under_way:
            QTimer.singleShot(0, _do_next)

    def stop(self) -> None:
        """Run none of this object's pieces any more."""
        for number, (owner, _) in enumerate(_line):
            if owner is self:
                _line[number] = self, _nothing


def _do_next() -> None:
    owner, piece = _line[0]
    try:
        if not sip.isdeleted(owner):
            piece()
    finally:
        _line.pop(0)
        if _line:
            QTimer.singleShot(0, _do_next)


def _nothing() -> None:
    """Take the place of a piece that is no longer to be run."""
