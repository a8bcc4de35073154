"""The videos in a folder: which files are taken, and which are left out and named."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vision.capture.recording.video import VIDEO_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMED = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds, in order of names; ``left`` is neither a video nor hidden."""

    videos: tuple[Path, ...]
    left: tuple[Path, ...]

    @property
    def note(self) -> str:
        """What was left out, in words; "" if nothing was."""
        if not self.left:
            return ""
        named = ", ".join(path.name for path in self.left[:NAMED])
        more = f" and {len(self.left) - NAMED} more" if len(self.left) > NAMED else ""
        return f"left out, because they are not videos, or may not be opened: {named}{more}"


def videos_in(folder: Path, results: Path | None = None, *, recursive: bool = False) -> Found:
    """Look for videos in a folder.

    Hidden files (also the companions ``._NAME`` of a Mac) and earlier results are passed over.
    Pipes and links that lead nowhere are never opened; subfolders that may not be opened are left.

    Parameters
    ----------
    folder
        Where to look.
    results
        Where the results go, which may be inside the folder.
    recursive
        Whether to look in subfolders too, though not through links.

    Raises
    ------
    OSError
        If the folder cannot be opened.
    """
    videos: list[Path] = []
    left: list[Path] = []
    waiting = [folder]
    while waiting:
        place = waiting.pop(0)
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            if place == folder:
                raise
            left.append(place)
            continue
        for entry in found:
            path = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                if recursive and not entry.is_symlink() and not _is_result(path, results):
                    waiting.append(path)
            elif entry.is_file() and path.suffix.lower() in VIDEO_SUFFIXES:
                videos.append(path)
            else:
                left.append(path)
    return Found(tuple(sorted(videos)), tuple(left))


def videos_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return files as they are, and the videos of folders and their subfolders; each once.

    Raises
    ------
    OSError
        If a folder cannot be opened.
    """
    videos: list[Path] = []
    for path in paths:
        videos += videos_in(path, recursive=True).videos if path.is_dir() else [path]
    return tuple(dict.fromkeys(videos))


def _is_result(path: Path, results: Path | None) -> bool:
    is_out = results is not None and results.exists() and path.samefile(results)
    return is_out or os.path.exists(path / "session.json")
