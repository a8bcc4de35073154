"""The commands around the store as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main as cli
from app.doctor import State, examine
from app.files import csv_safe, safe_name
from app.session.file import to_json
from app.store import Person, SetNote, StopReason, Store, data_folder
from drills.core.events import Drill
from tests.store_builders import a_rep, a_series, a_session


@pytest.fixture
def kept():
    """Three sessions of Ann, one of Ben."""
    with Store.open() as store:
        for day, best in enumerate((30, 41, 48)):
            reps = [a_rep(1, open_deg=best), a_rep(2, open_deg=best - 5)]
            store.save(a_session(f"aaa{day}", reps, days=day), a_series())
        store.save(a_session("bbb", days=9, person="Ben", drill=Drill.FROGGER), None)
        store.set_note("aaa1", SetNote(2, StopReason.TIRED, "fine"))


def done(capsys, *arguments, code=0):
    assert cli.main(list(arguments)) == code
    printed = capsys.readouterr()
    if code:
        (line,) = printed.err.strip().splitlines()
        assert line.startswith("hipdrill: error: ")
        return line
    return printed.out


# ---------------------------------------------------------------- sessions, compare


@pytest.mark.usefixtures("kept")
def test_sessions_are_listed_newest_first_for_people_and_programs(capsys):
    lines = done(capsys, "sessions").splitlines()
    assert [line.split()[0] for line in lines] == ["bbb", "aaa2", "aaa1", "aaa0"]
    assert "2 clean of 2" in lines[1]
    assert "pain 2 of 10" in lines[2]
    data = json.loads(done(capsys, "sessions", "--person", "ann", "--json"))
    assert [one["id"] for one in data] == ["aaa2", "aaa1", "aaa0"]
    assert data[1]["stop_reason"] == "tired"


def test_an_empty_history_is_said_and_is_no_error(capsys):
    assert "No session" in done(capsys, "sessions")
    assert json.loads(done(capsys, "sessions", "--json")) == []


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("sessions", "--person", "Zoe"), 1, "nobody is called"),
        (("compare", "aaa0", "zzz"), 1, "no session"),
        (("compare", "aaa", "bbb"), 1, "more than one"),
        (("compare", "aaa0", "bbb"), 2, "same drill"),
        (("person", "delete", "Zoe", "--yes"), 1, "nobody is called"),
        (("person", "delete"), 2, "needs a name"),
        (("person", "delete", "Ann"), 2, "--yes"),
    ],
)
def test_wrong_names_are_one_line(capsys, monkeypatch, arguments, code, words):
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert words in done(capsys, *arguments, code=code)


@pytest.mark.usefixtures("kept")
def test_compare_puts_the_later_against_the_earlier_whatever_the_order(capsys):
    there = done(capsys, "compare", "aaa0", "aaa2")
    assert there == done(capsys, "compare", "aaa2", "aaa0")
    assert "18° (14 to 22) more than then: possibly a difference, so repeat it" in there
    data = json.loads(done(capsys, "compare", "aaa0", "aaa1", "--json"))
    (found,) = data["differences"]
    assert (found["side"], found["verdict"]) == ("left", "possible")
    assert found["delta"]["value"] == 11.0


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_store_that_cannot_be_read_exits_with_3(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "file"))
    assert "HIPDRILL_DATA" in done(capsys, "sessions", code=3)


# ---------------------------------------------------------------- people


@pytest.mark.usefixtures("kept")
def test_everything_about_a_person_goes_into_one_archive(capsys, tmp_path):
    with Store.open() as store:
        store.set_still("aaa2", 1, b"\xff\xd8picture")
        seen = replace(store.session("aaa1"), standing_deg=-3.5)
        store.save(seen, store.series("aaa1"))
        expected = to_json(seen)
    path = tmp_path / "ann.zip"
    assert done(capsys, "person", "export", "ann", "--out", str(path)).strip() == str(path)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        folder = "sessions/2026-01-06-aaa1"
        assert json.loads(archive.read(f"{folder}/session.json")) == expected
        assert json.loads(archive.read(f"{folder}/note.json"))["pain"] == 2
        person = json.loads(archive.read("person.json"))
        assert person["alias"] == "Ann"
        assert person["standing"] == {"deg": -3.5, "created": seen.created}
        rows = list(csv.reader(io.StringIO(archive.read(f"{folder}/landmarks.csv").decode())))
        assert len(rows) == 91
        assert archive.read("sessions/2026-01-07-aaa2/still.jpg") == b"\xff\xd8picture"
    assert not any("bbb" in name for name in names)


@pytest.mark.usefixtures("kept")
def test_a_deleted_person_is_gone_and_the_others_stay(capsys):
    said = done(capsys, "person", "delete", "Ann", "--yes")
    assert "3 sessions" in said
    assert "Ann" not in done(capsys, "person", "list")
    assert len(done(capsys, "sessions").splitlines()) == 1
    assert b"Ann" not in (data_folder() / "hipdrill.db").read_bytes()


@pytest.mark.usefixtures("kept")
def test_deleting_asks_first(capsys, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert cli.main(["person", "delete", "Ann"]) == 1
    assert "nothing was deleted" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    assert cli.main(["person", "delete", "Ann"]) == 0


def test_a_hostile_name_makes_a_harmless_file_name(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with Store.open() as store:
        store.put_person(Person("../../etc/=cmd|<b>"))
    path = Path(done(capsys, "person", "export", "../../etc/=cmd|<b>").strip())
    assert path.resolve().parent == tmp_path
    assert path.exists()


@pytest.mark.parametrize("text", ["..", "a/b", "a\\b", "CON", "nul", "", "x" * 500, "a\nb", "名"])
def test_every_text_gives_a_name_that_stays_in_its_folder(tmp_path, text):
    name = safe_name(text)
    assert (tmp_path / name).resolve().parent == tmp_path
    assert name.lower() not in ("con", "nul")
    (tmp_path / name).write_text("")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text):
    assert csv_safe(text).startswith("'")
    assert csv_safe("clip.mp4") == "clip.mp4"


# ---------------------------------------------------------------- doctor


def finding(name, **more):
    (found,) = [one for one in examine(**more) if one.name == name]
    return found


@pytest.fixture(autouse=True)
def _no_cameras(monkeypatch):
    monkeypatch.setattr("vision.capture.camera.list_cameras", lambda: [(0, "Built-in")])


@pytest.mark.usefixtures("kept")
def test_a_sound_machine_passes_and_names_what_it_has(capsys):
    said = done(capsys, "doctor")
    assert "checksum right" in said
    assert "4 sessions of 2 people" in said
    assert "0: Built-in" in said
    assert {one["name"] for one in json.loads(done(capsys, "doctor", "--json"))} >= {
        "model", "sessions", "window", "cameras", "data folder",
    }  # fmt: skip


def test_a_damaged_model_fails_with_3(capsys, monkeypatch, tmp_path):
    damaged = tmp_path / "pose_landmarker_full.task"
    damaged.write_bytes(b"not the model")
    damaged.with_suffix(".task.sha256").write_text("0" * 64)
    monkeypatch.setattr("vision.pose.estimator.model_path", lambda: damaged)
    assert cli.main(["doctor"]) == 3
    assert "install hipdrill again" in capsys.readouterr().out


def test_no_camera_is_a_note_and_no_failure(monkeypatch):
    monkeypatch.setattr("vision.capture.camera.list_cameras", lambda: [])
    assert finding("cameras").state is State.NOTE


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_folder_that_others_can_read_is_closed_to_them():
    data_folder().chmod(0o755)
    assert finding("data folder").state is State.MENDED
    assert stat.S_IMODE(data_folder().stat().st_mode) == 0o700


def damage(path, share):
    """Overwrite one page in the middle of the file."""
    data = bytearray(path.read_bytes())
    page = 4096
    at = int(len(data) * share) // page * page
    data[at : at + page] = os.urandom(page)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_damaged_page_is_found_and_what_can_be_read_is_rescued(share):
    with Store.open() as store:
        for number in range(40):
            store.save(a_session(f"s{number:02}", days=number), a_series(300))
    path = data_folder() / "hipdrill.db"
    damage(path, share)
    assert finding("sessions").state is State.FAILED
    mended = finding("sessions", mend=True)
    assert mended.state is State.MENDED
    with Store.open() as store:
        assert store.problems() == ()
        assert len(store.sessions()) >= 20
        assert all(len(store.session(row.id).reps) == 2 for row in store.sessions())
    assert len(list(data_folder().glob("*.damaged-*"))) >= 1
    assert finding("sessions").state is State.OK


def test_a_file_that_is_no_database_gives_way_to_the_newest_backup():
    with Store.open() as store:
        store.save(a_session(), None)
        backup = data_folder() / "hipdrill.db.v1-20260101.backup"
        copy = sqlite3.connect(backup)
        store._connection.backup(copy)
        copy.close()
    (data_folder() / "hipdrill.db").write_bytes(b"rubbish" * 5000)
    assert "from the newest backup" in finding("sessions", mend=True).text
    with Store.open() as store:
        assert store.row("latest").id == "s1"


def test_a_new_folder_has_nothing_to_complain_about():
    assert finding("sessions").state is State.OK
    assert finding("unsaved sessions").state is State.OK


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Praxis", "Mobile Documents"])
def test_a_data_folder_that_is_copied_between_computers_is_named(tmp_path, name):
    folder = tmp_path / name / "hipdrill"
    found = {check.name: check for check in examine(folder=folder)}["data folder"]
    assert found.state is State.NOTE
    assert name in found.text
    assert "HIPDRILL_DATA" in found.remedy


def test_the_conflicting_copy_of_a_second_writer_is_named(tmp_path):
    (tmp_path / "hipdrill (Ann's conflicted copy 2026-01-15).db").write_bytes(b"x")
    found = {check.name: check for check in examine(folder=tmp_path)}["data folder"]
    assert "conflicted copy" in found.text


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
def test_a_disk_that_keeps_no_rights_is_named(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda *_, **__: None)
    found = {check.name: check for check in examine(folder=tmp_path)}["data folder"]
    assert "its disk does not support permissions" in found.text


# ---------------------------------------------------------------- analyse


def test_the_kept_session_is_what_the_files_say(tmp_path, capsys, scripted_analysis):
    clip = tmp_path / "=clip.mp4"
    clip.write_bytes(b"x")
    out = tmp_path / "out"
    done(capsys, "analyse", str(clip), "--person", " ann ", "--out", str(out))
    (folder,) = out.iterdir()
    data = json.loads((folder / "session.json").read_text("utf-8"))
    with Store.open() as store:
        assert to_json(store.session("latest")) == data
        assert store.row("latest").person == "ann"
    done(capsys, "analyse", str(clip), "--person", "ann", "--no-save")
    with Store.open() as store:
        assert len(store.sessions()) == 1


def test_a_camera_that_is_lost_ends_as_an_interruption_and_keeps_what_there_was(
    tmp_path, capsys, scripted_analysis
):
    scripted_analysis.is_lost = True
    out = tmp_path / "out"
    assert cli.main(["analyse", "http://phone/video", "--out", str(out)]) == 130
    assert "stopped sending pictures" in capsys.readouterr().out
    data = json.loads((out / "video" / "session.json").read_text("utf-8"))
    assert data["counts"]["total"] == 2
    assert data["quality"]["notes"][0] == (
        "The camera http://phone/video stopped sending pictures at 0.9 s."
    )
    with Store.open() as store:
        assert store.row("latest").counts.total == 2


def test_a_persons_own_goal_is_taken_unless_another_is_named(tmp_path, capsys, scripted_analysis):
    with Store.open() as store:
        store.put_person(Person("Ann", goal="deep_squat"))
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"x")
    for more, goal in (((), "deep_squat"), (("--goal", "gymnastics"), "gymnastics")):
        said = done(capsys, "analyse", str(clip), "--person", "ANN", "--no-save", "--json", *more)
        data = json.loads(said)
        assert (data["person"], data["goal"]) == ("Ann", goal)


def test_a_name_that_is_none_is_refused(tmp_path, capsys):
    assert "name" in done(capsys, "analyse", "x.mp4", "--person", " ", "--no-save", code=2)


@pytest.fixture
def scripted_analysis(monkeypatch, tmp_path):
    """Analysis of a clip whose every frame is scripted: no model, no decoding."""
    from app.run.looking.looker import Look
    from drills.core.events import RepCompleted
    from tests.store_builders import a_rep_at, a_result
    from vision.capture.frame_source import SourceInfo
    from vision.errors import CameraUnavailable

    monkeypatch.chdir(tmp_path)
    frames = [a_result(i / 10, [RepCompleted(i / 10, i, a_rep_at(i))] if i in (3, 6) else ())
              for i in range(10)]  # fmt: skip

    class Source:
        notes = ()
        is_lost = False

        def __init__(self, text, **_):
            kind = "camera" if text.startswith("http") else "video"
            self.info = SourceInfo(kind, Path(text).name, 10.0, path=Path(text))

        def frames(self):
            yield from frames
            if self.is_lost:
                raise CameraUnavailable(
                    "the camera http://phone/video stopped sending pictures", "look"
                )

        def close(self):
            pass

    class Eyes:
        def look(self, frame):
            return Look(frames.index(frame), frame.t_s, frame.size_px, None, None)

        def close(self):
            pass

    class Script:
        def __init__(self, *_):
            pass

        def follow(self, look):
            return frames[look.index]

        def finish(self):
            return ()

    monkeypatch.setattr("app.batch.analysis.open_source", Source)
    monkeypatch.setattr("app.batch.analysis.Eyes", lambda: Eyes)
    for module in ("driver", "ahead"):  # of a camera, of a recording
        monkeypatch.setattr(f"app.run.{module}.Follower", Script)
    return Source
