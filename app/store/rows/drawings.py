"""What was drawn by hand on the pictures of a session's video, as one row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    Drawn = Sequence[dict[str, Any]]


def read_drawings(connection: sqlite3.Connection, session_id: str) -> Drawn:
    """Return the drawings of a session as objects of JSON; none if nothing was drawn."""
    row = connection.execute(
        "SELECT document FROM drawings WHERE session_id = ?", (session_id,)
    ).fetchone()
    return [] if row is None else list(json.loads(row[0]))


def write_drawings(connection: sqlite3.Connection, session_id: str, drawn: Drawn) -> None:
    """Replace the drawings of a session; none takes the row away.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session_id
        Id of the session.
    drawn
        Objects of JSON.
    """
    connection.execute("DELETE FROM drawings WHERE session_id = ?", (session_id,))
    if drawn:
        connection.execute(
            "INSERT INTO drawings SELECT id, ? FROM sessions WHERE id = ?",
            (json.dumps(list(drawn)), session_id),
        )
