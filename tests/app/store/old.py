"""Databases as earlier versions of the program left them."""

from __future__ import annotations

import json
import sqlite3

from app.store.rows.schema import MIGRATIONS
from app.store.rows.summaries import write_summaries
from tests.store_builders import a_session, as_schema_1


def old_database(folder, version):
    """A database as the program of that schema version left it, with one session in it."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "hipdrill.db", isolation_level=None)
    for migration in MIGRATIONS[:version]:
        for statement in migration.statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    data = as_schema_1(a_session("old"))
    reps, warnings = data.pop("reps"), data.pop("warnings")
    connection.execute("INSERT INTO people VALUES (1, 'Ann', 'everyday', 'n', '2026-01-01')")
    columns = (
        "id, person_id, created, created_utc_s, state, goal, drill, level, side, view, clean, "
        "compensated, partial, duration_s, source_kind, source_name, source_sha256, "
        "model_sha256, document"
    )
    connection.execute(
        f"INSERT INTO sessions ({columns}) VALUES ('old', 1, ?, 1767636000.0, 'finished', "
        "'everyday', 'aeroplane', 'single_leg', 'left', 'front', 2, 0, 0, 40.0, 'camera', "
        "'camera 0', NULL, ?, ?)",
        (data["created"], "a" * 64, json.dumps(data)),
    )
    for rep in reps:
        connection.execute(
            "INSERT INTO reps VALUES ('old', 'aeroplane', ?, 'left', 'clean', 4.0, 7.0, ?)",
            (rep["index"], json.dumps(rep)),
        )
    connection.execute(
        "INSERT INTO warnings VALUES ('old', 'aeroplane', 1, 'spine_twist', ?)",
        (json.dumps(warnings[0]),),
    )
    if version >= 4:  # from then on the head of session.json was a row of its own
        connection.execute("INSERT INTO documents SELECT id, document FROM sessions")
        connection.execute("UPDATE sessions SET document = ''")
    if version >= 5:  # summaries are written with a session
        write_summaries(connection, "old", reps)
    if version >= 6:  # the zero, if the session saw one
        connection.execute("UPDATE sessions SET standing_deg = 2.5")
    if version >= 11:
        raise AssertionError("add what this version wrote")
    connection.close()
