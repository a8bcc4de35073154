"""A person's own plan today: what is done of it, what is next, how many days of the week."""

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
"""Full reps of a drill of the plan that make a day one of practice (our rule)."""


@dataclass(frozen=True, slots=True)
class Today:
    """A plan and the week so far; ``done`` are today's sessions, ``days`` the earlier days."""

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
        """The exercise that is next and what of it, ``None`` if today's plan is done."""
        found = next_of(self.works)
        return None if found is None else (self.regimen.exercises[found[0]], found[1])

    @property
    def days_done(self) -> int:
        """The days of practice this week, today included once something was done."""
        return self.days + any(_is_practice(self.regimen, one) for one in self.done)

    def work(self, drill: Drill, level: str | None) -> Work | None:
        """Return how far the exercise of a drill and level got, ``None`` if it is not asked for."""
        wanted = self.regimen.exercise(drill, level)
        pairs = zip(self.regimen.exercises, self.works, strict=True)
        return next((work for one, work in pairs if one is wanted), None)

    def after(self, session: Session) -> Today:
        """Return the day with one more session."""
        done = done_of(session)
        return self if done is None else replace(self, done=(*self.done, done))


def done_of(session: Session) -> Done | None:
    """Return what a session did, ``None`` if it has no drill."""
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
        The plan.
    goal
        The goal's name.
    summaries
        The person's sessions.
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
        The goal's name.
    today
        The day.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    found = _read_week(open_store, alias, today)
    return None if found is None else today_of(found[0], goal, found[1], today)


def today_with(open_store: Callable[[], Store], session: Session) -> Today | None:
    """Read the plan of a session's person on its day, with that session counted once.

    Parameters
    ----------
    open_store
        Opens the store.
    session
        A session, stored or not.

    Returns
    -------
    Today or None
        ``None`` if the session is nobody's, or its person has no plan.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    day = datetime.fromisoformat(session.created).date()
    found = None if session.person is None else _read_week(open_store, session.person, day)
    if found is None:
        return None
    others = [one for one in found[1] if one.id != session.id]
    return today_of(found[0], session.goal, others, day).after(session)


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
    """Say how much of the week is done: "2 of 3 days this week"."""
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
    sides = {side: found.counts for side, found in summary.sides.items()}
    return Done(summary.drill, summary.level, sides)


def _is_practice(regimen: Regimen, done: Done) -> bool:
    full = sum(done.sides[side].full for side in Side if side in done.sides)
    return regimen.has(done.drill) and full >= WORK_NEEDS_REPS
