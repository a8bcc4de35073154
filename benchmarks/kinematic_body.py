"""A body of rigid bones fitted to the landmarks of every frame. Numpy only.

The body has a free pelvis (6), a lumbar joint (3), hips (3 each), knees (1 each) and a rigid
shoulder line on the thorax. Its bone lengths are learnt from the first seconds; a pinhole camera
of 60 deg sees it, whatever the true one is. Joint limits, the planted stance foot (aeroplane) or
knees (all fours), the picture's points weighted by their visibility, the world landmarks as a weak
prior and the frame before are weighed in damped least squares (Levenberg and Marquardt),
warm-started frame by frame. Angles are Grood and Suntay's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from drills.events import Drill
from sample_videos.rig.truth import open_angles_deg
from vision.body import body_size_px
from vision.datatypes import Side
from vision.geometry import angle_between_deg, segment_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Vector = NDArray[np.float64]

POINTS = [11, 12, 23, 24, 25, 26, 27, 28]
"""Landmarks of the joints: shoulders, hips, knees, ankles, left before right."""
VERTICAL_FOV_DEG = 60.0
BEND_AT = 0.38
"""Where the one lumbar joint lies between mid-hip and mid-shoulder (spread over L5 to T8)."""
LEARN_S = 2.0
ROTATION, PLACE, LUMBAR = slice(0, 3), slice(3, 6), slice(6, 9)
HIPS, KNEES, N_POSE = (slice(9, 12), slice(12, 15)), (15, 16), 17
LIMITS = np.radians(
    [(-35, 60), (-30, 30), (-40, 40), *[(-25, 140), (-35, 65), (-50, 50)] * 2, *[(-5, 155)] * 2]
).T
"""Least and greatest lumbar flexion, bend and twist, hip flexion, abduction and rotation, knee."""
REST_DEG = np.array([6.0, 4.0, 6.0, *[1e3, 30.0, 25.0] * 2, 1e3, 1e3])
"""How far joints stray from 0 (standard deviation)."""
PICTURE, WORLD_M, CONTACT_M = 0.05, np.array([0.15, 0.15, 0.25]), 0.02
"""Standard deviations: visible points in body sizes, world landmarks, what is planted."""
LENGTH_SHARE, FOOT_TURN, LIMIT_DEG, FLOOR_M = 0.08, 0.10, 3.0, 0.03
RATE = np.array([*[np.radians(400)] * 3, *[4.0] * 3, *[np.radians(400)] * 11])
"""How fast each coordinate moves (standard deviation, a second)."""


# ---------------------------------------------------------------- the body


@dataclass(frozen=True, eq=False)
class Bodies:
    """Joints (n, 8, 3) in camera metres (x right, y down, z away) and frames (n, 3, 3)."""

    joints_m: Vector
    pelvis: Vector
    femora: tuple[Vector, Vector]
    shanks: tuple[Vector, Vector]


def turn(axis: int, angle: Vector) -> Vector:
    """Return rotations (n, 3, 3) about a coordinate axis by ``angle`` (n,) rad."""
    rotation = np.zeros((len(angle), 3, 3))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    rotation[:, axis, axis] = 1.0
    rotation[:, first, first] = rotation[:, second, second] = np.cos(angle)
    rotation[:, second, first] = np.sin(angle)
    rotation[:, first, second] = -rotation[:, second, first]
    return rotation


def bodies(q: Vector, base: Vector, lengths_m: Vector) -> Bodies:
    """Pose n bodies.

    Parameters
    ----------
    q
        (n, 17) coordinates in rad and m; the pelvis turns from ``base`` (3, 3) about x, y and z.
    lengths_m
        (n, 5) trunk, thigh, shank, half the hip line, half the shoulder line.
    """
    trunk, thigh, shank, hip, shoulder = lengths_m.T[:, :, None]
    pelvis = turn(0, q[:, 0]) @ turn(1, q[:, 1]) @ turn(2, q[:, 2]) @ base
    bend = q[:, LUMBAR]
    thorax = pelvis @ turn(2, -bend[:, 0]) @ turn(0, bend[:, 1]) @ turn(1, bend[:, 2])
    middle = q[:, PLACE]
    neck = middle + trunk * (BEND_AT * pelvis[:, :, 1] + (1 - BEND_AT) * thorax[:, :, 1])
    joints, femora, shanks = [], [], []
    for sign, at, knee_at in zip((-1.0, 1.0), HIPS, KNEES, strict=True):
        flexion, abduction, internal = q[:, at].T
        femur = pelvis @ turn(2, flexion) @ turn(0, -sign * abduction) @ turn(1, sign * internal)
        lower = femur @ turn(2, -q[:, knee_at])
        hip_m = middle + sign * hip * pelvis[:, :, 2]
        knee_m = hip_m - thigh * femur[:, :, 1]
        shoulder_m = neck + sign * shoulder * thorax[:, :, 2]
        ankle_m = knee_m - shank * lower[:, :, 1]
        joints.append([shoulder_m, hip_m, knee_m, ankle_m])
        femora.append(femur)
        shanks.append(lower)
    ordered = [joints[side][joint] for joint in range(4) for side in range(2)]
    return Bodies(np.stack(ordered, axis=1), pelvis, (femora[0], femora[1]), (shanks[0], shanks[1]))


def project_px(joints_m: Vector, size_px: tuple[int, int]) -> Vector:
    """Return where points (..., 3) are seen by the assumed camera, (..., 2)."""
    focal_px = size_px[1] / 2 / np.tan(np.radians(VERTICAL_FOV_DEG) / 2)
    seen: Vector = focal_px * joints_m[..., :2] / np.maximum(joints_m[..., 2:], 0.2)
    return seen + np.array(size_px) / 2


# ---------------------------------------------------------------- the fit


@dataclass(frozen=True, eq=False)
class Planted:
    """What stays where it was at neutral: joints by index, and the turn of the stance shank."""

    joints: tuple[int, ...]
    places_m: Vector
    shank: int | None = None
    shank_right: Vector | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted frame: coordinates, and the pelvis that they turn from."""

    q: Vector
    base: Vector
    lengths_m: Vector

    @property
    def body(self) -> Bodies:
        """The body alone in its arrays."""
        return bodies(self.q[None], self.base, self.lengths_m[None])


