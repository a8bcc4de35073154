"""How far a foot has left its place on all fours: the signal that counts foot lifts. Pure.

From straight behind the silhouette tells the way (`vision.body.from_behind`), else the landmarks.
The landmarks of a foot shake. Three points of it are averaged, and their way is smoothed before its
length is taken: the length of a shaking arrow is never zero. What the angle model says of the hip's
rotation is no help here: on people it was not trained on it adds lifts that are none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.persistence import mean_weight

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
    """The smoothed way of one foot (2,) in lengths of the thigh."""

    way: Vector
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


def follow(lifting: Lifting | None, way: Vector, t_s: float) -> tuple[Lifting, float]:
    """Return the state after an instant, and the signal (deg, 0 at the start).

    Parameters
    ----------
    way
        See `foot_way`.
    """
    if lifting is not None:
        weight = mean_weight(t_s - lifting.t_s, MEMORY_S)
        way = lifting.way + weight * (way - lifting.way)
    chord = math.hypot(*way.tolist())
    return Lifting(way, t_s), math.degrees(2.0 * math.asin(min(1.0, chord / 2.0)))
