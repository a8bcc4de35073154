"""What a source of pictures is, whether file, camera or network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Generator

    from vision.datatypes import Frame

_JOINER = "\u200d"  # holds pictures and the letters of some scripts together
STREAM_SCHEMES = ("http://", "https://", "rtsp://", "rtsps://")


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known about a source before its first frame; 0 or ``None`` where it does not say.

    ``has_plain_times``: whether a file can be read from its middle; false if nobody asked
    (`vision.capture.recording.wanted.Wanted`).
    """

    kind: str
    name: str
    fps: float
    duration_s: float | None = None
    frames: int | None = None
    path: Path | None = None
    has_plain_times: bool = False


class FrameSource(Protocol):
    """A stream of frames with increasing time stamps."""

    @property
    def info(self) -> SourceInfo:
        """What is known about the source."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the user about the state of the input."""
        ...

    def frames(self) -> Generator[Frame]:
        """Yield the frames in order of time."""
        ...

    def close(self) -> None:
        """Release the device or file."""
        ...


def shown_name(location: str) -> str:
    """Return a file's name, or an address without its password and query, that is safe to print."""
    if location.lower().startswith(STREAM_SCHEMES):
        parts = urlsplit(location)
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"
    return printable(Path(location).name or location)


def printable(text: str) -> str:
    """Return a text in one line, with a mark for what cannot be shown."""
    return "".join(c if c.isprintable() or c == _JOINER else "\ufffd" for c in text)
