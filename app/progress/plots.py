"""The plots of a progress report: trends with intervals, shares, and the days of practice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.report.phrases import counted
from app.report.plots.style import (
    GOAL,
    HIP,
    INK,
    RULE,
    SOFT,
    SPINE,
    legend,
    prepare,
)
from app.session.words import format_measure, unit
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from app.trends.progress import Course, Point
    from drills.core.definition import Band
    from vision.datatypes import Estimate

SIDE_COLOURS = {Side.LEFT: HIP, Side.RIGHT: SPINE}
SIDE_MARKS = {Side.LEFT: "o", Side.RIGHT: "s"}
_MOST_BARS = 60
"""With more points than this, the intervals become a band: bars would merge into a grey area."""


def draw_trend(axes: Axes, courses: Sequence[Course], measure: str, bands: Sequence[Band]) -> None:
    """Draw the best clean value of each side over time with its interval, and the goal.

    Parameters
    ----------
    axes
        Where to draw.
    courses
        The sides of a drill at a level.
    measure
        Name of the measure; courses without it are left out.
    bands
        Targets; those of the measure are drawn.
    """
    prepare(axes)
    for band in bands:
        if band.measure == measure:
            axes.axhspan(band.least, band.most, color=GOAL, alpha=0.6, linewidth=0)
    for course in courses:
        for trend in course.trends:
            if trend.measure == measure:
                _points(axes, trend.best, course.side)
    axes.set_ylabel("angle (°)" if measure.endswith("_deg") else unit(measure))
    _finish(axes)


def draw_share(axes: Axes, courses: Sequence[Course]) -> None:
    """Draw the share of clean reps of each side over time, in per cent.

    Parameters
    ----------
    axes
        Where to draw.
    courses
        The sides of a drill at a level.
    """
    prepare(axes)
    for course in courses:
        _points(axes, course.clean_share, course.side, scale=100.0)
    axes.set_ylim(-4, 104)
    axes.set_ylabel("clean (%)")
    _finish(axes)


def draw_tempo(axes: Axes, courses: Sequence[Course]) -> None:
    """Draw the mean duration of a rep of each side over time, with its shortest and longest.

    Parameters
    ----------
    axes
        Where to draw.
    courses
        The sides of a drill at a level.
    """
    prepare(axes)
    for course in courses:
        _points(axes, course.tempo_s, course.side)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("a rep (s)")
    _finish(axes)


def draw_days(axes: Axes, days: Sequence[date], first: date, last: date) -> None:
    """Draw a square for each day, weeks as columns, Monday on top; filled: practised.

    Parameters
    ----------
    axes
        Where to draw.
    days
        Days of practice.
    first, last
        First and last day to draw.
    """
    monday = first - timedelta(days=first.weekday())
    done = set(days)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week, weekday = (day - monday).days // 7, day.weekday()
        colour = HIP if day in done else RULE
        axes.add_patch(_square(week, weekday, colour))
    weeks = (last - monday).days // 7 + 1
    axes.set_xlim(-0.2, max(weeks, 12))
    axes.set_ylim(7.1, -0.2)
    axes.set_aspect("equal", anchor="NW")
    axes.set_axis_off()
    seen: set[tuple[int, int]] = set()
    for week in range(weeks):
        day = max(monday + timedelta(weeks=week), first)
        if (day.year, day.month) not in seen and day.day <= 7:
            axes.text(week, 7.9, f"{day:%b}", color=SOFT, fontsize="small", va="center")
        seen.add((day.year, day.month))


def describe_trend(courses: Sequence[Course], measure: str) -> str:
    """Return the first and last value of each side in words.

    Parameters
    ----------
    courses
        The sides of a drill at a level.
    measure
        Name of the measure.
    """
    spans = [
        _span(course.side, trend.best, lambda value: format_measure(measure, value))
        for course in courses
        for trend in course.trends
        if trend.measure == measure
    ]
    return _joined(spans, "Not measured in clean reps.")


def describe_share(courses: Sequence[Course]) -> str:
    """Return the first and last share of clean reps of each side in words."""
    spans = [_span(c.side, c.clean_share, lambda v: f"{100 * v.value:.0f} %") for c in courses]
    return _joined(spans, "No rep was counted.")


def describe_tempo(courses: Sequence[Course]) -> str:
    """Return the first and last duration of a rep of each side in words."""
    spans = [_span(c.side, c.tempo_s, lambda v: f"{v.value:.1f} s") for c in courses]
    return _joined(spans, "No full rep was counted.")


def describe_days(days: Sequence[date], first: date, last: date) -> str:
    """Say on how many days of a period somebody practised.

    Parameters
    ----------
    days
        Days of practice.
    first, last
        First and last day of the period.
    """
    return f"{counted(len(set(days)), 'day')} of practice from {first} to {last}."


def _span(side: Side, points: Sequence[Point], shown: Callable[[Estimate], str]) -> str:
    if not points:
        return ""
    first, last = points[0], points[-1]
    start = f"{side}: {shown(first.value)} on {first.created:%Y-%m-%d}"
    if len(points) == 1:
        return start
    end = f"{shown(last.value)} on {last.created:%Y-%m-%d}"
    return f"{start}, {end}, {len(points)} sessions"


def _joined(spans: Sequence[str], instead: str) -> str:
    known = [span for span in spans if span]
    return f"{'; '.join(known)}." if known else instead


def _square(week: int, weekday: int, colour: str) -> Rectangle:
    from matplotlib.patches import Rectangle

    return Rectangle((week, weekday), 0.84, 0.84, facecolor=colour, linewidth=0)


def _points(axes: Axes, points: Sequence[Point], side: Side, scale: float = 1.0) -> None:
    if not points:
        return
    when = [_day(point.created) for point in points]
    values = [scale * point.value.value for point in points]
    lows = [scale * point.value.low for point in points]
    highs = [scale * point.value.high for point in points]
    colour = SIDE_COLOURS[side]
    if len(points) > _MOST_BARS:
        axes.fill_between(when, lows, highs, color=colour, alpha=0.15, linewidth=0)
    else:
        axes.vlines(when, lows, highs, color=colour, linewidth=0.8, alpha=0.6)
    small = len(points) > _MOST_BARS
    axes.plot(
        when, values, SIDE_MARKS[side], color=colour, markersize=2 if small else 3.5, label=side
    )


def _day(when: datetime) -> float:
    """Return an instant in matplotlib's days, by the clock of the zone that it was recorded in."""
    return (when.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() / 86_400


def _finish(axes: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis_date()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    )
    axes.tick_params(labelcolor=INK)
    if axes.get_legend_handles_labels()[0]:
        legend(axes, 2)
