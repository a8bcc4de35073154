"""The one door to the database of people and sessions."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from app.session.series import joined, rep_numbers
from app.store.errors import StoreError, StoreTrouble, in_words, store_error
from app.store.folder import database_path, make_private_file, make_private_folder
from app.store.health import file_problems, session_problems
from app.store.reading import (
    PERSON_ID,
    read_note,
    read_people,
    read_rows,
    read_session,
    read_session_summaries,
    read_standing,
    read_still,
    where,
)
from app.store.records import (
    KeptStanding,
    Person,
    SessionRow,
    SessionState,
    SessionSummary,
    SetNote,
    Still,
    clean_alias,
    person_key,
)
from app.store.schema import BACKUP_GLOB, DAMAGED_GLOB, LATEST, migrate, version_of
from app.store.series_blob import unpack
from app.store.videos import kept_videos, video_path
from app.store.writing import (
    Entry,
    take_the_place_of_an_earlier_analysis,
    write_entry,
    write_note,
    write_person,
    write_still,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Drill

BUSY_TIMEOUT_S = 5.0
LATEST_SESSION = "latest"


class Store:
    """People and their sessions. One object belongs to one thread; open another in another.

    Several programs may have it open: readers never wait, writers wait for each other up to
    `BUSY_TIMEOUT_S`. Every change is whole or did not happen, also when the process is killed or
    the power fails. All methods raise `StoreError`, whose text is one sentence with what to do.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, backup: Path | None) -> None:
        connection.create_function("person_key", 1, person_key, deterministic=True)
        self._connection = connection
        self.path = path
        self.backup = backup

    @classmethod
    def open(cls, folder: Path | None = None, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Store:
        """Open the database of a data folder, made or brought up to date if need be.

        Raises
        ------
        StoreError
            If it cannot be opened: read-only, full, locked, damaged or written by a newer program.
        """
        path = database_path(folder)
        with in_words(path):
            make_private_folder(path.parent)
            make_private_file(path)
            connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None)
            try:
                return cls(connection, path, _prepared(connection, path))
            except BaseException:
                connection.close()
                raise

    @classmethod
    def open_to_read(cls, folder: Path | None = None) -> Store:
        """Open for reading: also works in a folder or on a disk that cannot be written.

        Raises
        ------
        StoreError
            If there is nothing to read, or as `open`.
        """
        path = database_path(folder)
        try:
            return cls.open(folder)
        except StoreError as error:
            if error.trouble is not StoreTrouble.READ_ONLY or not path.exists():
                raise
        with in_words(path):
            # Without the right to write there is no -shm file and nobody to write to it: the
            # file may be read as it lies there.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            if version_of(connection) != LATEST:
                connection.close()
                raise store_error(StoreTrouble.READ_ONLY, path)
            return cls(connection, path, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it; may be called twice."""
        self._connection.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction, taken back as a whole if anything goes wrong."""
        with in_words(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _look(self) -> Iterator[sqlite3.Connection]:
        with in_words(self.path):
            try:
                yield self._connection
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    StoreTrouble.DAMAGED,
                    f"a session in {self.path} cannot be understood ({error})",
                    "it may be from a newer Hip Drill: install the newest version",
                ) from error

    # ---------------------------------------------------------------- people

    def people(self) -> tuple[Person, ...]:
        """Return everybody, by name."""
        with self._look() as connection:
            return read_people(connection)

    def person(self, alias: str) -> Person:
        """Return one person; case and the way accents are typed are not told apart.

        Raises
        ------
        StoreError
            NOT_FOUND if nobody is called so.
        """
        typed = " ".join(alias.split()).encode("utf-8", "replace").decode("utf-8")
        with self._look() as connection:
            found = read_people(connection, f"WHERE id = ({PERSON_ID})", typed)
        if not found:
            raise StoreError(
                StoreTrouble.NOT_FOUND, f"nobody is called {alias!r}",
                "see hipdrill sessions for the names",
            )  # fmt: skip
        return found[0]

    def standing(self, alias: str) -> KeptStanding | None:
        """Return a person's zero of hip flexion, as the latest session that saw it has it."""
        with self._look() as connection:
            return read_standing(connection, alias)

    def put_person(self, person: Person) -> Person:
        """Add a person (without ``id``) or change one (with it); return what is stored.

        Raises
        ------
        ValueError
            If the name is empty.
        StoreError
            UNUSABLE if the name is taken.
        """
        alias = clean_alias(person.alias)
        with self._change() as connection:
            same = connection.execute(
                "SELECT id FROM people WHERE person_key(alias) = person_key(?)", (alias,)
            ).fetchall()
            if same and (person.id,) not in same:
                raise StoreError(
                    StoreTrouble.UNUSABLE, f"the name {alias!r} is taken", "choose another name"
                )
            return write_person(connection, replace(person, alias=alias))

    def delete_person(self, alias: str) -> int:
        """Delete a person with all sessions and videos for good; return how many sessions.

        The freed pages are overwritten (secure_delete), the file is rewritten (VACUUM), the
        write-ahead log emptied; backups and damaged files, which hold the same, are removed.
        """
        person = self.person(alias)
        with self._look() as connection:
            ids = connection.execute("SELECT id FROM sessions WHERE person_id = ?", (person.id,))
            own = [row[0] for row in ids.fetchall()]
        for session_id in own:
            self.delete_video(session_id)
        with self._change() as connection:
            deleted = connection.execute(
                "DELETE FROM sessions WHERE person_id = ?", (person.id,)
            ).rowcount
            connection.execute("DELETE FROM people WHERE id = ?", (person.id,))
        self._forget()
        return int(deleted)

    def _forget(self) -> None:
        with in_words(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for pattern in (BACKUP_GLOB, DAMAGED_GLOB):
                for copy in self.path.parent.glob(pattern):
                    copy.unlink(missing_ok=True)

    # ---------------------------------------------------------------- reading

    def sessions(
        self,
        person: str | None = None,
        drill: Drill | None = None,
        since_s: float | None = None,
        until_s: float | None = None,
        limit: int | None = None,
    ) -> tuple[SessionRow, ...]:
        """Return the history, newest first; times are seconds since 1970 (UTC)."""
        condition, values = where(person, drill, since_s, until_s)
        with self._look() as connection:
            return read_rows(connection, condition, values, -1 if limit is None else limit)

    def row(self, name: str) -> SessionRow:
        """Return one line of the history: by id, by the beginning of an id, or "latest".

        Raises
        ------
        StoreError
            NOT_FOUND if no or more than one session is meant.
        """
        with self._look() as connection:
            if name == LATEST_SESSION:
                found = read_rows(connection, "", (), 1)
            else:
                pattern = "".join(c for c in name if c.isalnum() or c == "-")
                found = read_rows(
                    connection, "WHERE substr(sessions.id, 1, ?) = ?", (len(pattern), pattern), 2
                )
                found = () if pattern != name or not name else found
        if len(found) == 1:
            return found[0]
        what = f"more than one session begins with {name!r}" if found else f"no session {name!r}"
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
        whole = joined(parts)  # of a session under way: the reps are only known as a whole
        return replace(whole, rep=rep_numbers(whole.t_s, self.session(session_id).reps))

    def summaries(
        self,
        person: str | None = None,
        drill: Drill | None = None,
        since_s: float | None = None,
        until_s: float | None = None,
    ) -> tuple[SessionSummary, ...]:
        """Return what `app.trends.progress` needs of each session, oldest first."""
        condition, values = where(person, drill, since_s, until_s)
        with self._look() as connection:
            return read_session_summaries(connection, condition, values)

    # ---------------------------------------------------------------- writing

    def record(self, entry: Entry) -> None:
        """Add what is new of a session under way."""
        with self._change() as connection:
            write_entry(connection, entry)

    def save(
        self,
        session: Session,
        series: AngleSeries | None,
        state: SessionState = SessionState.FINISHED,
        still: Still | None = None,
    ) -> None:
        """Write a session; if finished, an earlier analysis of the same video gives way to it."""
        with self._change() as connection:
            write_whole(connection, session, series, state)
            if still is not None:
                write_still(connection, session.id, still)
            if state is SessionState.FINISHED:
                take_the_place_of_an_earlier_analysis(connection, session)

    def delete_session(self, session_id: str) -> None:
        """Delete one session with its video for good."""
        self.delete_video(session_id)
        with self._change() as connection:
            connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
        self._forget()

    def assign(self, session_id: str, alias: str | None) -> None:
        """Say whose session it is; a new name makes a new person."""
        row = self.row(session_id)
        session = replace(
            self.session(row.id), person=None if alias is None else clean_alias(alias)
        )
        self.save(session, self.series(row.id), row.state)

    def unfinished(self) -> tuple[SessionRow, ...]:
        """Return the sessions under way, or left so by a killed process."""
        with self._look() as connection:
            return read_rows(connection, "WHERE state = ?", (SessionState.OPEN.value,))

    # ---------------------------------------------------------------- notes and stills

    def note(self, session_id: str) -> SetNote | None:
        """Return what the person said of a set."""
        with self._look() as connection:
            return read_note(connection, session_id)

    def set_note(self, session_id: str, note: SetNote) -> None:
        """Keep what the person says of a set, over what stood there."""
        with self._change() as connection:
            write_note(connection, session_id, note)

    def still(self, session_id: str) -> Still | None:
        """Return the number of the rep and the JPEG of a session's still, if one was kept."""
        with self._look() as connection:
            return read_still(connection, session_id)

    def set_still(self, session_id: str, rep: int, jpeg: bytes) -> None:
        """Keep the picture of the best clean rep (only ever when the person allowed it)."""
        with self._change() as connection:
            write_still(connection, session_id, (rep, jpeg))

    # ---------------------------------------------------------------- videos

    def video(self, session_id: str) -> Path | None:
        """Return the video of a session, if the person chose to keep it and it is there."""
        path = video_path(self.path.parent, session_id)
        return path if path.exists() else None

    def videos(self) -> frozenset[str]:
        """Return the ids of the sessions whose video is kept."""
        return kept_videos(self.path.parent)

    def delete_video(self, session_id: str) -> None:
        """Delete the video of a session; the session stays. Nothing happens without one."""
        with in_words(self.path):
            video_path(self.path.parent, session_id).unlink(missing_ok=True)

    # ---------------------------------------------------------------- health

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the file or what it holds; nothing when all is sound."""
        return file_problems(self._connection, self.path) or session_problems(self)


def _prepared(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Set a connection up and bring the schema to the latest version."""
    version = version_of(connection)
    if not 0 <= version <= LATEST:
        raise store_error(StoreTrouble.NEWER if version > 0 else StoreTrouble.DAMAGED, path)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a rep takes seconds, an fsync milliseconds
    return migrate(connection, path)
