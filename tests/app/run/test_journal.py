"""A session is written rep by rep: whatever happens costs at most the rep under way."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from dataclasses import replace

import pytest

from app.files import sha256_of
from app.run.journal import RECORDING_PAUSE_S, Journal
from app.run.keeping.recovery import CUT_SHORT, recover
from app.run.recorder import Recorder
from app.session.file import to_json
from app.store import SessionState, Store, StoreError
from app.store.errors import StoreTrouble, store_error
from drills.core.events import Drill, RepCompleted, WarningCleared, WarningKind
from drills.core.events import Warning as DrillWarning
from tests.app.store.old import old_database
from tests.store_builders import INFO, a_rep_at, a_result, practise
from vision.datatypes import Estimate


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def begun(folder, reps=3):
    recorder = Recorder()
    journal = Journal(recorder, INFO, "Ann", folder=folder)
    practise(recorder, journal, reps)
    return recorder, journal


def finished(recorder, journal):
    session, series = recorder.session(INFO, "Ann"), recorder.series()
    journal.finish(session, series)
    return session


def test_every_rep_is_in_the_store_as_soon_as_it_has_ended(folder):
    recorder = Recorder()
    journal = Journal(recorder, INFO, "Ann", folder=folder)

    def look(number):
        with Store.open(folder) as store:
            session = store.session("latest")
            assert len(session.reps) == number
            assert session.person == "Ann"
            assert len(store.series(session.id).t_s) == 30 * number

    practise(recorder, journal, 3, said=look)
    journal.close()


def test_reps_of_a_recording_are_written_once_a_second(folder, monkeypatch):
    now_s = 100.0
    monkeypatch.setattr("app.run.journal.time.monotonic", lambda: now_s)
    recorder = Recorder()
    journal = Journal(recorder, replace(INFO, kind="video"), "Ann", folder=folder, sha256="1")

    def stored():
        with Store.open(folder) as store:
            return len(store.session("latest").reps)

    practise(recorder, journal, 1)
    assert stored() == 1
    practise(recorder, journal, 2)
    assert stored() == 1
    now_s += RECORDING_PAUSE_S
    journal.after(a_result(9.0))
    assert stored() == 3
    journal.close()


def test_the_end_makes_the_session_what_the_recorder_says(folder):
    session = finished(*begun(folder))
    with Store.open(folder) as store:
        assert to_json(store.session(session.id)) == to_json(session)
        assert store.row(session.id).state is SessionState.FINISHED
        assert store.series(session.id).rep.max() == 3
    assert recover(folder) == ()
    assert list((folder / "running").iterdir()) == []


def test_a_recording_without_a_rep_leaves_no_trace(folder):
    recorder = Recorder()
    journal = Journal(recorder, INFO, folder=folder)
    recorder.add(a_result(0.0))
    journal.after(a_result(0.0))
    journal.finish(recorder.session(INFO), recorder.series())
    with Store.open(folder) as store:
        assert store.sessions() == ()


def test_a_video_is_known_by_its_content_from_the_first_rep_on(folder, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"film")
    recorder = Recorder()
    journal = Journal(recorder, replace(INFO, kind="video", path=path), "Ann", folder=folder)
    practise(recorder, journal, 1)
    journal.close()
    recover(folder)
    with Store.open(folder) as store:
        session = store.session("latest")
        assert session.source.sha256 == sha256_of(path)
        again = replace(session, id="again", quality=replace(session.quality, notes=()))
        store.save(again, None)
        assert [row.id for row in store.sessions()] == ["again"]


def test_warnings_are_written_with_the_rep_they_belong_to(folder):
    recorder = Recorder()
    journal = Journal(recorder, INFO, folder=folder)
    warning = DrillWarning(WarningKind.SPINE_TWIST, 0.2, 0.6, Estimate(14, 11, 17), 1)
    for events in ([WarningCleared(0.6, warning)], [RepCompleted(0.9, 1, a_rep_at(1))]):
        result = a_result(0.9, events)
        recorder.add(result)
        journal.after(result)
    with Store.open(folder) as store:
        assert store.session("latest").warnings == (warning,)
    journal.close()


def test_reps_seen_by_another_machine_give_way_to_the_drill_that_was_done(folder):
    recorder = Recorder()
    journal = Journal(recorder, INFO, folder=folder)
    for number in range(1, 4):
        drill = Drill.FOOT_LIFT if number == 1 else Drill.FROGGER
        result = a_result(number, [RepCompleted(number, 1, a_rep_at(number))], drill)
        recorder.add(result)
        journal.after(result)
    with Store.open(folder) as store:
        assert store.session("latest").drill is Drill.FROGGER
        assert len(store.session("latest").reps) == 2
    session = recorder.session(INFO)
    journal.finish(session, recorder.series())
    with Store.open(folder) as store:
        assert to_json(store.session("latest")) == to_json(session)


# ---------------------------------------------------------------- killed


def _practise_until_killed(folder, pipe):
    recorder = Recorder()
    journal = Journal(recorder, INFO, "Ann", folder=folder)
    practise(recorder, journal, 400, 10, said=lambda number: os.write(pipe, bytes([number % 256])))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork")
def test_a_process_killed_at_any_instant_loses_at_most_the_rep_under_way(folder):
    rng = random.Random(5)
    for _ in range(12):
        read, write = os.pipe()
        child = multiprocessing.get_context("fork").Process(
            target=_practise_until_killed, args=(folder, write)
        )
        child.start()
        os.close(write)
        told = len(os.read(read, 1))  # the journal is open and at work
        child.join(rng.uniform(0.0, 0.15))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        while more := os.read(read, 4096):
            told += len(more)
        os.close(read)
        (said,) = recover(folder)
        assert "was not closed properly" in said
        with Store.open(folder) as store:
            assert store.problems() == ()
            session, row = store.session("latest"), store.row("latest")
            assert told <= len(session.reps) <= told + 1
            assert row.state is SessionState.RECOVERED
            assert CUT_SHORT in session.quality.notes
            assert len(store.series(row.id).t_s) == 10 * len(session.reps)
            assert len(store.sessions()) == 1
            store.delete_session(row.id)


def _open_store(folder):
    Store.open(folder).close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork")
@pytest.mark.parametrize("is_new", [True, False])
def test_a_process_killed_while_it_opens_or_migrates_leaves_a_sound_store(tmp_path, is_new):
    rng = random.Random(7)
    for number in range(15):
        folder = tmp_path / str(number)
        if not is_new:
            old_database(folder, 1)
        child = multiprocessing.get_context("fork").Process(target=_open_store, args=(folder,))
        child.start()
        child.join(rng.uniform(0.0, 0.06))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        with Store.open(folder) as store:
            assert store.problems() == ()
            assert [row.id for row in store.sessions()] == ([] if is_new else ["old"])
            assert len(store.summaries()) == (0 if is_new else 1)


def test_a_session_under_way_in_another_window_is_left_alone(folder):
    recorder, journal = begun(folder)
    assert recover(folder) == ()
    with Store.open(folder) as store:
        assert store.row("latest").state is SessionState.OPEN
    finished(recorder, journal)
    with Store.open(folder) as store:
        assert store.row("latest").state is SessionState.FINISHED


def _practise_whole(folder, reps):
    recorder = Recorder()
    journal = Journal(recorder, INFO, f"Person {os.getpid()}", folder=folder)
    practise(recorder, journal, reps, 5)
    journal.finish(recorder.session(INFO), recorder.series())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork")
def test_instances_that_write_at_once_do_not_disturb_each_other(folder):
    context = multiprocessing.get_context("fork")
    with Store.open(folder):
        pass
    children = [context.Process(target=_practise_whole, args=(folder, 40)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert list(folder.glob("unsaved-*")) == []
    with Store.open(folder) as store:
        assert [row.counts.total for row in store.sessions()] == [40, 40, 40]
        assert {row.state for row in store.sessions()} == {SessionState.FINISHED}
        assert store.problems() == ()


# ---------------------------------------------------------------- without the store


def failing(trouble, folder):
    def fail(*_arguments, **_more):
        raise store_error(trouble, folder)

    return fail


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (StoreTrouble.DISK_FULL, "free some space"),
        (StoreTrouble.READ_ONLY, "HIPDRILL_DATA"),
        (StoreTrouble.LOCKED, "close the other"),
        (StoreTrouble.DAMAGED, "doctor"),
        (StoreTrouble.NEWER, "newer"),
    ],
)
def test_a_store_that_fails_is_said_in_one_line_and_loses_nothing(
    folder, monkeypatch, trouble, words
):
    recorder, journal = begun(folder, reps=1)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "record", failing(trouble, folder))
        patch.setattr(Store, "save", failing(trouble, folder))
        practise_more(recorder, journal)
        assert words in journal.problem
        assert "\n" not in journal.problem
        session = finished(recorder, journal)
    (path,) = folder.glob("unsaved-*.jsonl")
    assert len(path.read_text("utf-8").splitlines()) == 3  # two reps, then the whole
    assert path.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert len(recover(folder)) == 2  # the begun session is closed, then replaced by the whole
    with Store.open(folder) as store:
        assert to_json(store.session("latest")) == to_json(session)
        assert len(store.sessions()) == 1
    assert not path.exists()


def practise_more(recorder, journal):
    for number in (2, 3):
        result = a_result(number - 0.05, [RepCompleted(number, number, a_rep_at(number))])
        recorder.add(result)
        journal.after(result)


def test_a_store_that_is_free_again_at_the_end_gets_the_session(folder, monkeypatch):
    recorder, journal = begun(folder, reps=1)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "record", failing(StoreTrouble.LOCKED, folder))
        practise_more(recorder, journal)
    session = finished(recorder, journal)
    assert journal.problem == ""
    assert list(folder.glob("unsaved-*")) == []
    with Store.open(folder) as store:
        assert to_json(store.session("latest")) == to_json(session)


def test_a_file_cut_off_in_its_last_line_gives_what_is_before_it(folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "open", failing(StoreTrouble.READ_ONLY, folder))
        _, journal = begun(folder, reps=3)
        journal.close()
    (path,) = folder.glob("unsaved-*.jsonl")
    text = path.read_text("utf-8")
    path.write_text(text[: len(text) - 500], "utf-8")
    recover(folder)
    with Store.open(folder) as store:
        session = store.session("latest")
        assert len(session.reps) == 2
        assert CUT_SHORT in session.quality.notes
        assert len(store.series(session.id).t_s) == 60


def test_a_damaged_database_does_not_stop_the_next_session(folder):
    folder.mkdir()
    (folder / "hipdrill.db").write_bytes(b"rubbish" * 999)
    recorder, journal = begun(folder)
    assert "damaged" in journal.problem
    session = finished(recorder, journal)
    (path,) = folder.glob("unsaved-*.jsonl")
    assert json.loads(path.read_text("utf-8").splitlines()[-1])["whole"]["id"] == session.id
    with pytest.raises(StoreError):
        recover(folder)
    assert path.exists()


def test_a_file_that_another_window_is_writing_is_left_to_it(folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Store, "open", failing(StoreTrouble.LOCKED, folder))
        recorder, journal = begun(folder, reps=2)
    assert recover(folder) == ()
    (path,) = folder.glob("unsaved-*.jsonl")
    session = finished(recorder, journal)
    assert not path.exists()
    with Store.open(folder) as store:
        assert to_json(store.session("latest")) == to_json(session)


def test_nowhere_to_write_is_said_and_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    recorder, journal = begun(tmp_path / "file" / "data")
    assert "save its report" in journal.problem
    assert finished(recorder, journal).counts.total == 3


@pytest.mark.parametrize("how", ["emptied", "damaged"])
def test_videos_outlive_the_database_that_names_them(folder, how):
    recorder, journal = begun(folder)
    session = finished(recorder, journal)
    (folder / "videos").mkdir()
    video = folder / "videos" / f"{session.id}.mp4"
    video.write_bytes(b"pictures")
    (folder / "videos" / ".s9.part.mp4").write_bytes(b"half")
    (folder / "hipdrill.db").rename(folder / "hipdrill.db.damaged-1")
    if how == "emptied":
        (folder / "hipdrill.db.damaged-1").unlink()
        (folder / "hipdrill.db").write_bytes(b"")
    recover(folder)
    assert [path.name for path in (folder / "videos").iterdir()] == [video.name]


def test_a_name_with_a_separator_of_lines_comes_back_from_the_waiting_file(folder, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Store, "open", refused)
        info = replace(INFO, name="a\u2028b\u0085c.mp4")
        recorder = Recorder()
        journal = Journal(recorder, info, "Ann", folder=folder)
        practise(recorder, journal, 2)
        journal.finish(recorder.session(info, "Ann"), recorder.series())
    assert recover(folder)
    with Store.open(folder) as store:
        assert store.session("latest").source.name == "a\u2028b\u0085c.mp4"


def test_a_waiting_file_that_cannot_be_read_is_said_and_left(folder):
    recorder, journal = begun(folder)
    finished(recorder, journal)
    (folder / "unsaved-x.jsonl").mkdir()
    (sentence,) = recover(folder)
    assert "unsaved-x.jsonl cannot be read" in sentence
    assert (folder / "unsaved-x.jsonl").exists()


def refused(folder=None, **_):
    raise store_error(StoreTrouble.LOCKED, folder / "hipdrill.db")
