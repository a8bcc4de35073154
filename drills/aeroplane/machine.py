"""The machine of the hip aeroplane; its thresholds are in `drills.aeroplane.definition`.

::

    STANDING --trunk inclined--> HINGING --quiet, neutral learnt--> HELD
    HELD --turn beyond enter--> OPEN or CLOSED (first half)
    OPEN --turn beyond enter the other way--> CLOSED (second half); likewise CLOSED --> OPEN
    last half --turn back inside exit--> HELD (one rep)
    first of two halves --back in neutral for `alone_s`--> HELD (partial: one direction only)
    any --upright for `LEAVE_S`--> STANDING

A rep is both halves, or one of them by the setting ``form``; the other direction is then neutral.
Within a half the phase word tells whether the turn still grows ("turning open"), is held
("open") or goes back ("returning"). Side and level are read anew in every hinge, so that both
legs can be trained in one session.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.aeroplane import balance, halves
from drills.aeroplane.balance import Balance
from drills.aeroplane.definition import DEFINITION, Params, RepForm
from drills.aeroplane.halves import Pairing
from drills.core import rep_set, steady, supports
from drills.core.events import Level
from drills.core.excursion import LEAST_S, Leg
from drills.core.phases import MEMORY_S, MINOR_SHARE, STAY_SHARE, peak_rules
from drills.core.rep_set import RepEnd, SetState
from drills.core.steady import Steady
from drills.core.supports import Supports
from drills.core.timing import has_leap, onset_s
from vision.datatypes import Estimate, Posture, Side, View
from vision.persistence import HINGE_LEAVE_S, LEAVE_S, mean_weight
from vision.values import replace

if TYPE_CHECKING:
    from drills.core.definition import Definition
    from drills.core.events import Event
    from vision.datatypes import Sample

FOOT_HEIGHT_HALF_WIDTH = 0.05
"""Half of the interval of the ankles' height difference, in leg lengths: about 4 cm (our rule)."""


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
class State:
    """The state of the set and of the rep in progress.

    ``vote`` tends to +1 for the right stance leg, to -1 for the left; ``feet`` is the mean height
    difference and distance of the ankles, in leg lengths; ``baseline`` is the turn at rest (deg);
    ``lean`` is the inclination of the trunk (deg): the greatest in the rep, and the one at the end
    of its last turn.
    """

    phase: Phase = Phase.STANDING
    set: SetState = field(default_factory=SetState)
    pairing: Pairing = field(default_factory=Pairing)
    baseline: float = 0.0
    last_s: float | None = None
    vote: float = 0.0
    feet: tuple[float, float] | None = None
    side: Side | None = None
    level: Level | None = None
    is_level_fixed: bool = False
    lean: tuple[float, float] = (0.0, 0.0)
    steady: Steady = field(default_factory=Steady)
    supports: Supports = field(default_factory=Supports)
    balance: Balance = field(default_factory=Balance)


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
    params = definition.params
    if sample.quality.reason is not None:
        counted, is_gone, events = rep_set.unseen(state.set, sample)
        pairing = state.pairing.interrupted(is_gone=is_gone)
        return replace(state, set=counted, pairing=pairing), events
    if sample.posture is not Posture.HINGED:
        return _away(state, sample, definition)
    state = replace(state, set=rep_set.stay(state.set))
    state = _recognise(state, sample, params)
    if "turn_deg" not in sample.signals:
        return replace(state, phase=Phase.HINGING, last_s=sample.t_s), ()
    return _turn(state, sample, definition)


