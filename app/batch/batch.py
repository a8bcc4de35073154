"""Many videos: one function for each, run in worker processes here or on a Dask cluster.

A worker gets a `Task` and returns a `Result`, both plain values: it writes nothing but a folder of
its own, which it removes again. Files, store and summary are written by the one process that the
user started, as the results come in. What is finished is recorded by the content of its video
(`finished.jsonl`), so that the same command, run again, continues where it ended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.errors import ExitCode, UserError, error_line
from app.files import csv_safe, csv_text, safe_name, sha256_of, write_atomically
from app.run.looking.eyes import RATE_HZ
from app.session.file import from_json
from drills.core.events import RepResult
from vision.capture.frame_source import shown_name

if TYPE_CHECKING:
    from app.run.pipeline import Settings
    from app.store.records import SessionSummary, Still

FINISHED = "finished.jsonl"
SUMMARY = "summary.csv"


class Status(StrEnum):
    """The outcome of an input."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Task:
    """One video to analyse; ``key`` changes with its content and with whatever changes results.

    ``history`` holds the person's earlier sessions for the report, ``None`` if there is no person.
    ``rate_hz`` and ``cores`` are those of `app.batch.analysis.Job`.
    """

    location: str
    key: str
    name: str
    settings: Settings
    annotate: bool = False
    person: str | None = None
    goal: str = "everyday"
    history: tuple[SessionSummary, ...] | None = None
    still: bool = False
    rate_hz: float = RATE_HZ
    cores: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker returns: the object of session.json, angles as a blob, files by name."""

    session: dict[str, Any] | None
    angles: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""
    code: int = 0
    still: Still | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An input as the summary shows it."""

    location: str
    status: Status
    folder: str = ""
    error: str = ""
    session: dict[str, Any] | None = None
    code: int = 0


Runner = Callable[[Sequence[Task], Callable[[], bool]], Iterator[tuple[Task, Result | None]]]
"""Runs tasks in any order and gives each its result, ``None`` if it was stopped."""


def analyse_one(task: Task, stopped: Callable[[], bool] = lambda: False) -> Result:
    """Analyse one video in the current process; never raises.

    Parameters
    ----------
    task
        The video and its settings.
    stopped
        Polled between frames; ``True`` stops the analysis.

    Returns
    -------
    Result
        With the error in it, if there was one.
    """
    from app.batch.analysis import Job, analyse
    from app.run.keeping.temporary import temporary_folder
    from app.store.rows.series_blob import pack
    from vision.errors import CameraUnavailable, ModelDamaged, VisionError

    try:
        with temporary_folder() as folder:
            job = Job(
                task.location, folder, task.settings, task.annotate, task.person, task.goal,
                history=task.history, still=task.still, rate_hz=task.rate_hz, cores=task.cores,
            )  # fmt: skip
            outcome = analyse(job, stopped=stopped)
            if outcome.interrupted:
                return Result(None, code=ExitCode.INTERRUPTED)
            files = {path.name: path.read_bytes() for path in outcome.files}
        session = json.loads(files["session.json"])
        return Result(session, pack(outcome.series), files, still=outcome.still)
    except (CameraUnavailable, ModelDamaged) as error:
        return Result(None, error=error_line(error), code=ExitCode.ENVIRONMENT)
    except VisionError as error:
        return Result(None, error=error_line(error), code=ExitCode.INPUT_FAILED)
    except UserError as error:
        return Result(None, error=error_line(error), code=error.code)
    except Exception as error:  # noqa: BLE001 - one video must not stop the others
        wrapped = UserError(
            f"{task.location} could not be analysed ({type(error).__name__} {error})",
            "analyse it alone with --debug",
        )
        return Result(None, error=error_line(wrapped), code=ExitCode.INPUT_FAILED)


