"""What was reached without compensation against the goal, drawn on given axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.report.plots.style import GOAL, HIP, INK, RULE, SOFT
from app.report.plots.svg import FULL_MM, plot_of
from app.report.typeset.document import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from app.report.goals import GoalLine
    from app.report.typeset.document import Plot

_DESCRIPTION = (
    "One row for each target: the green band is the goal, the dot the best value and the line its "
    "90 % interval. The list below says the same in words."
)


def goals_plot(lines: Sequence[GoalLine], title: str, width_mm: float = FULL_MM) -> Plot | Text:
    """Return a row for each target, or a sentence that there is none.

    Parameters
    ----------
    lines
        The targets with the results.
    title
        Name of the plot.
    width_mm
        Its width; the height follows from the number of targets.
    """
    if not lines:
        return Text("This goal has no target for this drill.")
    height_mm = 11 + 9 * len(lines)
    return plot_of(title, _DESCRIPTION, lambda axes: _draw_goals(axes, lines), height_mm, width_mm)


def _draw_goals(axes: Axes, lines: Sequence[GoalLine]) -> None:
    """Draw a row per target: the goal as a band, the result as a dot with its interval."""
    reached = [line.reached for line in lines if line.reached is not None]
    most = max([line.most for line in lines] + [result.high for result in reached])
    axes.set_xlim(min([0.0] + [result.low for result in reached]), most * 1.06)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    for row, line in enumerate(lines):
        _draw_row(axes, row, line)
    axes.set_yticks(range(len(lines)), [line.label for line in lines], color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(axis="x", colors=SOFT, length=2.5, width=0.6, pad=2)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel("angle (°)", color=SOFT)


def _draw_row(axes: Axes, row: int, line: GoalLine) -> None:
    axes.barh(row, line.most - line.least, left=line.least, height=0.62, color=GOAL)
    if line.reached is None:
        axes.text(0, row, f" {line.gap}", va="center", color=SOFT, fontsize="small")
        return
    low, high = line.reached.low, line.reached.high
    axes.plot([low, high], [row, row], color=INK, linewidth=1.2, zorder=3)
    for end in (low, high):
        axes.plot([end, end], [row - 0.14, row + 0.14], color=INK, linewidth=1.2, zorder=3)
    axes.plot([line.reached.value], [row], "o", color=HIP, markersize=6, zorder=4)
