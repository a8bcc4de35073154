"""What is to be done in one set: drill, level, side, reps, target. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.pipeline import Settings
from drills.events import Drill, Level
from vision.datatypes import Side

GOALS = (
    ("everyday", "Everyday and running"),
    ("deep_squat", "Deep squat"),
    ("gymnastics", "Gymnastics and dance"),
)
REP_CHOICES = range(3, 21)
_REPS = {Drill.AEROPLANE: 5, Drill.FROGGER: 10, Drill.FOOT_LIFT: 6}
"""Within 3-8 turns a side, 8-15 rocks, 5-10 lifts a side (docs/measures.md, section 4)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One set as the person wants it; ``target_deg`` is the band the hip is to reach."""

    drill: Drill
    side: Side
    level: Level | None
    reps: int
    target_deg: tuple[float, float] | None = None

    @property
    def settings(self) -> Settings:
        """What the pipeline is asked for.

        Side and level are left to be recognised: the picture tells them, and if the person does
        something else than was planned, a name that was asked for would stick to it.
        """
        return Settings(self.drill)

    @property
    def other_side(self) -> Plan:
        """The same on the other side."""
        return replace(self, side=self.side.other)


def default_plan(drill: Drill, side: Side = Side.LEFT, level: Level | None = None) -> Plan:
    """Return the usual dose of a drill."""
    return Plan(drill, side, level, _REPS[drill])
