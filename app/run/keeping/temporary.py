"""Files needed only while something is being made: in the data folder, which is private.

They hold names and pictures, so what a killed program leaves is removed at the next start.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.run.keeping.running import lives, remove_stale
from app.store.folder import data_folder, looks_folder, make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = "temporary"
_HALF_WRITTEN = ".hipdrill-*"
STALE_S = 3600.0


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for the owner only, which is deleted at the end of the block.

    It is in the data folder, or with the system's temporary files if that cannot be written to.

    Raises
    ------
    OSError
        If it cannot be made in either place.
    """
    try:
        make_private_folder(data_folder())
        make_private_folder(data_folder() / _FOLDER)
        name = tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=data_folder() / _FOLDER)
    except OSError:
        name = tempfile.mkdtemp(prefix="hipdrill-")
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def temporary_file() -> BinaryIO:
    """Open a file without a name, in the same places; it is gone when it is closed.

    Raises
    ------
    OSError
        If it cannot be made in either place.
    """
    try:
        make_private_folder(data_folder())
        make_private_folder(data_folder() / _FOLDER)
        return tempfile.TemporaryFile(prefix=f"{os.getpid()}-", dir=data_folder() / _FOLDER)
    except OSError:
        return tempfile.TemporaryFile()


def remove_left(folder: Path) -> None:
    """Remove what killed programs left in a data folder. Never raises."""
    remove_stale(folder)
    with suppress(OSError):
        for path in (folder / _FOLDER).iterdir():
            pid = path.name.partition("-")[0]
            if not (pid.isdecimal() and lives(int(pid))):
                shutil.rmtree(path, ignore_errors=True)
    for path in (*folder.glob(_HALF_WRITTEN), *looks_folder(folder).glob(_HALF_WRITTEN)):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_S:
                path.unlink()
