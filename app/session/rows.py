"""Rows of numbers that grow by one per frame: the newest in memory, all others on the disk.

An hour of angles and landmarks is 70 MB, and in lists it would be three times that. The program's
memory should not grow with the length of a run.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from numpy.typing import NDArray

BLOCK = 1024
"""Number of rows written at once, about half a minute."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a row holds under a name: ``parts`` times ``width`` numbers, read one part at a time."""

    kind: type[np.generic]
    parts: int = 1
    width: int = 1


class Rows:
    """Takes rows one by one and gives them back column by column, from any thread.

    If the disk is full or missing, the rows stay in memory.

    Parameters
    ----------
    fields
        What a row holds.
    open_file
        Opens the file for full blocks, which is closed with this object; called with the first one.
    """

    def __init__(self, fields: Mapping[str, Field], open_file: Callable[[], BinaryIO]) -> None:
        self._fields = dict(fields)
        self._open_file = open_file
        self._lock = threading.Lock()
        self._block = {
            name: np.zeros((field.parts, BLOCK, field.width), field.kind)
            for name, field in self._fields.items()
        }
        self._offsets: dict[str, int] = {}
        self._block_bytes = 0
        for name, table in self._block.items():
            self._offsets[name] = self._block_bytes
            self._block_bytes += table.nbytes
        self._file: BinaryIO | None = None
        self._is_refused = False
        self._on_disk = 0
        self._in_memory: list[bytes] = []
        self._count = 0

    def __len__(self) -> int:
        """Return how many rows it has taken."""
        return self._count

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: Mapping[str, Any]) -> None:
        """Take a row: for each field a number, or an array of parts times width numbers."""
        at = self._count % BLOCK
        with self._lock:
            for name, field in self._fields.items():
                self._block[name][:, at] = np.reshape(row[name], (field.parts, field.width))
            self._count += 1
            if self._count % BLOCK == 0:
                self._put_away()

    def read(self, name: str, part: int, start: int, stop: int) -> NDArray[Any]:
        """Return one part of a field for some rows, (rows, width).

        Parameters
        ----------
        name
            The field.
        part
            Index of the part.
        start, stop
            The first row, and the one after the last.

        Raises
        ------
        OSError
            If the file with the rows can no longer be read.
        """
        field = self._fields[name]
        table = np.empty((max(0, stop - start), field.width), field.kind)
        at = start
        with self._lock:
            while at < stop:
                block, first = divmod(at, BLOCK)
                rows = min(stop - at, BLOCK - first)
                table[at - start : at - start + rows] = self._slice(name, part, block, first, rows)
                at += rows
        return table

    def _slice(self, name: str, part: int, block: int, first: int, rows: int) -> NDArray[Any]:
        if block == self._count // BLOCK:
            return self._block[name][part, first : first + rows]
        field, table = self._fields[name], self._block[name]
        row_bytes = field.width * table.itemsize
        begin = self._offsets[name] + (part * BLOCK + first) * row_bytes
        if block < self._on_disk and self._file is not None:
            self._file.seek(block * self._block_bytes + begin)
            data = self._file.read(rows * row_bytes)
        else:
            data = self._in_memory[block - self._on_disk][begin : begin + rows * row_bytes]
        if len(data) != rows * row_bytes:
            raise OSError("the temporary file of the session's angles is cut off")
        return np.frombuffer(data, field.kind).reshape(rows, field.width)

    def _put_away(self) -> None:
        """Write the full block; once the disk refuses one, it and all later ones stay in memory."""
        data = b"".join(table.tobytes() for table in self._block.values())
        if not self._is_refused:
            try:
                self._file = self._file or self._open_file()
                self._file.seek(self._on_disk * self._block_bytes)
                self._file.write(data)
                self._file.flush()
            except OSError:
                self._is_refused = True
            else:
                self._on_disk += 1
                return
        self._in_memory.append(data)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A field of rows as a table with one row per frame, read from the rows on each access."""

    rows: Rows
    name: str
    shape: tuple[int, ...]
    start: int
    part: int = 0

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __getitem__(self, span: slice) -> NDArray[Any]:
        """Read some rows."""
        begin, end, step = span.indices(len(self))
        table = self.rows.read(self.name, self.part, self.start + begin, self.start + end)
        return table.reshape(-1, *self.shape[1:])[::step]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Read all."""
        return self[:] if dtype is None else self[:].astype(dtype)


class Tables(Mapping[str, "NDArray[np.float64]"]):
    """The parts of a field by name, each (rows, width); read again on each access."""

    def __init__(self, rows: Rows, name: str, parts: Sequence[str], start: int, stop: int) -> None:
        self._rows, self._name, self._names = rows, name, parts
        self._start, self._stop = start, stop
        self._parts = {part: number for number, part in enumerate(parts)}

    def between(self, begin: int, end: int) -> Tables:
        """Return the tables for some of the rows; nothing is read yet.

        Parameters
        ----------
        begin, end
            The first row, and the one after the last, counted within these tables.
        """
        start = self._start
        return Tables(self._rows, self._name, self._names, start + begin, start + end)

    def __getitem__(self, part: str) -> NDArray[np.float64]:
        """Read a table."""
        number = self._parts[part]
        return self._rows.read(self._name, number, self._start, self._stop).astype(np.float64)

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._parts)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._parts)
