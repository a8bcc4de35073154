"""The power fails while the data folder is locked or unlocked: all of it is there, open or locked.

What a program does to a folder is recorded step by step and carried out again on a copy, up to any
step, as a disk may have it after a power failure. What a file holds is certain once it was forced
to the disk (fsync), and a name in a folder once that folder was; of everything later, any part may
be missing: the end of it, or, on a disk that keeps no order, any of it.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.run.keeping import vault
from app.run.keeping.moving import OPEN_NAME, settle
from app.run.keeping.vault import lock, unlock
from app.store.folder import KEY_NAME, LOCKED_NAME, is_locked
from tests.app.run.keeping.test_moving import PHRASE, PlainAge, contents, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

posix = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="names files by /proc")
Step = tuple[str, Path, Any]
_recorder: list[Callable[[str, tuple[Any, ...]], None]] = []
_is_hooked = False


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    for take in _recorder:
        take(event, arguments)


def _at(path: Any, folder: int = -1) -> Path:
    """Return the whole path of a name, which may be relative to an open folder."""
    return Path(os.readlink(f"/proc/self/fd/{folder}") if folder >= 0 else "") / os.fsdecode(path)


@contextmanager
def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Step]]:
    """Record every change of a name, and everything that is forced to the disk, in order."""
    global _is_hooked
    steps: list[Step] = []
    force = os.fsync

    def forced(handle: int) -> None:
        force(handle)
        path = _at("", handle)
        steps.append(("force", path, None if path.is_dir() else path.read_bytes()))

    def take(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = "w" in mode if mode else bool(flags & os.O_CREAT)
            if writes and not isinstance(path, int) and not os.path.exists(path):
                steps.append(("create", _at(path), None))
        elif event == "os.rename":
            steps.append(("rename", _at(arguments[0]), _at(arguments[1])))
        elif event in ("os.remove", "os.rmdir", "os.mkdir"):
            steps.append((event, _at(arguments[0], arguments[-1]), None))

    if not _is_hooked:
        sys.addaudithook(_heard)
        _is_hooked = True
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", forced)
        _recorder.append(take)
        try:
            yield steps
        finally:
            _recorder.clear()
    steps[:] = [
        step
        for step in steps
        if step[1].is_relative_to(folder)
        and step[1].relative_to(folder).parts[:1] not in (("running",), ("temporary",))
    ]


def is_certain(steps: list[Step], number: int) -> bool:
    """Whether a step has reached the disk by the end of these; a rename does as a whole."""
    kind, path, other = steps[number]
    parents = {path.parent, other.parent} if kind == "rename" else {path.parent}
    return any(step[0] == "force" and step[1] in parents for step in steps[number:])


def after_the_cut(steps: list[Step], chance: random.Random) -> list[Step]:
    """Return which of these steps the disk has made."""
    cut = chance.randrange(len(steps) + 1)
    keeps_order = chance.random() < 0.5
    return [
        step
        for number, step in enumerate(steps)
        if step[0] == "force"
        or is_certain(steps, number)
        or (number < cut if keeps_order else chance.random() < 0.5)
    ]


def carried_out(steps: list[Step], folder: Path, copy: Path, chance: random.Random) -> None:
    """Do on a copy of a folder what was done in it; what is not possible is left out."""

    def there(path: Path) -> Path:
        return copy / path.relative_to(folder)

    for kind, path, more in steps:
        place = there(path)
        with suppress(OSError):
            if kind == "create":
                place.write_bytes(chance.randbytes(chance.randrange(200)))
            elif kind == "force" and more is not None and place.exists():
                place.write_bytes(more)
            elif kind == "rename":
                place.rename(there(more))
            elif kind == "os.remove":
                place.unlink()
            elif kind == "os.rmdir":
                place.rmdir()
            elif kind == "os.mkdir":
                place.mkdir()


@posix
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("work", [lock, unlock])
def test_all_of_it_can_be_had_again_wherever_the_power_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Path, str], int], seed: int
) -> None:
    monkeypatch.setattr(vault, "_age", PlainAge)
    folder, kept, copy = tmp_path / "data", tmp_path / "kept", tmp_path / "copy"
    whole = contents(filled(folder))
    if work is unlock:
        lock(folder, PHRASE)
    shutil.copytree(folder, kept)
    with recorded(folder, monkeypatch) as steps:
        work(folder, PHRASE)
    assert len(steps) > 20
    chance, seen = random.Random(seed), set()
    for number in range(len(steps) + 1):
        shutil.copytree(kept, copy)
        carried_out(after_the_cut(steps[:number], chance), folder, copy, chance)
        settle(copy)
        seen.add(is_locked(copy))
        assert not (copy / OPEN_NAME).exists()
        if is_locked(copy):
            assert set(contents(copy)) == {LOCKED_NAME, KEY_NAME}, steps[:number][-3:]
            unlock(copy, PHRASE)
        assert contents(copy) == whole, steps[:number][-3:]
        shutil.rmtree(copy)
    assert seen == {True, False}
