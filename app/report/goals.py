"""The compensation-free range of each side against the goal: in words, and as bands on axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.report.plots.style import HIP, INK, RULE, SOFT, say_instead
from app.session import words
from drills.core.events import RepResult
from drills.goals import Reached, profile_of, reaches
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from app.session.model import Session
    from drills.goals import Reach

GOAL_COLOUR = "#B7E2D3"
_STATES = {
    Reached.REACHED: "goal reached",
    Reached.WITHIN_ERROR: "the goal lies within the error",
    Reached.SHORT: "goal not reached yet",
    Reached.UNSEEN: "",
}


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One target of one side: what clean reps reached, and the band that is asked for."""

    measure: str
    side: str
    reached: Estimate | None
    least: float
    most: float
    text: str
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
    found = reaches(chosen, session.drill, session.level, session.reps)
    return tuple(_line(session, reach) for reach in found)


def _line(session: Session, reach: Reach) -> GoalLine:
    side = "" if reach.side is None else reach.side.value
    reached = reach.best if isinstance(reach.best, Estimate) else None
    name, band = reach.band.measure, reach.band
    goal = f"goal {words.format_number(name, band.least)} to {words.format_number(name, band.most)}"
    goal += words.unit(name)
    if reached is not None:
        text = f"{words.format_measure(name, reached)}; {goal}: {_STATES[reach.state]}"
    elif any(
        rep.result is RepResult.CLEAN and reach.side in (None, rep.side) for rep in session.reps
    ):
        text = f"{words.format_measure(name, reach.best)}; {goal}"
    else:
        text = f"no clean rep yet; {goal}"
    return GoalLine(name, side, reached, band.least, band.most, text, band.why)


def draw_goals(axes: Axes, lines: Sequence[GoalLine]) -> None:
    """Draw a row a target: the goal as a band, what was reached as a dot with its interval."""
    if not lines:
        say_instead(axes, "This goal has no targets for this drill")
        return
    found = [line.reached for line in lines if line.reached is not None]
    most = max([line.most for line in lines] + [one.high for one in found])
    axes.set_xlim(min([0.0] + [one.low for one in found]), most * 1.06)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    for row, line in enumerate(lines):
        axes.barh(row, line.most - line.least, left=line.least, height=0.62, color=GOAL_COLOUR)
        if line.reached is None:
            axes.text(line.least, row, " not seen", va="center", color=SOFT, fontsize="small")
            continue
        low, high = line.reached.low, line.reached.high
        axes.plot([low, high], [row, row], color=INK, linewidth=1.2, zorder=3)
        for end in (low, high):
            axes.plot([end, end], [row - 0.14, row + 0.14], color=INK, linewidth=1.2, zorder=3)
        axes.plot([line.reached.value], [row], "o", color=HIP, markersize=6, zorder=4)
    axes.set_yticks(range(len(lines)), [line.label for line in lines], color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(axis="x", colors=SOFT, length=2.5, width=0.6, pad=2)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel("angle (°)", color=SOFT)
