"""What the window is asked to do when it opens, by the command line or by a second start."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from drills.core.events import Drill
from vision.datatypes import Side

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """``files`` are to be reviewed; the others set up a set, which ``autostart`` begins at once."""

    files: tuple[str, ...] = ()
    source: str | None = None
    drill: Drill | None = None
    side: Side | None = None
    autostart: bool = False

    @property
    def sets_up(self) -> bool:
        """Whether a set is asked for."""
        return self.autostart or any(x is not None for x in (self.source, self.drill, self.side))

    def from_here(self) -> Wishes:
        """Return the same wishes for a program in another working folder."""
        source = self.source
        if source is not None and os.path.exists(source):
            source = str(Path(source).absolute())
        return replace(
            self, files=tuple(str(Path(f).absolute()) for f in self.files), source=source
        )


def to_line(wishes: Wishes) -> bytes:
    """Return wishes as one line of JSON."""
    data = {
        "files": wishes.files,
        "source": wishes.source,
        "drill": wishes.drill,
        "side": wishes.side,
        "autostart": wishes.autostart,
    }
    return json.dumps(data).encode() + b"\n"


def from_line(line: bytes) -> Wishes:
    """Return the wishes in a line.

    Raises
    ------
    ValueError
        If there are none.
    """
    data = json.loads(line[:MOST_BYTES])
    if not isinstance(data, dict):
        raise ValueError("no wishes")
    files, source = data.get("files", ()), data.get("source")
    if not isinstance(files, list) or not all(
        isinstance(name, str) for name in (*files, source or "")
    ):
        raise ValueError("no files")
    return Wishes(
        files=tuple(files),
        source=source,
        drill=None if data.get("drill") is None else Drill(data["drill"]),
        side=None if data.get("side") is None else Side(data["side"]),
        autostart=data.get("autostart") is True,
    )
