"""The wording of measures, warnings and reasons on screen and on paper.

Window, report and video all take it from here, so that they agree. Numbers are whole degrees or
ratios with two decimals, always with their unit and 90 % interval.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from drills.core.definition import Goal
from drills.core.events import RepResult
from drills.core.rules import RULES
from drills.goals import TITLES
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Reason, View
from vision.measures import DEG, quantity, without_side

if TYPE_CHECKING:
    from drills.core.events import Counts, Drill, WarningKind
    from vision.datatypes import Measure

CANNOT_BE_SEEN = "cannot be seen from here"

STOP_SIGNS = (
    "Pinching at the front of the hip, a hip replacement, a known labral tear or arthritis: "
    "ask a clinician before you go on."
)
NOT_A_DEVICE = "Hip Drill is not a medical device."

_REASONS = {
    Reason.NOT_VISIBLE: "not in sight",
    Reason.WRONG_VIEW: "wrong view",
    Reason.TRACKING_LOST: "tracking lost",
    Reason.NOT_CALIBRATED: "no still start position to compare with",
}
_LEVELS = {
    name: words for definition in DEFINITIONS.values() for name, words in definition.levels.items()
}
_VIEWS = {
    View.FRONT: "front",
    View.REAR: "back",
    View.LEFT: "left side",
    View.RIGHT: "right side",
    View.THREE_QUARTER: "three-quarter angle",
    View.UNKNOWN: "not known",
}
_RESULTS = {
    RepResult.CLEAN: "clean",
    RepResult.COMPENSATED: "compensated",
    RepResult.PARTIAL: "partial",
    RepResult.UNJUDGED: "not judged",
}
RESULT_MARKS = {
    RepResult.CLEAN: "✓",
    RepResult.COMPENSATED: "△",
    RepResult.PARTIAL: "–",
    RepResult.UNJUDGED: "?",
}
"""Shown beside the word, so that nothing depends on colour alone."""


def measure_label(name: str) -> str:
    """Return the label of a measure, its side last ("Hip flexion, left").

    A readable label is made of an unknown name: a report must not fail over it.
    """
    label, (_, side) = quantity(name).label, without_side(name)
    return f"{label}, {side}" if side else label


def unit(name: str, *, degree: str = "°") -> str:
    """Return the unit of a measure.

    Parameters
    ----------
    name
        Name of the measure, with or without a side.
    degree
        Unit of angles; the unit of a ratio is what it is a multiple of.
    """
    of = quantity(name).unit
    return degree if of == DEG else of


def format_number(name: str, value: float) -> str:
    """Return the number of a measure without its unit, see `vision.measures.Quantity.number`.

    Parameters
    ----------
    name
        Name of the measure, with or without a side.
    value
        In the measure's unit.
    """
    return quantity(name).number(value)


def format_measure(name: str, measure: Measure, *, degree: str = "°") -> str:
    """Return a value with unit and 90 % interval, or why there is none.

    Parameters
    ----------
    name
        Name of the measure, with or without a side.
    measure
        Its value, or an absence.
    degree
        Unit of angles.

    Returns
    -------
    str
        ``31° (27 to 36)``, with ``degree=" deg"`` ``31 deg (27 to 36)`` for ASCII-only places,
        ``1.25 shoulder widths (1.18 to 1.32)``, or ``cannot be seen from here (wrong view)``.
    """
    if isinstance(measure, Absent):
        return f"{CANNOT_BE_SEEN} ({reason_words(measure.reason)})"
    if not is_finite(measure):
        return CANNOT_BE_SEEN
    value, low, high = (format_number(name, x) for x in (measure.value, measure.low, measure.high))
    of = unit(name, degree=degree)
    spaced = f" {of}" if of[:1].isalpha() else of
    return f"{value}{spaced} ({low} to {high})"


def is_finite(measure: Estimate) -> bool:
    """Whether value and interval are numbers that can be shown."""
    return all(math.isfinite(x) for x in (measure.value, measure.low, measure.high))


def reason_words(reason: Reason) -> str:
    """Return why a value is absent."""
    return _REASONS[reason]


def warning_words(kind: WarningKind) -> str:
    """Return a warning as it is said to the person."""
    return RULES[kind].now


def warning_measure(kind: WarningKind) -> str:
    """Return the name of the measure that a warning's peak belongs to."""
    return RULES[kind].source


def drill_title(drill: Drill | None) -> str:
    """Return the name of a drill."""
    return "No drill found" if drill is None else DEFINITIONS[drill].guide.title


def isolated(name: str) -> str:
    """Return a person's name for use in a sentence: right-to-left script turns nothing else."""
    return f"\u2068{name}\u2069"


def level_words(level: str | None) -> str:
    """Return the level of any drill in words."""
    return "not stated" if level is None else _LEVELS.get(level, level.replace("_", " "))


def level_title(level: str) -> str:
    """Return the level of any drill, capitalised for use on its own."""
    return level_words(level).capitalize()


def view_words(view: View) -> str:
    """Return where the person was seen from, to follow "seen from the"."""
    return _VIEWS[view]


def result_words(result: RepResult) -> str:
    """Return the name of the tally that a rep belongs to."""
    return _RESULTS[result]


def tally_marks(counts: Counts) -> str:
    """Return the tallies as numbers and marks, where there is no room for words: "3 ✓  1 △  0 –".

    Reps that were not judged are listed only if there are any.
    """
    return "  ".join(
        f"{counts.of(result)} {mark}"
        for result, mark in RESULT_MARKS.items()
        if result is not RepResult.UNJUDGED or counts.unjudged
    )


def tally_words(counts: Counts, *, all_four: bool = True) -> str:
    """Return the tallies in words: "3 clean, 1 compensated, 0 partial, 2 not judged".

    Parameters
    ----------
    counts
        The tallies.
    all_four
        If false, tallies of 0 are left out.
    """
    return ", ".join(
        f"{counts.of(result)} {words}"
        for result, words in _RESULTS.items()
        if all_four or counts.of(result)
    )


def side_words(drill: Drill | None, side: str | None) -> str:
    """Return what the side of a session or rep means: "left leg standing", "both feet lifted".

    Parameters
    ----------
    drill
        The drill, if any was recognised.
    side
        "left", "right" or "both", ``None`` if unknown.
    """
    if side is None:
        return "not known"
    if drill is None:
        return side
    guide = DEFINITIONS[drill].guide
    return guide.both_sides if side == "both" else guide.side_words.format(side)


def goal_words(goal: str) -> str:
    """Return the name of a goal."""
    return TITLES[Goal(goal)] if goal in tuple(Goal) else goal.replace("_", " ")


def phase_words(phase: str) -> str:
    """Return a phase as it is shown: "rocking_back" becomes "Rocking back"."""
    words = phase.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
