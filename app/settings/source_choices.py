"""Sources that can be chosen, as words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vision.capture.frame_source import STREAM_SCHEMES


class SourceKind(Enum):
    """Where a source comes from."""

    CAMERA = "camera"
    FILE = "file"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source by its kind, its words, and the text that opens it ("" for the sample)."""

    kind: SourceKind
    label: str
    location: str

    @property
    def is_live(self) -> bool:
        """Whether it is a live picture of the person, which may be mirrored."""
        return self.kind is SourceKind.CAMERA


SAMPLE = SourceChoice(SourceKind.SAMPLE, "Sample clip, to try it out", "")


def choice_for(text: str) -> SourceChoice:
    """Return the choice for a source as a user names it: a number, an address or a path."""
    if text.isdecimal():
        return SourceChoice(SourceKind.CAMERA, f"Camera {text}", text)
    if text.lower().startswith(STREAM_SCHEMES):
        return SourceChoice(SourceKind.CAMERA, text, text)
    return SourceChoice(SourceKind.FILE, Path(text).name, text)


def camera_choices(found: list[tuple[int, str]]) -> tuple[SourceChoice, ...]:
    """Return a choice for every camera, its number told where two have the same name."""
    names = [name for _, name in found]
    return tuple(
        SourceChoice(
            SourceKind.CAMERA,
            f"{name} ({number})" if names.count(name) > 1 else name[:1].upper() + name[1:],
            str(number),
        )
        for number, name in found
    )
