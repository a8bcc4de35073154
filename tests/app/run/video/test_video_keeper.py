"""The video of a live session: kept when asked for, never in the way, gone with its session."""

from __future__ import annotations

import threading
import time
import zipfile

import av
import numpy as np
import pytest

from app.export.privacy import export_person
from app.run.journal import Journal
from app.run.keeping.keepers import Keepers
from app.run.keeping.recovery import recover
from app.run.pipeline import Settings
from app.run.recorder import Recorder
from app.run.runner import Models, Runner
from app.run.video.keeper import ROOM, VideoKeeper
from app.session.file import rep_json
from app.store import Store
from app.store.rows.writing import Entry, head_of
from app.store.videos import make_room, video_path
from tests.app.run.runner.fakes import (
    PATIENCE_S,
    FakeEstimator,
    FakePipeline,
    FakeSource,
    Watcher,
    a_result,
)
from tests.store_builders import a_rep, a_series, a_session
from vision.capture.recording.boxes import boxes, fragments_end
from vision.capture.recording.container import has_plain_times
from vision.capture.recording.video import VideoSource
from vision.datatypes import Frame


def a_frame(index, size_px=(64, 48)):
    return Frame(index, 0.4 + index / 10, np.full((size_px[1], size_px[0], 3), 90, np.uint8))


def half_written(folder):
    return [path.name for path in (folder / "videos").glob(".*")]


@pytest.fixture(autouse=True)
def _no_thread_left():
    before = set(threading.enumerate())
    yield
    assert not [thread for thread in threading.enumerate() if thread not in before]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def kept(folder):
    """A session of Ann's in the store, with a video beside it."""
    session = a_session(id="abc", person="Ann")
    with Store.open(folder) as store:
        store.save(session, a_series())
    make_room(folder)
    path = video_path(folder, "abc")
    path.write_bytes(b"a video")
    return path


class TestKeeper:
    def test_pictures_at_their_times_from_the_first_on(self, folder):
        keeper = VideoKeeper("abc", 10.0, folder)
        for index in range(5):
            keeper.take(a_frame(index))
        path = keeper.finish(keep=True)
        assert path == video_path(folder, "abc")
        frames = list(VideoSource(str(path)).frames())
        assert [round(frame.t_s, 2) for frame in frames] == [0.0, 0.1, 0.2, 0.3, 0.4]
        assert abs(int(frames[0].image.mean()) - 90) <= 2
        assert path.parent.stat().st_mode & 0o077 == 0

    def test_nothing_is_left_of_what_is_not_to_be_kept(self, folder):
        keeper = VideoKeeper("abc", 10.0, folder)
        keeper.take(a_frame(0))
        assert keeper.finish(keep=False) is None
        assert list((folder / "videos").iterdir()) == []

    def test_without_a_picture_there_is_no_file(self, folder):
        assert VideoKeeper("abc", 10.0, folder).finish(keep=True) is None
        assert not (folder / "videos").exists()

    def test_a_slow_encoder_costs_pictures_not_time(self, folder, monkeypatch):
        gate = threading.Event()
        write = VideoKeeper._write

        def slow(self, frame, t_s):
            assert gate.wait(PATIENCE_S)
            write(self, frame, t_s)

        monkeypatch.setattr(VideoKeeper, "_write", slow)
        keeper = VideoKeeper("abc", 10.0, folder)
        for index in range(3 * ROOM):
            keeper.take(a_frame(index))  # would hang if it waited for the encoder
        gate.set()
        frames = list(VideoSource(str(keeper.finish(keep=True))).frames())
        assert ROOM <= len(frames) <= ROOM + 1

    def test_a_folder_that_cannot_be_written_is_one_sentence(self, tmp_path):
        blocked = tmp_path / "data"
        blocked.write_text("a file where the folder should be")
        keeper = VideoKeeper("abc", 10.0, blocked)
        keeper.take(a_frame(0))
        assert keeper.finish(keep=True) is None
        assert "the video of this session is not kept" in keeper.problem


class TestRun:
    def run(self, folder, frames, make_pipeline):
        watcher = Watcher()
        runner = Runner(
            lambda: FakeSource(camera=True, count=frames),
            Models(FakeEstimator, pipeline=make_pipeline),
            Settings(),
            watcher,
            Keepers(
                journal=lambda recorder, info: Journal(recorder, info, folder=folder),
                video=lambda recorder, info: VideoKeeper(recorder.id, info.fps, folder),
            ),
        )
        runner.start()
        assert watcher.finished.wait(PATIENCE_S)
        assert runner.stop()
        return watcher.outcomes[0]

    def test_the_video_lies_beside_its_session(self, folder):
        outcome = self.run(
            folder, 20, lambda estimator, settings: FakePipeline(lambda frame: time.sleep(0.01))
        )
        with Store.open(folder) as store:
            assert store.video(outcome.session.id) == outcome.video
            assert store.videos() == {outcome.session.id}
        assert half_written(folder) == []

    def test_a_session_without_a_rep_keeps_no_video(self, folder):
        class NoReps(FakePipeline):
            def follow(self, frame):
                return a_result(frame)

        outcome = self.run(folder, 20, lambda estimator, settings: NoReps())
        assert outcome.video is None
        assert list((folder / "videos").iterdir()) == []

    def test_a_run_that_fails_leaves_no_half_written_video(self, folder):
        def broken(frame):
            if frame.index >= 5:
                raise ValueError("broken")

        outcome = self.run(folder, 20, lambda estimator, settings: FakePipeline(broken))
        assert "broken" in str(outcome.failure)
        assert half_written(folder) == []


