"""The only way to the database of people and sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.session.series import joined, rep_numbers
from app.store.bin import BinTable
from app.store.errors import StoreError, StoreTrouble
from app.store.health.problems import file_problems, session_problems
from app.store.records import (
    SessionRow,
    SessionState,
    SessionSummary,
    SetNote,
    Still,
    clean_alias,
)
from app.store.rows.drawings import read_drawings, write_drawings
from app.store.rows.reading import (
    earlier_analyses,
    read_note,
    read_rows,
    read_session,
    read_session_summaries,
    read_still,
    where,
)
from app.store.rows.series_blob import unpack
from app.store.rows.writing import (
    Entry,
    take_the_place_of_an_earlier_analysis,
    with_earlier_corrections,
    write_entry,
    write_note,
    write_still,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store.rows.drawings import Drawn
    from drills.core.events import Drill

LATEST_SESSION = "latest"


class Store(BinTable):
    """People and their sessions; see `Database` for the rules of concurrent use."""

    # ---------------------------------------------------------------- reading

    def sessions(
        self,
        person: str | None = None,
        drill: Drill | None = None,
        since_s: float | None = None,
        until_s: float | None = None,
        limit: int | None = None,
    ) -> tuple[SessionRow, ...]:
        """Return the history, newest first, without what is in the bin.

        Parameters
        ----------
        person
            A name, `NOBODY` for sessions without one, or ``None`` for everybody.
        drill
            Only this drill, unless ``None``.
        since_s, until_s
            Seconds since 1970 (UTC), unless ``None``.
        limit
            At most this many, unless ``None``.
        """
        condition, values = where(person, drill, since_s, until_s)
        with self._look() as connection:
            return read_rows(connection, condition, values, -1 if limit is None else limit)

    def count(self, person: str | None = None) -> int:
        """Return how many sessions there are; ``person`` as in `sessions`."""
        condition, values = where(person)
        with self._look() as connection:
            rows = connection.execute(f"SELECT COUNT(*) FROM sessions {condition}", values)
            return int(rows.fetchone()[0])

    def row(self, name: str) -> SessionRow:
        """Return one row of the history.

        Parameters
        ----------
        name
            An id, the beginning of one, or "latest".

        Raises
        ------
        StoreError
            NOT_FOUND if no session, or more than one, has that name.
        """
        with self._look() as connection:
            if name == LATEST_SESSION:
                rows = read_rows(connection, *where(None), 1)
            else:
                pattern = "".join(c for c in name if c.isalnum() or c == "-")
                rows = read_rows(
                    connection, "WHERE substr(sessions.id, 1, ?) = ?", (len(pattern), pattern), 2
                )
                rows = () if pattern != name or not name else rows
        if len(rows) == 1:
            return rows[0]
        what = f"more than one session begins with {name!r}" if rows else f"no session {name!r}"
        raise StoreError(StoreTrouble.NOT_FOUND, what, "see hipdrill sessions")

    def session(self, name: str) -> Session:
        """Return a session, named as in `row`."""
        session_id = self.row(name).id
        with self._look() as connection:
            return read_session(connection, session_id)

    def series(self, session_id: str) -> AngleSeries | None:
        """Return the angles of a session over time, ``None`` if they were not kept."""
        with self._look() as connection:
            rows = connection.execute(
                "SELECT data FROM series WHERE session_id = ? ORDER BY part", (session_id,)
            ).fetchall()
            parts = [unpack(data) for (data,) in rows]
        if len(parts) < 2:
            return parts[0] if parts else None
        # Stored while the session was under way, when its reps were not all known.
        whole = joined(parts)
        return replace(whole, rep=rep_numbers(whole.t_s, self.session(session_id).reps))

    def earlier_analysis(self, session: Session) -> Session | None:
        """Return the latest other session of the same video and person, ``None`` without one."""
        with self._look() as connection:
            ids = earlier_analyses(connection, session)
            return read_session(connection, ids[-1]) if ids else None

    def summaries(
        self,
        person: str | None = None,
        drill: Drill | None = None,
        since_s: float | None = None,
        until_s: float | None = None,
    ) -> tuple[SessionSummary, ...]:
        """Return what `app.trends.progress` needs of each session, oldest first.

        Parameters
        ----------
        person
            A name, `NOBODY` for sessions without one, or ``None`` for everybody.
        drill
            Only this drill, unless ``None``.
        since_s, until_s
            Seconds since 1970 (UTC), unless ``None``.
        """
        condition, values = where(person, drill, since_s, until_s)
        with self._look() as connection:
            return read_session_summaries(connection, condition, values)

    # ---------------------------------------------------------------- writing

    def record(self, entry: Entry) -> None:
        """Add the new parts of a session in progress."""
        with self._change() as connection:
            write_entry(connection, entry)

    def save(
        self,
        session: Session,
        series: AngleSeries | None,
        state: SessionState = SessionState.FINISHED,
        still: Still | None = None,
    ) -> None:
        """Write a session; a finished one replaces an earlier analysis of the same video.

        Parameters
        ----------
        session
            The record.
        series
            Its angles over time, ``None`` if they are not kept.
        state
            How far it got.
        still
            The number of the best clean rep and its picture, if the person allowed it.
        """
        with self._change() as connection:
            if state is SessionState.FINISHED:
                session = with_earlier_corrections(connection, session)
            write_whole(connection, session, series, state)
            if still is not None:
                write_still(connection, session.id, still)
            if state is SessionState.FINISHED:
                take_the_place_of_an_earlier_analysis(connection, session)

    def delete_session(self, session_id: str) -> None:
        """Delete one session with its video permanently."""
        self.delete_sessions((session_id,))

    def assign(self, session_id: str, alias: str | None) -> None:
        """Assign a session to a person.

        Parameters
        ----------
        session_id
            Id of the session.
        alias
            The person's name; an unknown one creates a person. ``None``: nobody.
        """
        row = self.row(session_id)
        session = replace(
            self.session(row.id), person=None if alias is None else clean_alias(alias)
        )
        self.save(session, self.series(row.id), row.state)

    def unfinished(self) -> tuple[SessionRow, ...]:
        """Return the sessions in progress, or left open by a killed process."""
        with self._look() as connection:
            return read_rows(connection, "WHERE state = ?", (SessionState.OPEN.value,))

    # ---------------------------------------------------------------- notes, stills, drawings

    def note(self, session_id: str) -> SetNote | None:
        """Return the person's note on a set, ``None`` without one."""
        with self._look() as connection:
            return read_note(connection, session_id)

    def set_note(self, session_id: str, note: SetNote) -> None:
        """Replace the person's note on a set.

        Parameters
        ----------
        session_id
            Id of the session.
        note
            Pain, why the set ended, and a text.
        """
        with self._change() as connection:
            write_note(connection, session_id, note)

    def still(self, session_id: str) -> Still | None:
        """Return the number of the rep and the JPEG of a session's still, if one was kept."""
        with self._look() as connection:
            return read_still(connection, session_id)

    def set_still(self, session_id: str, rep: int, jpeg: bytes) -> None:
        """Store the picture of the best clean rep, for which the person's consent is needed.

        Parameters
        ----------
        session_id
            Id of the session.
        rep
            Number of the rep, from 1.
        jpeg
            The encoded picture.
        """
        with self._change() as connection:
            write_still(connection, session_id, (rep, jpeg))

    def drawings(self, session_id: str) -> Drawn:
        """Return what was drawn on the video of a session, as `app.review.drawing` writes it."""
        with self._look() as connection:
            return read_drawings(connection, session_id)

    def set_drawings(self, session_id: str, drawn: Drawn) -> None:
        """Replace what was drawn on the video of a session.

        Parameters
        ----------
        session_id
            Id of the session.
        drawn
            JSON objects, as `app.review.drawing.board_json` writes them.
        """
        with self._change() as connection:
            write_drawings(connection, session_id, drawn)

    def pictured(self, session_ids: Iterable[str]) -> frozenset[str]:
        """Return the sessions that have a video or a still: pictures that needed consent."""
        ids = tuple(session_ids)
        return frozenset(
            session_id
            for session_id in ids
            if self.video(session_id) is not None or self.still(session_id)
        )

    def forget_pictures(self, session_ids: Iterable[str]) -> None:
        """Delete videos and stills of sessions permanently; the sessions stay."""
        ids = tuple(session_ids)
        for session_id in ids:
            self.delete_video(session_id)
        with self._change() as connection:
            connection.executemany("DELETE FROM stills WHERE session_id = ?", [(x,) for x in ids])

    # ---------------------------------------------------------------- health

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the file or its contents; empty if nothing is."""
        return file_problems(self._connection, self.path) or session_problems(self)
