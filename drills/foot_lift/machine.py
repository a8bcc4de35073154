"""The machine of the foot lift; its thresholds are in `drills.foot_lift.definition`.

::

    WAITING --neutral learnt--> START --one foot swings about its knee--> LIFTING --end--> LIFTED
      --> LOWERING --> START (one rep of that side)

The trunk must stay where it is: a swing of the foot while the hips rock is not a lift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core import excursion, rep_set
from drills.core.compensation import Neutral
from drills.core.excursion import Change, ExcursionState, Leg
from drills.core.phases import STAY_SHARE, peak_rules
from drills.core.rep_set import RepEnd, SetState
from drills.core.supports import HANDS_AND_KNEES, Supports, follow
from drills.core.timing import Trace, onset_s, ways
from drills.foot_lift.control import Onset, control
from drills.foot_lift.definition import DEFINITION, Params
from vision.datatypes import Estimate, Posture, Side, View
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.definition import Definition
    from drills.core.events import Event
    from vision.datatypes import Sample


OUTLINE = "outline_shift_ratio"
"""The signal that exists where lifts are counted by the silhouette (`vision.body.from_behind`)."""

AT_AN_ANGLE = "outline_deg"
"""The same at an angle from behind: shows that a foot swings out of the silhouette, not which."""


class Phase(StrEnum):
    """Phases, in words."""

    WAITING = "waiting for the start position"
    START = "start position"
    LIFTING = "lifting"
    LIFTED = "lifted"
    LOWERING = "lowering"


@dataclass(frozen=True, slots=True)
class State:
    """The state of the set.

    ``most`` is the greatest swing (deg) of the left and the right foot in the rep, which shows
    which one was lifted; ``onsets`` is the course of hip and pelvis for either foot, ``grounds``
    the height of either foot at rest. ``moved``: the trunk did not stay in place. ``by_outline``:
    the silhouette counted in the rep; ``is_told``: it has shown a lift, seen at an angle.
    """

    phase: Phase = Phase.WAITING
    set: SetState = field(default_factory=SetState)
    swing: ExcursionState = field(default_factory=ExcursionState)
    side: Side | None = None
    most: tuple[float, float] = (0.0, 0.0)
    onsets: Mapping[Side, Onset] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)
    grounds: Mapping[Side, Neutral] = field(default_factory=dict)
    moved: bool = False
    by_outline: bool = False
    is_told: bool = False
    supports: Supports = field(default_factory=Supports)
    level: None = None


BOTH_RULES = {
    rule.source: rule for side in Side for rule in peak_rules(DEFINITION.drill, side).values()
}


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
        swing = excursion.interrupt(state.swing, is_gone=is_gone)
        return replace(state, set=counted, swing=swing), events
    sample = _from_behind(sample)
    if sample.posture is not Posture.ALL_FOURS or "trunk_shift_ratio" not in sample.signals:
        return _away(state, sample)
    return _lift(replace(state, set=rep_set.stay(state.set)), sample, definition)


def _from_behind(sample: Sample) -> Sample:
    """Let the silhouette of a person seen from behind take the place of the landmarks."""
    seen = sample.signals
    if OUTLINE not in seen:
        return sample
    feet = {f"foot_{side}_deg": seen[f"outline_{side}_deg"] for side in Side}
    signals = {OUTLINE: seen[OUTLINE], "trunk_shift_ratio": seen[OUTLINE], **feet}
    return replace(sample, posture=Posture.ALL_FOURS, view=View.REAR, signals=signals, measures={})


def _away(state: State, sample: Sample) -> tuple[State, tuple[Event, ...]]:
    counted, has_left = rep_set.away(state.set, sample.t_s)
    if not has_left:
        return replace(state, set=counted), ()
    counted, events = rep_set.leave(counted, sample.t_s)
    back = State(set=counted, swing=excursion.RETURNED, side=state.side)
    return back, events


def _lift(
    state: State, sample: Sample, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    params = definition.params
    feet = (_swing(sample, Side.LEFT, params), _swing(sample, Side.RIGHT, params))
    moved = sample.signals["trunk_shift_ratio"] > params.still_trunk_ratio
    signal = 0.0 if moved and state.swing.leg is Leg.REST else _counted(state, sample, max(feet))
    swing, change = excursion.step(state.swing, signal, sample.t_s, params.enter_deg)
    state = replace(state, swing=swing, phase=_phase(swing))
    if change is Change.STARTED:
        state = _begin(state, sample.t_s)
    state = _told_by_outline(state, sample, max(feet), params)
    most = (max(state.most[0], feet[0]), max(state.most[1], feet[1]))
    state, sample = _with_rise(state, sample)
    counted, events = rep_set.observe(
        state.set, sample, BOTH_RULES, definition.rules, at_rest=swing.leg is Leg.REST
    )
    counted = rep_set.mark_peak(counted, signal, sample.t_s)
    state = replace(
        state,
        set=counted,
        most=most,
        moved=state.moved or moved,
        by_outline=state.by_outline or OUTLINE in sample.signals,
        side=_lifted(most, sample, params) if counted.rep is not None else state.side,
    )
    at_rest = swing.leg is Leg.REST and counted.rep is None
    supports = follow(state.supports, sample.signals, sample.t_s, HANDS_AND_KNEES, at_rest=at_rest)
    state = _follow(replace(state, supports=supports), sample, signal)
    if change is Change.DROPPED or (change is Change.FINISHED and _is_no_lift(state, params)):
        return replace(state, set=rep_set.drop_rep(counted)), events
    if change is Change.FINISHED and rep_set.has_leapt(counted, state.trace):
        counted, done = rep_set.void_rep(counted, sample.t_s)
        return replace(state, set=counted, trace=Trace()), (*events, *done)
    if change is Change.FINISHED:
        state, done = _complete(state, sample.t_s, definition)
        events = (*events, *done)
    return state, events


def _counted(state: State, sample: Sample, swing_deg: float) -> float:
    """Return the swing that counts: that of the outline, once it has shown a lift."""
    outline_deg = sample.signals.get(AT_AN_ANGLE)
    return swing_deg if outline_deg is None or not state.is_told else outline_deg


def _told_by_outline(state: State, sample: Sample, swing_deg: float, params: Params) -> State:
    """Note that the outline shows a lift at the same time as the landmarks.

    At rest the landmarks may settle as far from their old places as a small lift takes them; the
    outline does not. It has to show the lift so clearly that it also shows a smaller one.
    """
    outline_deg = STAY_SHARE * sample.signals.get(AT_AN_ANGLE, 0.0)
    is_told = state.swing.leg is not Leg.REST and min(outline_deg, swing_deg) > params.enter_deg
    return replace(state, is_told=True) if is_told else state


def _is_no_lift(state: State, params: Params) -> bool:
    """Whether something else was done, or could have been done unseen.

    The trunk, a hand, a knee or the other foot moved as well; or too few of the hands and knees
    could be seen, or not the knee of the lifted foot.
    """
    if state.by_outline:
        return state.moved or min(state.most) > params.near_share * max(state.most)
    supports = state.supports
    watched = supports.watched()
    unseen = f"{state.side}_knee" not in watched or len(watched) < params.least_watched
    return state.moved or unseen or bool(supports.left_floor()) or _both_rose(state, params)


def _both_rose(state: State, params: Params) -> bool:
    rep, side = state.set.rep, state.side
    if rep is None or side is None:
        return False
    other = rep.peaks.by_name.get(f"foot_rise_{side.other}_ratio")
    return other is not None and other.best is not None and bool(is_clear(other.best, params))


def _begin(state: State, t_s: float) -> State:
    """Open a rep."""
    return replace(
        state,
        set=rep_set.begin_rep(state.set, state.swing.start_s, t_s),
        most=(0.0, 0.0),
        onsets={},
        moved=False,
        by_outline=False,
        supports=state.supports.begun(),
    )


def _follow(state: State, sample: Sample, signal: float) -> State:
    """Add a frame to the lift in progress: its course, and hip and pelvis on the way up."""
    trace = state.trace.plus(sample.t_s, signal)
    if state.set.rep is None:
        return replace(state, trace=trace.recent(sample.t_s))
    state = replace(state, trace=trace)
    if state.swing.leg is not Leg.OUT:
        return state
    pelvis = sample.measures.get("pelvis_lift_deg")
    onsets = {
        side: state.onsets.get(side, Onset()).plus(
            sample.measures.get(f"hip_rotation_{side}_deg"), pelvis
        )
        for side in Side
    }
    return replace(state, onsets=onsets)


def _with_rise(state: State, sample: Sample) -> tuple[State, Sample]:
    """Add how much either foot has risen since the rest, where its height is seen."""
    grounds, added = dict(state.grounds), dict(sample.measures)
    for side in Side:
        height = sample.measures.get(f"foot_height_{side}_ratio")
        if not isinstance(height, Estimate):
            continue
        ground = grounds.get(side, Neutral())
        if state.swing.leg is Leg.REST:
            ground = grounds[side] = ground.plus(height.value, sample.t_s)
        if ground.seen:
            added[f"foot_rise_{side}_ratio"] = height.since(ground.mean)
    return replace(state, grounds=grounds), replace(sample, measures=added)


def _swing(sample: Sample, side: Side, params: Params) -> float:
    """Return the swing of one foot; 0 while it is out of the picture or its thigh moves."""
    if sample.signals.get(f"thigh_{side}_ratio", 0.0) > params.still_thigh_ratio:
        return 0.0
    return sample.signals.get(f"foot_{side}_deg", 0.0)


def _complete(
    state: State, t_s: float, definition: Definition[Params]
) -> tuple[State, tuple[Event, ...]]:
    """Count the rep under the name of the lifted side only."""
    counted, side, params = state.set, state.side, definition.params
    rules = peak_rules(DEFINITION.drill, side or Side.LEFT)
    if counted.rep is not None:
        by_name = counted.rep.peaks.by_name
        kept = {name: by_name[rule.source] for name, rule in rules.items()}
        rep = replace(counted.rep, peaks=replace(counted.rep.peaks, by_name=kept))
        counted = replace(counted, rep=rep)
    onset = state.onsets.get(side or Side.LEFT, Onset())
    counted, done = rep_set.complete_rep(
        counted,
        t_s,
        side,
        rules,
        definition.rules,
        RepEnd(
            extra=control(onset, params.pelvis_begins_deg),
            timing=_timing(state),
            onset_s=onset_s(state.trace),
        ),
    )
    return replace(state, set=counted, trace=Trace()), done


def _timing(state: State) -> dict[str, float]:
    took = ways(state.trace)
    if took is None:
        return {}
    durations_s = {"out_s": took.out_s, "hold_s": took.hold_s, "back_s": took.back_s}
    return {name: way_s for name, way_s in durations_s.items() if way_s is not None}


def _lifted(most: tuple[float, float], sample: Sample, params: Params) -> Side:
    near = None if sample.view in (View.FRONT, View.REAR) else rep_set.near_side(sample)
    if near is None:
        return Side.LEFT if most[0] >= most[1] else Side.RIGHT
    own, far = most if near is Side.LEFT else (most[1], most[0])
    return near if own >= params.near_share * far else near.other


def _phase(swing: ExcursionState) -> Phase:
    if swing.leg is Leg.OUT:
        return Phase.LIFTED if swing.is_held else Phase.LIFTING
    return Phase.START if swing.leg is Leg.REST else Phase.LOWERING


def is_clear(rise: Estimate, params: Params = DEFINITION.params) -> bool | None:
    """Return whether the foot was clear of the floor.

    Parameters
    ----------
    rise
        Rise of the foot since rest, in trunk lengths.
    params
        Thresholds of the drill.

    Returns
    -------
    bool or None
        ``None`` if the interval includes the threshold.
    """
    if rise.low >= params.clear_ratio:
        return True
    return False if rise.high < params.clear_ratio else None