class TestStore:
    def test_it_goes_with_its_session(self, folder, kept):
        with Store.open(folder) as store:
            store.delete_session("abc")
        assert not kept.exists()

    def test_it_goes_with_its_person(self, folder, kept):
        with Store.open(folder) as store:
            store.delete_person("Ann")
        assert not kept.exists()

    def test_it_can_go_alone(self, folder, kept):
        with Store.open(folder) as store:
            store.delete_video("abc")
            assert store.video("abc") is None
            assert store.row("abc").person == "Ann"

    def test_it_is_in_the_archive_of_its_person(self, folder, kept, tmp_path):
        with Store.open(folder) as store:
            path = export_person(store, "Ann", tmp_path / "ann.zip")
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith("video.mp4"))
            assert archive.read(name) == b"a video"

    def test_what_a_killed_program_left_goes_at_the_next_start(self, folder, kept):
        strays = [video_path(folder, "unknown"), kept.with_name(".abc.part.mp4")]
        for stray in strays:
            stray.write_bytes(b"half a video")
        recover(folder)
        assert not any(stray.exists() for stray in strays)
        assert kept.exists()

    def test_a_video_that_is_being_written_is_left_alone(self, folder, kept):
        recorder = Recorder()
        journal = Journal(recorder, FakeSource(camera=True).info, folder=folder)
        part = kept.with_name(f".{recorder.id}.part.mp4")
        part.write_bytes(b"half a video")
        recover(folder)
        assert part.exists()
        journal.close()


class TestKilled:
    """A set is killed while its video is being written: what is on the disk of it is kept."""

    RATE_HZ = 30

    def killed(self, folder, frames, change=lambda written: written, reps=1):
        """Leave a session, unless it has no rep, with a half-written video of so many frames."""
        if reps:
            with Store.open(folder) as store:
                head = head_of(a_session("abc", [a_rep(1)]))
                store.record(Entry(head, (("aeroplane", 1, rep_json(1, a_rep(1))),)))
        make_room(folder)
        path = video_path(folder, "abc")
        noise = np.random.default_rng(5).integers(0, 255, (48, 64, 3), np.uint8)
        keeper = VideoKeeper("abc", self.RATE_HZ, folder)
        for index in range(frames):
            picture = np.roll(noise, index, 1)
            keeper._write(Frame(index, 0.0, picture), index / self.RATE_HZ)  # `take` may leave out
        (part,) = path.parent.glob(".abc.*")
        written = part.read_bytes()
        keeper.finish(keep=False)
        part.write_bytes(change(written))
        return path

    def test_the_video_is_kept_up_to_its_last_second(self, folder):
        path = self.killed(folder, 10 * self.RATE_HZ, lambda written: written + b"\0\0\1")
        (said,) = recover(folder)
        assert said.endswith("its rep is kept, and so is its video.")
        times_s = [frame.t_s for frame in VideoSource(str(path)).frames()]
        assert 8.0 < times_s[-1] < 10.0
        assert len(times_s) == round(times_s[-1] * self.RATE_HZ) + 1
        assert half_written(folder) == []
        with path.open("rb") as file:
            assert fragments_end(file) == path.stat().st_size

    def test_a_second_that_was_cut_off_is_left_out(self, folder):
        path = self.killed(folder, 5 * self.RATE_HZ, lambda written: written[:-50])
        recover(folder)
        source = VideoSource(str(path))
        assert len(list(source.frames())) >= 2 * self.RATE_HZ
        assert source.notes == ()

    @pytest.mark.parametrize(
        ("frames", "change"),
        [
            pytest.param(10, lambda written: written, id="less than a second"),
            pytest.param(90, lambda written: written[:900], id="no whole fragment"),
            pytest.param(
                90, lambda written: written[:40_000] + b"moved" + written[40_000:], id="being moved"
            ),
        ],
    )
    def test_what_cannot_be_played_is_lost(self, folder, frames, change):
        path = self.killed(folder, frames, change)
        (said,) = recover(folder)
        assert said.endswith("its rep is kept, its video is lost.")
        assert not path.exists()
        assert half_written(folder) == []

    def test_without_a_rep_there_was_no_session_and_no_video(self, folder):
        path = self.killed(folder, 5 * self.RATE_HZ, reps=0)
        assert recover(folder) == ()
        assert not path.exists()
        assert half_written(folder) == []

    def test_the_file_of_a_finished_set_says_where_its_frames_are(self, folder):
        keeper = VideoKeeper("abc", self.RATE_HZ, folder)
        for index in range(100):
            keeper._write(a_frame(index), index / 10)
        path = keeper.finish(keep=True)
        with av.open(str(path)) as container:
            assert float(container.duration / av.time_base) == pytest.approx(10.0, abs=0.1)
            container.seek(7_000_000)
            assert float(next(container.decode(video=0)).time) <= 7.0
        with path.open("rb") as file:
            assert [box.kind for box in boxes(file)][:3] == [b"ftyp", b"moov", b"sidx"]
        assert has_plain_times(str(path))


@pytest.mark.parametrize("reps", [1, 2])
def test_the_next_start_says_that_the_video_of_a_killed_set_is_lost(folder, reps):
    session = a_session("abc", [a_rep(number + 1) for number in range(reps)])
    lines = [("aeroplane", n, rep_json(n, rep)) for n, rep in enumerate(session.reps, 1)]
    with Store.open(folder) as store:
        store.record(Entry(head_of(session), tuple(lines)))
    make_room(folder)
    (folder / "videos" / ".abc.half.mp4").write_bytes(b"half a video")
    (said,) = recover(folder)
    assert said.endswith(
        "its rep is kept, its video is lost."
        if reps == 1
        else "its 2 reps are kept, its video is lost."
    )
    assert half_written(folder) == []
