"""What a session means for the person, in words: targets reached, what is next, which level."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from app.practice.sets import next_line
from app.report.goals import goal_lines
from app.session.words import goal_words, level_words
from drills.aeroplane.balance import PASSED_S
from drills.core.definition import Goal
from drills.core.events import RepResult
from drills.prescription import prescription, suggestion, tempo_words, work_of
from drills.registry import ENTRIES

if TYPE_CHECKING:
    from app.practice.today import Today
    from app.session.model import Session
    from drills.core.events import Drill
    from drills.prescription import Prescription

LEAST_HOLD_S = 3.0
"""A shorter stand is only the way into the first turn, not a balance hold."""


def coaching(
    session: Session,
    sets: int | None = None,
    reps: int | None = None,
    today: Today | None = None,
) -> tuple[str, ...]:
    """Return the lines under a session's summary.

    Parameters
    ----------
    session
        Without a drill or without reps, there are no lines.
    sets, reps
        Replace those of the goal or of the plan, if given.
    today
        The person's own plan with this session counted. For the drills it names, it decides what is
        next and which level, as in the window. ``None``: the goal decides.
    """
    if session.drill is None or not session.reps:
        return ()
    planned = None
    if today is not None and sets is None and reps is None:
        planned = today.work(session.drill, session.level_name)
    asked = _asked_of(session, session.drill, sets, reps) if planned is None else planned.asked
    work = work_of(asked, session.reps) if planned is None else planned
    lines = [f"goal {goal_words(session.goal)}, {line.label}: {line.text}".replace("°", " deg")
             for line in goal_lines(session)]  # fmt: skip
    lines.append(f"next: {next_line(work, None if planned is None else today)}")
    advice = suggestion(work, session.level_name)
    if advice.level is not None and planned is None:
        lines.append(f"level: {level_words(advice.level)}. {advice.text}")
    remarks = ENTRIES[session.drill].remarks(session.reps)
    return (*lines, *_tempo(session, asked), *remarks, *_balance(session))


def _asked_of(
    session: Session, drill: Drill, sets: int | None = None, reps: int | None = None
) -> Prescription:
    """Return the dose asked for: that of the session's goal, unless sets or reps replace it."""
    goal = Goal(session.goal) if session.goal in tuple(Goal) else Goal.EVERYDAY
    return prescription(drill, goal, session.level_name, sets=sets, reps=reps)


def _tempo(session: Session, asked: Prescription) -> tuple[str, ...]:
    """Compare the usual tempo of the full reps with the prescribed one."""
    full = [rep.timing for rep in session.reps if rep.result is not RepResult.PARTIAL]
    usual = {
        name: statistics.median(known)
        for name in ("out_s", "back_s")
        if (known := [timing[name] for timing in full if name in timing])
    }
    words = tempo_words(usual, asked.tempo)
    return (f"tempo: {words}",) if words else ()


def _balance(session: Session) -> tuple[str, ...]:
    return tuple(
        f"balance hold, {side} leg: {held_s:.0f} s of {PASSED_S:.0f} s"
        for side, held_s in session.balance_s.items()
        if held_s >= LEAST_HOLD_S
    )
