"""`doctor`, `cameras`, `cache`, `desktop`: what this computer has, and whether it works."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.common import add_common, show, show_json
from app.errors import ExitCode

if TYPE_CHECKING:
    import argparse


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `doctor`."""
    parser.add_argument("--repair", action="store_true", help="repair what can be repaired")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_common(parser)


def doctor(options: argparse.Namespace) -> ExitCode:
    """Check model, store, window and cameras; fail only if something needed is broken."""
    from app.doctor import State, examine

    checks = examine(mend=options.repair)
    if options.json:
        show_json([asdict(check) for check in checks])
    else:
        for check in checks:
            remedy = f": {check.remedy}" if check.remedy else ""
            show(f"{check.state.value:<7} {check.name}: {check.text}{remedy}")
    failed = any(check.state is State.FAILED for check in checks)
    return ExitCode.ENVIRONMENT if failed else ExitCode.DONE


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cache`."""
    parser.add_argument("--empty", action="store_true", help="empty the cache")
    add_common(parser)


def cache(options: argparse.Namespace) -> ExitCode:
    """Print the size of the cache of analysed videos, or empty it."""
    from app.run.looking.cache import MOST_BYTES, size_of, trim
    from app.store import data_folder
    from app.store.folder import looks_folder

    folder = looks_folder(data_folder())
    number, size = size_of(folder)
    if options.empty:
        trim(folder, most_bytes=0)
    done = "deleted" if options.empty else f"of at most {MOST_BYTES / 1e6:.0f} MB"
    videos = f"{number} video{'s' * (number != 1)}"
    show(f"Cache of analysed videos: {videos}, {size / 1e6:.1f} MB {done}: {folder}")
    return ExitCode.DONE


def add_desktop(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `desktop`."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--install", action="store_true", help="offer Hip Drill for videos")
    what.add_argument("--remove", action="store_true", help="stop offering it")
    add_common(parser)


def desktop(options: argparse.Namespace) -> ExitCode:
    """Put Hip Drill into the desktop menu and among the programs for videos, or take it out."""
    from app.settings.desktop_entry import install, remove

    if options.install:
        written = install()
        show("Hip Drill is in the menu now, and file managers offer it for videos (Open with):")
    else:
        written = remove()
        show("Hip Drill was taken out of the menu:" if written else "There is nothing to remove.")
    for path in written:
        show(f"  {path}")
    return ExitCode.DONE


def add_cameras(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cameras`."""
    parser.add_argument("--json", action="store_true")
    add_common(parser)


def cameras(options: argparse.Namespace) -> ExitCode:
    """List the cameras that can be used."""
    from vision.capture.camera import list_cameras

    usable = list_cameras()
    if options.json:
        print(json.dumps([{"number": number, "name": name} for number, name in usable]))
    elif not usable:
        print("No camera can be opened. A video file can be analysed instead.")
    for number, name in () if options.json else usable:
        print(f"{number}  {name}")
    return ExitCode.DONE
