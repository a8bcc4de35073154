"""Starting the window. Qt is imported only once it is certain that a window can open."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit
from urllib.request import url2pathname

from app.cli.common import recover_quietly
from app.display import display_problem
from app.errors import ExitCode, UserError, error_line
from app.settings.wishes import Wishes
from drills.registry import OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drills.core.events import Drill

_DRILLS: dict[str, Drill | None] = {
    "auto": None,
    **{drill.value.replace("_", "-"): drill for drill in OFFERED},
}
_SIDES = {"auto": None, "left": Side.LEFT, "right": Side.RIGHT}


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in the one-line form of all errors."""

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        line = error_line(ValueError(f"{message}: see {self.prog} --help"))
        self.exit(int(ExitCode.WRONG_ARGUMENTS), f"{line}\n")


def _build_parser() -> argparse.ArgumentParser:
    """Return the parser of the window's options."""
    parser = _Parser(prog="hipdrill", description="Opens the window.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="videos or folders to review")
    parser.add_argument("--source", metavar="PATH_OR_NUMBER", help="video, address or camera")
    parser.add_argument("--drill", choices=tuple(_DRILLS), default="auto")
    parser.add_argument("--side", choices=tuple(_SIDES), default="auto")
    parser.add_argument("--autostart", action="store_true", help="start at once")
    return parser


def _local(name: str) -> str:
    """Return the path of a file; file managers may pass it as a ``file://`` address."""
    return url2pathname(urlsplit(name).path) if name.startswith("file://") else name


def main(argv: Sequence[str]) -> int:
    """Open the window; return the exit code when it is closed."""
    options = _build_parser().parse_args(list(argv))
    problem = display_problem()
    if problem is None:
        try:
            from app.gui.desktop import run_gui
        except ImportError as error:  # Qt lacks a system library
            problem = f"{error}; install it, then try again"
        else:
            news = recover_quietly()
            drill, side = _DRILLS[options.drill], _SIDES[options.side]
            files = tuple(_local(name) for name in options.files)
            return run_gui(Wishes(files, options.source, drill, side, options.autostart), news)
    unmet = UserError("there is no display for the window", problem, ExitCode.ENVIRONMENT)
    sys.stderr.write(f"{error_line(unmet)}\n")
    return int(unmet.code)
