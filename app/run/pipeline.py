"""From what was read in a frame to an immutable result: the same for a file and a camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.run.looking.looker import Looker, with_change
from app.session.model import Zero
from app.session.words import level_words
from drills import gate, recognition
from drills.aeroplane.definition import RepForm
from drills.core.events import Drill
from drills.registry import DEFINITIONS
from vision.body.scene import floor_measures, support_signals
from vision.capture.scene_changes import SceneWatch
from vision.datatypes import Absent, Posture, Reason, Sample, Scene
from vision.measuring import SURE_STANCE
from vision.observer import Observer
from vision.pose.steadied import as_filmed
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from app.run.looking.looker import Look
    from app.run.survey import Survey
    from drills.core.definition import Definition
    from drills.core.events import Counts, Event, Level, WarningKind
    from drills.core.rules import Rule
    from drills.regimen import Regimen
    from vision.body.lookahead import StayNeutral
    from vision.capture.scene_changes import Drift
    from vision.datatypes import Frame, Measure, Pose, Side
    from vision.observer import Observation
    from vision.pose.estimator import PoseEstimator

GETTING_READY = "getting ready"
WHICH_LEG = "Which leg are you standing on? Choose Left or Right."


@dataclass(frozen=True, slots=True)
class FrameResult:
    """The result of one frame."""

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
    is_ready: bool = True
    unmet: Mapping[gate.Need, str] = field(default_factory=dict)
    level_name: str | None = None
    balance_s: Mapping[Side, float] = field(default_factory=dict)
    zero: Zero = Zero.TYPICAL
    standing_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for; ``None`` leaves drill, side or level to recognition.

    Moments (``_s``) are seconds in the source. ``targets`` are bands by rep measure, ``limits``
    warning thresholds by kind; what is missing is that of the goal and of the drill.
    """

    drill: Drill | None = None
    side: Side | None = None
    level: Level | None = None
    is_live: bool = False
    form: RepForm = RepForm.OPEN_CLOSED
    targets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    limits: Mapping[WarningKind, float] = field(default_factory=dict)
    counts_from_s: float = 0.0
    neutral_s: float | None = None
    standing_s: float | None = None
    # Not in the text by which a batch recognises outdated results: what is stored with the person
    # changes with every session.
    kept_standing_deg: float | None = field(default=None, repr=False)
    regimen: Regimen | None = field(default=None, repr=False)


