"""The outermost boxes of an MP4 or MOV file (ISO/IEC 14496-12)."""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = struct.Struct(">I4s")
_MOST = 100_000
"""A fragment of a second takes two: half a day."""
_OF_FRAGMENTS = {b"ftyp", b"moov", b"moof", b"mdat", b"mfra"}


class Box(NamedTuple):
    """The kind of a box, and the bytes of the file where it begins and ends by its own account."""

    kind: bytes
    start: int
    end: int


def boxes(file: IO[bytes]) -> Iterator[Box]:
    """Give the outermost boxes of an open file in order, as far as their lengths make sense.

    The last one may end beyond the file.
    """
    start = 0
    for _ in range(_MOST):
        file.seek(start)
        head = file.read(16)
        if len(head) < _HEAD.size:
            return
        length, kind = _HEAD.unpack_from(head)
        if length == 0:  # as long as the file
            length = file.seek(0, os.SEEK_END) - start
        elif length == 1 and len(head) == 16:  # the length is a longer number, after the kind
            length = int.from_bytes(head[8:], "big")
        if length < _HEAD.size:
            return
        yield Box(kind, start, start + length)
        start += length


def fragments_end(file: IO[bytes]) -> int:
    """Return the byte where the last whole fragment of an MP4 that was not finished ends.

    0 if there is none, or if a box that does not belong there follows: then what the boxes hold has
    been moved, as at the end of writing.
    """
    size, end, kind_before = file.seek(0, os.SEEK_END), 0, b""
    for box in boxes(file):
        if box.kind not in _OF_FRAGMENTS:
            return 0
        if box.end <= size and (kind_before, box.kind) == (b"moof", b"mdat"):
            end = box.end
        kind_before = box.kind
    return end
