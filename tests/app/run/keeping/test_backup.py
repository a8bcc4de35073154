"""Everything that is kept goes into one file and comes back, or nothing is touched."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from types import SimpleNamespace

import pytest

from app.cli import main as cli
from app.errors import UserError
from app.run.keeping.backup import WINDOW, back_up, checked, restore
from app.run.keeping.running import RunningMark
from app.settings import preferences
from app.store import Person, Store
from app.store.errors import StoreTrouble, store_error
from app.store.folder import KEY_NAME, LOCKED_NAME
from app.store.rows.schema import LATEST
from app.store.videos import make_room, video_path
from drills.regimen import suggested
from tests.store_builders import a_series, a_session


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "data"
    with Store.open(made) as store:
        store.save(a_session("s1"), a_series())
        store.set_regimen("Ann", suggested("everyday"))
    make_room(made)
    video_path(made, "s1").write_bytes(b"video" * 1000)
    (video_path(made, "s1").parent / ".s2.part.mp4").write_bytes(b"half")
    preferences.save(preferences.Preferences(person="Ann"), made)
    return made


def ids(folder):
    with Store.open(folder) as store:
        return [row.id for row in store.sessions()]


def everything(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_was_backed_up_comes_back_and_what_was_there_stays_beside(folder, tmp_path):
    archive = tmp_path / "out" / "all.zip"
    made = back_up(folder, archive)
    assert made.files == 3
    assert os.name == "nt" or stat.S_IMODE(archive.stat().st_mode) == 0o600
    with Store.open(folder) as store:
        store.save(a_session("s2", person="Ben"), None)
        store.delete_session("s1")
    before = restore(folder, archive)
    assert ids(folder) == ["s1"]
    assert video_path(folder, "s1").read_bytes() == b"video" * 1000
    assert preferences.load(folder).person == "Ann"
    assert ids(before) == ["s2"]
    with Store.open(folder) as store:
        assert store.regimen("Ann") == suggested("everyday")
        assert store.problems() == ()
    if os.name != "nt":
        back = (path for path in folder.rglob("*") if not path.is_relative_to(before))
        assert [path for path in back if path.stat().st_mode & 0o077] == []


def test_it_comes_back_on_another_computer(folder, tmp_path):
    archive = tmp_path / "all.zip"
    back_up(folder, archive)
    assert restore(tmp_path / "new", archive) is None
    assert ids(tmp_path / "new") == ["s1"]
    assert not list((tmp_path / "new").glob("before*"))


def test_a_database_that_is_written_meanwhile_is_copied_whole(folder, tmp_path):
    with Store.open(folder) as store:
        store.save(a_session("s2"), a_series())  # in the log, not in the file yet
        back_up(folder, tmp_path / "all.zip")
    restore(tmp_path / "new", tmp_path / "all.zip")
    assert sorted(ids(tmp_path / "new")) == ["s1", "s2"]


def damaged_in(path, name):
    """Change a byte of a file in an archive, whose list still has the old digest."""
    with zipfile.ZipFile(path) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in files.items():
            archive.writestr(one, content)


def with_list(path, **changes):
    with zipfile.ZipFile(path) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    said = json.loads(files["backup.json"]) | changes
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in (files | {"backup.json": json.dumps(said).encode()}).items():
            archive.writestr(one, content)


def zipped(path, text):
    """Write an archive that holds nothing but a list."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("backup.json", text)


def packed_wrongly(path):
    """Spoil the compressed bytes of the database: zlib itself fails then."""
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("hipdrill.db")
    content = bytearray(path.read_bytes())
    content[place.header_offset + 60 : place.header_offset + 90] = b"\xff" * 30
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "not a backup, or is damaged"),
        (lambda path: path.write_bytes(b"no zip"), "is not a backup, or is damaged"),
        (lambda path: damaged_in(path, "hipdrill.db"), "hipdrill.db in all.zip is damaged"),
        (lambda path: damaged_in(path, "videos/s1.mp4"), "videos/s1.mp4 in all.zip is damaged"),
        (lambda path: with_list(path, format="hipdrill.backup/2"), "newer Hip Drill"),
        (lambda path: with_list(path, files={"../x": "0"}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, files={"/x": "0"}), "is not a Hip Drill backup"),
        (
            lambda path: with_list(path, files={"videos/gone.mp4": "0", "hipdrill.db": "0"}),
            "all.zip is damaged",
        ),
        (lambda path: with_list(path, files={"running/x.lock": "0"}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, files={"videos/a:b.mp4": "0"}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, files={"": "0"}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, files={"videos": "0"}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, files={}), "is not a Hip Drill backup"),
        (lambda path: with_list(path, made={"a": 1}), "is not a Hip Drill backup"),
        (
            lambda path: with_list(path, files={"hipdrill.db": "0", "locked.age": "0"}),
            "is not a Hip Drill backup",
        ),
        (lambda path: with_list(path, files="abc"), "is not a Hip Drill backup"),
        (lambda path: zipped(path, "[" * 200_000), "is not a Hip Drill backup"),
        (lambda path: zipped(path, " " * 60_000_000), "is not a Hip Drill backup"),
        (lambda path: zipped(path, '{"format": "hipdrill.backup/1", "files": {}}'), "is not a"),
        (lambda path: packed_wrongly(path), "is damaged"),
        (lambda path: path.unlink(), "there is no file"),
    ],
)
def test_an_archive_that_is_not_sound_touches_nothing(folder, tmp_path, spoil, said):
    archive = tmp_path / "all.zip"
    back_up(folder, archive)
    before = everything(folder)
    spoil(archive)
    with pytest.raises(UserError, match=said):
        restore(folder, archive)
    assert everything(folder) == before


