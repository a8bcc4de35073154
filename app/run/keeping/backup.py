"""All stored data in one archive, and back again.

The archive is a plain zip: the database as one consistent copy, the videos, the preferences, and
what could not be written to the database yet, with a list of their digests. A folder locked with a
pass phrase is copied as it is, so its archive opens with the same phrase. Restoring checks the
whole archive before anything is touched, and what was there stays in a folder beside it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import IO, TYPE_CHECKING, Any

from app.errors import UserError
from app.files import NAME_BYTES, PRIVATE, replaced
from app.run.keeping.moving import alone, begin_restoring, change_places
from app.run.keeping.temporary import temporary_folder
from app.store import Store
from app.store.connection import connect
from app.store.folder import (
    DATABASE_NAME,
    KEY_NAME,
    LOCKED_NAME,
    is_locked,
    make_private_file,
    make_private_folder,
)
from app.store.rows.schema import LATEST, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMAT = "hipdrill.backup/1"
LIST_NAME = "backup.json"
WINDOW = "window"
"""The name under which an open window is marked as running."""
_KEPT = ("preferences.json", "unsaved-*.jsonl", "videos/*.mp4")
_MOVED = (
    f"{DATABASE_NAME}*", "preferences.json*", "unsaved-*.jsonl*", "videos", "looks",
    LOCKED_NAME, KEY_NAME,
)  # fmt: skip
_PIECE = 1 << 20
_LONGEST_LIST = 50_000_000
"""Bytes of the list: 100 of each file, and half a million files."""
_UNREADABLE = (
    KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError,
)  # fmt: skip
"""What reading from a damaged or encrypted archive raises."""
_NOT_OURS = "choose a file made by hipdrill backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: how many files, when it was made (ISO 8601), whether it is locked."""

    files: int
    made: str
    is_locked: bool


