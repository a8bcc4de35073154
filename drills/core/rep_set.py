"""What all drill machines share: the tallies of the set, the rep in progress, losses.

A drill machine is a pure ``step(state, sample) -> (state, events)``. Its state consists of its own
phase and a `SetState`, which these functions advance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.core import compensation
from drills.core.compensation import CompensationState
from drills.core.events import (
    Counts,
    Event,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
)
from drills.core.phases import PeakRule, Peaks
from drills.core.rules import Rule, key_rules, reason_words, unseen_words
from drills.core.sight import Sight
from drills.core.timing import BEFORE_S, Trace, has_leap
from vision.datatypes import Side, Tracking
from vision.persistence import LEAVE_S
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.datatypes import Estimate, Measure, Sample

LOST_S = 1.0
"""Losing the person for longer voids the rep in progress (docs/measures.md, "Thresholds")."""


@dataclass(frozen=True, slots=True)
class OpenRep:
    """The rep in progress: its start, its peak so far and what happened in it.

    ``peak`` is the greatest value of the counting signal, ``peaks`` are those of the measures;
    ``faults`` holds the greatest value of every compensation in the rep. ``has_leapt``: the
    landmarks leapt in it and did not come back at once.
    """

    start_s: float
    peak_s: float
    sight: Sight
    peak: float = 0.0
    peaks: Peaks = field(default_factory=Peaks)
    faults: Mapping[WarningKind, Estimate] = field(default_factory=dict)
    has_leapt: bool = False


@dataclass(frozen=True, slots=True)
class RepEnd:
    """What a drill reports about the rep in progress when it closes it.

    Attributes
    ----------
    partial
        Why the rep is only partial, or ``None``.
    extra
        Measures computed by the drill itself, added to the peaks.
    timing
        Durations of its parts in seconds.
    onset_s
        When the movement began, if its course shows it, because a threshold is crossed late. Used
        only from `BEFORE_S` before that crossing on, and from the end of the previous rep on.
    end_s
        When the movement ended, if that became known only later; ``None``: now.
    """

    partial: str | None = None
    extra: Mapping[str, Measure] = field(default_factory=dict)
    timing: Mapping[str, float] = field(default_factory=dict)
    onset_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class SetState:
    """Tallies, rep in progress, warnings, and when the person was last seen or left the posture."""

    counts: Counts = field(default_factory=Counts)
    rep: OpenRep | None = None
    warnings: CompensationState = field(default_factory=CompensationState)
    seen_s: float | None = None
    away_s: float | None = None
    last_end_s: float = -math.inf

    @property
    def is_gone(self) -> bool:
        """Whether nobody was seen yet, or not for `LOST_S`."""
        return self.seen_s is None

    @property
    def rep_index(self) -> int:
        """1-based number of the rep in progress, 0 between reps."""
        return 0 if self.rep is None else self.counts.total + 1


def begin_rep(state: SetState, start_s: float, t_s: float) -> SetState:
    """Return the set with a new rep in progress.

    Parameters
    ----------
    state
        The set so far.
    start_s
        When the rep began, which may be earlier than now.
    t_s
        The time now.
    """
    rep = OpenRep(start_s, t_s, Sight(t_s, t_s), faults=_standing(state.warnings))
    return replace(state, rep=rep)


def _standing(warnings: CompensationState) -> dict[WarningKind, Estimate]:
    """Return the greatest value so far of every raised warning."""
    values = {kind: known.greatest for kind, known in warnings.by_kind.items()}
    return {kind: greatest for kind, greatest in values.items() if greatest is not None}


def observe(
    state: SetState,
    sample: Sample,
    peak_rules: Mapping[str, PeakRule],
    rules: tuple[Rule, ...],
    *,
    at_rest: bool = False,
) -> tuple[SetState, tuple[Event, ...]]:
    """Take the measures of a usable sample: warnings, and the peaks of the rep in progress.

    Parameters
    ----------
    state
        The set so far.
    sample
        The sample; its quality must have no reason.
    peak_rules
        How the peaks of the rep are taken, by rep measure.
    rules
        The compensations watched.
    at_rest
        Whether the start position is held, so that neutrals may be learnt.

    Returns
    -------
    tuple
        The set, and the warnings raised and cleared.
    """
    rep_index = state.rep_index or None
    warnings, events = compensation.step(
        state.warnings, rules, sample.measures, sample.t_s, rep_index, at_rest=at_rest
    )
    state = replace(state, warnings=warnings, seen_s=sample.t_s)
    if state.rep is None:
        return state, events
    ended = {e.warning.kind: e.warning.peak for e in events if isinstance(e, WarningCleared)}
    faults = {**state.rep.faults, **ended, **_standing(warnings)}
    peaks = state.rep.peaks.plus(sample.measures, peak_rules, sample.t_s)
    unseen = compensation.out_of_sight(rules, sample.measures, warnings.neutrals)
    sight = state.rep.sight.plus(unseen, sample.t_s, state.rep.peak_s)
    has_leapt = state.rep.has_leapt or sample.tracking is Tracking.SETTLED
    rep = replace(state.rep, peaks=peaks, faults=faults, sight=sight, has_leapt=has_leapt)
    return replace(state, rep=rep), events


def mark_peak(state: SetState, value: float, t_s: float) -> SetState:
    """Update the moment at which the counting signal was greatest.

    Parameters
    ----------
    state
        The set so far.
    value
        The counting signal, in its unit.
    t_s
        The time now.
    """
    if state.rep is None or value <= state.rep.peak:
        return state
    sight = state.rep.sight.with_peak(t_s)
    return replace(state, rep=replace(state.rep, peak=value, peak_s=t_s, sight=sight))


def complete_rep(
    state: SetState,
    t_s: float,
    side: Side | None,
    peak_rules: Mapping[str, PeakRule],
    rules: tuple[Rule, ...],
    end: RepEnd,
) -> tuple[SetState, tuple[Event, ...]]:
    """Close the rep in progress and count it.

    Parameters
    ----------
    state
        The set so far; without a rep in progress it is returned unchanged.
    t_s
        The time now.
    side
        The side that the rep belongs to; ``None`` if it has none.
    peak_rules
        How the peaks of the rep are taken, by rep measure.
    rules
        The compensations watched; the key ones must have been seen for a clean rep.
    end
        What the drill adds.

    Returns
    -------
    tuple
        The set, and the `RepCompleted` event.
    """
    rep = state.rep
    if rep is None:
        return state, ()
    not_seen = rep.sight.missed(rule.kind for rule in key_rules(rules))
    result, reasons = _judged(rep, rules, not_seen, end.partial)
    measures = {**rep.peaks.results(peak_rules), **end.extra}
    end_s = t_s if end.end_s is None else end.end_s
    start_s = start_of_rep_s(state, rep, end.onset_s)
    done = Rep(side, start_s, rep.peak_s, end_s, result, reasons, measures, end.timing, not_seen)
    counts = state.counts.plus(result)
    event = RepCompleted(t_s, counts.total, done)
    return replace(state, counts=counts, rep=None, last_end_s=end_s), (event,)


def _judged(
    rep: OpenRep,
    rules: tuple[Rule, ...],
    not_seen: tuple[WarningKind, ...],
    partial: str | None,
) -> tuple[RepResult, tuple[str, ...]]:
    """Return the tally of a rep and the reasons in words; only a rep that was seen is clean."""
    faults = tuple(reason_words(kind, peak) for kind, peak in rep.faults.items())
    if partial is not None:
        return RepResult.PARTIAL, (partial, *faults)
    if faults:
        return RepResult.COMPENSATED, faults
    if not_seen:
        return RepResult.UNJUDGED, unseen_words(rules, not_seen)
    return RepResult.CLEAN, ()


def start_of_rep_s(state: SetState, rep: OpenRep, onset_s: float | None) -> float:
    """Return when the rep in progress began.

    Parameters
    ----------
    state
        The set, for the end of the previous rep.
    rep
        The rep in progress.
    onset_s
        When the movement began by its course, see `RepEnd`; ``None`` if that is unknown.
    """
    earliest_s = max(rep.start_s - BEFORE_S, min(state.last_end_s, rep.start_s))
    return min(rep.start_s, max(earliest_s, rep.start_s if onset_s is None else onset_s))


def has_leapt(state: SetState, trace: Trace) -> bool:
    """Whether the landmarks leapt in the rep in progress, so that its course is not known.

    Parameters
    ----------
    state
        The set so far.
    trace
        The course of the counting signal in the rep.
    """
    return has_leap(trace) or (state.rep is not None and state.rep.has_leapt)


def drop_rep(state: SetState) -> SetState:
    """Forget the rep in progress: it turned out not to be one."""
    return replace(state, rep=None)


def void_rep(state: SetState, t_s: float) -> tuple[SetState, tuple[Event, ...]]:
    """Give up the rep in progress because the body could not be followed, with an event.

    Parameters
    ----------
    state
        The set so far.
    t_s
        The time now.
    """
    if state.rep is None:
        return state, ()
    return drop_rep(state), (RepVoided(t_s, state.rep.start_s),)


def lost(
    state: SetState, t_s: float, *, for_good: bool = False
) -> tuple[SetState, tuple[Event, ...]]:
    """Take a moment without a usable frame; after `LOST_S` the rep in progress is voided.

    Parameters
    ----------
    state
        The set so far.
    t_s
        The time now.
    for_good
        Whether the person will not be seen again: the rep is voided at once.
    """
    if state.seen_s is None or (t_s - state.seen_s <= LOST_S and not for_good):
        if state.rep is None:
            return state, ()
        rep = replace(state.rep, sight=state.rep.sight.blind(t_s))
        return replace(state, rep=rep), ()
    warnings, events = compensation.close(state.warnings, state.seen_s)
    if state.rep is not None:
        events = (*events, RepVoided(t_s, state.rep.start_s))
    return replace(state, rep=None, warnings=warnings, seen_s=None), events


def unseen(state: SetState, sample: Sample) -> tuple[SetState, bool, tuple[Event, ...]]:
    """Take a sample that cannot be used.

    Parameters
    ----------
    state
        The set so far.
    sample
        The sample; how it follows from the one before decides with the time.

    Returns
    -------
    tuple
        The set, whether a movement that is in progress afterwards was not seen from its start (so
        that it must not begin a rep), and the events.
    """
    state, events = lost(state, sample.t_s, for_good=sample.tracking is Tracking.ANOTHER)
    has_leapt = state.rep is None and sample.tracking is not Tracking.SAME
    return state, state.is_gone or has_leapt, events


def stay(state: SetState) -> SetState:
    """Take a moment in the posture of the drill."""
    return state if state.away_s is None else replace(state, away_s=None)


def away(state: SetState, t_s: float, leave_s: float = LEAVE_S) -> tuple[SetState, bool]:
    """Take a moment in another posture.

    Parameters
    ----------
    state
        The set so far.
    t_s
        The time now.
    leave_s
        How long a posture must have been left to be over.

    Returns
    -------
    tuple
        The set, and whether the posture is over.
    """
    away_s = t_s if state.away_s is None else state.away_s
    return replace(state, away_s=away_s), t_s - away_s >= leave_s


def leave(state: SetState, t_s: float) -> tuple[SetState, tuple[Event, ...]]:
    """End the posture: raised warnings are cleared, the rep in progress is dropped.

    Parameters
    ----------
    state
        The set so far.
    t_s
        The time now.
    """
    warnings, events = compensation.close(state.warnings, t_s)
    return replace(state, rep=None, warnings=warnings), events


def near_side(sample: Sample) -> Side | None:
    """Return the person's side nearer to the camera; ``None`` if unknown."""
    if sample.view.is_side:
        return Side(sample.view.value)
    near_right = sample.signals.get("near_right")
    if near_right is None:
        return None
    return Side.RIGHT if near_right else Side.LEFT
