"""Bodies and pictures in which every angle is known.

Joints are built in metres in the body's own axes (ISB: X anterior, Y up, Z to the right) and then
seen by a camera from a yaw: 0 faces the camera, +90 has the right side nearest.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.opencv import cv2
from vision.datatypes import (
    Landmark,
    Pose,
    Side,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Joints = dict[str, Vector]

TRUNK_M, THIGH_M, SHANK_M, FOOT_M = 0.50, 0.42, 0.42, 0.20
HALF_HIPS_M, HALF_SHOULDERS_M = 0.09, 0.18
UPPER_ARM_M, FOREARM_M = 0.28, 0.26
X, Y, Z = np.eye(3)

SIZE_PX = (1280, 720)
PX_PER_M = 300.0


def rotation(axis: Vector, angle_deg: float) -> NDArray[np.float64]:
    """Return the (3, 3) right-handed rotation about an axis (Rodrigues)."""
    x, y, z = axis / np.linalg.norm(axis)
    turn = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = math.radians(angle_deg)
    return np.eye(3) + math.sin(angle) * turn + (1 - math.cos(angle)) * turn @ turn


def to_right(side: Side) -> float:
    """Return the sign of a side's Z coordinate: +1 right, -1 left."""
    return 1.0 if side is Side.RIGHT else -1.0


# ---------------------------------------------------------------- joints


def standing(
    *, lean_deg: float = 0.0, thigh_deg: float = 0.0, shank_deg: float = 0.0, arms: str = "down"
) -> Joints:
    """Return a body on both feet.

    ``thigh_deg`` moves the knees forward, ``shank_deg`` the feet back.
    """
    joints: Joints = {}
    for side in Side:
        hip = to_right(side) * HALF_HIPS_M * Z
        knee = hip + THIGH_M * (rotation(Z, thigh_deg) @ -Y)
        ankle = knee + SHANK_M * (rotation(Z, -shank_deg) @ -Y)
        _leg(joints, side, hip, knee, ankle, X)
    _trunk(joints, np.zeros(3), rotation(Z, -lean_deg), arms)
    return joints


def hinged(
    stance: Side,
    *,
    hinge_deg: float = 75.0,
    femur_deg: float = 0.0,
    trunk_deg: float = 0.0,
    twist_deg: float = 0.0,
    free_leg: str = "back",
) -> Joints:
    """Return a hip aeroplane over an upright stance leg.

    ``femur_deg`` turns the pelvis and everything above it about the stance femur, ``trunk_deg``
    about the trunk's long axis, ``twist_deg`` the thorax alone about that axis; open is +.
    """
    sign = to_right(stance)
    forward = rotation(Z, -hinge_deg)
    turn = rotation(Y, sign * femur_deg) @ rotation(forward @ Y, sign * trunk_deg)
    pelvis = turn @ forward
    thorax = rotation(pelvis @ Y, sign * twist_deg) @ pelvis
    pivot = sign * HALF_HIPS_M * Z
    middle = pivot - pelvis @ (sign * HALF_HIPS_M * Z)
    free_hip = middle - pelvis @ (sign * HALF_HIPS_M * Z)
    joints: Joints = {}
    _leg(joints, stance, pivot, pivot - THIGH_M * Y, pivot - (THIGH_M + SHANK_M) * Y, X)
    away = pelvis @ -Y if free_leg == "back" else -Y
    knee = free_hip + THIGH_M * away
    _leg(joints, stance.other, free_hip, knee, knee + SHANK_M * away, pelvis @ X)
    _trunk(joints, middle, pelvis, "out", thorax)
    return joints


