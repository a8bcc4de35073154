"""Work of the window's thread in pieces, so that it answers between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Piece = tuple["InTurn", Callable[[], object]]

_line: list[Piece] = []


class InTurn(QObject):
    """Has pieces of work done when there is nothing else to do: one at a time, whosever it is."""

    def start(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Do these, and no more of what was waiting."""
        self.stop()
        is_under_way = bool(_line)
        _line.extend((self, piece) for piece in pieces)
        if _line and not is_under_way:
            QTimer.singleShot(0, _do_next)

    def stop(self) -> None:
        """Do no more."""
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
    """Stand in the place of what is not to be done any more."""
