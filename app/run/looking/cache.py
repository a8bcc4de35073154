"""Stored looks: a video is not looked at twice for another drill, side or neutral.

They are numbers and silhouettes, never pictures. A file holds a whole recording; its name begins
with the SHA-256 of the video, so that it can be deleted with the sessions of that video.
"""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from app.files import replaced
from app.run.looking.stored import VERSION, Read, arrays_of, read_from
from app.store.folder import data_folder, is_locked, looks_folder, make_private_folder
from vision.pose.estimator import model_sha256

if TYPE_CHECKING:
    from app.run.looking.eyes import View
    from app.run.survey import Survey

MOST_BYTES = 500_000_000
"""About three hours of video; what was used longest ago is deleted first."""
MOST_KEPT = 40_000
"""Longest recording that is kept, in looks: 22 minutes. Nobody films a single set for longer."""
_ENDING = ".looks"
_PRIVATE = 0o600


class Kept(Protocol):
    """Where the looks of one recording are stored, or would be."""

    def load(self) -> Read | None:
        """Return them, ``None`` if they are not there."""
        ...

    def save(self, read: Read) -> None:
        """Store them, if possible."""
        ...

    def surveys(self) -> dict[object, Survey]:
        """Return what was found in these looks before, by what was asked; may be added to."""
        ...


@dataclass(frozen=True, slots=True)
class LookFile:
    """A file in the data folder; if ``is_read_only``, nothing new is stored."""

    path: Path
    is_read_only: bool = False

    def load(self) -> Read | None:
        """Return the cached looks; ``None`` if the file is damaged or of another version."""
        try:
            if not _is_as_written(self.path):
                return None
            with self.path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                read = read_from({name: stored[name] for name in stored.files})
            self.path.touch()
        except Exception:  # noqa: BLE001 - whatever is wrong with it, the video can be read again
            return None
        return read

    def save(self, read: Read) -> None:
        """Cache the looks of a whole recording and delete the oldest files."""
        if self.is_read_only or not read.covers(0.0, None):
            return
        with suppress(OSError):
            make_private_folder(self.path.parent.parent)
            make_private_folder(self.path.parent)
            with replaced(self.path, _PRIVATE) as file:
                arrays: Any = arrays_of(read)
                np.savez(file, **arrays)
            trim(self.path.parent)

    def surveys(self) -> dict[object, Survey]:
        """Return nothing: another version of the program may find something else."""
        return {}


def _is_as_written(path: Path) -> bool:
    """Whether nothing in a file is compressed: in memory it takes no more than on the disk."""
    with zipfile.ZipFile(path) as file:
        return sum(part.file_size for part in file.infolist()) <= path.stat().st_size


class LookMemory:
    """Holds in memory the looks at the video that was looked at last, and their surveys."""

    def __init__(self) -> None:
        self._of: object = None
        self._read: Read | None = None
        self._surveys: dict[object, Survey] = {}

    def of(self, view: View) -> Kept:
        """Return the place for a video's looks; a file that has changed counts as another video."""
        path = Path(view.location)
        with suppress(OSError):
            state = path.stat()
            return _Place(self, (view, state.st_mtime_ns, state.st_size))
        return _Place(self, object())

    def load(self, of: object) -> Read | None:
        """Return the looks if they are those of ``of``, else ``None``."""
        return self._read if self._of == of else None

    def save(self, of: object, read: Read) -> None:
        """Hold looks in place of the previous ones.

        Parameters
        ----------
        of
            Identifies video, model and rate; compared by equality.
        read
            The looks.
        """
        self._of, self._read, self._surveys = of, read, {}

    def surveys(self, of: object) -> dict[object, Survey]:
        """Return the surveys of the looks of ``of``; an empty one to be lost, if it has others."""
        return self._surveys if self._of == of else {}


@dataclass(frozen=True, slots=True)
class _Place:
    """One video's place in a memory."""

    memory: LookMemory
    of: object

    def load(self) -> Read | None:
        return self.memory.load(self.of)

    def save(self, read: Read) -> None:
        self.memory.save(self.of, read)

    def surveys(self) -> dict[object, Survey]:
        return self.memory.surveys(self.of)


def look_file(view: View, sha256: str | None, *, is_read_only: bool = False) -> LookFile | None:
    """Return the file for the looks at a video; ``None`` if none may be kept.

    Parameters
    ----------
    view
        The video, the model and the frame rate.
    sha256
        Digest of the video; ``None`` keeps nothing.
    is_read_only
        Whether the file may only be read.
    """
    folder = data_folder()
    if sha256 is None or is_locked(folder):
        return None
    model = model_sha256() if view.model is None else view.model.sha256
    told = hashlib.sha256(f"{VERSION} {model} {view.rate_hz:g}".encode()).hexdigest()
    return LookFile(looks_folder(folder) / f"{sha256}-{told[:16]}{_ENDING}", is_read_only)


def size_of(folder: Path) -> tuple[int, int]:
    """Return the number of cached recordings in a folder, and their size in bytes."""
    sizes = [path.stat().st_size for path in folder.glob(f"*{_ENDING}")]
    return len(sizes), sum(sizes)


def trim(folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Delete the least recently used files, down to a total size.

    Parameters
    ----------
    folder
        The folder of the cache.
    most_bytes
        Total size to keep; 0 deletes all.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    files = sorted(
        ((path.stat().st_mtime_ns, path) for path in folder.glob(f"*{_ENDING}")), reverse=True
    )
    total = 0
    for _, path in files:
        total += path.stat().st_size
        if total > most_bytes:
            path.unlink(missing_ok=True)
