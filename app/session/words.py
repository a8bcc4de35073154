"""The words for people: what a measure, a warning or a reason is called on screen and on paper.

The one place for them, so that the window, the report and the video say the same. Numbers are
whole degrees or ratios with two decimals, always with their unit and 90 % interval.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.session.model import DECIMALS
from drills.core.events import Drill, Level, RepResult, WarningKind
from vision.datatypes import Absent, Estimate, Reason, View

if TYPE_CHECKING:
    from drills.core.events import Counts
    from vision.datatypes import Measure

CANNOT_BE_SEEN = "cannot be seen from here"

STOP_SIGNS = (
    "Pinching at the front of the hip, a hip replacement, a known labral tear or arthritis: "
    "ask a clinician before you go on."
)
NOT_A_DEVICE = "Hip Drill is not a medical device."

_LABELS = {
    "pelvis_rotation_deg": "Pelvis rotation, open +",
    "pelvis_rotation_open_deg": "Pelvis rotation, open",
    "pelvis_rotation_closed_deg": "Pelvis rotation, closed",
    "pelvis_roll_deg": "Pelvis roll (part of the turn), open +",
    "pelvis_roll_open_deg": "Pelvis roll (part of the turn), open",
    "pelvis_roll_closed_deg": "Pelvis roll (part of the turn), closed",
    "hip_rotation_deg": "Hip rotation, internal +",
    "hip_rotation_external_deg": "Hip rotation, external",
    "hip_rotation_internal_deg": "Hip rotation, internal",
    "hip_flexion_deg": "Hip flexion",
    "hip_abduction_deg": "Hip abduction",
    "clean_hip_flexion_deg": "Hip flexion before the low back moves",
    "trunk_thigh_flexion_deg": "Trunk to thigh (hip + low back)",
    "lumbar_flexion_deg": "Low back, rounding +",
    "spine_twist_deg": "Spine twist",
    "hinge_deg": "Hinge of the trunk",
    "side_bend_deg": "Side bend of the trunk",
    "pelvis_lift_deg": "Pelvis lift (not the hip)",
    "knee_width_ratio": "Knee width",
    "knee_drift_ratio": "Drift of the standing knee",
    "rock_travel_ratio": "Travel of the pelvis",
    "sway_ratio": "Sway",
    "spine_twist_open_deg": "Spine twist while open, open +",
    "spine_twist_closed_deg": "Spine twist while closed, open +",
    "side_shift_ratio": "Shift of the hips to one side",
    "foot_height_ratio": "Height of the free foot",
    "foot_rise_ratio": "Rise of the foot",
    "pelvis_first_half_deg": "Pelvis lift in the first half",
    "hip_rotation_before_pelvis_deg": "Hip rotation before the pelvis moves",
}
_RATIO_UNITS = {
    "knee_width_ratio": "shoulder widths",
    "knee_drift_ratio": "leg lengths",
    "foot_height_ratio": "leg lengths",
}
_TRUNK_LENGTHS = "trunk lengths"

_REASONS = {
    Reason.NOT_VISIBLE: "not in sight",
    Reason.WRONG_VIEW: "wrong view",
    Reason.TRACKING_LOST: "tracking lost",
    Reason.NOT_CALIBRATED: "no quiet start to compare with",
}
_WARNINGS = {
    WarningKind.LUMBAR_FLEXION: "Your low back rounds",
    WarningKind.LUMBAR_EXTENSION: "Your low back sags",
    WarningKind.SPINE_TWIST: "Your spine twists instead of your hip",
    WarningKind.SIDE_BEND: "Your trunk bends sideways",
    WarningKind.KNEE_DRIFT: "Your standing knee drifts",
    WarningKind.PELVIS_LIFT: "Your pelvis lifts or turns",
    WarningKind.SIDE_SHIFT: "Your weight shifts to one side",
    WarningKind.HINGE_LOST: "You come up out of the hinge",
    WarningKind.FOOT_DOWN: "Your free foot touches down",
}
_WARNING_MEASURES = {
    WarningKind.LUMBAR_FLEXION: "lumbar_flexion_deg",
    WarningKind.LUMBAR_EXTENSION: "lumbar_flexion_deg",
    WarningKind.SPINE_TWIST: "spine_twist_deg",
    WarningKind.SIDE_BEND: "side_bend_deg",
    WarningKind.KNEE_DRIFT: "knee_drift_ratio",
    WarningKind.PELVIS_LIFT: "pelvis_lift_deg",
    WarningKind.SIDE_SHIFT: "side_shift_ratio",
    WarningKind.HINGE_LOST: "hinge_deg",
    WarningKind.FOOT_DOWN: "foot_height_ratio",
}
_DRILLS = {
    Drill.AEROPLANE: "Hip aeroplane",
    Drill.FROGGER: "Frogger rock",
    Drill.FOOT_LIFT: "Foot lift",
    Drill.HIP_HINGE: "Hip hinge",
}
_LEVELS: dict[str, str] = {
    "knees_shoulder_wide": "knees shoulder-wide",
    "knees_wide": "knees wide",
    "knees_very_wide": "knees very wide",
    Level.FEET_DOWN: "both feet down",
    Level.KICKSTAND: "kickstand",
    Level.SINGLE_LEG: "single leg",
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
"""What stands beside the word, so that no colour carries a meaning alone."""
_SIDE_ROLES = {
    Drill.AEROPLANE: "{} leg standing",
    Drill.FROGGER: "{} side to the camera",
    Drill.FOOT_LIFT: "{} foot lifted",
    Drill.HIP_HINGE: "{}",
}
_GOALS = {
    "everyday": "everyday and running",
    "deep_squat": "deep squat",
    "gymnastics": "gymnastics and dance",
    "own": "own targets",
}


def _without_side(name: str) -> tuple[str, str]:
    for side in ("left", "right"):
        for ending in ("_deg", "_ratio"):
            if name.endswith(f"_{side}{ending}"):
                return name.removesuffix(f"_{side}{ending}") + ending, side
    return name, ""


def measure_label(name: str) -> str:
    """Return what a measure is called, its side last ("Hip flexion, left").

    An unknown name is made readable rather than refused: a report must not fail over it.
    """
    plain, side = _without_side(name)
    label = _LABELS.get(plain)
    if label is None:
        words = plain.removesuffix("_deg").removesuffix("_ratio").replace("_", " ")
        label = words[:1].upper() + words[1:]
    return f"{label}, {side}" if side else label


def unit(name: str, *, degree: str = "°") -> str:
    """Return the unit of a measure: `degree`, or what a ratio is a multiple of."""
    if name.endswith("_deg"):
        return degree
    return _RATIO_UNITS.get(name, _TRUNK_LENGTHS) if name.endswith("_ratio") else ""


def format_number(name: str, value: float) -> str:
    """Return the bare number: whole degrees, other measures with two decimals, never "-0".

    Of the number as session.json holds it: a figure reads alike before and after it was saved.
    """
    decimals = 0 if name.endswith("_deg") else DECIMALS
    scaled = math.floor(round(value, DECIMALS) * 10**decimals + 0.5) / 10**decimals
    return f"{scaled + 0.0:.{decimals}f}"  # adding zero turns -0.0 into 0.0


def format_measure(name: str, measure: Measure, *, degree: str = "°") -> str:
    """Return a value with unit and 90 % interval, or why there is none.

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
    """Return a warning as said to the person."""
    return _WARNINGS[kind]


