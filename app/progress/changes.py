"""What a user changes about people and sessions: move, rename, merge, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.store import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store import Store


def move(store: Store, session_ids: Iterable[str], alias: str | None) -> None:
    """Give sessions to a person, ``None`` for nobody; a new name makes a new person.

    Raises
    ------
    StoreError
        If the store cannot be changed.
    """
    for session_id in session_ids:
        store.assign(session_id, alias)


def rename(store: Store, alias: str, wanted: str) -> str:
    """Give a person another name and return it; the sessions stay theirs.

    Raises
    ------
    StoreError
        UNUSABLE if somebody else is called so already.
    """
    return store.put_person(replace(store.person(alias), alias=wanted)).alias


def merge(store: Store, alias: str, into: str) -> str:
    """Move all sessions of a person to another and remove the name; return the remaining person."""
    target = store.person(into).alias
    rows = (*store.sessions(person=alias), *store.bin(alias))
    move(store, (row.id for row in rows), target)
    if store.regimen(target) is None:
        store.set_regimen(target, store.regimen(alias))
    store.delete_person(alias)
    return target


def delete_all_of(store: Store, alias: str | None) -> None:
    """Delete a person with all sessions, or all sessions without a name, for good.

    Nothing of it goes into the bin, and what lies there already goes too.

    Raises
    ------
    StoreError
        If the store cannot be changed.
    """
    if alias is not None:
        store.delete_person(alias)
        return
    rows = (*store.sessions(NOBODY), *store.bin(NOBODY))
    store.delete_sessions(row.id for row in rows)
