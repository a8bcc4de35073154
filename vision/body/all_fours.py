"""Keeps a body on all fours when a single frame would not show it as such. Pure.

Far back in the rock the hips are low, and the inaccurate depth of the landmarks lifts the hands off
the floor: the deepest part of the best rocks would be lost, and with it the rounding that occurs
there. In the picture, hands and knees have not left their places.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vision.body.body import FLOOR_INCL_DEG
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from vision.body.body import Body

MOST_MOVED_RATIO = 0.25
"""In trunk lengths of the neutral: the nearer hand and the nearer knee may appear to move this far
(on rendered rocks at most 0.2; sitting up moves the hands by more than twice as much)."""


def kept_on_all_fours(body: Body, neutral: Body | None) -> bool:
    """Return whether a body of unknown posture is still on all fours.

    Parameters
    ----------
    body
        The body now.
    neutral
        The neutral on all fours; ``None`` if there is none yet, and then the answer is no.
    """
    if neutral is None or neutral.posture is not Posture.ALL_FOURS:
        return False
    if body.posture is not Posture.OTHER:
        return False
    if not FLOOR_INCL_DEG[0] < body.trunk_incl_deg < FLOOR_INCL_DEG[1]:
        return False
    return all(_moved_ratio(body, neutral, joint) < MOST_MOVED_RATIO for joint in ("wrist", "knee"))


def _moved_ratio(body: Body, neutral: Body, joint: str) -> float:
    """Return the displacement of a joint on the side that moved less, in trunk lengths."""
    ways = [body.px(side, joint) - neutral.px(side, joint) for side in Side]
    return min(math.hypot(*way.tolist()) for way in ways) / max(neutral.trunk_px, 1.0)
