"""What is wrong with a database, as far as reading all of it can tell."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from app.store.errors import StoreError, StoreTrouble, described

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.repository import Store

CANNOT_BE_WRITTEN = "the file cannot be written to although its permissions allow it"


def file_problems(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """Return what SQLite finds wrong with the file; empty if nothing is.

    Parameters
    ----------
    connection
        The open database.
    path
        Its file.
    """
    try:
        rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
        keys = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return (str(error),)
    problems = [str(row[0]) for row in rows if row[0] != "ok"]
    problems += [f"{row[0]} refers to a missing {row[2]}" for row in keys]
    return (*problems, *_write_problems(connection, path))


def _write_problems(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """Try to write something that is rolled back; another writer is not a problem of the file."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {version}")
    except sqlite3.OperationalError as error:
        trouble = described(error, path).trouble
        refused = trouble is StoreTrouble.READ_ONLY and os.access(path, os.W_OK)
        return (CANNOT_BE_WRITTEN,) if refused else ()
    finally:
        with suppress(sqlite3.OperationalError):  # none was begun
            connection.execute("ROLLBACK")
    return ()


def session_problems(store: Store) -> tuple[str, ...]:
    """Return damage within sessions, in bytes that SQLite does not check."""
    problems = []
    try:
        rows = (*store.sessions(), *store.bin())
    except StoreError as error:
        return (error.what,)
    for row in rows:
        try:
            reps = len(store.session(row.id).reps)
            for read in (store.series, store.note, store.still, store.drawings):
                read(row.id)
        except StoreError as error:
            problems.append(error.what)
        else:
            if reps != row.counts.total:
                problems.append(
                    f"the session of {row.created[:16].replace('T', ' ')} has {reps} of its "
                    f"{row.counts.total} reps"
                )
    return tuple(problems)
