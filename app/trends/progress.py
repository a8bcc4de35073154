"""Progress of one person from the summaries of their sessions: trends, sides, dose. Pure.

The command line and the window both show what this module says and compute nothing themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.session.words import measure_label
from app.store.records import SessionSummary, summary_of_reps
from app.trends.adherence import Adherence, adherence
from app.trends.differences import LOOKED_AT, Difference, difference, mean_of, minus
from drills.core.definition import Goal
from drills.prescription import Suggestion, Work, prescription, suggestion
from drills.registry import DEFINITIONS
from vision.datatypes import Estimate, Side
from vision.measures import COMPENSATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from app.session.model import Session
    from app.store.records import MeasureSummary
    from drills.core.events import Counts, Drill

LAST_SESSIONS = 4
PAIRED_WITHIN_DAYS = 14.0
"""Sides are compared between sessions no further apart than this (our rule)."""
_Z_90 = 1.6449
"""Standard normal quantile of a two-sided 90 % interval."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one session with its 90 % interval, and the number of reps that it comes from."""

    session_id: str
    created: datetime
    value: Estimate
    reps: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure over time, oldest first, and what can be concluded for its best clean value."""

    measure: str
    best: tuple[Point, ...]
    mean: tuple[Point, ...]
    since_first: Difference
    since_last_four: Difference

    @property
    def label(self) -> str:
        """The measure in words."""
        return measure_label(self.measure)


@dataclass(frozen=True, slots=True)
class Course:
    """One side of a drill at a level over time.

    ``clean_share`` is the share of all reps (0..1) that were seen to be clean, with its Wilson 90 %
    interval; ``tempo_s`` is the mean duration of the full reps with the shortest and the longest.
    """

    drill: Drill
    level: str | None
    side: Side
    sessions: int
    clean_share: tuple[Point, ...]
    tempo_s: tuple[Point, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class SideDifference:
    """Left minus right in a drill at a level."""

    drill: Drill
    level: str | None
    difference: Difference


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next in a drill that has levels.

    It follows from the newest session of each side at the newest level.
    """

    drill: Drill
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything that is shown about a person's progress."""

    courses: tuple[Course, ...]
    sides: tuple[SideDifference, ...]
    adherence: Adherence
    advice: tuple[Advice, ...] = ()


def progress(summaries: Sequence[SessionSummary], today: date, goal: str = "everyday") -> Progress:
    """Return trends, side differences, adherence and advice.

    Parameters
    ----------
    summaries
        Sessions of one person, in any order.
    today
        The day to count up to.
    goal
        Name of the person's goal; the advice asks for its dose.
    """
    ordered = sorted(summaries, key=lambda summary: summary.created)
    keys = {
        (summary.drill, summary.level, side): None
        for summary in ordered
        for side in Side
        if side in summary.sides
    }
    courses = tuple(
        _course(drill, level, side, ordered)
        for drill, level, side in sorted(keys, key=lambda key: (key[0], key[1] or "", key[2]))
    )
    leveled = sorted({summary.drill for summary in ordered if DEFINITIONS[summary.drill].levels})
    advice = tuple(_advice(drill, goal, ordered) for drill in leveled)
    return Progress(courses, _sides(courses, ordered), adherence(ordered, today), advice)


def summary_of(session: Session) -> SessionSummary | None:
    """Return the summary of a session, ``None`` if it has no drill or no readable time."""
    try:
        created = datetime.fromisoformat(session.created)
    except ValueError:
        return None
    if session.drill is None:
        return None
    by_side = {side: [rep for rep in session.reps if rep.side is side] for side in Side}
    return SessionSummary(
        id=session.id,
        created=created,
        drill=session.drill,
        level=session.level,
        view=session.view.value,
        model_sha256=session.model_sha256,
        counts=session.counts,
        sides={side: summary_of_reps(reps) for side, reps in by_side.items() if reps},
    )


def _advice(drill: Drill, goal: str, ordered: Sequence[SessionSummary]) -> Advice:
    own = [summary for summary in ordered if summary.drill is drill]
    level = own[-1].level
    named = Goal(goal) if goal in set(Goal) else Goal.EVERYDAY
    asked = prescription(drill, named, level)
    done: dict[Side | None, Counts] = {None: own[-1].counts}
    for summary in own:
        if summary.level == level:
            done |= {side: summed.counts for side, summed in summary.sides.items()}
    return Advice(drill, suggestion(Work(asked, done), level))


def compared(new: SessionSummary, old: SessionSummary) -> tuple[tuple[Side, Difference], ...]:
    """Compare two sessions of one drill, measure by measure, by their best clean reps.

    Parameters
    ----------
    new, old
        The later and the earlier session.
    """
    differences = []
    for side in Side:
        if side not in new.sides or side not in old.sides:
            continue
        before = old.sides[side].measures
        for name, after in new.sides[side].measures.items():
            if name in before and name not in COMPENSATIONS:
                delta = minus(after.best, before[name].best)
                caution = _caution(new, [old])
                differences.append((side, difference(name, [delta], "then", caution)))
    return tuple(differences)


