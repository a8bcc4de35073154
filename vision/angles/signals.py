"""Signals that count reps, and ratios computed directly from the picture. Pure.

A signal is a plain number that only has to rise and fall with the movement: it works in more views
than a measure can be trusted in, and is never shown. Values that are shown come from
`vision.angles.reading`.

Relative numbers compare a body with the person's own `neutral` (see `vision.body.neutral`).
Formulas are written for a right stance leg; for the left one the sign of every rotation is reversed
(``side_sign``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vision.body.view import AXIS_WITHIN_DEG, near_side, off_side_deg
from vision.datatypes import Side, View
from vision.geometry import rotation_vector_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.body.body import Body
    from vision.datatypes import Pose

    Vector = NDArray[np.float64]

FRONT_LIKE_DEG = 90.0 - AXIS_WITHIN_DEG
"""Further than this from a side view, the rock is measured by its height, not its travel."""
UPPER_ARM_TRUNKS, ARM_TRUNKS, TRUNK_LEGS = 0.6, 1.1, 0.6
"""Proportions of the body: upper arm and arm in trunk lengths, the trunk in leg lengths."""


def side_sign(side: Side) -> float:
    """Return +1 for the right side and -1 for the left."""
    return 1.0 if side is Side.RIGHT else -1.0


# ---------------------------------------------------------------- all fours


def _facing_sign(body: Body) -> float:
    """Return +1 if the person faces the right edge of the picture, -1 for the left."""
    return 1.0 if body.yaw_deg > 0 else -1.0


def rock_signal_deg(body: Body, neutral: Body) -> float:
    """Return how far the thighs have leant back since the start position, in deg, from any view.

    From the side it is the angle whose tangent is travel over height of the hip above the knee.
    From in front or behind only the height is visible, and the angle is its arc cosine.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours, whose ``yaw_deg`` gives the view.
    """
    now, start = _hip_over_knee(body, neutral), _hip_over_knee(neutral, neutral)
    off = off_side_deg(neutral.yaw_deg)
    height, height0 = -now[1], max(-start[1], 1.0)
    if off > FRONT_LIKE_DEG:
        return math.degrees(math.acos(min(1.0, max(-1.0, height / height0))))
    back = -_facing_sign(neutral) * (now[0] - start[0]) / math.cos(math.radians(off))
    return math.degrees(math.atan2(back, max(height, 0.0)))


def _hip_over_knee(body: Body, neutral: Body) -> Vector:
    near = near_side(neutral.yaw_deg)
    if near is not None and off_side_deg(neutral.yaw_deg) < FRONT_LIKE_DEG:
        return body.px(near, "hip") - body.px(near, "knee")
    knees = (body.px(Side.LEFT, "knee") + body.px(Side.RIGHT, "knee")) / 2
    return body.mid_hip_px - knees


def thigh_shift_ratio(body: Body, neutral: Body, side: Side) -> float:
    """Return how far a thigh has moved since the start; a foot lift leaves it in place.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours.
    side
        The person's own side.

    Returns
    -------
    float
        Change of the vector from knee to hip, in thigh lengths.
    """
    now = body.px(side, "hip") - body.px(side, "knee")
    start = neutral.px(side, "hip") - neutral.px(side, "knee")
    length = max(math.hypot(*start.tolist()), 1.0)
    return math.hypot(*(now - start).tolist()) / length


def trunk_shift_ratio(body: Body, neutral: Body) -> float:
    """Return how far the trunk has moved since the start.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours.

    Returns
    -------
    float
        The greater displacement of mid-hip and mid-shoulder in the picture, in trunk lengths.
    """
    hips = body.mid_hip_px - neutral.mid_hip_px
    shoulders = body.mid_shoulder_px - neutral.mid_shoulder_px
    moved = max(math.hypot(*hips.tolist()), math.hypot(*shoulders.tolist()))
    return moved / max(neutral.trunk_px, 1.0)


def rock_way_ratio(body: Body, neutral: Body) -> float:
    """Return how far the whole trunk has moved back since the start.

    It is the lesser displacement of hips and shoulders: a rock moves both, a back that rounds or
    sags moves one relative to the other. At an angle, the displacement is divided by the cosine of
    the angle; from in front and behind only sinking is visible, and that of the hips is taken.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours, whose ``yaw_deg`` gives the view.

    Returns
    -------
    float
        In trunk lengths in the picture, backwards (or down) +.
    """
    hips = body.mid_hip_px - neutral.mid_hip_px
    shoulders = body.mid_shoulder_px - neutral.mid_shoulder_px
    off = off_side_deg(neutral.yaw_deg)
    if off > FRONT_LIKE_DEG:
        return float(hips[1]) / max(neutral.trunk_px, 1.0)
    backwards = -_facing_sign(neutral)
    back_px = min(backwards * float(hips[0]), backwards * float(shoulders[0]))
    return back_px / math.cos(math.radians(off)) / max(neutral.trunk_px, 1.0)


def travel_ratio(body: Body, neutral: Body) -> float:
    """Return how far the hips have moved back since the start.

    Parameters
    ----------
    body, neutral
        The body now, and in the neutral on all fours.

    Returns
    -------
    float
        In trunk lengths in the picture, backwards +.
    """
    now, start = _hip_over_knee(body, neutral), _hip_over_knee(neutral, neutral)
    return -_facing_sign(neutral) * float(now[0] - start[0]) / max(neutral.trunk_px, 1.0)


# ---------------------------------------------------------------- hinged on one leg


def turn_vector_deg(body: Body, neutral: Body, part: str) -> Vector:
    """Return the rotation of a part of the body since the hinged neutral.

    Parameters
    ----------
    body, neutral
        The body now, and in the hinged neutral.
    part
        ``"pelvis"``; anything else means the thorax.

    Returns
    -------
    ndarray
        (3,) helical vector in world axes, deg.
    """
    if part == "pelvis":
        return rotation_vector_deg(body.pelvis_frame @ neutral.pelvis_frame.T)
    return rotation_vector_deg(body.thorax_frame @ neutral.thorax_frame.T)


def turn_signal_deg(body: Body, neutral: Body, stance: Side, facing: View) -> float:
    """Return how far the trunk opened (+) or closed (-) since the hinged neutral, in deg.

    It is the rotation of the thorax about the stance femur plus half of that about the trunk, so
    that open and closed show whichever of the two axes the person turns about. From the side,
    rotation about the femur happens in depth but swings the nearer arm through the picture: half of
    the signal comes from that arm. From behind, depth is reversed, and the tilt of the arms in the
    picture is used instead.

    Parameters
    ----------
    body, neutral
        The body now, and in the hinged neutral.
    stance
        The stance leg.
    facing
        The view, which selects the formula.
    """
    if facing is View.REAR:
        return _arm_tilt_deg(body, stance) - _arm_tilt_deg(neutral, stance)
    vector = turn_vector_deg(body, neutral, "thorax")
    axis = _femur(neutral, stance) + 0.5 * neutral.thorax_frame[:, 1]
    turn = side_sign(stance) * float(vector @ axis)
    if facing.is_side:
        return 0.5 * turn + 0.5 * _arm_swing_deg(body, neutral, stance, Side(facing.value))
    return turn


def _arm_swing_deg(body: Body, neutral: Body, stance: Side, near: Side) -> float:
    """Return the swing of the near arm along the ground since neutral, open +.

    Arc sine of the shift of elbow and wrist relative to the shoulder over the lengths of upper arm
    and arm (0.6 and 1.1 trunk lengths). The arm of the stance side swings forward on opening.
    """
    ahead = _facing_sign(neutral) * (1.0 if near is stance else -1.0)
    swings = []
    for joint, length in (("elbow", UPPER_ARM_TRUNKS), ("wrist", ARM_TRUNKS)):
        now = body.px(near, joint)[0] - body.px(near, "shoulder")[0]
        before = neutral.px(near, joint)[0] - neutral.px(near, "shoulder")[0]
        shift = ahead * float(now - before) / (length * max(neutral.trunk_px, 1.0))
        swings.append(math.degrees(math.asin(min(1.0, max(-1.0, shift)))))
    return (swings[0] + swings[1]) / 2


def _femur(body: Body, side: Side) -> Vector:
    return body.femur_axis[0] if side is Side.LEFT else body.femur_axis[1]


def _arm_tilt_deg(body: Body, stance: Side) -> float:
    """Return by how much the line wrist-shoulders-wrist rises towards the free side."""
    free = stance.other
    rise = sum(
        float(body.px(stance, joint)[1] - body.px(free, joint)[1])
        for joint in ("shoulder", "wrist")
    )
    run = sum(
        abs(float(body.px(stance, joint)[0] - body.px(free, joint)[0]))
        for joint in ("shoulder", "wrist")
    )
    return math.degrees(math.atan2(rise, max(run, 1.0)))


def knee_offset_ratio(body: Body, side: Side) -> float:
    """Return the signed distance of the knee from the line between hip and ankle in the picture.

    Parameters
    ----------
    body
        The body now.
    side
        The leg.

    Returns
    -------
    float
        In leg lengths; seen from in front, inwards (towards the other leg) +. NaN if hip and ankle
        coincide.
    """
    hip, ankle = body.px(side, "hip"), body.px(side, "ankle")
    leg, knee = ankle - hip, body.px(side, "knee") - hip
    squared = float(leg @ leg)
    if squared < 1.0:
        return math.nan
    return side_sign(side) * float(leg[1] * knee[0] - leg[0] * knee[1]) / squared


def foot_shift_ratio(body: Body, neutral: Body, side: Side) -> float:
    """Return how far the stance ankle has moved since neutral.

    Parameters
    ----------
    body, neutral
        The body now, and in the hinged neutral.
    side
        The stance leg.

    Returns
    -------
    float
        In trunk lengths, taken as `TRUNK_LEGS` leg lengths.
    """
    moved = body.px(side, "ankle") - neutral.px(side, "ankle")
    leg = neutral.px(side, "ankle") - neutral.px(side, "hip")
    return math.hypot(*moved.tolist()) / max(TRUNK_LEGS * math.hypot(*leg.tolist()), 1.0)


FOOT_OFF_LEGS = 0.3
"""In leg lengths: an ankle that is higher, or further back, than the other by this much does not
carry weight (our rule)."""


def stance_side(body: Body, yaw_deg: float) -> Side:
    """Return the leg that the person stands on.

    The lower ankle if the ankles differ in height by `FOOT_OFF_LEGS` (single leg), else the
    foot further forward (kickstand), else the foot under the hips (feet down).

    Parameters
    ----------
    body
        The hinged body; its world landmarks are used.
    yaw_deg
        The locked facing, see `vision.body.view.body_yaw_deg`.
    """
    ankles = {side: body.world(side, "ankle") for side in Side}
    leg_m = max(float(np.linalg.norm(body.world(s, "hip") - ankles[s])) for s in Side)
    apart = ankles[Side.LEFT] - ankles[Side.RIGHT]
    if abs(apart[1]) > FOOT_OFF_LEGS * leg_m:
        return Side.LEFT if apart[1] > 0 else Side.RIGHT
    yaw = math.radians(yaw_deg)
    ahead = float(apart[0] * math.sin(yaw) - apart[2] * math.cos(yaw))
    if abs(ahead) > FOOT_OFF_LEGS * leg_m:
        return Side.LEFT if ahead > 0 else Side.RIGHT
    to_left = np.array([math.cos(yaw), 0.0, math.sin(yaw)])
    middle = float((ankles[Side.LEFT] + ankles[Side.RIGHT]) @ to_left)
    return Side.RIGHT if middle > 0 else Side.LEFT


FOOT_LEFT, FOOT_STAYED = 0.3, 0.5
"""On the way into the hinge, a foot has left its place if it travelled by the first, in trunk
lengths, and the other foot by less than the second as a share of that (our rule: right in 94 % of
112 such hinges of rendered people of three families; in the others the pose model exchanges the
legs)."""


def stance_by_feet(hinged: Body, stood: Pose | None) -> float:
    """Return which leg the feet show as the stance leg.

    From standing into the hinge, the free foot leaves the floor or goes behind; the stance foot
    stays.

    Parameters
    ----------
    hinged
        The body in the held hinge.
    stood
        The person standing still before it; ``None`` if that was not seen.

    Returns
    -------
    float
        Infinity for the right leg, its negative for the left, 0 if the feet are not conclusive.
    """
    if stood is None:
        return 0.0
    way = (hinged.pose.landmarks_px - stood.landmarks_px) / max(_trunk_px(stood), 1.0)
    left, right = (
        float(np.median(np.hypot(*way[list(points)].T))) for points in ((27, 29, 31), (28, 30, 32))
    )
    if max(left, right) < FOOT_LEFT or min(left, right) > FOOT_STAYED * max(left, right):
        return 0.0
    return math.inf if right < left else -math.inf


def _trunk_px(stood: Pose) -> float:
    """Return the trunk length of a standing person in the picture (px)."""
    points = stood.landmarks_px
    across = points[11] + points[12] - points[23] - points[24]
    return math.hypot(*across.tolist()) / 2


def foot_spread(body: Body) -> tuple[float, float]:
    """Return the height difference and the horizontal distance of the ankles, in leg lengths."""
    left, right = body.world(Side.LEFT, "ankle"), body.world(Side.RIGHT, "ankle")
    leg_m = max(
        float(np.linalg.norm(body.world(side, "hip") - body.world(side, "ankle"))) for side in Side
    )
    apart = (left - right) / max(leg_m, 1e-6)
    return abs(float(apart[1])), math.hypot(float(apart[0]), float(apart[2]))
