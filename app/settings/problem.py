"""A report of a problem that can be shown to anybody: versions and places in the code, no person.

It has no name, no path of a user, no picture, no time and no message of an error: a message may
quote a file or a person. It is copied by the user, never sent.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIBRARIES = ("PyQt6", "PyQt6-Qt6", "mediapipe", "opencv-python", "numpy", "av", "typst")
MOST_LINES = 60
_RECORD = re.compile(r"\S+ \S+ (WARNING|ERROR|CRITICAL) ([\w.]+): ")
_FRAME = re.compile(r'\s+File "([^"]*)", line (\d+), in (\S+)')
_ERROR = re.compile(r"([\w.]*(?:Error|Exception|Interrupt|Exit|Timeout|Unavailable|Damaged))\b")
_OURS = ("app", "drills", "vision", "sample_videos")


def problem_report(log: Path, facts: Mapping[str, str]) -> str:
    """Return the report.

    Parameters
    ----------
    log
        The program's log; what cannot be read is left out.
    facts
        What the window knows about itself, by name: sizes, modes, numbers.
    """
    lines = [
        f"Hip Drill {__version__}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{platform.machine()}, {os.cpu_count()} cores",
        f"SQLite {sqlite3.sqlite_version}",
        ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        *(f"{name}: {fact}" for name, fact in facts.items()),
        "Log, newest last, without messages:",
        *(list(_places(log))[-MOST_LINES:] or ["no errors"]),
    ]
    return "\n".join(lines) + "\n"


def _places(log: Path) -> Iterator[str]:
    """Yield loggers and places in the code, without any message."""
    try:
        text = log.read_text("utf-8", "replace")
    except OSError:
        return
    for line in text.splitlines():
        if record := _RECORD.match(line):
            yield f"{record[1]} {record[2]}"
        elif frame := _FRAME.match(line):
            yield f"    {_module(frame[1])}:{frame[2]} {frame[3]}"
        elif line[:1].isalpha() and (error := _ERROR.match(line)):
            yield f"  {error[1]}"


def _module(path: str) -> str:
    """Return a file of ours, or of a library, without the folders above it."""
    parts = path.replace("\\", "/").split("/")
    if "site-packages" in parts:
        return "/".join(parts[len(parts) - parts[::-1].index("site-packages") :])
    own = [at for at, part in enumerate(parts) if part in _OURS]
    return "/".join(parts[own[-1] :]) if own else parts[-1]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def licence_texts() -> tuple[tuple[str, str], ...]:
    """Return the licences of the program and of what it ships and uses, each with its title."""
    texts = []
    for title, name in (("Licence", "LICENSE"), ("Other parts", "THIRD_PARTY_NOTICES.md")):
        text = _shipped(name)
        if text:
            texts.append((title, text))
    return tuple(texts)


def _shipped(name: str) -> str:
    """Return a file of the checkout or of the installed program, "" if neither has it."""
    places = [Path(__file__).parents[2] / name]
    try:
        files = metadata.files("hipdrill") or ()
    except metadata.PackageNotFoundError:
        files = ()
    places += [Path(str(file.locate())) for file in files if file.name == name]
    for place in places:
        try:
            return place.read_text("utf-8")
        except OSError:
            continue
    return ""
