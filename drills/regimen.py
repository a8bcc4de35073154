"""A person's own plan: drills, amounts, and days a week. Pure.

It is set by the person's therapist or coach, and replaces the dose (`drills.prescription`) and
targets (`drills.goals`) of the goal for the drills and levels it names. The work done on a day is a
`drills.prescription.Work` for each of its exercises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills import goals
from drills.core.definition import Goal
from drills.core.events import Counts, Drill
from drills.prescription import Next, Prescription, Work, prescription, what_next
from drills.registry import DEFINITIONS, OFFERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drills.core.definition import Band
    from vision.datatypes import Side

DAYS = range(1, 8)
SETS = range(1, 11)
REPS = range(1, 31)
TARGETS_DEG = (1.0, 180.0)
MOST_EXERCISES = 12
"""Most exercises of one plan: every drill at every level, with some to spare (our rule)."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One line of a plan.

    Attributes
    ----------
    level, side
        ``None`` for any level (or a drill without levels) and for each side.
    targets
        Own bands (least, most) in degrees by rep measure; the goal's hold for the others.
    beyond
        Whether going beyond the upper end of a target is fine.
    """

    drill: Drill
    sets: int
    reps: int
    level: str | None = None
    side: Side | None = None
    targets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    beyond: bool = True

    def __post_init__(self) -> None:
        definition = DEFINITIONS[self.drill]
        if self.sets not in SETS or self.reps not in REPS:
            raise ValueError(f"a plan cannot have {self.sets} sets of {self.reps} reps")
        if self.level is not None and self.level not in definition.levels:
            raise ValueError(f"{definition.guide.title} has no level {self.level!r}")
        for measure, (least, most) in self.targets.items():
            if measure not in definition.headlines:
                raise ValueError(f"{definition.guide.title} has no target for {measure!r}")
            if not TARGETS_DEG[0] <= least < most <= TARGETS_DEG[1]:
                raise ValueError(f"the target {least:g} to {most:g} of {measure} is not a range")

    def asked(self, goal: str) -> Prescription:
        """Return the dose of a session; tempo and rest are those of the goal."""
        named = Goal(goal) if goal in set(Goal) else Goal.EVERYDAY
        return prescription(
            self.drill, named, self.level, sets=self.sets, reps=self.reps, side=self.side
        )

    def bands(self, goal: str, level: str | None = None) -> tuple[Band, ...]:
        """Return the targets: its own, otherwise those of the goal.

        Parameters
        ----------
        goal
            The goal's name.
        level
            The level; ``None`` uses the level of the exercise.
        """
        return goals.profile_of(goal, self.targets).bands_of(self.drill, level or self.level)


@dataclass(frozen=True, slots=True)
class Regimen:
    """A plan: its exercises in order, days a week, and a message to the person."""

    exercises: tuple[Exercise, ...]
    days_a_week: int = len(DAYS) // 2  # every other day
    note: str = ""

    def __post_init__(self) -> None:
        if self.days_a_week not in DAYS:
            raise ValueError(f"a week cannot have {self.days_a_week} days of practice")
        if not 1 <= len(self.exercises) <= MOST_EXERCISES:
            raise ValueError(f"a plan has 1 to {MOST_EXERCISES} exercises")

    def exercise(self, drill: Drill, level: str | None) -> Exercise | None:
        """Return the exercise for a drill at a level; ``None`` if there is none.

        Parameters
        ----------
        drill
            The drill.
        level
            Its level; ``None`` (unknown) takes the first exercise of the drill.
        """
        for exercise in self.exercises:
            if exercise.drill is drill and (level is None or exercise.level in (None, level)):
                return exercise
        return None

    def has(self, drill: Drill) -> bool:
        """Whether a drill is in it at any level."""
        return any(exercise.drill is drill for exercise in self.exercises)


@dataclass(frozen=True, slots=True)
class Done:
    """What one session did: full reps count, by side."""

    drill: Drill
    level: str | None
    sides: Mapping[Side, Counts]


def works_of(regimen: Regimen, goal: str, day: Iterable[Done]) -> tuple[Work, ...]:
    """Return the work done for each exercise of a plan in the sessions of one day.

    A session counts for the exercise of its drill and level; one at a level that the plan does not
    ask for counts for the first exercise of its drill, because the level is recognised from the
    picture.

    Parameters
    ----------
    regimen
        The plan.
    goal
        The goal's name, for tempo and rest.
    day
        The sessions of the day.
    """
    done: list[dict[Side | None, Counts]] = [{} for _ in regimen.exercises]
    asked = [exercise.asked(goal) for exercise in regimen.exercises]
    for session in day:
        at = _place(regimen.exercises, session)
        if at is None:
            continue
        for side, counts in session.sides.items():
            key = None if asked[at].sides == (None,) else side
            if key in asked[at].sides:
                done[at][key] = done[at].get(key, Counts()) + counts
    return tuple(Work(dose, made) for dose, made in zip(asked, done, strict=True))


def _place(exercises: Sequence[Exercise], session: Done) -> int | None:
    own = [at for at, exercise in enumerate(exercises) if exercise.drill is session.drill]
    exact = [at for at in own if exercises[at].level in (None, session.level)]
    return next(iter(exact or own), None)


def next_of(works: Sequence[Work]) -> tuple[int, Next] | None:
    """Return the first exercise that is not done, and what is next in it; ``None``: all are done.

    The exercise is given by its place in the plan, from 0.
    """
    for at, work in enumerate(works):
        upcoming = what_next(work)
        if not upcoming.is_done:
            return at, upcoming
    return None


def suggested(goal: str) -> Regimen:
    """Return a plan to begin with: every drill of the menu with the dose of a goal."""
    exercises = []
    for drill in OFFERED:
        dose = prescription(drill, Goal(goal) if goal in set(Goal) else Goal.EVERYDAY)
        level = next(iter(DEFINITIONS[drill].levels), None)
        exercises.append(Exercise(drill, dose.sets, dose.reps, level))
    return Regimen(tuple(exercises))
