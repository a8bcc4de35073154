"""What is to be done in one set: drill, level, side, reps, targets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.run.pipeline import Settings
from drills import goals
from drills.core.definition import Goal
from drills.prescription import Prescription, prescription
from drills.registry import DEFINITIONS
from vision.measures import DEG, Pick, quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.definition import Tempo
    from drills.core.events import Drill, WarningKind
    from drills.regimen import Regimen
    from vision.datatypes import Side

GOALS = tuple(
    (goal.value, goals.TITLES[goal].capitalize()) for goal in Goal if goal is not Goal.OWN
)
REP_CHOICES = range(1, 21)
Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """One set as the person wants it; ``targets`` are bands (deg) by the name of a rep measure."""

    drill: Drill
    side: Side
    level: str | None
    reps: int
    goal: str = Goal.EVERYDAY.value
    targets: Mapping[str, Band] = field(default_factory=dict)

    def settings(
        self, *, is_live: bool, limits: Mapping[WarningKind, float] | None = None
    ) -> Settings:
        """Return the settings of the pipeline.

        Side and level are left to recognition: a requested side or level would be kept even if the
        person did something else than planned.

        Parameters
        ----------
        is_live
            Whether to wait for the ready gate.
        limits
            Custom warning thresholds (deg); the others are those of the drill.
        """
        return Settings(self.drill, is_live=is_live, limits=limits or {})

    def target_deg(self, hip_deg: float) -> Band | None:
        """Return the band that the hip is to reach in the direction of ``hip_deg``.

        ``None`` where the drill shows another measure: an absolute angle cannot be the target of a
        change since the start.
        """
        shown = DEFINITIONS[self.drill].gives[0].replace("_{side}", "")
        for name, band in self.targets.items():
            row = quantity(name)
            if row.of == shown and (row.pick is Pick.MAX_NEGATED) is (hip_deg < 0):
                return band
        return None

    @property
    def other_side(self) -> Plan:
        """The same on the other side."""
        return replace(self, side=self.side.other)


def plan_for(
    drill: Drill,
    side: Side,
    level: str | None,
    goal: str,
    reps: int | None = None,
    regimen: Regimen | None = None,
) -> Plan:
    """Return a set with the dose and the targets of the person's plan, or without one, of the goal.

    Parameters
    ----------
    drill, side, level
        What to do; ``None`` as the level is the usual form.
    goal
        Name of a `Goal`.
    reps
        Reps in the set, instead of those of the dose.
    regimen
        The person's own plan; a drill that is not in it gets the dose of the goal.
    """
    exercise = None if regimen is None else regimen.exercise(drill, level)
    bands = goals.profile(goal).bands_of(drill, level)
    if exercise is not None:
        bands = exercise.bands(goal, level)
    targets = {band.measure: (float(band.least), float(band.most)) for band in bands}
    asked = dose(drill, goal, level, regimen)
    return Plan(drill, side, level, asked.reps if reps is None else reps, goal, targets)


def dose(
    drill: Drill, goal: str, level: str | None = None, regimen: Regimen | None = None
) -> Prescription:
    """Return the dose of the person's plan, or without one, of the goal.

    Parameters
    ----------
    drill, level
        What to do; the dose is of this level even if the plan names no level.
    goal
        Name of a `Goal`.
    regimen
        The person's own plan; ``None``, or one without the drill: the goal's dose.
    """
    exercise = None if regimen is None else regimen.exercise(drill, level)
    if exercise is None:
        return prescription(drill, Goal(goal), level)
    return replace(exercise.asked(goal), level=level)


def dose_words(asked: Prescription) -> str:
    """Say how much is asked for and how fast: "2 sets of 5 on each side, 3 s out, ..."."""
    return f"{amount_words(asked)}, {_tempo_words(asked.tempo)}"


def amount_words(asked: Prescription) -> str:
    """Say how much is asked for: "2 sets of 5 on each side"."""
    sides = " on each side" if len(asked.sides) > 1 else ""
    side = asked.sides[0] if len(asked.sides) == 1 else None
    on = f" on the {side.value}" if side is not None else sides
    sets = "1 set" if asked.sets == 1 else f"{asked.sets} sets"
    return f"{sets} of {asked.reps}{on}"


def _tempo_words(tempo: Tempo) -> str:
    """Return a tempo in words."""
    return f"{tempo.out_s:.0f} s out, {tempo.hold_s:.0f} s hold, {tempo.back_s:.0f} s back"


def target_words(targets: Mapping[str, Band]) -> str:
    """Return the targets in degrees in one line, named like their measures."""
    targeted = ((quantity(name), band) for name, band in targets.items())
    return "; ".join(
        f"{row.short or row.label.lower()} {least:.0f} to {most:.0f}°"
        for row, (least, most) in targeted
        if row.unit == DEG
    )
