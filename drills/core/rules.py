"""What may move instead of the hip: when each kind raises a warning, and its wording.

There is no population cut-off for the lumbar spine (reviews: Vazirian 2016, PMC5639918,
PMC5637395), so every rule works within the person: on the change from their own neutral.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drills.core.events import WarningKind
from drills.core.phases import STAY_SHARE
from vision.measures import quantity

if TYPE_CHECKING:
    from vision.datatypes import Estimate


@dataclass(frozen=True, slots=True)
class Rule:
    """When one kind of warning is raised and cleared.

    ``sign`` makes the direction that raises a warning positive; 0 takes the magnitude. With
    ``share_of``, the value must also exceed ``share`` of the sum of itself and the magnitude of
    that measure. ``own_neutral``: the measure is absolute; the engine learns its neutral at rest
    and judges the change. ``in_rep``: only during a rep (getting up is not a lost hinge). Defaults:
    a band of 10 deg about the neutral, twice the error of the measures; 0.3 s, so that a glance or
    a jumping landmark is not a fault; 35 % of the turn, because a spine may follow a large turn a
    little (our rules).

    ``words`` states that it happened in a rep, ``now`` tells the person while it happens; without
    ``has_amount`` its amount has no meaning. ``part`` is what must be seen to judge it ("the low
    back"), ``stand`` how to be filmed so that it is seen. With ``stand``, the compensation is a key
    one of its drill: see `key`. ``fault`` is the size that must be recognised (in the unit of the
    measure): if the interval includes it and no warning is due, the fault may or may not be there,
    and the compensation counts as not seen. ``None``: any interval is accepted.
    """

    kind: WarningKind
    source: str
    sign: float = 0.0
    enter: float = 10.0
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
    fault: float | None = None

    @property
    def exit(self) -> float:
        """The level at which a warning is cleared, well inside the level that raises it."""
        return self.enter - (1.0 - STAY_SHARE) * abs(self.enter)


def key(stand: str, *rules: Rule) -> tuple[Rule, ...]:
    """Return rules as the key ones of a drill: a rep in which they cannot be seen is not clean.

    Parameters
    ----------
    stand
        How to be filmed so that they are seen, in words for the person.
    rules
        Rules from this module; ``stand`` is set in their copies.
    """
    return tuple(replace(rule, stand=stand) for rule in rules)


def key_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the key rules, one per measure, because rounding and sagging are seen together."""
    by_source: dict[str, Rule] = {}
    for rule in rules:
        if rule.stand:
            by_source.setdefault(rule.source, rule)
    return tuple(by_source.values())


FAULT_DEG = 15.0
"""Size of a fault that must be recognised; smaller ones are within the error (our rule)."""
SPINE_RULES = (
    Rule(
        WarningKind.LUMBAR_FLEXION,
        "lumbar_flexion_deg",
        sign=+1.0,
        fault=FAULT_DEG,
        words="the low back rounded",
        now="Your low back rounds",
        part="the low back",
    ),
    Rule(
        WarningKind.LUMBAR_EXTENSION,
        "lumbar_flexion_deg",
        sign=-1.0,
        fault=FAULT_DEG,
        words="the low back sagged",
        now="Your low back sags",
        part="the low back",
    ),
)
TWIST_RULE = Rule(
    WarningKind.SPINE_TWIST,
    "spine_twist_deg",
    share_of="pelvis_rotation_deg",
    fault=20.0,
    words="the spine twisted instead of the hip",
    now="Your spine twists instead of your hip",
    part="the twist of the spine",
)
"""A twist must be recognised from 20 deg on: from in front, smaller ones look like a turn (our
rule)."""
PELVIS_LIFT_RULE = Rule(
    WarningKind.PELVIS_LIFT,
    "pelvis_lift_deg",
    sign=+1.0,
    fault=FAULT_DEG,
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
    in_rep=True,
    words="the standing knee drifted",
    now="Your standing knee drifts",
)
"""5 % of the leg length, about 4 cm, inwards or outwards (our rule)."""
HINGE_RULE = Rule(
    WarningKind.HINGE_LOST,
    "hinge_deg",
    sign=-1.0,
    enter=12.0,
    own_neutral=True,
    in_rep=True,
    words="the trunk came up out of the hinge",
    now="You come up out of the hinge",
)
"""12 deg up from the person's own hinge: a sixth of the way up from a level trunk (our rule)."""
SHIFT_RULE = Rule(
    WarningKind.SIDE_SHIFT,
    "side_shift_ratio",
    enter=0.10,
    own_neutral=True,
    in_rep=True,
    words="the weight shifted to one side",
    now="Your weight shifts to one side",
)
"""A tenth of the trunk length, about 5 cm (our rule)."""
FOOT_DOWN_RULE = Rule(
    WarningKind.FOOT_DOWN,
    "foot_height_ratio",
    sign=-1.0,
    enter=-0.15,
    in_rep=True,
    words="the free foot touched down",
    now="Your free foot touches down",
    has_amount=False,
)
"""The ankles differ in height by less than 15 % of a leg, the interval taken into account (our
rule)."""
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
"""Every kind of compensation with its default thresholds and its wording."""


def unseen_words(rules: tuple[Rule, ...], kinds: tuple[WarningKind, ...]) -> tuple[str, ...]:
    """Return sentences on what could not be seen in a rep, and how to be filmed so that it can.

    Parameters
    ----------
    rules
        The rules of the drill.
    kinds
        The key compensations that could not be seen.
    """
    parts: dict[str, list[str]] = {}
    for rule in rules:
        if rule.kind in kinds:
            parts.setdefault(rule.stand, []).append(rule.part)
    return tuple(
        f"{' and '.join(seen)} could not be seen well enough; {how}" for how, seen in parts.items()
    )


def reason_words(kind: WarningKind, peak: Estimate) -> str:
    """Return what was compensated and by how much, in words.

    Parameters
    ----------
    kind
        The compensation.
    peak
        Its greatest value with interval, in the unit of its measure.
    """
    rule = RULES[kind]
    if not rule.has_amount:
        return rule.words
    low, high = sorted((abs(peak.low), abs(peak.high)))
    measure = quantity(rule.source)
    value, least, most = (measure.number(x) for x in (abs(peak.value), low, high))
    return f"{rule.words} by {value} {measure.unit} ({least} to {most})"
