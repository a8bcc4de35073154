"""Warnings that something else moved instead of the hip: one rule engine for all kinds.

There is no population cut-off for the lumbar spine (reviews: Vazirian 2016, PMC5639918,
PMC5637395), so every rule works within the person: the change from their own neutral. Most
measures are such changes already; for the others a rule asks the engine to learn the neutral from
the moments of rest. A warning is raised when the lower bound of the 90 % interval has been outside
the band for the dwell time, and cleared when the value is back inside a narrower one. A missing
value never raises and never clears; a wide interval cannot raise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import vision.angles.peaks
from drills.core.events import Event, Warning, WarningCleared, WarningKind, WarningRaised
from drills.core.phases import Dwell
from vision.datatypes import Estimate, Measure
from vision.measures import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeGuard

GAP_S = 0.15
"""A measure that is absent for less does not break a dwell; nothing is raised meanwhile."""
NEUTRAL_S = 0.8
"""So much rest makes a neutral (our rule)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When one kind of warning is raised and cleared.

    ``sign`` turns the direction that warns to positive, 0 takes the magnitude. With ``share_of``
    the value must also be more than ``share`` of the sum of itself and that measure's magnitude.
    ``own_neutral``: the measure is absolute, the engine learns its neutral at rest and judges the
    change. ``in_rep``: only while a rep is under way (getting up is no lost hinge). Defaults:
    neutral band 10 deg, 0.3 s, clear at 7 deg (our rule).

    ``words`` says of a rep that it happened, ``now`` says it to the person while it does; without
    ``has_amount`` by how much means nothing. ``part`` is what has to be seen to judge it ("the low
    back"), ``stand`` how to be filmed so that it is. With ``stand`` the compensation is a key one
    of its drill: see `key`.
    """

    kind: WarningKind
    source: str
    sign: float = 0.0
    enter: float = 10.0
    exit: float = 7.0
    dwell_s: float = 0.3
    share_of: str | None = None
    share: float = 0.35
    own_neutral: bool = False
    in_rep: bool = False
    words: str = ""
    now: str = ""
    has_amount: bool = True
    part: str = ""
    stand: str = ""


@dataclass(frozen=True, slots=True)
class OneWarning:
    """State of one rule: waiting, or raised since ``start_s`` with its peak so far.

    ``seen_s`` is when its measure, the ``source``, was last there.
    """

    outside: Dwell = field(default_factory=Dwell)
    seen_s: float = 0.0
    start_s: float | None = None
    peak: Estimate | None = None
    rep: int | None = None
    source: str = ""

    @property
    def greatest(self) -> Estimate | None:
        """The peak so far with the interval of a peak; ``None`` unless raised.

        The one place where it is widened: a warning and the reason of its rep say the same.
        """
        if self.start_s is None or self.peak is None:
            return None
        return vision.angles.peaks.peak(self.source, self.peak)


@dataclass(frozen=True, slots=True)
class Neutral:
    """The mean of a measure over the moments of rest so far; fixed once it is long enough."""

    mean: float = 0.0
    seen: int = 0
    first_s: float = 0.0
    is_fixed: bool = False

    def plus(self, value: float, t_s: float) -> Neutral:
        """Take one more value at rest."""
        if self.is_fixed:
            return self
        first_s = self.first_s if self.seen else t_s
        mean = self.mean + (value - self.mean) / (self.seen + 1)
        return Neutral(mean, self.seen + 1, first_s, self.seen > 1 and t_s - first_s >= NEUTRAL_S)


@dataclass(frozen=True, slots=True)
class CompensationState:
    """State of all rules by kind, and the neutrals that were learnt, by measure."""

    by_kind: Mapping[WarningKind, OneWarning] = field(default_factory=dict)
    neutrals: Mapping[str, Neutral] = field(default_factory=dict)

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
    *,
    at_rest: bool = False,
) -> tuple[CompensationState, tuple[Event, ...]]:
    """Take the measures of one instant.

    ``rep`` is the 1-based rep under way, if any; ``at_rest`` says that the person holds the start
    position, so that neutrals may be learnt.
    """
    neutrals = _learn(state.neutrals, rules, measures, t_s) if at_rest else state.neutrals
    by_kind = dict(state.by_kind)
    events: list[Event] = []
    for rule in rules:
        one = by_kind.get(rule.kind, OneWarning())
        seen = _changed(rule, measures.get(rule.source), neutrals)
        if rule.in_rep and rep is None and one.start_s is None:
            seen = None
        by_kind[rule.kind], event = _step_one(one, rule, seen, measures, t_s, rep)
        if event is not None:
            events.append(event)
    return CompensationState(by_kind, neutrals), tuple(events)


def key(stand: str, *rules: Rule) -> tuple[Rule, ...]:
    """Return rules as key ones of a drill: without sight of them a rep is not called clean.

    Parameters
    ----------
    stand
        How to stand so that they are seen, as said to the person.
    """
    return tuple(replace(rule, stand=stand) for rule in rules)


def key_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the key rules, one for each measure: rounding and sagging are seen alike."""
    by_source: dict[str, Rule] = {}
    for rule in rules:
        if rule.stand:
            by_source.setdefault(rule.source, rule)
    return tuple(by_source.values())


def out_of_sight(
    rules: tuple[Rule, ...], measures: Mapping[str, Measure], neutrals: Mapping[str, Neutral]
) -> frozenset[WarningKind]:
    """Return the key compensations that could not be told if they were there now."""
    return frozenset(r.kind for r in key_rules(rules) if not _can_judge(r, measures, neutrals))


def _can_judge(
    rule: Rule, measures: Mapping[str, Measure], neutrals: Mapping[str, Neutral]
) -> bool:
    seen = _changed(rule, measures.get(rule.source), neutrals)
    if seen is None:
        return False
    if rule.share_of is None or _oriented(seen, rule.sign).low <= rule.enter:
        return True
    return _is_seen(measures.get(rule.share_of))


def _is_seen(measure: Measure | None) -> TypeGuard[Estimate]:
    """Whether a measure is there; one that is not a number is not."""
    return isinstance(measure, Estimate) and math.isfinite(
        measure.value + measure.low + measure.high
    )


def close(state: CompensationState, t_s: float) -> tuple[CompensationState, tuple[Event, ...]]:
    """Clear what stands raised, because the set ended or the posture was left."""
    events = tuple(
        WarningCleared(t_s, _warning(kind, one, t_s))
        for kind, one in state.by_kind.items()
        if one.start_s is not None
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
    """Return what the rule judges: the measure, or its change since the neutral; or ``None``."""
    if not _is_seen(measure):
        return None
    if not rule.own_neutral:
        return measure
    neutral = neutrals.get(rule.source)
    if neutral is None or not neutral.is_fixed:
        return None
    mean = neutral.mean
    return Estimate(measure.value - mean, measure.low - mean, measure.high - mean)


def _step_one(
    one: OneWarning,
    rule: Rule,
    seen: Estimate | None,
    measures: Mapping[str, Measure],
    t_s: float,
    rep: int | None,
) -> tuple[OneWarning, Event | None]:
    if seen is None:
        return (replace(one, outside=Dwell()) if t_s - one.seen_s > GAP_S else one), None
    value, one = _oriented(seen, rule.sign), replace(one, seen_s=t_s)
    if one.start_s is None:
        outside = one.outside.step(value.low > rule.enter and _large(rule, value, measures), t_s)
        if not outside.lasted(t_s, rule.dwell_s):
            return OneWarning(outside, t_s), None
        raised = OneWarning(outside, t_s, outside.since_s, seen, rep, rule.source)
        return raised, WarningRaised(t_s, rule.kind, seen)
    if value.value < rule.exit:
        return OneWarning(), WarningCleared(t_s, _warning(rule.kind, one, t_s))
    if one.peak is None or value.value > _oriented(one.peak, rule.sign).value:
        one = replace(one, peak=seen, rep=rep if rep is not None else one.rep)
    return one, None


def _oriented(measure: Estimate, sign: float) -> Estimate:
    """Return the measure with the direction that warns positive."""
    if sign < 0 or (sign == 0 and measure.value < 0):
        return Estimate(-measure.value, -measure.high, -measure.low)
    return measure


def _large(rule: Rule, value: Estimate, measures: Mapping[str, Measure]) -> bool:
    """Whether the value is a large enough share of the whole movement, if the rule asks."""
    if rule.share_of is None:
        return True
    hip = measures.get(rule.share_of)
    if not _is_seen(hip):
        return False
    return value.value > rule.share * (value.value + abs(hip.value))


def _warning(kind: WarningKind, one: OneWarning, t_s: float) -> Warning:
    start_s = t_s if one.start_s is None else one.start_s
    return Warning(kind, start_s, t_s, one.greatest or Estimate(0.0, 0.0, 0.0), one.rep)


SPINE_RULES = (
    Rule(
        WarningKind.LUMBAR_FLEXION,
        "lumbar_flexion_deg",
        sign=+1.0,
        words="the low back rounded",
        now="Your low back rounds",
        part="the low back",
    ),
    Rule(
        WarningKind.LUMBAR_EXTENSION,
        "lumbar_flexion_deg",
        sign=-1.0,
        words="the low back sagged",
        now="Your low back sags",
        part="the low back",
    ),
)
TWIST_RULE = Rule(
    WarningKind.SPINE_TWIST,
    "spine_twist_deg",
    share_of="pelvis_rotation_deg",
    words="the spine twisted instead of the hip",
    now="Your spine twists instead of your hip",
    part="the twist of the spine",
)
PELVIS_LIFT_RULE = Rule(
    WarningKind.PELVIS_LIFT,
    "pelvis_lift_deg",
    sign=+1.0,
    words="the pelvis lifted with the foot",
    now="Your pelvis lifts or turns",
    part="the pelvis",
)
SIDE_BEND_RULE = Rule(
    WarningKind.SIDE_BEND,
    "side_bend_deg",
    in_rep=True,
    words="the trunk bent sideways",
    now="Your trunk bends sideways",
)
KNEE_RULE = Rule(
    WarningKind.KNEE_DRIFT,
    "knee_drift_ratio",
    enter=0.05,
    exit=0.035,
    in_rep=True,
    words="the standing knee drifted",
    now="Your standing knee drifts",
)
"""5 % of the leg's length, about 4 cm, inwards or outwards (our rule)."""
HINGE_RULE = Rule(
    WarningKind.HINGE_LOST,
    "hinge_deg",
    sign=-1.0,
    enter=12.0,
    exit=8.0,
    own_neutral=True,
    in_rep=True,
    words="the trunk came up out of the hinge",
    now="You come up out of the hinge",
)
SHIFT_RULE = Rule(
    WarningKind.SIDE_SHIFT,
    "side_shift_ratio",
    enter=0.10,
    exit=0.07,
    own_neutral=True,
    in_rep=True,
    words="the weight shifted to one side",
    now="Your weight shifts to one side",
)
"""A tenth of the trunk's length, about 5 cm (our rule)."""
FOOT_DOWN_RULE = Rule(
    WarningKind.FOOT_DOWN,
    "foot_height_ratio",
    sign=-1.0,
    enter=-0.15,
    exit=-0.20,
    in_rep=True,
    words="the free foot touched down",
    now="Your free foot touches down",
    has_amount=False,
)
"""The ankles are less than 15 % of a leg apart in height, the interval considered (our rule)."""
RULES = {
    rule.kind: rule
    for rule in (
        *SPINE_RULES,
        TWIST_RULE,
        SIDE_BEND_RULE,
        KNEE_RULE,
        PELVIS_LIFT_RULE,
        SHIFT_RULE,
        HINGE_RULE,
        FOOT_DOWN_RULE,
    )
}
"""Every kind of compensation with its usual thresholds and its words."""


def unseen_words(rules: tuple[Rule, ...], kinds: tuple[WarningKind, ...]) -> tuple[str, ...]:
    """Say what of a rep could not be seen, and how to be filmed so that it is."""
    parts: dict[str, list[str]] = {}
    for rule in rules:
        if rule.kind in kinds:
            parts.setdefault(rule.stand, []).append(rule.part)
    return tuple(f"{' and '.join(seen)} could not be seen; {how}" for how, seen in parts.items())


def reason_words(kind: WarningKind, peak: Estimate) -> str:
    """Say in words what was compensated and by how much."""
    rule = RULES[kind]
    if not rule.has_amount:
        return rule.words
    low, high = sorted((abs(peak.low), abs(peak.high)))
    measure = quantity(rule.source)
    value, least, most = (measure.number(x) for x in (abs(peak.value), low, high))
    return f"{rule.words} by {value} {measure.unit} ({least} to {most})"
