"""Connections to a database file, also on disks that know no locks.

SQLite guards a file by locks of the system. Some shares refuse those (NFS without its lock service,
folders that a file manager has mounted); there its other way is used, a folder beside the file
that exists as long as somebody writes or reads. A killed program leaves that folder behind.
"""

from __future__ import annotations

import errno
import sqlite3
import tempfile
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: its locks are part of opening a file
    fcntl = None  # type: ignore[assignment]

LEFT_S = 60.0
"""A transaction takes milliseconds, rewriting the whole file some seconds: what is older was left
by a killed program."""
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_WAIT_S = 5.0


def connect(path: Path, timeout_s: float = _WAIT_S) -> sqlite3.Connection:
    """Open a database file, without transactions of Python's own.

    Parameters
    ----------
    path
        The file; made if it does not exist.
    timeout_s
        How long to wait for another program.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened.
    """
    if _has_locks(path.parent):
        return sqlite3.connect(path, timeout=timeout_s, isolation_level=None)
    _remove_left(path.with_name(f"{path.name}.lock"))
    uri = f"{path.absolute().as_uri()}?vfs=unix-dotfile"
    connection = sqlite3.connect(uri, timeout=timeout_s, isolation_level=None, uri=True)
    if _has_log(path):
        _merge_log(connection)
    return connection


def _has_log(path: Path) -> bool:
    """Whether a file was last used with a write-ahead log, which needs locks of the system."""
    try:
        with path.open("rb") as file:
            return file.read(20)[18:] == b"\x02\x02"
    except OSError:
        return False


def _merge_log(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # lets go
    except BaseException:
        connection.close()
        raise


@cache
def _has_locks(folder: Path) -> bool:
    """Whether the system locks files in a folder; so too if no file can be made there."""
    if fcntl is None:
        return True
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NO_LOCKS
    return True


def _remove_left(lock: Path) -> None:
    with suppress(OSError):
        if time.time() - lock.stat().st_mtime > LEFT_S:
            lock.rmdir()
