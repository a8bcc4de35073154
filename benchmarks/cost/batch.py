"""Figures of the batch: speed-up over worker processes, and whether a Dask cluster agrees.

    python -m benchmarks.cost.batch [--jobs N] [--copies N]

Analyses the bundled clips (``--copies`` times each, every copy with bytes of its own) with one
worker process, with ``--jobs`` of them, and on a local Dask cluster of as many, one of which is
killed after the first result. Angles and sessions must be the same, apart from ids and times of
analysis.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.batch.batch import FINISHED, Line, Result, Runner, Status, Task, key_of, run
from app.batch.dask import dask_runner
from app.batch.pool import local_runner
from app.run.pipeline import Settings
from sample_videos import sample_path

if TYPE_CHECKING:
    from collections.abc import Callable

CLIPS = ("frogger_rock", "aeroplane", "foot_lift")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--copies", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tasks = _tasks(Path(name) / "in", options.copies)
        one_s, first = _timed(tasks, Path(name) / "one", local_runner(1))
        many_s, second = _timed(tasks, Path(name) / "many", local_runner(options.jobs))
        print(f"{len(tasks)} videos, 1 process: {one_s:.0f} s")
        print(
            f"{len(tasks)} videos, {options.jobs} processes on {os.cpu_count()} cores: "
            f"{many_s:.0f} s, speed-up {one_s / many_s:.2f}"
        )
        print(f"{options.jobs} processes equal 1 process: {_are_equal(first, second)}")
        _dask(tasks, Path(name), options.jobs, first)


def _tasks(folder: Path, copies: int) -> list[Task]:
    folder.mkdir()
    tasks = []
    for clip in CLIPS:
        data = sample_path(clip).read_bytes()
        for number in range(copies):
            path = folder / f"{clip}-{number}.mp4"
            # an MP4 may end in a free box: the same pictures, but other bytes
            path.write_bytes(data + (9).to_bytes(4, "big") + b"free" + bytes([number]))
            key = key_of(path, Settings(), "everyday", None)
            tasks.append(Task(str(path), key, "", Settings()))
    return tasks


def _timed(
    tasks: list[Task], folder: Path, runner: Runner, sink: Callable[[Line], None] | None = None
) -> tuple[float, list[tuple[Path, Line]]]:
    folder.mkdir()
    began = time.perf_counter()
    lines = run(tasks, folder, runner, _nothing, sink or _nothing, lambda: False)
    took_s = time.perf_counter() - began
    assert (folder / FINISHED).exists()
    return took_s, [(folder, line) for line in lines]


def _nothing(_: Result | Line) -> None:
    return None


def _are_equal(first: list[tuple[Path, Line]], second: list[tuple[Path, Line]]) -> bool:
    return all(_content(*one) == _content(*other) for one, other in zip(first, second, strict=True))


def _content(folder: Path, line: Line) -> tuple[Any, bytes]:
    if line.status is not Status.DONE:
        return line.status, b""
    data = json.loads((folder / line.folder / "session.json").read_text("utf-8"))
    del data["id"], data["created"]
    return data, (folder / line.folder / "angles.csv").read_bytes()


def _dask(tasks: list[Task], folder: Path, jobs: int, local: list[tuple[Path, Line]]) -> None:
    try:
        from distributed import LocalCluster
    except ImportError:
        print("Dask: not installed (pip install 'hipdrill[dask]')")
        return
    with LocalCluster(
        n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        victims = [worker.process.pid for worker in cluster.workers.values()][:1]

        def kill_one(_: Line) -> None:
            if victims:
                os.kill(victims.pop(), signal.SIGKILL)

        took_s, lines = _timed(
            tasks, folder / "dask", dask_runner(cluster.scheduler_address), kill_one
        )
    print(f"Dask, {jobs} workers, one killed after the first result: {took_s:.0f} s")
    print(f"Dask equals local: {_are_equal(local, lines)}")


if __name__ == "__main__":
    main()