def _away(
    state: State, sample: Sample, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    # as long as its neutral is kept: a closing turn in front of the camera can look like kneeling
    leave_s = LEAVE_S if sample.posture is Posture.STANDING else HINGE_LEAVE_S
    counted, has_left = rep_set.away(state.set, sample.t_s, leave_s)
    state = replace(state, set=counted)
    if not has_left and state.phase is not Phase.STANDING:
        return state, ()
    counted, events = _finish_open_rep(state, sample.t_s, definition)
    counted, left = rep_set.leave(counted, sample.t_s)
    fresh = State(set=counted, side=state.side, level=state.level, balance=state.balance)
    return fresh, (*events, *left)


def _finish_open_rep(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[SetState, tuple[Event, ...]]:
    """Count a rep that the person stood up from: all halves begun, or one of them done."""
    pairing, needed = state.pairing, halves.needed(definition.params)
    all_begun = len(pairing.halves) == needed and needed == 2
    one_done = bool(pairing.halves) and pairing.half == 0
    if state.set.rep is None or not (all_begun or one_done):
        return state.set, ()
    return _count(state, t_s, definition)


# ---------------------------------------------------------------- side, level, balance


def _recognise(state: State, sample: Sample, params: Params) -> State:
    """Read side and level; both are fixed during a rep, the level by the first rep."""
    right = bool(sample.signals.get("stance_right", True))
    last_s = -math.inf if state.last_s is None else state.last_s
    weight = mean_weight(sample.t_s - last_s, MEMORY_S)
    vote = state.vote + weight * ((1.0 if right else -1.0) - state.vote)
    side, level, feet = state.side, state.level, _feet(state.feet, sample, weight)
    if state.set.rep is None or side is None:
        side = Side.RIGHT if vote > 0 else Side.LEFT
    if not state.is_level_fixed or level is None:
        level = _level_of(feet, params)
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


def _level_of(feet: tuple[float, float], params: Params) -> Level:
    """Return the level that the feet show."""
    height, distance = feet
    if height > params.single_leg_ratio:
        return Level.SINGLE_LEG
    return Level.KICKSTAND if distance > params.kickstand_ratio else Level.FEET_DOWN


def _balanced(state: State, sample: Sample, params: Params) -> Balance:
    holds = (
        state.set.rep is None
        and state.pairing.half == 0
        and sample.signals.get("foot_height_ratio", 0.0) > params.single_leg_ratio
    )
    return balance.step(state.balance, holds=holds, side=state.side, t_s=sample.t_s)


def _with_foot(sample: Sample, state: State) -> Sample:
    """Add the height of the free foot to the measures: on one leg it must not touch down.

    Not from behind: there the free leg hides its own foot, which seems to sink whenever the pelvis
    opens.
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
    followed = steady.follow(state.steady, turn, sample.t_s, steady.MOST_TURN_DEG)
    state = replace(state, steady=followed)
    rests = state.pairing.is_neutral and abs(turn) < STAY_SHARE * params.enter_deg
    state = replace(state, set=rep_set.mark_peak(state.set, abs(turn), sample.t_s))
    rules = peak_rules(DEFINITION.drill, state.side or Side.RIGHT)
    counted, events = rep_set.observe(
        state.set, _with_foot(sample, state), rules, definition.rules, at_rest=rests
    )
    state = _follow_neutral(replace(state, set=counted), turn, sample.t_s, params)
    state = replace(
        state,
        balance=_balanced(state, sample, params),
        lean=_lean(state, sample),
        supports=supports.follow(
            state.supports,
            sample.signals,
            sample.t_s,
            supports.FEET,
            at_rest=not state.pairing.halves,
        ),
    )
    counts = params.form is RepForm.OPEN_CLOSED or (turn > 0) == (params.form is RepForm.OPEN)
    state, more = _pair(state, turn if counts else 0.0, sample.t_s, definition)
    twist = sample.measures.get("spine_twist_deg")
    pairing = state.pairing.follow(turn, twist, sample.t_s)
    return replace(state, pairing=pairing, phase=_phase(pairing)), (*events, *more)


def _lean(state: State, sample: Sample) -> tuple[float, float]:
    """Return the greatest lean of the trunk in the rep, and that at the end of its last turn."""
    most, last = state.lean
    now = sample.signals.get("trunk_incl_deg", last)
    if state.pairing.is_neutral:
        return now, now
    has_ended = state.pairing.half == 0 and state.pairing.inside.since_s is not None
    return max(most, now), last if has_ended else now


def _bowed(state: State) -> bool:
    """Whether the person left the hinge in the rep: bending down and up looks like a small turn."""
    most, last = state.lean
    return last < (1.0 - MINOR_SHARE) * most


def _follow_neutral(state: State, turn: float, t_s: float, params: Params) -> State:
    step_s = 0.0 if state.last_s is None else t_s - state.last_s
    state = replace(state, last_s=t_s)
    if state.pairing.is_neutral and abs(turn) < STAY_SHARE * params.enter_deg:
        weight = min(1.0, step_s / params.drift_s)
        return replace(state, baseline=state.baseline + weight * turn)
    return state


def _pair(
    state: State, turn: float, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    """Advance the halves of a rep: enter one, leave it, count the rep."""
    events: tuple[Event, ...] = ()
    rep = state.set.rep
    paired = halves.step(state.pairing, turn, t_s, definition.params, rep_is_open=rep is not None)
    if rep is not None and paired.starts_s is not None:
        rep = replace(rep, start_s=paired.starts_s)
        state = replace(state, set=replace(state.set, rep=rep))
    if paired.closed is not None:
        closing = replace(state, pairing=paired.closed)
        counted, events = _count(closing, t_s, definition)
        state = replace(state, set=counted)
    if paired.begins_s is not None:
        state = replace(
            state,
            set=rep_set.begin_rep(state.set, paired.begins_s, t_s),
            is_level_fixed=True,
            supports=state.supports.begun(),
            steady=steady.begun(state.steady),
        )
    return replace(state, pairing=paired.pairing), events


def _count(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[SetState, tuple[Event, ...]]:
    rep, pairing, params = state.set.rep, state.pairing, definition.params
    if rep is None:
        return state.set, ()
    end_s = t_s
    if pairing.inside.since_s is not None:
        end_s = pairing.inside.since_s  # the wait in neutral is not part of the rep
    slipped = len(state.supports.left_floor()) == len(supports.FEET)
    swayed = rep.peak < params.least_deg or end_s - rep.start_s < LEAST_S
    is_half = len(pairing.halves) < halves.needed(params)
    if slipped or swayed or (is_half and _bowed(state)):
        return rep_set.drop_rep(state.set), ()
    leapt = any(has_leap(half.trace) for half in pairing.halves) or (is_half and rep.has_leapt)
    if state.steady.share > MINOR_SHARE or leapt:
        return rep_set.void_rep(state.set, t_s)
    partial = None
    if is_half:
        partial = "not closed" if pairing.halves[0].direction > 0 else "not opened"
    return rep_set.complete_rep(
        state.set,
        t_s,
        state.side,
        peak_rules(DEFINITION.drill, state.side or Side.RIGHT),
        definition.rules,
        RepEnd(
            partial=partial,
            extra=halves.twists(pairing.halves),
            timing=halves.timing(pairing.halves),
            onset_s=onset_s(pairing.halves[0].trace),
            end_s=end_s,
        ),
    )


def _phase(pairing: Pairing) -> Phase:
    half = pairing.half
    if half == 0:
        return Phase.RETURNING if pairing.halves else Phase.HELD
    turn = pairing.excursions[half]
    if turn.leg is Leg.BACK:
        return Phase.RETURNING
    if half > 0:
        return Phase.OPEN if turn.is_held else Phase.TURNING_OPEN
    return Phase.CLOSED if turn.is_held else Phase.TURNING_CLOSED
