"""The bin: deleted sessions that can still be restored for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.people import PeopleTable
from app.store.records import BIN_DAYS
from app.store.rows.reading import read_rows, where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store.records import SessionRow

DAY_S = 86_400.0
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
            connection.executemany(
                "UPDATE sessions SET binned_utc_s = ? WHERE id = ? AND binned_utc_s IS NULL",
                [(now_s, session_id) for session_id in session_ids],
            )

    def take_from_bin(self, session_ids: Iterable[str]) -> int:
        """Move sessions from the bin back to the history; return how many were moved."""
        with self._change() as connection:
            return sum(
                connection.execute(_TAKE_BACK, (session_id,)).rowcount for session_id in session_ids
            )

    def purge_bin(self, now_s: float) -> int:
        """Delete permanently what has been in the bin for `BIN_DAYS`; return how many sessions."""
        with self._look() as connection:
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
