"""Hip and spine over time, drawn on given axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.report.phrases import counted, first_down
from app.report.plots.shapes import add_boxes
from app.report.plots.style import (
    HIP,
    LOW_BACK,
    RESULT_COLOURS,
    SOFT,
    SPINE,
    WARNING,
    legend,
    mark_results,
    prepare,
)
from app.report.plots.svg import plot_of
from app.report.typeset.document import Text
from app.session import words
from drills.core.rules import key_rules
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from app.report.typeset.document import Plot
    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Rep

_BINS = 700
"""A line keeps the extremes of this many bins of time: no more can be distinguished in print."""
_WARNING_LEAST_S = 0.15
_HEADROOM = 0.14
"""Share of the plot's height kept free above the lines for the marks of the reps."""


@dataclass(frozen=True, slots=True)
class Line:
    """A measure to draw over time."""

    name: str
    label: str
    colour: str
    dashed: bool = False


def _lines_of(session: Session, series: AngleSeries) -> tuple[Line, ...]:
    """Return the measures drawn over time for the drill, whether they were seen or not."""
    if session.drill is None:
        return ()
    definition = DEFINITIONS[session.drill]
    hip, spine = definition.gives
    hips = dict.fromkeys(hip.format(side=side) for side in _sides_of(session, series))
    others = (rule.source for rule in key_rules(definition.rules) if rule.source != spine)
    return (
        *(_line(name, HIP, dashed=bool(index)) for index, name in enumerate(hips)),
        _line(spine, SPINE),
        *(_line(name, LOW_BACK, dashed=True) for name in others if _is_seen(series, name)),
    )


def _line(name: str, colour: str, *, dashed: bool = False) -> Line:
    return Line(name, first_down(words.measure_label(name)), colour, dashed)


def _sides_of(session: Session, series: AngleSeries) -> tuple[str, ...]:
    """Return the sides whose hip is drawn: the side of the set, or both, or the better seen one."""
    if session.drill is None or session.side in ("left", "right"):
        return () if session.side is None else (session.side,)
    if DEFINITIONS[session.drill].guide.side_question:
        return ("left", "right")
    return (_better_seen(series, DEFINITIONS[session.drill].gives[0]),)


def course_plot(session: Session, series: AngleSeries, title: str) -> Plot | Text:
    """Return hip and spine over time, or why they are not shown.

    Parameters
    ----------
    session
        The record.
    series
        Its angles over time.
    title
        Name of the plot.
    """
    if not _seen_lines(session, series):
        return Text(f"The angles over time: {words.CANNOT_BE_SEEN}.")
    described = describe_course(session, series)
    return plot_of(title, described, lambda axes: draw_course(axes, session, series), height_mm=46)


def _seen_lines(session: Session, series: AngleSeries) -> list[Line]:
    return [line for line in _lines_of(session, series) if _is_seen(series, line.name)]


def draw_course(axes: Axes, session: Session, series: AngleSeries) -> None:
    """Draw hip and spine over time with their 90 % intervals, the reps and the warnings.

    Parameters
    ----------
    axes
        Where to draw; their limits are set.
    session
        The record.
    series
        Its angles over time; at least one of those drawn has values.
    """
    prepare(axes)
    lines = _seen_lines(session, series)
    for line in lines:
        _draw_line(axes, series, line)
    low, high = _limits(series, lines)
    axes.set_ylim(low - 0.08 * (high - low), high + _HEADROOM * (high - low))
    axes.set_xlim(float(series.t_s[0]), max(float(series.t_s[-1]), float(series.t_s[0]) + 1.0))
    _shade_reps(axes, session.reps)
    _mark_warnings(axes, session)
    axes.axhline(0, color=SOFT, linewidth=0.6, zorder=1.5)
    axes.set_xlabel("time (s)")
    legend(axes, 4)


def describe_course(session: Session, series: AngleSeries) -> str:
    """Return in words the range of each line, the reps and the warnings.

    Parameters
    ----------
    session
        The record.
    series
        Its angles over time.
    """
    swings = []
    for line in _seen_lines(session, series):
        values = series.measures[line.name][:, 0]
        low, high = (
            words.format_number(line.name, float(end))
            for end in (np.nanmin(values), np.nanmax(values))
        )
        swings.append(f"{line.label}: between {low} and {high}°")
    marked = f"{counted(len(session.reps), 'rep')}, {counted(len(session.warnings), 'warning')}"
    return f"{'; '.join(swings)}. {marked}."


def thinned(values: NDArray[np.float64], n_bins: int = _BINS) -> NDArray[np.int64]:
    """Return increasing indices that keep the least and the greatest value of each bin.

    A bin with a gap (NaN) keeps one missing value, so that the line is interrupted there.

    Parameters
    ----------
    values
        Shape (n,); up to two values per bin, all are kept.
    n_bins
        Number of bins.
    """
    if len(values) <= 2 * n_bins:
        return np.arange(len(values))
    kept: set[int] = set()
    for part in np.array_split(np.arange(len(values)), n_bins):
        missing = np.isnan(values[part])
        if missing.any():
            kept.add(int(part[missing.argmax()]))
        if not missing.all():
            kept |= {int(part[np.nanargmin(values[part])]), int(part[np.nanargmax(values[part])])}
    return np.array(sorted(kept))


def _draw_line(axes: Axes, series: AngleSeries, line: Line) -> None:
    table = series.measures[line.name]
    kept = thinned(table[:, 0])
    t_s, (value, low, high) = series.t_s[kept], table[kept].T
    axes.fill_between(
        t_s, low, high, color=line.colour, alpha=0.1 if line.dashed else 0.2, linewidth=0, zorder=2
    )
    axes.plot(
        t_s,
        value,
        color=line.colour,
        linewidth=1.3,
        linestyle="--" if line.dashed else "-",
        label=line.label,
        zorder=3,
    )


def _limits(series: AngleSeries, lines: Sequence[Line]) -> tuple[float, float]:
    tables = np.concatenate([series.measures[line.name].ravel() for line in lines])
    low, high = min(float(np.nanmin(tables)), 0.0), max(float(np.nanmax(tables)), 0.0)
    return (low, high) if high - low >= 10 else (low - 5, high + 5)


def _is_seen(series: AngleSeries, name: str) -> bool:
    table = series.measures.get(name)
    return table is not None and bool(np.isfinite(table[:, 0]).any())


def _better_seen(series: AngleSeries, hip: str) -> str:
    left, right = (
        int(np.isfinite(series.measures[hip.format(side=side)][:, 0]).sum())
        for side in ("left", "right")
    )
    return "left" if left >= right else "right"


def _shade_reps(axes: Axes, reps: Sequence[Rep]) -> None:
    for result, colour in RESULT_COLOURS.items():
        spans = [(rep.start_s, rep.end_s, 0.0, 1.0) for rep in reps if rep.result is result]
        add_boxes(axes, spans, spans=True, color=colour, alpha=0.14, zorder=0)
    mark_results(axes, (((rep.start_s + rep.end_s) / 2, rep.result) for rep in reps))


def _mark_warnings(axes: Axes, session: Session) -> None:
    for number, warning in enumerate(session.warnings):
        end_s = max(warning.end_s, warning.start_s + _WARNING_LEAST_S)
        axes.plot(
            [warning.start_s, end_s],
            [0.025, 0.025],
            transform=axes.get_xaxis_transform(),
            color=WARNING,
            linewidth=3.2,
            solid_capstyle="butt",
            zorder=4,
            label="" if number else "warning",
        )