def key_of(path: Path, settings: Settings, goal: str, person: str | None, extras: str = "") -> str:
    """Return a key that is the same for analyses with the same result.

    Parameters
    ----------
    path
        The video; its content counts, not its name.
    settings, goal, person
        Settings of the analysis.
    extras
        What else changes the files: "annotate", "still", the rate.
    """
    from vision.pose.estimator import model_sha256

    parts = [
        sha256_of(path) or str(path), str(settings), goal, str(person), extras,
        __version__, model_sha256(),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Ledger:
    """What is finished in an output folder, recorded line by line as it happens."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FINISHED
        self._folder = folder
        self.by_key: dict[str, dict[str, str]] = {}
        self._is_cut = False
        if self._path.exists():
            text = self._path.read_text("utf-8", errors="replace")
            self._is_cut = not text.endswith("\n")
            for line in text.splitlines():
                try:
                    entry = json.loads(line)
                    names = ("key", "location", "folder")
                    self.by_key[entry["key"]] = {name: str(entry[name]) for name in names}
                except (json.JSONDecodeError, KeyError, TypeError):
                    continue  # the line that a killed process was writing

    def session_of(self, key: str) -> tuple[str, dict[str, Any]] | None:
        """Return folder and session of a finished input, if its files are still there."""
        entry = self.by_key.get(key)
        if entry is None:
            return None
        try:
            text = (self._folder / entry["folder"] / "session.json").read_text("utf-8")
            session = json.loads(text)
            from_json(session)  # a damaged one is analysed again
            return entry["folder"], session
        except (OSError, ValueError):
            return None

    def name_for(self, location: str, taken: set[str]) -> str:
        """Return the folder name of an input: its earlier one, or one made from its stem.

        Parameters
        ----------
        location
            The input.
        taken
            Names, in lower case, that are in use; the new one is added.
        """
        had = [e["folder"] for e in self.by_key.values() if e["location"] == location]
        others = {e["folder"].lower() for e in self.by_key.values() if e["location"] != location}
        stem = safe_name(Path(location).stem)
        name, number = (had[-1] if had else stem), 2
        while name.lower() in taken or name.lower() in others:  # some disks ignore case
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.lower())
        return name

    def add(self, task: Task) -> None:
        """Record that a task is finished; its files must be there already."""
        entry = {"key": task.key, "location": task.location, "folder": task.name}
        with self._path.open("a", encoding="utf-8") as file:
            # ASCII: a name may not be valid Unicode
            file.write("\n" * self._is_cut + json.dumps(entry) + "\n")
        self._is_cut = False
        self.by_key[task.key] = entry


def run(
    tasks: Sequence[Task],
    folder: Path,
    runner: Runner,
    keep: Callable[[Result], None],
    told: Callable[[Line], None],
    stopped: Callable[[], bool],
) -> list[Line]:
    """Run the unfinished tasks; return a line for every task, in their order.

    Parameters
    ----------
    tasks
        The tasks; those already finished in the folder, and copies of a video, are not run.
    folder
        Where the results go: a folder for each video, the ledger and the summary.
    runner
        Runs the tasks.
    keep
        Called with the result of each finished task, once its files are written.
    told
        Called with the line of each task as soon as it is known.
    stopped
        Polled by the runner; ``True`` stops the tasks that are left.

    Raises
    ------
    OSError
        If the results cannot be written.
    """
    ledger = Ledger(folder)
    lines: dict[int, Line] = {}
    places: dict[str, int] = {}
    waiting: list[Task] = []
    taken: set[str] = set()
    for index, task in enumerate(tasks):
        finished = ledger.session_of(task.key)
        if finished is not None:
            lines[index] = Line(task.location, Status.SKIPPED, finished[0], session=finished[1])
            told(lines[index])
        elif task.key not in places:
            places[task.key] = index
            waiting.append(replace(task, name=ledger.name_for(task.location, taken)))
    try:
        for task, result in runner(waiting, stopped):
            line = _finish(task, result, folder, ledger, keep)
            lines[places[task.key]] = line
            told(line)
    finally:
        for task in waiting:
            lines.setdefault(places[task.key], Line(task.location, Status.STOPPED))
        for index, task in enumerate(tasks):
            if index not in lines:  # a copy of another video, whose outcome it shares
                lines[index] = _copied(task, lines[places[task.key]])
                told(lines[index])
        ordered = [lines[index] for index in sorted(lines)]
        write_atomically(folder / SUMMARY, summary_csv(ordered))
    return ordered


def _copied(task: Task, first: Line) -> Line:
    """Return the line of a video whose content is the same as that of another."""
    status = Status.SKIPPED if first.status is Status.DONE else first.status
    error = first.error
    if error:
        same = UserError(
            f"{shown_name(task.location)} is a copy of {shown_name(first.location)}, which failed",
            "see the error of that video",
        )
        error = error_line(same)
    return replace(first, location=task.location, status=status, error=error)


def _finish(
    task: Task,
    result: Result | None,
    folder: Path,
    ledger: Ledger,
    keep: Callable[[Result], None],
) -> Line:
    if result is None or result.code == ExitCode.INTERRUPTED:
        return Line(task.location, Status.STOPPED)
    if result.session is None:
        return Line(task.location, Status.FAILED, error=result.error, code=result.code)
    own = folder / task.name
    own.mkdir(parents=True, exist_ok=True)
    for name, data in result.files.items():
        write_atomically(own / name, data)
    keep(result)
    ledger.add(task)
    return Line(task.location, Status.DONE, task.name, session=result.session)


def summary_csv(lines: Sequence[Line]) -> str:
    """Return the table of all inputs: one row each, the ranges of both sides as columns."""
    ranges = sorted({(side, name) for line in lines for side, name, _ in _ranges(line)})
    head = [
        "input", "status", "error", "folder", "drill", "level", "side", "view", "clean",
        "compensated", "partial", "unjudged", "total", "duration_s", "seen_fraction", "sha256",
    ]  # fmt: skip
    for side, name in ranges:
        head += [f"{side}_{name}{end}" for end in ("", "_low", "_high")]
    rows = [head]
    for line in lines:
        measures = {(side, name): measure for side, name, measure in _ranges(line)}
        row = [
            csv_safe(line.location),
            line.status.value,
            csv_safe(line.error),
            csv_safe(line.folder),
        ]
        row += _session_cells(line.session)
        for key in ranges:
            measure = measures.get(key)
            row += [
                "" if measure is None else f"{measure[p]:.2f}" for p in ("value", "low", "high")
            ]
        rows.append(row)
    return csv_text(rows)


def _ranges(line: Line) -> Iterator[tuple[str, str, dict[str, float]]]:
    for side, measures in (line.session or {}).get("ranges", {}).items():
        for name, measure in measures.items():
            yield side, name, measure


def _session_cells(session: dict[str, Any] | None) -> list[str]:
    if session is None:
        return [""] * 12
    counts = session["counts"]
    return [
        session["drill"], session["level"] or "", session["side"] or "", session["view"],
        *(str(counts.get(name, 0)) for name in (*RepResult, "total")),
        f"{session['source']['duration_s']:.3f}", f"{session['quality']['seen_fraction']:.4f}",
        session["source"]["sha256"] or "",
    ]  # fmt: skip
