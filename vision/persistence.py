"""How long an observation remains valid: one rule for every place that remembers. Pure."""

from __future__ import annotations

import math

LEAVE_S = 0.8
"""A posture that has been left for this long is over, and so is its neutral; anything shorter is a
flicker of the landmarks."""


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
