"""What the user prefers, kept in a small file in the data folder."""

from __future__ import annotations

import errno
import json
import logging
import math
import os
import re
import shutil
import zlib
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from app.files import PRIVATE, write_atomically
from app.store.folder import ASIDE_ENDING, is_locked, make_private_folder
from vision.pose.variants import TESTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE_NAME = "preferences.json"
ASIDE_NAME = FILE_NAME + ASIDE_ENDING
"""A damaged file is kept under this name until the next one."""
MOST_BYTES = 1_000_000
LIMITS_DEG = (4.0, 30.0)
"""Range of custom thresholds: below it noise would raise warnings, above it nothing would."""
_RANGES: dict[str, tuple[float, float]] = {
    "volume": (0.0, 1.0), "text_scale": (0.8, 2.0), "width_px": (0, 10_000),
}  # fmt: skip
_CHECK = "check"
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything that is remembered between two starts.

    ``source`` is the camera as a user names it ("" for the first one found); ``width_px`` the
    wanted width of its pictures, 0 for what the camera gives; ``geometry`` is the window's place as
    Qt writes it, in hexadecimal; ``full_screen`` gives a set the whole screen; ``volume`` is 0..1;
    ``thresholds`` are the thresholds of warnings that the user changed, in degrees by the kind of
    warning. ``levels`` are the last levels by person ("" for nobody) and drill. Permission to keep
    a video is not here: it is asked for set by set. ``silence_told`` and ``arms_told`` say that a
    missing voice and pausing with raised arms were explained. ``folder`` is where a file was last
    opened or saved. ``recent`` are the videos opened last; only their paths are kept. ``model``
    names the pose model, and ``model_file`` its file ("": the one that comes with the program).
    """

    theme: str = "system"
    text_scale: float = 1.0
    source: str = ""
    width_px: int = 0
    mirrored: bool = True
    full_screen: bool = False
    model: str = TESTED
    model_file: str = ""
    sound: bool = True
    volume: float = 0.8
    goal: str = "everyday"
    person: str = ""
    drill: str = "aeroplane"
    side: str = "left"
    welcomed: bool = False
    silence_told: bool = False
    arms_told: bool = False
    geometry: str = ""
    folder: str = ""
    recent: list[str] = field(default_factory=list)
    thresholds: dict[str, float] = field(default_factory=dict)
    levels: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file of preferences holds.

    ``damage`` says in half a sentence what is wrong with it, "" for nothing; then what is missing
    or wrong has its default.
    """

    preferences: Preferences
    damage: str = ""


def examine(folder: Path) -> Found:
    """Read the preferences and change nothing; damage anywhere in the file is noticed."""
    path = folder / FILE_NAME
    try:
        if not os.path.lexists(path):
            return Found(Preferences())
        if not path.is_file():  # a pipe would block
            return Found(Preferences(), "is not a file")
        if path.stat().st_size > MOST_BYTES:
            return Found(Preferences(), "is far too large")
        data = json.loads(path.read_bytes())
    except OSError as error:
        return Found(Preferences(), f"cannot be read ({error.strerror or error})")
    except (ValueError, RecursionError):
        return Found(Preferences(), "is damaged")
    if not isinstance(data, dict):
        return Found(Preferences(), "is damaged")
    known, is_right = _from(data)
    is_whole = _CHECK not in data or data[_CHECK] == _check_of(data)
    return Found(known, "" if is_right and is_whole else "is partly damaged")


def problem(folder: Path) -> str:
    """Return one sentence on damaged preferences that the window has not set aside yet, or ""."""
    found = Found(Preferences()) if is_locked(folder) else examine(folder)
    return found.damage and f"The file of settings {folder / FILE_NAME} {found.damage}."


