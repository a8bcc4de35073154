"""Shared style of the plots: palette, marks of the reps, plain axes.

Blue is the share of the hip, orange the share of spine or pelvis (Okabe and Ito 2008, safe for
colour-blind readers); the result of a rep is shown by the shape of its mark as well as by colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.core.events import RepResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

HIP, HIP_LIGHT, SPINE, LOW_BACK, WARNING = "#0072B2", "#56B4E9", "#D55E00", "#8C5A7D", "#B0126F"
GOAL = "#B7E2D3"
INK, SOFT, RULE = "#1F2933", "#5B6770", "#D5DADF"
RESULT_COLOURS = {
    RepResult.CLEAN: "#009E73",
    RepResult.COMPENSATED: "#E69F00",
    RepResult.PARTIAL: "#8A939B",
    RepResult.UNJUDGED: "#7A7296",
}
RESULT_GLYPHS = {
    RepResult.CLEAN: "●",
    RepResult.COMPENSATED: "▲",
    RepResult.PARTIAL: "■",
    RepResult.UNJUDGED: "◆",
}
RESULT_MARKS = {
    RepResult.CLEAN: "o",
    RepResult.COMPENSATED: "^",
    RepResult.PARTIAL: "s",
    RepResult.UNJUDGED: "D",
}


def prepare(axes: Axes) -> None:
    """Give axes the plain look of the reports."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(SOFT)
    axes.tick_params(colors=SOFT, length=2.5, width=0.6, pad=2)
    axes.xaxis.label.set_color(SOFT)
    axes.yaxis.label.set_color(SOFT)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_ylabel("angle (°)")


def legend(axes: Axes, columns: int) -> None:
    """Put the legend above the axes, where it hides nothing.

    Parameters
    ----------
    axes
        The axes, with everything drawn.
    columns
        Entries per row.
    """
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.4,
        columnspacing=1.4,
        handletextpad=0.5,
        labelcolor=INK,
        borderpad=0,
    )


def mark_results(
    axes: Axes, places: Iterable[tuple[float, RepResult]], size_pt: float = 4.0
) -> None:
    """Mark reps at the top of the axes by their results.

    Parameters
    ----------
    axes
        Where to draw.
    places
        Where each rep is, in data units, and its result, which gives shape and colour.
    size_pt
        Size of the marks.
    """
    marked = tuple(places)
    for result, mark in RESULT_MARKS.items():
        x = [place for place, its in marked if its is result]
        if x:
            axes.plot(
                x,
                [0.94] * len(x),
                mark,
                transform=axes.get_xaxis_transform(),
                color=RESULT_COLOURS[result],
                markersize=size_pt,
                zorder=4,
            )
