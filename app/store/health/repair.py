"""Repair of a damaged database: what can be read goes into a new one, the damaged file stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.store.connection import connect
from app.store.errors import StoreError, in_words
from app.store.folder import DATABASE_NAME
from app.store.records import Person, SessionState
from app.store.repository import Store
from app.store.rows.schema import BACKUP_GLOB
from drills.core.events import Counts

if TYPE_CHECKING:
    from pathlib import Path

    from app.session.model import Session


@dataclass(frozen=True, slots=True)
class Repair:
    """The outcome of a repair; ``set_aside`` is the damaged file under its new name."""

    set_aside: Path
    rescued: int
    lost: int
    from_backup: bool


def repair(folder: Path) -> Repair:
    """Replace a damaged database by a new one with every session that can be read.

    If none can be read, the newest backup that has any is used.

    Raises
    ------
    StoreError
        If the folder cannot be written to.
    """
    path = folder / DATABASE_NAME
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    with in_words(path):
        path.rename(aside)
        for ending in ("-wal", "-shm"):
            log = path.with_name(path.name + ending)
            if log.exists():
                log.rename(aside.with_name(aside.name + ending))
    rescued, lost = _copy(aside, folder)
    if rescued:
        return Repair(aside, rescued, lost, from_backup=False)
    for backup in sorted(folder.glob(BACKUP_GLOB), key=lambda p: p.stat().st_mtime, reverse=True):
        rescued, _ = _copy(backup, folder)
        if rescued:
            return Repair(aside, rescued, lost, from_backup=True)
    return Repair(aside, 0, lost, from_backup=False)


def _copy(source: Path, folder: Path) -> tuple[int, int]:
    """Copy people and sessions that can be read; return how many sessions could and could not."""
    rescued = lost = 0
    with Store.open(folder) as new, closing(connect(source)) as old:
        damaged = Store(old, source, None)
        with suppress(StoreError):
            for person in damaged.people():
                with suppress(StoreError):
                    new.put_person(Person(person.alias, person.goal, person.notes, person.created))
                    new.set_regimen(person.alias, damaged.regimen(person.alias))
        for session_id in _ids(old):
            try:
                _copy_one(damaged, new, session_id)
                rescued += 1
            except StoreError:
                lost += 1
    return rescued, lost


def _copy_one(damaged: Store, new: Store, session_id: str) -> None:
    row = damaged.row(session_id)
    session = _as_left(damaged.session(session_id))
    series = note = still = None
    with suppress(StoreError):
        series = damaged.series(session_id)
    if row.binned_utc_s is not None:
        # To the bin first: saved as finished, it would replace an earlier analysis.
        new.save(session, None, SessionState.STOPPED)
        new.keep_in_bin(session_id, row.binned_utc_s)
    new.save(session, series, row.state)
    with suppress(StoreError):
        note = damaged.note(session_id)
    with suppress(StoreError):
        still = damaged.still(session_id)
    with suppress(StoreError):
        new.set_drawings(session_id, damaged.drawings(session_id))
    if note is not None:
        new.set_note(session_id, note)
    if still is not None:
        new.set_still(session_id, *still)


def _as_left(session: Session) -> Session:
    """Return a session that counts the reps that are left, with a note if some are not."""
    counts = Counts()
    for rep in session.reps:
        counts = counts.plus(rep.result)
    lost = session.counts.total - counts.total
    if not lost:
        return session
    note = f"{lost} of {session.counts.total} reps were lost in a damaged file."
    notes = (*session.quality.notes, note)
    return replace(session, counts=counts, quality=replace(session.quality, notes=notes))


def _ids(connection: sqlite3.Connection) -> list[str]:
    """Return the ids that can be read, from both ends towards the damaged page."""
    ids: dict[str, None] = {}
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            for (session_id,) in connection.execute(
                f"SELECT id FROM sessions ORDER BY rowid {order}"
            ):
                ids[session_id] = None
    return list(ids)
