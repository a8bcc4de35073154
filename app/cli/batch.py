"""`hipdrill analyse` for a folder, several workers or a cluster."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.common import say, show, show_json
from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from app.batch.analysis import Job
    from app.batch.batch import Line, Result, Task


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `analyse` for many videos."""
    parser.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="number of cores (default: all), for several videos at once or for a long one",
    )
    parser.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster at ADDRESS")
    parser.add_argument(
        "--recursive", action="store_true", help="also look into the subfolders of a folder"
    )
    parser.add_argument(
        "--again", action="store_true", help="also analyse the videos that already have results"
    )


def _jobs(text: str) -> int:
    import argparse

    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes from 1 to 256")
    return int(text)


def is_batch(options: argparse.Namespace) -> bool:
    """Whether the videos are analysed as a batch, whose results are recorded to be resumed."""
    if not options.save:
        if options.jobs is not None or options.dask is not None:
            raise UserError(
                "--jobs and --dask write results", "leave out --no-save", ExitCode.WRONG_ARGUMENTS
            )
        return False
    asked = options.jobs is not None or options.dask is not None
    return asked or any(os.path.isdir(t) for t in options.inputs)


def analyse_batch(
    options: argparse.Namespace,
    jobs: Sequence[Job | UserError],
    folder: Path,
    stopped: Callable[[], bool],
) -> ExitCode:
    """Analyse all videos, skip those that are finished, and write summary.csv about all of them.

    Parameters
    ----------
    options
        The parsed command line.
    jobs
        What to do with each input, or the error that prevents it.
    folder
        Where the results go.
    stopped
        Polled while it runs; ``True`` ends the batch, and what is finished stays.
    """
    from app.batch.batch import FINISHED, run
    from app.batch.dask import dask_runner
    from app.batch.pool import local_runner
    from app.run.looking.recording import cores_here

    if options.again:
        (folder / FINISHED).unlink(missing_ok=True)
    tasks = _tasks(jobs)
    runner = (
        dask_runner(options.dask) if options.dask else local_runner(options.jobs or cores_here())
    )
    teller = _Teller(len(tasks), folder, quiet=options.json)
    errors = [job for job in jobs if isinstance(job, UserError)]
    for error in errors:
        say(f"error: {error}")
    try:
        lines = run(tasks, folder, runner, _keep, teller, stopped)
    except OSError as error:
        raise UserError(
            f"the results could not be written to {folder} ({error.strerror or error})",
            "free some space or name another folder with --out",
        ) from error
    finally:
        teller.close()
    if options.json:
        show_json([line.session for line in lines if line.session is not None])
    elif lines:
        show(f"{_counted(lines)}; {folder / 'summary.csv'}")
    if stopped():
        return ExitCode.INTERRUPTED
    return ExitCode(max([line.code for line in lines] + [int(e.code) for e in errors], default=0))


def _tasks(jobs: Sequence[Job | UserError]) -> list[Task]:
    from app.batch.batch import Task, key_of
    from vision.capture.frame_source import STREAM_SCHEMES

    tasks = []
    histories: dict[str, Any] = {}
    for job in jobs:
        if isinstance(job, UserError):
            continue
        if job.location.isdecimal() or job.location.lower().startswith(STREAM_SCHEMES):
            raise UserError(
                f"{job.location} is live and cannot be part of a batch",
                "analyse it without --jobs and --dask",
                ExitCode.WRONG_ARGUMENTS,
            )
        extras = f"{job.annotate} {job.still} {job.rate_hz:g}"
        key = key_of(Path(job.location), job.settings, job.goal, job.person, extras)
        history = None
        if job.person is not None:
            history = histories.setdefault(job.person, None) or _history(job.person)
            histories[job.person] = history
        tasks.append(
            Task(
                job.location,
                key,
                "",
                job.settings,
                job.annotate,
                job.person,
                job.goal,
                history,
                job.still,
                job.rate_hz,
            )
        )
    return tasks


def _history(person: str) -> Any:
    from app.store import Store, StoreError

    try:
        with Store.open_to_read() as store:
            return store.summaries(person)
    except StoreError:
        return ()


def _keep(result: Result) -> None:
    """Store a session with reps; if the store fails, that is reported and nothing is lost."""
    from app.run.journal import keep_whole
    from app.session.file import from_json
    from app.store.rows.series_blob import unpack

    if result.session is not None and result.session["reps"]:
        problem = keep_whole(from_json(result.session), unpack(result.angles), result.still)
        if problem:
            say(f"warning: {problem}")


def _counted(lines: Sequence[Line]) -> str:
    from app.batch.batch import Status

    counts = {status: sum(line.status is status for line in lines) for status in Status}
    return ", ".join(f"{number} {status.value}" for status, number in counts.items() if number)


class _Teller:
    """Prints each input as it is done, below a bar on a terminal."""

    def __init__(self, total: int, folder: Path, *, quiet: bool) -> None:
        self._folder, self._quiet = folder, quiet
        self._bar = None
        if sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, unit="video", file=sys.stderr, leave=False)

    def __call__(self, line: Line) -> None:
        from app.batch.batch import Status
        from app.cli.summary import summary
        from app.session.file import from_json
        from vision.capture.frame_source import printable

        if self._bar is not None:
            self._bar.update(1)
            self._bar.clear()
        if line.error:
            print(line.error, file=sys.stderr)
        elif line.session is not None and not self._quiet and line.status is Status.DONE:
            show(summary(from_json(line.session), (self._folder / line.folder,)))
        elif line.status is Status.SKIPPED and not self._quiet:
            folder = self._folder / line.folder
            show(f"{printable(line.location)}: finished before, see {printable(str(folder))}")

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
