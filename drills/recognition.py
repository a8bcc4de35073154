"""Recognises the drill of a set: every machine runs, and the one that counts reps is the drill.

Aeroplane and the floor drills exclude each other by posture. On all fours, frogger rock and foot
lift run in parallel: a rock moves the thighs, a lift does not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drills.core import rep_set
from drills.core.events import Counts, Drill, Event, Level
from drills.registry import DEFINITIONS, ENTRIES, OFFERED, Balancing, DrillState
from vision.datatypes import Absent, Estimate, Posture, Quality, Reason, Sample, Side, Tracking
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.definition import Definition
    from drills.core.events import WarningKind


def _initial() -> dict[Drill, Any]:
    return {drill: entry.start() for drill, entry in ENTRIES.items()}


@dataclass(frozen=True, slots=True)
class State:
    """The state of the session.

    ``asked`` is the drill the user named, ``None`` for automatic recognition among the offered
    ones; ``active`` is the drill in hand. ``definitions`` may replace those of the registry (other
    thresholds or settings).
    """

    asked: Drill | None = None
    machines: dict[Drill, Any] = field(default_factory=_initial)
    active: Drill | None = None
    last_s: float | None = None
    definitions: Mapping[Drill, Definition[Any]] = field(default_factory=lambda: DEFINITIONS)


def step(state: State, sample: Sample) -> tuple[State, dict[Drill, tuple[Event, ...]]]:
    """Take one more sample; return the next state and the events of every machine that runs.

    Parameters
    ----------
    state
        The state so far.
    sample
        The sample of one frame; numbers that are not finite are left out.
    """
    sample = _finite(sample)
    machines = dict(state.machines)
    events: dict[Drill, tuple[Event, ...]] = {}
    gap = state.last_s is not None and sample.t_s - state.last_s > rep_set.LOST_S
    for drill in _watching(state):
        machine = machines[drill]
        before: tuple[Event, ...] = ()
        if (
            gap or sample.tracking is Tracking.ANOTHER
        ):  # the rep in progress was not seen to its end
            machine, before = _step_machine(state, drill, machine, _unseen(sample))
        machines[drill], now = _step_machine(state, drill, machine, sample)
        events[drill] = (*before, *now)
    state = replace(state, machines=machines, last_s=sample.t_s)
    return replace(state, active=_active(state, sample)), events


def _finite(sample: Sample) -> Sample:
    """Leave out numbers that are not finite: comparisons with NaN are false and mean 'all well'."""
    signals, measures = sample.signals, sample.measures
    if not all(map(math.isfinite, signals.values())):
        signals = {name: value for name, value in signals.items() if math.isfinite(value)}
    wrong = [
        name
        for name, value in measures.items()
        if isinstance(value, Estimate) and not math.isfinite(value.value + value.low + value.high)
    ]
    if wrong:
        measures = {**measures, **dict.fromkeys(wrong, Absent(Reason.NOT_VISIBLE))}
    if signals is sample.signals and measures is sample.measures:
        return sample
    return replace(sample, signals=signals, measures=measures)


def _unseen(sample: Sample) -> Sample:
    nobody = Quality(0.0, Reason.TRACKING_LOST)
    another = Tracking.ANOTHER
    return Sample(sample.t_s, Posture.UNSEEN, sample.view, nobody, tracking=another)


def close(state: State, t_s: float) -> tuple[State, dict[Drill, tuple[Event, ...]]]:
    """End the input: raised warnings are cleared.

    Parameters
    ----------
    state
        The state so far.
    t_s
        The time of the end.
    """
    machines = dict(state.machines)
    events: dict[Drill, tuple[Event, ...]] = {}
    for drill in _watching(state):
        machine = machines[drill]
        counted, events[drill] = rep_set.leave(machine.set, t_s)
        machines[drill] = replace(machine, set=counted)
    return replace(state, machines=machines), events


def _watching(state: State) -> tuple[Drill, ...]:
    return OFFERED if state.asked is None else (state.asked,)


def _step_machine(
    state: State, drill: Drill, machine: Any, sample: Sample
) -> tuple[Any, tuple[Event, ...]]:
    return ENTRIES[drill].step(machine, sample, state.definitions[drill])


def _active(state: State, sample: Sample) -> Drill | None:
    """Return the drill in hand: asked for, else with reps, with a rep begun, or by the posture."""
    if state.asked is not None:
        return state.asked
    by_reps = recognised(state)
    if by_reps is not None:
        return by_reps
    for drill, machine in state.machines.items():
        if machine.set.rep is not None:
            return drill
    meant = (drill for drill in OFFERED if DEFINITIONS[drill].posture is sample.posture)
    return next(meant, state.active)


def recognised(state: State) -> Drill | None:
    """Return the drill that was asked for if it has reps, else the likeliest one."""
    counts = {drill: machine.set.counts for drill, machine in state.machines.items()}
    return likeliest({d: c for d, c in counts.items() if state.asked in (None, d)})


def likeliest(counts: Mapping[Drill, Counts]) -> Drill | None:
    """Return the drill with the most reps (full ones before partial); ``None`` without any.

    A rock can look like a lift of a foot hidden by the thigh, but a lift never looks like a rock:
    two full rocks decide (`Definition.decisive_reps`), however many lifts were counted in parallel.
    """

    def weight(drill: Drill) -> tuple[bool, int, int]:
        full, decisive = counts[drill].full, DEFINITIONS[drill].decisive_reps
        return decisive is not None and full >= decisive, full, counts[drill].partial

    best = max(counts, key=weight, default=None)
    return best if best is not None and counts[best].total else None


@dataclass(frozen=True, slots=True)
class Status:
    """What the window shows of the drill in hand.

    ``level`` is that of the aeroplane, ``level_name`` that of any drill
    (`Definition.levels`). ``balance_s`` is the longest balance hold of each side.
    """

    drill: Drill | None
    phase: str
    rep_index: int
    counts: Counts
    warnings: tuple[WarningKind, ...]
    side: Side | None
    level: Level | None
    level_name: str | None = None
    balance_s: Mapping[Side, float] = field(default_factory=dict)


def status(state: State) -> Status:
    """Return the status of the drill in hand."""
    if state.active is None:
        return Status(None, "waiting for a start position", 0, Counts(), (), None, None)
    machine: DrillState = state.machines[state.active]
    return Status(
        state.active,
        machine.phase.value,
        machine.set.rep_index,
        machine.set.counts,
        machine.set.warnings.raised,
        machine.side,
        machine.level if isinstance(machine.level, Level) else None,
        None if machine.level is None else machine.level.value,
        machine.balance.longest_s if isinstance(machine, Balancing) else {},
    )
