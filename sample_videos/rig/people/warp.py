"""New people from one: a smooth deformation of a resting mesh together with its joints.

Proportions, depth and lean move skin and joints alike, so a limb still bends where it should.
Shifts of joints and fat then move the two relative to each other: makers of bodies, and people,
differ by some centimetres in where a hip is under the skin. The truth of a clip is still what the
bones say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..conventions import SIDES, Side
from .mesh import smoothstep, welded_normals

if TYPE_CHECKING:
    from ..rotations import FloatArray
    from .rest import Rest

_ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
_PELVIS_BONES = ("root", "pelvis", "spine05", "upperleg01")
#: Width (m) of the zone in which one length ratio passes into the next.
_BEND_M = 0.015


@dataclass(frozen=True)
class Warp:
    """Deformation of one person; the defaults change nothing.

    Attributes
    ----------
    leg, trunk, arm
        Ratios of lengths.
    hip_width, hip_depth, shoulder_width, chest_depth
        Ratios.
    belly_m
        Bulge of the belly.
    lean_deg
        Lean of the shoulders over the pelvis in the rest pose, forward +.
    hip_back_m, hip_up_m, knee_back_m, shoulder_back_m, shoulder_up_m
        How far joint centres move inside the skin.
    trunk_fat_m, hip_fat_m, thigh_fat_m, arm_fat_m
        How far skin is pushed out along its normals.
    loose_m
        Distance of the trunk's cloth from the body, all round.
    hang_m
        How far the trunk's cloth hangs where it faces down (in posing).
    """

    leg: float = 1.0
    trunk: float = 1.0
    arm: float = 1.0
    hip_width: float = 1.0
    hip_depth: float = 1.0
    shoulder_width: float = 1.0
    chest_depth: float = 1.0
    belly_m: float = 0.0
    lean_deg: float = 0.0
    hip_back_m: float = 0.0
    hip_up_m: float = 0.0
    knee_back_m: float = 0.0
    shoulder_back_m: float = 0.0
    shoulder_up_m: float = 0.0
    trunk_fat_m: float = 0.0
    hip_fat_m: float = 0.0
    thigh_fat_m: float = 0.0
    arm_fat_m: float = 0.0
    loose_m: float = 0.0
    hang_m: float = 0.0


def random_warp(rng: np.random.Generator, size: float = 1.0) -> Warp:
    """Draw a warp; one person in two wears loose cloth.

    Parameters
    ----------
    rng
        Source of the draws.
    size
        1 spreads proportions about as adults differ, and joints by 2 cm; 0 changes nothing.
    """

    def ratio(spread: float) -> float:
        return float(1 + size * rng.uniform(-spread, spread))

    def shift(most: float) -> float:
        return float(size * rng.uniform(-most, most))

    def more(most: float) -> float:
        return float(size * rng.uniform(0, most))

    loose = rng.random() < 0.5
    return Warp(
        leg=ratio(0.08),
        trunk=ratio(0.08),
        arm=ratio(0.08),
        hip_width=ratio(0.12),
        hip_depth=ratio(0.15),
        shoulder_width=ratio(0.10),
        chest_depth=ratio(0.15),
        belly_m=more(0.05),
        lean_deg=shift(8.0),
        hip_back_m=shift(0.02),
        hip_up_m=shift(0.02),
        knee_back_m=shift(0.015),
        shoulder_back_m=shift(0.02),
        shoulder_up_m=shift(0.015),
        trunk_fat_m=more(0.02),
        hip_fat_m=more(0.02),
        thigh_fat_m=more(0.015),
        arm_fat_m=more(0.008),
        loose_m=more(0.012) if loose else 0.0,
        hang_m=more(0.06) if loose else 0.0,
    )


def warped(rest: Rest, warp: Warp) -> Rest:
    """Return a mesh with its bones after a warp, soles still at z = 0.

    Parameters
    ----------
    rest
        The mesh before; not changed.
    warp
        What to change.
    """
    if warp == Warp():
        return rest
    shape = _Shape(rest, warp)
    of_arm = rest.group_weight(lambda label: label.startswith(_ARM_BONES))
    vertices_m = shape.moved(rest.vertices_m, of_arm)
    vertices_m = vertices_m + _fat_m(rest, warp)[:, None] * welded_normals(vertices_m, rest.faces)
    vertices_m[:, 1] -= shape.belly_m(rest.vertices_m, of_arm)
    bone_of_arm = np.array([float(label.startswith(_ARM_BONES)) for label in rest.labels])
    heads_m = shape.moved(rest.heads_m, bone_of_arm)
    for label, offset_m in _joint_shifts_m(warp).items():
        heads_m[[name.startswith(label) for name in rest.labels]] += offset_m
    return replace(rest, vertices_m=vertices_m, heads_m=heads_m)


def cloth_weight(rest_weights: FloatArray, labels: tuple[str, ...]) -> FloatArray:
    """Return how much each vertex is cloth of the trunk, (n,), 0..1.

    Parameters
    ----------
    rest_weights
        (n, n_bones), skin weights.
    labels
        Bone names.
    """
    columns = [label.startswith(("root", "pelvis", "spine")) for label in labels]
    return smoothstep(0.3, 0.9, rest_weights[:, columns].sum(1))


def _joint_shifts_m(warp: Warp) -> dict[str, FloatArray]:
    """Return the offset (3,) of heads by the bones whose heads mark a joint."""
    return {
        "upperleg": np.array([0, warp.hip_back_m, warp.hip_up_m]),
        "lowerleg": np.array([0, warp.knee_back_m, 0]),
        "upperarm": np.array([0, warp.shoulder_back_m, warp.shoulder_up_m]),
    }


def _fat_m(rest: Rest, warp: Warp) -> FloatArray:
    """Return the distance (n,) by which the skin is pushed out."""
    arm = rest.group_weight(lambda label: label.startswith(("upperarm", "lowerarm")))
    thigh = rest.group_weight(lambda label: label.startswith("upperleg"))
    hip = rest.group_weight(lambda label: label.startswith(_PELVIS_BONES))
    trunk = rest.group_weight(lambda label: label.startswith("spine"))
    pushed: FloatArray = (
        warp.arm_fat_m * arm
        + warp.thigh_fat_m * thigh
        + warp.hip_fat_m * hip
        + warp.trunk_fat_m * trunk
        + warp.loose_m * cloth_weight(rest.weights, rest.labels)
    )
    return pushed


class _Shape:
    """The displacements of one warp on one person."""

    def __init__(self, rest: Rest, warp: Warp) -> None:
        self._warp = warp
        self._stature_m = rest.stature_m
        hips = [rest.head_m(f"upperleg01.{side}") for side in SIDES]
        self._hip_m = np.mean(hips, axis=0)
        self._neck_z_m = float(rest.head_m("neck01")[2])
        self._thorax_m = rest.head_m("spine01")
        self._shoulder_m = {side: rest.head_m(f"upperarm01.{side}") for side in SIDES}
        self._wrist_m = {side: rest.head_m(f"wrist.{side}") for side in SIDES}

    def moved(self, points_m: FloatArray, of_arm: FloatArray) -> FloatArray:
        """Return points (n, 3) after the warp; `of_arm` (n,) is the arm's share of each, 0..1."""
        trunk_m = self._body(points_m)
        arm_m = np.where(points_m[:, :1] > 0, self._arm(points_m, "L"), self._arm(points_m, "R"))
        share = of_arm[:, None]
        return (1 - share) * trunk_m + share * arm_m

    def belly_m(self, points_m: FloatArray, of_arm: FloatArray) -> FloatArray:
        """Return the forward bulge (n,) of the front of the belly."""
        height_m = self._hip_m[2] + 0.35 * (self._neck_z_m - self._hip_m[2])
        around = _bump(points_m[:, 2], height_m, 0.055 * self._stature_m)
        around *= _bump(points_m[:, 0], 0.0, 0.07 * self._stature_m)
        ahead = smoothstep(0.0, -0.05 * self._stature_m, points_m[:, 1] - self._hip_m[1])
        bulge: FloatArray = self._warp.belly_m * around * ahead * (1 - of_arm)
        return bulge

    def _body(self, points_m: FloatArray) -> FloatArray:
        """Move everything but the arms: widths and depths first, then lengths, then lean."""
        warp, stature_m = self._warp, self._stature_m
        x, y, z = points_m.T
        hips = _bump(z, self._hip_m[2], 0.10 * stature_m)
        chest = _bump(z, self._thorax_m[2], 0.06 * stature_m)
        shoulder_x_m, _, shoulder_z_m = self._shoulder_m["L"]
        outside = smoothstep(0.03 * stature_m, 0.09 * stature_m, np.abs(x))
        level = _bump(z, shoulder_z_m, 0.07 * stature_m)
        level = level * smoothstep(0.10 * stature_m, 0.03 * stature_m, z - shoulder_z_m)
        wider_m = (warp.shoulder_width - 1) * shoulder_x_m * outside * level
        x = x * (1 + (warp.hip_width - 1) * hips) + np.sign(x) * wider_m
        y = y + (warp.hip_depth - 1) * hips * (y - self._hip_m[1])
        y = y + (warp.chest_depth - 1) * chest * (y - self._thorax_m[1])
        above_hip_m = _ramp(z - self._hip_m[2])
        above_neck_m = _ramp(z - self._neck_z_m)
        along_trunk_m = above_hip_m - above_neck_m
        below_hip_m = z - above_hip_m
        y = y - np.tan(np.radians(warp.lean_deg)) * warp.trunk * along_trunk_m
        z = warp.leg * below_hip_m + warp.trunk * along_trunk_m + above_neck_m
        return np.stack([x, y, z], 1)

    def _arm(self, points_m: FloatArray, side: Side) -> FloatArray:
        """Carry an arm along with its shoulder, and stretch it between shoulder and wrist."""
        shoulder_m, to_wrist_m = (
            self._shoulder_m[side],
            self._wrist_m[side] - self._shoulder_m[side],
        )
        length_m = float(np.linalg.norm(to_wrist_m))
        along = to_wrist_m / length_m
        reach_m = np.clip((points_m - shoulder_m) @ along, 0, length_m)
        carried_m = self._body(shoulder_m[None])[0] - shoulder_m
        moved: FloatArray = points_m + carried_m + (self._warp.arm - 1) * reach_m[:, None] * along
        return moved


def _bump(x: FloatArray, centre: float, width: float) -> FloatArray:
    """Return a bell curve of height 1."""
    bell: FloatArray = np.exp(-0.5 * ((x - centre) / width) ** 2)
    return bell


def _ramp(x_m: FloatArray) -> FloatArray:
    """Return a smooth max(x, 0)."""
    ramp: FloatArray = _BEND_M * np.logaddexp(0, x_m / _BEND_M)
    return ramp