def first_guess(pose: Pose) -> Fit:
    """Read a body off the world landmarks."""
    world = pose.world_m[POINTS]
    trunk = (world[0] + world[1] - world[2] - world[3]) / 2
    pelvis = segment_frame(trunk, world[3] - world[2])
    size_m = float(np.sqrt(((world - world.mean(axis=0)) ** 2).sum(axis=1).mean()))
    focal_px = pose.size_px[1] / 2 / np.tan(np.radians(VERTICAL_FOV_DEG) / 2)
    depth_m = focal_px * size_m / body_size_px(pose)
    middle_px = pose.landmarks_px[[23, 24]].mean(axis=0) - np.array(pose.size_px) / 2
    q = np.zeros(N_POSE)
    q[PLACE] = [*(middle_px / focal_px * depth_m), depth_m]
    for side, sign in enumerate((-1.0, 1.0)):
        hip, knee, ankle = world[2 + side], world[4 + side], world[6 + side]
        x, y, z = pelvis.T @ (hip - knee) / np.linalg.norm(hip - knee)
        q[HIPS[side]] = [np.arctan2(-x, y), -sign * np.arcsin(np.clip(z, -1.0, 1.0)), 0.0]
        q[KNEES[side]] = np.radians(angle_between_deg(hip - knee, knee - ankle))
    thigh, shank = (
        (np.linalg.norm(world[i] - world[i + 2]) + np.linalg.norm(world[i + 1] - world[i + 3])) / 2
        for i in (2, 4)
    )
    widths = [np.linalg.norm(world[i + 1] - world[i]) / 2 for i in (2, 0)]
    return Fit(q, pelvis, np.array([np.linalg.norm(trunk), thigh, shank, *widths]))


