"""How long an observation remains valid: one rule for everything that remembers. Pure."""

from __future__ import annotations

import math

LEAVE_S = 0.8
"""A posture that has been left for this long is over, and so is its neutral; anything shorter is a
flicker of the landmarks."""
HINGE_LEAVE_S = 2.0
"""Like `LEAVE_S`, for a hinge that seems to have become anything but standing: nobody gets down to
the floor and hinges again within this time, so the landmarks were wrong (our rule)."""

STANDING_MEMORY_S = 1.0
"""Time constant over which a person's facing and uprightness are learnt while they stand."""
SETTLE_S = 0.3
"""What begins or ends may be unsteady for this long: a new track is not measured meanwhile, and
part of a signal that appears or disappears fades with this time constant."""
MOMENT_S = 0.1
"""Moments that are compared or averaged are this far apart: nobody changes posture within a tenth
of a second, and more of them would only cost time."""
MOST_MOMENTS = 1500
"""At most this many of them are kept or compared with each other: two and a half minutes of
stillness are enough, and a table of all pairs takes 18 MB. A limit on memory."""


def mean_weight(step_s: float, memory_s: float) -> float:
    """Return the weight of the newest value in an exponential mean.

    Parameters
    ----------
    step_s
        Time since the previous value; a negative one counts as 0.
    memory_s
        Time constant of the mean: after this time, older values weigh 37 %.
    """
    return 1.0 - math.exp(-max(0.0, step_s) / memory_s)
