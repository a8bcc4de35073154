"""Checks of everything the program needs, each with what to do; some problems can be repaired."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata, util
from typing import TYPE_CHECKING

from app import __version__
from app.run.journal import UNSAVED_GLOB
from app.run.keeping.recovery import recover
from app.settings import preferences
from app.store import Store, StoreError, StoreTrouble, data_folder
from app.store.folder import (
    DATABASE_NAME,
    is_locked,
    make_private_file,
    make_private_folder,
    second_writer,
)
from app.store.health.repair import repair

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEAST_FREE_MB = 200
_LIBRARIES = ("mediapipe", "opencv-python", "numpy", "av", "PyQt6", "matplotlib")


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is about, what it found, and what to do ("" if nothing)."""

    name: str
    state: State
    text: str
    remedy: str = ""


def examine(*, mend: bool = False, folder: Path | None = None) -> list[Check]:
    """Check everything the program needs.

    Parameters
    ----------
    mend
        Whether to repair what can be repaired.
    folder
        The data folder; ``None``: the default one.
    """
    folder = folder or data_folder()
    checks = (
        _program,
        _model,
        lambda: _rights(folder),
        lambda: _space(folder),
        lambda: _database(folder, mend=mend),
        lambda: _unsaved(folder),
        lambda: _settings(folder, mend=mend),
        _window,
        _cameras,
    )
    return [_guarded(check) for check in checks]


def _guarded(check: Callable[[], Check]) -> Check:
    """Run a check; one that fails to run is itself a finding."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - the other checks must still run
        return Check("check", State.FAILED, f"{type(error).__name__}: {error}", "report this")


def _program() -> Check:
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    text = f"Hip Drill {__version__}, Python {platform.python_version()}, {platform.system()}; "
    missing = [name for name in _LIBRARIES if _version(name) == "missing"]
    state = State.FAILED if missing else State.OK
    return Check(
        "program", state, text + ", ".join(versions), "install hipdrill again" if missing else ""
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _model() -> Check:
    from vision.angles.model import shipped_model
    from vision.errors import ModelDamaged
    from vision.pose.estimator import MODEL_NAME, verified_model

    try:
        size_mb = len(verified_model()) / 1e6
        shipped_model()
    except ModelDamaged as error:
        return Check("model", State.FAILED, error.what, error.remedy)
    return Check("model", State.OK, f"{MODEL_NAME}, {size_mb:.1f} MB, checksum right; angle model")


def _rights(folder: Path) -> Check:
    try:
        existed = folder.exists()
        mode = folder.stat().st_mode if existed else 0o700
        too_open = sys.platform != "win32" and bool(mode & 0o077)
        make_private_folder(folder)
        probe = folder / ".hipdrill-probe"
        make_private_file(probe)
        probe.unlink()
    except OSError as error:
        is_long = error.errno == errno.ENAMETOOLONG
        return Check(
            "data folder", State.FAILED, f"{folder} cannot be written to "
                                         f"({error.strerror or error})",
            "set HIPDRILL_DATA to a folder with a shorter path" if is_long else
            "correct its permissions or set HIPDRILL_DATA to another folder",
        )  # fmt: skip
    writer = second_writer(folder)
    if writer:
        return Check(
            "data folder", State.NOTE, f"{folder}: {writer}",
            "set HIPDRILL_DATA to a folder that stays on this computer",
        )  # fmt: skip
    if too_open and folder.stat().st_mode & 0o077:
        return Check(
            "data folder", State.NOTE, f"others can open {folder}: its disk does not support "
                                       "permissions",
            "set HIPDRILL_DATA to a folder on a disk of this computer",
        )  # fmt: skip
    return Check("data folder", State.MENDED if too_open else State.OK, str(folder))


def _space(folder: Path) -> Check:
    place = folder if os.path.exists(folder) else folder.anchor or "."
    free_mb = shutil.disk_usage(place).free / 1e6
    if free_mb < LEAST_FREE_MB:
        return Check("disk", State.FAILED, f"only {free_mb:.0f} MB are free", "free some space")
    return Check("disk", State.OK, f"{free_mb / 1000:.1f} GB are free")


def _database(folder: Path, *, mend: bool) -> Check:
    path = folder / DATABASE_NAME
    if is_locked(folder):
        return Check("sessions", State.NOTE, "locked with a pass phrase", "run hipdrill unlock")
    if not os.path.exists(path):
        return Check("sessions", State.OK, "none kept yet")
    try:
        with Store.open(folder) as store:
            problems = store.problems()
            rows = store.sessions()
            text = f"{len(rows)} sessions of {len(store.people())} people"
    except StoreError as error:
        if error.trouble is not StoreTrouble.DAMAGED:
            return Check("sessions", State.FAILED, error.what, error.remedy)
        problems, text = (error.what,), ""
    if not problems:
        size_mb = path.stat().st_size / 1e6
        return Check("sessions", State.OK, f"{text}, {size_mb:.1f} MB, sound")
    if not mend:
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        return Check(
            "sessions", State.FAILED, f"{problems[0]}{more}", "run hipdrill doctor --repair"
        )
    done = repair(folder)
    whence = "from the newest backup" if done.from_backup else "from the damaged file"
    return Check(
        "sessions", State.MENDED,
        f"{done.rescued} sessions were rescued {whence}, {done.lost} could not be read",
        f"the damaged file is kept as {done.set_aside.name}",
    )  # fmt: skip


def _unsaved(folder: Path) -> Check:
    try:
        recovered = recover(folder)
    except StoreError:
        left = len(list(folder.glob(UNSAVED_GLOB)))
        return Check(
            "unsaved sessions", State.NOTE, f"{left} are waiting until the store can be written to",
            "repair the store first",
        )  # fmt: skip
    if recovered:
        return Check("unsaved sessions", State.MENDED, " ".join(recovered))
    return Check("unsaved sessions", State.OK, "none")


def _settings(folder: Path, *, mend: bool) -> Check:
    damage = preferences.problem(folder)
    if not damage:
        return Check(
            "settings", State.OK, "readable" if os.path.exists(folder) else "none kept yet"
        )
    if not mend:
        return Check("settings", State.NOTE, damage, "run hipdrill doctor --repair")
    said: list[str] = []
    preferences.load(folder, said.append)
    return Check("settings", State.MENDED, " ".join(said))


def _window() -> Check:
    from app.display import display_problem

    if util.find_spec("PyQt6") is None:
        return Check("window", State.FAILED, "PyQt6 is missing", "install hipdrill again")
    problem = display_problem()
    if problem is not None:
        return Check("window", State.NOTE, "no window can be opened here", problem)
    return Check("window", State.OK, "a display is available")


def _cameras() -> Check:
    from vision.capture.camera import list_cameras

    cameras = list_cameras()
    if not cameras:
        return Check(
            "cameras", State.NOTE, "none can be opened",
            "plug one in, close programs that use it, allow access; videos can still be analysed",
        )  # fmt: skip
    return Check("cameras", State.OK, ", ".join(f"{number}: {name}" for number, name in cameras))
