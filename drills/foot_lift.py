"""Foot lift: on all fours in the start position one foot lifts off the floor and down.

::

    WAITING --neutral learnt--> START --one foot swings about its knee--> LIFTING
      --> LOWERING --> START (one rep of that side)

The trunk must stay where it is: a swing of the foot while the hips rock is no lift.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills import excursion, machine
from drills.compensation import PELVIS_LIFT_RULE
from drills.events import Drill
from drills.excursion import Change, ExcursionParams, ExcursionState, Leg
from drills.machine import SetState
from drills.phases import PeakRule
from vision.datatypes import Posture, Side, View

if TYPE_CHECKING:
    from drills.events import Event
    from vision.datatypes import Sample


class Phase(StrEnum):
    """Phases, in words."""

    WAITING = "waiting for the start position"
    START = "start position"
    LIFTING = "lifting"
    LOWERING = "lowering"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the swing of the foot (deg about the knee, as far as the picture shows it).

    From the side most of a sideways swing is hidden in depth, so the thresholds are low and the
    stillness of the rest is asked for instead: neither hips nor shoulders may move by more than
    ``still_trunk_ratio`` trunk lengths, nor the thigh of the lifted foot by more than
    ``still_thigh_ratio`` of its length. ``near_share``: seen from the side the hidden far foot is
    drawn along by the near one in the landmarks; the near foot counts unless it moves less than
    this share of the far. A lift and its lowering take a second at least (our rules).
    """

    swing: ExcursionParams = ExcursionParams(
        enter=2.6,
        exit=1.6,
        least=2.8,
        exit_share=0.3,
        least_s=1.0,
        most_s=10.0,
        dwell_s=0.15,
        rest_s=0.25,
    )
    still_trunk_ratio: float = 0.10
    still_thigh_ratio: float = 0.3
    near_share: float = 0.6
    leave_s: float = 1.0


PARAMS = Params()
RULES = (PELVIS_LIFT_RULE,)
DRILL = Drill.FOOT_LIFT


@dataclass(frozen=True, slots=True)
class State:
    """``swings`` sums both feet's signals over the rep, to tell which foot it was."""

    phase: Phase = Phase.WAITING
    set: SetState = field(default_factory=SetState)
    swing: ExcursionState = field(default_factory=ExcursionState)
    side: Side | None = None
    most: tuple[float, float] = (0.0, 0.0)
    moved: bool = False
    away_s: float | None = None


def peak_rules(side: Side | None) -> dict[str, PeakRule]:
    """Return which frame measures become the measures of a rep of that side."""
    return {
        "hip_rotation_internal_deg": PeakRule(f"hip_rotation_{side or Side.LEFT}_deg"),
        "pelvis_lift_deg": PeakRule("pelvis_lift_deg"),
    }


BOTH_RULES = {
    **{f"hip_rotation_{side}_deg": PeakRule(f"hip_rotation_{side}_deg") for side in Side},
    "pelvis_lift_deg": PeakRule("pelvis_lift_deg"),
}


def step(state: State, sample: Sample, params: Params = PARAMS) -> tuple[State, tuple[Event, ...]]:
    """Take one more sample."""
    if sample.quality.reason is not None:
        counted, events = machine.lost(state.set, sample.t_s)
        return replace(state, set=counted, swing=excursion.interrupt(state.swing)), events
    if sample.posture is not Posture.ALL_FOURS or "trunk_shift_ratio" not in sample.signals:
        return _away(state, sample, params)
    return _lift(replace(state, away_s=None), sample, params)


def _away(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    away_s = sample.t_s if state.away_s is None else state.away_s
    if sample.t_s - away_s < params.leave_s:
        return replace(state, away_s=away_s), ()
    counted, events = machine.leave(state.set, sample.t_s)
    return State(set=counted, away_s=away_s), events


def _lift(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    feet = (_swing(sample, Side.LEFT, params), _swing(sample, Side.RIGHT, params))
    moved = sample.signals["trunk_shift_ratio"] > params.still_trunk_ratio
    signal = 0.0 if moved and state.swing.leg is Leg.REST else max(feet)
    swing, change = excursion.step(state.swing, signal, sample.t_s, params.swing)
    counted, most = state.set, state.most
    if change is Change.STARTED:
        counted = machine.begin_rep(counted, swing.start_s, sample.t_s)
        most, state = (0.0, 0.0), replace(state, moved=False)
    most = (max(most[0], feet[0]), max(most[1], feet[1]))
    state = replace(state, moved=state.moved or moved)
    counted, events = machine.observe(counted, sample, BOTH_RULES, RULES)
    counted = machine.mark_peak(counted, signal, sample.t_s)
    side = _lifted(most, sample, params)
    if change is Change.DROPPED or (change is Change.FINISHED and state.moved):
        counted = machine.drop_rep(counted)
    elif change is Change.FINISHED:
        counted, done = _complete(counted, sample.t_s, side)
        events = (*events, *done)
    phase = {Leg.REST: Phase.START, Leg.OUT: Phase.LIFTING, Leg.BACK: Phase.LOWERING}[swing.leg]
    return replace(state, set=counted, swing=swing, most=most, side=side, phase=phase), events


def _swing(sample: Sample, side: Side, params: Params) -> float:
    """Return the swing of one foot; 0 while it is out of the picture or its thigh moves."""
    if sample.signals.get(f"thigh_{side}_ratio", 0.0) > params.still_thigh_ratio:
        return 0.0
    return sample.signals.get(f"foot_{side}_deg", 0.0)


def _complete(counted: SetState, t_s: float, side: Side) -> tuple[SetState, tuple[Event, ...]]:
    """Count the rep under the name of the lifted side only."""
    if counted.rep is not None:
        by_name = counted.rep.peaks.by_name
        kept = {
            name: by_name[rule.source]
            for name, rule in peak_rules(side).items()
            if rule.source in by_name
        }
        rep = replace(counted.rep, peaks=replace(counted.rep.peaks, by_name=kept))
        counted = replace(counted, rep=rep)
    return machine.complete_rep(counted, t_s, side, peak_rules(side), RULES, None)


def _lifted(most: tuple[float, float], sample: Sample, params: Params) -> Side:
    near = None if sample.view in (View.FRONT, View.REAR) else machine.near_side(sample)
    if near is None:
        return Side.LEFT if most[0] >= most[1] else Side.RIGHT
    own, far = most if near is Side.LEFT else (most[1], most[0])
    return near if own >= params.near_share * far else near.other
