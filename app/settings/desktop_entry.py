"""The entry in the desktop menu on Linux, which also lets file managers offer it for videos."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from app.errors import ExitCode, UserError
from app.files import write_atomically

NAME = "hipdrill"
ICON = Path(__file__).with_name("hipdrill.svg")
TYPES = ("video/mp4", "video/quicktime", "video/x-msvideo", "video/x-matroska", "video/webm")
ELSEWHERE = "the README says how to choose Hip Drill for videos on Windows and macOS"
REFRESH_S = 20.0


def _data_home() -> Path:
    """Return the user's folder for entries and icons (XDG Base Directory Specification)."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def places(home: Path) -> tuple[Path, Path]:
    """Return the paths of the entry and of its icon."""
    icons = home / "icons" / "hicolor" / "scalable" / "apps"
    return home / "applications" / f"{NAME}.desktop", icons / f"{NAME}.svg"


def _program() -> tuple[str, ...]:
    """Return what starts the window: the installed program, or Python with the module."""
    beside = Path(sys.executable).with_name(NAME)
    installed = str(beside) if beside.is_file() else shutil.which(NAME)
    return (installed,) if installed else (sys.executable, "-m", "app")


def entry(command: tuple[str, ...]) -> str:
    """Return the text of the entry (Desktop Entry Specification 1.4)."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        "Name=Hip Drill",
        "Comment=Check hip-mobility drills with a webcam, or in a video",
        f"Exec={' '.join(_quoted(word) for word in command)} %F",
        f"TryExec={_escaped(command[0])}",
        f"Icon={NAME}",
        "Terminal=false",
        f"StartupWMClass={NAME}",
        "Categories=Education;Sports;",
        "Keywords=hip;mobility;exercise;camera;video;",
        f"MimeType={';'.join(TYPES)};",
    )
    return "\n".join(lines) + "\n"


def install() -> tuple[Path, ...]:
    """Write the entry and its icon for this user; return what was written.

    Raises
    ------
    UserError
        If this is not a Linux desktop, or the folder cannot be written to.
    """
    _refuse_elsewhere()
    written = places(_data_home())
    contents = entry(_program()).encode(), ICON.read_bytes()
    try:
        for path, content in zip(written, contents, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
    except OSError as error:
        line = f"the desktop entry cannot be written to {_data_home()}"
        raise UserError(line, "check that this folder can be written to", _CODE) from error
    _refresh(written[0].parent)
    return written


def remove() -> tuple[Path, ...]:
    """Delete the entry and its icon; return what was there.

    Raises
    ------
    UserError
        If this is not a Linux desktop, or a file cannot be deleted.
    """
    _refuse_elsewhere()
    there = tuple(path for path in places(_data_home()) if path.is_file())
    try:
        for path in there:
            path.unlink()
    except OSError as error:
        raise UserError("the desktop entry cannot be deleted", str(error), _CODE) from error
    if there:
        _refresh(places(_data_home())[0].parent)
    return there


_CODE = ExitCode.ENVIRONMENT


def _refuse_elsewhere() -> None:
    if sys.platform in ("win32", "darwin"):
        raise UserError("desktop entries are for Linux", ELSEWHERE, _CODE)


def _escaped(value: str) -> str:
    """Escape a value by the rules of the file."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _quoted(word: str) -> str:
    """Quote a word of the command line, if it needs it."""
    plain = word.replace("%", "%%")
    if plain and all(character.isalnum() or character in "/._-+,:@%=" for character in plain):
        return plain
    for character in '\\"`$':
        plain = plain.replace(character, f"\\{character}")
    return _escaped(f'"{plain}"')


def _refresh(folder: Path) -> None:
    """Tell the desktop about the new types; without this program, it notices them by itself."""
    tool = shutil.which("update-desktop-database")
    if tool is not None:
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run([tool, str(folder)], capture_output=True, timeout=REFRESH_S, check=False)
