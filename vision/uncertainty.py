"""How wide the 90 % interval of each measure is.

Half-widths in the unit of the measure, by how the camera stands. They were read off rendered clips
with known joint angles (docs/accuracy.md names the command and the residuals) and rounded up; a
view that is missing cannot carry the measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.datatypes import Absent, Estimate, Measure, Reason, View

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDE, FRONT, REAR, OBLIQUE = "side", "front", "rear", "oblique"

HALF_WIDTH: Mapping[str, Mapping[str, float]] = {
    "hinge_deg": {SIDE: 6.0, OBLIQUE: 13.0},
    "pelvis_rotation_deg": {SIDE: 18.0, FRONT: 9.0, OBLIQUE: 9.0},
    "pelvis_roll_deg": {SIDE: 12.0, FRONT: 11.0, OBLIQUE: 11.0},
    "hip_rotation_deg": {SIDE: 16.0, FRONT: 12.0, OBLIQUE: 10.0},
    "spine_twist_deg": {SIDE: 17.0, FRONT: 17.0, OBLIQUE: 12.0},
    "lumbar_flexion_deg": {SIDE: 8.0},
    "lumbar_hinged_deg": {SIDE: 16.0},
    "hip_flexion_deg": {SIDE: 9.0, OBLIQUE: 30.0},
    "hip_flexion_hinged_deg": {SIDE: 18.0, OBLIQUE: 18.0},
    "trunk_thigh_flexion_deg": {SIDE: 8.0, OBLIQUE: 35.0},
    "lift_rotation_deg": {OBLIQUE: 18.0, SIDE: 13.0},
    "pelvis_lift_deg": {REAR: 8.0, OBLIQUE: 10.0},
    "side_bend_deg": {FRONT: 8.0, OBLIQUE: 12.0},
    "knee_width_ratio": {FRONT: 0.25, REAR: 0.25},
    "knee_drift_ratio": {FRONT: 0.03},
    "rock_travel_ratio": {SIDE: 0.10},
    "sway_ratio": {SIDE: 0.10, FRONT: 0.06, OBLIQUE: 0.06},
}


def view_class(view: View) -> str | None:
    """Return the column of `HALF_WIDTH` for a view; ``None`` if the view is unknown."""
    if view.is_side:
        return SIDE
    return {View.FRONT: FRONT, View.REAR: REAR, View.THREE_QUARTER: OBLIQUE}.get(view)


def with_interval(name: str, value: float, view: View, *, kind: str | None = None) -> Measure:
    """Return the value with its interval, or why it cannot be had from this view.

    Parameters
    ----------
    name
        Name of the measure; ``kind`` names the row of `HALF_WIDTH` where it differs.
    value
        May be NaN for 'not visible'.
    """
    half_width = HALF_WIDTH[kind or name].get(view_class(view) or "")
    if half_width is None:
        return Absent(Reason.WRONG_VIEW)
    if value != value:
        return Absent(Reason.NOT_VISIBLE)
    return Estimate.around(value, half_width)
