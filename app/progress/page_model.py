"""What the progress page says, read from the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.practice.today import today_of
from app.progress.history import row_words, when_words
from app.progress.regimen_words import BEYOND_IS_FINE, beyond_words
from app.report.phrases import plural
from app.review.job import kept_video
from app.session.words import drill_title, isolated, level_words, measure_label
from app.store import NOBODY
from app.trends import progress as progress_of
from drills import goals
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.practice.today import Today
    from app.review.job import KeptVideo
    from app.store import Person, SessionRow, SessionSummary, Store
    from app.trends.adherence import Adherence
    from app.trends.differences import Difference
    from app.trends.progress import Course, Progress, Trend
    from drills.regimen import Exercise, Regimen


ROWS = 200
"""Number of rows of the history that are read and shown first."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything about one person at one time; ``alias`` is ``None`` for sessions without a name.

    ``videos`` are the ids of the sessions whose video was kept. ``plan`` is how far the person has
    got with their own plan, ``None`` without one. ``in_bin`` was deleted and can still be restored.
    ``rows`` are the newest of ``total`` sessions. ``today`` is the day it was read.
    """

    alias: str | None
    goal: str
    people: tuple[Person, ...]
    rows: tuple[SessionRow, ...]
    summaries: tuple[SessionSummary, ...]
    progress: Progress
    videos: frozenset[str] = frozenset()
    plan: Today | None = None
    in_bin: tuple[SessionRow, ...] = ()
    total: int = 0
    today: date | None = None


def load(
    open_store: Callable[[], Store],
    alias: str | None,
    goal: str,
    today: date,
    most: int = ROWS,
) -> Snapshot:
    """Read everything about a person; somebody who has been deleted has no sessions.

    Parameters
    ----------
    open_store
        Opens the store.
    alias
        The person's name; ``None``: sessions without one.
    goal
        Name of the goal of somebody who has none of their own.
    today
        The present day.
    most
        Number of rows of the history to read.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with open_store() as store:
        first = _first(store, alias, goal, today, most)
        whose = NOBODY if alias is None else alias
        summaries = store.summaries(whose)
        is_person = any(person.alias == alias for person in first.people)
        regimen = store.regimen(whose) if is_person else None
    progress = progress_of.progress(summaries, today)
    plan = None if regimen is None else today_of(regimen, first.goal, summaries, today)
    return replace(first, summaries=summaries, progress=progress, plan=plan)


