"""Smooths the contour of the back over time: a mask torn for a few frames changes it by 40 deg."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

import numpy as np

from vision.pose.smoothing import OneEuroParams, OneEuroState, one_euro

CONTOUR_FILTER = OneEuroParams(min_cutoff_hz=2.5, beta=0.05)
CONTOUR_MEDIAN_S = 0.45
"""Longer than a mask torn for 0.2 s; delays the contour by half of it."""


@dataclass(frozen=True, slots=True, eq=False)
class SmoothContour:
    """Recent contours as (t_s, deg), and the filter applied to their median."""

    recent: tuple[tuple[float, float], ...] = ()
    filtered: OneEuroState | None = None

    def plus(self, contour_deg: float, t_s: float) -> SmoothContour:
        """Return the state after one more contour.

        Parameters
        ----------
        contour_deg
            NaN where the back was not seen, which leaves the state unchanged.
        t_s
            Time of the frame.
        """
        if math.isnan(contour_deg):
            return self
        kept = tuple(point for point in self.recent if t_s - point[0] <= CONTOUR_MEDIAN_S)
        recent = (*kept, (t_s, contour_deg))
        middle = statistics.median(value for _, value in recent)
        return SmoothContour(
            recent, one_euro(self.filtered, np.array([middle]), t_s, CONTOUR_FILTER)
        )

    def at(self, t_s: float) -> float:
        """Return the contour (deg); gaps up to the filter's reset are bridged, then NaN."""
        held = self.filtered
        if held is None or t_s - held.t_s > CONTOUR_FILTER.reset_s:
            return math.nan
        return float(held.value[0])
