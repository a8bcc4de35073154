"""Writing the rows of a session: pure SQL within an open transaction."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.session import corrections
from app.session.file import to_json
from app.store.records import SessionState, clean_alias
from app.store.rows.reading import PERSON_ID, earlier_analyses, read_session
from app.store.rows.series_blob import pack
from app.store.rows.summaries import write_summaries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store.records import Person, SetNote, Still


@dataclass(frozen=True, slots=True)
class Entry:
    """What a running session adds: its head at this moment, and what is new.

    ``head`` is the object of session.json without ``reps`` and ``warnings``. ``reps`` and
    ``warnings`` are objects of session.json, each with the drill whose machine saw it and its
    1-based number; ``angles`` is the blob of the frames since the last entry.
    """

    head: Mapping[str, Any]
    reps: tuple[tuple[str, int, Mapping[str, Any]], ...] = ()
    warnings: tuple[tuple[str, int, Mapping[str, Any]], ...] = ()
    angles: bytes | None = None


def head_of(session: Session) -> dict[str, Any]:
    """Return a session's object without its reps and warnings."""
    # Called at every rep: converting all earlier reps each time would take longer and longer.
    data = to_json(replace(session, reps=(), warnings=()))
    del data["reps"], data["warnings"]
    return data


def _utc_s(created: str) -> float:
    """Return the seconds since 1970 of an ISO 8601 time; 0 for any other text."""
    try:
        return datetime.fromisoformat(created).timestamp()
    except ValueError:
        return 0.0


def now_text() -> str:
    """Return the present time in ISO 8601 with zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _person_id(connection: sqlite3.Connection, alias: str | None, goal: str) -> int | None:
    """Return the row id of a person, who is created if nobody has that name."""
    if alias is None:
        return None
    alias = clean_alias(alias)
    row = connection.execute(PERSON_ID, (alias,)).fetchone()
    if row is not None:
        return int(row[0])
    cursor = connection.execute(
        "INSERT INTO people (alias, goal, created) VALUES (?, ?, ?)", (alias, goal, now_text())
    )
    return cursor.lastrowid


def write_person(connection: sqlite3.Connection, person: Person) -> Person:
    """Insert a person, or change the stored one; return what is stored.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    person
        With an ``id``, the row to change; without one, a new person.
    """
    person = replace(person, created=person.created or now_text())
    if person.id is not None:
        connection.execute(
            "UPDATE people SET alias = ?, goal = ?, notes = ? WHERE id = ?",
            (person.alias, person.goal, person.notes, person.id),
        )
        return person
    cursor = connection.execute(
        "INSERT INTO people (alias, goal, notes, created) VALUES (?, ?, ?, ?)",
        (person.alias, person.goal, person.notes, person.created),
    )
    return replace(person, id=cursor.lastrowid)


def write_note(connection: sqlite3.Connection, session_id: str, note: SetNote) -> None:
    """Replace the person's note on a set.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session_id
        Id of the session.
    note
        The new note; without a time, it gets the present one.
    """
    stop = None if note.stop_reason is None else note.stop_reason.value
    connection.execute(
        "INSERT OR REPLACE INTO set_notes VALUES (?, ?, ?, ?, ?)",
        (session_id, note.pain, stop, note.text, note.created or now_text()),
    )


def write_still(connection: sqlite3.Connection, session_id: str, still: Still) -> None:
    """Replace the still of a session.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session_id
        Id of the session.
    still
        Number of the rep and JPEG.
    """
    connection.execute("INSERT OR REPLACE INTO stills VALUES (?, ?, ?)", (session_id, *still))


def _by_hand_text(session: Session) -> str | None:
    """Return what the history shows of a session's corrections, ``None`` without any."""
    corrected = corrections.of(session)
    if corrected.is_empty:
        return None
    has_verdicts = any(rep.verdict is not None for rep in corrected.reps)
    counts = asdict(corrections.as_corrected(session).counts) if has_verdicts else None
    program_level = None if corrected.level is None else session.level
    return json.dumps({"level": corrected.level, "counts": counts, "program_level": program_level})


