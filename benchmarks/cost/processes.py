"""What a command costs, run as a whole: time, processor time, memory of all its processes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOK_S = 1.0
MEMORY = "Pss:"
KILL_AFTER_S = 6.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, processor time (s) and peak memory (MB) of all processes together."""

    seconds: float
    worked_s: float
    peak_mb: float


def cost_of(
    command: Sequence[str],
    core: int | None = None,
    data: Path | None = None,
    *,
    fails: bool = False,
    kills: bool = False,
) -> Cost:
    """Run a command to its end in a separate session, with an empty data folder or a given one.

    Parameters
    ----------
    command
        A module of Python and its arguments.
    core
        The only core it may use; ``None``: all.
    data
        Its data folder; ``None``: an empty one.
    fails
        Whether some of its inputs may fail.
    kills
        Whether one of its worker processes is killed after `KILL_AFTER_S`.
    """
    with tempfile.TemporaryDirectory() as empty:
        folder = str(data or empty)
        pinned = () if core is None else ("taskset", "-c", str(core))
        begun_s, worked_s, seen = time.perf_counter(), _worked_s(), [0.0]
        process = subprocess.Popen(
            [*pinned, sys.executable, "-m", *command],
            env={**os.environ, "HIPDRILL_DATA": folder},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        watcher = threading.Thread(target=_watch, args=(process, seen), daemon=True)
        watcher.start()
        killer = threading.Timer(KILL_AFTER_S, _kill_worker, [process.pid])
        if kills:
            killer.start()
        code = process.wait()
        killer.cancel()
        seconds = time.perf_counter() - begun_s
        watcher.join()
    if code and not (fails and code == ExitCode.INPUT_FAILED):
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return Cost(seconds, _worked_s() - worked_s, seen[0])


def _kill_worker(leader: int) -> None:
    """Kill one of the processes that analyse for a process."""
    for pid in _session(leader):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                return


def _worked_s() -> float:
    """Return the processor time (s) of all child processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _watch(process: subprocess.Popen[bytes], seen: list[float]) -> None:
    while process.poll() is None:
        seen[0] = max(seen[0], sum(map(_memory_mb, _session(process.pid))))
        time.sleep(LOOK_S)


def _session(leader: int) -> list[int]:
    """Return the ids of the processes of a session."""
    ids = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                ids.append(int(place.name))
    return ids


def _memory_mb(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith(MEMORY):
                return int(line.split()[1]) / 1024
    return 0.0
