"""Under a pass phrase: a stolen computer gives no name and no video."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from app.cli import main as cli
from app.doctor import State, examine
from app.errors import UserError
from app.run.journal import keep_whole
from app.run.keeping import vault
from app.run.keeping.vault import lock, unlock
from app.settings import preferences
from app.store import Store, StoreError, StoreTrouble, data_folder
from tests.store_builders import a_series, a_session

if TYPE_CHECKING:
    from pathlib import Path

pyrage = pytest.importorskip("pyrage")
PHRASE = "seven blue hinges"


def filled(folder: Path) -> Path:
    """Return a data folder with a session, a video, preferences and a log."""
    with Store.open(folder) as store:
        store.save(a_session("s1", person="Zebulon"), a_series())
    (folder / "videos").mkdir()
    (folder / "videos" / "s1.mp4").write_bytes(b"Zebulon in the picture" * 5000)
    (folder / "preferences.json").write_text('{"person": "Zebulon"}')
    return folder


@pytest.fixture
def kept() -> Path:
    return filled(data_folder())


@pytest.fixture(scope="module")
def locked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lock a filled folder: a pass phrase takes a second on purpose."""
    folder = filled(tmp_path_factory.mktemp("locked"))
    lock(folder, PHRASE)
    return folder


@pytest.fixture
def locked(locked_once: Path) -> Path:
    """The data folder, locked."""
    return shutil.copytree(locked_once, data_folder(), dirs_exist_ok=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_locked_holds_nothing_readable_and_comes_back_whole(kept: Path) -> None:
    before = contents(kept)
    assert lock(kept, PHRASE) == len(before)
    after = contents(kept)
    assert set(after) == {"locked.age", "locked-key.age"}
    assert not any(b"Zebulon" in content for content in after.values())
    assert all((kept / name).stat().st_mode & 0o077 == 0 for name in after)
    assert unlock(kept, PHRASE) == len(before)
    assert contents(kept) == before
    with Store.open() as store:
        assert store.session("s1").person == "Zebulon"
        assert store.video("s1") is not None


def test_a_wrong_phrase_opens_nothing(locked: Path) -> None:
    before = contents(locked)
    with pytest.raises(UserError, match="pass phrase is wrong"):
        unlock(locked, "seven red hinges")
    assert contents(locked) == before


def test_while_it_is_locked_nothing_is_kept_in_the_open(locked: Path) -> None:
    for use in (Store.open, Store.open_to_read):
        with pytest.raises(StoreError, match="run hipdrill unlock") as caught:
            use()
        assert caught.value.trouble is StoreTrouble.SEALED
    assert not preferences.save(preferences.Preferences(person="Zebulon"), locked)
    problem = keep_whole(a_session("s2", person="Zebulon"), a_series())
    assert "locked with a pass phrase" in problem
    assert set(contents(locked)) == {"locked.age", "locked-key.age"}
    assert not any(b"Zebulon" in content for content in contents(locked).values())
    found = {check.name: check for check in examine()}["sessions"]
    assert (found.state, found.remedy) == (State.NOTE, "run hipdrill unlock")


@pytest.mark.parametrize("phrase", ["", "short"])
def test_a_short_phrase_is_refused(kept: Path, phrase: str) -> None:
    before = contents(kept)
    with pytest.raises(UserError, match="fewer than 12"):
        lock(kept, phrase)
    assert contents(kept) == before


def test_a_lock_that_fails_leaves_everything_as_it_was(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(kept)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault, "_check", fail)
    with pytest.raises(OSError, match="No space"):
        lock(kept, PHRASE)
    assert contents(kept) == before


@pytest.mark.parametrize("place", [0.3, 0.999])
def test_a_damaged_archive_is_refused_and_stays(locked: Path, place: float) -> None:
    path = locked / "locked.age"
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        unlock(locked, PHRASE)
    assert set(contents(locked)) == {"locked.age", "locked-key.age"}


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "videos/../../evil"])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    packed.seek(0)
    with (
        tarfile.open(fileobj=packed) as tar,
        pytest.raises(tarfile.TarError, match="not a Hip Drill file"),
    ):
        vault._unpack(tar, tmp_path / "in")
    assert not (tmp_path / "evil").exists()


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("videos")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member)
    packed.seek(0)
    with tarfile.open(fileobj=packed) as tar, pytest.raises(tarfile.TarError):
        vault._unpack(tar, tmp_path)


def test_the_commands_lock_and_open(kept: Path) -> None:
    before = contents(kept)
    for command, said in (("lock", "are locked"), ("unlock", "are open")):
        done = subprocess.run(
            [sys.executable, "-m", "app", command], input=f"{PHRASE}\n", text=True,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    assert contents(kept) == before


def test_without_the_library_the_command_says_what_to_install(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    monkeypatch.setattr("app.cli.people._asked", lambda _: PHRASE)
    assert cli.main(["lock"]) == 3
    assert "hipdrill[lock]" in capsys.readouterr().err
