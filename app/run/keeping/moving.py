"""Everything in the data folder moves at once: into an archive, out of one, or aside.

A killed program leaves such a move half done. Each has one step that decides it; before that step
all of it is taken back at the next start, after it all of it is finished (`settle`):

* Locking and unlocking: what is in the open lies in `OPEN_NAME` meanwhile. If the archive is there,
  that goes; if it is not, it comes back.
* Restoring: what comes lies in a folder ``.restoring-TIME``, which is called ``.restored-TIME`` as
  soon as everything that was there has moved to ``before-restore-TIME``.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.errors import UserError
from app.run.keeping.running import RunningMark, is_running
from app.store.folder import (
    BEFORE_GLOB,
    KEY_NAME,
    LOCKED_NAME,
    is_locked,
    make_private_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OPEN_NAME = ".hipdrill-unlocked"
PART = ".part"
STAYING = ("running", "temporary")
"""Folders of the data folder that hold nothing of anybody's, but marks and half-made files."""
_MARK = "moving"
_COMING, _CAME = ".restoring-", ".restored-"


@contextmanager
def alone(folder: Path, but: Iterable[str] = ()) -> Iterator[None]:
    """Keep everybody else from moving what is in a data folder, after an earlier move is settled.

    Parameters
    ----------
    folder
        The data folder.
    but
        Names of marks that do not matter: that of the window which asks.

    Raises
    ------
    UserError
        If a program is running.
    """
    refuse_while_running(folder, but)
    mark = RunningMark(folder, _MARK)
    mark.set()
    try:
        _settle(folder)
        yield
    finally:
        mark.remove()


def refuse_while_running(folder: Path, but: Iterable[str] = ()) -> None:
    """Refuse to go on while a session or a window is open.

    Parameters
    ----------
    folder
        The data folder.
    but
        Names of marks that do not matter: that of the window which asks.

    Raises
    ------
    UserError
        If a program is running.
    """
    marks = {path.stem for path in (folder / "running").glob("*")} - set(but)
    if any(is_running(folder, name) for name in sorted(marks)):
        raise UserError("Hip Drill is running", "close its windows first")


def settle(folder: Path) -> None:
    """Finish or take back what a killed program was moving. Never raises."""
    with suppress(OSError):
        if not is_running(folder, _MARK):
            _settle(folder)


def begin_restoring(folder: Path, stamp: str) -> Path:
    """Make the folder into which a backup is unpacked.

    Parameters
    ----------
    folder
        The data folder.
    stamp
        The time, which names the folders of one move.
    """
    coming = folder / f"{_COMING}{stamp}"
    make_private_folder(coming)
    return coming


def change_places(folder: Path, stamp: str, paths: Iterable[Path]) -> Path | None:
    """Move some of a data folder aside, and what is restored into its place.

    Parameters
    ----------
    folder
        The data folder.
    stamp
        As in `begin_restoring`.
    paths
        What goes, directly in the data folder.

    Returns
    -------
    Path or None
        Where that is now; ``None`` if there was nothing.

    Raises
    ------
    OSError
        If something cannot be moved; everything is as before then.
    """
    before = folder / BEFORE_GLOB.replace("*", stamp)
    try:
        for path in paths:
            make_private_folder(before)
            path.replace(before / path.name)
        synchronise(folder)
        (folder / f"{_COMING}{stamp}").rename(folder / f"{_CAME}{stamp}")
    except OSError:
        _settle(folder)
        raise
    _settle(folder)
    return before if before.exists() else None


def move_into(source: Path, target: Path) -> None:
    """Move what a folder holds into another one, over what has the same name; then remove it.

    Parameters
    ----------
    source
        The folder that is emptied and removed.
    target
        An existing folder on the same file system.
    """
    for path in sorted(source.iterdir()):
        place = target / path.name
        if path.is_dir() and place.is_dir():
            move_into(path, place)
        else:
            path.replace(place)
    source.rmdir()


def come_out(folder: Path) -> None:
    """Move what is in the open back to its place in the data folder; remove an archive's key."""
    (folder / KEY_NAME).unlink(missing_ok=True)
    move_into(folder / OPEN_NAME, folder)


def synchronise(folder: Path) -> None:
    """Write the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def synchronise_all(folder: Path) -> None:
    """Write the names in a folder and in all folders below it to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            synchronise(path)
    synchronise(folder)


def _settle(folder: Path) -> None:
    for came in folder.glob(f"{_CAME}*"):
        move_into(came, folder)
    for coming in folder.glob(f"{_COMING}*"):
        before = folder / BEFORE_GLOB.replace("*", coming.name.removeprefix(_COMING))
        if before.exists():
            move_into(before, folder)
        shutil.rmtree(coming)
    if (folder / OPEN_NAME).exists():
        synchronise(folder)  # what decides it must not be lost after what follows from it
        if is_locked(folder):
            shutil.rmtree(folder / OPEN_NAME)
        else:
            come_out(folder)
    for name in (LOCKED_NAME, KEY_NAME):
        (folder / (name + PART)).unlink(missing_ok=True)
