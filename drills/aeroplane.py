"""Hip aeroplane: hinged forward, the pelvis opens and closes over the planted foot.

::

    STANDING --trunk inclined--> HINGING --quiet, neutral learnt--> HELD
    HELD --turn beyond enter--> OPEN or CLOSED (first half)
    OPEN --turn beyond enter the other way--> CLOSED (second half); likewise CLOSED --> OPEN
    second half --turn back inside exit--> HELD (one rep)
    first half --back in neutral for `alone_s`--> HELD (a partial rep: one direction only)
    any --upright for `leave_s`--> STANDING

Within a half the phase word tells whether the turn still grows ("turning open"), is held
("open") or goes back ("returning").
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills import machine
from drills.compensation import SPINE_RULES, TWIST_RULE
from drills.events import Drill, Level
from drills.machine import SetState
from drills.phases import Dwell, PeakRule, Pick
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from drills.events import Event
    from vision.datatypes import Sample


class Phase(StrEnum):
    """Phases, in words."""

    STANDING = "standing"
    HINGING = "hinging"
    HELD = "held neutral"
    TURNING_OPEN = "turning open"
    OPEN = "open"
    TURNING_CLOSED = "turning closed"
    CLOSED = "closed"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the turning signal (deg of open +, closed -); our rules.

    ``enter_deg`` must hold for ``dwell_s``; ``exit_deg`` ends a half. The neutral follows the
    rest position with the time constant ``drift_s``, only while the trunk rests in neutral.
    Levels by the ankles, in leg lengths: apart in height for single leg, along the floor for the
    kickstand.
    """

    enter_deg: float = 5.0
    exit_deg: float = 3.0
    exit_share: float = 0.25
    dwell_s: float = 0.15
    alone_s: float = 2.0
    least_s: float = 0.8
    leave_s: float = 0.7
    drift_s: float = 3.0
    single_leg_ratio: float = 0.25
    kickstand_ratio: float = 0.47


PARAMS = Params()
RULES = (*SPINE_RULES, TWIST_RULE)
DRILL = Drill.AEROPLANE


@dataclass(frozen=True, slots=True)
class State:
    """Where the set is.

    ``half`` is +1 in an opening, -1 in a closing, 0 in neutral; ``halves`` those of the rep.
    ``spent`` is the direction of the half that ended last, ``floor`` the least turn in it since:
    a half may end above the enter level, and the rest of its way back must not start another.
    """

    phase: Phase = Phase.STANDING
    set: SetState = field(default_factory=SetState)
    half: int = 0
    halves: tuple[int, ...] = ()
    beyond: Dwell = field(default_factory=Dwell)
    inside: Dwell = field(default_factory=Dwell)
    turned: int = 0
    half_peak: float = 0.0
    spent: int = 0
    floor: float = 0.0
    baseline: float = 0.0
    last_s: float | None = None
    away_s: float | None = None
    side: Side | None = None
    level: Level | None = None


def peak_rules(side: Side | None) -> dict[str, PeakRule]:
    """Return which frame measures become the measures of a rep."""
    rotation = f"hip_rotation_{side or Side.RIGHT}_deg"
    return {
        "pelvis_rotation_open_deg": PeakRule("pelvis_rotation_deg", Pick.MAX),
        "pelvis_rotation_closed_deg": PeakRule("pelvis_rotation_deg", Pick.MAX_NEGATED),
        "pelvis_roll_open_deg": PeakRule("pelvis_roll_deg", Pick.MAX),
        "pelvis_roll_closed_deg": PeakRule("pelvis_roll_deg", Pick.MAX_NEGATED),
        "hip_rotation_external_deg": PeakRule(rotation, Pick.MAX_NEGATED),
        "hip_rotation_internal_deg": PeakRule(rotation, Pick.MAX),
        "spine_twist_deg": PeakRule("spine_twist_deg", Pick.MAGNITUDE),
        "lumbar_flexion_deg": PeakRule("lumbar_flexion_deg", Pick.SIGNED),
        "hinge_deg": PeakRule("hinge_deg", Pick.MAX),
    }


def step(state: State, sample: Sample, params: Params = PARAMS) -> tuple[State, tuple[Event, ...]]:
    """Take one more sample."""
    if sample.quality.reason is not None:
        counted, events = machine.lost(state.set, sample.t_s)
        state = replace(state, set=counted)
        return (state if state.halves else _neutral(state)), events  # a voided rep is seen out
    if sample.posture is not Posture.HINGED:
        return _away(state, sample, params)
    state = replace(state, away_s=None)
    if "turn_deg" not in sample.signals:
        return replace(state, phase=Phase.HINGING), ()
    return _turn(_recognise(state, sample, params), sample, params)


