"""From the value of a frame to the peak of a movement.

A frame's value is the best guess for any frame: unsure of a large movement it leans towards none.
Of the frame in which a movement turned back more is known, namely that it is the greatest of many.
So the peak of a rep has a gain and an interval of its own, read off the reps of rendered people
whom the head was not fitted to (`python -m benchmarks.peaks`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.datatypes import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PeakScale:
    """``gain`` multiplies the value, ``width`` the half-width of the frame's interval."""

    gain: float = 1.0
    width: float = 1.0


PEAKS: Mapping[str, PeakScale] = {}


def peak(measure: str, frame: Estimate) -> Estimate:
    """Return the peak of a movement from the frame of its greatest value.

    Parameters
    ----------
    measure
        Name of the frame measure; the side in it does not matter.
    """
    scale = PEAKS.get(kind_of(measure))
    if scale is None:
        return frame
    half = (frame.high - frame.low) / 2 * scale.width
    return Estimate.around(frame.value * scale.gain, half)


def kind_of(measure: str) -> str:
    """Return the name of a measure without its side."""
    return measure.replace("_left_", "_").replace("_right_", "_")