def warning_measure(kind: WarningKind) -> str:
    """Return the name of the measure that a warning's peak is a value of."""
    return _WARNING_MEASURES[kind]


def drill_title(drill: Drill | None) -> str:
    """Return the name of a drill."""
    return "No drill found" if drill is None else _DRILLS[drill]


def level_words(level: str | None) -> str:
    """Return the level of any drill in words."""
    return "not stated" if level is None else _LEVELS.get(level, level.replace("_", " "))


def view_words(view: View) -> str:
    """Return from where the person was seen, to follow "seen from the"."""
    return _VIEWS[view]


def result_words(result: RepResult) -> str:
    """Return the tally that a rep belongs to."""
    return _RESULTS[result]


def tally_marks(counts: Counts) -> str:
    """Return the tallies as numbers and marks, where there is no room for words: "3 ✓  1 △  0 –".

    Reps that were not judged are named if there are any.
    """
    return "  ".join(
        f"{counts.of(result)} {mark}"
        for result, mark in RESULT_MARKS.items()
        if result is not RepResult.UNJUDGED or counts.unjudged
    )


def tally_words(counts: Counts, *, all_four: bool = True) -> str:
    """Return the tallies in words: "3 clean, 1 compensated, 0 partial, 2 not judged".

    Without ``all_four`` those of no rep are left out.
    """
    return ", ".join(
        f"{counts.of(result)} {words}"
        for result, words in _RESULTS.items()
        if all_four or counts.of(result)
    )


def side_words(drill: Drill | None, side: str | None) -> str:
    """Return what the side of a session or rep means: "left leg standing", "both feet lifted"."""
    if side is None:
        return "not known"
    if side == "both":
        return "both feet lifted" if drill is Drill.FOOT_LIFT else "both"
    return side if drill is None else _SIDE_ROLES[drill].format(side)


def goal_words(goal: str) -> str:
    """Return the goal's name in words."""
    return _GOALS.get(goal, goal.replace("_", " "))


def phase_words(phase: str) -> str:
    """Return a phase fit to be shown: "rocking_back" becomes "Rocking back"."""
    words = phase.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
