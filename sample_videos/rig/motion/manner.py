"""How evenly a person moves: pauses, pulses, false starts, uneven depth and tempo, fidgeting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .timing import Phase, Sway, Timeline, Track

_PAUSE_S = (0.3, 1.6)
_PULSE_S = (0.25, 0.5)
_PULSE_DEPTH = (0.12, 0.3)
_MOST_PULSES = 3
_FALSE_START_DEPTH = (0.2, 0.45)
_FIDGETS_PER_S = 0.4
_FIDGET_S = (0.6, 2.2)


@dataclass(frozen=True)
class Manner:
    """How evenly a person moves; the defaults are smooth and even.

    Attributes
    ----------
    pause
        Share of moves that stop on their way.
    pulse
        Share of reps that go back and forth a little at their far end.
    restart
        Share of reps that are begun, given up and begun again; the false start has rep 0.
    uneven_depth
        By how much of its range a rep may fall short, 0..1.
    uneven_tempo
        Spread of durations, and of how early in a move most of the way is made.
    fidget
        How much head, arms and weight move on their own, from 0 (not at all) to 1 (much).
    """

    pause: float = 0.0
    pulse: float = 0.0
    restart: float = 0.0
    uneven_depth: float = 0.0
    uneven_tempo: float = 0.0
    fidget: float = 0.0

    @classmethod
    def of(cls, given: Manner | Mapping[str, float]) -> Manner:
        """Make a manner from a JSON mapping; unknown keys raise ValueError."""
        if isinstance(given, Manner):
            return given
        unknown = sorted(set(given) - {f.name for f in fields(cls)})
        if unknown:
            raise ValueError(f"unknown manner keys: {', '.join(unknown)}")
        return cls(**given)


def random_manner(rng: np.random.Generator, size: float = 1.0) -> Manner:
    """Draw a manner.

    Parameters
    ----------
    rng
        Source of the draws.
    size
        How uneven it may be: 0 is even, 1 very uneven.
    """
    most = {
        "pause": 0.35,
        "pulse": 0.35,
        "restart": 0.2,
        "uneven_depth": 0.35,
        "uneven_tempo": 0.5,
        "fidget": 1.0,
    }
    restless = rng.uniform(0, size)
    return Manner(**{name: float(restless * rng.uniform(0, top)) for name, top in most.items()})


class Pacer:
    """Lays moves out in time, in a person's manner.

    An even manner draws nothing from the generator, so it leaves a performance unchanged.
    """

    def __init__(self, manner: Manner, rng: np.random.Generator, timeline: Timeline) -> None:
        self._manner = manner
        self._rng = rng
        self._timeline = timeline

    def move(self, track: Track, value: float, usual_s: float, name: str, rep: int = 0) -> Phase:
        """Add a phase in which a track goes to a value, perhaps with a stop on the way.

        Parameters
        ----------
        track
            That moves.
        value
            Where it goes.
        usual_s
            How long it takes at an even tempo.
        name, rep
            Of the phase.
        """
        manner, rng = self._manner, self._rng
        whole_s, skew = usual_s, 1.0
        if manner.uneven_tempo:
            whole_s *= float(np.exp(manner.uneven_tempo * rng.normal()))
            skew = float(np.exp(0.6 * manner.uneven_tempo * rng.normal()))
        if not self._happens(manner.pause):
            phase = self._timeline.add(whole_s, name, rep)
            track.move(phase.start_s, phase.end_s, value, skew)
            return phase
        share, stop_s = rng.uniform(0.3, 0.75), rng.uniform(*_PAUSE_S)
        phase = self._timeline.add(whole_s + stop_s, name, rep)
        stop_at_s = phase.start_s + share * whole_s
        start = track(phase.start_s)
        track.move(phase.start_s, stop_at_s, start + share * (value - start), skew)
        track.move(stop_at_s + stop_s, phase.end_s, value, skew)
        return phase

    def rest(self, track: Track, towards: float, usual_s: float, name: str, rep: int = 0) -> Phase:
        """Add a phase at the far end of a rep, perhaps with small pulses.

        Parameters
        ----------
        track
            That rests.
        towards
            The value that pulses go towards, a little of the way, and back from.
        usual_s
            How long the rest is without pulses.
        name, rep
            Of the phase.
        """
        if not self._happens(self._manner.pulse):
            return self._timeline.add(usual_s, name, rep)
        rng = self._rng
        end = track(self._timeline.duration_s)
        time_s = self._timeline.duration_s + 0.3 * usual_s
        start_s = self._timeline.duration_s
        for _ in range(int(rng.integers(1, _MOST_PULSES + 1))):
            back_s, forth_s = rng.uniform(*_PULSE_S, 2)
            track.move(time_s, time_s + back_s, end + rng.uniform(*_PULSE_DEPTH) * (towards - end))
            track.move(time_s + back_s, time_s + back_s + forth_s, end)
            time_s += back_s + forth_s
        return self._timeline.add(time_s + 0.7 * usual_s - start_s, name, rep)

    def false_start(self, track: Track, value: float, usual_s: float) -> None:
        """Perhaps begin a rep and give it up, in phases named ``restart``.

        Parameters
        ----------
        track
            That moves.
        value
            Where the rep would go.
        usual_s
            How long its way there takes.
        """
        if not self._happens(self._manner.restart):
            return
        rng, home = self._rng, track(self._timeline.duration_s)
        there = home + rng.uniform(*_FALSE_START_DEPTH) * (value - home)
        for goal in (there, home):
            phase = self._timeline.add(0.5 * usual_s * rng.uniform(0.8, 1.4), "restart")
            track.move(phase.start_s, phase.end_s, goal)
        self._timeline.add(rng.uniform(*_PAUSE_S), "restart")

    def depth(self, start: float, end: float) -> float:
        """Return the value at which a rep ends, perhaps short of the end.

        Parameters
        ----------
        start, end
            Where the rep begins, and where it ends at full depth.
        """
        if not self._manner.uneven_depth:
            return end
        return float(start + (end - start) * (1 - self._manner.uneven_depth * self._rng.random()))

    def _happens(self, share: float) -> bool:
        return bool(share) and bool(self._rng.random() < share)


class _Bump(NamedTuple):
    """A fidget: channel, start, duration (s) and size."""

    channel: str
    start_s: float
    duration_s: float
    size: float


class Restless:
    """A `Sway` with fidgets on top: now and then a channel goes away and comes back.

    Parameters
    ----------
    sway
        Without fidgets.
    fidget
        How often they come, 0 (never) to 1, see `Manner`.
    most
        Channel -> its largest fidget, in the units of the sway.
    seed
        Of the fidgets.
    duration_s
        Of the performance.
    """

    def __init__(
        self, sway: Sway, fidget: float, most: Mapping[str, float], seed: int, duration_s: float
    ) -> None:
        self._sway = sway
        rng = np.random.default_rng([seed, 71])
        count = int(rng.poisson(_FIDGETS_PER_S * fidget * duration_s)) if fidget else 0
        channels = sorted(most)
        self._bumps = [
            _Bump(
                channel := channels[int(rng.integers(len(channels)))],
                float(rng.uniform(0, duration_s)),
                float(rng.uniform(*_FIDGET_S)),
                float(rng.uniform(-1, 1) * most[channel]),
            )
            for _ in range(count)
        ]

    def at(self, time_s: float) -> dict[str, float]:
        """Return the value of each channel at `time_s`."""
        values = self._sway.at(time_s)
        for bump in self._bumps:
            share = (time_s - bump.start_s) / bump.duration_s
            if 0 < share < 1:
                values[bump.channel] += bump.size * float(np.sin(np.pi * share)) ** 2
        return values

    def none(self) -> dict[str, float]:
        """Return zero for each channel."""
        return self._sway.none()
