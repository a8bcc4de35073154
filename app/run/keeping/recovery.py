"""What the next start does after a program was killed, or could not write."""

from __future__ import annotations

import base64
import json
import os
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.run.journal import UNSAVED_GLOB
from app.run.keeping.moving import settle
from app.run.keeping.running import is_running
from app.run.keeping.temporary import remove_left
from app.session.file import from_json
from app.store import SessionState, Store, data_folder
from app.store.folder import ASIDE_ENDING
from app.store.rows.schema import DAMAGED_GLOB
from app.store.rows.series_blob import unpack
from app.store.rows.writing import Entry
from app.store.videos import finish_half_written, half_written, kept_videos, remove_strays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.session.model import Session

CUT_SHORT = "The program ended before the session did: the rep in progress is missing."


def recover(folder: Path | None = None) -> tuple[str, ...]:
    """Close what killed programs left open and take over what could not be written.

    Of a video that a killed program was writing, what is on the disk is kept. Videos without a
    session are deleted, and so is what has been in the bin for long enough.

    Returns
    -------
    tuple of str
        What was done, one sentence each.

    Raises
    ------
    StoreError
        If the store cannot be used; nothing is lost then.
    """
    folder = folder or data_folder()
    if not os.path.exists(folder):
        return ()
    settle(folder)
    remove_left(folder)
    sentences: list[str] = []
    busy = partial(is_running, folder)
    with Store.open(folder) as store:
        if half_written(folder):
            with suppress(OSError):  # a folder that is read-only: the next start tries again
                finish_half_written(folder, _known(store, folder), busy)
        for row in store.unfinished():
            if busy(row.id):
                continue
            session = _cut_short(store.session(row.id))
            store.save(session, store.series(row.id), SessionState.RECOVERED)
            sentences.append(_sentence(session, folder))
        for path in sorted(folder.glob(UNSAVED_GLOB)):
            session_id = path.stem.removeprefix("unsaved-")
            if not busy(session_id):
                sentences += _taken_over(store, path)
        store.purge_bin(time.time())
        known = _known(store, folder)
        if not known or any(folder.glob(DAMAGED_GLOB)):
            known = set(kept_videos(folder))  # the database was lost, its videos need not be
        with suppress(OSError):
            remove_strays(folder, known, busy)
    return tuple(sentences)


def _known(store: Store, folder: Path) -> set[str]:
    """Return the ids of all sessions, those included that wait beside the store."""
    waiting = {path.stem.removeprefix("unsaved-") for path in folder.glob(UNSAVED_GLOB)}
    return waiting | {row.id for row in (*store.sessions(), *store.bin())}


def _cut_short(session: Session) -> Session:
    """Return the session with the note that its end is missing."""
    notes = (*session.quality.notes, CUT_SHORT)
    return replace(session, quality=replace(session.quality, notes=notes))


def _sentence(session: Session, folder: Path) -> str:
    when, number = session.created[:16].replace("T", " "), session.counts.total
    kept = "its rep is" if number == 1 else f"its {number} reps are"
    video = ""
    if session.id in half_written(folder):
        video = ", its video is lost"
    elif session.id in kept_videos(folder):
        video = ", and so is its video"
    return f"The session of {when} was not closed properly; {kept} kept{video}."


def _taken_over(store: Store, path: Path) -> list[str]:
    """Take a file over, or set it aside if it cannot be read: it is the only copy."""
    try:
        return _take_over(store, path)
    except OSError as error:  # it does not keep the program from starting
        return [f"{path.name} cannot be read ({error.strerror}); it stays where it is."]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        aside = path.with_name(path.name + ASIDE_ENDING)
        with suppress(OSError):
            path.rename(aside)
        return [f"{path.name} could not be read; it is kept as {aside.name}."]


def _take_over(store: Store, path: Path) -> list[str]:
    """Move a file of JSON lines into the store; it is deleted once the store has it."""
    lines = list(_lines(path))
    if not lines and path.stat().st_size:
        raise ValueError("no line is complete")
    whole = [line for line in lines if "whole" in line]
    if whole:
        session = from_json(whole[-1]["whole"])
        number, jpeg = whole[-1].get("still") or (0, "")
        still = (number, base64.b64decode(jpeg)) if jpeg else None
        series = unpack(base64.b64decode(whole[-1]["angles"]))
        store.save(session, series, SessionState(whole[-1]["state"]), still)
    elif lines:
        for line in lines:
            angles = base64.b64decode(line["angles"]) if line["angles"] else None
            reps = tuple((drill, number, rep) for drill, number, rep in line["reps"])
            warnings = tuple((drill, number, w) for drill, number, w in line["warnings"])
            store.record(Entry(line["head"], reps, warnings, angles))
        session_id = lines[-1]["head"]["id"]
        session = _cut_short(store.session(session_id))
        store.save(session, store.series(session_id), SessionState.RECOVERED)
    path.unlink()
    return [_sentence(session, path.parent)] if lines else []


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the complete lines of a file; the last one may have been cut off."""
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):  # not at U+2028
        with suppress(json.JSONDecodeError):
            yield json.loads(line)
