"""Hip hinge: standing, the trunk bows over both hips and comes up again, the back long.

A small drill in one file, definition and machine. It shows how one is added and is in no menu.

::

    STANDING --trunk inclines--> GOING_DOWN --> COMING_UP --> STANDING (one rep)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core import excursion, rep_set
from drills.core.definition import OUR_RULE, Band, Definition, Dose, Goal, Tempo
from drills.core.events import Drill, WarningKind
from drills.core.excursion import Change, ExcursionParams, ExcursionState, Leg
from drills.core.phases import PeakRule, Pick
from drills.core.rep_set import SetState
from drills.core.rules import SPINE_RULES, key
from vision.datatypes import Posture, View

if TYPE_CHECKING:
    from drills.core.events import Event
    from vision.datatypes import Sample, Side


class Phase(StrEnum):
    """Phases, in words."""

    STANDING = "standing"
    GOING_DOWN = "going down"
    COMING_UP = "coming up"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the inclination of the trunk (deg); our rules."""

    bow: ExcursionParams = ExcursionParams(enter=25.0, exit=18.0, least=40.0, least_s=1.0)


DEFINITION = Definition(
    drill=Drill.HIP_HINGE,
    title="Hip hinge",
    posture=Posture.HINGED,
    start=(Posture.STANDING,),
    params=Params(),
    steps=("Stand on both feet.", "Push the hips back and bow, the back long.", "Come up."),
    camera="hip height, your side to it",
    views=(View.LEFT, View.RIGHT),
    gives=("hinge_deg", "lumbar_flexion_deg"),
    hip_measures=("hinge_deg",),
    spine_measures=("lumbar_flexion_deg",),
    rules=key("turn your side to the camera", *SPINE_RULES),
    cues={
        WarningKind.LUMBAR_FLEXION: "Back long: push the hips back",
        WarningKind.LUMBAR_EXTENSION: "Ribs down",
    },
    doses={Goal.EVERYDAY: Dose(2, 10, Tempo(2.0, 0.0, 2.0), False, 30.0)},
    bands={Goal.EVERYDAY: (Band("hinge_deg", 60, 90, f"lifting from the floor ({OUR_RULE})"),)},
    offered=False,
)
PEAKS = {
    "hinge_deg": PeakRule("hinge_deg"),
    "lumbar_flexion_deg": PeakRule("lumbar_flexion_deg", Pick.SIGNED),
}


@dataclass(frozen=True, slots=True)
class State:
    """Where the set is."""

    phase: Phase = Phase.STANDING
    set: SetState = field(default_factory=SetState)
    bow: ExcursionState = field(default_factory=ExcursionState)
    side: Side | None = None
    level: None = None


def step(
    state: State, sample: Sample, definition: Definition[Params] = DEFINITION
) -> tuple[State, tuple[Event, ...]]:
    """Take one more sample."""
    trunk_deg = sample.signals.get("trunk_incl_deg")
    if sample.quality.reason is not None or trunk_deg is None:
        counted, events = rep_set.lost(state.set, sample.t_s)
        return replace(state, set=counted, bow=excursion.interrupt(state.bow)), events
    bow, change = excursion.step(state.bow, trunk_deg, sample.t_s, definition.params.bow)
    counted = state.set
    if change is Change.STARTED:
        counted = rep_set.begin_rep(counted, bow.start_s, sample.t_s)
    counted, events = rep_set.observe(counted, sample, PEAKS, definition.rules)
    counted = rep_set.mark_peak(counted, trunk_deg, sample.t_s)
    if change is Change.DROPPED:
        counted = rep_set.drop_rep(counted)
    elif change is Change.FINISHED:
        counted, done = rep_set.complete_rep(
            counted, sample.t_s, None, PEAKS, definition.rules, None
        )
        events = (*events, *done)
    phases = {
        Leg.REST: Phase.STANDING,
        Leg.OUT: Phase.GOING_DOWN,
        Leg.BACK: Phase.COMING_UP,
    }
    return replace(state, set=counted, bow=bow, phase=phases[bow.leg]), events
