"""Figures of the store: writing, opening, reports, and what SIGKILL costs.

    python -m benchmarks.cost.store [--sessions N] [--people N] [--kills N]

Everything happens in a temporary folder. A rep is written as in a run (30 frames a second, all
landmarks); the history is opened in a fresh process. A process that practises as fast as it can is
killed at random moments; it counts as survived if every rep that it had reported is in the store,
the file is intact and `recover` has closed the session.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.export.results import save_results
from app.report.context import context_of
from app.run.journal import Journal
from app.run.keeping.recovery import recover
from app.run.pipeline import FrameResult
from app.run.recorder import Recorder
from app.store import Store
from app.store.records import SessionState
from app.store.rows.series_blob import pack, unpack
from app.store.rows.writing import write_whole
from benchmarks.cost.year import renumbered, series_of, year
from drills.core.events import Counts, Drill, Level, RepCompleted
from vision.capture.frame_source import SourceInfo
from vision.datatypes import Absent, Estimate, Posture, Quality, Reason, Sample, Side, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session.model import Session

INFO = SourceInfo("camera", "camera 0", 30.0)

_OPEN = """
import json, sys, time
from datetime import date
from pathlib import Path
from app.progress.page_model import load, load_first
from app.store import Store
from app.trends.progress import progress
folder = Path(sys.argv[1])
whose = (lambda: Store.open_to_read(folder), "Person 1", "everyday", date(2027, 1, 5))
times = {}
began = time.perf_counter()
with Store.open(folder) as store:
    rows = store.sessions()
    times["open and read the whole history"] = time.perf_counter() - began
    began = time.perf_counter(); store.sessions(limit=50)
    times["first page of 50"] = time.perf_counter() - began
    began = time.perf_counter(); mine = store.summaries("Person 1")
    times["summaries of one person"] = time.perf_counter() - began
    began = time.perf_counter(); progress(mine, date(2027, 1, 5))
    times["progress of one person"] = time.perf_counter() - began
