"""Rows that grow by one a frame: nothing is lost on the way to the disk, and memory stays flat."""

from __future__ import annotations

import io
import tempfile
import tracemalloc

import numpy as np
import pytest

from app.session.rows import BLOCK, Column, Field, Rows, Tables

FIELDS = {"t_s": Field(np.float64), "angles": Field(np.float32, parts=2, width=3)}


def row(number):
    return {"t_s": number / 30, "angles": np.arange(6) + 10.0 * number}


def filled(count, open_file=tempfile.TemporaryFile):
    rows = Rows(FIELDS, open_file)
    for number in range(count):
        rows.add(row(number))
    return rows


class FullDisk(io.BytesIO):
    """Has room for one block."""

    def write(self, data):
        if self.tell():
            raise OSError(28, "No space left on device")
        return super().write(data)


def no_disk():
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("open_file", [tempfile.TemporaryFile, FullDisk, no_disk])
@pytest.mark.parametrize("count", [0, 5, BLOCK, 3 * BLOCK + 7])
def test_every_part_of_every_row_comes_back(count, open_file):
    rows = filled(count, open_file)
    assert len(rows) == count
    np.testing.assert_array_equal(rows.read("t_s", 0, 0, count)[:, 0], np.arange(count) / 30)
    for start in {0, count // 2, max(0, count - 3)}:
        table = Tables(rows, "angles", ("hip", "spine"), start, count)
        wanted = 10.0 * np.arange(start, count)[:, None] + [3, 4, 5]
        np.testing.assert_array_equal(table["spine"], wanted)
        assert table["spine"].dtype == np.float64
        column = Column(rows, "t_s", (count - start, 1), start)
        np.testing.assert_array_equal(np.asarray(column)[:, 0], np.arange(start, count) / 30)
        np.testing.assert_array_equal(column[1:3], np.asarray(column)[1:3])


def test_what_was_given_out_stays_the_same_while_rows_are_added():
    rows = filled(BLOCK - 2)
    table = Tables(rows, "angles", ("hip", "spine"), 5, len(rows))
    before = table["hip"]
    for number in range(BLOCK - 2, 3 * BLOCK):
        rows.add(row(number))
    np.testing.assert_array_equal(table["hip"], before)
    np.testing.assert_array_equal(table.between(10, 20)["hip"], before[10:20])


def test_a_table_that_nobody_knows_is_a_key_error():
    with pytest.raises(KeyError):
        Tables(filled(3), "angles", ("hip", "spine"), 0, 3)["knee"]


def test_memory_does_not_grow_with_the_rows():
    tracemalloc.start()
    try:
        rows = filled(BLOCK + 1)
        begun, _ = tracemalloc.get_traced_memory()
        for number in range(20 * BLOCK):
            rows.add(row(number))
        grown = tracemalloc.get_traced_memory()[0] - begun
    finally:
        tracemalloc.stop()
    assert grown < 4 * BLOCK  # the rows themselves are 32 bytes each
