"""From frame results to a session; until the drill is known, the events of every drill are kept."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from app import __version__
from app.run.keeping.temporary import temporary_file
from app.run.notes import Conditions, of_the_means, of_the_set, of_the_zero
from app.run.pipeline import FrameResult, Settings
from app.session.model import QualityRecord, Range, Session, SourceRecord, Zero
from app.session.rows import Column, Field, Rows, Tables
from app.session.series import TRACKED, AngleSeries, rep_numbers
from drills.core.events import (
    Counts,
    Drill,
    Event,
    Rep,
    RepCompleted,
    RepResult,
    Warning,
    WarningCleared,
)
from drills.recognition import likeliest
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Posture, Side, View
from vision.measures import CLEAN_RANGES, COLUMNS, COMPENSATIONS, of_drill, sided
from vision.pose.estimator import MODEL_NAME, model_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.capture.frame_source import SourceInfo
    from vision.datatypes import Measure, Pose
    from vision.pose.variants import PoseModel

_FLEXIONS = tuple(sided("hip_flexion_deg", side) for side in Side)
_FIELDS = {
    "t_s": Field(np.float64),
    "seen": Field(np.float64),
    "phase": Field(np.uint16),
    "reason": Field(np.uint16),
    "measures": Field(np.float32, parts=len(COLUMNS), width=3),
    "marks": Field(np.float32, width=3 * len(TRACKED)),
}
_NO_MARKS = np.full((len(TRACKED), 3), np.nan, np.float32)


class Recorder:
    """Collects one run: one row of numbers per frame, soon written to the disk, and no picture.

    Parameters
    ----------
    settings
        The settings of the run.
    model
        The pose model, if it is not the shipped one.
    """

    def __init__(self, settings: Settings | None = None, model: PoseModel | None = None) -> None:
        self._settings = settings or Settings()
        self._model = model
        self.id = uuid.uuid4().hex
        self._created = datetime.now().astimezone().isoformat(timespec="seconds")
        self._rows = Rows(_FIELDS, temporary_file)
        self._span_s = (0.0, 0.0)
        self._words: dict[str, int] = {}
        self._views = {Posture.HINGED: Counter[View](), Posture.ALL_FOURS: Counter[View]()}
        self._conditions = Conditions()
        self._events: dict[Drill, list[Event]] = {drill: [] for drill in Drill}
        self._seen_levels: Counter[str] = Counter()
        self._balance_s: dict[Drill, dict[Side, float]] = {}
        self._zeros: dict[Posture, set[Zero]] = {posture: set() for posture in Posture}
        self._standing_deg: float | None = None
        self._size_px = (0, 0)

    # ------------------------------------------------------------ taking

    def add(self, result: FrameResult) -> None:
        """Take the result of one frame."""
        self._span_s = (self._span_s[0] if self.frames else result.t_s, result.t_s)
        quality = result.sample.quality
        self._rows.add(
            {
                "t_s": result.t_s,
                "seen": quality.seen,
                "phase": self._number_of(result.phase),
                "reason": self._number_of("" if quality.reason is None else quality.reason.value),
                "measures": _row(result.sample.measures),
                "marks": _marks(result.pose),
            }
        )
        self._size_px = result.size_px
        self._conditions.add(result)
        if result.sample.posture in self._views:
            self._views[result.sample.posture][result.sample.view] += 1
        self._standing_deg = result.standing_deg
        flexions = map(result.sample.measures.get, _FLEXIONS)
        if result.is_ready and any(isinstance(flexion, Estimate) for flexion in flexions):
            self._zeros[result.sample.posture].add(result.zero)
        if result.level_name is not None and result.rep_index:
            self._seen_levels[result.level_name] += 1
        if result.drill is not None:
            held_s = self._balance_s.setdefault(result.drill, {})
            held_s.update(result.balance_s)
        by_drill = result.all_events or _in_hand(result)
        for drill, events in by_drill.items():
            self._events[drill].extend(events)

    def finish(self, events: tuple[Event, ...]) -> None:
        """Take the last events of the pipeline, which belong to the drill that was done."""
        drill = self.drill or self._settings.drill
        if drill is not None:
            self._events[drill].extend(events)

    # ------------------------------------------------------------ giving

    @property
    def drill(self) -> Drill | None:
        """The drill that was done: of those watched, the one with the most reps."""
        counts = {drill: counts_of(self.reps(drill)) for drill in Drill}
        return likeliest({d: c for d, c in counts.items() if self._settings.drill in (None, d)})

    def _reps_of(self, drill: Drill | None) -> tuple[Rep, ...]:
        return () if drill is None else self.reps(drill)

    @property
    def frames(self) -> int:
        """How many frames it has taken."""
        return len(self._rows)

    def reps(self, drill: Drill) -> tuple[Rep, ...]:
        """Return the reps that one drill's machine has counted so far."""
        return tuple(e.rep for e in self._events[drill] if isinstance(e, RepCompleted))

    def _targets(self, drill: Drill | None) -> Mapping[str, tuple[float, float]]:
        """Return the person's own targets: as given, else those of their plan at the level."""
        named, regimen = self._settings.targets, self._settings.regimen
        if named or regimen is None or drill is None:
            return named
        exercise = regimen.exercise(drill, self._level(drill))
        return {} if exercise is None else exercise.targets

    def session(
        self,
        info: SourceInfo,
        person: str | None = None,
        goal: str = "everyday",
        notes: tuple[str, ...] = (),
        sha256: str | None = None,
    ) -> Session:
        """Return the record of everything taken so far.

        The warnings of a requested drill are included even if no rep was counted.

        Parameters
        ----------
        info
            The source.
        person, goal
            The person's name, ``None`` without one, and the name of the goal.
        notes
            Notes of the source and the run, before those of the recorder.
        sha256
            Digest of the video; ``None`` for a camera.
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
            targets=self._targets(drill),
            level_name=self._level_name(drill),
            balance_s={} if drill is None else self._balance_s.get(drill, {}),
            zero=self._zero(drill),
            standing_deg=self._standing_deg,
        )

    def _zero(self, drill: Drill | None) -> Zero | None:
        """Return the least certain zero that any hip flexion of the drill was measured from."""
        if drill is None or "hip_flexion_deg" not in (row.name for row in of_drill(drill.value)):
            return None
        used = self._zeros[DEFINITIONS[drill].posture]
        return next((zero for zero in reversed(Zero) if zero in used), None)

    def _level_name(self, drill: Drill | None) -> str | None:
        """Return the level of the drill that was seen most, ``None`` if it has no levels."""
        levels = () if drill is None else DEFINITIONS[drill].levels
        seen = [name for name, _ in self._seen_levels.most_common() if name in levels]
        return seen[0] if seen else None

    def _view_of(self, drill: Drill | None) -> View:
        """Return where the drill was seen from: in its own posture, not in another drill's."""
        postures = tuple(self._views) if drill is None else (DEFINITIONS[drill].posture,)
        seen: Counter[View] = Counter()
        for posture in postures:
            seen += self._views[posture]
        return seen.most_common(1)[0][0] if seen else View.UNKNOWN

    def _level(self, drill: Drill | None) -> str | None:
        """Return the requested level, if the drill has it, else the one seen most."""
        if drill is not None and self._settings.level in DEFINITIONS[drill].levels:
            return self._settings.level
        return self._level_name(drill)

    def _source(self, info: SourceInfo, sha256: str | None) -> SourceRecord:
        duration_s = self._span_s[1] - self._span_s[0]
        rate = (self.frames - 1) / duration_s if duration_s > 0 else info.fps
        return SourceRecord(
            kind=info.kind,
            name=info.name,
            duration_s=duration_s,
            frames=self.frames,
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
        frames, rejected = self.frames, self._conditions.rejected
        return QualityRecord(
            seen_fraction=1.0 - rejected / frames if frames else 0.0,
            rejected_frames=rejected,
            calibrated=self._conditions.is_calibrated,
            notes=(*notes, *self._notes(drill, view)),
        )

    def _notes(self, drill: Drill | None, view: View) -> tuple[str, ...]:
        settings = self._settings
        return (
            *self._conditions.notes(drill),
            *of_the_set(drill, self._events, self._seen_levels, settings),
            *of_the_zero(self._zero(drill)),
            *of_the_means(drill, view, settings, self._model),
        )

    def series(self, start: int = 0) -> AngleSeries:
        """Return the angles over time, from frame number ``start`` on."""
        rows, stop = self._rows, self.frames
        t_s = rows.read("t_s", 0, start, stop)[:, 0]
        return AngleSeries(
            t_s=t_s,
            phase=self._words_of("phase", start),
            rep=rep_numbers(t_s, self._reps_of(self.drill)),
            measures=Tables(rows, "measures", COLUMNS, start, stop),
            seen=rows.read("seen", 0, start, stop)[:, 0],
            reason=self._words_of("reason", start),
            landmarks_m=Column(rows, "marks", (stop - start, len(TRACKED), 3), start),
        )

    def _number_of(self, word: str) -> int:
        return self._words.setdefault(word, len(self._words))

    def _words_of(self, name: str, start: int) -> tuple[str, ...]:
        words = tuple(self._words)
        numbers = self._rows.read(name, 0, start, self.frames)[:, 0]
        return tuple(words[number] for number in numbers.tolist())


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
    """Return the warnings without the numbers of reps that were never completed."""
    return tuple(
        replace(warning, rep=None) if warning.rep is not None and warning.rep > count else warning
        for warning in warnings
    )


def _side_of(reps: tuple[Rep, ...]) -> str | None:
    sides = {rep.side for rep in reps if rep.side is not None}
    if len(sides) > 1:
        return "both"
    return next(iter(sides)).value if sides else None


def ranges_of(reps: tuple[Rep, ...]) -> dict[Side, dict[str, Range]]:
    """Return, per side, the best of every range over the full reps that showed it.

    A range up to the first compensation is not taken from unjudged reps.
    """
    ranges: dict[Side, dict[str, Range]] = {}
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
            ranges[side] = best
    return ranges
