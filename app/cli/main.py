"""The command line. It never imports Qt, and imports what is slow to load only when needed."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from app import __version__
from app.cli import analyse, doctor, history, people, progress, report
from app.cli.common import complain, exit_code, tell_of_settings
from app.errors import ExitCode, in_plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


COMMANDS = (
    "analyse", "demo", "sessions", "compare", "progress", "report", "person", "lock", "unlock",
    "backup", "restore", "doctor", "cameras", "cache", "desktop",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in the one-line form of all errors."""

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        line = f"{message}: see {self.prog} --help"
        complain(ValueError(line))
        raise SystemExit(int(ExitCode.WRONG_ARGUMENTS))


def _build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the window has its own (`app.cli.window`)."""
    parser = _Parser(
        prog="hipdrill",
        description="Checks hip-mobility drills with a webcam. Without a command: the window.",
    )
    parser.add_argument("--version", action="version", version=f"hipdrill {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    analyse.add_analyse(commands.add_parser("analyse", help="analyse recorded videos or a camera"))
    analyse.add_demo(commands.add_parser("demo", help="analyse a bundled sample video"))
    history.add_sessions(commands.add_parser("sessions", help="list the kept sessions"))
    history.add_compare(commands.add_parser("compare", help="compare two sessions"))
    progress.add_progress(
        commands.add_parser("progress", help="show a person's progress over a period")
    )
    report.add_report(commands.add_parser("report", help="write the report of a kept session"))
    people.add_person(
        commands.add_parser("person", help="list people, export or delete everything about one")
    )
    people.add_lock(
        commands.add_parser("lock", help="encrypt everything that is kept with a pass phrase")
    )
    people.add_lock(commands.add_parser("unlock", help="decrypt it again"))
    people.add_backup(
        commands.add_parser("backup", help="save everything that is kept in one file")
    )
    people.add_backup(commands.add_parser("restore", help="bring everything back from such a file"))
    doctor.add_doctor(
        commands.add_parser("doctor", help="check, and repair, what the program needs")
    )
    doctor.add_cache(
        commands.add_parser(
            "cache", help="show the size of the cache of analysed videos, or empty it"
        )
    )
    doctor.add_desktop(
        commands.add_parser("desktop", help="offer Hip Drill for videos in the file manager")
    )
    doctor.add_cameras(commands.add_parser("cameras", help="list the cameras that can be used"))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _is_for_the_window(arguments):
        return _window(arguments)
    for stream in (sys.stdout, sys.stderr):  # a name that a pipe cannot encode must not stop us
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _build_parser().parse_args(arguments)
    try:
        return int(_dispatch(options))
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except Exception as error:
        if options.debug:
            raise
        described = in_plain_words(error) if isinstance(error, OSError) else error
        complain(described)
        return int(exit_code(described))


def _is_for_the_window(arguments: list[str]) -> bool:
    """Whether no command is named: nothing, an option of the window, or files to review."""
    if not arguments:
        return True
    first = arguments[0]
    if first in (*COMMANDS, "-h", "--help", "--version"):
        return False
    return first.startswith(("-", "file://")) or os.path.exists(first)  # a too long name is none


def _window(arguments: list[str]) -> int:
    from vision.capture.native import settle_program

    settle_program()
    from app.cli.window import main as run_window

    return run_window(arguments)


def _dispatch(options: argparse.Namespace) -> ExitCode:
    from vision.capture.native import settle_program

    settle_program()
    tell_of_settings()
    runs: dict[str, Callable[[argparse.Namespace], ExitCode]] = {
        "analyse": analyse.analyse,
        "demo": analyse.demo,
        "cameras": doctor.cameras,
        "cache": doctor.cache,
        "desktop": doctor.desktop,
        "sessions": history.sessions,
        "compare": history.compare,
        "report": report.report,
        "progress": progress.progress,
        "person": people.person,
        "lock": people.lock,
        "unlock": people.unlock,
        "backup": people.backup,
        "restore": people.restore,
        "doctor": doctor.doctor,
    }
    return runs[options.command](options)


if __name__ == "__main__":
    raise SystemExit(main())