def _write_head(
    connection: sqlite3.Connection,
    head: Mapping[str, Any],
    state: SessionState,
    by_hand: str | None = None,
) -> None:
    """Insert or update the row of a session; ``by_hand`` is its `_by_hand_text`."""
    counts, source = head["counts"], head["source"]
    row = {
        "id": head["id"],
        "person_id": _person_id(connection, head["person"], head["goal"]),
        "created": head["created"],
        "created_utc_s": _utc_s(head["created"]),
        "state": state.value,
        "goal": head["goal"],
        "drill": head["drill"],
        "level": head["level"],
        "side": head["side"],
        "view": head["view"],
        "clean": counts["clean"],
        "compensated": counts["compensated"],
        "partial": counts["partial"],
        "unjudged": counts.get("unjudged", 0),  # left unsaved by a version without this tally
        "duration_s": float(source["duration_s"]),
        "source_kind": source["kind"],
        "source_name": source["name"],
        "source_sha256": source["sha256"],
        "model_sha256": head["program"]["model_sha256"],
        "standing_deg": head.get("standing_deg"),
        "by_hand": by_hand,
        "document": "",
    }
    names = list(row)
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    connection.execute(
        f"INSERT INTO sessions ({', '.join(names)}) "
        f"VALUES ({', '.join('?' * len(names))}) ON CONFLICT (id) DO UPDATE SET {updates}",
        list(row.values()),
    )
    connection.execute(
        "INSERT OR REPLACE INTO documents VALUES (?, ?)",
        (head["id"], json.dumps(head, ensure_ascii=False, separators=(",", ":"))),
    )


def write_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add the new reps, warnings and angles of a running session.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    entry
        What is new since the last entry, and the head as it is now.
    """
    session_id = entry.head["id"]
    _write_head(connection, entry.head, SessionState.OPEN)
    _write_reps(connection, session_id, entry.reps)
    _write_warnings(connection, session_id, entry.warnings)
    if entry.angles is not None:
        connection.execute(
            "INSERT INTO series SELECT ?, COALESCE(MAX(part), 0) + 1, ? "
            "FROM series WHERE session_id = ?",
            (session_id, entry.angles, session_id),
        )


def write_whole(
    connection: sqlite3.Connection,
    session: Session,
    series: AngleSeries | None,
    state: SessionState,
) -> None:
    """Replace everything stored under a session's id, except its note, still and drawings.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session
        The record.
    series
        Its angles over time, ``None`` if they are not kept.
    state
        How far it got.
    """
    data = to_json(session)
    reps, warnings = data.pop("reps"), data.pop("warnings")
    for table in ("reps", "warnings", "series"):
        connection.execute(f"DELETE FROM {table} WHERE session_id = ?", (session.id,))
    _write_head(connection, data, state, _by_hand_text(session))
    drill = data["drill"]
    _write_reps(connection, session.id, tuple((drill, r["index"], r) for r in reps))
    _write_warnings(connection, session.id, tuple((drill, n, w) for n, w in enumerate(warnings, 1)))
    counted = to_json(corrections.as_corrected(session))["reps"]
    write_summaries(connection, session.id, counted)
    if series is not None and len(series.t_s):
        connection.execute("INSERT INTO series VALUES (?, 0, ?)", (session.id, pack(series)))


def take_the_place_of_an_earlier_analysis(connection: sqlite3.Connection, session: Session) -> None:
    """Remove earlier records of the same video and person, taking over note, still and drawings.

    Otherwise analysing a clip twice would count as practising twice.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session
        The stored session that replaces them.
    """
    for old in earlier_analyses(connection, session):
        for table in ("set_notes", "stills", "drawings"):
            connection.execute(
                f"UPDATE OR IGNORE {table} SET session_id = ? WHERE session_id = ?",
                (session.id, old),
            )
        connection.execute("DELETE FROM sessions WHERE id = ?", (old,))


def with_earlier_corrections(connection: sqlite3.Connection, session: Session) -> Session:
    """Return a session with the corrections of an earlier analysis of the same video.

    Corrections of this analysis take precedence, even if they say that nothing is to be corrected.

    Parameters
    ----------
    connection
        The open database.
    session
        The session to be stored.
    """
    if session.corrected is not None:
        return session
    for old in reversed(earlier_analyses(connection, session)):
        before = read_session(connection, old)
        if before.corrected is not None:
            kept, _ = corrections.carried(before.corrected, before.reps, session.reps)
            return replace(session, corrected=kept)
    return session


def _write_reps(
    connection: sqlite3.Connection,
    session_id: str,
    reps: tuple[tuple[str, int, Mapping[str, Any]], ...],
) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO reps VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session_id, drill, number, rep["side"], rep["result"], float(rep["start_s"]),
                float(rep["end_s"]), json.dumps(rep, ensure_ascii=False, separators=(",", ":")),
            )
            for drill, number, rep in reps
        ],
    )  # fmt: skip


def _write_warnings(
    connection: sqlite3.Connection,
    session_id: str,
    warnings: tuple[tuple[str, int, Mapping[str, Any]], ...],
) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO warnings VALUES (?, ?, ?, ?, ?)",
        [
            (session_id, drill, number, item["kind"], json.dumps(item, separators=(",", ":")))
            for drill, number, item in warnings
        ],
    )
