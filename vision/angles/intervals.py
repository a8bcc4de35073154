"""When a value is too uncertain to be given, and the intervals of ratios read from the picture.

The angle model states an interval for every value (`vision.angles.model`); the catalogue says how
wide it may be and still be useful. This module has the half-widths of the few ratios that are
computed directly from the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.body.scene import LANDMARK_HALF_WIDTH
from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Measure, Reason
from vision.measures import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.angles.model import Answer

MODEL_NAMES = {"hip_opening_deg": "hip_rotation_deg"}
"""Names of the angle model that differ from the catalogue's: same measure, opposite sign."""

BEST_SECTORS: Mapping[str, frozenset[Sector]] = {
    "hinged": frozenset((Sector.FRONT, Sector.OBLIQUE, Sector.SIDE)),
    "all_fours": frozenset((Sector.SIDE, Sector.OBLIQUE, Sector.REAR_OBLIQUE)),
}
"""In other sectors, a value that is too uncertain is blamed on the view, not on the moment."""

REFUSED = frozenset({("hinged", Sector.REAR)})
"""Where no value is given: the pose model confuses left and right there without any sign of it, and
the intervals do not hold."""

SIDE_HALF_WIDTH = 0.10
"""In trunk lengths: of what moves along the floor, seen from the side, where the far leg is guessed
behind the near one."""
RATIO_HALF_WIDTH: Mapping[str, Mapping[Sector, float]] = {
    "knee_drift_ratio": {Sector.FRONT: 0.03},
    "rock_travel_ratio": {Sector.SIDE: SIDE_HALF_WIDTH},
    "sway_ratio": {
        Sector.SIDE: SIDE_HALF_WIDTH,
        **dict.fromkeys((Sector.FRONT, Sector.OBLIQUE), LANDMARK_HALF_WIDTH),
    },
}
"""Half-widths of ratios computed from the picture; a missing sector does not show the ratio."""

UNKNOWN_ZERO_DEG = 10.0
"""Least half-width of an absolute hip flexion whose zero, the person's own quiet standing, is not
known: between families of bodies the zero differs by about 9 deg (docs/measures.md)."""


def measured(kind: str, answer: Answer, posture: str, sector: Sector) -> Measure:
    """Return the answer as an estimate, or why it is too uncertain to be given.

    Parameters
    ----------
    kind
        Name of the answer; the catalogue says how wide its interval may be (`vision.measures`).
    answer
        Value and half-width from the angle model.
    posture
        Row of `BEST_SECTORS`.
    sector
        Where the camera is.
    """
    if (posture, sector) in REFUSED:
        return Absent(Reason.WRONG_VIEW)
    widest = quantity(MODEL_NAMES.get(kind, kind)).widest
    if widest is None or answer.half_width > widest:
        seen_well = sector in BEST_SECTORS[posture]
        return Absent(Reason.NOT_VISIBLE if seen_well else Reason.WRONG_VIEW)
    return Estimate.around(answer.value, answer.half_width, answer.peak_ratio)


def widened(measure: Measure, least: float) -> Measure:
    """Return the measure with a least width of its interval, in a frame and as a peak.

    An error that is the same in every frame, like that of the zero, is no larger in a peak.

    Parameters
    ----------
    measure
        An absent one is returned unchanged.
    least
        Least half-width, in the unit of the measure.
    """
    if isinstance(measure, Absent):
        return measure
    own = (measure.high - measure.low) / 2
    wide = max(own, least)
    return Estimate.around(measure.value, wide, max(own * measure.peak_ratio, least) / wide)


def ratio(name: str, value: float, sector: Sector) -> Measure:
    """Return a geometric ratio with its interval.

    Parameters
    ----------
    name
        Key of `RATIO_HALF_WIDTH`.
    value
        The ratio; NaN means that it was not visible.
    sector
        Where the camera is; without a half-width there, the measure is absent.
    """
    half_width = RATIO_HALF_WIDTH[name].get(sector)
    if half_width is None:
        return Absent(Reason.WRONG_VIEW)
    if value != value:
        return Absent(Reason.NOT_VISIBLE)
    return Estimate.around(value, half_width)
