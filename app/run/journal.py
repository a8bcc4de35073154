"""Writing a session down rep by rep, so that at worst only the rep in progress is lost.

The journal writes to the store. If that cannot be written to, the journal says so in one sentence,
the run goes on, and everything goes to a file of JSON lines beside the store, which the next start
takes over (`recover`). `app.run.keeping.running` tells a session in progress from one whose program
was killed.
"""

from __future__ import annotations

import base64
import errno
import json
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.files import sha256_of
from app.run.keeping.running import RunningMark
from app.session.file import rep_json, to_json, warning_json
from app.store import SessionState, Store, StoreError, data_folder
from app.store.folder import is_locked, make_private_file, make_private_folder
from app.store.rows.series_blob import pack
from app.store.rows.writing import Entry, head_of
from drills.core.events import Drill, RepCompleted

if TYPE_CHECKING:
    from pathlib import Path

    from app.run.pipeline import FrameResult
    from app.run.recorder import Recorder
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store.records import Still
    from vision.capture.frame_source import SourceInfo

UNSAVED_GLOB = "unsaved-*.jsonl"
RECORDING_PAUSE_S = 1.0
"""Least time between two writes of a recording: its reps come many times faster than they were
done, and every write waits for the disk."""


class Journal:
    """Follows one recorder. It belongs to the thread that processes the frames.

    A session is stored from its first rep on; a recording without any leaves no trace.

    Attributes
    ----------
    problem
        One sentence for the person if the store could not be written to, else "".
    """

    def __init__(
        self,
        recorder: Recorder,
        info: SourceInfo,
        person: str | None = None,
        goal: str = "everyday",
        folder: Path | None = None,
        sha256: str | None = None,
    ) -> None:
        self.problem = ""
        self._recorder, self._info = recorder, info
        self._person, self._goal = person, goal
        self._sha256 = sha256 or sha256_of(info.path)
        self._folder = folder or data_folder()
        self._written = dict.fromkeys(Drill, (0, 0))
        self._frames = 0
        self._pause_s = RECORDING_PAUSE_S if info.kind == "video" else 0.0
        self._next_s = 0.0
        self._is_behind = False
        self._store: Store | None = None
        self._file: Path | None = None
        self._mark = RunningMark(self._folder, recorder.id)
        self._open()

    def _open(self) -> None:
        # The mark comes first: it also guards the file of a session that the store refuses.
        self._mark.set()
        try:
            self._store = Store.open(self._folder)
        except StoreError as error:
            self._fall_back(error)

    # ---------------------------------------------------------------- the run

    def after(self, result: FrameResult) -> None:
        """Take a frame that the recorder has taken, and write if a rep ended in it."""
        events = result.all_events.values() or (result.events,)
        ended = (isinstance(event, RepCompleted) for of_drill in events for event in of_drill)
        self._is_behind = any(ended) or self._is_behind
        if self._is_behind and time.monotonic() >= self._next_s:
            self._write()
            self._is_behind, self._next_s = False, time.monotonic() + self._pause_s

    def finish(
        self,
        session: Session,
        series: AngleSeries,
        still: Still | None = None,
        state: SessionState = SessionState.FINISHED,
    ) -> None:
        """Write the whole session at its end and close the journal; called once.

        Parameters
        ----------
        session
            The finished record.
        series
            Its angles over time.
        still
            The number of the best clean rep and its picture, if the person allowed it.
        state
            STOPPED for a video that was not analysed to its end: it replaces no earlier session.
        """
        if session.reps:
            self._write_whole(session, series, still, state)
        elif any(reps for reps, _ in self._written.values()):
            self._drop(session.id)
        self.close()

    def close(self) -> None:
        """Close the journal without writing more."""
        if self._store is not None:
            self._store.close()
            self._store = None
        self._mark.remove()

    def _write(self) -> None:
        entry = self._entry()
        if self._store is not None:
            try:
                self._store.record(entry)
            except StoreError as error:
                self._fall_back(error)
                entry = self._entry()  # all of it: the file must be complete by itself
        if self._file is not None:
            self._append(_entry_line(entry))
        self._written = {
            drill: (len(self._recorder.reps(drill)), len(self._recorder.warnings(drill)))
            for drill in Drill
        }
        self._frames = self._recorder.frames

    def _entry(self) -> Entry:
        session = self._recorder.session(self._info, self._person, self._goal, sha256=self._sha256)
        reps, warnings = [], []
        for drill, (n_reps, n_warnings) in self._written.items():
            for number, rep in enumerate(self._recorder.reps(drill)[n_reps:], n_reps + 1):
                reps.append((drill.value, number, rep_json(number, rep)))
            new = self._recorder.warnings(drill)[n_warnings:]
            for number, warning in enumerate(new, n_warnings + 1):
                warnings.append((drill.value, number, warning_json(warning)))
        angles = pack(self._recorder.series(self._frames))
        return Entry(head_of(session), tuple(reps), tuple(warnings), angles)

    def _write_whole(
        self, session: Session, series: AngleSeries, still: Still | None, state: SessionState
    ) -> None:
        if self._saved(session, series, still, state):
            if self._file is not None:
                self._file.unlink(missing_ok=True)
                self.problem = ""
        elif self._file is not None:
            self._append(_whole_line(session, series, still, state))

    def _saved(
        self, session: Session, series: AngleSeries, still: Still | None, state: SessionState
    ) -> bool:
        """Save to the store, even if that failed before: the obstacle may be gone."""
        try:
            if self._store is None:
                self._store = Store.open(self._folder, busy_timeout_s=1.0)
            self._store.save(session, series, state, still)
        except StoreError as error:
            self._fall_back(error)
            return False
        return True

    def _drop(self, session_id: str) -> None:
        """Delete a session that another drill's machine began and that came to nothing."""
        with suppress(StoreError):
            if self._store is not None:
                self._store.delete_session(session_id)

    # ---------------------------------------------------------------- without the store

    def _fall_back(self, error: Exception) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._file is not None or self.problem:
            return
        path = self._folder / f"unsaved-{self._recorder.id}.jsonl"
        self._written = dict.fromkeys(Drill, (0, 0))
        self._frames = 0
        try:
            _refuse_beside_locked(self._folder)
            make_private_folder(self._folder)
            make_private_file(path)
            self._file = path
            where = f"the session is kept in {path.name} beside it until then"
        except OSError:
            where = "this session is not kept: save its report"
        self.problem = f"{error}; {where}"

    def _append(self, line: str) -> None:
        if self._file is None:
            return
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            self._file = None
            self.problem = (
                f"the session cannot be saved ({error.strerror or error}): free some space; save "
                "its report before you close the program"
            )


