"""The compensation-free range of each side against the goal, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session import words
from drills.core.events import RepResult
from drills.goals import Reached, profile_of, reaches
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from app.session.model import Session
    from drills.goals import Reach

_STATES = {
    Reached.REACHED: "goal reached",
    Reached.WITHIN_ERROR: "too close to call, the goal lies within the interval",
    Reached.SHORT: "goal not reached yet",
    Reached.UNSEEN: "",
}
NO_CLEAN_REP = "no clean rep yet"


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One target of one side: what was reached without compensation, and the target band.

    ``text`` says both; ``gap`` why nothing was reached ("" if something was).
    """

    measure: str
    side: str
    reached: Estimate | None
    least: float
    most: float
    text: str
    gap: str
    why: str

    @property
    def label(self) -> str:
        """The measure and its side in words."""
        name = words.measure_label(self.measure)
        return f"{name}, {self.side}" if self.side else name


def goal_lines(session: Session) -> tuple[GoalLine, ...]:
    """Return every target of the session's goal; none if the goal has none for the drill."""
    if session.drill is None:
        return ()
    try:
        chosen = profile_of(session.goal, session.targets)
    except ValueError:
        return ()
    results = reaches(chosen, session.drill, session.level, session.reps)
    return tuple(_line(session, reach) for reach in results)


def _line(session: Session, reach: Reach) -> GoalLine:
    side = "" if reach.side is None else reach.side.value
    reached = reach.best if isinstance(reach.best, Estimate) else None
    name, band = reach.band.measure, reach.band
    least, most = words.format_number(name, band.least), words.format_number(name, band.most)
    goal = f"goal {least} to {most}{words.unit(name)}"
    gap = "" if reached is not None else _gap(session, reach)
    if reached is not None:
        text = f"{words.format_measure(name, reached)}; {goal}: {_STATES[reach.state]}"
    else:
        text = f"{gap}; {goal}"
    return GoalLine(name, side, reached, band.least, band.most, text, gap, band.why)


def _gap(session: Session, reach: Reach) -> str:
    has_clean = any(
        rep.result is RepResult.CLEAN and reach.side in (None, rep.side) for rep in session.reps
    )
    return words.format_measure(reach.band.measure, reach.best) if has_clean else NO_CLEAN_REP
