"""How far a foot has left its place on all fours: the signal that counts foot lifts. Pure.

From the side a foot that swings sideways hardly moves in the picture, and the landmarks of a foot
shake by as much. Three points of the foot are averaged, their way is smoothed before its length is
taken (the length of a shaking arrow is never zero), and what the learned head says of the hip's
rotation is added: noise of either is of another kind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Side

    Vector = NDArray[np.float64]

MEMORY_S = 0.25
"""Time constant of the smoothing: a lift takes over a second."""
POINTS = ("ankle", "heel", "foot_index")


@dataclass(frozen=True, slots=True, eq=False)
class Lifting:
    """The smoothed way of one foot (2,) in lengths of the thigh, and the head's rotation (deg)."""

    way: Vector
    said_deg: float
    t_s: float


def foot_way(body: Body, neutral: Body, side: Side) -> Vector:
    """Return the way (2,) of a foot about its knee since the start, in lengths of the thigh.

    The thigh stands upright and keeps its length in the picture from every side.
    """
    now, start = (
        np.mean([b.px(side, point) for point in POINTS], axis=0) - b.px(side, "knee")
        for b in (body, neutral)
    )
    thigh = neutral.px(side, "hip") - neutral.px(side, "knee")
    way: Vector = (now - start) / max(math.hypot(*thigh.tolist()), 1.0)
    return way


def follow(
    lifting: Lifting | None, way: Vector, said_deg: float | None, t_s: float
) -> tuple[Lifting, float]:
    """Return the state after an instant, and the signal (deg, 0 at the start).

    Parameters
    ----------
    way
        See `foot_way`.
    said_deg
        Internal rotation of the hip by the learned head; ``None`` where it cannot say.
    """
    said_deg = 0.0 if said_deg is None else max(0.0, said_deg)
    if lifting is not None:
        weight = 1.0 - math.exp(-max(0.0, t_s - lifting.t_s) / MEMORY_S)
        way = lifting.way + weight * (way - lifting.way)
        said_deg = lifting.said_deg + weight * (said_deg - lifting.said_deg)
    chord = math.hypot(*way.tolist())
    swing_deg = math.degrees(2.0 * math.asin(min(1.0, chord / 2.0)))
    return Lifting(way, said_deg, t_s), swing_deg + said_deg
