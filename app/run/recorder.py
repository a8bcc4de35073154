"""Frame results to a session: keeps what every watching machine saw until the drill is known."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from app import __version__
from app.run.pipeline import FrameResult, Settings
from app.session.model import QualityRecord, Range, Session, SourceRecord
from app.session.series import TRACKED, AngleSeries, rep_numbers
from app.session.words import level_words
from drills import gate
from drills.core.events import (
    Counts,
    Drill,
    Event,
    Level,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    Warning,
    WarningCleared,
)
from drills.recognition import likeliest
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Posture, Reason, Side, View
from vision.measures import CLEAN_RANGES, COLUMNS, COMPENSATIONS
from vision.pose.estimator import MODEL_NAME, model_sha256
from vision.pose.quality import in_picture
from vision.pose.variants import variant_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drills.gate import Need
    from vision.capture.frame_source import SourceInfo
    from vision.datatypes import Measure, Pose
    from vision.pose.variants import PoseModel

CUT_OFF_SHARE = 0.25
"""A body part outside the picture in more of the frames than this is worth a note."""
BODY_PARTS = {"head": (0,), "hands": (15, 16), "knees": (25, 26), "feet": (27, 28, 31, 32)}
LEAST_UNLEARNT_S = 3.0
POSTURE_WORDS = {Posture.HINGED: "hinged forward", Posture.ALL_FOURS: "on all fours"}
_NO_MARKS = np.full((len(TRACKED), 3), np.nan, np.float32)


class Recorder:
    """Collects one run. Its memory per frame is one row of numbers, no picture and no pose.

    Parameters
    ----------
    model
        The pose model, if it is another one than the shipped.
    """

    def __init__(self, settings: Settings | None = None, model: PoseModel | None = None) -> None:
        self._settings = settings or Settings()
        self._model = model
        self.id = uuid.uuid4().hex
        self._created = datetime.now().astimezone().isoformat(timespec="seconds")
        self._marks: list[NDArray[np.float32]] = []
        self._rows: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
        self._t_s: list[float] = []
        self._phases: list[str] = []
        self._seen: list[float] = []
        self._reasons: list[Reason | None] = []
        self._views = {Posture.HINGED: Counter[View](), Posture.ALL_FOURS: Counter[View]()}
        self._cut_off: Counter[str] = Counter()
        self._people: list[int] = []
        self._events: dict[Drill, list[Event]] = {drill: [] for drill in Drill}
        self._levels: Counter[Level] = Counter()
        self._seen_levels: Counter[str] = Counter()
        self._unmet: Counter[Need] = Counter()
        self._posed = 0
        self._balance_s: dict[Side, float] = {}
        self._calibrated = False
        self._unlearnt: Counter[Posture] = Counter()
        self._size_px = (0, 0)
        self._identity_changes = 0

    # ------------------------------------------------------------ taking

    def add(self, result: FrameResult) -> None:
        """Take one frame's result."""
        self._rows.append(_row(result.sample.measures))
        self._marks.append(_marks(result.pose))
        self._t_s.append(result.t_s)
        self._phases.append(result.phase)
        self._seen.append(result.sample.quality.seen)
        self._reasons.append(result.sample.quality.reason)
        self._size_px = result.size_px
        self._identity_changes = result.identity_changes
        if result.sample.posture in (Posture.HINGED, Posture.ALL_FOURS):
            self._views[result.sample.posture][result.sample.view] += 1
            self._posed += 1
            self._unmet.update(result.unmet.keys())
            is_learnt = bool(result.sample.signals.keys() & {"turn_deg", "rock_deg"})
            self._calibrated |= is_learnt
            self._unlearnt[result.sample.posture] += not is_learnt
        if result.level is not None and result.rep_index:
            self._levels[result.level] += 1
        if result.level_name is not None and result.rep_index:
            self._seen_levels[result.level_name] += 1
        self._balance_s = {**self._balance_s, **result.balance_s}
        if result.pose is not None:
            self._note_cut_off(result.pose)
        if result.people is not None:
            self._people.append(result.people)
        by_drill = result.all_events or _in_hand(result)
        for drill, events in by_drill.items():
            self._events[drill].extend(events)

    def _note_cut_off(self, pose: Pose) -> None:
        inside = in_picture(pose)
        for part, points in BODY_PARTS.items():
            if not inside[list(points)].any():
                self._cut_off[part] += 1

    def finish(self, events: tuple[Event, ...]) -> None:
        """Take the last events of the pipeline, which belong to the drill that was done."""
        drill = self.drill or self._settings.drill
        if drill is not None:
            self._events[drill].extend(events)

    # ------------------------------------------------------------ giving

    @property
    def drill(self) -> Drill | None:
        """The drill that was done: with the most reps of those watched, or ``None``."""
        counts = {drill: counts_of(self.reps(drill)) for drill in Drill}
        return likeliest({d: c for d, c in counts.items() if self._settings.drill in (None, d)})

    def _reps_of(self, drill: Drill | None) -> tuple[Rep, ...]:
        return () if drill is None else self.reps(drill)

    @property
    def frames(self) -> int:
        """How many frames it has taken."""
        return len(self._t_s)

    def reps(self, drill: Drill) -> tuple[Rep, ...]:
        """Return the reps that one drill's machine has counted so far."""
        return tuple(e.rep for e in self._events[drill] if isinstance(e, RepCompleted))

    def session(
        self,
        info: SourceInfo,
        person: str | None = None,
        goal: str = "everyday",
        notes: tuple[str, ...] = (),
        sha256: str | None = None,
    ) -> Session:
        """Return the record of what was taken so far.

        The warnings of a drill that was asked for are in it though nothing was counted.
        """
        drill = self.drill
        reps = self._reps_of(drill)
        view = self._view_of(drill)
        return Session(
            id=self.id,
            created=self._created,
            program_version=__version__,
            model=MODEL_NAME if self._model is None else self._model.name,
            model_sha256=model_sha256() if self._model is None else self._model.sha256,
            source=self._source(info, sha256),
            drill=drill,
            level=self._level(drill),
            side=_side_of(reps),
            view=view,
            counts=counts_of(reps),
            reps=reps,
            warnings=_of_reps(self.warnings(drill or self._settings.drill), len(reps)),
            ranges=ranges_of(reps),
            quality=self._quality(drill, view, notes),
            person=person,
            goal=goal,
            targets=self._settings.targets,
            level_name=self._level_name(drill),
            balance_s=self._balance_s if drill is Drill.AEROPLANE else {},
        )

    def _level_name(self, drill: Drill | None) -> str | None:
        """Return the level of the drill that was seen most, of any drill that has levels."""
        levels = () if drill is None else DEFINITIONS[drill].levels
        seen = [name for name, _ in self._seen_levels.most_common() if name in levels]
        return seen[0] if seen else None

    def _view_of(self, drill: Drill | None) -> View:
        """Return from where the drill was seen: in its own posture, not in another drill's."""
        postures = tuple(self._views) if drill is None else (DEFINITIONS[drill].posture,)
        seen: Counter[View] = Counter()
        for posture in postures:
            seen += self._views[posture]
        return seen.most_common(1)[0][0] if seen else View.UNKNOWN

    def _level(self, drill: Drill | None) -> str | None:
        """Return the level asked for (aeroplane), else the one seen most among the drill's own."""
        if drill is None:
            return None
        if drill is not Drill.AEROPLANE:
            own = [name for name, _ in self._seen_levels.most_common()]
            return next((name for name in own if name in DEFINITIONS[drill].levels), None)
        if self._settings.level is not None:
            return self._settings.level
        return self._levels.most_common(1)[0][0] if self._levels else None

    def _source(self, info: SourceInfo, sha256: str | None) -> SourceRecord:
        times = self._t_s
        duration_s = times[-1] - times[0] if len(times) > 1 else 0.0
        rate = (len(times) - 1) / duration_s if duration_s > 0 else info.fps
        return SourceRecord(
            kind=info.kind,
            name=info.name,
            duration_s=duration_s,
            frames=len(times),
            fps=info.fps or rate,
            width_px=self._size_px[0],
            height_px=self._size_px[1],
            sha256=sha256,
        )

    def warnings(self, drill: Drill | None) -> tuple[Warning, ...]:
        """Return the warnings of one drill's machine that have ended so far."""
        if drill is None:
            return ()
        return tuple(e.warning for e in self._events[drill] if isinstance(e, WarningCleared))

    def _quality(self, drill: Drill | None, view: View, notes: tuple[str, ...]) -> QualityRecord:
        frames = max(1, len(self._t_s))
        rejected = sum(reason is not None for reason in self._reasons)
        return QualityRecord(
            seen_fraction=1.0 - rejected / frames if self._t_s else 0.0,
            rejected_frames=rejected,
            calibrated=self._calibrated,
            notes=(*notes, *self._notes(drill, view)),
        )

    def _notes(self, drill: Drill | None, view: View) -> tuple[str, ...]:
        frames = max(1, len(self._t_s))
        unseen = sum(reason is Reason.TRACKING_LOST for reason in self._reasons) / frames
        small = sum(reason is Reason.NOT_VISIBLE for reason in self._reasons) / frames
        notes = []
        if unseen > 0.95:
            notes.append("Nobody was seen.")
        elif drill is None:
            notes.append("No repetition of any drill was found.")
            notes += self._never_learnt()
        if small > 0.2:
            notes.append("The person was cut off or too small in much of the recording.")
        for part, count in self._cut_off.items():
            if count > CUT_OFF_SHARE * frames:
                notes.append(f"The {part} were not in the picture for {count / frames:.0%} of it.")
        if sum(count > 1 for count in self._people) >= min(2, len(self._people)) > 0:
            notes.append("Several people were in view; only one is measured.")
        if self._identity_changes:
            notes.append("The tracked person changed during the recording: results may mix people.")
        notes += gate.notes(self._unmet, self._posed)
        notes += _other_level(self._settings.level, self._seen_levels)
        voided = sum(isinstance(e, RepVoided) for e in self._events[drill]) if drill else 0
        if voided:
            notes.append(f"Lost sight of the body: {voided} repetition(s) not counted.")
        notes += _others(self._events, drill)
        if drill is not None:
            notes += _unjudged(self.reps(drill))
        asked = self._settings.side
        if asked is not None and any(rep.side is not asked for rep in self._reps_of(drill)):
            notes.append(f"The {asked} side was asked for; what was seen is named by its own side.")
        if self._model is not None and (variant := variant_note(self._model.name)):
            notes.append(variant)
        for kind, limit in self._settings.limits.items():
            notes.append(f"Warned at a threshold of the user's own: {kind} at {limit:g}.")
        advice = _view_advice(drill, view)
        return (*notes, advice) if advice else tuple(notes)

    def _never_learnt(self) -> list[str]:
        """Say what to do if the start of a drill was seen but never still enough to learn from."""
        if self._calibrated or len(self._t_s) < 2 or not self._unlearnt:
            return []
        posture, count = self._unlearnt.most_common(1)[0]
        seen_s = count * (self._t_s[-1] - self._t_s[0]) / (len(self._t_s) - 1)
        if seen_s < LEAST_UNLEARNT_S:
            return []
        return [
            f"You were {POSTURE_WORDS[posture]} for {seen_s:.0f} s, but the start was never still "
            "enough to measure from: hold it for a second, nearer to the camera and in good light."
        ]

    def series(self, start: int = 0) -> AngleSeries:
        """Return the angles over time, from frame number ``start`` on."""
        t_s = np.array(self._t_s[start:], np.float64)
        table = np.array(self._rows[start:], np.float64).reshape(-1, len(COLUMNS), 3)
        return AngleSeries(
            t_s=t_s,
            phase=tuple(self._phases[start:]),
            rep=rep_numbers(t_s, self._reps_of(self.drill)),
            measures={name: table[:, i] for i, name in enumerate(COLUMNS)},
            seen=np.array(self._seen[start:], np.float64),
            reason=tuple("" if r is None else r.value for r in self._reasons[start:]),
            landmarks_m=np.array(self._marks[start:], np.float32).reshape(-1, len(TRACKED), 3),
        )


