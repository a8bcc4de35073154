"""Which pictures of a recording are wanted."""

from __future__ import annotations

import math
from dataclasses import dataclass

FASTER = 1.25
"""A recording with more frames than wanted by this factor is thinned out."""
_EARLY = 0.2
"""A frame belongs to a time that is due within this share of the step."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frames are wanted, and in what size."""

    from_s: float = 0.0
    until_s: float | None = None
    rate_hz: float = 0.0
    long_side_px: int = 0
    asks_times: bool = False


ALL = Wanted()


class Thinner:
    """Chooses the pictures of a fast recording by their times.

    Which ones does not depend on where it begins, if it is shown one picture before.

    Parameters
    ----------
    rate_hz
        How many are wanted; 0: all.
    fps
        How many there are.
    """

    def __init__(self, rate_hz: float, fps: float) -> None:
        self._rate_hz = rate_hz if 0 < rate_hz * FASTER < fps else 0.0
        self._last: int | None = None

    def takes(self, t_s: float) -> bool:
        """Whether the next picture is one of those that are wanted."""
        if not self._rate_hz:
            return True
        number = math.floor(t_s * self._rate_hz + _EARLY)
        is_next, self._last = number != self._last, number
        return is_next