def all_fours(
    *,
    rock_deg: float = 0.0,
    lifted: Side | None = None,
    lift_deg: float = 0.0,
    trunk_deg: float = 80.0,
    roll_deg: float = 0.0,
) -> Joints:
    """Return a body on hands and knees.

    ``rock_deg`` leans both thighs back over the knees, ``lift_deg`` raises the shank of the
    ``lifted`` side about its knee, ``trunk_deg`` is the trunk's inclination from the vertical,
    ``roll_deg`` tilts the pelvis about its own middle in the picture of the rear.
    """
    joints: Joints = {}
    lean = rotation(Z, rock_deg)
    middle = THIGH_M * (lean @ Y)
    for side in Side:
        across = to_right(side) * HALF_HIPS_M * Z
        shank = rotation(Z, -lift_deg if side is lifted else 0.0) @ -X
        hip = middle + rotation(X, roll_deg) @ across
        _leg(joints, side, hip, across, across + SHANK_M * shank, shank)
    _trunk(joints, middle, rotation(Z, -trunk_deg), "down")
    floor_x = TRUNK_M * math.sin(math.radians(trunk_deg))
    for side in Side:
        joints[f"{side}_wrist"] = floor_x * X + to_right(side) * HALF_SHOULDERS_M * Z
        joints[f"{side}_elbow"] = (joints[f"{side}_wrist"] + joints[f"{side}_shoulder"]) / 2
    return joints


def lying() -> Joints:
    """Return a body face down on the floor."""
    joints = standing()
    return {name: rotation(Z, -90) @ point for name, point in joints.items()}


def _leg(
    joints: Joints, side: Side, hip: Vector, knee: Vector, ankle: Vector, foot: Vector
) -> None:
    joints[f"{side}_hip"], joints[f"{side}_knee"], joints[f"{side}_ankle"] = hip, knee, ankle
    joints[f"{side}_heel"] = ankle - 0.25 * FOOT_M * foot
    joints[f"{side}_foot_index"] = ankle + 0.75 * FOOT_M * foot


def _trunk(
    joints: Joints,
    mid_hip: Vector,
    pelvis: NDArray[np.float64],
    arms: str,
    thorax: NDArray[np.float64] | None = None,
) -> None:
    """Add shoulders, arms and head; ``arms`` hang "down" or stretch "out" along the shoulders."""
    thorax = pelvis if thorax is None else thorax
    mid_shoulder = mid_hip + TRUNK_M * (pelvis @ Y)
    for side in Side:
        lateral = thorax @ (to_right(side) * Z)
        arm = lateral if arms == "out" else -Y
        shoulder = mid_shoulder + HALF_SHOULDERS_M * lateral
        joints[f"{side}_shoulder"] = shoulder
        joints[f"{side}_elbow"] = shoulder + UPPER_ARM_M * arm
        joints[f"{side}_wrist"] = shoulder + (UPPER_ARM_M + FOREARM_M) * arm
    joints["nose"] = mid_shoulder + 0.25 * (thorax @ Y)


# ---------------------------------------------------------------- camera


def to_world(yaw_deg: float) -> NDArray[np.float64]:
    """Return the (3, 3) map from body axes to world axes: x right, y down, z away."""
    yaw = math.radians(yaw_deg)
    anterior = np.array([math.sin(yaw), 0.0, -math.cos(yaw)])
    up = np.array([0.0, -1.0, 0.0])
    right = np.array([-math.cos(yaw), 0.0, -math.sin(yaw)])
    return np.stack([anterior, up, right], axis=1)


