"""Goals: what a person trains for, and how much of it was reached cleanly. Pure.

Profiles collect the bands of every drill's definition; an own profile is another one with some
bands changed. Only *clean* reps count towards a target: a range that the low back helped to reach
is not the hip's. The compensation-free range (``clean_...``) is taken from compensated reps too,
since it is what came before the compensation; an unjudged rep shows neither.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core.definition import Band, Goal
from drills.core.events import RepResult
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Measure, Reason
from vision.measures import CLEAN_RANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drills.core.events import Drill, Rep
    from vision.datatypes import Side

TITLES = {
    Goal.EVERYDAY: "everyday and running",
    Goal.DEEP_SQUAT: "deep squat",
    Goal.GYMNASTICS: "gymnastics and dance",
    Goal.OWN: "custom targets",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A goal with its bands by drill."""

    goal: Goal
    bands: Mapping[Drill, tuple[Band, ...]]

    @property
    def title(self) -> str:
        """The goal in words."""
        return TITLES[self.goal]

    def bands_of(self, drill: Drill, level: str | None = None) -> tuple[Band, ...]:
        """Return the targets of a drill.

        Parameters
        ----------
        drill
            The drill.
        level
            Its level; ``None`` uses the targets of the hardest one.
        """
        definition = DEFINITIONS[drill]
        level = level or next(reversed(tuple(definition.levels)), None)
        return tuple(b for b in self.bands.get(drill, ()) if not b.levels or level in b.levels)


def profile(name: str) -> Profile:
    """Return a profile by its name; ``own`` begins as a copy of the everyday one.

    Raises
    ------
    ValueError
        If there is no such goal.
    """
    try:
        goal = Goal(name.replace("-", "_"))
    except ValueError:
        known = ", ".join(Goal)
        raise ValueError(f"there is no goal {name!r}: choose one of {known}") from None
    source = Goal.EVERYDAY if goal is Goal.OWN else goal
    return Profile(goal, {drill: d.bands.get(source, ()) for drill, d in DEFINITIONS.items()})


def own_profile(base: Profile, targets: Mapping[str, tuple[float, float]]) -> Profile:
    """Return a custom profile: another one with the bands of some rep measures replaced.

    Parameters
    ----------
    base
        The profile to start from.
    targets
        (least, most) in the unit of the measure, by rep measure.

    Raises
    ------
    ValueError
        If a band is empty or reversed, or if no drill has a target for the measure.
    """
    known = {band.measure for bands in base.bands.values() for band in bands}
    for measure, (least, most) in targets.items():
        if measure not in known:
            raise ValueError(f"no target for {measure!r}: choose from {', '.join(sorted(known))}")
        if not 0 < least < most:
            raise ValueError(
                f"the target {least:g} to {most:g} of {measure} is not a range above 0"
            )
    return Profile(
        Goal.OWN,
        {drill: tuple(_changed(b, targets) for b in bands) for drill, bands in base.bands.items()},
    )


def profile_of(name: str, targets: Mapping[str, tuple[float, float]] | None = None) -> Profile:
    """Return the profile of a session.

    Parameters
    ----------
    name
        The goal's name.
    targets
        The session's custom targets (least, most) by rep measure; empty without any.

    Raises
    ------
    ValueError
        If there is no such goal, or a target is wrong.
    """
    base = profile(name)
    return own_profile(base, targets) if targets else base


def _changed(band: Band, targets: Mapping[str, tuple[float, float]]) -> Band:
    if band.measure not in targets:
        return band
    least, most = targets[band.measure]
    return replace(band, least=least, most=most, why="custom target")


class Reached(StrEnum):
    """Whether a target was reached, taking the interval into account."""

    REACHED = "reached"
    WITHIN_ERROR = "within the error"
    SHORT = "not reached"
    UNSEEN = "cannot be seen"


@dataclass(frozen=True, slots=True)
class Reach:
    """One target of one side.

    ``best`` is the greatest value of the reps that may count, ``share`` that value as a share of
    the band's least one (1.0 reaches the target); ``from_reps`` is how many reps showed it.
    """

    band: Band
    side: Side | None
    best: Measure
    share: Measure
    state: Reached
    from_reps: int


def reach(band: Band, reps: Iterable[Rep], side: Side | None = None) -> Reach:
    """Return how much of a target was reached cleanly.

    Parameters
    ----------
    band
        The target.
    reps
        The reps of the session; only those that may count are used.
    side
        The side; ``None`` takes every side.
    """
    fits = [rep for rep in reps if side in (None, rep.side) and _may_count(rep, band)]
    shown = [rep.measures[band.measure] for rep in fits if band.measure in rep.measures]
    seen = [measure for measure in shown if isinstance(measure, Estimate)]
    if not seen:
        why = next((m for m in shown if isinstance(m, Absent)), Absent(Reason.NOT_VISIBLE))
        return Reach(band, side, why, why, Reached.UNSEEN, 0)
    best = max(seen, key=lambda measure: measure.value)
    share = Estimate(best.value / band.least, best.low / band.least, best.high / band.least)
    return Reach(band, side, best, share, _state(share), len(seen))


def _may_count(rep: Rep, band: Band) -> bool:
    if band.measure in CLEAN_RANGES:
        return rep.result in (RepResult.CLEAN, RepResult.COMPENSATED)
    return rep.result is RepResult.CLEAN


def _state(share: Estimate) -> Reached:
    if share.low >= 1.0:
        return Reached.REACHED
    return Reached.WITHIN_ERROR if share.high >= 1.0 else Reached.SHORT


def reaches(
    profile: Profile, drill: Drill, level: str | None, reps: Sequence[Rep]
) -> tuple[Reach, ...]:
    """Return every target of a drill, for each side that has reps (in the rock, both count as one).

    Parameters
    ----------
    profile
        The goal.
    drill, level
        The drill and its level; ``None`` uses the targets of the hardest one.
    reps
        The reps of the session.
    """
    dose = DEFINITIONS[drill].doses[Goal.EVERYDAY]
    sides: tuple[Side | None, ...] = (None,)
    if dose.each_side:
        trained = {rep.side for rep in reps if rep.side is not None}
        sides = tuple(sorted(trained)) or (None,)
    return tuple(
        reach(band, reps, side) for side in sides for band in profile.bands_of(drill, level)
    )
