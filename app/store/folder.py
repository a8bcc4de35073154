"""Where the user's data is kept, readable by the owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.store.errors import StoreTrouble, store_error

if TYPE_CHECKING:
    from collections.abc import Iterable

DATABASE_NAME = "hipdrill.db"
LOG_NAME = "hipdrill.log"
BEFORE_GLOB = "before-restore-*"
"""Folders with what a restored backup has replaced."""
ASIDE_ENDING = ".damaged"
"""Of small files that could not be understood: they are kept under another name."""
LOCKED_NAME, KEY_NAME = "locked.age", "locked-key.age"
_SYNC_FOLDERS = (
    "dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "owncloud",
    "com~apple~clouddocs", "mobile documents",
)  # fmt: skip
_OWNER_ONLY_FOLDER, _OWNER_ONLY_FILE = 0o700, 0o600


def data_folder() -> Path:
    """Return the data folder: ``HIPDRILL_DATA`` if set, else the platform's usual place."""
    named = os.environ.get("HIPDRILL_DATA")
    return Path(named) if named else Path(platformdirs.user_data_path("hipdrill", appauthor=False))


def looks_folder(folder: Path) -> Path:
    """Return where a data folder keeps what was read from videos (`app.run.looking.cache`)."""
    return folder / "looks"


def forget_looks(folder: Path, sources: Iterable[str]) -> None:
    """Delete the cached looks at some videos.

    Parameters
    ----------
    folder
        The data folder.
    sources
        SHA-256 digests of the videos.

    Raises
    ------
    OSError
        If a file cannot be deleted.
    """
    for sha256 in sources:
        for path in looks_folder(folder).glob(f"{sha256}-*"):
            path.unlink(missing_ok=True)


def is_locked(folder: Path) -> bool:
    """Whether all of a data folder is locked with a pass phrase (`app.run.keeping.vault`)."""
    return os.path.exists(folder / LOCKED_NAME)


def database_path(folder: Path | None = None) -> Path:
    """Return the path of a data folder's database, whether it exists or not.

    Raises
    ------
    StoreError
        SEALED if the folder is locked with a pass phrase.
    """
    path = (folder or data_folder()) / DATABASE_NAME
    if is_locked(path.parent):
        raise store_error(StoreTrouble.SEALED, path)
    return path


def make_private_folder(folder: Path) -> None:
    """Make a folder, or take an existing one, and let only its owner enter it.

    Raises
    ------
    OSError
        If it cannot be made. Permissions that cannot be narrowed are left as they are.
    """
    folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        with suppress(OSError):  # a share without permissions, or a folder of another owner
            folder.chmod(_OWNER_ONLY_FOLDER)


def make_private_file(path: Path) -> None:
    """Make an empty file for the owner only, or narrow the permissions of an existing one.

    SQLite gives its -wal and -shm files the mode of the database.
    """
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, _OWNER_ONLY_FILE))
    elif path.stat().st_mode & 0o077:
        with suppress(OSError):
            path.chmod(_OWNER_ONLY_FILE)


def second_writer(folder: Path) -> str:
    """Return what else may write to a data folder, "" if nothing is known to.

    A program that copies files between computers takes the database apart while it is being
    written.
    """
    for part in folder.absolute().parts:
        known = next((name for name in _SYNC_FOLDERS if part.lower().startswith(name)), None)
        if known is not None:
            return f"{part} is synchronised between several computers"
    if any((above / ".stfolder").exists() for above in (folder, *folder.absolute().parents)):
        return "Syncthing synchronises it between several computers"
    copies = sorted(path.name for path in folder.glob("hipdrill*conflict*"))
    return f"{copies[0]} was made by a program that synchronises files" if copies else ""
