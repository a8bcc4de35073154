"""What hip and spine gave in each rep, as one stacked bar per rep, drawn on given axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.report.phrases import first_down
from app.report.plots.shapes import add_boxes, gapped
from app.report.plots.style import (
    HIP,
    HIP_LIGHT,
    INK,
    SOFT,
    SPINE,
    legend,
    mark_results,
    prepare,
)
from app.report.plots.svg import plot_of
from app.report.ranges import peak_of
from app.report.typeset.document import Text
from app.session import words
from drills.registry import DEFINITIONS
from vision.datatypes import Side
from vision.measures import Pick, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from app.report.plots.shapes import Box
    from app.report.typeset.document import Plot
    from app.session.model import Session
    from drills.core.events import Rep
    from vision.datatypes import Estimate

_BAR = 0.62
_LABELLED_BARS = 8
_LEAST_SPAN_DEG = 20.0
"""Least span of the axis, so that a degree or two does not look large."""
_DESCRIBED_REPS = 12
"""A set with more reps is described by the span of each part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A measure of a rep that is one part of its bar."""

    name: str
    label: str
    colour: str
    text_colour: str = "white"


def reps_plot(session: Session, title: str) -> Plot | Text:
    """Return one stacked bar per rep, or the reason why there is none.

    Parameters
    ----------
    session
        The record.
    title
        Name of the plot.
    """
    parts = _parts_of(session)
    if not session.reps:
        return Text("No rep to show.")
    if not any(peak_of(rep, part.name) for rep in session.reps for part in parts):
        return Text(f"Hip and spine in each rep: {words.CANNOT_BE_SEEN}.")
    described = describe_reps(session)
    return plot_of(title, described, lambda axes: draw_reps(axes, session), height_mm=56)


def _parts_of(session: Session) -> tuple[Part, ...]:
    """Return what the hip gave, from dark to light, and what was not the hip."""
    if session.drill is None:
        return ()
    definition = DEFINITIONS[session.drill]
    looks = ((HIP, "white"), (HIP_LIGHT, INK))
    hip = zip(definition.hip_measures, looks, strict=False)
    return (
        *(Part(name, first_down(words.measure_label(name)), *look) for name, look in hip),
        *(
            Part(name, first_down(words.measure_label(name)), SPINE)
            for name in definition.spine_measures
        ),
    )


def draw_reps(axes: Axes, session: Session) -> None:
    """Draw one stacked bar per rep: the share of the hip, and on top of it what moved instead.

    Parameters
    ----------
    axes
        Where to draw; their limits and ticks are set.
    session
        A session with a drill and reps.
    """
    prepare(axes)
    parts = _parts_of(session)
    _draw_bars(axes, parts, session.reps)
    axes.axhline(0, color=SOFT, linewidth=0.6)
    axes.set_xlim(0.3, max(len(session.reps), 5) + 0.7)
    low, high = axes.get_ylim()
    high = max(high, low + _LEAST_SPAN_DEG)
    axes.set_ylim(low, high + 0.16 * (high - low))
    mark_results(axes, ((float(index), rep.result) for index, rep in enumerate(session.reps, 1)))
    _number_reps(axes, session.reps)
    legend(axes, 3)


def describe_reps(session: Session) -> str:
    """Say what the bars show: each rep with its parts, or for a long set, the span of each part."""
    parts = _parts_of(session)
    if len(session.reps) <= _DESCRIBED_REPS:
        lines = (
            f"Rep {number}, {words.result_words(rep.result)}: {_parts_words(rep, parts)}."
            for number, rep in enumerate(session.reps, 1)
        )
        return " ".join(("One stacked bar for each rep.", *lines))
    spans = [span for part in parts if (span := _span_words(session.reps, part))]
    return f"One stacked bar for each of {len(session.reps)} reps. {'; '.join(spans)}."


def _parts_words(rep: Rep, parts: Sequence[Part]) -> str:
    shown = [
        f"{part.label} {words.format_number(part.name, _height(part, peak))}{words.unit(part.name)}"
        for part in parts
        if (peak := peak_of(rep, part.name)) is not None
    ]
    return ", ".join(shown) or words.CANNOT_BE_SEEN


def _span_words(reps: Sequence[Rep], part: Part) -> str:
    heights = [_height(part, peak) for rep in reps if (peak := peak_of(rep, part.name))]
    if not heights:
        return ""
    low, high = (words.format_number(part.name, end) for end in (min(heights), max(heights)))
    return f"{part.label} {low} to {high}{words.unit(part.name)}"


def _legend_words(reps: Sequence[Rep], part: Part) -> str:
    """Return the label of a part; one that was never seen must not look like zero."""
    is_seen = any(peak_of(rep, part.name) for rep in reps)
    return part.label if is_seen else f"{part.label}: {words.CANNOT_BE_SEEN}"


def _number_reps(axes: Axes, reps: Sequence[Rep]) -> None:
    """Write numbers under the bars, as many as fit, with the side where sides are mixed."""
    step = 1 + len(reps) // 16
    ticks = list(range(1, len(reps) + 1, step))
    if len({rep.side for rep in reps}) > 1:
        letters = {Side.LEFT: "L", Side.RIGHT: "R", None: ""}
        axes.set_xticks(ticks, [f"{tick}{letters[reps[tick - 1].side]}" for tick in ticks])
        axes.set_xlabel("rep, L left, R right")
    else:
        axes.set_xticks(ticks)
        axes.set_xlabel("rep")


def _pieces(parts: Sequence[Part], rep: Rep) -> Iterator[tuple[int, float, float, Estimate]]:
    """Yield the measured parts of a rep from the bottom up: number, base, height and peak."""
    top = 0.0
    for order, part in enumerate(parts):
        peak = peak_of(rep, part.name)
        if peak is not None:
            value = _height(part, peak)
            base = top if value >= 0 else 0.0
            yield order, base, value, peak
            top = max(top, base + value)


def _draw_bars(axes: Axes, parts: Sequence[Part], reps: Sequence[Rep]) -> None:
    """Stack the parts of all reps, each kind as one shape.

    One for every rep made a report of 1561 reps take 400 MB.
    """
    boxes: list[list[Box]] = [[] for _ in parts]
    whiskers: list[tuple[float, float, float]] = []
    for index, rep in enumerate(reps, 1):
        for order, base, value, peak in _pieces(parts, rep):
            boxes[order].append((index - _BAR / 2, index + _BAR / 2, base, base + value))
            whiskers.append((index + 0.10 + 0.08 * order, *_ends(base, value, peak)))
            if len(reps) <= _LABELLED_BARS and abs(value) >= 8:
                text = words.format_number(parts[order].name, value) + "°"
                _bar_text(axes, index, base + value / 2, text, parts[order].text_colour)
    for part, own in zip(parts, boxes, strict=True):
        axes.bar([0], [0], color=part.colour, label=_legend_words(reps, part))
        add_boxes(axes, own, color=part.colour, zorder=1)
    # Black on a white edge is legible on every colour; no white may cover a neighbour's black.
    x, y = gapped(whiskers)
    axes.plot(x, y, color="white", linewidth=1.9, solid_capstyle="butt", zorder=3)
    axes.plot(x, y, color=INK, linewidth=0.9, solid_capstyle="butt", zorder=4)


def _height(part: Part, peak: Estimate) -> float:
    """Return a peak as it is drawn.

    A twist is a magnitude whichever way it went; only for the low back does the sign matter: it
    means sagging.
    """
    return peak.value if quantity(part.name).pick is Pick.SIGNED else abs(peak.value)


def _ends(base: float, value: float, peak: Estimate) -> tuple[float, float]:
    """Return the ends of a peak's interval where it is drawn."""
    mirrored = value != peak.value
    low, high = (-peak.high, -peak.low) if mirrored else (peak.low, peak.high)
    return base + low, base + high


def _bar_text(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    axes.text(
        x - 0.07,
        y,
        text,
        ha="center",
        va="center",
        color=colour,
        fontsize="small",
        fontweight="bold",
    )
