"""The signal that counts foot lifts: how far a foot has left its place on all fours. Pure.

From straight behind, the displacement comes from the silhouette (`vision.body.from_behind`), else
from the landmarks. The landmarks of a foot are noisy: three points are averaged, and their
displacement is smoothed before its length is taken, because the length of a noisy vector is never
zero. The angle model's hip rotation is not used: on people it was not trained on, it adds false
lifts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.persistence import mean_weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Side

    Vector = NDArray[np.float64]

MEMORY_S = 0.25
"""Time constant of the smoothing: a lift takes over a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Lifting:
    """The smoothed displacement (2,) of one foot, in thigh lengths, and its time."""

    way: Vector
    t_s: float


def foot_way(body: Body, neutral: Body, side: Side) -> Vector:
    """Return the displacement of a foot relative to its knee since the start.

    The thigh is upright and has the same length in the picture from every side.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours.
    side
        The person's own side.

    Returns
    -------
    ndarray
        (2,) in thigh lengths, picture axes.
    """
    now, start = (
        (b.px(side, "ankle") + b.px(side, "heel") + b.px(side, "foot_index")) / 3
        - b.px(side, "knee")
        for b in (body, neutral)
    )
    thigh = neutral.px(side, "hip") - neutral.px(side, "knee")
    way: Vector = (now - start) / max(math.hypot(*thigh.tolist()), 1.0)
    return way


def follow(lifting: Lifting | None, way: Vector, t_s: float) -> tuple[Lifting, float]:
    """Return the next state, and the signal (deg, 0 at the start).

    Parameters
    ----------
    lifting
        The state of the previous moment; ``None`` before the first.
    way
        (2,) see `foot_way`.
    t_s
        Time of this moment.
    """
    if lifting is not None:
        weight = mean_weight(t_s - lifting.t_s, MEMORY_S)
        way = lifting.way + weight * (way - lifting.way)
    chord = math.hypot(*way.tolist())
    return Lifting(way, t_s), math.degrees(2.0 * math.asin(min(1.0, chord / 2.0)))
