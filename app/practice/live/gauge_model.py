"""The gauge: hip and spine as two parts of one turn, against the target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session.words import format_number, reason_words
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.practice.plan import Plan
    from app.run.pipeline import FrameResult
    from drills.core.events import Drill, WarningKind
    from vision.datatypes import Measure


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its size with interval (deg, never negative), and its text.

    ``value_deg`` is ``None`` where it cannot be seen; ``text`` then says why.
    """

    name: str
    text: str
    value_deg: float | None = None
    low_deg: float = 0.0
    high_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """What the gauge shows.

    ``spine_limit_deg`` is the threshold of the warning in the direction of the spine's part,
    ``target_deg`` the band the hip is to reach, if there is one.
    """

    hip: Part
    spine: Part
    low_deg: float = 0.0
    high_deg: float = 60.0
    spine_limit_deg: float = math.inf
    target_deg: tuple[float, float] | None = None

    @property
    def spine_is_over(self) -> bool:
        """Whether even the least the spine may have given is beyond its threshold."""
        return self.spine.value_deg is not None and self.spine.low_deg > self.spine_limit_deg


def gauge(
    plan: Plan, result: FrameResult | None, limits: Mapping[WarningKind, float] | None = None
) -> Gauge:
    """Return the content of the gauge at one moment of a set.

    Parameters
    ----------
    plan
        The set, with its target.
    result
        The result of the frame; ``None``, or one of another drill, gives an empty gauge.
    limits
        Custom thresholds (deg); the others are those of the drill.
    """
    drill = plan.drill
    scale = DEFINITIONS[drill].guide.gauge
    if result is None or result.drill is not drill:
        nothing = Absent(Reason.NOT_CALIBRATED)
        hip: Measure = nothing
        spine: Measure = nothing
    else:
        hip, spine = result.hip, result.spine
    return Gauge(
        _part(scale.hip, hip),
        _part(scale.spine, spine),
        scale.low_deg,
        scale.high_deg,
        _limit_deg(drill, spine, limits or {}),
        plan.target_deg(hip.value if isinstance(hip, Estimate) else 0.0),
    )


def _limit_deg(drill: Drill, spine: Measure, limits: Mapping[WarningKind, float]) -> float:
    """Return the threshold of the warning about the direction in which the spine has moved."""
    definition = DEFINITIONS[drill]
    is_negative = isinstance(spine, Estimate) and spine.value < 0
    for rule in definition.rules:
        fits = rule.sign <= 0 if is_negative else rule.sign >= 0
        if fits and rule.source == definition.gives[1]:
            return limits.get(rule.kind, rule.enter)
    return math.inf


def _part(names: tuple[str, str], measure: Measure) -> Part:
    if isinstance(measure, Absent):
        if measure.reason is Reason.NOT_CALIBRATED:
            return Part(names[0], "not yet: hold the start pose still")
        if measure.reason is Reason.TRACKING_LOST:
            return Part(names[0], "not now: out of sight")
        return Part(names[0], f"cannot be seen: {reason_words(measure.reason)}")
    least, most = magnitudes(measure)
    size = abs(measure.value)
    either_way = max(1, round((measure.high - measure.low) / 2))
    name = names[0] if measure.value >= 0 else names[1]
    return Part(name, f"{format_number('_deg', size)}° ±{either_way}", size, least, most)


def magnitudes(measure: Estimate) -> tuple[float, float]:
    """Return the least and the greatest size of a signed interval."""
    crosses_zero = measure.low <= 0.0 <= measure.high
    ends = sorted((abs(measure.low), abs(measure.high)))
    return (0.0 if crosses_zero else ends[0]), ends[1]
