"""Bodies, pictures and traces whose every angle is known by hand.

Joints are built in metres in the body's own axes (ISB: X anterior, Y up, Z to the right) and then
seen by a camera from a yaw: 0 faces the camera, +90 has the right side nearest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sample_videos.rig.motion.timing import ease
from vision.capture.opencv import cv2
from vision.datatypes import (
    Absent,
    Estimate,
    Landmark,
    Pose,
    Posture,
    Quality,
    Reason,
    Sample,
    Side,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vision.datatypes import Measure

    Vector = NDArray[np.float64]
    Joints = dict[str, Vector]

S = TypeVar("S")
E = TypeVar("E")

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
    """Return on which side of the Z axis a side lies."""
    return 1.0 if side is Side.RIGHT else -1.0


# ---------------------------------------------------------------- joints


def standing(
    *, lean_deg: float = 0.0, thigh_deg: float = 0.0, shank_deg: float = 0.0, arms: str = "down"
) -> Joints:
    """Return a body on both feet; ``thigh_deg`` moves the knees forward, ``shank_deg`` back."""
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

    ``femur_deg`` turns pelvis and all above about the stance femur, ``trunk_deg`` about the
    trunk's long axis, ``twist_deg`` the thorax alone about that axis; open is +.
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
    """Photograph a body.

    ``distance_m`` is that of a pinhole camera level with the joints' origin; infinite, the picture
    is orthographic. ``centre_px`` is where that origin lies, by default the picture's middle.
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
    """Return the pose as the estimator gets it wrong: sides swapped, depth turned round."""
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
    """Return the pose with noise on every point, the same size in picture and world."""
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

    Up in the picture is the dorsal side; ``height`` is that of the back above mid-hip, in trunk
    lengths. Both halves slope by half the kink.
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


# ---------------------------------------------------------------- traces


@dataclass(frozen=True)
class Curve:
    """A value over time through (t_s, value) keys, at rest at every key, with least jerk."""

    keys: tuple[tuple[float, float], ...]

    @property
    def duration_s(self) -> float:
        return self.keys[-1][0]

    def __call__(self, t_s: float) -> float:
        times, values = zip(*self.keys, strict=True)
        after = int(np.searchsorted(times, t_s, side="right"))
        if after in (0, len(times)):
            return values[min(after, len(values) - 1)]
        share = (t_s - times[after - 1]) / (times[after] - times[after - 1])
        eased = ease(share)
        return values[after - 1] + eased * (values[after] - values[after - 1])

    def stretched(self, factor: float) -> Curve:
        """Return the same movement, ``factor`` times as long."""
        return Curve(tuple((t * factor, v) for t, v in self.keys))

    def plus(self, other: Curve) -> Curve:
        """Return this movement followed by another."""
        return Curve((*self.keys, *((t + self.duration_s, v) for t, v in other.keys[1:])))


def out_and_back(
    peaks: Sequence[float], *, way_s: float = 1.2, hold_s: float = 0.4, rest_s: float = 1.0
) -> Curve:
    """Return rests at 0 with one excursion to each peak between them."""
    keys, t_s = [(0.0, 0.0), (rest_s, 0.0)], rest_s
    for peak in peaks:
        keys += [(t_s + way_s, peak), (t_s + way_s + hold_s, peak), (t_s + 2 * way_s + hold_s, 0.0)]
        t_s += 2 * way_s + hold_s + rest_s
        keys.append((t_s, 0.0))
    return Curve(tuple(keys))


def times_s(duration_s: float, fps: float = 30.0) -> Vector:
    """Return the instants of a camera of that rate."""
    return np.arange(0.0, duration_s, 1.0 / fps)


def lost(t_s: float, view: View = View.UNKNOWN) -> Sample:
    """Return an instant at which nobody was seen."""
    return Sample(t_s, Posture.UNSEEN, view, Quality(0.0, Reason.TRACKING_LOST))


def estimate(value: float, half_width: float = 5.0) -> Measure:
    """Return a measure; NaN gives an absent one."""
    if math.isnan(value):
        return Absent(Reason.NOT_VISIBLE)
    return Estimate.around(value, half_width)


REST_PLACES = {"hip": (0.8, -0.5), "knee": (0.8, -0.9), "wrist": (1.3, -0.9), "ankle": (0.5, -0.9)}
"""(x, y up) of the joints on all fours in heights of the picture, the left ones."""
TRUNK_HEIGHT_RATIO = 0.3


def support_places(
    moved: Mapping[str, tuple[float, float]] | None = None, unseen: Collection[str] = ()
) -> dict[str, float]:
    """Return where hips, knees, wrists and ankles are, as `vision.body.scene.support_signals`.

    ``moved`` holds ways (right, up) in trunk lengths by ``{side}_{joint}``, ``unseen`` names those
    that are hidden.
    """
    found = {"trunk_height_ratio": TRUNK_HEIGHT_RATIO}
    for side in Side:
        for joint, (x, y) in REST_PLACES.items():
            name = f"{side}_{joint}"
            right, up = (moved or {}).get(name, (0.0, 0.0))
            apart = 0.03 if side is Side.RIGHT else 0.0
            found[f"at_{name}_x"] = x + apart + right * TRUNK_HEIGHT_RATIO
            found[f"at_{name}_y"] = y + apart + up * TRUNK_HEIGHT_RATIO
            found[f"at_{name}_seen"] = 0.1 if name in unseen else 0.95
    return found


