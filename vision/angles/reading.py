"""The results of the angle model and the picture, under the names of docs/measures.md. Pure.

The model answers for a right stance leg or a right side near the camera (`vision.angles.features`);
this module converts the answers to the person's own sides and signs.
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
"""A trunk that is more upright than the neutral by this much is getting up: the model knows only
hinges that are held (on rendered sets, except those from behind, turning lifts the trunk by at
most 14 deg)."""
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
    """Return the measures of the hip aeroplane, by name.

    Parameters
    ----------
    answers
        The angle model's, for the stance leg as the right one.
    stance
        The stance leg.
    sector
        Where the camera is.
    body, neutral
        The smoothed body now, and in the hinged neutral.
    is_stance_sure
        If false, the measures that distinguish open from closed, or name a side, are absent.

    Returns
    -------
    dict
        While the trunk is on its way up or down, all are absent except its inclination.
    """
    unusable = _unusable(answers, body)
    rises = neutral.trunk_incl_deg - body.trunk_incl_deg > RISING_DEG

    def reading(kind: str) -> Measure:
        if rises and kind != "hinge_deg":
            return unusable or Absent(Reason.NOT_CALIBRATED)
        if kind not in WITHOUT_SIDE and not is_stance_sure:
            return unusable or Absent(Reason.NOT_VISIBLE)
        return unusable or measured(kind, answers.by_name[kind], "hinged", sector)

    bend = reading("side_bend_deg")
    return {
        **{name: reading(name) for name in HINGED_PLAIN},
        f"hip_rotation_{stance}_deg": negated(reading("hip_opening_deg")),
        f"hip_flexion_{stance}_deg": reading("hip_flexion_deg"),
        f"hip_abduction_{stance}_deg": reading("hip_abduction_deg"),
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
    """Return the measures of frogger rock and foot lift, by name.

    Parameters
    ----------
    answers
        The angle model's, for the nearer side as the right one.
    near
        The side nearer to the camera.
    sector
        Where the camera is.
    body, neutral
        The smoothed body now, and in the neutral on all fours.
    """
    unusable = _unusable(answers, body)

    def reading(name: str, kind: str) -> Measure:
        return unusable or measured(kind, answers.by_name[name], "all_fours", sector)

    measures = {name: reading(name, name) for name in ALL_FOURS_PLAIN}
    for joint in ALL_FOURS_SIDED:
        measures[f"{joint}_{near}_deg"] = reading(f"{joint}_near_deg", f"{joint}_deg")
        measures[f"{joint}_{near.other}_deg"] = reading(f"{joint}_far_deg", f"{joint}_deg")
    measures["rock_travel_ratio"] = ratio("rock_travel_ratio", travel_ratio(body, neutral), sector)
    return measures


def without_zero(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return the measures of a person who was not seen standing.

    Absolute hip flexion is then relative to a typical standing posture, and its interval is
    widened.
    """
    names = [sided("hip_flexion_deg", side) for side in Side]
    wide = {name: widened(measures[name], UNKNOWN_ZERO_DEG) for name in names if name in measures}
    return {**measures, **wide}


def _unusable(answers: Answers, body: Body) -> Absent | None:
    """Return why none of the model's answers may be used, or ``None``."""
    if body.pose.mask is None:  # part of what the model reads is the outline
        return Absent(Reason.NOT_VISIBLE)
    return _lost(answers)


def _lost(answers: Answers) -> Absent | None:
    """Return an absence if the landmarks are off the body, else ``None``."""
    return Absent(Reason.TRACKING_LOST) if answers.refused else None


def negated(measure: Measure) -> Measure:
    """Return the measure with the opposite sign."""
    if isinstance(measure, Absent):
        return measure
    return measure.negated()
