"""The boxes of an MP4 that may be whole, cut off, damaged or huge."""

from __future__ import annotations

import io
import struct

import pytest

from vision.capture.recording.boxes import Box, boxes, fragments_end


def box(kind: bytes, content: int = 8) -> bytes:
    return struct.pack(">I4s", 8 + content, kind) + bytes(content)


HEAD = box(b"ftyp") + box(b"moov")
FRAGMENT = box(b"moof") + box(b"mdat", 100)


def end_of(data: bytes) -> int:
    return fragments_end(io.BytesIO(data))


def test_boxes_come_in_order_with_their_places() -> None:
    assert list(boxes(io.BytesIO(HEAD))) == [Box(b"ftyp", 0, 16), Box(b"moov", 16, 32)]


def test_a_box_may_be_larger_than_four_gigabytes() -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 5_000_000_000) + bytes(20)
    assert list(boxes(io.BytesIO(large))) == [Box(b"mdat", 0, 5_000_000_000)]


def test_the_last_box_may_be_as_long_as_the_file() -> None:
    assert list(boxes(io.BytesIO(HEAD + struct.pack(">I4s", 0, b"mdat") + bytes(9))))[-1] == (
        b"mdat", 32, 49,
    )  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"\0\0\0", struct.pack(">I4s", 7, b"moov") + bytes(20)])
def test_what_is_no_box_ends_it(data: bytes) -> None:
    assert list(boxes(io.BytesIO(data))) == []
    assert end_of(data) == 0


def test_whole_fragments_end_where_the_last_of_them_ends() -> None:
    whole = HEAD + 2 * FRAGMENT
    assert end_of(whole) == len(whole)
    assert end_of(whole + box(b"mfra")) == len(whole)
    for cut in range(1, len(FRAGMENT)):
        assert end_of(whole + FRAGMENT[:-cut]) == len(whole)


def test_without_a_whole_fragment_there_is_no_end() -> None:
    assert end_of(HEAD) == end_of(HEAD + FRAGMENT[:-1]) == 0
    assert end_of(HEAD + box(b"mdat", 100)) == 0, "pictures without an index of their own"


def test_boxes_that_are_being_moved_have_no_end() -> None:
    moved = HEAD + 2 * FRAGMENT + b"\0\0\1\0junk" + FRAGMENT
    assert end_of(moved) == 0
