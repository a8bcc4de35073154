"""The open database: opened, changed as a whole or not at all, closed, erased."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Self

from app.store.connection import connect
from app.store.errors import StoreError, StoreTrouble, in_words, store_error
from app.store.folder import (
    database_path,
    forget_looks,
    make_private_file,
    make_private_folder,
)
from app.store.records import person_key
from app.store.rows.schema import BACKUP_GLOB, DAMAGED_GLOB, LATEST, migrate, version_of
from app.store.videos import kept_videos, video_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BUSY_TIMEOUT_S = 5.0
_CACHE = "PRAGMA cache_size = -512"
"""kB of pages in memory (SQLite's own: 2000): the journal of a set that lasts an hour fills it."""


class Database:
    """Each object belongs to one thread; open another one in another thread.

    Several programs may have it open: readers never wait, writers wait for each other up to
    `BUSY_TIMEOUT_S`. A change is made completely or not at all, even when the process is killed or
    the power fails. All methods raise `StoreError`, whose text is one sentence with what to do.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, backup: Path | None) -> None:
        connection.create_function("person_key", 1, person_key, deterministic=True)
        with suppress(sqlite3.Error):  # a damaged file: whoever reads from it will say so
            connection.execute(_CACHE)
        self._connection = connection
        self.path = path
        self.backup = backup

    @classmethod
    def open(cls, folder: Path | None = None, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Self:
        """Open the database of a data folder; it is created or brought up to date if need be.

        Parameters
        ----------
        folder
            The data folder; ``None``: the default one.
        busy_timeout_s
            How long to wait for another program that is writing.

        Raises
        ------
        StoreError
            If it cannot be opened: read-only, full, locked, damaged or written by a newer program.
        """
        path = database_path(folder)
        with in_words(path):
            make_private_folder(path.parent)
            make_private_file(path)
            connection = connect(path, busy_timeout_s)
            try:
                return cls(connection, path, _prepared(connection, path))
            except BaseException:
                connection.close()
                raise

    @classmethod
    def open_to_read(cls, folder: Path | None = None) -> Self:
        """Open for reading; also works in a folder or on a disk that cannot be written to.

        Raises
        ------
        StoreError
            If there is nothing to read, or as for `open`.
        """
        path = database_path(folder)
        try:
            return cls.open(folder)
        except StoreError as error:
            may_read = error.trouble in (StoreTrouble.READ_ONLY, StoreTrouble.DISK_FULL)
            if not may_read or not os.path.exists(path):
                raise
            trouble, is_full = error.trouble, error.trouble is StoreTrouble.DISK_FULL
        with in_words(path):
            # Where nothing can be written, there is no -shm file and no other writer: the file
            # can be read as it is.
            uri = f"{path.resolve().as_uri()}?mode={'rw' if is_full else 'ro&immutable=1'}"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            if is_full:  # the index of the log then lies in memory
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            if version_of(connection) != LATEST:
                connection.close()
                raise store_error(trouble, path)
            return cls(connection, path, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it; may be called twice."""
        self._connection.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction, rolled back completely if anything goes wrong."""
        with in_words(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _look(self) -> Iterator[sqlite3.Connection]:
        with in_words(self.path):
            try:
                yield self._connection
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    StoreTrouble.DAMAGED,
                    f"a session in {self.path} cannot be understood ({error})",
                    "it may be from a newer Hip Drill: install the newest version",
                ) from error

    def _forget(self) -> None:
        """Overwrite what was deleted: in the file, its log, and its copies."""
        with in_words(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for pattern in (BACKUP_GLOB, DAMAGED_GLOB):
                for copy in self.path.parent.glob(pattern):
                    copy.unlink(missing_ok=True)

    def copy_to(self, path: Path) -> None:
        """Copy the whole database into an empty file, consistent even while others write."""
        with in_words(self.path), closing(connect(path)) as copy:
            self._connection.backup(copy)

    def _forget_looks(self, session_ids: Iterable[str]) -> None:
        """Delete what was read from the videos that sessions came from."""
        with self._look() as connection:
            results = [
                connection.execute("SELECT source_sha256 FROM sessions WHERE id = ?", (session_id,))
                for session_id in session_ids
            ]
            sources = {source for rows in results for (source,) in rows if source}
        with in_words(self.path):
            forget_looks(self.path.parent, sources)

    # ---------------------------------------------------------------- videos

    def video(self, session_id: str) -> Path | None:
        """Return the video of a session, if the person chose to keep it and it is still there."""
        path = video_path(self.path.parent, session_id)
        return path if path.exists() else None

    def videos(self) -> frozenset[str]:
        """Return the ids of the sessions whose video is kept."""
        return kept_videos(self.path.parent)

    def delete_video(self, session_id: str) -> None:
        """Delete the video of a session, if it has one; the session stays."""
        with in_words(self.path):
            video_path(self.path.parent, session_id).unlink(missing_ok=True)


def _prepared(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Set a connection up and bring the schema to the latest version; return `migrate`'s backup."""
    version = version_of(connection)
    if not 0 <= version <= LATEST:
        raise store_error(StoreTrouble.NEWER if version > 0 else StoreTrouble.DAMAGED, path)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a rep takes seconds, an fsync milliseconds
    return migrate(connection, path)
