"""A set of an unknown drill: every machine watches, the one that has reps is the drill.

Aeroplane and the floor drills exclude each other by posture. On all fours frogger rock and foot
lift watch side by side: a rock moves the thighs, a lift does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drills import aeroplane, foot_lift, frogger, machine
from drills.events import Counts, Drill, Event, Level
from vision.datatypes import Posture, Quality, Reason, Sample, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.events import WarningKind

AnyState = aeroplane.State | frogger.State | foot_lift.State


def _initial() -> dict[Drill, AnyState]:
    return {
        Drill.AEROPLANE: aeroplane.State(),
        Drill.FROGGER: frogger.State(),
        Drill.FOOT_LIFT: foot_lift.State(),
    }


@dataclass(frozen=True, slots=True)
class State:
    """``asked`` is the drill the user named, ``None`` for automatic recognition."""

    asked: Drill | None = None
    machines: dict[Drill, AnyState] = field(default_factory=_initial)
    active: Drill | None = None
    last_s: float | None = None


def step(state: State, sample: Sample) -> tuple[State, dict[Drill, tuple[Event, ...]]]:
    """Take one more sample; return the events of every watching machine."""
    machines = dict(state.machines)
    events: dict[Drill, tuple[Event, ...]] = {}
    gap = state.last_s is not None and sample.t_s - state.last_s > machine.LOST_S
    for drill in _watching(state):
        one = machines[drill]
        before: tuple[Event, ...] = ()
        if gap:  # a second without any frame is a second in which nobody was seen
            one, before = _step_one(one, _unseen(sample))
        machines[drill], now = _step_one(one, sample)
        events[drill] = (*before, *now)
    state = replace(state, machines=machines, last_s=sample.t_s)
    return replace(state, active=_active(state, sample)), events


def _unseen(sample: Sample) -> Sample:
    nobody = Quality(0.0, Reason.TRACKING_LOST)
    return Sample(sample.t_s, Posture.UNSEEN, sample.view, nobody)


def close(state: State, t_s: float) -> tuple[State, dict[Drill, tuple[Event, ...]]]:
    """Take the end of the input: open warnings are cleared."""
    machines = dict(state.machines)
    events: dict[Drill, tuple[Event, ...]] = {}
    for drill in _watching(state):
        one = machines[drill]
        counted, events[drill] = machine.leave(one.set, t_s)
        machines[drill] = replace(one, set=counted)
    return replace(state, machines=machines), events


def _watching(state: State) -> tuple[Drill, ...]:
    return tuple(Drill) if state.asked is None else (state.asked,)


def _step_one(one: AnyState, sample: Sample) -> tuple[AnyState, tuple[Event, ...]]:
    if isinstance(one, aeroplane.State):
        return aeroplane.step(one, sample)
    if isinstance(one, frogger.State):
        return frogger.step(one, sample)
    return foot_lift.step(one, sample)


def _active(state: State, sample: Sample) -> Drill | None:
    """Return the drill in hand: named, or with reps, or under way, or meant by the posture."""
    if state.asked is not None:
        return state.asked
    by_reps = recognised(state)
    if by_reps is not None:
        return by_reps
    for drill, one in state.machines.items():
        if one.set.rep is not None:
            return drill
    if sample.posture is Posture.HINGED:
        return Drill.AEROPLANE
    if sample.posture is Posture.ALL_FOURS:
        return Drill.FROGGER
    return state.active


def recognised(state: State) -> Drill | None:
    """Return the drill that was asked for if it has reps, else the likeliest one."""
    counts = {drill: one.set.counts for drill, one in state.machines.items()}
    return likeliest({d: c for d, c in counts.items() if state.asked in (None, d)})


def likeliest(counts: Mapping[Drill, Counts]) -> Drill | None:
    """Return the drill with the most reps (full ones before partial); ``None`` without any.

    A rock can look like a lift of a foot that the thigh hides, a lift never looks like a rock:
    two full rocks make the set a frogger rock however many lifts were seen beside them.
    """

    def weight(drill: Drill) -> tuple[bool, int, int]:
        full = counts[drill].clean + counts[drill].compensated
        return drill is Drill.FROGGER and full >= 2, full, counts[drill].partial

    best = max(counts, key=weight, default=None)
    return best if best is not None and counts[best].total else None


@dataclass(frozen=True, slots=True)
class Status:
    """What the window shows of the drill in hand."""

    drill: Drill | None
    phase: str
    rep_index: int
    counts: Counts
    warnings: tuple[WarningKind, ...]
    side: Side | None
    level: Level | None


def status(state: State) -> Status:
    """Return the status of the drill in hand."""
    if state.active is None:
        return Status(None, "waiting for a start position", 0, Counts(), (), None, None)
    one = state.machines[state.active]
    level = one.level if isinstance(one, aeroplane.State) else None
    side = one.near if isinstance(one, frogger.State) else one.side
    return Status(
        state.active,
        one.phase.value,
        one.set.rep_index,
        one.set.counts,
        one.set.warnings.raised,
        side,
        level,
    )
