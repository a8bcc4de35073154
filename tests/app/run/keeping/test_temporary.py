"""Files that are only there while something is made: private, without a name, gone afterwards."""

from __future__ import annotations

import os
import sys
import time

import numpy as np
import pytest

from app.run.keeping.temporary import STALE_S, remove_left, temporary_file
from app.run.recorder import Recorder
from app.session.rows import BLOCK
from tests.app.run.test_recorder import INFO, a_result
from vision.datatypes import Estimate

posix = pytest.mark.skipif(os.name == "nt", reason="Windows removes the name with the file")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@posix
def test_a_temporary_file_lies_in_the_data_folder_without_a_name(folder):
    with temporary_file() as file:
        file.write(b"angles")
        assert os.fstat(file.fileno()).st_nlink == 0
        assert os.fstat(file.fileno()).st_dev == os.stat(folder).st_dev
        assert list((folder / "temporary").iterdir()) == []
    assert (folder / "temporary").stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_cannot_be_written_is_not_needed(folder):
    folder.mkdir()
    folder.chmod(0o500)
    with temporary_file() as file:
        assert file.write(b"angles") == 6


def test_a_file_where_the_data_folder_should_be_is_not_in_the_way(folder):
    folder.write_text("in the way")
    with temporary_file() as file:
        assert file.write(b"angles") == 6


@pytest.mark.parametrize("disk", ["there", "full"])
def test_a_long_run_loses_nothing_whatever_the_disk_says(folder, monkeypatch, disk):
    def refused():
        raise OSError(28, "No space left on device")

    if disk == "full":
        monkeypatch.setattr("app.run.recorder.temporary_file", refused)
    recorder = Recorder()
    for number in range(2 * BLOCK + 9):
        measures = {"hinge_deg": Estimate.around(number % 90, 2.0)}
        recorder.add(a_result(number / 30, measures=measures, phase=f"phase {number % 3}"))
    series = recorder.series(7)
    numbers = np.arange(7, 2 * BLOCK + 9)
    np.testing.assert_array_equal(series.measures["hinge_deg"][:, 0], numbers % 90)
    np.testing.assert_allclose(series.t_s, numbers / 30)
    assert series.phase == tuple(f"phase {number % 3}" for number in numbers)
    assert recorder.session(INFO).source.frames == 2 * BLOCK + 9
    assert series.to_csv().count("\n") == len(numbers) + 1


def test_half_written_files_of_a_killed_program_are_removed_after_an_hour(folder):
    (folder / "looks").mkdir(parents=True)
    left = [folder / ".hipdrill-old", folder / "looks" / ".hipdrill-old"]
    for path in left:
        path.touch()
        os.utime(path, (time.time() - 2 * STALE_S,) * 2)
        path.with_name(".hipdrill-new").touch()
    remove_left(folder)
    assert sorted(path.name for path in folder.rglob(".hipdrill-*")) == [".hipdrill-new"] * 2
