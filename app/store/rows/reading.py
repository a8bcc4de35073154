"""Reading the rows of sessions: pure SQL over an open connection."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.session.file import from_json
from app.store.records import (
    NOBODY,
    ByHand,
    KeptStanding,
    Person,
    SessionRow,
    SessionState,
    SessionSummary,
    SetNote,
    StopReason,
)
from app.store.rows.summaries import SIDE_COLUMNS, read_summaries
from drills.core.events import Counts, Drill, Level

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from app.session.model import Session
    from app.store.records import SideSummary, Still
    from vision.datatypes import Side

_ROW_COLUMNS = """sessions.id, sessions.created, people.alias, sessions.goal, drill, level, side,
    view, clean, compensated, partial, unjudged, duration_s, source_kind, source_name, state,
    model_sha256, set_notes.pain, set_notes.stop_reason, by_hand, binned_utc_s, set_notes.text"""
_JOINED = """FROM sessions LEFT JOIN people ON people.id = person_id
    LEFT JOIN set_notes ON set_notes.session_id = sessions.id"""

PERSON_ID = """SELECT id FROM people WHERE person_key(alias) = person_key(?1)
    ORDER BY alias <> ?1, id LIMIT 1"""
"""The person with a name, however it is typed. An earlier version told spellings apart: if several
match, the exact one is taken."""
_DRILLS = {drill.value: drill for drill in Drill}
_STATES = {state.value: state for state in SessionState}  # quicker than calling the enum


def writable(text: str) -> str:
    """Return a typed text as a database takes it: what is no character becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def where(
    person: str | None,
    drill: Drill | None = None,
    since_s: float | None = None,
    until_s: float | None = None,
    *,
    in_bin: bool = False,
) -> tuple[str, list[Any]]:
    """Return the SQL condition for a choice of sessions, and its values.

    Parameters
    ----------
    person
        A name, `NOBODY` for sessions without one, or ``None`` for everybody.
    drill
        Only this drill, unless ``None``.
    since_s, until_s
        Seconds since 1970 (UTC), the second exclusive, unless ``None``.
    in_bin
        Whether to choose the sessions in the bin instead of those that are not.
    """
    terms = [f"binned_utc_s IS {'NOT ' if in_bin else ''}NULL"]
    if person == NOBODY:
        terms.append("person_id IS NULL")
    values: list[Any] = []
    choices = (
        (f"person_id = ({PERSON_ID})", writable(person) if person else None),
        ("drill = ?", None if drill is None else drill.value),
        ("created_utc_s >= ?", since_s),
        ("created_utc_s < ?", until_s),
    )
    for term, value in choices:
        if value is not None:
            terms.append(term)
            values.append(value)
    return f"WHERE {' AND '.join(terms)}", values


def read_people(
    connection: sqlite3.Connection, condition: str = "", *values: str
) -> tuple[Person, ...]:
    """Return people by name.

    Parameters
    ----------
    connection
        The open database.
    condition
        SQL condition, "" for everybody.
    *values
        The values of its placeholders.
    """
    rows = connection.execute(
        f"SELECT alias, goal, notes, created, id FROM people {condition} "
        "ORDER BY alias COLLATE NOCASE",
        values,
    )
    return tuple(Person(*row) for row in rows)


def read_standing(connection: sqlite3.Connection, alias: str) -> KeptStanding | None:
    """Return the latest zero of hip flexion of a person, ``None`` if they have none.

    Parameters
    ----------
    connection
        The open database.
    alias
        The person's name.
    """
    row = connection.execute(
        f"SELECT standing_deg, created FROM sessions WHERE person_id = ({PERSON_ID}) "
        "AND standing_deg IS NOT NULL AND binned_utc_s IS NULL ORDER BY created_utc_s DESC LIMIT 1",
        (alias,),
    ).fetchone()
    return None if row is None else KeptStanding(*row)


def read_note(connection: sqlite3.Connection, session_id: str) -> SetNote | None:
    """Return the person's note on a set, ``None`` without one.

    Parameters
    ----------
    connection
        The open database.
    session_id
        Id of the session.
    """
    row = connection.execute(
        "SELECT pain, stop_reason, text, created FROM set_notes WHERE session_id = ?",
        (session_id,),
    ).fetchone()
    if row is None:
        return None
    return SetNote(row[0], None if row[1] is None else StopReason(row[1]), row[2], row[3])


def read_still(connection: sqlite3.Connection, session_id: str) -> Still | None:
    """Return the number of the rep and the JPEG of a session's still, ``None`` without one.

    Parameters
    ----------
    connection
        The open database.
    session_id
        Id of the session.
    """
    row = connection.execute(
        "SELECT rep, jpeg FROM stills WHERE session_id = ?", (session_id,)
    ).fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def read_rows(
    connection: sqlite3.Connection, condition: str, values: Sequence[Any], limit: int = -1
) -> tuple[SessionRow, ...]:
    """Return the chosen rows of the history, newest first.

    Parameters
    ----------
    connection
        The open database.
    condition, values
        As `where` returns them.
    limit
        At most this many; -1 for all.
    """
    rows = connection.execute(
        f"SELECT {_ROW_COLUMNS} {_JOINED} {condition} "
        "ORDER BY created_utc_s DESC, sessions.id LIMIT ?",
        (*values, limit),
    )
    return tuple(_row(row) for row in rows)


