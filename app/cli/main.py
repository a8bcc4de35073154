"""The command line. It never imports Qt, and imports what is heavy only when it is needed."""

from __future__ import annotations

import argparse
import io
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app import __version__
from app.cli import batch, doctor, history, people, progress, report
from app.cli.common import recover_quietly, say, show
from app.errors import ExitCode, UserError, error_line
from app.files import safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from app.batch.analysis import Job, Outcome

DRILLS = {"aeroplane": "aeroplane", "frogger": "frogger", "foot-lift": "foot_lift"}
LEVELS = {"feet-down": "feet_down", "kickstand": "kickstand", "single-leg": "single_leg"}
DEFAULT_GOAL = "everyday"
DEFAULT_FOLDER = Path("hipdrill-results")
COMMANDS = (
    "analyse", "demo", "sessions", "compare", "progress", "report", "person", "doctor", "cameras",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in the one-line form of all errors."""

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        line = f"{message}: see {self.prog} --help"
        complain(ValueError(line))
        raise SystemExit(int(ExitCode.WRONG_ARGUMENTS))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands but the window's own options."""
    parser = _Parser(
        prog="hipdrill",
        description="Checks hip-mobility drills with a webcam. Without a command: the window.",
    )
    parser.add_argument("--version", action="version", version=f"hipdrill {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    analyse = commands.add_parser("analyse", help="analyse recorded videos or a camera")
    analyse.add_argument(
        "inputs", nargs="+", metavar="VIDEO",
        help="a file, a folder, a camera number or an http/rtsp address",
    )  # fmt: skip
    analyse.add_argument("--drill", choices=("auto", *DRILLS), default="auto")
    analyse.add_argument("--side", choices=("auto", "left", "right"), default="auto")
    analyse.add_argument("--level", choices=("auto", *LEVELS), default="auto")
    analyse.add_argument(
        "--neutral", type=float, metavar="SECONDS",
        help="measure against the start pose held at this moment of a recorded video",
    )  # fmt: skip
    analyse.add_argument("--out", type=Path, metavar="DIR", help="results go to DIR/<name>/")
    analyse.add_argument("--annotate", action="store_true", help="also write annotated.mp4")
    analyse.add_argument(
        "--still", action="store_true", help="keep a picture of the best clean rep for the report"
    )
    analyse.add_argument("--person", metavar="ALIAS", help="whose session it is")
    analyse.add_argument("--goal", metavar="NAME", help="the person's own goal, else everyday")
    analyse.add_argument(
        "--target", action="append", default=[], metavar="MEASURE=LEAST:MOST",
        help="an own target, e.g. pelvis_rotation_open_deg=25:35; as often as you like",
    )  # fmt: skip
    analyse.add_argument("--sets", type=int, metavar="N", help="sets asked for, else the goal's")
    analyse.add_argument("--reps", type=int, metavar="N", help="reps of a set, else the goal's")
    analyse.add_argument(
        "--rep", choices=("open-closed", "open", "closed"), default="open-closed",
        help="what counts as a rep of the aeroplane",
    )  # fmt: skip
    analyse.add_argument(
        "--save", action=argparse.BooleanOptionalAction, default=True,
        help=f"keep the session and write results (to {DEFAULT_FOLDER} without --out); "
        "--no-save only prints",
    )  # fmt: skip
    batch.add_batch(analyse)
    analyse.add_argument("--json", action="store_true", help="print session.json on stdout")
    analyse.add_argument("--debug", action="store_true", help="show tracebacks")

    demo = commands.add_parser("demo", help="the whole path on a bundled sample")
    demo.add_argument("--out", type=Path, metavar="DIR", default=DEFAULT_FOLDER)
    demo.add_argument("--debug", action="store_true", help="show tracebacks")

    history.add_sessions(commands.add_parser("sessions", help="list the kept sessions"))
    history.add_compare(commands.add_parser("compare", help="how two sessions differ"))
    progress.add_progress(
        commands.add_parser("progress", help="what changed for a person over a period")
    )
    report.add_report(commands.add_parser("report", help="write the report of a kept session"))
    people.add_person(
        commands.add_parser("person", help="list people, export or delete everything about one")
    )
    doctor.add_doctor(commands.add_parser("doctor", help="check, and repair, what is needed"))

    cameras = commands.add_parser("cameras", help="list the cameras that can be used")
    cameras.add_argument("--json", action="store_true")
    cameras.add_argument("--debug", action="store_true", help="show tracebacks")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (
        arguments[0] not in (*COMMANDS, "-h", "--help", "--version")
        and arguments[0].startswith("-")
    ):
        return _window(arguments)
    for stream in (sys.stdout, sys.stderr):  # a pipe that cannot show a name must not stop us
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = build_parser().parse_args(arguments)
    try:
        return int(_dispatch(options))
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except Exception as error:
        if options.debug:
            raise
        complain(error)
        return int(_exit_code(error))


def complain(error: Exception) -> None:
    """Print the line of an error on stderr, if there is one."""
    if sys.stderr is not None:
        print(error_line(error), file=sys.stderr)


def _window(arguments: list[str]) -> int:
    from app.cli.window import main as run_window

    return run_window(arguments)


def _dispatch(options: argparse.Namespace) -> ExitCode:
    runs: dict[str, Callable[[argparse.Namespace], ExitCode]] = {
        "analyse": _analyse,
        "demo": _demo,
        "cameras": _cameras,
        "sessions": history.sessions,
        "compare": history.compare,
        "report": report.report,
        "progress": progress.progress,
        "person": people.person,
        "doctor": doctor.doctor,
    }
    return runs[options.command](options)


def _exit_code(error: Exception) -> ExitCode:
    from vision.errors import CameraUnavailable, ModelDamaged

    if isinstance(error, UserError):
        return error.code
    if isinstance(error, (CameraUnavailable, ModelDamaged)):
        return ExitCode.ENVIRONMENT
    return ExitCode.INPUT_FAILED


# ---------------------------------------------------------------- analyse


def _analyse(options: argparse.Namespace) -> ExitCode:
    if options.out and not options.save:
        raise UserError(
            "--no-save and --out contradict each other",
            "give one of them",
            ExitCode.WRONG_ARGUMENTS,
        )
    folder = _output_folder(options.out or DEFAULT_FOLDER) if options.save else None
    if options.save:
        recover_quietly()
    else:
        batch.is_batch(options)  # refuses what cannot be had without results
    code = ExitCode.DONE
    outcomes: list[Outcome] = []
    jobs = _jobs(options, folder)
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
    """Analyse one input; an error costs this input only."""
    from app.batch.analysis import analyse
    from app.cli.summary import Progress
    from vision.errors import VisionError

    progress = Progress(Path(job.location).name)
    try:
        return analyse(job, progress, lambda: interrupt.asked), ExitCode.DONE
    except (UserError, VisionError, OSError, ValueError) as error:
        if debug:
            raise
        progress.close()
        complain(_described(error, job))
        return None, _exit_code(error)
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


def _jobs(options: argparse.Namespace, folder: Path | None) -> list[Job | UserError]:
    from app.batch.analysis import Job
    from app.run.pipeline import Settings
    from drills.aeroplane.definition import RepForm
    from drills.core.events import Drill, Level
    from vision.datatypes import Side

    settings = Settings(
        drill=None if options.drill == "auto" else Drill(DRILLS[options.drill]),
        side=None if options.side == "auto" else Side(options.side),
        level=None if options.level == "auto" else Level(LEVELS[options.level]),
        form=RepForm(options.rep.replace("-", "_")),
        targets=_own_targets(options),
        neutral_s=options.neutral,
    )
    person, goal = _whose(options)
    jobs: list[Job | UserError] = []
    taken: set[str] = set()
    for text in options.inputs:
        for location in _expand(text):
            if isinstance(location, UserError):
                jobs.append(location)
                continue
            own = None if folder is None else folder / _free_name(location, taken)
            jobs.append(
                Job(
                    location, own, settings, options.annotate, person, goal, options.save,
                    still=options.still,
                )
            )  # fmt: skip
    _refuse_neutral(options.neutral, jobs)
    return jobs


def _refuse_neutral(neutral_s: float | None, jobs: list[Job | UserError]) -> None:
    """Refuse a marked neutral of several videos, of a camera, or before the beginning."""
    from vision.capture.frame_source import STREAM_SCHEMES

    if neutral_s is None or (len(jobs) == 1 and isinstance(jobs[0], UserError)):
        return
    location = "" if len(jobs) != 1 or isinstance(jobs[0], UserError) else jobs[0].location
    is_live = location.isdecimal() or location.lower().startswith(STREAM_SCHEMES)
    if not location or is_live or not neutral_s >= 0:
        raise UserError(
            f"--neutral {neutral_s:g} marks a moment of one recorded video",
            "give one video file and a number of seconds from its beginning",
            ExitCode.WRONG_ARGUMENTS,
        )


def _own_targets(options: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """Read the own targets, and refuse what cannot be asked for before anything is analysed."""
    from drills.goals import own_profile, profile

    targets: dict[str, tuple[float, float]] = {}
    try:
        for text in options.target:
            name, _, band = text.partition("=")
            least, _, most = band.partition(":")
            targets[name] = (float(least), float(most))
        own_profile(profile("own"), targets)
    except ValueError as error:
        raise UserError(
            f"--target {' '.join(options.target)} cannot be used ({error})",
            "give MEASURE=LEAST:MOST",
            ExitCode.WRONG_ARGUMENTS,
        ) from error
    for name in ("sets", "reps"):
        number = getattr(options, name)
        if number is not None and number < 1:
            raise UserError(
                f"--{name} {number} is nothing to do", "give 1 or more", ExitCode.WRONG_ARGUMENTS
            )
    return targets


def _whose(options: argparse.Namespace) -> tuple[str | None, str]:
    """Return the person's name as it is kept, and the goal: as named, their own, or everyday."""
    from app.store import Store, StoreError, data_folder
    from app.store.folder import DATABASE_NAME
    from app.store.records import clean_alias

    if options.person is None:
        return None, options.goal or DEFAULT_GOAL
    try:
        alias = clean_alias(options.person)
    except ValueError as error:
        raise UserError(str(error), "give an ALIAS", ExitCode.WRONG_ARGUMENTS) from error
    if not (data_folder() / DATABASE_NAME).exists():
        return alias, options.goal or DEFAULT_GOAL
    try:
        with Store.open_to_read() as store:
            known = store.person(alias)
    except StoreError:  # a new name, or a store that is told of when it has to be written
        return alias, options.goal or DEFAULT_GOAL
    return known.alias, options.goal or known.goal


def _expand(text: str) -> list[str | UserError]:
    """Return the videos of a folder, or the input itself."""
    from vision.capture.video import VIDEO_SUFFIXES

    if not text:
        return [UserError("an input has no name", "name a video, a folder or a camera")]
    path = Path(text)
    if text.isdecimal() or not path.is_dir():
        return [text]
    videos = sorted(p for p in path.iterdir() if p.suffix.lower() in VIDEO_SUFFIXES)
    if not videos:
        return [UserError(f"{text} holds no video", "name a folder with .mp4 or .mov files")]
    return [str(video) for video in videos]


def _free_name(location: str, taken: set[str]) -> str:
    """Return the folder name of an input: its stem, numbered if another input has the same."""
    stem = f"camera-{location}" if location.isdecimal() else Path(location).stem
    stem = safe_name(stem)
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return name


def _output_folder(folder: Path) -> Path:
    """Make the folder, so that an hour of analysis does not end in 'permission denied'."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".hipdrill-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(
            f"cannot write to {folder} ({error.strerror or error})",
            "name another folder with --out",
            ExitCode.WRONG_ARGUMENTS,
        ) from error
    return folder


class _Interrupt:
    """Turns the first Ctrl-C into a question (`asked`), so that what is done is kept.

    The end of the session (SIGTERM, on Unix also a closed terminal's SIGHUP) is asked the same way.
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

    sets, reps = (None, None) if options is None else (options.sets, options.reps)
    show(summary(outcome.session, outcome.files, sets, reps))


def _print_json(outcomes: list[Outcome], *, several: bool) -> None:
    """Print one object for one input, an array for several, however many of them failed."""
    from app.session.model import to_json

    sessions = [to_json(outcome.session) for outcome in outcomes]
    if several:
        show(json.dumps(sessions, indent=2, ensure_ascii=False))
    elif sessions:
        show(json.dumps(sessions[0], indent=2, ensure_ascii=False))


# ---------------------------------------------------------------- demo, cameras


def _demo(options: argparse.Namespace) -> ExitCode:
    from app.batch.analysis import Job
    from app.run.pipeline import Settings
    from sample_videos import sample_path

    folder = _output_folder(options.out) / "demo"
    print("Analysing the bundled sample (a frogger rock, one rep with a rounded back) …")
    job = Job(str(sample_path("frogger_rock")), folder, Settings(), annotate=True)
    with _Interrupt() as interrupt:
        outcome, code = _one(job, interrupt, debug=options.debug)
    if outcome is not None:
        _print_outcome(outcome)
    return ExitCode.INTERRUPTED if interrupt.asked else code


def _cameras(options: argparse.Namespace) -> ExitCode:
    from vision.capture.camera import list_cameras

    found = list_cameras()
    if options.json:
        print(json.dumps([{"number": number, "name": name} for number, name in found]))
    elif not found:
        print("No camera can be opened. A video file can be analysed instead.")
    for number, name in () if options.json else found:
        print(f"{number}  {name}")
    return ExitCode.DONE


if __name__ == "__main__":
    raise SystemExit(main())
