"""People who do a drill, as poses over time, and an observer that watches them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import all_fours, hinged, pose, shaken, standing
from vision.angles.features import BLOCKS
from vision.angles.model import Answer, Answers
from vision.angles.reading import ALL_FOURS_SIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vision.body.view import Sector
    from vision.datatypes import Pose, Posture, Sample, Side
    from vision.observer import Observer

    Joints = dict[str, np.ndarray]

FPS = 30.0


def watch(observer: Observer, poses: Iterable[Pose]) -> list[Sample]:
    return [observer.observe(p, p.t_s).sample for p in poses]


def film(
    joints_at: Callable[[float], Joints],
    duration_s: float,
    *,
    yaw_deg: float = 0.0,
    start_s: float = 0.0,
    fps: float = FPS,
    noise_m: float = 0.0,
    centre_px: tuple[float, float] | None = None,
) -> list[Pose]:
    rng = np.random.default_rng(5)
    return [
        shaken(
            pose(joints_at(t), yaw_deg=yaw_deg, t_s=float(start_s + t), centre_px=centre_px),
            rng,
            noise_m,
        )
        for t in times_s(duration_s, fps)
    ]


def aeroplane(
    stance: Side, femur: Curve, *, yaw_deg: float = 0.0, noise_m: float = 0.0, fps: float = FPS
) -> list[Pose]:
    """Stand for 1.5 s, hinge within a second, hold, turn about the stance femur."""
    stand = film(lambda _: standing(), 1.5, yaw_deg=yaw_deg, noise_m=noise_m, fps=fps)
    down = film(
        lambda t: hinged(stance, hinge_deg=75 * min(1.0, t)),
        1.0,
        yaw_deg=yaw_deg,
        start_s=1.5,
        noise_m=noise_m,
        fps=fps,
    )
    turns = film(
        lambda t: hinged(stance, femur_deg=femur(t)),
        femur.duration_s,
        yaw_deg=yaw_deg,
        start_s=2.5,
        noise_m=noise_m,
        fps=fps,
    )
    return stand + down + turns


def signal(samples: list[Sample], name: str) -> np.ndarray:
    return np.array([sample.signals.get(name, math.nan) for sample in samples])


# ---- all fours


def kneel(
    joints_at: Callable[[float], Joints], duration_s: float, yaw_deg: float = -90.0
) -> list[Pose]:
    """Two quiet seconds on all fours, then the movement."""
    start = film(lambda _: all_fours(), 2.0, yaw_deg=yaw_deg)
    return start + film(joints_at, duration_s, yaw_deg=yaw_deg, start_s=2.0)


def rocking(t_s: float) -> Joints:
    """Rest for 1.5 s, rock back within a second, stay there."""
    return all_fours(rock_deg=30.0 * min(1.0, max(0.0, t_s - 1.5)))


OPEN_THEN_CLOSED = out_and_back([30, -20])


class ContourModel:
    """Answers every question with the change of the back's contour, which features carry."""

    names = (
        *("lumbar_flexion_deg", "side_bend_deg", "spine_twist_deg", "hinge_deg"),
        *("pelvis_rotation_deg", "pelvis_roll_deg", "pelvis_lift_deg", "knee_width_ratio"),
        *("hip_opening_deg", "hip_flexion_deg", "hip_abduction_deg"),
        *(f"{j}_{w}_deg" for j in ALL_FOURS_SIDED for w in ("near", "far")),
    )

    def __call__(self, _posture: Posture, features: np.ndarray, sector: Sector) -> Answers:
        self.sector = sector
        change_deg = float(features[BLOCKS["contour"]][0]) * 30.0
        return Answers({n: Answer(change_deg, 0.5) for n in self.names}, 0.0, False, 0.0)
