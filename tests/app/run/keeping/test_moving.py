"""Locking, unlocking and restoring that are killed at every step: nothing lost, nothing readable.

A child process kills itself at its first, second, ... change of a file's name or existence.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any

import pytest

from app.run.keeping import vault
from app.run.keeping.backup import back_up, restore
from app.run.keeping.moving import settle
from app.run.keeping.recovery import recover
from app.run.keeping.vault import lock, unlock
from app.store import Store
from app.store.folder import is_locked
from tests.store_builders import a_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PHRASE = "seven blue hinges"
STEPS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")


class PlainAge:
    """Stands in for pyrage: reversed bytes instead of slow cryptography."""

    DecryptError = ValueError

    class x25519:
        Identity = SimpleNamespace(
            generate=lambda: SimpleNamespace(to_public=lambda: ""),
            from_str=lambda text: text,
        )

    passphrase = SimpleNamespace(
        encrypt=lambda content, phrase: phrase.encode()[::-1] + content,
        decrypt=lambda content, _phrase: content[len(PHRASE) :],
    )

    @staticmethod
    def encrypt_io(source: IO[bytes], out: IO[bytes], _to: list[str]) -> None:
        out.write(source.read()[::-1])

    @staticmethod
    def decrypt_io(source: IO[bytes], out: IO[bytes], _of: list[str]) -> None:
        out.write(source.read()[::-1])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "_age", PlainAge)


def filled(folder: Path, person: str = "Zebulon") -> Path:
    """Fill a data folder with sessions, a video, preferences and what a restore moved aside."""
    with Store.open(folder) as store:
        store.save(a_session("s1", person=person), None)
    (folder / "videos").mkdir()
    (folder / "videos" / "s1.mp4").write_bytes(person.encode() * 9)
    (folder / "preferences.json").write_text(f'{{"person": "{person}"}}')
    (folder / "before-restore-1").mkdir()
    (folder / "before-restore-1" / "hipdrill.db").write_bytes(person.encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "running"
    }


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Run something in a child that kills itself at a step; return whether it came that far."""
    child = multiprocessing.get_context("fork").Process(target=_dying, args=(step, work))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def _dying(step: int, work: Callable[[], object]) -> None:
    left = step

    def count(event: str, _arguments: Any) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    work()


def each_step(folder: Path, work: Callable[[], object], check: Callable[[], None]) -> int:
    """Kill at every step, each time from the same contents; return how many steps there are."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    step = 0
    while killed_at(step, work):
        check()
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        step += 1
    return step


@forks
def test_a_lock_that_is_killed_leaves_it_open_or_locked_and_no_name_readable(
    tmp_path: Path,
) -> None:
    folder = filled(tmp_path / "data")
    before = contents(folder)
    seen = set()

    def check() -> None:
        settle(folder)
        seen.add(is_locked(folder))
        if is_locked(folder):
            assert set(contents(folder)) == {"locked.age", "locked-key.age"}
            unlock(folder, PHRASE)
        assert contents(folder) == before

    assert each_step(folder, lambda: lock(folder, PHRASE), check) > 8
    assert seen == {True, False}


@forks
def test_an_unlocking_that_is_killed_leaves_it_open_or_locked_and_no_name_readable(
    tmp_path: Path,
) -> None:
    folder = filled(tmp_path / "data")
    before = contents(folder)
    lock(folder, PHRASE)
    seen = set()

    def check() -> None:
        settle(folder)
        seen.add(is_locked(folder))
        if is_locked(folder):
            assert set(contents(folder)) == {"locked.age", "locked-key.age"}
            unlock(folder, PHRASE)
        assert contents(folder) == before

    assert each_step(folder, lambda: unlock(folder, PHRASE), check) > 8
    assert seen == {True, False}


@forks
@pytest.mark.parametrize("locks", [False, True])
def test_a_restore_that_is_killed_has_happened_or_not(tmp_path: Path, locks: bool) -> None:
    other = filled(tmp_path / "other", "Yasmin")
    if locks:
        lock(other, PHRASE)
    back_up(other, tmp_path / "b.zip")
    folder = filled(tmp_path / "data")
    before = contents(folder)
    seen = set()

    def check() -> None:
        settle(folder)
        if contents(folder) == before:
            seen.add("before")
            return
        seen.add("after")
        if locks:
            unlock(folder, PHRASE)
        with Store.open(folder) as store:
            assert store.session("latest").person == "Yasmin"
        assert [path.name for path in (folder / "videos").iterdir()] == ["s1.mp4"]
        aside = [path for path in folder.glob("before-restore-*") if path.name[-2:] != "-1"]
        with Store.open(aside[0]) as store:
            assert store.session("latest").person == "Zebulon"
        assert not list(folder.glob(".rest*"))

    assert each_step(folder, lambda: restore(folder, tmp_path / "b.zip"), check) > 6
    assert seen == {"before", "after"}


def test_unlocking_a_restored_backup_leaves_what_it_has_replaced(tmp_path: Path) -> None:
    other = filled(tmp_path / "other", "Yasmin")
    lock(other, PHRASE)
    back_up(other, tmp_path / "b.zip")
    folder = filled(tmp_path / "data")
    aside = restore(folder, tmp_path / "b.zip")
    assert aside is not None
    unlock(folder, PHRASE)
    with Store.open(aside) as store:
        assert store.session("latest").person == "Zebulon"


def test_the_next_start_settles_what_was_killed(tmp_path: Path) -> None:
    folder = filled(tmp_path / "data")
    (folder / ".hipdrill-unlocked").mkdir()
    (folder / "videos").rename(folder / ".hipdrill-unlocked" / "videos")
    recover(folder)
    assert (folder / "videos" / "s1.mp4").exists()
    assert not (folder / ".hipdrill-unlocked").exists()


def test_a_file_that_changes_while_it_is_locked_keeps_everything_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filled(tmp_path / "data")
    check = vault._check

    def also_write(*arguments: Any) -> None:
        check(*arguments)
        (folder / "unsaved-s2.jsonl").write_text("{}")

    monkeypatch.setattr(vault, "_check", also_write)
    before = contents(folder)
    with pytest.raises(Exception, match="changed while it was being locked"):
        lock(folder, PHRASE)
    assert contents(folder) == before | {"unsaved-s2.jsonl": b"{}"}


def test_a_link_in_the_folder_refuses_the_lock(tmp_path: Path) -> None:
    folder = filled(tmp_path / "data")
    (folder / "videos").rename(tmp_path / "elsewhere")
    (folder / "videos").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="is a link"):
        lock(folder, PHRASE)
    assert not is_locked(folder)
