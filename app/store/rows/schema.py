"""The database's schema as ordered migrations; ``PRAGMA user_version`` counts them."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.store.connection import connect
from app.store.folder import make_private_file
from app.store.rows.summaries import write_summaries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

BACKUP_GLOB = "hipdrill.db.v*.backup"
DAMAGED_GLOB = "hipdrill.db.damaged-*"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; ``fill`` computes what new tables and columns hold for existing sessions."""

    statements: tuple[str, ...]
    fill: Callable[[sqlite3.Connection], None] | None = None


_FIRST = (
    """CREATE TABLE people (
        id INTEGER PRIMARY KEY,
        alias TEXT NOT NULL UNIQUE COLLATE NOCASE,
        goal TEXT NOT NULL DEFAULT 'everyday',
        notes TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    )""",
    """CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        created TEXT NOT NULL,
        created_utc_s REAL NOT NULL,
        state TEXT NOT NULL,
        goal TEXT NOT NULL,
        drill TEXT NOT NULL,
        level TEXT,
        side TEXT,
        view TEXT NOT NULL,
        clean INTEGER NOT NULL,
        compensated INTEGER NOT NULL,
        partial INTEGER NOT NULL,
        duration_s REAL NOT NULL,
        source_kind TEXT NOT NULL,
        source_name TEXT NOT NULL,
        source_sha256 TEXT,
        model_sha256 TEXT NOT NULL,
        document TEXT NOT NULL
    )""",
    "CREATE INDEX sessions_by_time ON sessions (created_utc_s)",
    "CREATE INDEX sessions_by_person ON sessions (person_id, created_utc_s)",
    """CREATE TABLE reps (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        drill TEXT NOT NULL,
        number INTEGER NOT NULL,
        side TEXT,
        result TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (session_id, drill, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE warnings (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        drill TEXT NOT NULL,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (session_id, drill, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE series (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        part INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (session_id, part)
    )""",
)
_NOTES_AND_STILLS = (
    """CREATE TABLE set_notes (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        pain INTEGER,
        stop_reason TEXT,
        text TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    )""",
    """CREATE TABLE stills (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        rep INTEGER NOT NULL,
        jpeg BLOB NOT NULL
    )""",
    "CREATE INDEX sessions_by_source ON sessions (source_sha256)",
)
_SUMMARIES = (
    """CREATE TABLE side_summaries (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        side TEXT NOT NULL,
        clean INTEGER NOT NULL,
        compensated INTEGER NOT NULL,
        partial INTEGER NOT NULL,
        tempo_s REAL,
        tempo_low_s REAL,
        tempo_high_s REAL,
        PRIMARY KEY (session_id, side)
    ) WITHOUT ROWID""",
    """CREATE TABLE measure_summaries (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        side TEXT NOT NULL,
        name TEXT NOT NULL,
        best REAL NOT NULL,
        best_low REAL NOT NULL,
        best_high REAL NOT NULL,
        mean REAL NOT NULL,
        mean_low REAL NOT NULL,
        mean_high REAL NOT NULL,
        reps INTEGER NOT NULL,
        PRIMARY KEY (session_id, side, name)
    ) WITHOUT ROWID""",
)

# The history reads every row of `sessions`: keeping the head of session.json there, four fifths of
# a row, would slow it down. The old column stays, empty: dropping one needs a newer SQLite (3.35).
_DOCUMENTS = (
    """CREATE TABLE documents (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        head TEXT NOT NULL
    ) WITHOUT ROWID""",
    "INSERT INTO documents SELECT id, document FROM sessions",
    "UPDATE sessions SET document = ''",
)

# Earlier sessions keep their tallies: what was called clean stays so, and a note says what was not
# checked then (`app.session.file.NOTE_OF_SCHEMA_1`, added when one is read).
_UNJUDGED = (
    "ALTER TABLE sessions ADD COLUMN unjudged INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE side_summaries ADD COLUMN unjudged INTEGER NOT NULL DEFAULT 0",
)

# A person's zero is that of their latest session that saw one: it is deleted with the session and
# never used for somebody else.
_STANDING = ("ALTER TABLE sessions ADD COLUMN standing_deg REAL",)

# What the history shows of corrections by hand; the corrections are in the head of session.json.
_BY_HAND = ("ALTER TABLE sessions ADD COLUMN by_hand TEXT",)

_REGIMENS = (
    """CREATE TABLE regimens (
        person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
        document TEXT NOT NULL,
        changed TEXT NOT NULL
    )""",
)

# When a session was moved to the bin, in seconds since 1970; NULL for all others.
_BIN = (
    "ALTER TABLE sessions ADD COLUMN binned_utc_s REAL",
    "CREATE INDEX sessions_in_bin ON sessions (binned_utc_s) WHERE binned_utc_s IS NOT NULL",
)

_DRAWINGS = (
    """CREATE TABLE drawings (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        document TEXT NOT NULL
    ) WITHOUT ROWID""",
)

# One row: the time at which the bin was last looked at, in seconds since 1970.
_CLOCK = ("CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), seen_utc_s REAL NOT NULL)",)


def _summarise_all(connection: sqlite3.Connection) -> None:
    """Compute the summaries of every session from its reps.

    Only the last migration that changes these tables calls this: it writes all of today's columns.
    """
    sessions = connection.execute("SELECT id, drill FROM sessions").fetchall()
    for session_id, drill in sessions:
        rows = connection.execute(
            "SELECT document FROM reps WHERE session_id = ? AND drill = ? ORDER BY number",
            (session_id, drill),
        )
        write_summaries(connection, session_id, [json.loads(text) for (text,) in rows])


MIGRATIONS = (
    Migration(_FIRST),
    Migration(_NOTES_AND_STILLS),
    Migration(_SUMMARIES),
    Migration(_DOCUMENTS),
    Migration(_UNJUDGED, _summarise_all),
    Migration(_STANDING),
    Migration(_BY_HAND),
    Migration(_REGIMENS),
    Migration(_BIN),
    Migration(_DRAWINGS),
    Migration(_CLOCK),
)
LATEST = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations a database has been through."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Bring a database to the latest version, each step in a separate transaction.

    Parameters
    ----------
    connection
        The open database.
    path
        Its file; an older database is copied beside it first.

    Returns
    -------
    Path or None
        The copy, ``None`` if the database is new or needed no step.
    """
    before = version_of(connection)
    backup = backup_of(connection, path) if 0 < before < LATEST else None
    for number in range(before, LATEST):
        _apply(connection, number)
    return backup


def _apply(connection: sqlite3.Connection, number: int) -> None:
    """Take one step, unless another process has taken it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == number:
            for statement in MIGRATIONS[number].statements:
                connection.execute(statement)
            fill = MIGRATIONS[number].fill
            if fill is not None:
                fill(connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def backup_of(connection: sqlite3.Connection, path: Path) -> Path:
    """Copy the database; return the path of the copy, which only the owner can read.

    Parameters
    ----------
    connection
        The open database.
    path
        Its file; the copy is put beside it, named by version and time.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    backup = path.with_name(f"{path.name}.v{version_of(connection)}-{stamp}.backup")
    make_private_file(backup)
    with closing(connect(backup)) as copy:
        connection.backup(copy)
    return backup
