"""Videos of sessions whose person chose to keep them: one file per session, beside the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.files import safe_name
from app.store.folder import make_private_folder
from vision.capture.recording.boxes import fragments_end

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

SUFFIX = ".mp4"
_FOLDER = "videos"


def video_path(folder: Path, session_id: str) -> Path:
    """Return the path of a session's video, whether it exists or not.

    Parameters
    ----------
    folder
        The data folder.
    session_id
        Id of the session.
    """
    return folder / _FOLDER / f"{safe_name(session_id)}{SUFFIX}"


def make_room(folder: Path) -> None:
    """Make the folder for videos, which only its owner can enter.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    make_private_folder(folder)
    make_private_folder(folder / _FOLDER)


def kept_videos(folder: Path) -> frozenset[str]:
    """Return the ids of the sessions whose video is there."""
    return frozenset(path.stem for path in _files(folder) if not _is_half_written(path))


def half_written(folder: Path) -> frozenset[str]:
    """Return the ids of the sessions whose video is being written, or never came to its end."""
    return frozenset(_session_of(path) for path in _files(folder) if _is_half_written(path))


def finish_half_written(folder: Path, known: Collection[str], busy: Callable[[str], bool]) -> None:
    """Keep what killed programs had written of their videos, up to the last whole second or so.

    What cannot be kept stays half-written, for `remove_strays`.

    Parameters
    ----------
    folder
        The data folder.
    known
        Ids of the sessions in the store: a video without a session is not kept.
    busy
        Whether a session is in progress; its video is left alone.

    Raises
    ------
    OSError
        If a file cannot be changed.
    """
    for path in _files(folder):
        session_id = _session_of(path)
        if not _is_half_written(path) or session_id not in known or busy(session_id):
            continue
        with path.open("r+b") as file:
            if not (end := fragments_end(file)):
                continue
            file.truncate(end)
        path.replace(video_path(folder, session_id))


def remove_strays(folder: Path, known: Collection[str], busy: Callable[[str], bool]) -> None:
    """Remove the temporary videos of killed programs, and the videos of unknown sessions.

    Parameters
    ----------
    folder
        The data folder.
    known
        Ids of the sessions in the store.
    busy
        Whether a session is in progress; its video is left alone.

    Raises
    ------
    OSError
        If one cannot be removed.
    """
    for path in _files(folder):
        session_id = _session_of(path)
        is_stray = _is_half_written(path) or session_id not in known
        if is_stray and not busy(session_id):
            path.unlink(missing_ok=True)


def _session_of(path: Path) -> str:
    return path.name.lstrip(".").partition(".")[0]


def _is_half_written(path: Path) -> bool:
    return path.name.startswith(".")


def _files(folder: Path) -> list[Path]:
    return sorted((folder / _FOLDER).glob(f"*{SUFFIX}"))
