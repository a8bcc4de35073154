"""What the running window says: from results and events to words, shares and times. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.words import (
    drill_title,
    format_measure,
    phase_words,
    reason_words,
    result_words,
    side_words,
    view_words,
    warning_words,
)
from drills.events import Counts, Drill, RepCompleted, RepVoided, WarningRaised
from vision.datatypes import Absent, Estimate, Reason, View

if TYPE_CHECKING:
    from app.pipeline import FrameResult
    from app.runner import RunnerStatus
    from drills.events import Event, WarningKind
    from vision.datatypes import Measure

BANNER_LEAST_S = 3.0
"""A warning stays at least so long: one can read it out of the corner of an eye."""
SPLIT_LEAST_DEG = 4.0
"""Below so much movement a share says nothing."""
WELL_SEEN = "The camera sees you well."
DASH = "–"

_PASSING = frozenset({Reason.NOT_CALIBRATED, Reason.TRACKING_LOST})
GIVERS = {
    Drill.AEROPLANE: ("Hip turn", "Spine twist"),
    Drill.FROGGER: ("Hip", "Low back"),
    Drill.FOOT_LIFT: ("Hip turn", "Pelvis lift"),
    Drill.HIP_HINGE: ("Hip", "Low back"),
    None: ("Hip", "Spine"),
}
"""What is weighed against what in each drill."""


@dataclass(frozen=True, slots=True)
class GaugePart:
    """One half of the split: its name and number, or why there is none."""

    name: str
    text: str
    seen: bool


@dataclass(frozen=True, slots=True)
class SplitGauge:
    """What hip and spine give now.

    ``share`` is the hip's part of the bar, 0..1, with its interval ``low .. high``; all three are
    ``None`` when one part is not seen or there is next to no movement to share.
    """

    hip: GaugePart
    spine: GaugePart
    share: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the panel beside the picture shows, except the banner."""

    title: str = "Ready"
    detail: str = ""
    phase: str = "Not started"
    counts: Counts = field(default_factory=Counts)
    last_rep: str = ""
    hint: str = "Space starts and stops, Esc stops, M mirrors a camera."
    gauge: SplitGauge | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """The warnings that stand, and how long what is shown must stay.

    ``text`` is what is shown ("" for nothing); ``until_s`` the moment before which it may not go.
    """

    standing: tuple[WarningKind, ...] = ()
    text: str = ""
    until_s: float = 0.0


def panel_after_event(panel: Panel, event: Event) -> Panel:
    """Count a rep, or say that one was given up.

    Events are never lost and pictures may be, so a rep is shown with its event. A newer picture
    may have counted it already: the number of the rep tells.
    """
    if isinstance(event, RepCompleted):
        counted = event.index <= panel.counts.total
        counts = panel.counts if counted else panel.counts.plus(event.rep.result)
        return replace(panel, counts=counts, last_rep=_rep_words(event))
    if isinstance(event, RepVoided):
        return replace(panel, last_rep="A rep was not counted: you were out of sight")
    return panel


def panel_after_result(panel: Panel, result: FrameResult) -> Panel:
    """Take what a picture shows: drill, phase, tallies, view, hint and split.

    In automatic mode the tallies may change as a whole: when another drill is recognised.
    """
    return replace(
        panel,
        title=drill_title(result.drill) if result.drill is not None else "Looking for a drill",
        detail=_detail(result),
        phase=phase_words(result.phase),
        counts=result.counts,
        hint=result.hint or (WELL_SEEN if result.pose is not None else ""),
        gauge=split_gauge(result),
    )


def split_gauge(result: FrameResult) -> SplitGauge:
    """Return the split of one instant."""
    hip_name, spine_name = GIVERS[result.drill]
    hip, spine = result.hip, result.spine
    parts = (_part(hip_name, hip), _part(spine_name, spine))
    if isinstance(hip, Absent) or isinstance(spine, Absent):
        return SplitGauge(*parts)
    whole_deg = abs(hip.value) + abs(spine.value)
    if whole_deg < SPLIT_LEAST_DEG:
        return SplitGauge(*parts, note="near neutral")
    hip_least, hip_most = magnitudes(hip)
    spine_least, spine_most = magnitudes(spine)
    return SplitGauge(
        *parts,
        share=abs(hip.value) / whole_deg,
        low=_share(hip_least, spine_most),
        high=_share(hip_most, spine_least),
    )


def magnitudes(measure: Estimate) -> tuple[float, float]:
    """Return the least and the greatest size of a signed interval."""
    crosses_zero = measure.low <= 0.0 <= measure.high
    ends = sorted((abs(measure.low), abs(measure.high)))
    return (0.0 if crosses_zero else ends[0]), ends[1]


def banner_after(banner: Banner, event: Event, now_s: float) -> Banner:
    """Raise or clear a warning at ``now_s`` (any steady clock, seconds)."""
    if isinstance(event, WarningRaised):
        standing = (event.kind, *(kind for kind in banner.standing if kind is not event.kind))
        return Banner(standing, warning_words(event.kind), now_s + BANNER_LEAST_S)
    if isinstance(event, RepCompleted | RepVoided):
        return banner
    kind = event.warning.kind
    standing = tuple(other for other in banner.standing if other is not kind)
    return banner_at(replace(banner, standing=standing), now_s)


def banner_with(banner: Banner, standing: tuple[WarningKind, ...], now_s: float) -> Banner:
    """Take what a picture says stands: a warning of a drill that was left is never cleared."""
    if standing == banner.standing:
        return banner
    return banner_at(replace(banner, standing=standing), now_s)


def banner_at(banner: Banner, now_s: float) -> Banner:
    """Return what is shown at ``now_s``: a cleared warning goes when its time is over."""
    if now_s < banner.until_s:
        return banner
    if banner.standing:
        return replace(banner, text=warning_words(banner.standing[0]))
    return Banner()


def speed_words(status: RunnerStatus | None) -> str:
    """Say how many pictures a slow computer had to leave out, if that matters."""
    if status is None or status.captured < 30 or status.lost < 0.5 * status.captured:
        return ""
    return "This computer is slow for live video: some pictures are left out"


def _part(name: str, measure: Measure) -> GaugePart:
    if isinstance(measure, Estimate):
        return GaugePart(name, format_measure("_deg", measure), seen=True)
    if measure.reason in _PASSING:  # it is not the place of the camera that is wrong
        return GaugePart(name, f"not yet ({reason_words(measure.reason)})", seen=False)
    return GaugePart(name, format_measure("_deg", measure), seen=False)


def _share(hip_deg: float, spine_deg: float) -> float:
    whole_deg = hip_deg + spine_deg
    return hip_deg / whole_deg if whole_deg > 0 else 0.5


def _detail(result: FrameResult) -> str:
    parts = []
    if result.side is not None and result.drill is not None:
        parts.append(side_words(result.drill, result.side))
    says_view = result.drill is Drill.FROGGER and result.side is not None
    if result.sample.view is not View.UNKNOWN and not says_view:
        parts.append(f"view: {view_words(result.sample.view)}")
    return " · ".join(parts)


def _rep_words(event: RepCompleted) -> str:
    why = f": {'; '.join(event.rep.reasons)}" if event.rep.reasons else ""
    return f"Rep {event.index} {result_words(event.rep.result)}{why}"
