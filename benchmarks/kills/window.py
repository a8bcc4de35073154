"""Kills the window at random instants and looks at what is left (see `benchmarks.kills`)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING

from app.run.keeping.recovery import recover
from app.run.keeping.temporary import STALE_S
from app.settings.preferences import examine
from app.store import SessionState, Store
from app.store.folder import DATABASE_NAME
from benchmarks.kills.processes import left_running
from vision.capture.recording.video import VideoSource

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import SessionRow

SCENES = {
    "set": ("painted", 14.0),
    "video": ("painted", 14.0),
    "end": ("ending", 1.5),
    "review": ("analysing", 6.0),
    "write": ("painted", 2.0),
}
"""What the window does; when the time begins in which it is killed, and how long that is, in s."""
ORDER = ("set", "video", "set", "end", "video", "review", "set", "video", "write", "end")
LOOKED_AT = 4
"""Every so many kills, the next start is the real window, and what it tells is read."""
LONGEST_S = 90.0
MOST_UNSHOWN = 2
"""Reps may be stored that were not shown yet: a rep is stored first."""
_OURS = {DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm", "preferences.json",
         "hipdrill.log", "window.socket"}  # fmt: skip


@dataclass
class Kill:
    """One kill: what was reported before it, and what is wrong after it ("" for nothing)."""

    what: str
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    told: str = ""
    videos: int = 0

    @property
    def reps(self) -> int:
        """How many reps had been shown."""
        return max(
            (int(line.split()[1]) for line in self.said if line.startswith("reps")), default=0
        )


def kill_windows(folder: Path, number: int, jobs: int, video: str) -> list[Kill]:
    """Kill the window a number of times; return what came of each.

    Parameters
    ----------
    folder
        An empty folder.
    number
        How often.
    jobs
        How many windows run at a time.
    video
        Path of the video that is reviewed.
    """
    with ThreadPoolExecutor(jobs) as pool:
        places = (folder / str(n) for n in range(number))
        return list(pool.map(lambda n, place: _one(n, place, video), range(number), places))


def summary(kills: list[Kill]) -> str:
    """Return the figures of a number of kills, and every complaint."""
    lines = [f"killed {len(kills)} times: {dict(Counter(kill.what for kill in kills))}"]
    reps = sum(kill.reps for kill in kills)
    fine = sum(not kill.wrong for kill in kills)
    told = sum(bool(kill.told) for kill in kills)
    videos = sum(kill.videos for kill in kills)
    lines.append(
        f"{fine} of {len(kills)} with nothing lost and nothing left; {reps} reps had been shown, "
        f"{videos} videos were complete, {told} starts of the window told of it"
    )
    lines += [f"  {kill.what}: {'; '.join(kill.wrong)}" for kill in kills if kill.wrong]
    return "\n".join(lines)


def _started(what: str, place: Path, *more: str) -> subprocess.Popen[bytes]:
    named = {"HIPDRILL_DATA": str(place / "data"), "TMPDIR": str(place / "tmp")}
    with (place / "stderr").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.kills.driven", what, *more],
            env=os.environ | named, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip


def _one(number: int, place: Path, video: str) -> Kill:
    for name in ("data", "tmp"):
        (place / name).mkdir(parents=True)
    kill = Kill(ORDER[number % len(ORDER)])
    mark, longest_s = SCENES[kill.what]
    child = _started(kill.what, place, *((video,) if kill.what == "review" else ()))
    assert child.stdout is not None
    arrived = threading.Event()
    reader = threading.Thread(target=_read, args=(child.stdout, kill.said, mark, arrived))
    reader.start()
    if not arrived.wait(LONGEST_S):
        kill.wrong.append(f"never came to “{mark}”")
    time.sleep(random.Random(number).uniform(0.0, longest_s))
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    reader.join()
    if left := left_running(place / "data"):
        kill.wrong.append(f"still running: {left}")
    _start_again(kill, place, by_window=number % LOOKED_AT == 0)
    _examine(kill, place)
    return kill


def _read(stream: IO[bytes], said: list[str], mark: str, arrived: threading.Event) -> None:
    for line in stream:
        said.append(line.decode().strip())
        if said[-1] == mark:
            arrived.set()
    stream.close()


def _start_again(kill: Kill, place: Path, *, by_window: bool) -> None:
    """Do what the next start does, or start the real window; keep what it tells."""
    if not by_window:
        kill.told = " ".join(recover(place / "data"))
        return
    child = _started("look", place)
    try:
        out, _ = child.communicate(timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        child.kill()
        kill.wrong.append("the next window did not open and close")
        return
    notices = [line for line in out.decode().splitlines() if line.startswith("notice")]
    kill.told = "".join(notices).removeprefix("notice").strip()
    if child.returncode != 0:
        errors = (place / "stderr").read_text("utf-8", "replace").strip()[-500:]
        kill.wrong.append(f"the next window ended with {child.returncode}: {errors}")


def _examine(kill: Kill, place: Path) -> None:
    folder = place / "data"
    damage = examine(folder).damage
    if damage:
        kill.wrong.append(f"preferences: {damage}")
    if any(line.startswith("preferences") for line in kill.said) and (
        not examine(folder).preferences.person
    ):
        kill.wrong.append("preferences are gone")
    with Store.open(folder) as store:
        kill.wrong += [f"database: {line}" for line in store.problems()]
        people = {person.alias for person in store.people()}
        for line in kill.said:
            kind, _, name = line.partition(" ")
            if kind in ("person", "plan") and name not in people:
                kill.wrong.append(f"{name} is lost")
            elif kind == "plan" and store.regimen(name) is None:
                kill.wrong.append(f"the plan of {name} is lost")
        if store.unfinished():
            kill.wrong.append("a session is still open")
        rows = store.sessions()
        kept = sum(row.counts.total for row in rows)
        if kill.what != "review" and not kill.reps <= kept <= kill.reps + MOST_UNSHOWN:
            kill.wrong.append(f"{kill.reps} reps had been shown, {kept} are there")
        for row in rows:
            _examine_session(kill, store, row)
    _examine_files(kill, place, {row.id for row in rows})


def _examine_session(kill: Kill, store: Store, row: SessionRow) -> None:
    if row.state is SessionState.RECOVERED and "was not closed properly" not in kill.told:
        kill.wrong.append(f"nothing is told of a recovered session: “{kill.told}”")
    series = store.series(row.id)
    if series is None or len(store.session(row.id).reps) != row.counts.total:
        kill.wrong.append("a session is not whole")
    path = store.video(row.id)
    if path is None:
        if kill.what in ("video", "end") and "video" not in kill.told:
            kill.wrong.append(f"nothing is told of a lost video: “{kill.told}”")
        return
    with closing(VideoSource(str(path)).frames()) as frames:
        if not list(islice(frames, 10)):
            kill.wrong.append("a video has no picture")
    kill.videos += 1


def _examine_files(kill: Kill, place: Path, sessions: set[str]) -> None:
    """Look for files that nobody needs, an hour after the kill."""
    folder = place / "data"
    for path in (*folder.rglob(".hipdrill-*"), *(folder / "running").glob("*")):
        os.utime(path, (time.time() - 2 * STALE_S,) * 2)
    recover(folder)
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        is_ours = (
            name.as_posix() in _OURS
            or path.is_dir()
            or (name.parts[0] == "videos" and path.stem in sessions)
            or (name.parts[0] == "looks" and path.suffix == ".npz")
            or (name.as_posix() == "running/window.lock")
        )
        if not is_ours:
            kill.wrong.append(f"{name} is left")
    kill.wrong += [
        f"{path.name} is left in the system's folder" for path in (place / "tmp").iterdir()
    ]
