"""Warnings that something else moved instead of the hip: one engine for all rules.

Most measures are changes from the person's own neutral; for the others, a rule has the engine learn
the neutral from moments of rest. A warning is raised when the lower bound of the 90 % interval has
been outside the band for the dwell time, and cleared when the value is back inside a narrower band.
A missing value never raises or clears a warning; a wide interval cannot raise one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.core.events import Event, Warning, WarningCleared, WarningKind, WarningRaised
from drills.core.phases import DWELL_S, MEMORY_S, Dwell
from drills.core.rules import key_rules
from vision.datatypes import Estimate, Measure
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeGuard

    from drills.core.rules import Rule


@dataclass(frozen=True, slots=True)
class RuleState:
    """State of one rule: waiting, or raised since ``start_s`` with its peak so far.

    ``seen_s`` is when its measure was last available, ``rep`` the 1-based rep of the peak.
    """

    outside: Dwell = field(default_factory=Dwell)
    seen_s: float = 0.0
    start_s: float | None = None
    peak: Estimate | None = None
    rep: int | None = None

    @property
    def greatest(self) -> Estimate | None:
        """The peak so far with the interval of a peak; ``None`` unless raised.

        The interval is widened only here, so that a warning and the reason of its rep agree.
        """
        if self.start_s is None or self.peak is None:
            return None
        return self.peak.peak()


@dataclass(frozen=True, slots=True)
class Neutral:
    """The mean of a measure over the moments of rest so far; fixed once they are long enough."""

    mean: float = 0.0
    seen: int = 0
    first_s: float = 0.0
    is_fixed: bool = False

    def plus(self, value: float, t_s: float) -> Neutral:
        """Return the neutral after one more value at rest.

        Parameters
        ----------
        value
            In the unit of the measure.
        t_s
            The time now.
        """
        if self.is_fixed:
            return self
        first_s = self.first_s if self.seen else t_s
        mean = self.mean + (value - self.mean) / (self.seen + 1)
        return Neutral(mean, self.seen + 1, first_s, self.seen > 1 and t_s - first_s >= MEMORY_S)


@dataclass(frozen=True, slots=True)
class CompensationState:
    """State of all rules by kind, and the learnt neutrals by measure."""

    by_kind: Mapping[WarningKind, RuleState] = field(default_factory=dict)
    neutrals: Mapping[str, Neutral] = field(default_factory=dict)

    @property
    def raised(self) -> tuple[WarningKind, ...]:
        """The kinds of the raised warnings."""
        return tuple(kind for kind, known in self.by_kind.items() if known.start_s is not None)


def step(
    state: CompensationState,
    rules: tuple[Rule, ...],
    measures: Mapping[str, Measure],
    t_s: float,
    rep: int | None,
    *,
    at_rest: bool = False,
) -> tuple[CompensationState, tuple[Event, ...]]:
    """Take the measures of one frame.

    Parameters
    ----------
    state
        The state so far.
    rules
        The compensations watched.
    measures
        The measures of the frame by name.
    t_s
        The time now.
    rep
        1-based number of the rep in progress; ``None`` between reps.
    at_rest
        Whether the start position is held, so that neutrals may be learnt.

    Returns
    -------
    tuple
        The next state, and the warnings raised and cleared.
    """
    neutrals = _learn(state.neutrals, rules, measures, t_s) if at_rest else state.neutrals
    by_kind = dict(state.by_kind)
    events: list[Event] = []
    for rule in rules:
        known = by_kind.get(rule.kind, RuleState())
        seen = _changed(rule, measures.get(rule.source), neutrals)
        if rule.in_rep and rep is None and known.start_s is None:
            seen = None
        by_kind[rule.kind], event = _step_rule(known, rule, seen, measures, t_s, rep)
        if event is not None:
            events.append(event)
    return CompensationState(by_kind, neutrals), tuple(events)


def out_of_sight(
    rules: tuple[Rule, ...], measures: Mapping[str, Measure], neutrals: Mapping[str, Neutral]
) -> frozenset[WarningKind]:
    """Return the key compensations that could not be recognised now.

    Parameters
    ----------
    rules
        The compensations watched; only the key ones matter.
    measures
        The measures of the frame by name.
    neutrals
        The learnt neutrals by measure.
    """
    return frozenset(r.kind for r in key_rules(rules) if not _can_judge(r, measures, neutrals))


def _can_judge(
    rule: Rule, measures: Mapping[str, Measure], neutrals: Mapping[str, Neutral]
) -> bool:
    seen = _changed(rule, measures.get(rule.source), neutrals)
    if seen is None or not _is_clear(rule, seen):
        return False
    if rule.share_of is None or _oriented(seen, rule.sign).low <= rule.enter:
        return True
    return _is_seen(measures.get(rule.share_of))


def _is_clear(rule: Rule, seen: Estimate) -> bool:
    """Whether the interval shows a fault, in either direction, or shows that there is none."""
    if rule.fault is None:
        return True
    if max(seen.low, -seen.high) > rule.enter:
        return True
    return max(seen.high, -seen.low) < rule.fault


def _is_seen(measure: Measure | None) -> TypeGuard[Estimate]:
    """Whether a measure is available and its numbers are finite."""
    return isinstance(measure, Estimate) and math.isfinite(
        measure.value + measure.low + measure.high
    )


def close(state: CompensationState, t_s: float) -> tuple[CompensationState, tuple[Event, ...]]:
    """Clear the raised warnings because the set ended or the posture was left.

    Parameters
    ----------
    state
        The state so far.
    t_s
        The time now, at which the warnings end.
    """
    events = tuple(
        WarningCleared(t_s, _warning(kind, known, t_s))
        for kind, known in state.by_kind.items()
        if known.start_s is not None
    )
    return CompensationState(), events


def _learn(
    neutrals: Mapping[str, Neutral],
    rules: tuple[Rule, ...],
    measures: Mapping[str, Measure],
    t_s: float,
) -> Mapping[str, Neutral]:
    learnt = dict(neutrals)
    for rule in rules:
        measure = measures.get(rule.source)
        if rule.own_neutral and _is_seen(measure):
            learnt[rule.source] = learnt.get(rule.source, Neutral()).plus(measure.value, t_s)
    return learnt


def _changed(
    rule: Rule, measure: Measure | None, neutrals: Mapping[str, Neutral]
) -> Estimate | None:
    """Return the value the rule judges, the measure or its change since neutral; or ``None``."""
    if not _is_seen(measure):
        return None
    if not rule.own_neutral:
        return measure
    neutral = neutrals.get(rule.source)
    if neutral is None or not neutral.is_fixed:
        return None
    mean = neutral.mean
    return measure.since(mean)


def _step_rule(
    known: RuleState,
    rule: Rule,
    seen: Estimate | None,
    measures: Mapping[str, Measure],
    t_s: float,
    rep: int | None,
) -> tuple[RuleState, Event | None]:
    if seen is None:
        return (replace(known, outside=Dwell()) if t_s - known.seen_s > DWELL_S else known), None
    value, known = _oriented(seen, rule.sign), replace(known, seen_s=t_s)
    if known.start_s is None:
        outside = known.outside.step(value.low > rule.enter and _large(rule, value, measures), t_s)
        if not outside.lasted(t_s, rule.dwell_s):
            return RuleState(outside, t_s), None
        raised = RuleState(outside, t_s, outside.since_s, seen, rep)
        return raised, WarningRaised(t_s, rule.kind, seen)
    if value.value < rule.exit:
        return RuleState(), WarningCleared(t_s, _warning(rule.kind, known, t_s))
    if known.peak is None or value.value > _oriented(known.peak, rule.sign).value:
        known = replace(known, peak=seen, rep=rep if rep is not None else known.rep)
    return known, None


def _oriented(measure: Estimate, sign: float) -> Estimate:
    """Return the measure with the direction that raises a warning as positive."""
    if sign < 0 or (sign == 0 and measure.value < 0):
        return measure.negated()
    return measure


def _large(rule: Rule, value: Estimate, measures: Mapping[str, Measure]) -> bool:
    """Whether the value is a large enough share of the whole movement, if the rule requires one."""
    if rule.share_of is None:
        return True
    hip = measures.get(rule.share_of)
    if not _is_seen(hip):
        return False
    return value.value > rule.share * (value.value + abs(hip.value))


def _warning(kind: WarningKind, known: RuleState, t_s: float) -> Warning:
    start_s = t_s if known.start_s is None else known.start_s
    return Warning(kind, start_s, t_s, known.greatest or Estimate(0.0, 0.0, 0.0), known.rep)
