"""A body from a pose: segments, inclinations, posture. Pure and without history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.body.contour import contour_angle_deg, dorsal_contour
from vision.body.view import body_yaw_deg, is_behind
from vision.datatypes import Landmark, Posture, Side
from vision.geometry import inclination_deg, segment_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.body.contour import ContourLog
    from vision.datatypes import Pose

    Vector = NDArray[np.float64]

JOINTS: Mapping[Side, Mapping[str, int]] = {
    side: {
        joint: int(Landmark[f"{side.name}_{joint.upper()}"])
        for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
    }
    for side in Side
}


HANDS_DOWN_SHARE = 0.2
"""Far back in the rock the hips are low, and the inaccurate depth raises the hands to half their
height (our rule)."""
KNEELING_THIGH_DEG = 65.0
"""From behind, the trunk hides hands on the floor; thighs inclined by less than this then mean
kneeling, not lying (our rule)."""
UPRIGHT_DEG = 28.0
"""A trunk inclined by less counts as upright (our rule)."""
STANDING_SHANK_DEG, STANDING_THIGH_DEG = 40.0, 50.0
"""Shank and thigh of a standing leg are inclined by less; beyond it, a squat (our rule)."""
LYING_SHANK_DEG = 45.0
"""On all fours both shanks are inclined by more: half of a right angle (our rule)."""
MOST_HINGED_DEG = 95.0
"""In a hinge the trunk is inclined by less: level at most (our rule)."""
FLOOR_INCL_DEG = (35.0, 125.0)
"""Limits of the trunk's inclination on all fours, from the rest on the heels to hips far above the
shoulders (our rule)."""
SIZE_POINTS = np.array([11, 12, 23, 24, 25, 26, 27, 28])


def body_size_px(pose: Pose) -> float:
    """Return the person's size in the picture: the spread of shoulders, hips, knees and ankles.

    It is the root mean square distance from their centre, at least 1 px. Unlike the trunk length,
    it does not vanish when the trunk points at the camera.
    """
    points = pose.landmarks_px[SIZE_POINTS]
    spread = points - np.add.reduce(points) / len(points)
    return max(1.0, math.sqrt(float(np.vdot(spread, spread)) / len(points)))


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Geometry of the body in one pose.

    ``*_px`` are (2,) picture points, ``*_deg`` angles in the world landmarks unless stated
    otherwise. Pairs are tuples (left, right).

    Attributes
    ----------
    yaw_deg
        See `vision.body.view.body_yaw_deg`.
    trunk_incl_deg
        Mid-hip to mid-shoulder from the picture's vertical, 0 upright, 90 level.
    thigh_incl_deg, shank_incl_deg
        Knee to hip and ankle to knee from the vertical, per side.
    trunk_px
        Distance from mid-hip to mid-shoulder in the picture.
    pelvis_frame, thorax_frame
        (3, 3) world frames: Y along the trunk, Z along the hip line and the shoulder line.
    femur_axis
        Unit vectors from knee to hip, per side.
    contour_deg
        Angle of the contour of the back, rounding +; NaN unless the back is seen from the side.
    """

    t_s: float
    pose: Pose
    posture: Posture
    yaw_deg: float
    trunk_incl_deg: float
    thigh_incl_deg: tuple[float, float]
    shank_incl_deg: tuple[float, float]
    mid_hip_px: Vector
    mid_shoulder_px: Vector
    trunk_px: float
    pelvis_frame: NDArray[np.float64]
    thorax_frame: NDArray[np.float64]
    femur_axis: tuple[Vector, Vector]
    contour_deg: float

    def px(self, side: Side, joint: str) -> Vector:
        """Return a joint in the picture.

        Parameters
        ----------
        side
            The person's own side.
        joint
            Key of `JOINTS`.

        Returns
        -------
        ndarray
            (2,) source pixels.
        """
        point: Vector = self.pose.landmarks_px[JOINTS[side][joint]]
        return point

    def world(self, side: Side, joint: str) -> Vector:
        """Return a joint in the world landmarks.

        Parameters
        ----------
        side
            The person's own side.
        joint
            Key of `JOINTS`.

        Returns
        -------
        ndarray
            (3,) metres relative to the mid-hip.
        """
        point: Vector = self.pose.world_m[JOINTS[side][joint]]
        return point