def test_a_database_of_a_newer_version_is_refused(folder, tmp_path):
    with Store.open(folder) as store:
        store._connection.execute("PRAGMA user_version = 99")
        copy = tmp_path / "hipdrill.db"
        copy.touch()
        store.copy_to(copy)
        store._connection.execute(f"PRAGMA user_version = {LATEST}")
    archive = tmp_path / "all.zip"
    back_up(folder, archive)
    with zipfile.ZipFile(archive) as old:
        said = json.loads(old.read("backup.json"))
    said["files"] = {"hipdrill.db": hashlib.sha256(copy.read_bytes()).hexdigest()}
    with zipfile.ZipFile(archive, "w") as out:
        out.write(copy, "hipdrill.db")
        out.writestr("backup.json", json.dumps(said))
    with pytest.raises(UserError, match="newer Hip Drill"):
        restore(folder, archive)
    assert ids(folder) == ["s1"]


def test_nothing_is_replaced_while_hip_drill_is_at_work(folder, tmp_path):
    archive = tmp_path / "all.zip"
    back_up(folder, archive)
    window, session = RunningMark(folder, WINDOW), RunningMark(folder, "s9")
    window.set()
    with pytest.raises(UserError, match="close its windows"):
        restore(folder, archive)
    assert restore(folder, archive, by_window=True) is not None
    session.set()
    with pytest.raises(UserError, match="is running"):
        restore(folder, archive, by_window=True)
    window.remove()
    session.remove()


def test_a_locked_folder_is_backed_up_as_it_is(tmp_path):
    """``test_vault`` opens what is locked; here only the bytes matter."""
    locked = {LOCKED_NAME: b"age" * 1000, KEY_NAME: b"key" * 50}
    (tmp_path / "data").mkdir()
    for name, content in locked.items():
        (tmp_path / "data" / name).write_bytes(content)
    archive = tmp_path / "all.zip"
    assert back_up(tmp_path / "data", archive).is_locked
    restore(tmp_path / "new", archive)
    assert everything(tmp_path / "new") == locked


def test_a_backup_does_not_go_into_the_folder_itself(folder):
    with pytest.raises(UserError, match="inside the data folder"):
        back_up(folder, folder / "all.zip")


def test_a_person_who_is_deleted_is_gone_from_what_was_replaced_too(folder, tmp_path):
    back_up(folder, tmp_path / "all.zip")
    before = restore(folder, tmp_path / "all.zip")
    with Store.open(folder) as store:
        store.put_person(Person("Ann B"))
        store.delete_person("Ann")
    assert not before.exists()


def test_the_commands(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HIPDRILL_DATA", str(folder))
    archive = tmp_path / "all.zip"
    assert cli.main(["backup", str(archive)]) == 0
    assert "3 files, read back and complete" in capsys.readouterr().out
    assert checked(archive).files == 3
    assert cli.main(["restore", str(archive)]) == 0
    assert "The previous data are in" in capsys.readouterr().out
    assert cli.main(["restore", str(tmp_path / "none.zip")]) == 1
    assert capsys.readouterr().err.startswith("hipdrill: error: there is no file")
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "empty"))
    assert cli.main(["backup", str(archive)]) == 1
    assert "nothing to back up yet" in capsys.readouterr().err


def test_a_store_that_can_only_be_read_is_backed_up(tmp_path, folder, monkeypatch):
    def refuse(folder=None, **_):
        raise store_error(StoreTrouble.READ_ONLY, folder / "hipdrill.db")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "open", refuse)
        back_up(folder, tmp_path / "b.zip")
    assert checked(tmp_path / "b.zip").files > 0


def test_an_archive_that_does_not_fit_on_the_disk_is_refused_first(folder, tmp_path, monkeypatch):
    back_up(folder, tmp_path / "all.zip")
    before = everything(folder)
    monkeypatch.setattr(
        "app.run.keeping.backup.shutil.disk_usage", lambda _: SimpleNamespace(free=9)
    )
    with pytest.raises(OSError, match="are needed"):
        restore(folder, tmp_path / "all.zip")
    assert everything(folder) == before
