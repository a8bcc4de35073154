"""The looks of a recording, in order: of a long one, only the newest are in memory.

The others are on the disk. Two hours of video are 200,000 looks, each a dozen objects or more:
800 MB as they are.
"""

from __future__ import annotations

import io
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from app.run.looking.stored import Read, arrays_of, read_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from app.run.looking.looker import Look

BLOCK = 512
"""Number of looks written at once, a quarter of a minute."""
MOST_IN_MEMORY = 9000
"""Looks of a recording that never touches the disk: five minutes."""


class LookLog:
    """Takes looks one by one, and gives them back from the first on, as often as needed.

    If the disk is full or missing, the looks stay in memory.

    Parameters
    ----------
    open_file
        Opens the file for full blocks, which is closed with this object; called when there are too
        many looks for the memory.
    is_long
        Whether there will be too many, so that the file is needed from the beginning: memory that
        was once full of looks has holes from then on.
    """

    def __init__(self, open_file: Callable[[], BinaryIO], *, is_long: bool = False) -> None:
        self._open_file = open_file
        self._most = BLOCK if is_long else MOST_IN_MEMORY
        self._looks: list[Look] = []
        self._file: BinaryIO | None = None
        self._is_refused = False
        self._places: list[tuple[int, int]] = []
        self.times_s = array("d")

    def __len__(self) -> int:
        """Return how many looks it has taken."""
        return len(self.times_s)

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, look: Look) -> None:
        """Take one more look."""
        self._looks.append(look)
        self.times_s.append(look.t_s)
        most = self._most if self._file is None else BLOCK
        while len(self._looks) >= most + BLOCK and not self._is_refused:
            self._put_away()
            most = BLOCK

    def __iter__(self) -> Iterator[Look]:
        """Yield all looks, also those that are taken meanwhile.

        Raises
        ------
        OSError
            If the file can no longer be read.
        """
        number = 0
        while number < len(self):
            block, place = divmod(number, BLOCK)
            if block < len(self._places):
                looks = self._block(*self._places[block], block * BLOCK)[place:]
            else:
                looks = (self._looks[number - BLOCK * len(self._places)],)
            yield from looks
            number += len(looks)

    def _put_away(self) -> None:
        """Write the oldest looks in memory to the disk."""
        packed = io.BytesIO()
        arrays: Any = arrays_of(Read(tuple(self._looks[:BLOCK])))
        np.savez(packed, **arrays)
        try:
            self._file = self._file or self._open_file()
            place = self._file.seek(0, io.SEEK_END)
            self._file.write(packed.getbuffer())
        except OSError:
            self._is_refused = True
            return
        self._places.append((place, packed.tell()))
        del self._looks[:BLOCK]

    def _block(self, place: int, length: int, first: int) -> tuple[Look, ...]:
        if self._file is None:
            return ()
        self._file.seek(place)
        with np.load(io.BytesIO(self._file.read(length)), allow_pickle=False) as stored:
            return read_from({name: stored[name] for name in stored.files}, first).looks