def _row(row: Sequence[Any]) -> SessionRow:
    return SessionRow(
        id=row[0],
        created=row[1],
        person=row[2],
        goal=row[3],
        drill=None if row[4] == "none" else _DRILLS[row[4]],
        level=row[5],
        side=row[6],
        view=row[7],
        counts=Counts(*row[8:12]),
        duration_s=row[12],
        source_kind=row[13],
        source_name=row[14],
        state=_STATES[row[15]],
        model_sha256=row[16],
        pain=row[17],
        stop_reason=None if row[18] is None else StopReason(row[18]),
        by_hand=_by_hand(row[19]),
        binned_utc_s=row[20],
        note=row[21] or "",
    )


def _by_hand(text: str | None) -> ByHand:
    """Read what `app.store.rows.writing._by_hand_text` wrote."""
    if text is None:
        return ByHand()
    data = json.loads(text)
    counts = data["counts"]
    counts = None if counts is None else Counts(**counts)
    return ByHand(data["level"], counts, data.get("program_level"))


def read_session(connection: sqlite3.Connection, session_id: str) -> Session:
    """Return a session, with the current name of its person.

    Parameters
    ----------
    connection
        The open database.
    session_id
        Id of a session that exists.
    """
    text, alias = connection.execute(
        "SELECT head, alias FROM sessions JOIN documents ON session_id = sessions.id "
        "LEFT JOIN people ON people.id = person_id WHERE sessions.id = ?",
        (session_id,),
    ).fetchone()
    data = json.loads(text)
    data["person"] = alias
    for table in ("reps", "warnings"):
        rows = connection.execute(
            f"SELECT document FROM {table} WHERE session_id = ? AND drill = ? ORDER BY number",
            (session_id, data["drill"]),
        )
        data[table] = [json.loads(row[0]) for row in rows]
    return from_json(data)


def earlier_analyses(connection: sqlite3.Connection, session: Session) -> list[str]:
    """Return the ids of other sessions of the same video and person, oldest first.

    Parameters
    ----------
    connection
        The open database.
    session
        For a session in the bin, or without a digest of its video, there are none.
    """
    if session.source.sha256 is None or _is_in_bin(connection, session.id):
        return []
    # Sessions without a person have no name that could be looked up.
    whose = "NULL" if session.person is None else f"({PERSON_ID})"
    rows = connection.execute(
        f"SELECT id FROM sessions WHERE person_id IS {whose} AND source_sha256 = ?2 AND id <> ?3 "
        "AND binned_utc_s IS NULL ORDER BY created_utc_s",
        (session.person, session.source.sha256, session.id),
    )
    return [row[0] for row in rows]


def _is_in_bin(connection: sqlite3.Connection, session_id: str) -> bool:
    rows = connection.execute("SELECT binned_utc_s FROM sessions WHERE id = ?", (session_id,))
    row = rows.fetchone()
    return row is not None and row[0] is not None


def read_session_summaries(
    connection: sqlite3.Connection, condition: str, values: Sequence[Any]
) -> tuple[SessionSummary, ...]:
    """Return the chosen sessions that have a drill, oldest first.

    Parameters
    ----------
    connection
        The open database.
    condition, values
        As `where` returns them.
    """
    chosen = f"SELECT sessions.id FROM sessions {condition}"
    sides = connection.execute(
        f"SELECT {SIDE_COLUMNS} FROM side_summaries WHERE session_id IN ({chosen})",
        values,
    )
    measures = connection.execute(
        f"SELECT * FROM measure_summaries WHERE session_id IN ({chosen})",
        values,
    )
    by_session = read_summaries(sides, measures)
    rows = connection.execute(
        "SELECT sessions.id, created_utc_s, drill, level, view, model_sha256, clean, compensated, "
        "partial, unjudged, pain, sessions.created, by_hand "
        f"{_JOINED} {condition} ORDER BY created_utc_s, sessions.id",
        values,
    )
    return tuple(_summary(row, by_session.get(row[0], {})) for row in rows if row[2] != "none")


def _summary(row: Sequence[Any], sides: dict[Side, SideSummary]) -> SessionSummary:
    """Return the summary of a session; corrections by hand take precedence."""
    by_hand = _by_hand(row[12])
    return SessionSummary(
        id=row[0],
        created=_instant(row[11], row[1]),
        drill=Drill(row[2]),
        level=by_hand.level if by_hand.level in tuple(Level) else row[3],
        view=row[4],
        model_sha256=row[5],
        counts=by_hand.counts or Counts(*row[6:10]),
        sides=sides,
        pain=row[10],
    )


def _instant(created: str, created_utc_s: float) -> datetime:
    """Return the time in the zone it was recorded in: a day of practice is the person's day."""
    try:
        return datetime.fromisoformat(created)
    except ValueError:
        return datetime.fromtimestamp(created_utc_s, UTC)
