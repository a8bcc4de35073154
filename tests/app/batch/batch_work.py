"""Work for batches that worker processes can import: quick, and failing in every way."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from app.batch.batch import Result, analyse_one
from app.session.file import to_json
from app.session.model import SourceRecord
from app.store.rows.series_blob import pack
from tests.store_builders import a_rep, a_series, a_session


def fake(task):
    """Return a session after the name of the video; some names fail."""
    stem = Path(task.location).stem
    if stem.startswith("crash"):
        os.kill(os.getpid(), signal.SIGKILL)
    if stem.startswith("bad"):
        return Result(None, error=f"hipdrill: error: {stem} is bad: mend it", code=1)
    source = SourceRecord("video", Path(task.location).name, 2.0, 60, 30.0, 64, 48, task.key)
    reps = [a_rep(n, open_deg=20.0 + len(stem)) for n in range(1, 4)]
    session = a_session(stem, reps, source=source, person=task.person)
    data = to_json(session)
    return Result(data, pack(a_series(30)), {"session.json": json_bytes(data), "x.txt": b"x"})


def killed_once(task):
    """Be killed the first time, as by a system that is short of memory."""
    mark = Path(task.location).with_suffix(".killed")
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return fake(task)


def json_bytes(data):
    import json

    return json.dumps(data).encode()


def slow_fake(task):
    time.sleep(0.5)
    return fake(task)


def counting(task):
    """Leave a mark for every analysis that was made."""
    with (Path(task.location).parent / "made.log").open("a") as file:
        file.write(Path(task.location).name + "\n")
    return fake(task)


def counting_bytes(task):
    """Do the same for names that are no text."""
    source = SourceRecord("video", "x.mp4", 2.0, 60, 30.0, 64, 48, task.key)
    data = to_json(a_session(task.key, [a_rep(1)], source=source))
    return Result(data, pack(a_series(30)), {"session.json": json_bytes(data)})


def slowly_for_real(task):
    """Analyse for real, slowly enough to be killed in the middle."""
    time.sleep(0.7)
    return analyse_one(task)


def note_pid(task):
    """Write down which process works, and work for long."""
    with (Path(task.location).parent / "pids.log").open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(120)
    return fake(task)


def signed(task):
    """Write down which process works."""
    with (Path(task.location).parent / "pids.log").open("a") as file:
        file.write(f"{os.getpid()}\n")
    return fake(task)