class Follower:
    """Observer and drill machines in sequence. No picture, no thread, no clock, no window."""

    def __init__(
        self,
        settings: Settings | None = None,
        survey: Survey | None = None,
    ) -> None:
        self._settings = settings or Settings()
        self._surveyed_deg = None if survey is None else survey.standing_deg
        kept_deg = self._settings.kept_standing_deg
        self._observer = Observer(
            self._settings.side,
            neutrals=None if survey is None else survey.neutrals,
            standing_deg=kept_deg if self._surveyed_deg is None else self._surveyed_deg,
            contours=None if survey is None else survey.contours,
        )
        self._practice = recognition.State(
            asked=self._settings.drill, definitions=_definitions(self._settings)
        )
        self._gate = gate.State(is_open=not self._settings.is_live)
        self._people: int | None = None
        self._last_s = 0.0
        self._last: FrameResult | None = None

    def give_neutrals(self, neutrals: tuple[StayNeutral, ...]) -> None:
        """Replace the neutrals of the survey, after more of the recording was looked at."""
        self._observer.neutrals = neutrals

    def follow(self, look: Look) -> FrameResult:
        """Take what was read from one frame; looks come in order of time."""
        if look.change is not None:
            self._observer.begin_scene(goes_on=look.change.goes_on)
        observation = self._observer.observe(look.pose, look.t_s)
        self._people = self._people if look.people is None else look.people
        sample = self._with_scene(observation, look)
        self._gate = gate.step(self._gate, sample, self._asked, is_live=self._settings.is_live)
        counts = self._gate.is_open and look.t_s >= self._settings.counts_from_s
        counted = sample if counts else replace(sample, signals={}, measures={})
        self._practice, events = recognition.step(self._practice, counted)
        self._last_s = look.t_s
        status = recognition.status(self._practice)
        hip, spine = _split(status.drill, status.side, sample)
        self._last = FrameResult(
            index=look.index,
            t_s=look.t_s,
            size_px=look.size_px,
            pose=_shown(observation.pose, look.drift),
            sample=sample,
            drill=status.drill,
            side=self._settings.side or status.side,
            level=self._settings.level or status.level,
            phase=status.phase if counts else GETTING_READY,
            rep_index=status.rep_index,
            counts=status.counts,
            events=self._events_of(status.drill, events),
            warnings=status.warnings,
            hip=hip,
            spine=spine,
            hint=self._hint(status, sample),
            identity_changes=len(self._observer.identity_changes),
            people=look.people,
            all_events=events,
            is_ready=counts,
            unmet=self._gate.unmet,
            level_name=status.level_name,
            balance_s=status.balance_s,
            zero=self._zero,
            standing_deg=None if self._observer.identity_changes else self._seen_deg,
        )
        return self._last

    def rest(self, look: Look) -> FrameResult | None:
        """Take a look during a pause: people are noticed, nothing is measured or counted."""
        if look.change is not None:
            self._observer.begin_scene(goes_on=look.change.goes_on)
        last = self._last
        if last is None:
            return None
        return replace(
            last,
            index=look.index,
            t_s=look.t_s,
            pose=look.pose,
            sample=replace(last.sample, t_s=look.t_s, measures={}, signals={}),
            hip=Absent(Reason.NOT_CALIBRATED),
            spine=Absent(Reason.NOT_CALIBRATED),
            events=(),
            all_events={},
            warnings=(),
            hint="",
        )

    @property
    def _seen_deg(self) -> float | None:
        seen_deg = self._observer.standing_seen_deg
        return self._surveyed_deg if seen_deg is None else seen_deg

    @property
    def _zero(self) -> Zero:
        if self._observer.standing_deg is None:
            return Zero.TYPICAL
        return Zero.KEPT if self._seen_deg is None else Zero.STANDING

    @property
    def _asked(self) -> Definition[Any] | None:
        drill = self._settings.drill
        return None if drill is None else DEFINITIONS[drill]

    def _with_scene(self, observation: Observation, look: Look) -> Sample:
        """Add the scene, even for a body that is seen too badly to be measured."""
        sample = observation.sample
        if look.scene is None:
            return replace(sample, scene=None if look.light is None else Scene(surround=look.light))
        scene = replace(look.scene, people=self._people)
        signals, measures, seen = sample.signals, sample.measures, observation.pose
        if seen is not None and sample.posture in (Posture.ALL_FOURS, Posture.HINGED):
            signals = {**signals, **support_signals(seen)}
            if sample.posture is Posture.ALL_FOURS:
                measures = {**measures, **floor_measures(seen, sample.view)}
        return replace(sample, scene=scene, signals=signals, measures=measures)

    def _hint(self, status: recognition.Status, sample: Sample) -> str:
        if not self._gate.is_open or (self._settings.is_live and self._gate.unmet):
            return self._gate.text
        general = _general_hint(sample, calibrated=self._observer.calibrated)
        level = _level_hint(self._settings.level, status)
        return (
            self._leg_hint(status, sample) or general or level or _view_hint(status.drill, sample)
        )

    def _leg_hint(self, status: recognition.Status, sample: Sample) -> str:
        """Ask for the standing leg of a hinge if the picture does not show it, or return ""."""
        is_seen = sample.quality.reason is None and sample.posture is Posture.HINGED
        hinges = is_seen and status.drill is Drill.AEROPLANE
        is_open = hinges and self._settings.side is None and self._observer.calibrated
        return WHICH_LEG * (is_open and abs(self._observer.stance_score) < SURE_STANCE)

    def _events_of(
        self, drill: Drill | None, events: Mapping[Drill, tuple[Event, ...]]
    ) -> tuple[Event, ...]:
        return () if drill is None else events.get(drill, ())

    def finish(self) -> tuple[Event, ...]:
        """Close what is open at the end of the input; return the last events of the drill."""
        self._practice, events = recognition.close(self._practice, self._last_s)
        return self._events_of(recognition.status(self._practice).drill, events)