def share_of(counts: Counts) -> Estimate:
    """Return the share of clean reps (0..1) with its 90 % interval (Wilson 1927)."""
    n, share = counts.total, counts.clean / counts.total
    centre = (share + _Z_90**2 / (2 * n)) / (1 + _Z_90**2 / n)
    half = _Z_90 * math.sqrt(share * (1 - share) / n + _Z_90**2 / (4 * n * n)) / (1 + _Z_90**2 / n)
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))


def _course(
    drill: Drill, level: str | None, side: Side, summaries: Iterable[SessionSummary]
) -> Course:
    own = [s for s in summaries if (s.drill, s.level) == (drill, level) and side in s.sides]
    shares, tempos = [], []
    names: Counter[str] = Counter()
    for session in own:
        summed = session.sides[side]
        if summed.counts.total:
            share = share_of(summed.counts)
            shares.append(Point(session.id, session.created, share, summed.counts.total))
        if summed.tempo_s is not None:
            tempos.append(Point(session.id, session.created, summed.tempo_s, summed.counts.full))
        names.update(name for name in summed.measures if name not in COMPENSATIONS)
    trends = tuple(_trend(name, side, own) for name in names)
    return Course(drill, level, side, len(own), tuple(shares), tuple(tempos), trends)


def _trend(name: str, side: Side, own: Sequence[SessionSummary]) -> Trend:
    showing = [session for session in own if name in session.sides[side].measures]
    measured = [session.sides[side].measures[name] for session in showing]
    return Trend(
        name,
        tuple(_point(session, m.best, m) for session, m in zip(showing, measured, strict=True)),
        tuple(_point(session, m.mean, m) for session, m in zip(showing, measured, strict=True)),
        _since_first(name, showing, [m.best for m in measured]),
        _since_last(name, showing, [m.best for m in measured]),
    )


def _point(session: SessionSummary, value: Estimate, summary: MeasureSummary) -> Point:
    return Point(session.id, session.created, value, summary.reps)


def _since_first(
    name: str, sessions: Sequence[SessionSummary], best: Sequence[Estimate]
) -> Difference:
    deltas = [minus(later, best[0]) for later in best[1:]]
    caution = _caution(sessions[-1], sessions[:1])
    return difference(name, deltas, "in the first session", caution)


def _since_last(
    name: str, sessions: Sequence[SessionSummary], best: Sequence[Estimate]
) -> Difference:
    """Compare each of the newest sessions with the mean of the four before it."""
    deltas = [
        minus(best[at], mean_of(best[max(0, at - LAST_SESSIONS) : at]))
        for at in range(max(1, len(best) - LOOKED_AT), len(best))
    ]
    before = sessions[-1 - LAST_SESSIONS : -1]
    number = len(before)
    than = "in the session before" if number == 1 else f"in the {number} sessions before"
    return difference(name, deltas, than, _caution(sessions[-1], before))


def _caution(new: SessionSummary, old: Sequence[SessionSummary]) -> str:
    """Say what else differs between sessions that are compared."""
    cautions = []
    if any(session.model_sha256 != new.model_sha256 for session in old):
        cautions.append("measured by another model")
    if any(session.view != new.view for session in old):
        cautions.append("filmed from another view")
    return ", ".join(cautions)


def _sides(
    courses: Sequence[Course], summaries: Sequence[SessionSummary]
) -> tuple[SideDifference, ...]:
    by_key = {(course.drill, course.level, course.side): course for course in courses}
    by_id = {summary.id: summary for summary in summaries}
    differences = []
    for (drill, level, side), left in by_key.items():
        right = by_key.get((drill, level, Side.RIGHT))
        if side is not Side.LEFT or right is None:
            continue
        others = {trend.measure: trend for trend in right.trends}
        for trend in left.trends:
            if trend.measure in others:
                pairs = paired(trend.best, others[trend.measure].best)
                deltas = [minus(one.value, other.value) for one, other in pairs]
                caution = ""
                if pairs:
                    newest, other = (by_id[point.session_id] for point in pairs[-1])
                    caution = _caution(newest, [other])
                between = difference(trend.measure, deltas, "on the right", caution)
                differences.append(SideDifference(drill, level, between))
    return tuple(differences)


def paired(left: Sequence[Point], right: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Pair the newest sessions of one side with the nearest of the other, oldest pair first.

    There are as many pairs as the rule uses, and each session is used once. Sessions further apart
    than `PAIRED_WITHIN_DAYS` are not compared.

    Parameters
    ----------
    left, right
        Values of the two sides with their times.
    """
    free = list(right)
    pairs = []
    for left_point in reversed(left[-LOOKED_AT:]):
        near = [p for p in free if abs(_days(p, left_point)) <= PAIRED_WITHIN_DAYS]
        if near:
            right_point = min(near, key=lambda point: abs(_days(point, left_point)))
            free.remove(right_point)
            pairs.append((left_point, right_point))
    return pairs[::-1]


def _days(one: Point, other: Point) -> float:
    return (one.created - other.created).total_seconds() / 86_400
