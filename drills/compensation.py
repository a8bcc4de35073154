"""Warnings that something else moved instead of the hip: one rule for all kinds.

There is no population cut-off for the lumbar spine (reviews: Vazirian 2016, PMC5639918,
PMC5637395), so every rule works within the person: the change from their own neutral. A warning
is raised when the lower bound of the 90 % interval has been outside the band for the dwell time,
and cleared when the value is back inside a narrower one. A missing value never raises and never
clears; a wide interval cannot raise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drills.events import Event, Warning, WarningCleared, WarningKind, WarningRaised
from drills.phases import Dwell
from vision.datatypes import Absent, Estimate, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """When one kind of warning is raised and cleared.

    ``sign`` turns the direction that warns to positive, 0 takes the magnitude. With ``share_of``
    the value must also be more than ``share`` of the sum of itself and that measure's magnitude.
    Defaults: neutral band 10 deg, 0.3 s, clear at 7 deg (our rule).
    """

    kind: WarningKind
    source: str
    sign: float = 0.0
    enter: float = 10.0
    exit: float = 7.0
    dwell_s: float = 0.3
    share_of: str | None = None
    share: float = 0.35
    words: str = ""


@dataclass(frozen=True, slots=True)
class OneWarning:
    """State of one rule: waiting, or raised since ``start_s`` with its peak so far."""

    outside: Dwell = field(default_factory=Dwell)
    start_s: float | None = None
    peak: Estimate | None = None
    rep: int | None = None


@dataclass(frozen=True, slots=True)
class CompensationState:
    """State of all rules by kind."""

    by_kind: Mapping[WarningKind, OneWarning] = field(default_factory=dict)

    @property
    def raised(self) -> tuple[WarningKind, ...]:
        """The kinds that stand raised."""
        return tuple(kind for kind, one in self.by_kind.items() if one.start_s is not None)


def step(
    state: CompensationState,
    rules: tuple[Rule, ...],
    measures: Mapping[str, Measure],
    t_s: float,
    rep: int | None,
) -> tuple[CompensationState, tuple[Event, ...]]:
    """Take the measures of one instant; ``rep`` is the 1-based rep under way, if any."""
    by_kind = dict(state.by_kind)
    events: list[Event] = []
    for rule in rules:
        one = by_kind.get(rule.kind, OneWarning())
        by_kind[rule.kind], event = _step_one(one, rule, measures, t_s, rep)
        if event is not None:
            events.append(event)
    return CompensationState(by_kind), tuple(events)


def close(state: CompensationState, t_s: float) -> tuple[CompensationState, tuple[Event, ...]]:
    """Clear what stands raised, because the set ended or the posture was left."""
    events = tuple(
        WarningCleared(t_s, _warning(kind, one, t_s))
        for kind, one in state.by_kind.items()
        if one.start_s is not None
    )
    return CompensationState(), events


def _step_one(
    one: OneWarning,
    rule: Rule,
    measures: Mapping[str, Measure],
    t_s: float,
    rep: int | None,
) -> tuple[OneWarning, Event | None]:
    value = _oriented(measures.get(rule.source), rule.sign)
    if value is None:
        return replace(one, outside=Dwell()), None
    if one.start_s is None:
        outside = one.outside.step(value.low > rule.enter and _large(rule, value, measures), t_s)
        if not outside.lasted(t_s, rule.dwell_s):
            return OneWarning(outside), None
        peak = _restored(value, rule.sign, measures.get(rule.source))
        raised = OneWarning(outside, outside.since_s, peak, rep)
        return raised, WarningRaised(t_s, rule.kind, peak)
    if value.value < rule.exit:
        return OneWarning(), WarningCleared(t_s, _warning(rule.kind, one, t_s))
    now = _restored(value, rule.sign, measures.get(rule.source))
    if one.peak is None or abs(now.value) > abs(one.peak.value):
        one = replace(one, peak=now, rep=rep if rep is not None else one.rep)
    return one, None


def _oriented(measure: Measure | None, sign: float) -> Estimate | None:
    """Return the measure with the direction that warns positive; ``None`` if it is absent."""
    if measure is None or isinstance(measure, Absent):
        return None
    if sign < 0 or (sign == 0 and measure.value < 0):
        return Estimate(-measure.value, -measure.high, -measure.low)
    return measure


def _restored(value: Estimate, sign: float, original: Measure | None) -> Estimate:
    return original if isinstance(original, Estimate) and sign <= 0 else value


def _large(rule: Rule, value: Estimate, measures: Mapping[str, Measure]) -> bool:
    """Whether the value is a large enough share of the whole movement, if the rule asks."""
    if rule.share_of is None:
        return True
    hip = measures.get(rule.share_of)
    if hip is None or isinstance(hip, Absent):
        return False
    return value.value > rule.share * (value.value + abs(hip.value))


def _warning(kind: WarningKind, one: OneWarning, t_s: float) -> Warning:
    start_s = t_s if one.start_s is None else one.start_s
    peak = one.peak or Estimate(0.0, 0.0, 0.0)
    return Warning(kind, start_s, t_s, peak, one.rep)


SPINE_RULES = (
    Rule(
        WarningKind.LUMBAR_FLEXION,
        "lumbar_flexion_deg",
        sign=+1.0,
        words="the low back rounded",
    ),
    Rule(
        WarningKind.LUMBAR_EXTENSION,
        "lumbar_flexion_deg",
        sign=-1.0,
        words="the low back sagged",
    ),
)
TWIST_RULE = Rule(
    WarningKind.SPINE_TWIST,
    "spine_twist_deg",
    share_of="pelvis_rotation_deg",
    words="the spine twisted instead of the hip",
)
PELVIS_LIFT_RULE = Rule(
    WarningKind.PELVIS_LIFT,
    "pelvis_lift_deg",
    sign=+1.0,
    words="the pelvis lifted with the foot",
)


def reason_words(rules: tuple[Rule, ...], kind: WarningKind, peak: Estimate) -> str:
    """Say in words what was compensated and by how much."""
    words = next((rule.words for rule in rules if rule.kind is kind), kind.value)
    low, high = sorted((abs(peak.low), abs(peak.high)))
    return f"{words} by {abs(peak.value):.0f} deg ({low:.0f} to {high:.0f})"
