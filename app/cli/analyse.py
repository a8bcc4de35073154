"""`hipdrill analyse` and `hipdrill demo`."""

from __future__ import annotations

import argparse
import json
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import batch
from app.cli.common import complain, exit_code, recover_quietly, say, show
from app.cli.inputs import DRILLS, LEVELS, jobs_of, output_folder
from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    from types import FrameType

    from app.batch.analysis import Job, Outcome

DEFAULT_FOLDER = Path("hipdrill-results")
LEAST_RATE_HZ, MOST_RATE_HZ = 8, 1000


def add_analyse(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `analyse`."""
    parser.add_argument(
        "inputs", nargs="+", metavar="VIDEO",
        help="a file, a folder, a camera number or an http/rtsp address",
    )  # fmt: skip
    parser.add_argument("--drill", choices=("auto", *DRILLS), default="auto")
    parser.add_argument("--side", choices=("auto", "left", "right"), default="auto")
    parser.add_argument("--level", choices=("auto", *LEVELS), default="auto")
    parser.add_argument(
        "--neutral", type=float, metavar="SECONDS",
        help="use the start pose held at this moment of the video as the neutral",
    )  # fmt: skip
    parser.add_argument(
        "--standing", type=float, metavar="SECONDS",
        help="measure hip flexion from the quiet standing at this moment of the video",
    )  # fmt: skip
    parser.add_argument(
        "--fps", type=_rate, default=30.0, metavar="N",
        help="frames a second to analyse of a faster video (default: 30; 0: all of them)",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help="results go to DIR/<name>/")
    parser.add_argument("--annotate", action="store_true", help="also write annotated.mp4")
    parser.add_argument(
        "--still", action="store_true", help="keep a picture of the best clean rep for the report"
    )
    parser.add_argument("--person", metavar="ALIAS", help="the person this session belongs to")
    parser.add_argument(
        "--goal", metavar="NAME", help="default: the person's own goal, or everyday"
    )
    parser.add_argument(
        "--target", action="append", default=[], metavar="MEASURE=LEAST:MOST",
        help="a custom target, e.g. pelvis_rotation_open_deg=25:35; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--sets", type=int, metavar="N", help="number of sets (default: the goal's)"
    )
    parser.add_argument("--reps", type=int, metavar="N", help="reps per set (default: the goal's)")
    parser.add_argument(
        "--rep", choices=("open-closed", "open", "closed"), default="open-closed",
        help="what counts as a rep of the aeroplane",
    )  # fmt: skip
    parser.add_argument(
        "--save", action=argparse.BooleanOptionalAction, default=True,
        help=f"keep the session and write results (to {DEFAULT_FOLDER} without --out); "
        "--no-save only prints",
    )  # fmt: skip
    batch.add_batch(parser)
    parser.add_argument("--json", action="store_true", help="print session.json to stdout")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")


def _rate(text: str) -> float:
    try:
        rate_hz = float(text)
    except ValueError:
        rate_hz = -1.0
    if rate_hz != 0.0 and not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of frames a second from {LEAST_RATE_HZ} to {MOST_RATE_HZ}"
        )
    return rate_hz


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `demo`."""
    parser.add_argument("--out", type=Path, metavar="DIR", default=DEFAULT_FOLDER)
    parser.add_argument("--debug", action="store_true", help="show tracebacks")


def analyse(options: argparse.Namespace) -> ExitCode:
    """Analyse the inputs one by one, or as a batch; an error only affects its own input."""
    if options.out and not options.save:
        raise UserError(
            "--no-save and --out contradict each other",
            "give one of them",
            ExitCode.WRONG_ARGUMENTS,
        )
    folder = output_folder(options.out or DEFAULT_FOLDER) if options.save else None
    if options.save:
        recover_quietly()
    else:
        batch.is_batch(options)  # refuses what cannot be had without results
    code = ExitCode.DONE
    outcomes: list[Outcome] = []
    jobs = jobs_of(options, folder)
    with _Interrupt() as interrupt:
        if folder is not None and batch.is_batch(options):
            return batch.analyse_batch(options, jobs, folder, lambda: interrupt.asked)
        for job in jobs:
            if isinstance(job, UserError):
                complain(job)
                code = max(code, job.code)
                continue
            outcome, failed = _one(job, interrupt, debug=options.debug)
            code = max(code, failed)
            if outcome is not None:
                outcomes.append(outcome)
                if outcome.store_problem:
                    say(f"warning: {outcome.store_problem}")
                if not options.json:
                    _print_outcome(outcome, options)
            if interrupt.asked:
                break
    if options.json:
        _print_json(outcomes, several=len(jobs) > 1)
    return ExitCode.INTERRUPTED if interrupt.asked else code


def _one(job: Job, interrupt: _Interrupt, *, debug: bool) -> tuple[Outcome | None, ExitCode]:
    """Analyse one input; an error only affects this input."""
    from app.batch.analysis import analyse as analysed
    from app.cli.summary import ProgressBar
    from vision.errors import VisionError

    progress = ProgressBar(Path(job.location).name)
    try:
        outcome = analysed(job, progress, lambda: interrupt.asked)
        return outcome, ExitCode.INTERRUPTED if outcome.interrupted else ExitCode.DONE
    except (UserError, VisionError, OSError, ValueError) as error:
        if debug:
            raise
        progress.close()
        complain(_described(error, job))
        return None, exit_code(error)
    finally:
        progress.close()


def _described(error: Exception, job: Job) -> Exception:
    if isinstance(error, OSError):
        words = error.strerror or str(error)
        return UserError(
            f"the results of {job.location} could not be written ({words})",
            "free some space or name another folder with --out",
        )
    return error


def demo(options: argparse.Namespace) -> ExitCode:
    """Analyse a bundled sample."""
    from app.batch.analysis import Job
    from app.run.pipeline import Settings
    from sample_videos import sample_path

    folder = output_folder(options.out) / "demo"
    print("Analysing the bundled sample (a frogger rock, one rep with a rounded back) …")
    job = Job(str(sample_path("frogger_rock")), folder, Settings(), annotate=True)
    with _Interrupt() as interrupt:
        outcome, code = _one(job, interrupt, debug=options.debug)
    if outcome is not None:
        _print_outcome(outcome)
    return ExitCode.INTERRUPTED if interrupt.asked else code


class _Interrupt:
    """Turns the first Ctrl-C into a question (`asked`), so that what is done is kept.

    The end of the login session (SIGTERM, on Unix also SIGHUP from a closed terminal) is treated
    alike.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> _Interrupt:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


def _print_outcome(outcome: Outcome, options: argparse.Namespace | None = None) -> None:
    from app.cli.summary import summary
    from app.practice.today import today_with
    from app.store import Store, StoreError

    sets, reps = (None, None) if options is None else (options.sets, options.reps)
    today = None
    with suppress(StoreError):
        today = today_with(Store.open_to_read, outcome.session)
    show(summary(outcome.session, outcome.files, sets, reps, today))


def _print_json(outcomes: list[Outcome], *, several: bool) -> None:
    """Print one object for one input, an array for several, however many of them failed."""
    from app.session.file import to_json

    sessions = [to_json(outcome.session) for outcome in outcomes]
    if several:
        show(json.dumps(sessions, indent=2, ensure_ascii=False))
    elif sessions:
        show(json.dumps(sessions[0], indent=2, ensure_ascii=False))