def _others(events: Mapping[Drill, list[Event]], drill: Drill | None) -> list[str]:
    """Return a note for every other drill that was done fully in the same recording."""
    notes = []
    for other in (Drill.AEROPLANE, Drill.FROGGER, Drill.FOOT_LIFT):
        apart = drill is not None and (other is Drill.AEROPLANE) != (drill is Drill.AEROPLANE)
        full = [
            event
            for event in events[other]
            if isinstance(event, RepCompleted) and event.rep.result is not RepResult.PARTIAL
        ]
        if apart and len(full) > 1:
            words = other.value.replace("_", " ")
            notes.append(
                f"{len(full)} repetitions of another drill ({words}) were also seen: "
                "record one drill at a time."
            )
    return notes


def _unjudged(reps: tuple[Rep, ...]) -> list[str]:
    """Return a note for everything that kept reps from being judged."""
    reasons = Counter(
        reason for rep in reps if rep.result is RepResult.UNJUDGED for reason in rep.reasons
    )
    return [
        f"{count} of {len(reps)} repetitions could not be judged: {reason}."
        for reason, count in reasons.items()
    ]


def _other_level(asked: Level | None, seen: Counter[str]) -> list[str]:
    """Return a note if another level was seen than the one asked for."""
    if asked is None or not seen:
        return []
    (most, _) = seen.most_common(1)[0]
    if most == asked.value or most not in tuple(Level):
        return []
    return [f"The level asked for was {level_words(asked)}; {level_words(Level(most))} was seen."]


