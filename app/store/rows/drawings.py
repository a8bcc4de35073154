"""What was drawn by hand on the video of a session, as one row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    Drawn = Sequence[dict[str, Any]]


def read_drawings(connection: sqlite3.Connection, session_id: str) -> Drawn:
    """Return the drawings of a session as JSON objects; empty if nothing was drawn.

    Parameters
    ----------
    connection
        The open database.
    session_id
        Id of the session.
    """
    row = connection.execute(
        "SELECT document FROM drawings WHERE session_id = ?", (session_id,)
    ).fetchone()
    return [] if row is None else list(json.loads(row[0]))


def write_drawings(connection: sqlite3.Connection, session_id: str, drawn: Drawn) -> None:
    """Replace the drawings of a session.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session_id
        Id of the session.
    drawn
        JSON objects; without any, the row is removed.
    """
    connection.execute("DELETE FROM drawings WHERE session_id = ?", (session_id,))
    if drawn:
        connection.execute(
            "INSERT INTO drawings SELECT id, ? FROM sessions WHERE id = ?",
            (json.dumps(list(drawn)), session_id),
        )
