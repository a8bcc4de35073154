"""Sources that can be chosen, as words."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vision.capture.frame_source import STREAM_SCHEMES


class SourceKind(Enum):
    """Where a source comes from."""

    CAMERA = "camera"
    FILE = "file"
    SAMPLE = "sample"


_HOST = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[\w-]+(?:\.[\w-]+)*:\d{2,5}|[\w-]+\.local)(?:/\S*)?"
)
"""An IP address, a name with a port, or a name in the local network; then a path."""


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source by its kind, its label, and the text that opens it ("" for the sample)."""

    kind: SourceKind
    label: str
    location: str

    @property
    def is_live(self) -> bool:
        """Whether it is a live picture of the person, which may be mirrored."""
        return self.kind is SourceKind.CAMERA


SAMPLE = SourceChoice(SourceKind.SAMPLE, "Sample clip, to try it out", "")


def address_of(text: str) -> str:
    """Return the network address that is meant, even without its ``http://``, "" for anything else.

    A host with a port, an IP address or a name in the local network is an address: phones show
    "192.168.1.20:8080". If there is a file of that name, the file is meant.
    """
    wanted = text.strip()
    if wanted.lower().startswith(STREAM_SCHEMES):
        return wanted
    return f"http://{wanted}" if _HOST.fullmatch(wanted) and not os.path.exists(wanted) else ""


def choice_for(text: str) -> SourceChoice:
    """Return the choice for a source as a user names it: a number, an address or a path."""
    if text.isdecimal():
        return SourceChoice(SourceKind.CAMERA, f"Camera {text}", text)
    address = address_of(text)
    if address:
        return SourceChoice(SourceKind.CAMERA, address, address)
    return SourceChoice(SourceKind.FILE, Path(text).name, text)


def camera_choices(cameras: list[tuple[int, str]]) -> tuple[SourceChoice, ...]:
    """Return a choice for every camera, with its number where two have the same name."""
    names = [name for _, name in cameras]
    return tuple(
        SourceChoice(
            SourceKind.CAMERA,
            f"{name} ({number})" if names.count(name) > 1 else name[:1].upper() + name[1:],
            str(number),
        )
        for number, name in cameras
    )