def _in_hand(result: FrameResult) -> dict[Drill, tuple[Event, ...]]:
    return {} if result.drill is None else {result.drill: result.events}


def _row(measures: Mapping[str, Measure]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    row = np.full(3 * len(COLUMNS), np.nan, np.float32)
    for index, name in enumerate(COLUMNS):
        measure = measures.get(name)
        if measure is not None and not isinstance(measure, Absent):
            row[3 * index : 3 * index + 3] = measure.value, measure.low, measure.high
    return row


def _marks(pose: Pose | None) -> NDArray[np.float32]:
    """Return the kept landmarks (len(TRACKED), 3) in metres, NaN when nobody is seen."""
    if pose is None:
        return _NO_MARKS
    return pose.world_m[list(TRACKED)].astype(np.float32)


def counts_of(reps: tuple[Rep, ...]) -> Counts:
    """Return the tallies of some reps."""
    counts = Counts()
    for rep in reps:
        counts = counts.plus(rep.result)
    return counts


def _of_reps(warnings: tuple[Warning, ...], count: int) -> tuple[Warning, ...]:
    """Return the warnings without the numbers of reps that never came to an end."""
    return tuple(
        replace(one, rep=None) if one.rep is not None and one.rep > count else one
        for one in warnings
    )


def _side_of(reps: tuple[Rep, ...]) -> str | None:
    sides = {rep.side for rep in reps if rep.side is not None}
    if len(sides) > 1:
        return "both"
    return next(iter(sides)).value if sides else None


def ranges_of(reps: tuple[Rep, ...]) -> dict[Side, dict[str, Range]]:
    """Return per side the best of every range over the full reps that showed it.

    A range before a compensation is not taken from unjudged reps.
    """
    found: dict[Side, dict[str, Range]] = {}
    for side in Side:
        by_name: dict[str, list[Estimate]] = {}
        for rep in reps:
            if rep.side is not side or rep.result is RepResult.PARTIAL:
                continue
            unjudged = rep.result is RepResult.UNJUDGED
            for name, measure in rep.measures.items():
                if unjudged and name in CLEAN_RANGES:
                    continue
                if name not in COMPENSATIONS and isinstance(measure, Estimate):
                    by_name.setdefault(name, []).append(measure)
        best = {
            name: Range(max(values, key=lambda m: m.value), len(values))
            for name, values in by_name.items()
        }
        if best:
            found[side] = best
    return found


def _view_advice(drill: Drill | None, view: View) -> str | None:
    if drill is None and view is View.REAR:
        return (
            "Seen from behind, a body can hardly be followed: face the camera, or turn your side."
        )
    if drill is Drill.AEROPLANE and view is View.REAR:
        return (
            "Seen from behind, turns are not measured and the count may be wrong: face the camera."
        )
    if drill is Drill.FROGGER and not view.is_side:
        return (
            "Hip flexion and low back are best measured from the side: "
            "turn your left or right side to the camera."
        )
    return None
