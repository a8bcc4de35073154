"""The machine of the frogger rock; its thresholds are in `drills.frogger.definition`.

::

    WAITING --neutral learnt in the start position--> START
    START --thighs lean back--> ROCKING_BACK --depth held--> END
    --> ROCKING_FORWARD --> START (one rep)
    any --posture left--> WAITING

Getting down on the floor counts nothing: until the quiet start has given a neutral there is no
signal to count.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core import excursion, rep_set
from drills.core.events import WarningKind
from drills.core.excursion import Change, ExcursionState, Leg
from drills.core.phases import peak_rules, positive
from drills.core.rep_set import RepEnd, SetState
from drills.core.supports import HANDS_AND_KNEES, Supports, follow
from drills.core.timing import Trace, onset_s, ways
from drills.frogger.definition import DEFINITION, KneeWidth, Params, knee_width_of
from vision.datatypes import Absent, Estimate, Measure, Posture, Reason, Side, View
from vision.values import replace

if TYPE_CHECKING:
    from drills.core.definition import Definition
    from drills.core.events import Event
    from vision.datatypes import Sample


class Phase(StrEnum):
    """Phases, in words."""

    WAITING = "waiting for the start position"
    START = "start position"
    ROCKING_BACK = "rocking back"
    END = "hips back"
    ROCKING_FORWARD = "rocking forward"


LUMBAR_KINDS = frozenset({WarningKind.LUMBAR_FLEXION, WarningKind.LUMBAR_EXTENSION})


@dataclass(frozen=True, slots=True)
class State:
    """The state of the set.

    ``depths`` are the peaks of the reps so far (deg). ``clean`` is the greatest hip flexion of the
    rep before the lumbar spine left its band, ``onset_s`` the time when it left, and ``way_ratio``
    how far the trunk has moved back (trunk lengths). ``level`` is the width of the knees if it
    could be seen.
    """

    phase: Phase = Phase.WAITING
    set: SetState = field(default_factory=SetState)
    rock: ExcursionState = field(default_factory=ExcursionState)
    depths: tuple[float, ...] = ()
    clean: Measure = Absent(Reason.NOT_VISIBLE)
    clean_over: bool = False
    onset_s: float | None = None
    trace: Trace = field(default_factory=Trace)
    way_ratio: float = 0.0
    supports: Supports = field(default_factory=Supports)
    side: Side | None = None
    level: KneeWidth | None = None


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
    if sample.quality.reason is not None:
        counted, is_gone, events = rep_set.unseen(state.set, sample)
        rock = excursion.interrupt(state.rock, is_gone=is_gone)
        return replace(state, set=counted, rock=rock), events
    if sample.posture is not Posture.ALL_FOURS or "rock_deg" not in sample.signals:
        return _away(state, sample)
    return _rock(replace(state, set=rep_set.stay(state.set)), sample, definition)


def _away(state: State, sample: Sample) -> tuple[State, tuple[Event, ...]]:
    counted, has_left = rep_set.away(state.set, sample.t_s)
    if not has_left:
        return replace(state, set=counted), ()
    counted, events = rep_set.leave(counted, sample.t_s)
    kept = State(
        set=counted,
        rock=excursion.RETURNED,
        depths=state.depths,
        side=state.side,
        level=state.level,
    )
    return kept, events


def _rock(
    state: State, sample: Sample, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    params, signal = definition.params, sample.signals["rock_deg"]
    is_along = sample.view in (View.FRONT, View.REAR)
    enter_deg = params.along_enter_deg if is_along else params.enter_deg
    near = rep_set.near_side(sample) or state.side
    rock, change = excursion.step(state.rock, signal, sample.t_s, enter_deg)
    state = replace(
        state, rock=rock, side=near, level=_level(state.level, sample, params), phase=_phase(rock)
    )
    state = _begin(state, sample.t_s) if change is Change.STARTED else state
    counted, events = rep_set.observe(
        state.set,
        sample,
        peak_rules(DEFINITION.drill, near or Side.LEFT),
        definition.rules,
        at_rest=rock.leg is Leg.REST,
    )
    counted = rep_set.mark_peak(counted, signal, sample.t_s)
    state = _follow(replace(state, set=counted), sample, signal, definition)
    if change is Change.DROPPED or (change is Change.FINISHED and _is_no_rock(state, params)):
        return replace(state, set=rep_set.drop_rep(counted)), events
    if change is Change.FINISHED and rep_set.has_leapt(counted, state.trace):
        counted, done = rep_set.void_rep(counted, sample.t_s)
        return replace(state, set=counted, trace=Trace()), (*events, *done)
    if change is Change.FINISHED:
        state, done = _complete(state, sample.t_s, definition)
        events = (*events, *done)
    return state, events


def _is_no_rock(state: State, params: Params) -> bool:
    """Whether something else was done: the trunk stayed, or a hand or a knee left the floor."""
    wandered = state.way_ratio < params.least_way_ratio
    return wandered or bool(state.supports.left_floor())


def _begin(state: State, t_s: float) -> State:
    """Open a rep."""
    return replace(
        state,
        set=rep_set.begin_rep(state.set, state.rock.start_s, t_s),
        clean=Absent(Reason.NOT_VISIBLE),
        clean_over=False,
        onset_s=None,
        way_ratio=0.0,
        supports=state.supports.begun(),
    )


def _follow(state: State, sample: Sample, signal: float, definition: Definition[Params]) -> State:
    """Add a frame to the rep in progress: its course, its clean range, the rounding."""
    way = max(state.way_ratio, sample.signals.get("rock_way_ratio", 0.0))
    at_rest = state.rock.leg is Leg.REST and state.set.rep is None
    supports = follow(state.supports, sample.signals, sample.t_s, HANDS_AND_KNEES, at_rest=at_rest)
    state = replace(state, supports=supports)
    trace = state.trace.plus(sample.t_s, signal)
    if state.set.rep is None:
        return replace(state, way_ratio=way, trace=trace.recent(sample.t_s))
    clean = state.clean
    if not state.clean_over:
        clean = _clean_so_far(clean, sample, state.side, _band_deg(definition))
    raised = [
        known.start_s
        for kind, known in state.set.warnings.by_kind.items()
        if kind in LUMBAR_KINDS and known.start_s is not None
    ]
    onset_s = min(raised) if raised and state.onset_s is None else state.onset_s
    return replace(
        state,
        way_ratio=way,
        clean=clean,
        clean_over=state.clean_over or bool(raised),
        onset_s=onset_s,
        trace=trace,
    )


def _complete(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    params, depth = definition.params, state.rock.peak
    counted, done = rep_set.complete_rep(
        state.set,
        t_s,
        state.side,
        peak_rules(DEFINITION.drill, state.side or Side.LEFT),
        definition.rules,
        RepEnd(
            partial=_partial(depth, state.depths, params),
            extra={"clean_hip_flexion_deg": positive(state.clean)},
            timing=_timing(state),
            onset_s=onset_s(state.trace),
        ),
    )
    if done:  # not if the rep was voided on the way
        state = replace(state, depths=(*state.depths, depth))
    state = replace(state, trace=Trace())
    return replace(state, set=counted), done


def _timing(state: State) -> dict[str, float]:
    """Return the ways of the rock, and the seconds from its start to the onset of the rounding."""
    durations_s: dict[str, float] = {}
    took = ways(state.trace)
    if took is not None:
        durations_s["hold_s"] = took.hold_s
        durations_s |= {
            name: way_s
            for name, way_s in (("out_s", took.out_s), ("back_s", took.back_s))
            if way_s is not None
        }
    if state.onset_s is not None and state.set.rep is not None:
        began_s = rep_set.start_of_rep_s(state.set, state.set.rep, onset_s(state.trace))
        durations_s["lumbar_onset_s"] = max(0.0, state.onset_s - began_s)
    return durations_s


def _level(level: KneeWidth | None, sample: Sample, params: Params) -> KneeWidth | None:
    width = sample.measures.get("knee_width_ratio")
    return knee_width_of(width.value, params) if isinstance(width, Estimate) else level


def _phase(rock: ExcursionState) -> Phase:
    if rock.leg is Leg.OUT:
        return Phase.END if rock.is_held else Phase.ROCKING_BACK
    return Phase.START if rock.leg is Leg.REST else Phase.ROCKING_FORWARD


def _partial(peak: float, depths: tuple[float, ...], params: Params) -> str | None:
    """Return why a rock is partial: it is shallow compared with the usual depth of the set."""
    usual = statistics.median(depths) if depths else peak
    if peak < params.partial_share * usual:
        return "the hips did not go back far enough"
    return None


def _band_deg(definition: Definition[Params]) -> float:
    """Return how far the lumbar spine may go without a warning, either way."""
    return min(rule.enter for rule in definition.rules if rule.kind in LUMBAR_KINDS)


def _clean_so_far(clean: Measure, sample: Sample, near: Side | None, band_deg: float) -> Measure:
    """Follow the hip flexion while the lumbar spine is in its band.

    While the whole interval of the spine is outside, nothing is added; once that has lasted long
    enough for the warning, the clean range of the rep is closed at what was reached before.
    """
    lumbar = sample.measures.get("lumbar_flexion_deg", Absent(Reason.NOT_VISIBLE))
    hip = sample.measures.get(f"hip_flexion_{near or Side.LEFT}_deg", Absent(Reason.NOT_VISIBLE))
    if isinstance(lumbar, Absent):
        return lumbar if isinstance(clean, Absent) else clean
    if max(lumbar.low, -lumbar.high) > band_deg:
        return clean
    if isinstance(hip, Absent):
        return hip if isinstance(clean, Absent) else clean
    if isinstance(clean, Estimate) and clean.value >= hip.value:
        return clean
    return hip
