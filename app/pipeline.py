"""One frame in, one immutable result out: the same for a file and a camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drills.events import Counts, Drill, Event, Level, WarningKind
    from vision.datatypes import Measure, Pose, Sample, Side


@dataclass(frozen=True, slots=True)
class FrameResult:
    """Everything known after one frame.

    Attributes
    ----------
    index, t_s, size_px
        Number, time and (width, height) of the frame.
    pose
        Landmarks after swap repair and smoothing; ``None`` when nobody usable is seen.
    sample
        The measures with intervals and the quality of this instant.
    drill, side, level
        What is being done, as far as it is recognised; ``side`` as in session.json.
    phase
        The phase in words ("rocking back"), or what is waited for ("waiting for the start pose").
    rep_index
        1-based number of the rep under way, 0 between reps.
    counts
        The tallies so far.
    events
        What happened in this frame, in order.
    warnings
        The compensations that stand raised.
    hip, spine
        What hip and spine give right now (deg), for the split gauge.
    hint
        One sentence to the person, or "".
    """

    index: int
    t_s: float
    size_px: tuple[int, int]
    pose: Pose | None
    sample: Sample
    drill: Drill | None
    side: Side | None
    level: Level | None
    phase: str
    rep_index: int
    counts: Counts
    events: tuple[Event, ...]
    warnings: tuple[WarningKind, ...]
    hip: Measure
    spine: Measure
    hint: str
