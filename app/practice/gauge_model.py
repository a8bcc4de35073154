"""The gauge: hip and spine as two parts of one turn, against the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session.words import format_number, reason_words
from drills.core.events import Drill
from vision.datatypes import Absent, Estimate, Reason

if TYPE_CHECKING:
    from app.practice.plan import Plan
    from app.run.pipeline import FrameResult
    from vision.datatypes import Measure

SPINE_BAND_DEG = 10.0
"""The neutral band of the low back (docs/measures.md, our rule)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The gauge of a drill: its range in degrees, and what hip and spine do on either side of 0."""

    low_deg: float
    high_deg: float
    hip: tuple[str, str]
    spine: tuple[str, str]


SCALES = {
    Drill.AEROPLANE: Scale(
        0.0, 60.0, ("Hip opens", "Hip closes"), ("Spine twists", "Spine twists")
    ),
    Drill.FROGGER: Scale(60.0, 150.0, ("Hip bends", "Hip bends"), ("Back rounds", "Back sags")),
    Drill.FOOT_LIFT: Scale(
        0.0, 50.0, ("Hip turns in", "Hip turns out"), ("Pelvis lifts", "Pelvis drops")
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its size with interval (deg, never negative), words or the reason.

    ``value_deg`` is ``None`` where it cannot be seen; ``text`` then says why.
    """

    name: str
    text: str
    value_deg: float | None = None
    low_deg: float = 0.0
    high_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """What the gauge shows; ``target_deg`` is the band the hip is to reach, if there is one."""

    hip: Part
    spine: Part
    low_deg: float = 0.0
    high_deg: float = 60.0
    target_deg: tuple[float, float] | None = None

    @property
    def spine_is_over(self) -> bool:
        """Whether even the least the spine may have given leaves its band."""
        return self.spine.value_deg is not None and self.spine.low_deg > SPINE_BAND_DEG


def gauge(plan: Plan, result: FrameResult | None) -> Gauge:
    """Return what the gauge shows at one instant of a set."""
    drill = plan.drill
    scale = SCALES[drill]
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
        plan.target_deg(hip.value if isinstance(hip, Estimate) else 0.0),
    )


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