def load(folder: Path, tell: Callable[[str], None] = _log.warning) -> Preferences:
    """Read the preferences; a damaged file is kept as a copy and replaced by what can be used.

    Parameters
    ----------
    folder
        The data folder.
    tell
        Called with one line for the user if the file is damaged.
    """
    found = examine(folder)
    if found.damage:
        has_rest = found.preferences != Preferences()
        used = "what could be read" if has_rest else "the usual settings"
        line = f"The file of settings {found.damage}. In use: {used}."
        if _set_aside(folder) and save(found.preferences, folder):
            tell(f"{line} The damaged file is kept as {ASIDE_NAME}.")
        else:
            tell(f"{line} It stays where it is: nothing can be written there.")
    return found.preferences


def _set_aside(folder: Path) -> bool:
    """Keep a damaged file, in place of an earlier one; return whether that was possible."""
    path, aside = folder / FILE_NAME, folder / ASIDE_NAME
    if is_locked(folder):
        return False
    try:
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside)
        try:  # a copy: at every moment there is a file of preferences
            if not path.is_file() or path.stat().st_size > MOST_BYTES:
                raise OSError(errno.EINVAL, "is not a small file")
            write_atomically(aside, path.read_bytes(), PRIVATE)
        except OSError:
            path.replace(aside)
    except OSError as error:
        _log.warning("the damaged preferences could not be set aside: %s", error)
        return False
    return True


def save(preferences: Preferences, folder: Path) -> bool:
    """Write the preferences; return whether that was possible.

    They name people and videos: beside what is locked with a pass phrase nothing is written.

    Parameters
    ----------
    preferences
        All of them; the file is replaced.
    folder
        The data folder.
    """
    if is_locked(folder):
        return False
    try:
        make_private_folder(folder)
        data = asdict(preferences)
        text = json.dumps(data | {_CHECK: _check_of(data)}, indent=2) + "\n"
        write_atomically(folder / FILE_NAME, text, PRIVATE)
    except OSError as error:
        _log.warning("the preferences could not be written: %s", error)
        return False
    return True


def _check_of(data: dict[str, Any]) -> str:
    """Return a checksum of everything but the checksum: values can be damaged and still valid."""
    rest = {key: value for key, value in data.items() if key != _CHECK}
    return f"{zlib.crc32(json.dumps(rest, sort_keys=True).encode()):08x}"


def _from(data: dict[str, Any]) -> tuple[Preferences, bool]:
    """Return the preferences in an object, and whether all that is there can be used."""
    default = Preferences()
    known = {
        setting.name: data[setting.name] for setting in fields(Preferences) if setting.name in data
    }
    used = {
        name: value for name, value in known.items() if _is_plain(value, getattr(default, name))
    }
    for name in _RANGES.keys() & used.keys():
        least, most = _RANGES[name]
        number = min(most, max(least, used[name]))
        used[name] = int(number) if isinstance(getattr(default, name), int) else float(number)
    tidy: dict[str, Callable[[Any], object]] = {
        "recent": _paths,
        "thresholds": _thresholds,
        "levels": _levels,
    }
    used |= {name: take(used[name]) for name, take in tidy.items() if name in used}
    return replace(default, **used), used == known


def _is_plain(value: Any, default: Any) -> bool:
    """Whether a value has the type of its default, and is text or a number that can be used."""
    if isinstance(value, str):
        return isinstance(default, str) and not _NO_CHARACTER.search(value)
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return type(value) is type(default) or (type(value) is int and isinstance(default, float))


def _paths(value: list[Any]) -> list[str]:
    return [path for path in value if _is_plain(path, "")]


def _thresholds(value: dict[str, Any]) -> dict[str, float]:
    return {
        kind: float(angle)
        for kind, angle in value.items()
        if _is_plain(angle, 0.0) and LIMITS_DEG[0] <= angle <= LIMITS_DEG[1]
    }


def _levels(value: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        person: {drill: level for drill, level in of.items() if _is_plain(level, "")}
        for person, of in value.items()
        if _is_plain(person, "") and isinstance(of, dict)
    }
