"""Kills the processes of an analysis at random instants and compares the results."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.video.writer import AnnotatedVideo
from benchmarks.kills.processes import left_running, of_folder
from sample_videos import sample_path
from vision.capture.recording.video import VideoSource

if TYPE_CHECKING:
    from pathlib import Path

CLIP = "frogger_rock"
SECONDS, FPS = 10.5, 10.0
"""Just long enough to be looked at in two pieces."""
LONGEST_S = 300.0
MOST_KILLS = 4
"""After two deaths at one piece, the whole video is looked at in one process."""
KILLED_WITHIN_S = 4.0
_WORKER = "spawn_main"
"""In the command line of every process that Python's multiprocessing has started."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: how many workers were killed, how long it took, what is wrong."""

    what: str
    killed: int
    took_s: float
    wrong: tuple[str, ...]


def a_clip(path: Path, seconds: float = SECONDS, skip: int = 0) -> Path:
    """Write a video of somebody who rocks, again and again.

    Parameters
    ----------
    path
        Where to.
    seconds
        How long.
    skip
        Number of pictures of the bundled clip to leave out, so that videos differ.
    """
    with closing(VideoSource(str(sample_path(CLIP))).frames()) as frames:
        pictures = [frame.image for frame in frames][skip::2]
    height, width = pictures[0].shape[:2]
    video = AnnotatedVideo(path, (width, height), FPS)
    for number in range(round(seconds * FPS)):
        video.write(pictures[number % len(pictures)], number / FPS)
    video.close()
    return path


def kill_workers(folder: Path, number: int, jobs: int, clip: Path) -> int:
    """Kill a number of workers; print the figures and return 1 if anything was wrong.

    Parameters
    ----------
    folder
        An empty folder, but for the clip.
    number
        How many to kill: three quarters of long analyses, up to four of each, the rest of batches,
        one of each.
    jobs
        How many analyses run at a time.
    clip
        A video that is looked at in pieces.
    """
    several = folder / "several"
    several.mkdir()
    for n in range(3):
        a_clip(several / f"clip {n}.mp4", 3.0, n)
    inputs = {"analysis": clip, "batch": several}
    wanted = {"analysis": number - number // 4, "batch": number // 4}
    whole = {}
    for what, path in inputs.items():
        run, whole[what] = _run(what, path, folder / f"whole-{what}", None)
        if run.wrong or not whole[what]:
            print(f"{what}: fails without a kill: {run.wrong}")
            return 1
        print(f"{what}: {run.took_s:.1f} s without a kill, {len(whole[what])} files", flush=True)
    runs: list[Run] = []
    with ThreadPoolExecutor(jobs) as pool:
        for what, path in inputs.items():
            count = done = 0
            while done < wanted[what] and count < 3 * wanted[what] + jobs:
                names = [f"{what}-{count + n}" for n in range(min(jobs, wanted[what] - done))]
                count += len(names)
                made = pool.map(
                    lambda n, w=what, p=path: _compared(w, p, folder / n, whole[w]), names
                )
                new = list(made)
                runs += new
                done += sum(run.killed for run in new)
                wrong = sum(bool(run.wrong) for run in runs)
                print(f"{what}: {done} of {wanted[what]} killed, {wrong} wrong", flush=True)
    print(_summary(runs))
    return int(any(run.wrong for run in runs))


def _summary(runs: list[Run]) -> str:
    lines = []
    for what, number in Counter(run.what for run in runs).items():
        own = [run for run in runs if run.what == what]
        fine, longest_s = sum(not run.wrong for run in own), max(run.took_s for run in own)
        lines.append(
            f"{what}: {sum(run.killed for run in own)} workers killed in {number} runs; {fine} "
            f"with the results of a run without a kill; {longest_s:.1f} s at most"
        )
        lines += [f"  {'; '.join(run.wrong)}" for run in own if run.wrong]
    return "\n".join(lines)


def _compared(what: str, path: Path, place: Path, whole: dict[str, bytes]) -> Run:
    run, found = _run(what, path, place, random.Random(place.name))
    wrong = list(run.wrong)
    for name in sorted(whole.keys() | found.keys()):
        if whole.get(name) != found.get(name):
            wrong.append(f"{place.name}: {name} is {'other' if name in found else 'missing'}")
    return Run(what, run.killed, run.took_s, tuple(wrong))


def _run(
    what: str, path: Path, place: Path, chance: random.Random | None
) -> tuple[Run, dict[str, bytes]]:
    """Analyse, and kill workers if there is a chance; return the run and its results."""
    data, out = place / "data", place / "out"
    data.mkdir(parents=True)
    began_s = time.monotonic()
    with (place / "said").open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "app", "analyse", str(path), "--out", str(out),
             *(("--jobs", "2") if what == "batch" else ())],
            env=os.environ | {"HIPDRILL_DATA": str(data)}, stdout=said, stderr=said,
        )  # fmt: skip
    killed, wrong = 0, []
    try:
        if chance is not None:
            number = chance.randrange(1, MOST_KILLS + 1) if what == "analysis" else 1
            killed = sum(_kill_one(child, data, chance) for _ in range(number))
        child.wait(max(1.0, began_s + LONGEST_S - time.monotonic()))
    except subprocess.TimeoutExpired:
        wrong.append(f"{place.name} hangs")
        child.kill()
        child.wait()
    if child.returncode != 0 and not wrong:
        wrong.append(f"{place.name} ended with {child.returncode}")
    took_s = time.monotonic() - began_s
    if left := left_running(data):
        wrong.append(f"{place.name}: still running: {left}")
    return Run(what, killed, took_s, tuple(wrong)), _results(out)


def _kill_one(child: subprocess.Popen[bytes], data: Path, chance: random.Random) -> int:
    """Kill a worker some time after there is one; return how many were killed."""
    while child.poll() is None and not _workers(data):
        time.sleep(0.01)
    time.sleep(chance.uniform(0.0, KILLED_WITHIN_S))
    workers = _workers(data)
    if child.poll() is not None or not workers:
        return 0
    with suppress(ProcessLookupError):
        os.kill(chance.choice(workers), signal.SIGKILL)
        return 1
    return 0


def _workers(data: Path) -> list[int]:
    return sorted(pid for pid, command in of_folder(data).items() if _WORKER in command)


def _results(out: Path) -> dict[str, bytes]:
    """Return the results by name, without times of making."""
    found = {}
    for path in sorted(out.rglob("*.csv")):
        found[path.relative_to(out).as_posix()] = path.read_bytes()
    for path in sorted(out.rglob("session.json")):
        data = json.loads(path.read_text("utf-8"))
        del data["id"], data["created"]
        found[path.relative_to(out).as_posix()] = json.dumps(data).encode()
    return found
