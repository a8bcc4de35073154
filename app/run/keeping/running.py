"""Which sessions are in progress: a mark that a killed program cannot leave behind for long.

The system releases a lock on a file whatever happens to the program. Network shares often have no
locks: there, the number of the process is written down instead.
"""

from __future__ import annotations

import json
import os
import socket
import time
import warnings
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from app.store.folder import make_private_file, make_private_folder

# The lock that is taken instead knows dead processes too; nobody has to be told.
warnings.filterwarnings("ignore", "flock not supported", UserWarning)
FRESH_S = 60.0
"""A mark is younger than this while its program is just setting it."""
FOREIGN_S = 86_400.0
"""A mark made by another computer (in a shared folder) counts for a day."""


class RunningMark:
    """Marks one session as in progress while its program runs. Never raises."""

    def __init__(self, folder: Path, session_id: str) -> None:
        self._place = folder / "running" / f"{session_id}.lock"
        self._lock = FileLock(self._place, mode=0o600)

    def set(self) -> None:
        """Set the mark; a folder that cannot be written to gets none."""
        with suppress(OSError):
            make_private_folder(self._place.parent.parent)
            make_private_folder(self._place.parent)
            try:
                self._lock.acquire(blocking=False)
            except Timeout:
                return
            except (OSError, NotImplementedError):  # no locks here
                mine = {"host": socket.gethostname(), "pid": os.getpid()}
                mark = self._place.with_suffix(".pid")
                make_private_file(mark)
                mark.write_text(json.dumps(mine), "utf-8")

    def remove(self) -> None:
        """Remove the mark; may be called twice."""
        with suppress(OSError):
            self._lock.release()
        _remove(self._place)


def is_running(folder: Path, session_id: str) -> bool:
    """Whether a program is recording a session; the mark of a killed program is removed.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Id of the session.
    """
    place = folder / "running" / f"{session_id}.lock"
    is_marked = _is_locked(place) or _is_alive(place.with_suffix(".pid"))
    if not is_marked:
        _remove(place)
    return is_marked


def remove_stale(folder: Path) -> None:
    """Remove the marks of killed programs; those that may just be being set stay. Never raises."""
    for path in (folder / "running").glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FRESH_S:
                is_running(folder, path.stem)


def _remove(place: Path) -> None:
    for path in (place, place.with_suffix(".pid")):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _is_locked(place: Path) -> bool:
    if not os.path.exists(place):
        return False
    lock = FileLock(place)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except (OSError, NotImplementedError):
        return False
    lock.release()
    return False


def _is_alive(mark: Path) -> bool:
    try:
        made = json.loads(mark.read_text("utf-8"))
        host, pid, age_s = made["host"], int(made["pid"]), time.time() - mark.stat().st_mtime
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if host != socket.gethostname() or os.name == "nt":  # Windows has locks: the mark is foreign
        return age_s < FOREIGN_S
    return lives(pid)


def lives(pid: int) -> bool:
    """Whether a process is running on this computer."""
    if os.name == "nt":  # Windows has no harmless signal
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it exists, but belongs to somebody else
        return True
    with suppress(OSError):  # a zombie has ended
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return True