def _away(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    away_s = sample.t_s if state.away_s is None else state.away_s
    if sample.t_s - away_s < params.leave_s and state.phase is not Phase.STANDING:
        return replace(state, away_s=away_s), ()
    counted, events = _finish_open_rep(state, sample.t_s, params)
    counted, left = machine.leave(counted, sample.t_s)
    fresh = State(set=counted, away_s=away_s, side=state.side, level=state.level)
    return fresh, (*events, *left)


def _finish_open_rep(
    state: State, t_s: float, params: Params
) -> tuple[SetState, tuple[Event, ...]]:
    """Count a rep that the person stood up from: both halves begun, or one of them done."""
    begun_twice, done_once = len(state.halves) == 2, bool(state.halves) and state.half == 0
    if state.set.rep is None or not (begun_twice or done_once):
        return state.set, ()
    return _count(state, t_s, params)


def _recognise(state: State, sample: Sample, params: Params) -> State:
    """Read side and level; the level of a hinge is fixed when its first rep begins."""
    side = Side.RIGHT if sample.signals.get("stance_right", 1.0) > 0.5 else Side.LEFT
    height = sample.signals.get("foot_height_ratio", 0.0)
    distance = sample.signals.get("foot_distance_ratio", 0.0)
    level = Level.FEET_DOWN
    if height > params.single_leg_ratio:
        level = Level.SINGLE_LEG
    elif distance > params.kickstand_ratio:
        level = Level.KICKSTAND
    if state.set.rep is not None or state.set.counts.total:
        level = state.level or level
    return replace(state, side=side, level=level)


def _turn(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    turn = sample.signals["turn_deg"] - state.baseline
    state = replace(state, set=machine.mark_peak(state.set, abs(turn), sample.t_s))
    rules = peak_rules(state.side)
    counted, events = machine.observe(state.set, sample, rules, RULES)
    state = _follow_neutral(replace(state, set=counted), turn, sample.t_s, params)
    state, more = _half(state, turn, sample.t_s, params)
    state = replace(state, phase=_phase(state, turn))
    return state, (*events, *more)


def _follow_neutral(state: State, turn: float, t_s: float, params: Params) -> State:
    step_s = 0.0 if state.last_s is None else t_s - state.last_s
    state = replace(state, last_s=t_s)
    if state.half == 0 and not state.halves and abs(turn) < params.exit_deg:
        weight = min(1.0, step_s / params.drift_s)
        return replace(state, baseline=state.baseline + weight * turn)
    return state


def _half(state: State, turn: float, t_s: float, params: Params) -> tuple[State, tuple[Event, ...]]:
    """Advance the halves of a rep: enter one, leave it, count the rep."""
    direction = 1 if turn > 0 else -1
    state = _lower_floor(state, turn)
    enter_deg = params.enter_deg
    if direction == state.spent:
        enter_deg = max(enter_deg, state.floor + params.enter_deg - params.exit_deg)
    outside = abs(turn) > enter_deg and direction != state.half
    same = state.turned == direction
    beyond = (state.beyond if same else Dwell()).step(outside, t_s)
    state = replace(state, beyond=beyond, turned=direction)
    if beyond.lasted(t_s, params.dwell_s):
        return _enter_half(state, direction, turn, t_s, params)
    if state.half != 0:
        peak = max(state.half_peak, turn * state.half)
        state = replace(state, half_peak=peak)
        if turn * state.half < max(params.exit_deg, params.exit_share * peak):
            spent, floor = state.half, turn * state.half
            state = replace(state, half=0, half_peak=0.0, spent=spent, floor=floor)
            state = replace(state, inside=Dwell().step(abs(turn) < params.enter_deg, t_s))
            if len(state.halves) == 2:
                counted, events = _count(state, t_s, params)
                return _neutral(replace(state, set=counted)), events
        return state, ()
    state = replace(state, inside=state.inside.step(abs(turn) < params.enter_deg, t_s))
    if state.halves and state.inside.lasted(t_s, params.alone_s):
        counted, events = _count(state, t_s, params)
        return _neutral(replace(state, set=counted)), events
    return state, ()


def _lower_floor(state: State, turn: float) -> State:
    floor = min(state.floor, turn * state.spent)
    return replace(state, floor=floor) if floor > 0 else replace(state, floor=0.0, spent=0)


def _enter_half(
    state: State, direction: int, turn: float, t_s: float, params: Params
) -> tuple[State, tuple[Event, ...]]:
    """Begin a half; one in the direction already done closes the rep and opens the next."""
    events: tuple[Event, ...] = ()
    if direction in state.halves:
        counted, events = _count(state, t_s, params)
        state = _neutral(replace(state, set=counted))
    since_s = state.beyond.since_s if state.beyond.since_s is not None else t_s
    if not state.halves:
        state = replace(state, set=machine.begin_rep(state.set, since_s, t_s))
    halves = (*state.halves, direction)
    return replace(
        state, half=direction, halves=halves, half_peak=abs(turn), beyond=Dwell(), spent=0
    ), events


def _count(state: State, t_s: float, params: Params) -> tuple[SetState, tuple[Event, ...]]:
    rep = state.set.rep
    if rep is None:
        return state.set, ()
    end_s = t_s
    if state.half == 0 and state.inside.since_s is not None:
        end_s = state.inside.since_s  # the wait in neutral is no part of the rep
    if end_s - rep.start_s < params.least_s:
        return machine.drop_rep(state.set), ()
    partial = None
    if len(state.halves) < 2:
        partial = "not closed" if state.halves[0] > 0 else "not opened"
    rules = peak_rules(state.side)
    return machine.complete_rep(state.set, t_s, state.side, rules, RULES, partial, end_s=end_s)


def _neutral(state: State) -> State:
    """Return the state back in neutral, between reps."""
    return replace(
        state, half=0, halves=(), half_peak=0.0, beyond=Dwell(), inside=Dwell(), turned=0
    )


def _phase(state: State, turn: float) -> Phase:
    if state.half == 0:
        return Phase.RETURNING if state.halves else Phase.HELD
    near_peak = turn * state.half >= 0.9 * state.half_peak
    growing = turn * state.half >= state.half_peak
    if state.half > 0:
        return Phase.TURNING_OPEN if growing else Phase.OPEN if near_peak else Phase.RETURNING
    return Phase.TURNING_CLOSED if growing else Phase.CLOSED if near_peak else Phase.RETURNING
