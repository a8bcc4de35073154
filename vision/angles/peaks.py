"""From the interval of a frame to that of the peak of a movement.

The peak of a rep is the frame in which a value was greatest: the greatest of many errors is among
them. So its interval is wider than the frame's (or narrower, where a frame at the end of a
movement is easy to read), by factors read off the reps of rendered people whom the head was not
fitted to: ``python -m benchmarks.peaks FOLDER``. A gain on the value was tried and won nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.datatypes import Estimate
from vision.measures import without_side

if TYPE_CHECKING:
    from collections.abc import Mapping

PEAK_WIDTH: Mapping[str, float] = {
    "hinge_deg": 0.86,
    "hip_flexion_deg": 0.90,
    "hip_rotation_deg": 1.55,
    "lumbar_flexion_deg": 1.7,  # between those of the rock, 2.2, and of the aeroplane, 1.0
    "pelvis_roll_deg": 0.99,
    "pelvis_rotation_deg": 1.10,
    "side_bend_deg": 0.81,
    "spine_twist_deg": 0.93,
    "trunk_thigh_flexion_deg": 1.06,
}
"""Half-width of a peak in half-widths of its frame, at which 90 % of the peaks lie inside."""


def peak(measure: str, frame: Estimate) -> Estimate:
    """Return the peak of a movement from the frame of its greatest value.

    Parameters
    ----------
    measure
        Name of the frame measure; the side in it does not matter.
    """
    width = PEAK_WIDTH.get(without_side(measure)[0])
    if width is None:
        return frame
    return Estimate.around(frame.value, (frame.high - frame.low) / 2 * width)
