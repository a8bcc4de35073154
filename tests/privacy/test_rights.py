"""What lies in the data folder is the owner's alone, and nothing temporary outlives a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.batch.batch import Task, analyse_one
from app.run.journal import Journal
from app.run.keeping.recovery import recover
from app.run.keeping.temporary import temporary_folder
from app.run.pipeline import Settings
from app.run.recorder import Recorder
from app.run.video.keeper import VideoKeeper
from app.settings import preferences
from app.store import Store, data_folder
from app.store.rows.schema import backup_of
from drills.core.events import RepCompleted
from tests.store_builders import INFO, a_rep_at, a_result, a_series, a_session
from tests.video_builders import numbered, write_video
from vision.datatypes import Frame

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")


def rights(folder: Path) -> dict[str, str]:
    """Return what is more than the owner's in a folder."""
    wrong = {}
    for path in (folder, *folder.rglob("*")):
        if path.stat().st_mode & 0o077:
            wrong[str(path.relative_to(folder))] = oct(path.stat().st_mode)
    return wrong


@posix
def test_all_that_is_kept_is_the_owners_alone() -> None:
    os.umask(0o022)
    folder = data_folder()
    folder.chmod(0o755)
    recorder = Recorder(Settings())
    journal = Journal(recorder, INFO, "Ann")
    video = VideoKeeper(recorder.id, 30.0)
    for number in range(20):
        video.take(Frame(number, number / 30, np.zeros((48, 64, 3), np.uint8)))
        events = [RepCompleted(number / 10, 1, a_rep_at(1))] if number == 9 else []
        result = a_result(number / 10, events)
        recorder.add(result)
        journal.after(result)
    assert rights(folder) == {}  # while it runs
    video.finish(keep=True)
    journal.finish(recorder.session(INFO, "Ann", "everyday"), recorder.series(), (1, b"jpeg"))
    preferences.save(preferences.Preferences(), folder)
    with Store.open() as store:
        store.save(a_session("s2"), a_series())
        backup_of(store._connection, store.path)
        assert rights(folder) == {}
    assert {"hipdrill.db", "videos", "preferences.json"} <= {path.name for path in folder.iterdir()}


def test_a_temporary_folder_is_private_and_gone_with_its_work() -> None:
    with temporary_folder() as folder:
        (folder / "report.pdf").write_bytes(b"x")
        assert folder.is_relative_to(data_folder())
        assert rights(data_folder() / "temporary").keys() <= {f"{folder.name}/report.pdf"}
    assert not folder.exists()


@posix
def test_what_a_killed_analysis_left_is_taken_away_at_the_next_start(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", [numbered(n, (640, 480)) for n in range(400)])
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "analyse", str(path), "--jobs", "1", "--annotate",
         "--out", str(tmp_path / "out")],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    place = data_folder() / "temporary"
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s and not list(place.rglob("*.mp4")):
        time.sleep(0.05)
    assert list(place.rglob("*.mp4"))
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    with temporary_folder() as mine:
        recover()
        while time.monotonic() < deadline_s and len(list(place.iterdir())) > 1:
            time.sleep(0.1)  # its worker takes a moment to end
            recover()
        assert [one.name for one in place.iterdir()] == [mine.name]


def test_a_data_folder_that_cannot_be_written_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "file"))
    with temporary_folder() as folder:
        assert folder.is_dir()


@posix
def test_results_of_a_batch_are_private_until_they_are_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}
    read = Path.read_bytes

    def looked(path: Path) -> bytes:
        seen.update({path.name: oct(path.stat().st_mode & 0o777)})
        return read(path)

    path = write_video(tmp_path / "clip.mp4", [numbered(n, (64, 48)) for n in range(30)])
    monkeypatch.setattr(Path, "read_bytes", looked)
    result = analyse_one(Task(str(path), "key", "clip", Settings(), annotate=True, cores=1))
    names = {"session.json", "angles.csv", "reps.csv", "report.pdf", "annotated.mp4"}
    assert result.files is not None
    assert names <= result.files.keys() <= seen.keys()
    assert {seen[name] for name in result.files} == {"0o600"}
