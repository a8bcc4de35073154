"""A person's own plan today: what is done of it, what is next, and the days of practice so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.session.words import drill_title, level_words
from drills.regimen import Done, next_of, works_of
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from app.session.model import Session
    from app.store import SessionSummary, Store
    from drills.core.events import Drill
    from drills.prescription import Next, Work
    from drills.regimen import Exercise, Regimen

WORK_NEEDS_REPS = 1
"""A day with this many full reps of a drill of the plan is a day of practice (our rule)."""


@dataclass(frozen=True, slots=True)
class Today:
    """A plan and the week so far; ``done`` is today's sessions, ``days`` counts the days before."""

    regimen: Regimen
    goal: str
    done: tuple[Done, ...] = ()
    days: int = 0

    @property
    def works(self) -> tuple[Work, ...]:
        """How far each exercise got today."""
        return works_of(self.regimen, self.goal, self.done)

    @property
    def upcoming(self) -> tuple[Exercise, Next] | None:
        """The next exercise and what is left of it, ``None`` if today's plan is done."""
        following = next_of(self.works)
        return None if following is None else (self.regimen.exercises[following[0]], following[1])

    @property
    def days_done(self) -> int:
        """The days of practice this week, including today once something was done."""
        return self.days + any(_is_practice(self.regimen, done) for done in self.done)

    def work(self, drill: Drill, level: str | None) -> Work | None:
        """Return how far an exercise got today.

        Parameters
        ----------
        drill, level
            Which exercise; ``None`` is returned if the plan does not have it.
        """
        wanted = self.regimen.exercise(drill, level)
        pairs = zip(self.regimen.exercises, self.works, strict=True)
        return next((work for exercise, work in pairs if exercise is wanted), None)

    def after(self, session: Session) -> Today:
        """Return the day with one more session."""
        done = _done_of(session)
        return self if done is None else replace(self, done=(*self.done, done))


def _done_of(session: Session) -> Done | None:
    """Return what was done in a session, ``None`` if it has no drill."""
    from app.trends.progress import summary_of

    summary = summary_of(session)
    return None if summary is None else _done(summary)


def today_of(
    regimen: Regimen, goal: str, summaries: Iterable[SessionSummary], today: date
) -> Today:
    """Return the progress of a plan on a day; weeks begin on Monday.

    Parameters
    ----------
    regimen
        The person's plan.
    goal
        Name of the person's goal.
    summaries
        The person's sessions; those before the week are ignored.
    today
        The day.
    """
    monday = today - timedelta(days=today.weekday())
    now, before = [], set()
    for summary in summaries:
        day, done = summary.created.date(), _done(summary)
        if day == today:
            now.append(done)
        elif monday <= day < today and _is_practice(regimen, done):
            before.add(day)
    return Today(regimen, goal, tuple(now), len(before))


def load_today(open_store: Callable[[], Store], alias: str, goal: str, today: date) -> Today | None:
    """Read the progress of a person's plan; ``None`` if they have none.

    Parameters
    ----------
    open_store
        Opens the store.
    alias
        The person's name.
    goal
        Name of the person's goal.
    today
        The day.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    week = _read_week(open_store, alias, today)
    return None if week is None else today_of(week[0], goal, week[1], today)


def today_with(open_store: Callable[[], Store], session: Session) -> Today | None:
    """Read the plan of a session's person on the session's day, with that session counted once.

    Parameters
    ----------
    open_store
        Opens the store.
    session
        A session, stored or not.

    Returns
    -------
    Today or None
        ``None`` if the session belongs to nobody, or its person has no plan.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    day = datetime.fromisoformat(session.created).date()
    week = None if session.person is None else _read_week(open_store, session.person, day)
    if week is None:
        return None
    others = [summary for summary in week[1] if summary.id != session.id]
    return today_of(week[0], session.goal, others, day).after(session)


def _read_week(
    open_store: Callable[[], Store], alias: str, today: date
) -> tuple[Regimen, tuple[SessionSummary, ...]] | None:
    """Read a person's plan and the sessions since Monday; ``None`` without a plan."""
    monday = datetime.combine(today - timedelta(days=today.weekday() + 1), datetime.min.time())
    with open_store() as store:
        regimen = store.regimen(alias)
        if regimen is None:
            return None
        return regimen, store.summaries(alias, since_s=monday.timestamp())


def week_words(today: Today) -> str:
    """Say how many days of practice the week has: "2 of 3 days this week"."""
    asked = today.regimen.days_a_week
    return f"{today.days_done} of {asked} {'day' if asked == 1 else 'days'} this week"


def exercise_title(exercise: Exercise) -> str:
    """Name an exercise: drill, level, side."""
    level = "" if exercise.level is None else level_words(exercise.level)
    side = "" if exercise.side is None else exercise.side.value
    return ", ".join(part for part in (drill_title(exercise.drill), level, side) if part)


def upcoming_words(today: Today) -> str:
    """Say what is next, or that today's plan is done."""
    if today.upcoming is None:
        return "Everything in the plan for today is done."
    exercise, upcoming = today.upcoming
    return f"Next: {exercise_title(exercise)}. {upcoming.text}"


def _done(summary: SessionSummary) -> Done:
    sides = {side: summed.counts for side, summed in summary.sides.items()}
    return Done(summary.drill, summary.level, sides)


def _is_practice(regimen: Regimen, done: Done) -> bool:
    full = sum(done.sides[side].full for side in Side if side in done.sides)
    return regimen.has(done.drill) and full >= WORK_NEEDS_REPS
