"""One set after the other: what is left of the drill and what comes after it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.practice.plan import dose
from app.practice.today import exercise_title, upcoming_words
from drills.prescription import Work, plus, suggestion, what_next

if TYPE_CHECKING:
    from app.practice.plan import Plan
    from app.practice.today import Today
    from app.session.model import Session


@dataclass(frozen=True, slots=True)
class AfterSet:
    """The message at the end of a set, the text of the button that continues, and the work left."""

    words: str = ""
    button: str = "Next set  (N)"
    work: Work | None = None


def work_for(plan: Plan, before: Work | None, today: Today | None) -> Work:
    """Return the work that a set belongs to.

    Parameters
    ----------
    plan
        The set.
    before
        The work in progress; it goes on if the same is asked for.
    today
        The person's own plan: what was done of it today counts. ``None`` without a plan.
    """
    asked = dose(plan.drill, plan.goal, plan.level, None if today is None else today.regimen)
    asked = replace(asked, reps=plan.reps)
    if before is not None and before.asked == asked:
        return before
    done = None if today is None else today.work(plan.drill, plan.level)
    return Work(asked) if done is None else replace(done, asked=asked)


def after_set(work: Work | None, session: Session, today: Today | None) -> AfterSet:
    """Count a set as work and say what is next.

    Parameters
    ----------
    work
        What the set belongs to.
    session
        The set that has just ended.
    today
        The person's own plan with this set counted, ``None`` without one. Its next exercise comes
        after this one, and it decides about levels, not the program.
    """
    if work is None or session.drill is not work.asked.drill:
        return AfterSet(work=work)
    for rep in session.reps:
        work = plus(work, rep)
    upcoming, words = what_next(work), next_line(work, today)
    if not upcoming.is_done:
        side = f", {upcoming.side} side" if upcoming.side is not None else ""
        return AfterSet(words, f"Next set{side}  (N)", work)
    if today is not None and today.regimen.has(work.asked.drill):
        if today.upcoming is None:
            return AfterSet(words, "All drills  (N)")
        return AfterSet(words, f"{exercise_title(today.upcoming[0])}  (N)")
    level = None if session.level is None else str(session.level)
    advice = suggestion(work, level).text if level is not None else ""
    return AfterSet(f"{words} {advice}".strip(), "All drills  (N)")


def next_line(work: Work, today: Today | None) -> str:
    """Return in words what is next.

    Parameters
    ----------
    work
        The exercise in progress; while some of it is left, that is next.
    today
        The person's own plan: once the work is done, its next exercise is named too.
    """
    upcoming = what_next(work)
    if upcoming.is_done and today is not None and today.regimen.has(work.asked.drill):
        return f"{upcoming.text} {upcoming_words(today)}"
    return upcoming.text
