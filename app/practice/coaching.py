"""What a session means for the person, in words: targets reached, what is next, which level."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from app.report.goals import goal_lines
from app.session.words import goal_words, level_words
from drills.aeroplane.balance import PASSED_S
from drills.core.definition import Goal
from drills.core.events import Drill, Level, RepResult
from drills.foot_lift import machine as foot_lift
from drills.frogger.definition import KneeWidth
from drills.prescription import prescription, suggestion, tempo_words, what_next, work_of
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from app.session.model import Session
    from drills.prescription import Prescription

LEAST_HOLD_S = 3.0
"""A shorter stand is the way into the first turn, no balance hold."""
_WIDTHS = {
    KneeWidth.SHOULDER: "knees shoulder-wide",
    KneeWidth.WIDE: "knees wide",
    KneeWidth.VERY_WIDE: "knees very wide",
}


def coaching(session: Session, sets: int | None = None, reps: int | None = None) -> tuple[str, ...]:
    """Return the lines under a session's summary; ``sets`` and ``reps`` replace the goal's dose."""
    if session.drill is None or not session.reps:
        return ()
    asked = asked_of(session, sets, reps)
    work = work_of(asked, session.reps)
    advice = suggestion(work, session.level_name)
    lines = [f"goal {goal_words(session.goal)}, {one.label}: {one.text}".replace("°", " deg")
             for one in goal_lines(session)]  # fmt: skip
    lines.append(f"next: {what_next(work).text}")
    if advice.level is not None:
        lines.append(f"level: {level_name_words(advice.level)}. {advice.text}")
    return (*lines, *_tempo(session, asked), *_clearance(session), *_balance(session))


def asked_of(session: Session, sets: int | None = None, reps: int | None = None) -> Prescription:
    """Return what was asked for: the dose of the session's goal, or what replaces it."""
    goal = Goal(session.goal) if session.goal in tuple(Goal) else Goal.EVERYDAY
    drill = session.drill or Drill.AEROPLANE
    return prescription(drill, goal, session.level_name, sets=sets, reps=reps)


def level_name_words(level: str) -> str:
    """Return the level of any drill in words."""
    if level in tuple(Level):
        return level_words(Level(level))
    return _WIDTHS[KneeWidth(level)] if level in tuple(KneeWidth) else level.replace("_", " ")


def _tempo(session: Session, asked: Prescription) -> tuple[str, ...]:
    """Compare the usual tempo of the full reps with the asked one."""
    full = [rep.timing for rep in session.reps if rep.result is not RepResult.PARTIAL]
    usual = {
        name: statistics.median(known)
        for name in ("out_s", "back_s")
        if (known := [timing[name] for timing in full if name in timing])
    }
    words = tempo_words(usual, asked.tempo)
    return (f"tempo: {words}",) if words else ()


def _clearance(session: Session) -> tuple[str, ...]:
    """Say how many lifts were clear of the floor, as far as it is known."""
    if session.drill is not Drill.FOOT_LIFT:
        return ()
    rises = [rep.measures.get("foot_rise_ratio") for rep in session.reps]
    known = [foot_lift.is_clear(rise) for rise in rises if isinstance(rise, Estimate)]
    clear, grounded = known.count(True), known.count(False)
    open_ = len(session.reps) - clear - grounded
    return (f"foot clear of the floor: {clear}, not clear: {grounded}, not known: {open_}",)


def _balance(session: Session) -> tuple[str, ...]:
    return tuple(
        f"balance hold, {side} leg: {held_s:.0f} s of {PASSED_S:.0f} s"
        for side, held_s in session.balance_s.items()
        if held_s >= LEAST_HOLD_S
    )