began = time.perf_counter(); load_first(*whose)
times["page of progress, first lines"] = time.perf_counter() - began
began = time.perf_counter(); load(*whose)
times["page of progress, all figures"] = time.perf_counter() - began
print(json.dumps([len(rows), len(mine), times]))
"""


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_per_rep(folder / "reps")
        _history(folder / "history", options.sessions, options.people)
        _angles()
        _reports(folder / "reports")
        _kills(folder / "kills", options.kills)


# ---------------------------------------------------------------- figures


def _write_per_rep(folder: Path) -> None:
    """Time a frame in which a rep ends, with 4 s of frames between reps."""
    recorder = Recorder()
    journal = Journal(recorder, INFO, "Ann", folder=folder)
    took_ms = []
    for number in range(1, 61):
        results = _frames_of(number, 120)
        for result in results[:-1]:
            recorder.add(result)
            journal.after(result)
        recorder.add(results[-1])
        began = time.perf_counter()
        journal.after(results[-1])
        took_ms.append(1000 * (time.perf_counter() - began))
    journal.close()
    took_ms.sort()
    print(
        f"write per rep: median {statistics.median(took_ms):.1f} ms, 95 % "
        f"{took_ms[int(0.95 * len(took_ms))]:.1f} ms, worst {took_ms[-1]:.1f} ms (60 reps of 4 s)"
    )


def _history(folder: Path, number: int, people: int) -> None:
    """Fill a store with a number of sessions and open it in a fresh process."""
    made: list[Session] = [
        session for seed in range(people) for session in year(f"Person {seed + 1}", seed)
    ]
    with Store.open(folder) as store:
        store._connection.execute("BEGIN")  # noqa: SLF001 - one transaction, for the benchmark
        for index in range(number):
            session = renumbered(made[index % len(made)], index)
            write_whole(store._connection, session, None, SessionState.FINISHED)  # noqa: SLF001
        store._connection.execute("COMMIT")  # noqa: SLF001
    size_mb = (folder / "hipdrill.db").stat().st_size / 1e6
    best: dict[str, float] = {}
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(folder)], capture_output=True, text=True, check=True
        )
        rows, mine, times = json.loads(done.stdout)
        for name, took_s in times.items():
            best[name] = min(best.get(name, took_s), took_s)
    print(f"history of {rows} sessions ({size_mb:.0f} MB without angles, {mine} of one person):")
    for name, took_s in best.items():
        print(f"  {name}: {1000 * took_s:.0f} ms")


def _angles() -> None:
    """Time loading the angles of one and of ten minutes."""
    session = next(year("Ann", 0))
    for minutes in (1, 10):
        repeated = series_of(_lasting(session, 60.0 * minutes))
        blob = pack(repeated)
        began = time.perf_counter()
        unpack(blob)
        took_ms = 1000 * (time.perf_counter() - began)
        print(f"angles of {minutes} min: {len(blob) / 1000:.0f} kB, loaded in {took_ms:.0f} ms")


def _lasting(session: Session, duration_s: float) -> Session:
    from dataclasses import replace

    return replace(session, source=replace(session.source, duration_s=duration_s))


def _reports(folder: Path) -> None:
    """Time the report of a session after a year of practice, in every format."""
    sessions = list(year("Ann", 0))
    with Store.open(folder / "data") as store:
        for session in sessions:
            store.save(session, None)
        last = sessions[-1]
        context = context_of(store, last)
    series = series_of(last)
    for formats in (("pdf",), ("html",), ("json", "csv", "trc", "mot")):
        save_results(last, series, folder / "warm", formats, context)
        began = time.perf_counter()
        files = save_results(last, series, folder / "out", formats, context)
        took_s = time.perf_counter() - began
        sizes = ", ".join(f"{path.name} {path.stat().st_size / 1000:.0f} kB" for path in files)
        print(f"report {'+'.join(formats)}: {took_s:.2f} s ({sizes})")


def _kills(folder: Path, number: int) -> None:
    """Kill a practising process at random instants."""
    if not hasattr(os, "fork"):
        print("kills: this system cannot fork")
        return
    rng = random.Random(1)
    survived = reps = 0
    for _ in range(number):
        reported, kept = _one_kill(folder, rng)
        survived += reported <= kept <= reported + 1
        reps += reported
    print(f"kills: {survived} of {number} survived with nothing lost ({reps} reps were written)")


def _one_kill(folder: Path, rng: random.Random) -> tuple[int, int]:
    """Return how many reps the killed process had reported as written, and how many there are."""
    read, write = os.pipe()
    child = multiprocessing.get_context("fork").Process(target=_practise, args=(folder, write))
    child.start()
    os.close(write)
    reported = len(os.read(read, 1))
    time.sleep(rng.uniform(0.0, 0.25))
    if child.pid is not None:
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    while more := os.read(read, 4096):
        reported += len(more)
    os.close(read)
    recover(folder)
    with Store.open(folder) as store:
        row = store.row("latest")
        kept = row.counts.total
        series = store.series(row.id)
        is_whole = (
            not store.problems()
            and len(store.session(row.id).reps) == kept
            and series is not None
            and len(series.t_s) == 10 * kept
            and row.state is SessionState.RECOVERED
        )
        store.delete_session(row.id)
    return reported, kept if is_whole else -1


def _practise(folder: Path, pipe: int) -> None:
    recorder = Recorder()
    journal = Journal(recorder, INFO, "Ann", folder=folder)
    number = 0
    report: Callable[[], int] = lambda: os.write(pipe, b"x")  # noqa: E731
    while True:
        number += 1
        for result in _frames_of(number, 10):
            recorder.add(result)
            journal.after(result)
        report()


def _frames_of(number: int, frames: int) -> list[FrameResult]:
    """Return the frames of one rep of 4 s, which ends in the last frame; reps count from 1."""
    session = next(year("Ann", number))
    results = []
    for frame in range(frames):
        t_s = 4.0 * (number - 1) + 4.0 * frame / frames
        measures = {"pelvis_rotation_deg": Estimate.around(30 * (frame % 40) / 40, 4.0)}
        sample = Sample(t_s, Posture.HINGED, View.FRONT, Quality(1.0), measures, {"turn_deg": 1.0})
        rep = session.reps[0]
        events = (RepCompleted(t_s, number, rep),) if frame == frames - 1 else ()
        nothing = Absent(Reason.NOT_CALIBRATED)
        results.append(
            FrameResult(
                frame, t_s, (1280, 720), None, sample, Drill.AEROPLANE, Side.LEFT, Level.KICKSTAND,
                "turning", number, Counts(), events, (), nothing, nothing, "",
                all_events={Drill.AEROPLANE: events},
            )
        )  # fmt: skip
    return results


if __name__ == "__main__":
    main()
