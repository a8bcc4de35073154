"""The machine of the hip aeroplane; its figures stand in `drills.aeroplane.definition`.

::

    STANDING --trunk inclined--> HINGING --quiet, neutral learnt--> HELD
    HELD --turn beyond enter--> OPEN or CLOSED (first half)
    OPEN --turn beyond enter the other way--> CLOSED (second half); likewise CLOSED --> OPEN
    last half --turn back inside exit--> HELD (one rep)
    first of two halves --back in neutral for `alone_s`--> HELD (partial: one direction only)
    any --upright for `leave_s`--> STANDING

A rep is both halves, or one of them by the setting ``form``; the other direction is then neutral.
Within a half the phase word tells whether the turn still grows ("turning open"), is held
("open") or goes back ("returning"). Side and level are read anew in every hinge, so that both
legs can be trained in one session.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.aeroplane import balance
from drills.aeroplane.balance import Balance
from drills.aeroplane.definition import DEFINITION, Params, RepForm
from drills.core import rep_set, steady, supports
from drills.core.events import Level
from drills.core.phases import Dwell, Peak, Pick, peak_rules
from drills.core.rep_set import RepEnd, SetState
from drills.core.steady import Steady
from drills.core.supports import Supports
from drills.core.timing import Trace, Ways, onset_s, ways
from vision.datatypes import Absent, Estimate, Posture, Reason, Side, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.definition import Definition
    from drills.core.events import Event
    from vision.datatypes import Measure, Sample

HALF_NAMES = {1: "open", -1: "closed"}
FOOT_HEIGHT_HALF_WIDTH = 0.05
"""Of the ankles' height difference, in leg lengths (our rule)."""
SIDE_MEMORY_S = 1.0
"""Time constant of the vote on side and level: a swap of the landmarks is outvoted."""


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
class Half:
    """One turn away from neutral: its direction (+1 open), its course, the twist seen in it."""

    direction: int
    trace: Trace = field(default_factory=Trace)
    twist: Peak = field(default_factory=Peak)

    @property
    def peak_deg(self) -> float:
        """The greatest turn of this half, as a magnitude."""
        return max((value for _, value in self.trace.points), default=0.0)


@dataclass(frozen=True, slots=True)
class State:
    """Where the set is.

    ``half`` is +1 in an opening, -1 in a closing, 0 in neutral; ``halves`` those of the rep.
    ``spent`` is the direction of the half that ended last, ``floor`` the least turn in it since:
    a half may end above the enter level, and the rest of its way back must not start another.
    ``vote`` leans to +1 for the right stance leg, to -1 for the left; ``feet`` is the mean of the
    ankles' height and distance; ``before`` is the course of the turn in neutral.
    """

    phase: Phase = Phase.STANDING
    set: SetState = field(default_factory=SetState)
    half: int = 0
    halves: tuple[Half, ...] = ()
    beyond: Dwell = field(default_factory=Dwell)
    inside: Dwell = field(default_factory=Dwell)
    turned: int = 0
    half_peak: float = 0.0
    below: Dwell = field(default_factory=Dwell)
    spent: int = 0
    floor: float = 0.0
    baseline: float = 0.0
    last_s: float | None = None
    away_s: float | None = None
    vote: float = 0.0
    feet: tuple[float, float] | None = None
    side: Side | None = None
    level: Level | None = None
    is_level_fixed: bool = False
    before: Trace = field(default_factory=Trace)
    steady: Steady = field(default_factory=Steady)
    supports: Supports = field(default_factory=Supports)
    balance: Balance = field(default_factory=Balance)


def step(
    state: State, sample: Sample, definition: Definition[Params] = DEFINITION
) -> tuple[State, tuple[Event, ...]]:
    """Take one more sample."""
    params = definition.params
    if sample.quality.reason is not None:
        counted, events = rep_set.lost(state.set, sample.t_s)
        state = replace(state, set=counted)
        return (state if state.halves else _neutral(state)), events  # a voided rep is seen out
    if sample.posture is not Posture.HINGED:
        return _away(state, sample, definition)
    state = replace(state, away_s=None)
    state = _recognise(state, sample, params)
    if "turn_deg" not in sample.signals:
        return replace(state, phase=Phase.HINGING, last_s=sample.t_s), ()
    return _turn(state, sample, definition)


