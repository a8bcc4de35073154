"""Keeps a hinge when a single frame would not show it as one. Pure.

Opening the pelvis lifts the chest, and the inaccurate depth of the landmarks makes a leg that
points at the camera look bent: for seconds, a person in the drill can look as if they were standing
or squatting. Once a hinge has a neutral, it ends when the trunk has come up most of the way to the
person's own standing posture, or when the hips have sunk.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.body.body import FLOOR_INCL_DEG
from vision.body.standing import UPRIGHT_WITHIN_DEG
from vision.datatypes import Posture, Side
from vision.persistence import STANDING_MEMORY_S, mean_weight

if TYPE_CHECKING:
    from vision.body.body import Body

EXIT_SHARE = 0.25
"""Share of the way from standing to the hinge that is left when the hinge ends (our rule)."""
LEAST_HINGE_DEG = 22.0
"""A trunk that leans by less than this beyond the person's own standing posture is not hinged: a
dancer who leans, or a tilted camera (our rule)."""
UNKNOWN_HINGE_DEG = 38.0
"""The same if the person was not seen standing."""
HIPS_KEPT = 0.7
"""Share of their height above the feet that the hips keep in a hinge (our rule)."""


@dataclass(frozen=True, slots=True)
class Upright:
    """Apparent lean of the trunk in standing (deg): recent mean, and the least of these means."""

    mean_deg: float = math.nan
    least_deg: float = math.nan
    t_s: float = 0.0


def follow_upright(upright: Upright, body: Body) -> Upright:
    """Return the state after one more body.

    Parameters
    ----------
    upright
        The state so far.
    body
        The body now; only standing ones count.
    """
    if body.posture is not Posture.STANDING:
        return upright
    if math.isnan(upright.mean_deg):
        return Upright(body.trunk_incl_deg, body.trunk_incl_deg, body.t_s)
    weight = mean_weight(min(body.t_s - upright.t_s, STANDING_MEMORY_S), STANDING_MEMORY_S)
    mean_deg = upright.mean_deg + weight * (body.trunk_incl_deg - upright.mean_deg)
    return Upright(mean_deg, min(mean_deg, upright.least_deg), body.t_s)


def kept_posture(
    body: Body, last: Posture, neutral: Body | None, upright: Upright
) -> tuple[Posture, bool]:
    """Return the posture, and whether it is kept as a hinge although the legs look different.

    Parameters
    ----------
    body
        The body now, with the posture that this frame alone shows.
    last
        The posture of the previous frame.
    neutral
        The neutral of this hinge; ``None`` before it is known.
    upright
        The apparent lean in standing.
    """
    if last is not Posture.HINGED and body.posture is Posture.HINGED:
        unknown = math.isnan(upright.mean_deg)
        least_deg = UNKNOWN_HINGE_DEG if unknown else upright.mean_deg + LEAST_HINGE_DEG
        leans = body.trunk_incl_deg < least_deg
        return (Posture.STANDING if leans else Posture.HINGED), False
    if last is not Posture.HINGED or body.posture is Posture.HINGED:
        return body.posture, False
    if body.posture is Posture.STANDING:
        is_down = body.trunk_incl_deg > _exit_deg(neutral, upright)
        return (Posture.HINGED if is_down else Posture.STANDING), False
    if neutral is None or not UPRIGHT_WITHIN_DEG < body.trunk_incl_deg < FLOOR_INCL_DEG[1]:
        return body.posture, False
    if _hip_height_px(body) < HIPS_KEPT * _hip_height_px(neutral):
        return body.posture, False
    return Posture.HINGED, True


def _exit_deg(neutral: Body | None, upright: Upright) -> float:
    if neutral is None or math.isnan(upright.least_deg):
        return UPRIGHT_WITHIN_DEG
    return upright.least_deg + EXIT_SHARE * (neutral.trunk_incl_deg - upright.least_deg)


def _hip_height_px(body: Body) -> float:
    """Return the height of the hips above the lower foot in the picture."""
    feet = max(float(body.px(side, "ankle")[1]) for side in Side)
    return feet - float(body.mid_hip_px[1])
