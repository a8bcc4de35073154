"""What a progress report says: for the command line and for the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.practice.today import today_of
from app.progress.regimen_words import exercise_lines, plan_head
from app.report.context import headline_measures
from app.report.phrases import counted
from app.session import words
from app.trends.progress import progress
from drills.goals import profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from app.store import Person, SessionRow, SessionSummary
    from app.trends.differences import Difference
    from app.trends.progress import Course, Point, Progress, Trend
    from drills.core.definition import Band
    from drills.core.events import Drill
    from drills.regimen import Regimen


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of one side: newest best clean value, and what has changed."""

    label: str
    newest: str
    since_last_four: str
    since_first: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One drill at one level: its courses (one per side) and the rows of its table."""

    drill: Drill
    level: str | None
    title: str
    courses: tuple[Course, ...]
    rows: tuple[Row, ...]
    sides: tuple[str, ...]
    next_step: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ProgressContent:
    """A progress report from top to bottom.

    ``plan`` is the person's own plan, line by line; ``notes`` are those written about sessions.
    """

    person: str
    facts: tuple[tuple[str, str], ...]
    highlights: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    days: tuple[date, ...]
    first: date
    last: date
    plan: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def progress_content(
    person: Person,
    summaries: Sequence[SessionSummary],
    since: date,
    until: date,
    *,
    regimen: Regimen | None = None,
    rows: Sequence[SessionRow] = (),
    today: date | None = None,
) -> ProgressContent:
    """Put the progress of a person in a period into words.

    Parameters
    ----------
    person
        Whose progress.
    summaries
        All of their sessions: the plan looks beyond the period.
    since, until
        First and last day of the period.
    regimen
        Their own plan, which replaces the goal's targets and the program's advice.
    rows
        Their history, for the notes written about sessions.
    today
        The present day, see `in_period`.
    """
    own = in_period(summaries, since, until, today)
    trends = progress(own, until, person.goal)
    return ProgressContent(
        person=person.alias,
        facts=_facts(person, trends, since, until),
        highlights=tuple(_highlights(trends)),
        chapters=tuple(_chapters(person, trends, regimen)),
        days=tuple(sorted({day for one in own if (day := one.created.date()) <= until})),
        first=since,
        last=until,
        plan=() if regimen is None else tuple(_plan(regimen, person, summaries, until)),
        notes=tuple(_notes(rows, since, until)),
    )


def in_period(
    summaries: Iterable[SessionSummary], since: date, until: date, today: date | None
) -> list[SessionSummary]:
    """Return the sessions of a period.

    Parameters
    ----------
    summaries
        All sessions.
    since, until
        First and last day of the period.
    today
        The present day. Sessions dated later belong to a period that reaches it: the clock was
        wrong when they were made, or is wrong now. ``None``: they are left out.
    """
    reaches_today = today is not None and since <= today <= until
    return [
        summary
        for summary in summaries
        if since <= (day := summary.created.date())
        and (day <= until or (reaches_today and today is not None and day > today))
    ]


def _plan(
    regimen: Regimen, person: Person, summaries: Sequence[SessionSummary], until: date
) -> Iterator[str]:
    """Say what the plan asks for and what the newest sessions show of it."""
    today = today_of(regimen, person.goal, summaries, until)
    yield plan_head(today)
    for line in exercise_lines(today, progress(summaries, until, person.goal)):
        yield f"{line.title}: {line.dose}. {line.beyond}".strip()
        yield from line.targets


def _notes(rows: Sequence[SessionRow], since: date, until: date) -> Iterator[str]:
    """Give the notes written about the sessions of a period, oldest first."""
    for row in sorted(rows, key=lambda row: row.created):
        if not row.note or not since.isoformat() <= row.created[:10] <= until.isoformat():
            continue
        pain = "" if row.pain is None else f", pain {row.pain} of 10"
        what = words.drill_title(row.drill)
        yield f"{row.created[:10]}, {what}{pain}: “{' '.join(row.note.split())}”"


def _facts(
    person: Person, trends: Progress, since: date, until: date
) -> tuple[tuple[str, str], ...]:
    done = trends.adherence
    weeks = max(1.0, ((until - since).days + 1) / 7)
    month = done.month
    later = f"{counted(done.later, 'session')}, in no count of days: the clock was wrong"
    return (
        ("Name", person.alias),
        ("Period", f"{since} to {until}"),
        ("Goal", words.goal_words(person.goal)),
        ("Sessions", f"{done.sessions} on {counted(done.practice_days, 'day')}"),
        *((("Dated after today", later),) if done.later else ()),
        ("Days per week", f"{done.practice_days / weeks:.1f}"),
        ("Most days in a row", str(done.longest_days)),
        ("Weeks in a row", f"{done.streak_weeks} with 3 days or more"),
        (
            "Last 28 days",
            f"{counted(month.sessions, 'session')}, {counted(month.counts.clean, 'clean rep')}",
        ),
    )


def _highlights(trends: Progress) -> Iterator[str]:
    """Name the best of the period: facts with dates, no praise."""
    for course in trends.courses:
        where = _where(course)
        for trend in _headline(course):
            best = max(trend.best, key=lambda point: point.value.value)
            amount = words.format_measure(trend.measure, best.value)
            yield f"{trend.label}, {where}: best {amount} on {best.created:%Y-%m-%d}."
    cleanest = [
        (point.value.value, point.reps, course, point)
        for course in trends.courses
        for point in course.clean_share
    ]
    if cleanest:
        share, reps, course, point = max(cleanest, key=lambda entry: (entry[0], entry[1]))
        yield (
            f"Cleanest set: {round(share * reps)} of {reps} clean, {_where(course)}, on "
            f"{point.created:%Y-%m-%d}."
        )


def _where(course: Course) -> str:
    level = "" if course.level is None else f", {words.level_words(course.level)}"
    return f"{words.drill_title(course.drill).lower()}{level}, {course.side}"


def _headline(course: Course) -> list[Trend]:
    wanted = headline_measures(course.drill)
    return [trend for trend in course.trends if trend.measure in wanted]


def _chapters(person: Person, trends: Progress, regimen: Regimen | None) -> Iterator[Chapter]:
    keys = dict.fromkeys((course.drill, course.level) for course in trends.courses)
    for drill, level in keys:
        courses = tuple(c for c in trends.courses if (c.drill, c.level) == (drill, level))
        newest = max(c.clean_share[-1].created for c in courses)
        exercise = None if regimen is None else regimen.exercise(drill, level)
        advice = [a.suggestion.text for a in trends.advice if a.drill is drill]
        if regimen is not None and regimen.has(drill):
            advice = []  # the plan says what is next
        is_newest = newest == max(
            c.clean_share[-1].created for c in trends.courses if c.drill is drill
        )
        named = "" if level is None else f", {words.level_words(level)}"
        yield Chapter(
            drill=drill,
            level=level,
            title=f"{words.drill_title(drill)}{named}",
            courses=courses,
            rows=tuple(_rows(courses)),
            sides=tuple(
                f"{words.measure_label(side.difference.measure)}, left: "
                f"{_with_caution(side.difference)}."
                for side in trends.sides
                if (side.drill, side.level) == (drill, level)
                and side.difference.measure in headline_measures(drill)
            ),
            next_step=advice[0] if advice and is_newest else "",
            bands=_bands(person.goal, drill, level)
            if exercise is None
            else exercise.bands(person.goal, level),
        )


def _rows(courses: Sequence[Course]) -> Iterator[Row]:
    for course in courses:
        for trend in _headline(course):
            newest: Point = trend.best[-1]
            yield Row(
                label=f"{trend.label}, {course.side}",
                newest=words.format_measure(trend.measure, newest.value),
                since_last_four=_with_caution(trend.since_last_four),
                since_first=_with_caution(trend.since_first),
            )


def _with_caution(difference: Difference) -> str:
    return f"{difference.text} ({difference.caution})" if difference.caution else difference.text


def _bands(goal: str, drill: Drill, level: str | None) -> tuple[Band, ...]:
    try:
        return profile(goal).bands_of(drill, level)
    except ValueError:
        return ()
