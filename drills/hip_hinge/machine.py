"""The machine of the hip hinge.

::

    STANDING --trunk inclines--> GOING_DOWN --> COMING_UP --> STANDING (one rep)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core import excursion, rep_set
from drills.core.excursion import Change, ExcursionState, Leg
from drills.core.phases import peaks_of
from drills.core.rep_set import RepEnd, SetState
from drills.core.timing import Trace
from drills.hip_hinge.definition import DEFINITION, Params

if TYPE_CHECKING:
    from drills.core.definition import Definition
    from drills.core.events import Event
    from vision.datatypes import Sample, Side


class Phase(StrEnum):
    """Phases, in words."""

    STANDING = "standing"
    GOING_DOWN = "going down"
    COMING_UP = "coming up"


PEAKS = peaks_of("hinge_deg", "lumbar_flexion_deg")


@dataclass(frozen=True, slots=True)
class State:
    """The state of the set."""

    phase: Phase = Phase.STANDING
    set: SetState = field(default_factory=SetState)
    bow: ExcursionState = field(default_factory=ExcursionState)
    trace: Trace = field(default_factory=Trace)
    side: Side | None = None
    level: None = None


def step(
    state: State, sample: Sample, definition: Definition[Params] = DEFINITION
) -> tuple[State, tuple[Event, ...]]:
    """Return the next state and the events of one more sample.

    Parameters
    ----------
    state
        The state so far.
    sample
        The sample of one frame.
    definition
        Thresholds, rules and settings.
    """
    trunk_deg = sample.signals.get("trunk_incl_deg")
    if sample.quality.reason is not None or trunk_deg is None:
        counted, is_gone, events = rep_set.unseen(state.set, sample)
        bow = excursion.interrupt(state.bow, is_gone=is_gone)
        return replace(state, set=counted, bow=bow), events
    bow, change = excursion.step(state.bow, trunk_deg, sample.t_s, definition.params.enter_deg)
    counted = state.set
    if change is Change.STARTED:
        counted = rep_set.begin_rep(counted, bow.start_s, sample.t_s)
    counted, events = rep_set.observe(counted, sample, PEAKS, definition.rules)
    counted = rep_set.mark_peak(counted, trunk_deg, sample.t_s)
    trace = state.trace.plus(sample.t_s, trunk_deg)
    if counted.rep is None:
        trace = trace.recent(sample.t_s)
    if change is Change.DROPPED:
        counted = rep_set.drop_rep(counted)
    elif change is Change.FINISHED and rep_set.has_leapt(counted, trace):
        counted, void = rep_set.void_rep(counted, sample.t_s)
        events = (*events, *void)
    elif change is Change.FINISHED:
        counted, done = rep_set.complete_rep(
            counted, sample.t_s, None, PEAKS, definition.rules, RepEnd()
        )
        events = (*events, *done)
    phases = {
        Leg.REST: Phase.STANDING,
        Leg.OUT: Phase.GOING_DOWN,
        Leg.BACK: Phase.COMING_UP,
    }
    return replace(state, set=counted, bow=bow, trace=trace, phase=phases[bow.leg]), events
