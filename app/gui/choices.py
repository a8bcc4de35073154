"""What can be chosen in the bar at the top. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from drills.events import Drill
from vision.datatypes import Side
from vision.sources import STREAM_SCHEMES


class SourceKind(Enum):
    """Where a source comes from."""

    CAMERA = "camera"
    FILE = "file"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source by its kind, its words, and the text that opens it (a sample: its name)."""

    kind: SourceKind
    label: str
    location: str


SAMPLES = (
    SourceChoice(SourceKind.SAMPLE, "Sample: frogger rock", "frogger_rock"),
    SourceChoice(SourceKind.SAMPLE, "Sample: hip aeroplane", "aeroplane"),
    SourceChoice(SourceKind.SAMPLE, "Sample: foot lift", "foot_lift"),
)
DRILLS: tuple[tuple[str, Drill | None], ...] = (
    ("Automatic", None),
    ("Hip aeroplane", Drill.AEROPLANE),
    ("Frogger rock", Drill.FROGGER),
    ("Foot lift", Drill.FOOT_LIFT),
)
SIDES: tuple[tuple[str, Side | None], ...] = (
    ("Either side", None),
    ("Left", Side.LEFT),
    ("Right", Side.RIGHT),
)


def choice_for(text: str) -> SourceChoice:
    """Return the choice for a source as a user names it: a number, an address or a path."""
    if text.isdecimal():
        return SourceChoice(SourceKind.CAMERA, f"Camera {text}", text)
    if text.startswith(STREAM_SCHEMES):
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
