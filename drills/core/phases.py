"""Hysteresis, dwell and peaks: the building blocks of every drill machine. Pure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vision.datatypes import Absent, Estimate, Measure, Reason, Side
from vision.measures import BY_NAME, of_drill, sided
from vision.measures import Pick as Pick
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping


MINOR_SHARE = 0.25
"""What is true for less than a quarter of a movement does not decide what it was: jumping
landmarks, a hand off the floor, a measure out of sight, a sway before the turn (our rule)."""
STAY_SHARE = 0.7
"""What began beyond a level lasts until it is back within this share of it: 10 deg raise a warning
and 7 clear it, so that noise around the level cannot do both repeatedly (our rule)."""
DWELL_S = 0.15
"""How long (s) a movement has to be beyond a level to begin or to end; anything shorter is a
flickering landmark: four frames of a slow webcam (our rule)."""
BREAK_S = 0.3
"""A shorter interruption (s) of a hold or a wait does not end it (our rule)."""
TICK_S = 1e-3
"""Frame times are compared to the millisecond, which is finer than any camera's stamps."""
MEMORY_S = 1.0
"""Time constant (s) for things that hardly change: the places of hands, knees and feet at rest,
side and level, the neutral of a measure (our rule)."""
GAP_S = 0.4
"""A measure that is absent for longer than this (s) has a gap there: in a shorter time the peak of
a slow movement is not missed (our rule)."""


@dataclass(frozen=True, slots=True)
class PeakRule:
    """Report the peak of the frame measure ``source``, chosen by ``pick``, as a rep measure."""

    source: str
    pick: Pick = Pick.MAX


def peak_rules(drill: str, side: Side) -> dict[str, PeakRule]:
    """Return how the rep measures of a drill are taken, from the catalogue.

    Parameters
    ----------
    drill
        Its name in `vision.measures`.
    side
        The side to use for measures that exist for each side.
    """
    return peaks_of(*(row.name for row in of_drill(drill) if row.of), side=side)