def read_body(pose: Pose, contours: ContourLog | None = None) -> Body:
    """Return the body of a pose.

    Parameters
    ----------
    pose
        Its coordinates must be finite.
    contours
        Contours already read from the recording; what is read now is added. ``None`` reads anew.
    """
    points, world = pose.landmarks_px, pose.world_m
    left, right = JOINTS[Side.LEFT], JOINTS[Side.RIGHT]
    mid_hip_px = (points[left["hip"]] + points[right["hip"]]) / 2
    mid_shoulder_px = (points[left["shoulder"]] + points[right["shoulder"]]) / 2
    hip_line = world[right["hip"]] - world[left["hip"]]
    shoulder_line = world[right["shoulder"]] - world[left["shoulder"]]
    trunk = (
        world[left["shoulder"]]
        + world[right["shoulder"]]
        - world[left["hip"]]
        - world[right["hip"]]
    ) / 2
    trunk_incl_deg = inclination_deg(trunk)
    femora = tuple(world[j["hip"]] - world[j["knee"]] for j in (left, right))
    thighs = tuple(inclination_deg(femur) for femur in femora)
    shanks = tuple(inclination_deg(world[j["knee"]] - world[j["ankle"]]) for j in (left, right))
    yaw_deg = body_yaw_deg(world)
    trunk_px = math.hypot(*(mid_shoulder_px - mid_hip_px).tolist())
    posture = classify_posture(
        trunk_incl_deg,
        (thighs[0], thighs[1]),
        (shanks[0], shanks[1]),
        hands_low=_hands_low(world) or (is_behind(yaw_deg) and min(thighs) < KNEELING_THIGH_DEG),
    )
    return Body(
        t_s=pose.t_s,
        pose=pose,
        posture=posture,
        yaw_deg=yaw_deg,
        trunk_incl_deg=trunk_incl_deg,
        thigh_incl_deg=(thighs[0], thighs[1]),
        shank_incl_deg=(shanks[0], shanks[1]),
        mid_hip_px=mid_hip_px,
        mid_shoulder_px=mid_shoulder_px,
        trunk_px=trunk_px,
        pelvis_frame=segment_frame(trunk, hip_line),
        thorax_frame=segment_frame(trunk, shoulder_line),
        femur_axis=(_unit3(femora[0]), _unit3(femora[1])),
        contour_deg=_contour(pose, trunk_incl_deg, mid_hip_px, mid_shoulder_px, contours),
    )


def _unit3(vector: Vector) -> Vector:
    return vector / math.sqrt(max(float(vector @ vector), 1e-12))


def _hands_low(world: NDArray[np.float64]) -> bool:
    """Whether the hands are below the hips, by at least a fifth of the way down to the knees."""
    wrists = (world[Landmark.LEFT_WRIST, 1] + world[Landmark.RIGHT_WRIST, 1]) / 2
    knees = (world[Landmark.LEFT_KNEE, 1] + world[Landmark.RIGHT_KNEE, 1]) / 2
    hips = (world[Landmark.LEFT_HIP, 1] + world[Landmark.RIGHT_HIP, 1]) / 2
    return bool(wrists > hips + HANDS_DOWN_SHARE * (knees - hips))


def classify_posture(
    trunk_incl_deg: float,
    thigh_incl_deg: tuple[float, float],
    shank_incl_deg: tuple[float, float],
    *,
    hands_low: bool,
) -> Posture:
    """Return the posture that the inclinations from the vertical show.

    Standing legs have a steep shank; on all fours both shanks lie and the hands are down. The
    limits allow for a camera tilted by 15 deg and for the inaccurate depth of the world landmarks
    (our rule).

    Parameters
    ----------
    trunk_incl_deg
        0 upright, 90 level.
    thigh_incl_deg, shank_incl_deg
        (left, right), 0 upright.
    hands_low
        Whether the hands are down; true also from behind, where the trunk hides them.
    """
    steep_leg = any(
        shank < STANDING_SHANK_DEG and thigh < STANDING_THIGH_DEG
        for shank, thigh in zip(shank_incl_deg, thigh_incl_deg, strict=True)
    )
    if steep_leg and trunk_incl_deg < MOST_HINGED_DEG:
        return Posture.STANDING if trunk_incl_deg < UPRIGHT_DEG else Posture.HINGED
    least_deg, most_deg = FLOOR_INCL_DEG
    on_floor = min(shank_incl_deg) > LYING_SHANK_DEG and least_deg < trunk_incl_deg < most_deg
    if on_floor and hands_low:
        return Posture.ALL_FOURS
    return Posture.OTHER


def _contour(
    pose: Pose,
    trunk_incl_deg: float,
    hip_px: Vector,
    shoulder_px: Vector,
    contours: ContourLog | None,
) -> float:
    """Return the contour angle of the back, dorsal side up; NaN where the trunk is not inclined."""
    mask, scale = pose.mask, pose.mask_scale
    if mask is None or trunk_incl_deg < UPRIGHT_DEG:
        return math.nan

    def read() -> float:
        up = np.array([0.0, -1.0])
        heights = dorsal_contour(mask, hip_px * scale, shoulder_px * scale, up)
        return math.nan if heights is None else contour_angle_deg(heights)

    if contours is None:
        return read()
    (hip_x, hip_y), (shoulder_x, shoulder_y) = hip_px.tolist(), shoulder_px.tolist()
    axis = (pose.t_s, hip_x, hip_y, shoulder_x, shoulder_y, trunk_incl_deg)
    return contours.angle_deg(axis, read)
