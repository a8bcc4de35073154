"""What the user prefers, kept in a small file in the data folder."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from app.files import PRIVATE, write_atomically
from app.store.folder import is_locked, make_private_folder
from vision.pose.variants import TESTED

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "preferences.json"
LIMITS_DEG = (4.0, 30.0)
"""Range of custom thresholds: below it noise would raise warnings, above it nothing would."""
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


def load(folder: Path) -> Preferences:
    """Read the preferences; what is missing, damaged or of the wrong type gets its default."""
    try:
        data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("the preferences could not be read: %s", error)
        return Preferences()
    return _from(data) if isinstance(data, dict) else Preferences()


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
        text = json.dumps(asdict(preferences), indent=2) + "\n"
        write_atomically(folder / FILE_NAME, text, PRIVATE)
    except OSError as error:
        _log.warning("the preferences could not be written: %s", error)
        return False
    return True


def _from(data: dict[str, Any]) -> Preferences:
    known: dict[str, Any] = {}
    for setting in fields(Preferences):
        default, value = setting.default, data.get(setting.name)
        if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is type(default):
            known[setting.name] = value
    recent = data.get("recent")
    if isinstance(recent, list):
        known["recent"] = [path for path in recent if isinstance(path, str)]
    thresholds = data.get("thresholds")
    if isinstance(thresholds, dict):
        known["thresholds"] = {
            str(kind): float(value)
            for kind, value in thresholds.items()
            if isinstance(value, int | float) and LIMITS_DEG[0] <= value <= LIMITS_DEG[1]
        }
    levels = data.get("levels")
    if isinstance(levels, dict):
        known["levels"] = {
            str(person): {str(drill): str(level) for drill, level in of.items()}
            for person, of in levels.items()
            if isinstance(of, dict)
        }
    preferences = Preferences(**known)
    return replace(
        preferences,
        volume=min(1.0, max(0.0, preferences.volume)),
        text_scale=min(2.0, max(0.8, preferences.text_scale)),
    )
