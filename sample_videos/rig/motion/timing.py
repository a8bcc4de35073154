"""Courses over time: minimum-jerk tracks, named phases and slow postural sway. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWAY_TONES = 5
_PARTS = 4
_HOME_SHARE = 0.25
_SWAY_BAND_HZ = (0.12, 0.9)


def ease(fraction: float) -> float:
    """Return a minimum-jerk course from 0 to 1 (Flash and Hogan 1985), constant outside 0..1."""
    u = float(np.clip(fraction, 0, 1))
    return u * u * u * (10 - 15 * u + 6 * u * u)


class Track:
    """A number that rests between minimum-jerk moves; constant before the first and after the last.

    Moves have to be added in the order of time.
    """

    def __init__(self, start_value: float = 0.0) -> None:
        self._keys: list[tuple[float, float, float]] = [(0.0, float(start_value), 1.0)]

    def move(self, start_s: float, end_s: float, value: float, skew: float = 1.0) -> Track:
        """Rest until a moment, then move to a value.

        Parameters
        ----------
        start_s, end_s
            When the move begins and ends.
        value
            Where it ends.
        skew
            Below 1, most of the way is made early in the move; above 1, late.
        """
        self._keys.append((start_s, self._keys[-1][1], 1.0))
        self._keys.append((end_s, float(value), skew))
        return self

    def wander(
        self, phase: Phase, rng: np.random.Generator, limits: tuple[float, float], usual_s: float
    ) -> Track:
        """Move to one random value after another during a phase, and back to the first at its end.

        The values come from all parts of the range in turn, in random order, so that a short phase
        covers it too; about every fourth move goes to the value that the phase began with.

        Parameters
        ----------
        phase
            When to move.
        rng
            Source of the values and durations.
        limits
            Smallest and largest value.
        usual_s
            About how long a move lasts.
        """
        home, time_s = self._keys[-1][1], phase.start_s
        parts: list[int] = []
        while True:
            move_s, rest_s = usual_s * rng.uniform(0.6, 1.2), usual_s * rng.uniform(0.0, 0.4)
            parts = parts or list(rng.permutation(_PARTS))
            value = limits[0] + (limits[1] - limits[0]) * (parts[-1] + rng.uniform()) / _PARTS
            if rng.random() < _HOME_SHARE:
                value = home
            else:
                parts.pop()
            if time_s + move_s + usual_s > phase.end_s:
                break
            self.move(time_s, time_s + move_s, value)
            time_s += move_s + rest_s
        return self.move(time_s, phase.end_s, home)

    def __call__(self, time_s: float) -> float:
        """Return the value at `time_s`."""
        for (start_s, start, _), (end_s, end, skew) in pairwise(self._keys):
            if time_s < end_s:
                fraction = (time_s - start_s) / max(end_s - start_s, 1e-9)
                return start + (end - start) * ease(max(0.0, fraction) ** skew)
        return self._keys[-1][1]


class Phase(NamedTuple):
    """A named stretch of a performance; rep 0 is outside the reps."""

    start_s: float
    end_s: float
    name: str
    rep: int


@dataclass
class Timeline:
    """Phases one after the other."""

    phases: list[Phase] = field(default_factory=list)

    @property
    def duration_s(self) -> float:
        """End of the last phase."""
        return self.phases[-1].end_s if self.phases else 0.0

    def add(self, duration_s: float, name: str, rep: int = 0) -> Phase:
        """Append a phase and return it.

        Parameters
        ----------
        duration_s
            How long it lasts.
        name
            As in the truth table.
        rep
            From 1; 0 is outside the reps.
        """
        start_s = self.duration_s
        self.phases.append(Phase(start_s, start_s + duration_s, name, rep))
        return self.phases[-1]

    def at(self, time_s: float) -> Phase:
        """Return the phase at `time_s`; after the end, the last one."""
        for phase in self.phases:
            if time_s < phase.end_s:
                return phase
        return self.phases[-1]


class Sway:
    """Postural sway: for each channel a sum of slow sine waves, of about unit size.

    Channels are drawn in the order given, so the order is part of what a seed means.
    """

    def __init__(self, seed: int, size: float, channels: Sequence[str]) -> None:
        rng = np.random.default_rng(seed)
        self._size = size
        self._tones = {}
        for name in channels:
            frequency_hz = rng.uniform(*_SWAY_BAND_HZ, _SWAY_TONES)
            phase = rng.uniform(0, 2 * np.pi, _SWAY_TONES)
            self._tones[name] = (frequency_hz, phase, 0.8 / (1 + 2 * frequency_hz))

    def at(self, time_s: float) -> dict[str, float]:
        """Return the value of each channel at `time_s`."""
        return {
            name: self._size * float((gain * np.sin(2 * np.pi * f * time_s + phase)).sum())
            for name, (f, phase, gain) in self._tones.items()
        }

    def none(self) -> dict[str, float]:
        """Return zero for each channel."""
        return dict.fromkeys(self._tones, 0.0)
