"""When a value is too unsure to be given, and how sure the plain geometric ratios are.

The angle model states an interval of its own for every value (`vision.angles.model`); the catalogue
says how wide one may be and still be of use. Here stand the half-widths of the few ratios that are
read straight from the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Measure, Reason
from vision.measures import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.angles.model import Answer

MODEL_NAMES = {"hip_opening_deg": "hip_rotation_deg"}
"""What the angle model calls otherwise than the catalogue: the same with its sign turned."""

BEST_SECTORS: Mapping[str, frozenset[Sector]] = {
    "hinged": frozenset((Sector.FRONT, Sector.OBLIQUE, Sector.SIDE)),
    "all_fours": frozenset((Sector.SIDE, Sector.OBLIQUE, Sector.REAR_OBLIQUE)),
}
"""From elsewhere a value that is too unsure is the view's fault, not the moment's."""

REFUSED = frozenset({("hinged", Sector.REAR)})
"""Where nothing is given: the pose model takes the left for the right there without a sign of it,
and the intervals do not hold."""

RATIO_HALF_WIDTH: Mapping[str, Mapping[Sector, float]] = {
    "knee_drift_ratio": {Sector.FRONT: 0.03},
    "rock_travel_ratio": {Sector.SIDE: 0.10},
    "sway_ratio": {Sector.SIDE: 0.10, Sector.FRONT: 0.06, Sector.OBLIQUE: 0.06},
}
"""Half-widths of ratios that the picture itself shows; a sector that is missing cannot."""

UNKNOWN_ZERO_DEG = 10.0
"""Least half-width of an absolute hip flexion whose zero, the person's own quiet standing, is not
known: between families of bodies the zero differs by about 9 deg (docs/measures.md)."""


def measured(kind: str, answer: Answer, posture: str, sector: Sector) -> Measure:
    """Return the answer as an estimate, or why it is too unsure to be given.

    Parameters
    ----------
    kind
        Name of the answer; how wide it may be is said by the catalogue (`vision.measures`).
    posture
        Row of `BEST_SECTORS`.
    """
    if (posture, sector) in REFUSED:
        return Absent(Reason.WRONG_VIEW)
    widest = quantity(MODEL_NAMES.get(kind, kind)).widest
    if widest is None or answer.half_width > widest:
        seen_well = sector in BEST_SECTORS[posture]
        return Absent(Reason.NOT_VISIBLE if seen_well else Reason.WRONG_VIEW)
    return Estimate.around(answer.value, answer.half_width, answer.peak_ratio)


def widened(measure: Measure, least: float) -> Measure:
    """Return the measure with a half-width of at least ``least``, as a peak too.

    What is the same in every frame, as the zero's error is, makes peaks no wider than frames.
    """
    if isinstance(measure, Absent):
        return measure
    own = (measure.high - measure.low) / 2
    wide = max(own, least)
    return Estimate.around(measure.value, wide, max(own * measure.peak_ratio, least) / wide)


def ratio(name: str, value: float, sector: Sector) -> Measure:
    """Return a geometric ratio with its interval; NaN means that it was not visible."""
    half_width = RATIO_HALF_WIDTH[name].get(sector)
    if half_width is None:
        return Absent(Reason.WRONG_VIEW)
    if value != value:
        return Absent(Reason.NOT_VISIBLE)
    return Estimate.around(value, half_width)
