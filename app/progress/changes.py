"""What a user changes about people and sessions: move, rename, merge, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.store import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store import Store


def move(store: Store, session_ids: Iterable[str], alias: str | None) -> None:
    """Assign sessions to a person.

    Parameters
    ----------
    store
        The open store.
    session_ids
        Ids of sessions.
    alias
        The person's name; an unknown one creates a person. ``None``: nobody.

    Raises
    ------
    StoreError
        If the store cannot be changed.
    """
    for session_id in session_ids:
        store.assign(session_id, alias)


def rename(store: Store, alias: str, wanted: str) -> str:
    """Rename a person, who keeps all sessions; return the name as stored.

    Parameters
    ----------
    store
        The open store.
    alias, wanted
        The old and the new name.

    Raises
    ------
    StoreError
        UNUSABLE if somebody else has that name.
    ValueError
        If nothing visible is left of the new name.
    """
    return store.put_person(replace(store.person(alias), alias=wanted)).alias


def merge(store: Store, alias: str, into: str) -> str:
    """Move all sessions of a person to another, and delete the person; return the other's name.

    Parameters
    ----------
    store
        The open store.
    alias
        Who is deleted; a plan moves over if the other person has none.
    into
        Who gets the sessions.

    Raises
    ------
    StoreError
        NOT_FOUND if the other person does not exist.
    """
    target = store.person(into).alias
    rows = (*store.sessions(person=alias), *store.bin(alias))
    move(store, (row.id for row in rows), target)
    if store.regimen(target) is None:
        store.set_regimen(target, store.regimen(alias))
    store.delete_person(alias)
    return target


def delete_all_of(store: Store, alias: str | None) -> None:
    """Permanently delete a person with all sessions, or all sessions without a name.

    Nothing goes to the bin, and what is already there is deleted too.

    Parameters
    ----------
    store
        The open store.
    alias
        The person's name; ``None``: all sessions without one.

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
