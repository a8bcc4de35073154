"""What can be wrong with the store, in one sentence with what to do."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class StoreTrouble(StrEnum):
    """Why the store cannot be used."""

    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    TOO_LONG = "too_long"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NEWER = "newer"
    UNUSABLE = "unusable"
    NOT_FOUND = "not_found"
    SEALED = "sealed"


class StoreError(UserError):
    """The store refused; ``trouble`` says why. What it already holds is unchanged."""

    def __init__(self, trouble: StoreTrouble, what: str, remedy: str) -> None:
        wrong_name = trouble is StoreTrouble.NOT_FOUND
        super().__init__(
            what, remedy, ExitCode.INPUT_FAILED if wrong_name else ExitCode.ENVIRONMENT
        )
        self.trouble = trouble


_FULL_BYTES = 65_536
"""With less, not even the index of a log can be made, which SQLite needs to read."""
LONGEST_PATH_BYTES = 504
"""SQLite takes paths of 512 bytes, with the eight that name its journal."""
_SQLITE = {
    sqlite3.SQLITE_FULL: StoreTrouble.DISK_FULL,
    sqlite3.SQLITE_READONLY: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreTrouble.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreTrouble.LOCKED,
    sqlite3.SQLITE_CORRUPT: StoreTrouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreTrouble.DAMAGED,
}
_SYSTEM = {
    errno.ENOSPC: StoreTrouble.DISK_FULL,
    errno.EDQUOT: StoreTrouble.DISK_FULL,
    errno.EACCES: StoreTrouble.READ_ONLY,
    errno.EPERM: StoreTrouble.READ_ONLY,
    errno.EROFS: StoreTrouble.READ_ONLY,
    errno.ENOTDIR: StoreTrouble.READ_ONLY,
    errno.EEXIST: StoreTrouble.READ_ONLY,
    errno.ENAMETOOLONG: StoreTrouble.TOO_LONG,
    errno.ELOOP: StoreTrouble.READ_ONLY,
}
_WORDS = {
    StoreTrouble.DISK_FULL: ("the disk of {} is full", "free some space"),
    StoreTrouble.READ_ONLY: (
        "the sessions in {} cannot be written",
        "correct the folder's permissions or set HIPDRILL_DATA to another folder",
    ),
    StoreTrouble.TOO_LONG: (
        "the path {} is too long for the sessions",
        "set HIPDRILL_DATA to a folder with a shorter path",
    ),
    StoreTrouble.LOCKED: (
        "another program is using the sessions in {}",
        "close the other Hip Drill window and try again",
    ),
    StoreTrouble.DAMAGED: ("the session file {} is damaged", "run hipdrill doctor --repair"),
    StoreTrouble.SEALED: (
        "the sessions in {} are locked with a pass phrase",
        "run hipdrill unlock",
    ),
    StoreTrouble.NEWER: (
        "the sessions in {} were written by a newer Hip Drill",
        "install the newer version or set HIPDRILL_DATA to another folder",
    ),
}


def store_error(trouble: StoreTrouble, path: Path) -> StoreError:
    """Return the error for a trouble with the database.

    Parameters
    ----------
    trouble
        Any trouble but NOT_FOUND and UNUSABLE, which need words of their own.
    path
        The database, to be named.
    """
    what, remedy = _WORDS[trouble]
    return StoreError(trouble, what.format(path), remedy)


def described(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Return the `StoreError` for an error of SQLite or of the system.

    Parameters
    ----------
    error
        What was raised.
    path
        The database, to be named.
    """
    if isinstance(error, OSError):
        trouble = _SYSTEM.get(error.errno or 0)
    else:
        # extended codes carry the primary one in their lowest byte
        code = getattr(error, "sqlite_errorcode", None)
        trouble = None if code is None else _SQLITE.get(code & 0xFF)
    if len(os.fsencode(path.absolute())) > LONGEST_PATH_BYTES:  # SQLite: "unable to open"
        trouble = StoreTrouble.TOO_LONG
    if trouble is None and _is_full(path.parent):  # SQLite then only says "disk I/O error"
        trouble = StoreTrouble.DISK_FULL
    if trouble is not None:
        return store_error(trouble, path)
    why = (error.strerror if isinstance(error, OSError) else None) or error
    return StoreError(
        StoreTrouble.UNUSABLE, f"the sessions in {path} cannot be used ({why})",
        "run hipdrill doctor",
    )  # fmt: skip


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < _FULL_BYTES
    return False


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system raises into a `StoreError`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise described(error, path) from error
