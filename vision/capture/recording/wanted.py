"""Which pictures of a recording are wanted."""

from __future__ import annotations

import math
from dataclasses import dataclass

FASTER = 1.25
"""A recording with more frames than wanted by this factor is thinned out."""
_EARLY = 0.2
"""A frame may come this share of a step before it is due."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frames are wanted, and in what size.

    Attributes
    ----------
    from_s, until_s
        Times since the first frame of the file; ``None`` means to its end.
    rate_hz
        Frames a second; a recording with many more is thinned out. 0: all.
    long_side_px
        Frames are shrunk to this longer side. 0: not shrunk.
    asks_times
        Whether to find out if the file can be read from its middle (`has_plain_times`).
    """

    from_s: float = 0.0
    until_s: float | None = None
    rate_hz: float = 0.0
    long_side_px: int = 0
    asks_times: bool = False


ALL = Wanted()


class Thinner:
    """Chooses the pictures of a fast recording by their times.

    The choice does not depend on where the reading begins, provided that the thinner has seen one
    picture before.

    Parameters
    ----------
    rate_hz
        Pictures wanted a second; 0: all.
    fps
        Pictures a second in the recording.
    """

    def __init__(self, rate_hz: float, fps: float) -> None:
        self._rate_hz = rate_hz if 0 < rate_hz * FASTER < fps else 0.0
        self._last: int | None = None

    def takes(self, t_s: float) -> bool:
        """Whether the next picture is wanted."""
        if not self._rate_hz:
            return True
        number = math.floor(t_s * self._rate_hz + _EARLY)
        is_next, self._last = number != self._last, number
        return is_next
