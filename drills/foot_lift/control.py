"""When the pelvis joins in while the hip rotates: published metrics of movement control. Pure.

Two figures describe how early the pelvis moves during hip rotation: how much of its movement
happens in the first half of the hip's, and how far the hip rotates before the pelvis starts (Van
Dillen and Sahrmann 2007; Hoffman 2012, PMC3270471). There the start of the pelvis is read from the
curves of a motion laboratory; here it has started once the lower bound of its interval exceeds a
threshold, so that noise cannot start it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vision.datatypes import Absent, Estimate, Measure, Reason


@dataclass(frozen=True, slots=True)
class Onset:
    """Course of one lift: pairs of (hip rotation, pelvic lift), on the way up only."""

    pairs: tuple[tuple[Estimate, Estimate], ...] = ()
    missing: Reason | None = None

    def plus(self, hip: Measure | None, pelvis: Measure | None) -> Onset:
        """Return the course after one more frame.

        Parameters
        ----------
        hip, pelvis
            The measures of the frame; if either is absent, the frame is left out and its reason
            kept.
        """
        for measure in (hip, pelvis):
            if measure is None or isinstance(measure, Absent):
                reason = Reason.NOT_VISIBLE if measure is None else measure.reason
                return replace(self, missing=reason)
        assert isinstance(hip, Estimate)
        assert isinstance(pelvis, Estimate)
        return replace(self, pairs=(*self.pairs, (hip, pelvis)))


def control(onset: Onset, begins_deg: float) -> dict[str, Measure]:
    """Return both metrics of one lift, by name.

    Parameters
    ----------
    onset
        The course of the lift.
    begins_deg
        Pelvic lift whose lower bound counts as the start of pelvic motion.

    Returns
    -------
    dict
        ``pelvis_first_half_deg``: pelvic lift when the hip has reached half of its peak.
        ``hip_rotation_before_pelvis_deg``: hip rotation when the pelvis starts (the peak, if it
        never does). Both are absent if fewer than three frames showed hip and pelvis.
    """
    if len(onset.pairs) < 3:
        why = Absent(onset.missing or Reason.NOT_VISIBLE)
        return {"pelvis_first_half_deg": why, "hip_rotation_before_pelvis_deg": why}
    top = max(range(len(onset.pairs)), key=lambda i: onset.pairs[i][0].value)
    up = onset.pairs[: top + 1]
    half = next((p for h, p in up if h.value >= up[-1][0].value / 2), up[-1][1])
    before = next((h for h, p in up if p.low > begins_deg), up[-1][0])
    return {"pelvis_first_half_deg": half, "hip_rotation_before_pelvis_deg": before}