def load_first(
    open_store: Callable[[], Store],
    alias: str | None,
    goal: str,
    today: date,
    most: int = ROWS,
) -> Snapshot:
    """Read the newest rows of the history, which takes the same time however much is stored.

    The rest is as in `load`, without summaries, progress and plan.

    Parameters
    ----------
    open_store
        Opens the store.
    alias
        The person's name; ``None``: sessions without one.
    goal
        Name of the goal of somebody who has none of their own.
    today
        The present day.
    most
        Number of rows of the history to read.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with open_store() as store:
        return _first(store, alias, goal, today, most)


def _first(store: Store, alias: str | None, goal: str, today: date, most: int) -> Snapshot:
    people = store.people()
    person = next((person for person in people if person.alias == alias), None)
    whose = NOBODY if alias is None else alias
    rows = store.sessions(whose, limit=most)
    return Snapshot(
        alias,
        person.goal if person is not None else goal,
        people,
        rows,
        (),
        progress_of.progress((), today),
        store.videos() & {row.id for row in rows},
        None,
        store.bin(whose),
        store.count(whose),
        today,
    )


def load_video(open_store: Callable[[], Store], session_id: str) -> KeptVideo:
    """Return the stored video of a session.

    Parameters
    ----------
    open_store
        Opens the store.
    session_id
        Id of the session.

    Raises
    ------
    StoreError
        If the store cannot be read.
    ValueError
        If the video or its record no longer exists.
    """
    with open_store() as store:
        session, series = store.session(session_id), store.series(session_id)
        path = store.video(session_id)
    if path is None or series is None:
        raise ValueError("the video of this session no longer exists")
    return kept_video(session, series, path)


def nothing_yet(alias: str | None) -> str:
    """Return a sentence that a person has no sessions, or that there are none without a name."""
    who = f"{isolated(alias)} has" if alias else "There are"
    return (
        f"{who} no sessions yet. After the first set this page shows how far the hip moved "
        "while the back stayed still, and after the second what has changed."
    )


def delete_question(snapshot: Snapshot | None, alias: str | None) -> str:
    """Return the question asked before a person, or everything without a name, is deleted.

    Parameters
    ----------
    snapshot
        What is on show; it knows the number of sessions if it is about that person.
    alias
        The person's name; ``None``: everything without one.
    """
    is_shown = snapshot is not None and snapshot.alias == alias
    number = snapshot.total + len(snapshot.in_bin) if snapshot is not None and is_shown else None
    many = "all sessions" if number is None else f"{number} {plural(number, 'session')}"
    if alias is None:
        who = f"{many} without a name"
    else:
        who = isolated(alias) + ("" if number == 0 else f" and {many}")
    parts = "" if number == 0 else ", with videos, notes, plan and the contents of the bin"
    return (
        f"Delete {who}{parts}? This cannot be undone. Reports, archives and backups "
        "saved elsewhere stay where they are."
    )


def course_label(course: Course) -> str:
    """Return what a course is called: drill, level, side."""
    level = "" if course.level is None else f", {level_words(course.level)}"
    return f"{drill_title(course.drill)}{level}, {course.side.value}"


def trend_label(trend: Trend) -> str:
    """Return what a measure is called in the list of trends."""
    return measure_label(trend.measure)


def first_trend(course: Course) -> int:
    """Return the index of the most important trend: what the hip gives, else one with a target.

    Sessions of an earlier version only have the latter.
    """
    definition = DEFINITIONS[course.drill]
    measures = [trend.measure for trend in course.trends]
    wanted = (definition.hip_measures[0], *definition.headlines)
    return next((measures.index(name) for name in wanted if name in measures), 0)


def goal_band(
    course: Course, measure: str, goal: str, regimen: Regimen | None = None
) -> tuple[float, float] | None:
    """Return the target of a measure (least, most), ``None`` if it has none.

    Parameters
    ----------
    course
        The drill at its level.
    measure
        Name of the measure.
    goal
        Name of the person's goal.
    regimen
        The person's own plan; its targets replace those of the goal.
    """
    exercise = None if regimen is None else regimen.exercise(course.drill, course.level)
    bands = goals.profile(goal).bands_of(course.drill, course.level)
    if exercise is not None:
        bands = exercise.bands(goal, course.level)
    for band in bands:
        if band.measure == measure:
            return float(band.least), float(band.most)
    return None


def adherence_words(found: Adherence) -> tuple[tuple[str, str], ...]:
    """Return the figures at the top: each number and what it counts."""
    week, all_of_them = found.week, found.sessions + found.later
    later = f", {found.later} dated after today" if found.later else ""
    return (
        (str(found.streak_days), f"{plural(found.streak_days, 'day')} in a row"),
        (str(week.practice_days), f"{plural(week.practice_days, 'day')} in the last 7"),
        (str(week.counts.total), f"{plural(week.counts.total, 'rep')} in the last 7 days"),
        (str(all_of_them), f"{plural(all_of_them, 'session')} in all{later}"),
    )


def trend_words(trend: Trend) -> tuple[str, ...]:
    """Return what can be concluded from a trend, as sentences."""
    return tuple(
        _sentence(change)
        for change in (trend.since_first, trend.since_last_four)
        if change.delta is not None
    ) or ("Changes are shown from the second session.",)


def side_words(progress: Progress, course: Course, measure: str) -> tuple[str, ...]:
    """Return how the sides differ in a measure, as sentences.

    Parameters
    ----------
    progress
        The person's progress.
    course
        A drill at a level, of either side.
    measure
        Name of the measure.
    """
    return tuple(
        _sentence(side.difference, "Left against right: ")
        for side in progress.sides
        if (side.drill, side.level) == (course.drill, course.level)
        and side.difference.measure == measure
        and side.difference.delta is not None
    )


def band_words(band: tuple[float, float] | None, exercise: Exercise | None = None) -> str:
    """Return what a target band means, "" without one.

    Parameters
    ----------
    band
        Least and most, in deg.
    exercise
        The exercise of the person's own plan that it comes from; ``None``: from the goal.
    """
    if band is None:
        return ""
    if exercise is not None:
        return f"The plan asks for {band[0]:.0f} to {band[1]:.0f}°. {beyond_words(exercise)}"
    return f"The goal is {band[0]:.0f} to {band[1]:.0f}°. {BEYOND_IS_FINE}"


def compared_words(snapshot: Snapshot, ids: tuple[str, str]) -> str:
    """Return how the later of two sessions differs from the earlier, and which two they are.

    Parameters
    ----------
    snapshot
        Summaries and rows with both sessions.
    ids
        Ids of the sessions, in any order.
    """
    chosen = sorted(
        (summary for summary in snapshot.summaries if summary.id in ids),
        key=lambda summary: summary.created,
    )
    if len(chosen) != 2:
        return "Choose two sessions that have reps."
    if chosen[0].drill is not chosen[1].drill:
        return "Choose two sessions of the same drill to compare them."
    rows = {row.id: row for row in snapshot.rows}
    earlier, later = (rows[summary.id] for summary in chosen)
    lines = [
        f"{measure_label(difference.measure)}, {side.value}: {_sentence(difference)}"
        for side, difference in progress_of.compared(chosen[1], chosen[0])
    ]
    head = f"{row_words(later)}, compared with {when_words(earlier)}:"
    return "\n".join((head, *(lines or ["Nothing was measured in both of them."])))


def _sentence(difference: Difference, before: str = "") -> str:
    caution = f" ({difference.caution})" if difference.caution else ""
    return f"{before}{difference.text}{caution}."
