"""The catalogue of measures: the only table of what is measured, its names, units and peaks.

A frame measure is a column of angles.csv and of the stored series. A rep measure appears in
session.json and in every report; most are the peak of a frame measure. A row may be both. The order
of the rows is that of the columns and of the lines of a report.

To add a measure, add a row here, and compute it where similar ones are computed
(`vision.angles.reading` for frame measures, the machine of a drill for measures of whole reps).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

DEG, SHOULDER_WIDTHS = "deg", "shoulder widths"
TRUNK_LENGTHS, LEG_LENGTHS = "trunk lengths", "leg lengths"
DECIMALS = 2
"""Decimals of every value in session.json, and so of every figure shown."""
AEROPLANE, FROGGER, FOOT_LIFT = "aeroplane", "frogger", "foot_lift"
"""Drills, by the names of their folders."""


class Pick(Enum):
    """How the peak of a movement is chosen."""

    MAX = "max"
    """The greatest value."""
    MAX_NEGATED = "max_negated"
    """The greatest value of the opposite sign, as a positive magnitude."""
    MAGNITUDE = "magnitude"
    """The greatest magnitude, as a positive one."""
    SIGNED = "signed"
    """The value of the greatest magnitude, with its sign."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A row of the catalogue.

    Attributes
    ----------
    name
        As in files, without a side; the ending distinguishes degrees (``_deg``) from ratios
        (``_ratio``).
    label, help
        The label, and a one-sentence explanation without a full stop.
    unit
        Degrees, or what a ratio is a multiple of.
    is_frame, is_sided, widest
        Whether frames have this measure; whether they have one for each side
        (``hip_flexion_left_deg``); the widest useful half-width of its interval, about half of the
        range that a drill covers (our rule), ``None`` if the view decides instead.
    drills
        The drills whose reps report it; empty for a measure of frames only.
    of, pick
        The frame measure whose peak it is ("" if the drill computes it), and how the peak is
        chosen.
    is_compensation
        Whether it measures something that moved instead of the hip, so that more of it is not a
        better range.
    is_clean_range
        Whether it is the range before a compensation, so that compensated reps have it too.
    short
        A short label for use beside the name of its drill ("open"); "" means the label.
    """

    name: str
    label: str
    help: str
    unit: str = DEG
    is_frame: bool = False
    is_sided: bool = False
    widest: float | None = None
    drills: tuple[str, ...] = ()
    of: str = ""
    pick: Pick = Pick.MAX
    is_compensation: bool = False
    is_clean_range: bool = False
    short: str = ""

    def number(self, value: float) -> str:
        """Return a value without its unit: whole degrees, ratios with two decimals, never "-0".

        Halves are rounded up. The value is first rounded as in session.json, so that a figure looks
        the same before and after it is saved.
        """
        decimals = 0 if self.name.endswith("_deg") else DECIMALS
        scaled = math.floor(round(value, DECIMALS) * 10**decimals + 0.5) / 10**decimals
        return f"{scaled + 0.0:.{decimals}f}"  # adding zero turns -0.0 into 0.0


_HIP_DEG, _TRUNK_DEG, _PELVIS_DEG = 16.0, 14.0, 22.0
"""The widest useful half-width (deg) for hip angles and spine twist, for the trunk, and for the
turn of the pelvis. About half of the range that a drill covers (our rule)."""
CATALOGUE = (
    Quantity(
        "pelvis_rotation_open_deg",
        "Pelvis rotation, open",
        "total rotation of the pelvis over the standing femur since the hinged start position, "
        "away from the standing leg: the movement of the hip itself",
        drills=(AEROPLANE,), of="pelvis_rotation_deg", pick=Pick.MAX, short="open",
    ),
    Quantity(
        "pelvis_roll_open_deg",
        "Pelvis roll (part of the turn), open",
        "the part of the turn about the long axis of the trunk",
        drills=(AEROPLANE,), of="pelvis_roll_deg", pick=Pick.MAX,
    ),
    Quantity(
        "pelvis_rotation_closed_deg",
        "Pelvis rotation, closed",
        "the same rotation, towards the standing leg",
        drills=(AEROPLANE,), of="pelvis_rotation_deg", pick=Pick.MAX_NEGATED, short="closed",
    ),
    Quantity(
        "pelvis_roll_closed_deg",
        "Pelvis roll (part of the turn), closed",
        "the part of the turn about the long axis of the trunk, towards the standing leg",
        drills=(AEROPLANE,), of="pelvis_roll_deg", pick=Pick.MAX_NEGATED,
    ),
    Quantity(
        "hip_rotation_external_deg",
        "Hip rotation, external",
        "the part of the turn about the standing femur (Grood and Suntay)",
        drills=(AEROPLANE,), of="hip_rotation_deg", pick=Pick.MAX_NEGATED,
    ),
    Quantity(
        "hip_rotation_internal_deg",
        "Hip rotation, internal",
        "rotation of the hip about the femur, inwards",
        drills=(AEROPLANE, FOOT_LIFT), of="hip_rotation_deg", pick=Pick.MAX,
        short="hip turned in",
    ),
    Quantity(
        "hip_excursion_deg",
        "Hip flexion gained",
        "hip flexion gained since the start position; it does not depend on where zero is set",
        is_frame=True, is_sided=True, widest=_HIP_DEG, drills=(FROGGER,), of="hip_excursion_deg",
    ),
    Quantity(
        "hip_flexion_deg",
        "Hip flexion",
        "flexion of the pelvis on the femur (Grood and Suntay), relative to quiet standing",
        is_frame=True, is_sided=True, widest=_HIP_DEG, drills=(FROGGER,), of="hip_flexion_deg",
    ),
    Quantity(
        "clean_hip_flexion_deg",
        "Hip flexion before the low back moves",
        "the largest hip flexion of a rep before the low back moved more than 10° from its own "
        "neutral: the range without compensation",
        drills=(FROGGER,), is_clean_range=True, short="hip flexion with the back still",
    ),
    Quantity(
        "hip_abduction_deg",
        "Hip abduction",
        "movement of the thigh away from the midline (Grood and Suntay)",
        is_frame=True, is_sided=True, widest=_HIP_DEG,
    ),
    Quantity(
        "hip_rotation_deg",
        "Hip rotation, internal +",
        "rotation of the hip about the femur, inwards positive (Grood and Suntay)",
        is_frame=True, is_sided=True, widest=_HIP_DEG,
    ),
    Quantity(
        "trunk_thigh_flexion_deg",
        "Trunk to thigh (hip + low back)",
        "what a goniometer on trunk and thigh would read: hip and low back together",
        is_frame=True, is_sided=True, widest=_HIP_DEG, drills=(FROGGER,),
        of="trunk_thigh_flexion_deg",
    ),
    Quantity(
        "lumbar_flexion_deg",
        "Low back, rounding +",
        "flexion of the thorax on the pelvis, as a change from the person's own neutral; rounding "
        "is positive, sagging negative",
        is_frame=True, widest=_TRUNK_DEG, drills=(AEROPLANE, FROGGER), of="lumbar_flexion_deg",
        pick=Pick.SIGNED, is_compensation=True,
    ),
    Quantity(
        "spine_twist_deg",
        "Spine twist",
        "rotation of the thorax against the pelvis since the start position: the share of the "
        "spine",
        is_frame=True, widest=_HIP_DEG, drills=(AEROPLANE,), of="spine_twist_deg",
        pick=Pick.MAGNITUDE, is_compensation=True,
    ),
    Quantity(
        "spine_twist_open_deg",
        "Spine twist while open, open +",
        "the greatest spine twist during the open turn",
        drills=(AEROPLANE,), is_compensation=True,
    ),
    Quantity(
        "spine_twist_closed_deg",
        "Spine twist while closed, open +",
        "the greatest spine twist during the closed turn",
        drills=(AEROPLANE,), is_compensation=True,
    ),
    Quantity(
        "pelvis_rotation_deg",
        "Pelvis rotation, open +",
        "total rotation of the pelvis over the standing femur since the hinged start position",
        is_frame=True, widest=_PELVIS_DEG,
    ),
    Quantity(
        "pelvis_roll_deg",
        "Pelvis roll (part of the turn), open +",
        "the part of the turn about the long axis of the trunk",
        is_frame=True, widest=_PELVIS_DEG,
    ),
    Quantity(
        "pelvis_lift_deg",
        "Pelvis lift (not the hip)",
        "tilt of the pelvis since the start position, which is not hip movement",
        is_frame=True, widest=10.0, drills=(FOOT_LIFT,), of="pelvis_lift_deg",
        is_compensation=True,
    ),
    Quantity(
        "hinge_deg",
        "Hinge of the trunk",
        "inclination of the trunk from the vertical",
        is_frame=True, widest=_TRUNK_DEG, drills=(AEROPLANE,), of="hinge_deg",
    ),
    Quantity(
        "side_bend_deg",
        "Side bend of the trunk",
        "deviation of the trunk from the perpendicular of the hip line, positive to the right",
        is_frame=True, widest=_TRUNK_DEG, drills=(AEROPLANE,), of="side_bend_deg", pick=Pick.SIGNED,
        is_compensation=True,
    ),
    Quantity(
        "knee_width_ratio",
        "Knee width",
        "distance between the knees",
        unit=SHOULDER_WIDTHS, is_frame=True, widest=0.5, drills=(FROGGER,),
        of="knee_width_ratio",
    ),
    Quantity(
        "knee_drift_ratio",
        "Drift of the standing knee",
        "deviation of the standing knee from the line between hip and ankle, positive inwards",
        unit=LEG_LENGTHS, is_frame=True, drills=(AEROPLANE,), of="knee_drift_ratio",
        pick=Pick.SIGNED, is_compensation=True,
    ),
    Quantity(
        "rock_travel_ratio",
        "Travel of the pelvis",
        "distance that the pelvis travels in the picture",
        unit=TRUNK_LENGTHS, is_frame=True, drills=(FROGGER,), of="rock_travel_ratio",
    ),
    Quantity(
        "sway_ratio",
        "Sway",
        "displacement of the standing foot",
        unit=TRUNK_LENGTHS, is_frame=True, drills=(AEROPLANE,), of="sway_ratio",
        is_compensation=True,
    ),
    Quantity(
        "side_shift_ratio",
        "Shift of the hips to one side",
        "sideways offset of the hips from the midpoint of the knees, positive to the person's "
        "right",
        unit=TRUNK_LENGTHS, is_frame=True, drills=(FROGGER,), of="side_shift_ratio",
        pick=Pick.SIGNED, is_compensation=True,
    ),
    Quantity(
        "foot_height_ratio",
        "Height of the free foot",
        "height of the free foot's ankle above the other ankle",
        unit=LEG_LENGTHS,
    ),
    Quantity(
        "foot_rise_ratio",
        "Rise of the foot",
        "rise of the ankle above its knee",
        unit=TRUNK_LENGTHS, is_sided=True, drills=(FOOT_LIFT,), of="foot_rise_ratio",
    ),
    Quantity(
        "pelvis_first_half_deg",
        "Pelvis lift in the first half",
        "pelvic lift when the hip has reached half of its rotation",
        drills=(FOOT_LIFT,), is_compensation=True,
    ),
    Quantity(
        "hip_rotation_before_pelvis_deg",
        "Hip rotation before the pelvis moves",
        "hip rotation when the pelvis begins to move",
        drills=(FOOT_LIFT,),
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Quantity] = {row.name: row for row in CATALOGUE}
COMPENSATIONS = frozenset(row.name for row in CATALOGUE if row.is_compensation)
"""Names of the measures that are not ranges."""
CLEAN_RANGES = frozenset(row.name for row in CATALOGUE if row.is_clean_range)
"""Names of the ranges before a compensation."""


def sided(name: str, side: Side) -> str:
    """Return the name of a measure for one side.

    Parameters
    ----------
    name
        The catalogue's name: ``hip_flexion_deg``.
    side
        The person's own side.

    Returns
    -------
    str
        ``hip_flexion_left_deg``.
    """
    stem, _, ending = name.rpartition("_")
    return f"{stem}_{side}_{ending}"


def without_side(name: str) -> tuple[str, Side | None]:
    """Return the catalogue's name of a measure, and the side in the given name or ``None``."""
    for side in Side:
        for ending in ("_deg", "_ratio"):
            if name.endswith(f"_{side}{ending}"):
                return name.removesuffix(f"_{side}{ending}") + ending, side
    return name, None


@cache  # called a dozen times per frame
def quantity(name: str) -> Quantity:
    """Return the row of a measure, with or without its side in the name.

    For a name that is not in the catalogue (written by another version), a row with a readable
    label is made up.
    """
    plain, _ = without_side(name)
    row = BY_NAME.get(plain)
    if row is not None:
        return row
    words = plain.removesuffix("_deg").removesuffix("_ratio").replace("_", " ")
    unit = DEG if plain.endswith("_deg") else TRUNK_LENGTHS if plain.endswith("_ratio") else ""
    return Quantity(plain, words[:1].upper() + words[1:], "", unit)


def of_drill(drill: str) -> tuple[Quantity, ...]:
    """Return the measures of a drill's reps, in the order of the catalogue."""
    return tuple(row for row in CATALOGUE if drill in row.drills)


def _columns() -> tuple[str, ...]:
    names: list[str] = []
    for row in CATALOGUE:
        if row.is_frame:
            names += [sided(row.name, side) for side in Side] if row.is_sided else [row.name]
    return tuple(names)


COLUMNS = _columns()
"""Every measure of a frame by its full name."""