def pose(
    joints: Joints,
    *,
    yaw_deg: float = 0.0,
    t_s: float = 0.0,
    size_px: tuple[int, int] = SIZE_PX,
    px_per_m: float = PX_PER_M,
    distance_m: float = math.inf,
    centre_px: tuple[float, float] | None = None,
) -> Pose:
    """Return the pose of a body as a camera sees it.

    ``distance_m`` is the distance of a pinhole camera, level with the joints' origin; if infinite,
    the picture is orthographic. ``centre_px`` is where that origin lies, by default in the middle.
    """
    camera = to_world(yaw_deg)
    points = np.array([camera @ joints["nose"]] * 33)
    for name, place in joints.items():
        points[Landmark[name.upper()]] = camera @ place
    for side in Side:  # thumb and fingers lie at the wrist
        wrist = Landmark[f"{side.name}_WRIST"]
        points[[wrist + 2, wrist + 4, wrist + 6]] = points[wrist]
    near = 1.0 if math.isinf(distance_m) else distance_m / (distance_m + points[:, 2:])
    centre = np.array(centre_px or (size_px[0] / 2, size_px[1] / 2))
    mid_hip = (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
    return Pose(
        t_s=t_s,
        size_px=size_px,
        landmarks_px=centre + px_per_m * near * points[:, :2],
        visibility=np.full(33, 0.99),
        world_m=points - mid_hip,
    )


def mirrored(pose: Pose) -> Pose:
    """Return the picture in a mirror: left becomes right."""
    order = np.arange(33)
    for left in range(7, 33, 2):
        order[left], order[left + 1] = left + 1, left
    return replace(
        pose,
        landmarks_px=pose.landmarks_px[order] * [-1.0, 1.0] + [pose.size_px[0], 0.0],
        visibility=pose.visibility[order],
        world_m=pose.world_m[order] * [-1.0, 1.0, 1.0],
        mask=None if pose.mask is None else np.ascontiguousarray(pose.mask[:, ::-1]),
    )


def exchanged(pose: Pose) -> Pose:
    """Return the pose with the estimator's typical error: sides exchanged, depth reversed."""
    order = np.arange(33)
    for left in range(11, 33, 2):
        order[left], order[left + 1] = left + 1, left
    return replace(
        pose,
        landmarks_px=pose.landmarks_px[order],
        visibility=pose.visibility[order],
        world_m=pose.world_m[order] * [1.0, 1.0, -1.0],
    )


def shaken(pose: Pose, rng: np.random.Generator, sigma_m: float) -> Pose:
    """Return the pose with noise on every point, of the same size in picture and world."""
    scale = PX_PER_M * sigma_m
    return replace(
        pose,
        landmarks_px=pose.landmarks_px + rng.normal(0, scale, (33, 2)),
        world_m=pose.world_m + rng.normal(0, sigma_m, (33, 3)),
    )


# ---------------------------------------------------------------- silhouettes


def back_mask(
    size_px: tuple[int, int],
    hip_px: Sequence[float] | Vector,
    shoulder_px: Sequence[float] | Vector,
    kink_deg: float,
    *,
    height: float = 0.22,
) -> NDArray[np.bool_]:
    """Draw a trunk whose back bends by ``kink_deg`` at 0.425 of its axis, rounding +.

    The dorsal side is up in the picture; ``height`` is the height of the back above mid-hip, in
    trunk lengths. Both halves slope by half the kink.
    """
    hip, shoulder = np.asarray(hip_px, float), np.asarray(shoulder_px, float)
    along = shoulder - hip
    normal = np.array([along[1], -along[0]])
    normal = -normal if normal[1] > 0 else normal
    slope = math.tan(math.radians(kink_deg / 2))

    def back(position: float) -> float:
        return height + slope * (0.425 - abs(position - 0.425))

    outline = [(-0.15, -0.2), *((p, back(p)) for p in (-0.15, 0.425, 1.1)), (1.1, -0.2)]
    corners = np.array([hip + p * along + h * normal for p, h in outline])
    canvas = np.zeros((size_px[1], size_px[0]), np.uint8)
    cv2.fillPoly(canvas, [np.round(corners * 16).astype(np.int32)], 1, shift=4)
    return canvas > 0


def with_back(pose: Pose, kink_deg: float = 0.0) -> Pose:
    """Give a pose the mask of a back that bends by ``kink_deg``."""
    p = pose.landmarks_px
    hip = (p[Landmark.LEFT_HIP] + p[Landmark.RIGHT_HIP]) / 2
    shoulder = (p[Landmark.LEFT_SHOULDER] + p[Landmark.RIGHT_SHOULDER]) / 2
    return replace(pose, mask=back_mask(pose.size_px, hip, shoulder, kink_deg))
