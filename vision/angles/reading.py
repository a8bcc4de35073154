"""What the angle model and the picture say, under the names of docs/measures.md. Pure.

The model answers for a right stance leg or a right side near the camera
(`vision.angles.features`); here the answers get the person's own sides and signs back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.angles.intervals import UNKNOWN_ZERO_DEG, measured, ratio, widened
from vision.angles.signals import (
    foot_shift_ratio,
    knee_offset_ratio,
    travel_ratio,
)
from vision.datatypes import Absent, Measure, Reason, Side
from vision.measures import sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.angles.model import Answers
    from vision.body.body import Body
    from vision.body.view import Sector

HINGED_PLAIN = (
    "pelvis_rotation_deg",
    "pelvis_roll_deg",
    "spine_twist_deg",
    "lumbar_flexion_deg",
    "hinge_deg",
)
RISING_DEG = 15.0
"""Who stands more upright than the neutral by so much is getting up: the model knows hinges that
are held (on rendered sets, but for those from behind, turning lifts the trunk by 14 deg at
most)."""
WITHOUT_SIDE = ("lumbar_flexion_deg", "hinge_deg")
ALL_FOURS_PLAIN = ("lumbar_flexion_deg", "knee_width_ratio", "pelvis_lift_deg")
ALL_FOURS_SIDED = (
    "hip_excursion",
    "hip_flexion",
    "hip_abduction",
    "hip_rotation",
    "trunk_thigh_flexion",
)


def hinged_measures(
    answers: Answers,
    stance: Side,
    sector: Sector,
    body: Body,
    neutral: Body,
    *,
    is_stance_sure: bool = True,
) -> dict[str, Measure]:
    """Return the measures of the hip aeroplane.

    If it is not sure which leg stands, what has open and closed (or a side) in it is absent; while
    the trunk is on its way up or down, all but its inclination is.
    """
    unusable = _unusable(answers, body)
    rises = neutral.trunk_incl_deg - body.trunk_incl_deg > RISING_DEG

    def said(kind: str) -> Measure:
        if rises and kind != "hinge_deg":
            return unusable or Absent(Reason.NOT_CALIBRATED)
        if kind not in WITHOUT_SIDE and not is_stance_sure:
            return unusable or Absent(Reason.NOT_VISIBLE)
        return unusable or measured(kind, answers.by_name[kind], "hinged", sector)

    bend = said("side_bend_deg")
    return {
        **{name: said(name) for name in HINGED_PLAIN},
        f"hip_rotation_{stance}_deg": negated(said("hip_opening_deg")),
        f"hip_flexion_{stance}_deg": said("hip_flexion_deg"),
        f"hip_abduction_{stance}_deg": said("hip_abduction_deg"),
        "side_bend_deg": bend if stance is Side.RIGHT else negated(bend),
        "knee_drift_ratio": _lost(answers)
        or ratio(
            "knee_drift_ratio",
            knee_offset_ratio(body, stance) - knee_offset_ratio(neutral, stance),
            sector,
        ),
        "sway_ratio": ratio("sway_ratio", foot_shift_ratio(body, neutral, stance), sector),
    }


def all_fours_measures(
    answers: Answers, near: Side, sector: Sector, body: Body, neutral: Body
) -> dict[str, Measure]:
    """Return the measures of frogger rock and foot lift."""
    unusable = _unusable(answers, body)

    def said(name: str, kind: str) -> Measure:
        return unusable or measured(kind, answers.by_name[name], "all_fours", sector)

    found = {name: said(name, name) for name in ALL_FOURS_PLAIN}
    for joint in ALL_FOURS_SIDED:
        found[f"{joint}_{near}_deg"] = said(f"{joint}_near_deg", f"{joint}_deg")
        found[f"{joint}_{near.other}_deg"] = said(f"{joint}_far_deg", f"{joint}_deg")
    found["rock_travel_ratio"] = ratio("rock_travel_ratio", travel_ratio(body, neutral), sector)
    return found


def without_zero(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return the measures of somebody who was not seen standing.

    Absolute hip flexion then counts from a typical stance, and its interval allows for that.
    """
    names = [sided("hip_flexion_deg", side) for side in Side]
    wide = {name: widened(measures[name], UNKNOWN_ZERO_DEG) for name in names if name in measures}
    return {**measures, **wide}


def _unusable(answers: Answers, body: Body) -> Absent | None:
    """Return why nothing that the model said may be used, or ``None``."""
    if body.pose.mask is None:  # part of what the model reads is the outline
        return Absent(Reason.NOT_VISIBLE)
    return _lost(answers)


def _lost(answers: Answers) -> Absent | None:
    """Return that the landmarks are off the body, or ``None``: a knee must not drift by them."""
    return Absent(Reason.TRACKING_LOST) if answers.refused else None


def negated(measure: Measure) -> Measure:
    """Return the measure with its sign turned."""
    if isinstance(measure, Absent):
        return measure
    return measure.negated()