def fit(
    pose: Pose,
    start: Fit,
    *,
    step_s: float | None = None,
    planted: Planted | None = None,
    kneeling: bool = False,
    learn: bool = False,
    rounds: int = 6,
) -> Fit:
    """Fit the body to a pose.

    Parameters
    ----------
    start
        Where to begin, and with ``step_s`` also what was so long before.
    kneeling
        Whether both knees lie on a floor that is level in the picture.
    learn
        Whether the bone lengths may change, too.
    """
    size_px = body_size_px(pose)
    trust = np.clip(pose.visibility[POINTS], 0.1, 1.0)[:, None] / PICTURE
    world_m = pose.world_m[POINTS] - pose.world_m[[23, 24]].mean(axis=0)
    before = start.q.copy()

    def residuals(x: Vector) -> Vector:
        q, lengths_m = x[:, :N_POSE], start.lengths_m * np.exp(x[:, N_POSE:])
        body = bodies(q, start.base, lengths_m)
        seen = (project_px(body.joints_m, pose.size_px) - pose.landmarks_px[POINTS]) / size_px
        middle = body.joints_m[:, 2:4].mean(axis=1, keepdims=True)
        angles = q[:, LUMBAR.start :]
        beyond = np.maximum(angles - LIMITS[1], 0.0) + np.minimum(angles - LIMITS[0], 0.0)
        parts = [
            (seen * trust).reshape(len(x), -1),
            ((body.joints_m - middle - world_m) / WORLD_M).reshape(len(x), -1),
            beyond / np.radians(LIMIT_DEG),
            angles / np.radians(REST_DEG),
            x[:, N_POSE:] / LENGTH_SHARE,
        ]
        if kneeling:  # on a level floor
            parts.append((body.joints_m[:, 4, 1:2] - body.joints_m[:, 5, 1:2]) / FLOOR_M)
        if step_s is not None:
            parts.append((q - before) / (RATE * step_s))
        if planted is not None:
            moved = body.joints_m[:, list(planted.joints)] - planted.places_m
            parts.append(moved.reshape(len(x), -1) / CONTACT_M)
            if planted.shank is not None and planted.shank_right is not None:
                right = body.shanks[planted.shank][:, :, 2]
                parts.append((right - planted.shank_right) / FOOT_TURN)
        return np.concatenate(parts, axis=1)

    x0 = np.concatenate([before, np.zeros(5)])
    x = least_squares(residuals, x0, N_POSE + 5 * learn, rounds)
    solved = Fit(x[:N_POSE], start.base, start.lengths_m * np.exp(x[N_POSE:]))
    q = solved.q.copy()
    q[ROTATION] = 0.0  # small turns about the pelvis as it is now: no gimbal lock
    return Fit(q, solved.body.pelvis[0], solved.lengths_m)


def least_squares(
    residuals: Callable[[Vector], Vector], x: Vector, free: int, rounds: int
) -> Vector:
    """Minimise the squares of ``residuals`` ((n, all) to (n, m)) over the first ``free`` of x."""
    step, damping = 1e-5, 1e-3
    nudges = np.concatenate([np.zeros((1, len(x))), step * np.eye(len(x))[:free]])
    for _ in range(rounds):
        found = residuals(x + nudges)
        now, jacobian = found[0], (found[1:] - found[0]) / step
        normal = jacobian @ jacobian.T
        for _ in range(6):
            damped = normal + damping * np.diag(np.diag(normal))
            change = np.zeros(len(x))
            change[:free] = np.linalg.solve(damped, -jacobian @ now)
            after = residuals((x + change)[None])[0]
            if after @ after < now @ now:
                break
            damping *= 8.0
        else:
            return x
        x, damping = x + change, max(damping / 8.0, 1e-6)
        if now @ now - after @ after < 1e-4 * (now @ now):
            break
    return x


# ---------------------------------------------------------------- a clip


def follow(
    poses: Sequence[Pose | None], t_s: Vector, neutral: NDArray[np.bool_], side: Side, drill: Drill
) -> list[Fit | None]:
    """Fit every frame of a clip; from the end of its neutral on something is planted."""
    seen = [index for index, pose in enumerate(poses) if pose is not None]
    first = [index for index in seen if t_s[index] <= t_s[seen[0]] + LEARN_S][::3]
    kneeling = drill is not Drill.AEROPLANE
    lengths = [
        fit(pose, first_guess(pose), kneeling=kneeling, learn=True, rounds=25)
        for pose in _these(poses, first)
    ]
    lengths_m = np.exp(np.median([np.log(one.lengths_m) for one in lengths], axis=0))
    found: list[Fit | None] = [None] * len(poses)
    last: int | None = None
    planted = None
    for index in seen:
        pose, before = poses[index], None if last is None else found[last]
        assert pose is not None
        if before is None or last is None:
            guess = replace(first_guess(pose), lengths_m=lengths_m)
            found[index] = fit(pose, guess, kneeling=kneeling, rounds=25)
        else:
            step_s = float(t_s[index] - t_s[last])
            found[index] = fit(pose, before, step_s=step_s, planted=planted, kneeling=kneeling)
        last = index
        if planted is None and neutral[:index].any() and not neutral[index]:
            held = {i: one for i, one in enumerate(found) if neutral[i] and one is not None}
            planted = _plant(list(held.values()), side, drill) if held else None
            for i, one in held.items():  # so that the neutral is subject to the same
                there = poses[i]
                assert there is not None
                found[i] = fit(there, one, planted=planted, kneeling=kneeling)
    return found


