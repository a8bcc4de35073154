"""One frame in, one immutable result out: the same for a file and a camera."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills import practice
from drills.events import Drill
from vision.datatypes import Absent, Posture, Reason, View
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drills.events import Counts, Event, Level, WarningKind
    from vision.datatypes import Frame, Measure, Pose, Sample, Side
    from vision.estimator import PoseEstimator

LOOK_EVERY_S = 2.5
"""A look for more people costs two or three estimates: 3 % of the time at this interval."""


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
        What happened in this frame in the drill in hand, in order.
    warnings
        The compensations that stand raised.
    hip, spine
        What hip and spine give right now (deg), for the split gauge.
    hint
        One sentence to the person, or "".
    identity_changes
        How often so far the tracked body jumped as if it were another person.
    people
        How many people a look at this picture found; ``None`` in most frames (not looked).
    all_events
        What every watching machine saw, by drill: the recorder keeps them until the drill is known.
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
    identity_changes: int = 0
    people: int | None = None
    all_events: Mapping[Drill, tuple[Event, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for; ``None`` lets the program recognise it."""

    drill: Drill | None = None
    side: Side | None = None
    level: Level | None = None


class Pipeline:
    """Estimator, observer and drill machines in a row. No thread, no clock, no window.

    Its state is the filters, neutrals and tallies of this run; make a new one for a new run.

    Parameters
    ----------
    count_people
        Counts the people in a picture; called every `LOOK_EVERY_S`. ``None``: never.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        settings: Settings | None = None,
        count_people: Callable[[Frame], int] | None = None,
    ) -> None:
        self._estimator = estimator
        self._count_people = count_people
        self._looked_s = -math.inf
        self._settings = settings or Settings()
        self._observer = Observer(self._settings.side)
        self._practice = practice.State(asked=self._settings.drill)
        self._last_s = 0.0

    def process(self, frame: Frame) -> FrameResult:
        """Take one frame; frames come in order of time."""
        observation = self._observer.observe(self._estimator.estimate(frame), frame.t_s)
        sample = observation.sample
        self._practice, events = practice.step(self._practice, sample)
        self._last_s = frame.t_s
        status = practice.status(self._practice)
        hip, spine = split(status.drill, status.side, sample)
        return FrameResult(
            index=frame.index,
            t_s=frame.t_s,
            size_px=frame.size_px,
            pose=observation.pose,
            sample=sample,
            drill=status.drill,
            side=self._settings.side or status.side,
            level=self._settings.level or status.level,
            phase=status.phase,
            rep_index=status.rep_index,
            counts=status.counts,
            events=self._events_of(status.drill, events),
            warnings=status.warnings,
            hip=hip,
            spine=spine,
            hint=hint(status.drill, sample, calibrated=self._observer.calibrated),
            identity_changes=len(self._observer.identity_changes),
            people=self._look(frame),
            all_events=events,
        )

    def _look(self, frame: Frame) -> int | None:
        """Count the people now and then: the estimator follows one and cannot tell."""
        if self._count_people is None or frame.t_s - self._looked_s < LOOK_EVERY_S:
            return None
        self._looked_s = frame.t_s
        return self._count_people(frame)

    def _events_of(
        self, drill: Drill | None, events: Mapping[Drill, tuple[Event, ...]]
    ) -> tuple[Event, ...]:
        return () if drill is None else events.get(drill, ())

    def finish(self) -> tuple[Event, ...]:
        """Close what is open at the end of the input; return the last events of the drill."""
        self._practice, events = practice.close(self._practice, self._last_s)
        return self._events_of(practice.status(self._practice).drill, events)

    @property
    def recognised(self) -> Drill | None:
        """The drill that has reps, or the one that was asked for if it has."""
        return practice.recognised(self._practice)


def split(drill: Drill | None, side: Side | None, sample: Sample) -> tuple[Measure, Measure]:
    """Return what hip and spine give at this instant (deg) in the drill in hand."""
    nothing = Absent(sample.quality.reason or Reason.NOT_CALIBRATED)
    names = {
        Drill.AEROPLANE: ("pelvis_rotation_deg", "spine_twist_deg"),
        Drill.FROGGER: (f"hip_flexion_{side}_deg", "lumbar_flexion_deg"),
        Drill.FOOT_LIFT: (f"hip_rotation_{side}_deg", "pelvis_lift_deg"),
    }
    if drill is None:
        return nothing, nothing
    hip, spine = names[drill]
    return sample.measures.get(hip, nothing), sample.measures.get(spine, nothing)


def hint(drill: Drill | None, sample: Sample, *, calibrated: bool) -> str:
    """Return one sentence that tells the person how to be measured better, or ""."""
    if sample.quality.reason is Reason.NOT_VISIBLE:
        return "Step back until your whole body is in the picture."
    if sample.quality.reason is not None:
        return "Nobody is in view."
    if sample.posture is Posture.ALL_FOURS and not calibrated:
        return "Hold the start position still for a second."
    if drill is Drill.AEROPLANE and sample.view is View.REAR:
        return "Turn to face the camera: angles cannot be measured from behind."
    if drill is Drill.FROGGER and not sample.view.is_side:
        return "Turn your left or right side to the camera to measure hip and low back."
    return ""