def with_supports(
    sample: Sample,
    moved: Mapping[str, tuple[float, float]] | None = None,
    unseen: Collection[str] = (),
) -> Sample:
    """Return the instant with its supports moved or hidden (`support_places`)."""
    return replace(sample, signals={**sample.signals, **support_places(moved, unseen)})


def rock_sample(
    t_s: float,
    rock_deg: float,
    *,
    view: View = View.LEFT,
    lumbar_deg: float = 0.0,
    near: Side | None = None,
) -> Sample:
    """Return an instant on all fours: hips ``rock_deg`` back, hip flexion 90 + rock.

    The whole trunk goes back with the thighs, hands and knees stay.
    """
    way_ratio = THIGH_M / TRUNK_M * math.sin(math.radians(rock_deg))
    near = near or (Side.RIGHT if view is View.RIGHT else Side.LEFT)
    flexion = estimate(90.0 + rock_deg)
    return Sample(
        t_s,
        Posture.ALL_FOURS,
        view,
        Quality(1.0),
        {
            "lumbar_flexion_deg": estimate(lumbar_deg),
            f"hip_flexion_{near}_deg": flexion,
            f"trunk_thigh_flexion_{near}_deg": flexion,
            f"hip_flexion_{near.other}_deg": Absent(Reason.NOT_VISIBLE),
        },
        {
            "rock_deg": rock_deg,
            "rock_way_ratio": way_ratio,
            "near_right": float(near is Side.RIGHT),
            **support_places(),
        },
    )


def lift_sample(
    t_s: float,
    left_deg: float = 0.0,
    right_deg: float = 0.0,
    *,
    view: View = View.REAR,
    near: Side = Side.LEFT,
    trunk_shift: float = 0.0,
    pelvis_lift_deg: float = 0.0,
) -> Sample:
    """Return an instant on all fours: each foot swung by so much about its knee."""
    return Sample(
        t_s,
        Posture.ALL_FOURS,
        view,
        Quality(1.0),
        {
            "hip_rotation_left_deg": estimate(2.0 * left_deg),
            "hip_rotation_right_deg": estimate(2.0 * right_deg),
            "pelvis_lift_deg": estimate(pelvis_lift_deg),
        },
        {
            "rock_deg": 0.0,
            "rock_way_ratio": 0.0,
            "foot_left_deg": left_deg,
            "foot_right_deg": right_deg,
            "thigh_left_ratio": 0.0,
            "thigh_right_ratio": 0.0,
            "trunk_shift_ratio": trunk_shift,
            "near_right": float(near is Side.RIGHT),
            **support_places(),
        },
    )


def turn_sample(
    t_s: float,
    turn_deg: float | None,
    *,
    stance: Side = Side.RIGHT,
    view: View = View.FRONT,
    twist_deg: float = 0.0,
    lumbar_deg: float = 0.0,
    foot_height: float = 0.6,
    foot_distance: float = 0.5,
) -> Sample:
    """Return an instant of the hinged hold; a turn of ``None`` has no neutral yet."""
    signals = {
        "stance_right": float(stance is Side.RIGHT),
        "foot_height_ratio": foot_height,
        "foot_distance_ratio": foot_distance,
    }
    measures: dict[str, Measure] = {"hinge_deg": estimate(75.0)}
    if turn_deg is not None:
        signals["turn_deg"] = turn_deg
        measures |= {
            "pelvis_rotation_deg": estimate(turn_deg),
            "pelvis_roll_deg": estimate(0.5 * turn_deg),
            f"hip_rotation_{stance}_deg": estimate(-0.5 * turn_deg),
            "spine_twist_deg": estimate(twist_deg),
            "lumbar_flexion_deg": estimate(lumbar_deg),
        }
    return Sample(t_s, Posture.HINGED, view, Quality(1.0), measures, signals)


def in_posture(t_s: float, posture: Posture, view: View = View.FRONT) -> Sample:
    """Return an instant in which only the posture is known."""
    return Sample(t_s, posture, view, Quality(1.0))


def mirrored_sample(sample: Sample) -> Sample:
    """Exchange left and right in the names and in the facts of one instant."""
    exchange = {"left": "right", "right": "left"}

    def name(text: str) -> str:
        return "_".join(exchange.get(word, word) for word in text.split("_"))

    one_minus = ("stance_right", "near_right")
    signals = {
        (key if key in one_minus else name(key)): (1.0 - value if key in one_minus else value)
        for key, value in sample.signals.items()
    }
    view = View(exchange.get(sample.view.value, sample.view.value))
    measures = {name(key): value for key, value in sample.measures.items()}
    return replace(sample, view=view, measures=measures, signals=signals)


def run(
    step: Callable[[S, Sample], tuple[S, tuple[E, ...]]], state: S, samples: Iterable[Sample]
) -> tuple[S, list[E]]:
    """Feed a machine and collect its events."""
    events: list[E] = []
    for sample in samples:
        state, more = step(state, sample)
        events.extend(more)
    return state, events