def _refuse_beside_locked(folder: Path) -> None:
    """Refuse to write names unencrypted beside data that are locked with a pass phrase."""
    if is_locked(folder):
        raise PermissionError(errno.EPERM, "locked with a pass phrase")


def _entry_line(entry: Entry) -> str:
    angles = None if entry.angles is None else base64.b64encode(entry.angles).decode()
    return json.dumps({**asdict(entry), "angles": angles}, ensure_ascii=False)


def _whole_line(
    session: Session, series: AngleSeries, still: Still | None, state: SessionState
) -> str:
    line: dict[str, Any] = {
        "whole": to_json(session),
        "state": state.value,
        "angles": base64.b64encode(pack(series)).decode(),
    }
    if still is not None:
        line["still"] = [still[0], base64.b64encode(still[1]).decode()]
    return json.dumps(line, ensure_ascii=False)


def keep_whole(
    session: Session,
    series: AngleSeries,
    still: Still | None = None,
    folder: Path | None = None,
) -> str:
    """Store a finished session; if that fails, write it to a file beside the store.

    Parameters
    ----------
    session
        The finished record.
    series
        Its angles over time.
    still
        The number of the best clean rep and its picture, if the person allowed it.
    folder
        The data folder; ``None``: the default one.

    Returns
    -------
    str
        What prevented it from being stored, "" if nothing did.
    """
    folder = folder or data_folder()
    try:
        with Store.open(folder) as store:
            store.save(session, series, still=still)
    except StoreError as error:
        path = folder / f"unsaved-{session.id}.jsonl"
        try:
            _refuse_beside_locked(folder)
            make_private_folder(folder)
            make_private_file(path)
            path.write_text(
                _whole_line(session, series, still, SessionState.FINISHED) + "\n", encoding="utf-8"
            )
        except OSError:
            return f"{error}; the session is only in its result folder"
        return f"{error}; the session is kept in {path.name} beside it until then"
    return ""