class Pipeline:
    """A camera's frames: each is looked at, and its look is followed.

    Looking and following share nothing, so each may have a thread of its own.

    Parameters
    ----------
    estimator
        Finds the pose in a frame.
    settings
        The settings of the run.
    people
        Called with every frame; returns how many people there are when that has been found out, see
        `app.run.looking.people.Aside`.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        settings: Settings | None = None,
        people: Callable[[Frame], int | None] = lambda _frame: None,
    ) -> None:
        self._looker, self._scenes, self._people = Looker(estimator), SceneWatch(), people
        self._follower = Follower(settings)

    def look(self, frame: Frame) -> Look:
        """Read everything that is needed from a frame; frames come in order of time."""
        people = self._people(frame)
        return replace(self._looker.look(frame), people=people)

    def follow(self, look: Look) -> FrameResult:
        """Return the result of a frame; looks come in the order of the frames."""
        return self._follower.follow(with_change(self._scenes, look))

    def rest(self, look: Look) -> FrameResult | None:
        """Take a look during a pause, see `Follower.rest`."""
        return self._follower.rest(look)

    def finish(self) -> tuple[Event, ...]:
        """See `Follower.finish`."""
        return self._follower.finish()


def _shown(pose: Pose | None, drift: Drift | None) -> Pose | None:
    """Return a measured pose where it lies in the picture."""
    return pose if pose is None or drift is None else as_filmed(pose, drift)


def _split(drill: Drill | None, side: Side | None, sample: Sample) -> tuple[Measure, Measure]:
    """Return the measures of hip and spine at this moment (deg); absent ones without a drill."""
    nothing = Absent(sample.quality.reason or Reason.NOT_CALIBRATED)
    if drill is None:
        return nothing, nothing
    hip, spine = (name.format(side=side) for name in DEFINITIONS[drill].gives)
    return sample.measures.get(hip, nothing), sample.measures.get(spine, nothing)


def _definitions(settings: Settings) -> Mapping[Drill, Definition[Any]]:
    """Return the drills with the user's settings applied."""
    aeroplane = DEFINITIONS[Drill.AEROPLANE].with_params(form=settings.form)
    drills = {**DEFINITIONS, Drill.AEROPLANE: aeroplane}
    return {
        drill: replace(one, rules=tuple(_limited(rule, settings) for rule in one.rules))
        for drill, one in drills.items()
    }


def _limited(rule: Rule, settings: Settings) -> Rule:
    enter = settings.limits.get(rule.kind)
    return rule if enter is None else replace(rule, enter=enter)


def _general_hint(sample: Sample, *, calibrated: bool) -> str:
    """Return one sentence that tells the person how to be measured better, or ""."""
    if sample.quality.reason is Reason.NOT_VISIBLE:
        return "Step back until your whole body is in the picture."
    if sample.quality.reason is not None:
        return "Nobody is in view."
    if sample.posture is Posture.ALL_FOURS and not calibrated:
        return "Hold the start position still for a second."
    return ""


def _view_hint(drill: Drill | None, sample: Sample) -> str:
    """Return where to stand instead, "" if the view is good; without a drill, every view is."""
    return "" if drill is None else gate.view_advice(sample, DEFINITIONS[drill])


def _level_hint(asked: Level | None, status: recognition.Status) -> str:
    """Return a sentence if another level is seen than was asked for, or ""."""
    if asked is None or status.level is None or status.level is asked or not status.rep_index:
        return ""
    return f"You chose {level_words(asked)}, but this looks like {level_words(status.level)}."
