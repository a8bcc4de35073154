"""Frogger rock: on all fours, hips back to the heels and forward again.

::

    WAITING --neutral learnt in the start position--> START
    START --thighs lean back--> ROCKING_BACK --> ROCKING_FORWARD --> START (one rep)
    any --posture left--> WAITING

Getting down on the floor counts nothing: until the quiet start has given a neutral there is no
signal to count.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drills import excursion, machine
from drills.compensation import SPINE_RULES
from drills.events import Drill
from drills.excursion import Change, ExcursionParams, ExcursionState, Leg
from drills.machine import SetState
from drills.phases import PeakRule, Pick, positive
from vision.datatypes import Absent, Estimate, Measure, Posture, Reason, Side, View

if TYPE_CHECKING:
    from drills.events import Event
    from vision.datatypes import Sample


class Phase(StrEnum):
    """Phases, in words."""

    WAITING = "waiting for the start position"
    START = "start position"
    ROCKING_BACK = "rocking back"
    ROCKING_FORWARD = "rocking forward"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the lean of the thighs since the start (deg).

    ``side`` serves views with the rock in the picture; seen from in front or behind the lean is
    the arc cosine of a height, which is blunt near the start, so ``along`` begins later.
    A rep is partial below ``partial_share`` of the usual depth of the set, or when the hips went
    back less than ``shallow`` deg. A rock moves hips or shoulders by at least
    ``least_shift_ratio`` trunk lengths: less is a landmark that wandered (our rules).
    """

    side: ExcursionParams = ExcursionParams(enter=8.0, exit=5.0, least=10.0)
    along: ExcursionParams = ExcursionParams(enter=24.0, exit=17.0, exit_share=0.5, least=26.0)
    least_shift_ratio: float = 0.12
    partial_share: float = 0.5
    shallow: float = 12.0
    clean_band_deg: float = 10.0
    leave_s: float = 1.0


PARAMS = Params()
RULES = SPINE_RULES
LUMBAR_KINDS = frozenset(rule.kind for rule in RULES)


@dataclass(frozen=True, slots=True)
class State:
    """``clean`` is the greatest hip flexion of the rep before the lumbar spine left its band."""

    phase: Phase = Phase.WAITING
    set: SetState = field(default_factory=SetState)
    rock: ExcursionState = field(default_factory=ExcursionState)
    depths: tuple[float, ...] = ()
    clean: Measure = Absent(Reason.NOT_VISIBLE)
    clean_over: bool = False
    shift_ratio: float = 0.0
    near: Side | None = None
    away_s: float | None = None


DRILL = Drill.FROGGER


def peak_rules(near: Side | None) -> dict[str, PeakRule]:
    """Return which frame measures become the measures of a rep."""
    side = near or Side.LEFT
    return {
        "hip_flexion_deg": PeakRule(f"hip_flexion_{side}_deg"),
        "trunk_thigh_flexion_deg": PeakRule(f"trunk_thigh_flexion_{side}_deg"),
        "lumbar_flexion_deg": PeakRule("lumbar_flexion_deg", Pick.SIGNED),
        "knee_width_ratio": PeakRule("knee_width_ratio"),
        "rock_travel_ratio": PeakRule("rock_travel_ratio"),
    }


def step(state: State, sample: Sample, params: Params = PARAMS) -> tuple[State, tuple[Event, ...]]:
    """Take one more sample."""
    if sample.quality.reason is not None:
        counted, events = machine.lost(state.set, sample.t_s)
        return replace(state, set=counted, rock=excursion.interrupt(state.rock)), events
    if sample.posture is not Posture.ALL_FOURS or "rock_deg" not in sample.signals:
        return _away(state, sample, params)
    return _rock(replace(state, away_s=None), sample, params)


def _away(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    away_s = sample.t_s if state.away_s is None else state.away_s
    if sample.t_s - away_s < params.leave_s:
        return replace(state, away_s=away_s), ()
    counted, events = machine.leave(state.set, sample.t_s)
    return State(set=counted, depths=state.depths, away_s=away_s), events


def _rock(state: State, sample: Sample, params: Params) -> tuple[State, tuple[Event, ...]]:
    signal = sample.signals["rock_deg"]
    limits = params.along if sample.view in (View.FRONT, View.REAR) else params.side
    near = machine.near_side(sample) or state.near
    rock, change = excursion.step(state.rock, signal, sample.t_s, limits)
    counted = state.set
    clean, clean_over = state.clean, state.clean_over
    shift_ratio = max(state.shift_ratio, sample.signals.get("trunk_shift_ratio", 1.0))
    if change is Change.STARTED:
        counted = machine.begin_rep(counted, rock.start_s, sample.t_s)
        clean, clean_over, shift_ratio = Absent(Reason.NOT_VISIBLE), False, 0.0
    rules = peak_rules(near)
    counted, events = machine.observe(counted, sample, rules, RULES)
    counted = machine.mark_peak(counted, signal, sample.t_s)
    if counted.rep is not None and not clean_over:
        clean = _clean_so_far(clean, sample, near, params)
        clean_over = bool(LUMBAR_KINDS & set(counted.warnings.raised))
    state = replace(
        state,
        rock=rock,
        near=near,
        clean=clean,
        clean_over=clean_over,
        shift_ratio=shift_ratio,
        phase=_phase(rock),
    )
    wandered = change is Change.FINISHED and shift_ratio < params.least_shift_ratio
    if change is Change.DROPPED or wandered:
        counted = machine.drop_rep(counted)
    elif change is Change.FINISHED:
        counted, done = machine.complete_rep(
            counted,
            sample.t_s,
            near,
            rules,
            RULES,
            _partial(rock.peak, state.depths, params),
            {"clean_hip_flexion_deg": positive(clean)},
        )
        events = (*events, *done)
        if done:  # not if the rep was voided on the way
            state = replace(state, depths=(*state.depths, rock.peak))
    return replace(state, set=counted), events


def _phase(rock: ExcursionState) -> Phase:
    return {
        Leg.REST: Phase.START,
        Leg.OUT: Phase.ROCKING_BACK,
        Leg.BACK: Phase.ROCKING_FORWARD,
    }[rock.leg]


def _partial(peak: float, depths: tuple[float, ...], params: Params) -> str | None:
    """Say why a rock is partial: shallow by itself, or against the usual depth of the set."""
    usual = statistics.median(depths) if depths else peak
    if peak < params.shallow or peak < params.partial_share * usual:
        return "the hips did not go back far enough"
    return None


def _clean_so_far(clean: Measure, sample: Sample, near: Side | None, params: Params) -> Measure:
    """Follow the hip flexion while the lumbar spine is in its band.

    While its whole interval lies outside nothing is added; once that has lasted long enough for
    the warning, the rep's clean range is closed at what was reached before.
    """
    lumbar = sample.measures.get("lumbar_flexion_deg", Absent(Reason.NOT_VISIBLE))
    hip = sample.measures.get(f"hip_flexion_{near or Side.LEFT}_deg", Absent(Reason.NOT_VISIBLE))
    if isinstance(lumbar, Absent):
        return lumbar if isinstance(clean, Absent) else clean
    if max(lumbar.low, -lumbar.high) > params.clean_band_deg:
        return clean
    if isinstance(hip, Absent):
        return hip if isinstance(clean, Absent) else clean
    if isinstance(clean, Estimate) and clean.value >= hip.value:
        return clean
    return hip