def back_up(folder: Path, path: Path) -> Backup:
    """Write everything in a data folder into one archive that only the owner can read.

    Parameters
    ----------
    folder
        The data folder.
    path
        The archive, outside the data folder.

    Raises
    ------
    UserError
        If there is nothing to back up, or the archive would be in the folder itself.
    StoreError, OSError
        If something cannot be read or written; an earlier archive is unchanged.
    """
    if path.absolute().is_relative_to(folder.absolute()):
        raise UserError(
            "a backup inside the data folder would be lost with it", "choose another folder"
        )
    if not is_locked(folder) and not (folder / DATABASE_NAME).exists():
        raise UserError("there is nothing to back up yet", "practise a set first")
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder() as place:
        files = dict(_files(folder, place))
        head = {
            "format": FORMAT,
            "made": datetime.now().astimezone().isoformat(timespec="seconds"),
            "locked": is_locked(folder),
            "files": {name: _digest(file) for name, file in files.items()},
        }
        with (
            replaced(path, PRIVATE) as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, file in files.items():
                packs = not name.endswith((".mp4", ".age"))
                how = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
                archive.write(file, name, how)
            archive.writestr(LIST_NAME, json.dumps(head, indent=2))
    return checked(path)


def checked(path: Path) -> Backup:
    """Read a whole archive and return what it holds.

    Raises
    ------
    UserError
        If it is not a backup, or is damaged.
    """
    with _opened(path) as archive:
        head = _list_of(archive, path)
        for name, digest in head["files"].items():
            try:
                with archive.open(name) as file:
                    actual = _digest_of(file)
            except _UNREADABLE as error:
                raise UserError(f"{path.name} is damaged", "use an older backup") from error
            if actual != digest:
                raise UserError(f"{name} in {path.name} is damaged", "use an older backup")
    return Backup(len(head["files"]), str(head["made"]), head["locked"] is True)


def restore(folder: Path, path: Path, *, by_window: bool = False) -> Path | None:
    """Replace all stored data by the contents of an archive.

    Parameters
    ----------
    folder
        The data folder.
    path
        The archive, which is checked first.
    by_window
        Whether the window asks for it: its own mark as running does not count.

    Returns
    -------
    Path or None
        The folder with the former data, ``None`` if there were none.

    Raises
    ------
    UserError
        If the archive cannot be used, or Hip Drill is running.
    OSError
        If the folder cannot be written to; the former data are back in their place.
    """
    checked(path)
    make_private_folder(folder)
    with alone(folder, (WINDOW,) if by_window else ()):
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        new = begin_restoring(folder, stamp)
        try:
            _unpack(path, new)
            _check_database(new, path)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        return change_places(folder, stamp, [one for name in _MOVED for one in folder.glob(name)])


def _files(folder: Path, place: Path) -> Iterator[tuple[str, Path]]:
    """Give every file under its name in the archive; the database is first copied to ``place``."""
    if is_locked(folder):
        for name in (LOCKED_NAME, KEY_NAME):
            yield name, folder / name
        return
    copy = place / DATABASE_NAME
    make_private_file(copy)
    with Store.open_to_read(folder) as store:
        store.copy_to(copy)
    yield DATABASE_NAME, copy
    for pattern in _KEPT:
        for path in sorted(folder.glob(pattern)):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise UserError(f"there is no file {path}", "name a backup") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise UserError(f"{path.name} is not a backup, or is damaged", _NOT_OURS) from error


def _list_of(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """Return the list of an archive, whose format and file names are checked."""
    not_ours = UserError(f"{path.name} is not a Hip Drill backup", _NOT_OURS)
    try:
        if archive.getinfo(LIST_NAME).file_size > _LONGEST_LIST:
            raise not_ours
        head = json.loads(archive.read(LIST_NAME))
        known, names = head["format"], dict(head["files"])
        is_told = isinstance(head["made"], str) and isinstance(head["locked"], bool)
    except (*_UNREADABLE, ValueError, TypeError, RecursionError) as error:
        raise not_ours from error
    if known != FORMAT:
        raise UserError(f"{path.name} was made by a newer Hip Drill", "install the newest version")
    is_whole = DATABASE_NAME in names or names.keys() == {LOCKED_NAME, KEY_NAME}
    is_mixed = DATABASE_NAME in names and not names.keys().isdisjoint((LOCKED_NAME, KEY_NAME))
    if not (is_told and is_whole and all(map(_is_ours, names))) or is_mixed:
        raise not_ours
    return dict(head)


def _is_ours(name: str) -> bool:
    """Whether a name is one that `back_up` gives: nothing else is ever written."""
    for pattern in (DATABASE_NAME, LOCKED_NAME, KEY_NAME, *_KEPT):
        parts, wanted = name.split("/"), pattern.split("/")
        if len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted)):
            return len(name) <= NAME_BYTES and not any(c in name for c in "\\:\0")
    return False


def _unpack(path: Path, new: Path) -> None:
    with _opened(path) as archive:
        names = _list_of(archive, path)["files"]
        size = sum(archive.getinfo(name).file_size for name in names)
        if size > shutil.disk_usage(new).free:
            raise OSError(errno.ENOSPC, f"{size / 1e6:.0f} MB are needed")
        for name in names:
            place = new / name
            make_private_folder(place.parent)
            make_private_file(place)
            with archive.open(name) as content, place.open("wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())


def _check_database(new: Path, path: Path) -> None:
    """Refuse a database that this version cannot open; a locked one cannot be checked."""
    if is_locked(new):
        return
    place = new / DATABASE_NAME
    try:
        with closing(connect(place)) as connection:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            version = version_of(connection)
    except sqlite3.DatabaseError:
        sound, version = False, 0
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    if not sound:
        raise UserError(f"the sessions in {path.name} are damaged", "use an older backup")
    if version > LATEST:
        raise UserError(f"{path.name} was made by a newer Hip Drill", "install the newest version")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