def _away(
    state: State, sample: Sample, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    away_s = sample.t_s if state.away_s is None else state.away_s
    if sample.t_s - away_s < definition.params.leave_s and state.phase is not Phase.STANDING:
        return replace(state, away_s=away_s), ()
    counted, events = _finish_open_rep(state, sample.t_s, definition)
    counted, left = rep_set.leave(counted, sample.t_s)
    fresh = State(
        set=counted, away_s=away_s, side=state.side, level=state.level, balance=state.balance
    )
    return fresh, (*events, *left)


def _finish_open_rep(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[SetState, tuple[Event, ...]]:
    """Count a rep that the person stood up from: all halves begun, or one of them done."""
    needed = _needed(definition.params)
    all_begun = len(state.halves) == needed and needed == 2
    one_done = bool(state.halves) and state.half == 0
    if state.set.rep is None or not (all_begun or one_done):
        return state.set, ()
    return _count(state, t_s, definition)


def _needed(params: Params) -> int:
    return 2 if params.form is RepForm.OPEN_CLOSED else 1


# ---------------------------------------------------------------- side, level, balance


def _recognise(state: State, sample: Sample, params: Params) -> State:
    """Read side and level; both are fixed while a rep is under way, the level by the first rep."""
    right = sample.signals.get("stance_right", 1.0) > 0.5
    step_s = 1.0 if state.last_s is None else max(0.0, sample.t_s - state.last_s)
    weight = 1.0 if state.last_s is None else 1.0 - math.exp(-step_s / SIDE_MEMORY_S)
    vote = state.vote + weight * ((1.0 if right else -1.0) - state.vote)
    side, level, feet = state.side, state.level, _feet(state.feet, sample, weight)
    if state.set.rep is None or side is None:
        side = Side.RIGHT if vote > 0 else Side.LEFT
    if not state.is_level_fixed or level is None:
        level = level_of(feet, params)
    return replace(state, vote=vote, side=side, level=level, feet=feet)


def _feet(before: tuple[float, float] | None, sample: Sample, weight: float) -> tuple[float, float]:
    height = sample.signals.get("foot_height_ratio", 0.0)
    distance = sample.signals.get("foot_distance_ratio", 0.0)
    if before is None:
        return height, distance
    return (
        before[0] + weight * (height - before[0]),
        before[1] + weight * (distance - before[1]),
    )


def level_of(feet: tuple[float, float], params: Params) -> Level:
    """Read the level from the ankles' difference in height and their distance, in leg lengths."""
    height, distance = feet
    if height > params.single_leg_ratio:
        return Level.SINGLE_LEG
    return Level.KICKSTAND if distance > params.kickstand_ratio else Level.FEET_DOWN


def _balanced(state: State, sample: Sample, params: Params) -> Balance:
    holds = (
        state.set.rep is None
        and state.half == 0
        and sample.signals.get("foot_height_ratio", 0.0) > params.single_leg_ratio
    )
    return balance.step(state.balance, holds=holds, side=state.side, t_s=sample.t_s)


def _with_foot(sample: Sample, state: State) -> Sample:
    """Add the height of the free foot to the measures: on one leg it must not touch down.

    From behind the free leg hides itself, and its foot seems to sink whenever the pelvis opens.
    """
    height = sample.signals.get("foot_height_ratio")
    if state.level is not Level.SINGLE_LEG or height is None or sample.view is View.REAR:
        return sample
    seen = Estimate.around(height, FOOT_HEIGHT_HALF_WIDTH)
    return replace(sample, measures={**sample.measures, "foot_height_ratio": seen})


# ---------------------------------------------------------------- turning


def _turn(
    state: State, sample: Sample, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    params = definition.params
    turn = sample.signals["turn_deg"] - state.baseline
    state = _found_turned(state, turn, params)
    state = replace(
        state,
        steady=steady.follow(
            state.steady,
            turn,
            sample.t_s,
            most_jump=params.most_jump_deg,
            most=params.most_turn_deg,
        ),
    )
    rests = state.half == 0 and not state.halves and abs(turn) < params.exit_deg
    state = replace(state, set=rep_set.mark_peak(state.set, abs(turn), sample.t_s))
    rules = peak_rules(DEFINITION.drill, state.side or Side.RIGHT)
    counted, events = rep_set.observe(
        state.set, _with_foot(sample, state), rules, definition.rules, at_rest=rests
    )
    state = _follow_neutral(replace(state, set=counted), turn, sample.t_s, params)
    state = replace(
        state,
        balance=_balanced(state, sample, params),
        supports=supports.follow(
            state.supports,
            sample.signals,
            sample.t_s,
            supports.FEET,
            params.limits,
            at_rest=not state.halves,
        ),
    )
    counts = params.form is RepForm.OPEN_CLOSED or (turn > 0) == (params.form is RepForm.OPEN)
    state, more = _half(state, turn if counts else 0.0, sample.t_s, definition)
    state = _follow_half(state, turn, sample)
    state = replace(state, phase=_phase(state, turn))
    return state, (*events, *more)


def _found_turned(state: State, turn: float, params: Params) -> State:
    """Take the rest of a turn that was not seen from its beginning as spent."""
    is_first = not state.before.points and not state.halves and state.spent == 0
    if not is_first or abs(turn) < params.exit_deg:
        return state
    return replace(state, spent=1 if turn > 0 else -1, floor=abs(turn))


def _follow_neutral(state: State, turn: float, t_s: float, params: Params) -> State:
    step_s = 0.0 if state.last_s is None else t_s - state.last_s
    state = replace(state, last_s=t_s)
    if state.half == 0 and not state.halves and abs(turn) < params.exit_deg:
        weight = min(1.0, step_s / params.drift_s)
        return replace(state, baseline=state.baseline + weight * turn)
    return state


def _follow_half(state: State, turn: float, sample: Sample) -> State:
    """Take the turn and the spine's part of it into the half under way."""
    if not state.halves:
        return replace(state, before=state.before.plus(sample.t_s, turn).recent(sample.t_s))
    if state.half == 0:
        return state
    *done, now = state.halves
    twist = sample.measures.get("spine_twist_deg")
    now = replace(
        now,
        trace=now.trace.plus(sample.t_s, turn * now.direction),
        twist=now.twist if twist is None else now.twist.plus(twist, Pick.SIGNED, sample.t_s),
    )
    return replace(state, halves=(*done, now))


def _half(
    state: State, turn: float, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    """Advance the halves of a rep: enter one, leave it, count the rep."""
    params = definition.params
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
        return _enter_half(state, direction, turn, t_s, definition)
    if state.half != 0:
        return _leave_half(state, turn, t_s, definition)
    state = replace(state, inside=state.inside.step(abs(turn) < params.enter_deg, t_s))
    if state.halves and state.inside.lasted(t_s, params.alone_s):
        counted, events = _count(state, t_s, definition)
        return _neutral(replace(state, set=counted)), events
    return state, ()


def _leave_half(
    state: State, turn: float, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    params = definition.params
    peak = max(state.half_peak, turn * state.half)
    is_below = turn * state.half < max(params.exit_deg, params.exit_share * peak)
    state = replace(state, half_peak=peak, below=state.below.step(is_below, t_s))
    if not state.below.lasted(t_s, params.dwell_s):
        return state, ()
    spent, floor = state.half, turn * state.half
    inside = state.below if abs(turn) < params.enter_deg else Dwell()
    state = replace(
        state, half=0, half_peak=0.0, below=Dwell(), spent=spent, floor=floor, inside=inside
    )
    state = _without_sway(state, params)
    if len(state.halves) == _needed(params):
        counted, events = _count(state, t_s, definition)
        return _neutral(replace(state, set=counted)), events
    return state, ()


def _without_sway(state: State, params: Params) -> State:
    """Forget a first half that was the sway before a true turn: all others would pair wrongly."""
    rep = state.set.rep
    if rep is None or len(state.halves) < 2:
        return state
    first, second = state.halves
    if first.peak_deg >= min(params.sway_deg, params.sway_share * second.peak_deg):
        return state
    rep = replace(rep, start_s=second.trace.points[0][0])
    return replace(state, halves=(second,), set=replace(state.set, rep=rep))


def _lower_floor(state: State, turn: float) -> State:
    floor = min(state.floor, turn * state.spent)
    return replace(state, floor=floor) if floor > 0 else replace(state, floor=0.0, spent=0)


def _enter_half(
    state: State, direction: int, turn: float, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    """Begin a half; one in the direction already done closes the rep and opens the next."""
    events: tuple[Event, ...] = ()
    state = _without_sway(state, definition.params)
    if any(half.direction == direction for half in state.halves):
        counted, events = _count(state, t_s, definition)
        state = _neutral(replace(state, set=counted))
    since_s = state.beyond.since_s if state.beyond.since_s is not None else t_s
    if not state.halves:
        state = replace(
            state,
            set=rep_set.begin_rep(state.set, since_s, t_s),
            is_level_fixed=True,
            supports=state.supports.begun(),
        )
    before = Trace() if state.halves else state.before.turned(direction)
    halves = (*state.halves, Half(direction, before))
    return replace(
        state,
        steady=state.steady if state.halves else steady.begun(state.steady),
        half=direction,
        halves=halves,
        half_peak=abs(turn),
        below=Dwell(),
        beyond=Dwell(),
        spent=0,
        before=Trace(),
    ), events


def _count(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[SetState, tuple[Event, ...]]:
    rep, params = state.set.rep, definition.params
    if rep is None:
        return state.set, ()
    end_s = t_s
    if state.half == 0 and state.inside.since_s is not None:
        end_s = state.inside.since_s  # the wait in neutral is no part of the rep
    slipped = len(state.supports.left_floor(params.limits)) == len(supports.FEET)
    swayed = rep.peak < params.least_deg or end_s - rep.start_s < params.least_s
    if slipped or swayed:
        return rep_set.drop_rep(state.set), ()
    if state.steady.share > params.most_jump_share:
        return rep_set.void_rep(state.set, t_s)
    partial = None
    if len(state.halves) < _needed(params):
        partial = "not closed" if state.halves[0].direction > 0 else "not opened"
    return rep_set.complete_rep(
        state.set,
        t_s,
        state.side,
        peak_rules(DEFINITION.drill, state.side or Side.RIGHT),
        definition.rules,
        RepEnd(
            partial=partial,
            extra=_twists(state.halves),
            timing=_timing(state.halves, params),
            onset_s=onset_s(state.halves[0].trace),
            end_s=end_s,
        ),
    )


def _twists(halves: tuple[Half, ...]) -> dict[str, Measure]:
    """Return what the spine gave in each turn, open +."""
    found: dict[str, Measure] = {
        f"spine_twist_{name}_deg": Absent(Reason.NOT_VISIBLE) for name in HALF_NAMES.values()
    }
    for half in halves:
        twist = half.twist.result(Pick.SIGNED)
        if isinstance(twist, Estimate):
            twist = twist.peak()
        found[f"spine_twist_{HALF_NAMES[half.direction]}_deg"] = twist
    return found


def _timing(halves: tuple[Half, ...], params: Params) -> Mapping[str, float]:
    """Return durations in s: way out and back, and for each turn its hold at the end range."""
    found: dict[str, float] = {}
    seen: list[Ways] = []
    for half in halves:
        took = ways(half.trace, params.end_share)
        if took is None:
            continue
        seen.append(took)
        name = HALF_NAMES[half.direction]
        began_s = onset_s(half.trace)
        points = half.trace.points
        found[f"{name}_s"] = points[-1][0] - (points[0][0] if began_s is None else began_s)
        found[f"{name}_hold_s"] = took.hold_s
    for key in ("out_s", "back_s"):
        values = [way for took in seen if (way := getattr(took, key)) is not None]
        if values:
            found[key] = sum(values) / len(values)
    return found


def _neutral(state: State) -> State:
    """Return the state back in neutral, between reps."""
    return replace(
        state,
        half=0,
        halves=(),
        half_peak=0.0,
        below=Dwell(),
        beyond=Dwell(),
        inside=Dwell(),
        turned=0,
    )


def _phase(state: State, turn: float) -> Phase:
    if state.half == 0:
        return Phase.RETURNING if state.halves else Phase.HELD
    near_peak = turn * state.half >= 0.9 * state.half_peak
    growing = turn * state.half >= state.half_peak
    if state.half > 0:
        return Phase.TURNING_OPEN if growing else Phase.OPEN if near_peak else Phase.RETURNING
    return Phase.TURNING_CLOSED if growing else Phase.CLOSED if near_peak else Phase.RETURNING
