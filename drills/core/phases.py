"""Hysteresis, dwell and peaks: what every drill machine is made of. Pure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vision.datatypes import Absent, Estimate, Measure, Reason, Side
from vision.measures import BY_NAME, of_drill, sided
from vision.measures import Pick as Pick

if TYPE_CHECKING:
    from collections.abc import Mapping


MINOR_SHARE = 0.25
"""What holds for less than a quarter of a movement does not decide about it: landmarks that jump, a
hand off the floor, a measure out of sight, a sway before the turn (our rule)."""
STAY_SHARE = 0.7
"""What began beyond a level lasts until it is back within this share of it: 10 deg raise a warning
and 7 clear it, so that noise about the level does neither twice (our rule)."""
DWELL_S = 0.15
"""So long (s) a movement has to be beyond a level to begin or to end; what is shorter is a landmark
that flickers: four pictures of a slow webcam (our rule)."""
BREAK_S = 0.3
"""A shorter interruption (s) of a hold or of a wait does not end it (our rule)."""
TICK_S = 1e-3
"""Times of pictures are compared to the millisecond, finer than any camera stamps them."""
MEMORY_S = 1.0
"""Time constant (s) with which what hardly changes is followed: the places of hands, knees and feet
at rest, side and level, the neutral of a measure (our rule)."""
GAP_S = 0.4
"""A measure that is absent for longer has a gap there (our rule)."""


@dataclass(frozen=True, slots=True)
class PeakRule:
    """Report the `pick` of the frame measure ``source`` under the name of the rep measure."""

    source: str
    pick: Pick = Pick.MAX


def peak_rules(drill: str, side: Side) -> dict[str, PeakRule]:
    """Return how the measures of a drill's rep are taken, by the catalogue.

    Parameters
    ----------
    drill
        Its name in `vision.measures`.
    side
        Of the measures that a frame has for each side.
    """
    return peaks_of(*(row.name for row in of_drill(drill) if row.of), side=side)


def peaks_of(*names: str, side: Side = Side.LEFT) -> dict[str, PeakRule]:
    """Return how some measures of a rep are taken, by the catalogue."""
    rows = [BY_NAME[name] for name in names]
    return {
        row.name: PeakRule(sided(row.of, side) if BY_NAME[row.of].is_sided else row.of, row.pick)
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Peak:
    """The peak of one measure over the frames so far, and how often it was absent and why.

    ``least`` and ``edge`` are ranks (see `vision.measures.Pick`): the smallest one seen, and the
    greatest one at the edge of a gap, that is where the measure was absent for longer than `GAP_S`.
    ``last`` is the rank in the frame seen last, at ``last_s``; before the first that is when it
    began.
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
        """Take one more frame; ``None`` means the measure was not tried in this frame."""
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
        """Return the peak, or the commonest reason why it was not seen.

        That is so if too few frames showed the measure, or if it was lost near its greatest value:
        what happened in the gap may have been more.
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
        """Whether the true peak may lie in a gap: the measure was near its greatest value there."""
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
    """Return a magnitude whose value and interval do not fall below zero."""
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
        """Take the measures of one more frame."""
        return Peaks(
            {
                name: self.by_name.get(name, Peak()).plus(measures.get(rule.source), rule.pick, t_s)
                for name, rule in rules.items()
            }
        )

    def results(self, rules: Mapping[str, PeakRule]) -> dict[str, Measure]:
        """Return the rep's measures by name."""
        found: dict[str, Measure] = {}
        for name, rule in rules.items():
            measure = self.by_name.get(name, Peak()).result(rule.pick)
            if isinstance(measure, Estimate):
                measure = measure.peak()
            found[name] = measure if rule.pick is Pick.SIGNED else positive(measure)
        return found


@dataclass(frozen=True, slots=True)
class Dwell:
    """Since when a condition has held without a break."""

    since_s: float | None = None

    def step(self, holds: bool, t_s: float) -> Dwell:
        """Take one more instant."""
        if not holds:
            return Dwell()
        return self if self.since_s is not None else Dwell(t_s)

    def lasted(self, t_s: float, dwell_s: float) -> bool:
        """Whether it has held for at least ``dwell_s`` (to the millisecond)."""
        return self.since_s is not None and t_s - self.since_s >= dwell_s - TICK_S
