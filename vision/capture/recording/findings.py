"""What was found while decoding a recording or a piece of it, and the notes about it."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vision.capture.clock import FEW_SHARE, changing_s, time_notes
from vision.capture.recording.container import DEFAULT_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INTERLACED_SHARE = 0.1


def _numbers(values: Iterable[float] = ()) -> array[float]:
    """Return numbers in a quarter of a list's memory: two hours of them took 30 MB."""
    return array("d", values)


@dataclass(slots=True)
class Findings:
    """What the file promised (the first five), and what it contained.

    Attributes
    ----------
    fps, duration_s, frames
        What the file says; 0 or ``None`` where it does not.
    ends_s
        The stamp at which its pictures should end; ``None`` where that is not known.
    has_times
        Whether it says when its pictures are shown.
    packets, damaged, interlaced
        Number of coded pictures, of damaged ones, and of interlaced ones.
    damaged_s, lost_s, lost
        When the damage begins, from when on nothing could be decoded any more, and how many coded
        pictures came then.
    times_s, joins_s, size_changes_s
        Times of all pictures, of those that begin another recording, and of those that differ in
        size from the one before.
    frozen_s
        From when to when the picture was frozen.
    changed_s, levels
        When the picture was another one than before, and by how much, as `Standstill` gives it.
    last_stamp_s
        Stamp of the last picture.
    """

    fps: float = 0.0
    duration_s: float | None = None
    frames: int = 0
    ends_s: float | None = None
    has_times: bool = True
    packets: int = 0
    damaged: int = 0
    interlaced: int = 0
    damaged_s: float | None = None
    lost_s: float | None = None
    lost: int = 0
    times_s: array[float] = field(default_factory=_numbers)
    joins_s: list[float] = field(default_factory=list)
    size_changes_s: list[float] = field(default_factory=list)
    frozen_s: list[tuple[float, float]] = field(default_factory=list)
    changed_s: array[float] = field(default_factory=_numbers)
    levels: array[float] = field(default_factory=_numbers)
    last_stamp_s: float | None = None

    def __post_init__(self) -> None:
        """Take lists, too: that is what JSON knows."""
        for name in ("times_s", "changed_s", "levels"):
            setattr(self, name, _numbers(getattr(self, name)))

    def take_damage(self) -> None:
        """Count a coded picture that cannot be decoded, or not soundly."""
        now_s = self.times_s[-1] if self.times_s else 0.0
        self.damaged += 1
        self.damaged_s = now_s if self.damaged_s is None else self.damaged_s
        self.lost_s = now_s if self.lost_s is None else self.lost_s
        self.lost += 1

    def take_sound(self) -> None:
        """Take notice of a picture that was decoded soundly."""
        self.lost_s, self.lost = None, 0

    def take_frozen(self, frozen_s: Sequence[tuple[float, float]]) -> None:
        """Leave out the times of frozen pictures that are new in a list of all of them so far."""
        for since_s, until_s in frozen_s[len(self.frozen_s) :]:
            self.frozen_s.append((since_s, until_s))
            self.times_s = _numbers(t for t in self.times_s if not since_s < t < until_s)

    def meets(self, later: Findings) -> bool:
        """Whether a later piece contains the last frames of this one and continues from there."""
        first_s = later.times_s[0] if later.times_s else math.inf
        both = list(self.times_s[bisect_left(self.times_s, first_s) :])
        return bool(both) and list(later.times_s[: len(both)]) == both

    def plus(self, later: Findings) -> Findings:
        """Return the findings of this piece and a later one; what both decoded counts once."""
        last_s = self.times_s[-1] if self.times_s else -1.0
        times_s = self.times_s + later.times_s[bisect_right(later.times_s, last_s) :]
        anew = bisect_right(later.changed_s, last_s)
        first_s = later.times_s[0] if later.times_s else 0.0
        return replace(
            self,
            packets=len(times_s),
            damaged=self.damaged + later.damaged,
            damaged_s=later.damaged_s if self.damaged_s is None else self.damaged_s,
            lost_s=later.lost_s,
            lost=later.lost,
            interlaced=self.interlaced + later.interlaced,
            times_s=times_s,
            frozen_s=[*self.frozen_s, *(f for f in later.frozen_s if f[1] > last_s)],
            changed_s=self.changed_s + later.changed_s[anew:],
            levels=self.levels + later.levels[anew:],
            size_changes_s=[
                *self.size_changes_s, *(t_s for t_s in later.size_changes_s if t_s > first_s)
            ],
            last_stamp_s=self.last_stamp_s if later.last_stamp_s is None else later.last_stamp_s,
        )  # fmt: skip

    def notes(self, *, is_live: bool = False) -> list[str]:
        """Return notes for the user; a live stream has no times of its own to be noted."""
        notes = self._picture_notes()
        if is_live or not self.times_s:
            return notes
        notes += self._file_notes()
        changed_s = changing_s(self.changed_s, self.levels)
        return notes + time_notes(self.times_s, self.joins_s, self.frozen_s, changed_s)

    def _picture_notes(self) -> list[str]:
        notes = []
        if self.size_changes_s:
            notes.append(
                f"The picture size changes at {self.size_changes_s[0]:.1f} s: later frames were "
                "scaled to the first size."
            )
        if self.interlaced > INTERLACED_SHARE * len(self.times_s):
            notes.append(
                "The video is interlaced: every second line was left out. Record progressively "
                "(a p in the format, as in 1080p) if you can."
            )
        return notes

    def _file_notes(self) -> list[str]:
        notes = []
        breaks_off = not self.joins_s and self._missing_s() > self._least_missing_s()
        if self.damaged_s is not None and self.damaged_s != self.lost_s:
            notes.append(
                f"The video is damaged at {self.damaged_s:.1f} s: some frames are missing or "
                "distorted."
            )
        if self.lost_s is not None and (self.lost > 1 or not breaks_off):
            notes.append(
                f"The video is damaged at {self.lost_s:.1f} s: what comes after could not be "
                "decoded."
            )
        elif breaks_off:
            whole_s = self.duration_s or 0.0
            notes.append(
                f"The video breaks off at {self.times_s[-1]:.1f} s of {whole_s:.1f} s: "
                "copy it again."
            )
        if not self.fps and not self.has_times:
            notes.append(
                f"The video has no time stamps: {DEFAULT_RATE:.0f} frames a second are assumed, "
                "and all durations depend on that."
            )
        return notes

    def _least_missing_s(self) -> float:
        step_s = 1.0 / (self.fps or DEFAULT_RATE)
        return max(2 * step_s, FEW_SHARE * (self.duration_s or 0.0))

    def _missing_s(self) -> float:
        """Return how much of the promised length has no pictures; 0 if that is not known."""
        if self.last_stamp_s is None or self.ends_s is None or 0 < self.frames <= self.packets:
            return 0.0  # if all pictures are there, the last one is merely shown for long
        return self.ends_s - self.last_stamp_s
