"""The bin: deleted sessions that can still be restored for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.people import PeopleTable
from app.store.records import BIN_DAYS
from app.store.rows.reading import read_rows, where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from app.store.records import SessionRow

DAY_S = 86_400.0
LONGEST_ABSENCE_S = 7 * DAY_S
"""What counts at most of the time between two looks at the bin: a clock that is set wrong, or right
again, leaps by months or years, and must not empty it."""
# A session that was analysed again meanwhile has a successor; both would count as two sessions.
_TAKE_BACK = """UPDATE sessions SET binned_utc_s = NULL
    WHERE id = ? AND binned_utc_s IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM sessions AS other
        WHERE other.source_sha256 = sessions.source_sha256 AND other.binned_utc_s IS NULL
        AND other.person_id IS sessions.person_id
    )"""


class BinTable(PeopleTable):
    """Deleted sessions: out of the history and all figures, but with their videos still there."""

    def bin(self, person: str | None = None) -> tuple[SessionRow, ...]:
        """Return the sessions in the bin; ``person`` as in `Store.sessions`."""
        condition, values = where(person, in_bin=True)
        with self._look() as connection:
            return read_rows(connection, condition, values)

    def put_in_bin(self, session_ids: Iterable[str], now_s: float) -> None:
        """Move sessions to the bin; they are deleted `BIN_DAYS` later.

        Parameters
        ----------
        session_ids
            Ids of sessions; those already in the bin keep their date.
        now_s
            The present, seconds since 1970 (UTC).
        """
        with self._change() as connection:
            _follow_clock(connection, now_s)
            connection.executemany(
                "UPDATE sessions SET binned_utc_s = ? WHERE id = ? AND binned_utc_s IS NULL",
                [(now_s, session_id) for session_id in session_ids],
            )

    def keep_in_bin(self, session_id: str, binned_utc_s: float) -> None:
        """Move a session to the bin as of an earlier time.

        Parameters
        ----------
        session_id
            Its id.
        binned_utc_s
            When it was moved there, seconds since 1970 (UTC).
        """
        with self._change() as connection:
            connection.execute(
                "UPDATE sessions SET binned_utc_s = ? WHERE id = ?", (binned_utc_s, session_id)
            )

    def take_from_bin(self, session_ids: Iterable[str]) -> int:
        """Move sessions from the bin back to the history; return how many were moved."""
        with self._change() as connection:
            return sum(
                connection.execute(_TAKE_BACK, (session_id,)).rowcount for session_id in session_ids
            )

    def purge_bin(self, now_s: float) -> int:
        """Delete permanently what has been in the bin for `BIN_DAYS`; return how many sessions.

        A leap of the clock does not age what is there (`LONGEST_ABSENCE_S`).

        Parameters
        ----------
        now_s
            The present, seconds since 1970 (UTC).
        """
        if not self.bin():
            return 0
        with self._change() as connection:
            _follow_clock(connection, now_s)
            rows = connection.execute(
                "SELECT id FROM sessions WHERE binned_utc_s <= ?", (now_s - BIN_DAYS * DAY_S,)
            ).fetchall()
        self.delete_sessions(session_id for (session_id,) in rows)
        return len(rows)

    def delete_sessions(self, session_ids: Iterable[str]) -> None:
        """Delete sessions permanently, whether they are in the bin or not."""
        ids = tuple(session_ids)
        if not ids:
            return
        self._forget_looks(ids)
        for session_id in ids:
            self.delete_video(session_id)
        with self._change() as connection:
            connection.executemany("DELETE FROM sessions WHERE id = ?", [(x,) for x in ids])
        self._forget()


def _follow_clock(connection: sqlite3.Connection, now_s: float) -> None:
    """Move the dates in the bin by as much as the clock has leapt since it was last looked at.

    Without a last look, it was when something was last put there.
    """
    ((seen_s, newest_s),) = connection.execute(
        "SELECT (SELECT seen_utc_s FROM clock), (SELECT max(binned_utc_s) FROM sessions)"
    )
    last_s = seen_s if seen_s is not None else newest_s
    if last_s is not None:
        passed_s = min(max(0.0, now_s - last_s), LONGEST_ABSENCE_S)
        leap_s = now_s - last_s - passed_s
        connection.execute(
            "UPDATE sessions SET binned_utc_s = min(binned_utc_s + ?, ?) "
            "WHERE binned_utc_s IS NOT NULL",
            (leap_s, now_s),
        )
    connection.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (now_s,))
