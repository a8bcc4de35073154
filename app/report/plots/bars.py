"""What hip and spine gave in each rep, as one stacked bar a rep, drawn on given axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.report.plots.style import (
    HIP,
    HIP_LIGHT,
    INK,
    SOFT,
    SPINE,
    legend,
    mark_result,
    prepare,
    say_instead,
)
from app.report.ranges import peak_of
from app.session import words
from drills.core.events import Drill
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from app.session.model import Session
    from drills.core.events import Rep
    from vision.datatypes import Estimate

_LABELLED_BARS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A measure of a rep that is one part of its bar."""

    name: str
    label: str
    colour: str
    text_colour: str = "white"


_PARTS = {
    Drill.AEROPLANE: (
        Part("pelvis_rotation_open_deg", "hip, open turn", HIP),
        Part("pelvis_rotation_closed_deg", "hip, closed turn", HIP_LIGHT, INK),
        Part("spine_twist_deg", "spine twist", SPINE),
    ),
    Drill.FROGGER: (
        Part("hip_flexion_deg", "hip flexion", HIP),
        Part("lumbar_flexion_deg", "low back (sagging below 0)", SPINE),
    ),
    Drill.FOOT_LIFT: (
        Part("hip_rotation_internal_deg", "hip rotation", HIP),
        Part("pelvis_lift_deg", "pelvis lift", SPINE),
    ),
}


def draw_reps(axes: Axes, session: Session) -> None:
    """Draw one stacked bar a rep: what the hip gave, and on it what was not the hip."""
    prepare(axes)
    parts = () if session.drill is None else _PARTS.get(session.drill, ())
    if not session.reps:
        say_instead(axes, "No rep to show")
        return
    numbered = list(enumerate(session.reps, 1))
    if not sum(_stack(axes, parts, index, rep, len(numbered)) for index, rep in numbered):
        say_instead(axes, f"Hip and spine of each rep: {words.CANNOT_BE_SEEN}")
        return
    for part in parts:
        axes.bar([0], [0], color=part.colour, label=part.label)
    axes.axhline(0, color=SOFT, linewidth=0.6)
    axes.set_xlim(0.3, max(len(session.reps), 5) + 0.7)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.16 * (high - low))
    for index, rep in numbered:
        mark_result(axes, float(index), rep.result)
    _number_reps(axes, session.reps)
    legend(axes, 3)


def _number_reps(axes: Axes, reps: Sequence[Rep]) -> None:
    """Write numbers under the bars, as room allows, with the side where sides are mixed."""
    step = 1 + len(reps) // 16
    ticks = list(range(1, len(reps) + 1, step))
    if len({rep.side for rep in reps}) > 1:
        letters = {Side.LEFT: "L", Side.RIGHT: "R", None: ""}
        axes.set_xticks(ticks, [f"{tick}{letters[reps[tick - 1].side]}" for tick in ticks])
        axes.set_xlabel("rep, L left, R right")
    else:
        axes.set_xticks(ticks)
        axes.set_xlabel("rep")


def _stack(axes: Axes, parts: Sequence[Part], index: int, rep: Rep, n_reps: int) -> int:
    """Stack the measured parts of a rep and return how many there were."""
    top = 0.0
    drawn = 0
    for order, part in enumerate(parts):
        peak = peak_of(rep, part.name)
        if peak is None:
            continue
        # A twist is a magnitude whichever way it went; only the low back's sign says "sagging".
        is_signed = part.name == "lumbar_flexion_deg"
        value = peak.value if is_signed else abs(peak.value)
        base = top if value >= 0 else 0.0
        axes.bar(index, value, bottom=base, width=0.62, color=part.colour, linewidth=0)
        _whisker(axes, index + 0.10 + 0.08 * order, base, value, peak)
        if n_reps <= _LABELLED_BARS and abs(value) >= 8:
            text = words.format_number(part.name, value) + "°"
            _bar_text(axes, index, base + value / 2, text, part.text_colour)
        top = max(top, base + value)
        drawn += 1
    return drawn


def _whisker(axes: Axes, x: float, base: float, value: float, peak: Estimate) -> None:
    mirrored = value != peak.value
    low, high = (-peak.high, -peak.low) if mirrored else (peak.low, peak.high)
    ends = [base + low, base + high]
    # White below black is legible on every colour; no white may cover a neighbour's black.
    axes.plot([x, x], ends, color="white", linewidth=1.9, solid_capstyle="butt", zorder=3)
    axes.plot([x, x], ends, color=INK, linewidth=0.9, solid_capstyle="butt", zorder=4)


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
