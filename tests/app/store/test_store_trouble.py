"""What can go wrong with the file is said in one line, and nothing is lost by it."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.cli.main import main as cli
from app.doctor import examine
from app.run.keeping.recovery import recover
from app.run.keeping.running import is_running
from app.store import (
    Store,
    StoreError,
    StoreTrouble,
    data_folder,
    database,
    errors,
)
from app.store.errors import described
from app.store.folder import is_locked
from app.store.rows.schema import LATEST
from tests.store_builders import a_series, a_session, trouble_of

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
not_as_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere"
)


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.EPERM])
def test_a_share_that_knows_no_rights_still_keeps_sessions(tmp_path, monkeypatch, number):
    folder = tmp_path / "share"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    (folder / "hipdrill.db").touch(mode=0o666)

    def refuse(*_, **__):
        raise OSError(number, "no such thing")

    monkeypatch.setattr(Path, "chmod", refuse)
    with Store.open(folder) as opened:
        opened.save(a_session(), a_series())
        assert len(opened.sessions()) == 1


def test_a_newer_file_is_left_alone(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
    connection = sqlite3.connect(tmp_path / "hipdrill.db", isolation_level=None)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    before = (tmp_path / "hipdrill.db").read_bytes()
    assert trouble_of(lambda: Store.open(tmp_path)) is StoreTrouble.NEWER
    assert (tmp_path / "hipdrill.db").read_bytes() == before


def test_a_damaged_file_is_named_and_left_alone(tmp_path):
    (tmp_path / "hipdrill.db").write_bytes(b"this is not a database" * 400)
    assert trouble_of(lambda: Store.open(tmp_path)) is StoreTrouble.DAMAGED
    assert (tmp_path / "hipdrill.db").read_bytes().startswith(b"this is not")


def test_a_writer_that_does_not_let_go_is_named(tmp_path):
    with Store.open(tmp_path) as first, Store.open(tmp_path, busy_timeout_s=0.05) as second:
        first._connection.execute("BEGIN IMMEDIATE")
        assert trouble_of(lambda: second.save(a_session(), None)) is StoreTrouble.LOCKED
        assert second.sessions() == ()  # readers do not wait
        first._connection.execute("ROLLBACK")
        second.save(a_session(), None)


def test_a_full_disk_loses_nothing_that_was_there(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        big = a_series(20_000)
        assert trouble_of(lambda: store.save(a_session("s2"), big)) is StoreTrouble.DISK_FULL
        assert [row.id for row in store.sessions()] == ["s1"]


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("")
    assert trouble_of(lambda: Store.open(tmp_path / "data")) is StoreTrouble.READ_ONLY


@not_as_root
def test_a_read_only_folder_can_be_read_but_not_written(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
    (tmp_path / "hipdrill.db").chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with Store.open_to_read(tmp_path) as store:
            assert store.row("latest").id == "s1"
            assert trouble_of(lambda: store.save(a_session("s2"), None)) is StoreTrouble.READ_ONLY
    finally:
        tmp_path.chmod(0o700)


def test_what_is_kept_can_be_read_when_the_disk_is_full(tmp_path, monkeypatch):
    """SQLite cannot even make the index of its log then, and calls it a disk I/O error."""
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR | 19 << 8  # SHMSIZE

    def refuse(*_):
        raise error

    monkeypatch.setattr(database, "_prepared", refuse)
    assert trouble_of(lambda: Store.open_to_read(tmp_path)) is StoreTrouble.UNUSABLE
    monkeypatch.setattr(errors.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with Store.open_to_read(tmp_path) as store:
        assert store.row("latest").id == "s1"
        assert not (tmp_path / "hipdrill.db-shm").exists()


def test_a_folder_that_leads_to_itself_is_named(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert trouble_of(lambda: Store.open(tmp_path / "loop")) is StoreTrouble.READ_ONLY
    assert not is_locked(tmp_path / "loop")
    assert not is_running(tmp_path / "loop", "s1")
    assert recover_from(tmp_path / "loop") == ()


def recover_from(folder):
    try:
        return recover(folder)
    except StoreError:
        return ()


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(28, "No space left on device"), StoreTrouble.DISK_FULL),
        (OSError(30, "Read-only file system"), StoreTrouble.READ_ONLY),
        (sqlite3.OperationalError("strange"), StoreTrouble.UNUSABLE),
    ],
)
def test_what_the_system_says_becomes_one_sentence(tmp_path, error, trouble):
    found = described(error, tmp_path)
    assert found.trouble is trouble
    assert str(tmp_path) in str(found)


def test_an_error_without_words_of_its_own_shows_no_number(tmp_path):
    (tmp_path / "hipdrill.db").symlink_to(tmp_path / "gone" / "x")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store.open(tmp_path)
    assert "Errno" not in str(caught.value)


@needs_posix
def test_only_the_owner_can_read(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    with Store.open(folder) as store:
        store.save(a_session(), None)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_data_folder_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "here"))
    assert data_folder() == tmp_path / "here"
    monkeypatch.delenv("HIPDRILL_DATA")
    assert "hipdrill" in str(data_folder())


# ---- paths that are too long


def deep(folder, database_bytes):
    """Return a folder in which the path of the database has so many bytes."""
    while (left := database_bytes - len(str(folder / "hipdrill.db"))) > 0:
        folder /= "d" * (left - 1 if left < 200 else 100)
    return folder


@needs_posix
@pytest.mark.parametrize("by", [0, 1, 9, 60])
def test_a_path_that_sqlite_cannot_take_is_called_too_long(tmp_path, by):
    folder = deep(tmp_path, errors.LONGEST_PATH_BYTES + by)
    if not by:
        Store.open(folder).close()
        return
    for use in (Store.open, Store.open_to_read):
        with pytest.raises(StoreError, match="too long for the sessions: set HIPDRILL_DATA") as it:
            use(folder)
        assert it.value.trouble is StoreTrouble.TOO_LONG


@needs_posix
@pytest.mark.parametrize("name", ["d" * 256, "/".join(["d" * 200] * 21)], ids=["name", "path"])
def test_a_name_or_path_beyond_the_system_is_called_too_long(tmp_path, name, monkeypatch, capsys):
    folder = tmp_path / name
    assert trouble_of(lambda: Store.open(folder)) is StoreTrouble.TOO_LONG
    found = {check.name: check for check in examine(folder=folder)}
    assert "shorter path" in found["data folder"].remedy
    assert "check" not in found  # every check could be made
    monkeypatch.setenv("HIPDRILL_DATA", str(folder))
    for command in (["sessions"], ["backup", str(tmp_path / "b.zip")], ["cache"]):
        assert cli(command) != 0
        said = capsys.readouterr().err
        assert "too long" in said or "nothing to back up" in said
        assert "permissions" not in said
