"""What a standing person shows: the vertical, proportions, and the zero of hip flexion. Pure.

A laptop camera looks up or down, and an upright person shows by how much: the axis from the ankles
to the shoulders is the vertical, and the lengths of its parts in the picture show the proportions
of the body and the perspective.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import body_size_px
from vision.body.view import AXIS_WITHIN_DEG, off_side_deg
from vision.persistence import MOMENT_S, MOST_MOMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Pose

    Vector = NDArray[np.float64]

N_UPRIGHT = 9
UNKNOWN_UPRIGHT: Vector = np.array([0.0, -1.0, 0.0, *[0.0] * 6])
"""For a person not seen standing: the camera is assumed to be level."""
UPRIGHT_WITHIN_DEG = 20.0
"""A trunk inclined by less (including camera tilt) counts as upright; a hinge without a known
neutral or standing posture ends there (our rule)."""


class NotStanding(ValueError):
    """Nobody stood side-on to the camera at the moment marked for the zero."""


@dataclass(frozen=True, slots=True)
class QuietStanding:
    """Quiet moments of standing: ``moments`` are (t_s, flexion_deg), at least a step apart.

    ``flexion_deg`` is their median, the zero of hip flexion; ``None`` if there are none.
    """

    moments: tuple[tuple[float, float], ...] = ()
    flexion_deg: float | None = None


def upright_of(pose: Pose) -> Vector:
    """Return what a standing pose shows, (`N_UPRIGHT`,).

    The unit vector from mid-ankle to mid-shoulder in the world landmarks (3), the lengths of trunk,
    thighs, shanks, shoulder line and hip line in the picture in body sizes (5), and 1.
    """
    world, points = pose.world_m, pose.landmarks_px
    axis = world[11] + world[12] - world[27] - world[28]
    lengths = np.array(
        [
            _length(points[11] + points[12] - points[23] - points[24]) / 2,
            (_length(points[23] - points[25]) + _length(points[24] - points[26])) / 2,
            (_length(points[25] - points[27]) + _length(points[26] - points[28])) / 2,
            _length(points[11] - points[12]),
            _length(points[23] - points[24]),
        ]
    )
    return np.concatenate(
        [axis / max(_length(axis), 1e-9), lengths / body_size_px(pose), np.ones(1)]
    )


def standing_flexion_deg(pose: Pose, yaw_deg: float) -> float | None:
    """Return the angle from thighs to trunk of a standing person, leaning forward +.

    In quiet standing this is the zero of the person's hip flexion, in which bodies differ by some
    10 deg.

    Parameters
    ----------
    pose
        The pose; its picture points are used.
    yaw_deg
        The facing, see `vision.body.view.body_yaw_deg`.

    Returns
    -------
    float or None
        In deg; ``None`` unless seen from the side.
    """
    if not off_side_deg(yaw_deg) <= AXIS_WITHIN_DEG:
        return None
    points = pose.landmarks_px
    hips = points[23] + points[24]
    thigh, trunk = hips - points[25] - points[26], points[11] + points[12] - hips
    turned = float(thigh[0] * trunk[1] - thigh[1] * trunk[0])
    forward = 1.0 if yaw_deg > 0 else -1.0
    return forward * math.degrees(math.atan2(turned, float(thigh @ trunk)))


def follow_standing(state: QuietStanding, body: Body) -> QuietStanding:
    """Return the state after one more body that stands still.

    Parameters
    ----------
    state
        The state so far.
    body
        The body now; one that stoops or bends the knees is ignored.
    """
    upright = all(deg <= UPRIGHT_WITHIN_DEG for deg in (body.trunk_incl_deg, *body.thigh_incl_deg))
    flexion_deg = standing_flexion_deg(body.pose, body.yaw_deg)
    soon = bool(state.moments) and body.t_s - state.moments[-1][0] < MOMENT_S
    if not upright or flexion_deg is None or soon:
        return state
    moments = (*state.moments[-MOST_MOMENTS + 1 :], (body.t_s, flexion_deg))
    return QuietStanding(moments, statistics.median(deg for _, deg in moments))


def mirrored_upright(upright: Vector) -> Vector:
    """Return what `upright_of` gives for the mirror image, (`N_UPRIGHT`,)."""
    turned: Vector = upright * np.array([-1.0, *[1.0] * (N_UPRIGHT - 1)])
    return turned


def _length(vector: Vector) -> float:
    return float(np.sqrt(vector @ vector))
