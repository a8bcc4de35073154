"""Skinning: moves a mesh with its bones (needs scipy)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from ..rotations import quaternion
from .mesh import smoothstep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rotations import FloatArray, IntArray
    from .mesh import PosedNormals


@dataclass(frozen=True)
class ContactSkin:
    """Skin of the bare body, and the vertices that may touch the floor on all fours."""

    skin: Skin
    hands: IntArray
    feet: IntArray
    knees: IntArray


class Skin:
    """Blend of dual-quaternion and linear skinning.

    Linear blending alone collapses deeply bent hips, and dual quaternions alone make them bulge; 60
    % of dual quaternions looks right in both drills.

    Parameters
    ----------
    vertices_m
        (n, 3), rest positions.
    weights
        (n, n_bones), skin weights; rows sum to 1.
    parents
        Parent index per bone, -1 for the root.
    dual_quaternion_share
        0 (linear) to 1 (dual quaternions).
    smallest_weight
        Weights at or below this are dropped.
    """

    def __init__(
        self,
        vertices_m: FloatArray,
        weights: FloatArray,
        parents: Sequence[int],
        dual_quaternion_share: float = 0.6,
        smallest_weight: float = 1e-4,
    ) -> None:
        kept = np.where(weights > smallest_weight, weights, 0)
        self._weights = sp.csr_matrix(kept / kept.sum(1, keepdims=True))
        self._vertices_m = vertices_m
        self._parents = parents
        self._share = dual_quaternion_share

    def __call__(self, matrices: FloatArray) -> FloatArray:
        """Return the posed vertices (n, 3), metres, for bone matrices (n_bones, 3, 4)."""
        linear = self._linear(matrices)
        if not self._share:
            return linear
        return self._share * self._dual_quaternion(matrices) + (1 - self._share) * linear

    def _linear(self, matrices: FloatArray) -> FloatArray:
        blended = (self._weights @ matrices.reshape(len(matrices), 12)).reshape(-1, 3, 4)
        turned = np.einsum("nij,nj->ni", blended[:, :, :3], self._vertices_m)
        moved: FloatArray = turned + blended[:, :, 3]
        return moved

    def _dual_quaternion(self, matrices: FloatArray) -> FloatArray:
        blended = self._weights @ self._bone_dual_quaternions(matrices)
        blended /= np.linalg.norm(blended[:, :4], axis=1, keepdims=True)
        scalar, vector = blended[:, :1], blended[:, 1:4]
        dual_scalar, dual_vector = blended[:, 4:5], blended[:, 5:]
        inner = np.cross(vector, self._vertices_m) + scalar * self._vertices_m
        turned = self._vertices_m + 2 * np.cross(vector, inner)
        shift = scalar * dual_vector - dual_scalar * vector + np.cross(vector, dual_vector)
        moved: FloatArray = turned + 2 * shift
        return moved

    def _bone_dual_quaternions(self, matrices: FloatArray) -> FloatArray:
        """Return dual quaternions (n_bones, 8), each in the hemisphere of its parent's."""
        duals = np.zeros((len(matrices), 8))
        for bone, matrix in enumerate(matrices):
            q = quaternion(matrix[:, :3])
            parent = self._parents[bone]
            if parent >= 0 and q @ duals[parent, :4] < 0:
                q = -q
            duals[bone, :4] = q
            duals[bone, 4:] = 0.5 * _translation_times(matrix[:, 3], q)
        return duals


class HangingSkin:
    """Skin whose loose cloth hangs down where it faces down.

    Parameters
    ----------
    skin
        The skinning without the hang.
    normals
        Of the same mesh.
    hang_m
        (n,), how far a vertex hangs when it faces straight down; smooth over the mesh.
    """

    _FLOOR_M = 0.01
    _FACES_DOWN = (0.1, 0.9)

    def __init__(self, skin: Skin, normals: PosedNormals, hang_m: FloatArray) -> None:
        self._skin = skin
        self._normals = normals
        self._hang_m = hang_m

    def __call__(self, matrices: FloatArray) -> FloatArray:
        """Return the posed vertices (n, 3), metres, for bone matrices (n_bones, 3, 4)."""
        vertices_m = self._skin(matrices)
        down = smoothstep(*self._FACES_DOWN, -self._normals(vertices_m)[:, 2])
        height_m = vertices_m[:, 2]
        lowest_m = np.minimum(height_m, self._FLOOR_M)
        vertices_m[:, 2] = np.maximum(height_m - self._hang_m * down, lowest_m)
        return vertices_m


def _translation_times(t: FloatArray, q: FloatArray) -> FloatArray:
    """Return the quaternion product (0, t) q of a translation (3,) and a quaternion (4,)."""
    w, x, y, z = q
    return np.array(
        [
            -t[0] * x - t[1] * y - t[2] * z,
            t[0] * w + t[1] * z - t[2] * y,
            -t[0] * z + t[1] * w + t[2] * x,
            t[0] * y - t[1] * x + t[2] * w,
        ]
    )