def peaks_of(*names: str, side: Side = Side.LEFT) -> dict[str, PeakRule]:
    """Return how some rep measures are taken, from the catalogue.

    Parameters
    ----------
    names
        Rep measures.
    side
        The side to use for measures that exist for each side.
    """
    rows = [BY_NAME[name] for name in names]
    return {
        row.name: PeakRule(sided(row.of, side) if BY_NAME[row.of].is_sided else row.of, row.pick)
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Peak:
    """The peak of one measure over the frames so far, and how often it was absent and why.

    ``least`` and ``edge`` are ranks (see `vision.measures.Pick`): the smallest one seen, and the
    greatest one at the edge of a gap, where the measure was absent for longer than `GAP_S`.
    ``last`` is the rank in the last frame that had the measure, at ``last_s``; before the first
    one, ``last_s`` is when the rep began.
    """

    best: Estimate | None = None
    seen: int = 0
    absent: Mapping[Reason, int] = field(default_factory=dict)
    least: float = math.inf
    edge: float = -math.inf
    last: float = -math.inf
    last_s: float | None = None
    now_s: float = -math.inf

    def plus(self, measure: Measure | None, pick: Pick, t_s: float) -> Peak:
        """Return the peak after one more frame.

        Parameters
        ----------
        measure
            The frame's; ``None`` if the frame did not attempt it.
        pick
            How the peak is chosen.
        t_s
            Time of the frame.
        """
        last_s = t_s if self.last_s is None else self.last_s
        if measure is None:
            measure = Absent(Reason.TRACKING_LOST)
        if isinstance(measure, Absent):
            count = self.absent.get(measure.reason, 0) + 1
            absent = {**self.absent, measure.reason: count}
            return replace(self, absent=absent, last_s=last_s, now_s=t_s)
        value = _oriented(measure, pick)
        rank = _rank(value, pick)
        better = self.best is None or rank > _rank(self.best, pick)
        gap = t_s - last_s > GAP_S
        return Peak(
            best=value if better else self.best,
            seen=self.seen + 1,
            absent=self.absent,
            least=min(self.least, rank),
            edge=max(self.edge, self.last, rank) if gap else self.edge,
            last=rank,
            last_s=t_s,
            now_s=t_s,
        )

    def result(self, pick: Pick) -> Measure:
        """Return the peak, or the most frequent reason why it was not seen.

        It is absent if too few frames had the measure, or if it was missing near its greatest
        value: it may have been greater in the gap.
        """
        missing = sum(self.absent.values())
        if (
            self.best is None
            or self.seen < MINOR_SHARE * (self.seen + missing)
            or self._hides(pick)
        ):
            if not self.absent:
                return Absent(Reason.NOT_VISIBLE)
            return Absent(Counter(self.absent).most_common(1)[0][0])
        return self.best

    def _hides(self, pick: Pick) -> bool:
        """Whether the true peak may lie in a gap, beside which the measure was near its best."""
        if self.best is None or self.last_s is None:
            return False
        best = _rank(self.best, pick)
        edge = max(self.edge, self.last) if self.now_s - self.last_s > GAP_S else self.edge
        lowest = max(self.least, 0.0) if best > 0 else self.least
        return edge > best - MINOR_SHARE * (best - lowest)


def _oriented(measure: Estimate, pick: Pick) -> Estimate:
    if pick is Pick.MAX_NEGATED or (pick is Pick.MAGNITUDE and measure.value < 0):
        return measure.negated()
    return measure


def _rank(measure: Estimate, pick: Pick) -> float:
    return abs(measure.value) if pick is Pick.SIGNED else measure.value


def positive(measure: Measure) -> Measure:
    """Return a measure whose value and interval are cut off below zero; an absent one unchanged."""
    if isinstance(measure, Absent):
        return measure
    return Estimate(max(0.0, measure.value), max(0.0, measure.low), max(0.0, measure.high))


@dataclass(frozen=True, slots=True)
class Peaks:
    """The peaks of all measures of one rep."""

    by_name: Mapping[str, Peak] = field(default_factory=dict)

    def plus(
        self, measures: Mapping[str, Measure], rules: Mapping[str, PeakRule], t_s: float
    ) -> Peaks:
        """Return the peaks after one more frame.

        Parameters
        ----------
        measures
            The frame's measures by name.
        rules
            How the peaks are taken, by rep measure.
        t_s
            Time of the frame.
        """
        return Peaks(
            {
                name: self.by_name.get(name, Peak()).plus(measures.get(rule.source), rule.pick, t_s)
                for name, rule in rules.items()
            }
        )

    def results(self, rules: Mapping[str, PeakRule]) -> dict[str, Measure]:
        """Return the measures of the rep by name; all but signed ones are not below zero."""
        measures: dict[str, Measure] = {}
        for name, rule in rules.items():
            measure = self.by_name.get(name, Peak()).result(rule.pick)
            if isinstance(measure, Estimate):
                measure = measure.peak()
            measures[name] = measure if rule.pick is Pick.SIGNED else positive(measure)
        return measures


@dataclass(frozen=True, slots=True)
class Dwell:
    """Since when a condition has held without interruption."""

    since_s: float | None = None

    def step(self, holds: bool, t_s: float) -> Dwell:
        """Return the dwell after one more moment.

        Parameters
        ----------
        holds
            Whether the condition holds now.
        t_s
            The time now.
        """
        if not holds:
            return Dwell()
        return self if self.since_s is not None else Dwell(t_s)

    def lasted(self, t_s: float, dwell_s: float) -> bool:
        """Whether the condition has held long enough, to the millisecond.

        Parameters
        ----------
        t_s
            The time now.
        dwell_s
            The time required.
        """
        return self.since_s is not None and t_s - self.since_s >= dwell_s - TICK_S