def _these(poses: Sequence[Pose | None], chosen: Sequence[int]) -> list[Pose]:
    return [pose for pose in (poses[index] for index in chosen) if pose is not None]


def _plant(held: Sequence[Fit], side: Side, drill: Drill) -> Planted:
    """Plant the stance foot (its turn, too) or both knees where they were during the neutral."""
    joints_m = np.median([one.body.joints_m[0] for one in held], axis=0)
    if drill is not Drill.AEROPLANE:
        return Planted((4, 5), joints_m[[4, 5]])
    stance = int(side is Side.RIGHT)
    right = np.mean([one.body.shanks[stance][0, :, 2] for one in held], axis=0)
    return Planted((6 + stance,), joints_m[[6 + stance]], stance, right / np.linalg.norm(right))


def angles_deg(
    found: Sequence[Fit | None], neutral: NDArray[np.bool_], side: Side, drill: Drill, up: Vector
) -> dict[str, Vector]:
    """Return the courses under the names of docs/measures.md, (n,), NaN where there is no fit.

    ``side`` is the stance leg, the lifted leg or the side near the camera; ``up`` (3,) the vertical
    in the camera.
    """
    index, sign = int(side is Side.RIGHT), 1.0 if side is Side.RIGHT else -1.0
    held = [one for one in np.array(found, object)[neutral] if one is not None]
    rows = np.full((len(found), 11), np.nan)  # lumbar 3, hip 3, opened 3, hinge or width, lift
    if held:
        typical = held[len(held) // 2].body
        start = (typical.pelvis[0].T @ typical.femora[index][0], typical.pelvis[0][:, 2])
    for row, one in zip(rows, found, strict=True):
        if one is None or not held:
            continue
        body, angles = one.body, np.degrees(one.q)
        joints_m = body.joints_m[0]
        femur = body.pelvis[0].T @ body.femora[index][0]
        opened, rolled, whole = open_angles_deg(femur, start[0], "R" if index else "L")
        trunk = joints_m[:2].mean(axis=0) - joints_m[2:4].mean(axis=0)
        ratio = np.linalg.norm(joints_m[4] - joints_m[5]) / (2 * one.lengths_m[4])
        lift = angle_between_deg(body.pelvis[0][:, 2], start[1])
        hinge = angle_between_deg(trunk, up)
        place = hinge if drill is Drill.AEROPLANE else ratio
        row[:] = [*angles[LUMBAR], *angles[HIPS[index]], opened, rolled, whole, place, lift]
    zero = np.median(rows[neutral & np.isfinite(rows[:, 0])], axis=0) if held else np.zeros(11)
    lumbar, rotation = rows[:, :3] - zero[:3], rows[:, 5] - zero[5]
    return {
        "lumbar_flexion_deg": lumbar[:, 0],
        "side_bend_deg": lumbar[:, 1],
        "spine_twist_deg": sign * lumbar[:, 2],
        f"hip_flexion_{side}_deg": rows[:, 3],
        f"trunk_thigh_flexion_{side}_deg": rows[:, 3] + lumbar[:, 0],
        f"hip_abduction_{side}_deg": rows[:, 4],
        f"hip_rotation_{side}_deg": -rows[:, 6] if drill is Drill.AEROPLANE else rotation,
        "pelvis_roll_deg": rows[:, 7],
        "pelvis_rotation_deg": rows[:, 8],
        "hinge_deg": rows[:, 9],
        "knee_width_ratio": rows[:, 9],
        "pelvis_lift_deg": rows[:, 10],
    }
