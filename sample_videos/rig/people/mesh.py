"""Small helpers for meshes: normals, neighbours to smooth with, noise (needs scipy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.ndimage import map_coordinates

from ..rotations import unit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ..rotations import FloatArray, IntArray


#: Vertices nearer to each other than this (m) are at the same place.
_SAME_PLACE_M = 1e-5


def smoothstep(start: float, end: float, x: ArrayLike) -> FloatArray:
    """Return a cubic course from 0 to 1.

    Parameters
    ----------
    start, end
        Where it is 0 and where it is 1; `start` may be the larger.
    x
        Array of any shape.
    """
    t = np.clip((np.asarray(x, dtype=float) - start) / (end - start), 0, 1)
    eased: FloatArray = t * t * (3 - 2 * t)
    return eased


def vertex_normals(vertices_m: FloatArray, faces: IntArray) -> FloatArray:
    """Return area-weighted unit normals (n, 3).

    Parameters
    ----------
    vertices_m
        (n, 3).
    faces
        (m, 3), vertex indices.
    """
    first, second, third = (vertices_m[faces[:, k]] for k in range(3))
    face_normals = np.cross(second - first, third - first)
    normals = np.zeros_like(vertices_m)
    for k in range(3):
        np.add.at(normals, faces[:, k], face_normals)
    return unit(normals)


def welded_normals(vertices_m: FloatArray, faces: IntArray) -> FloatArray:
    """Return area-weighted unit normals (n, 3), the same for vertices at the same place.

    So there is no edge in the shading where a texture has a seam.

    Parameters
    ----------
    vertices_m
        (n, 3).
    faces
        (m, 3), vertex indices.
    """
    unique_m, number = _weld(vertices_m)
    return vertex_normals(unique_m, number[faces])[number]


def _weld(vertices_m: FloatArray) -> tuple[FloatArray, IntArray]:
    """Merge vertices (n, 3) at the same place: places (k, 3) and each vertex's place (n,)."""
    key = np.round(vertices_m / _SAME_PLACE_M).astype(np.int64)
    _, first, number = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return vertices_m[first], number.ravel()


class PosedNormals:
    """Area-weighted unit normals of one mesh in any pose.

    Parameters
    ----------
    rest_m
        (n, 3), rest positions; vertices at the same place share their normal.
    faces
        (m, 3), vertex indices.
    """

    def __init__(self, rest_m: FloatArray, faces: IntArray) -> None:
        unique_m, self._number = _weld(rest_m)
        self._faces = faces
        corners = self._number[faces.T.ravel()]
        face_number = np.tile(np.arange(len(faces)), 3)
        self._faces_of_place = sp.csr_matrix(
            (np.ones(len(corners)), (corners, face_number)), shape=(len(unique_m), len(faces))
        )

    def __call__(self, vertices_m: FloatArray) -> FloatArray:
        """Return unit normals (n, 3) of posed vertices (n, 3)."""
        first = vertices_m[self._faces[:, 0]]
        second, third = (vertices_m[self._faces[:, k]] - first for k in (1, 2))
        normals = unit(self._faces_of_place @ np.cross(second, third))
        spread: FloatArray = normals[self._number]
        return spread


def neighbour_average(faces: IntArray, n_vertices: int) -> sp.csr_matrix:
    """Return the sparse matrix (n, n) that replaces each vertex by the mean of its neighbours.

    Parameters
    ----------
    faces
        (m, 3), vertex indices; neighbours share an edge.
    n_vertices
        Of the mesh.
    """
    start = np.concatenate([faces[:, 0], faces[:, 1], faces[:, 2]])
    end = np.concatenate([faces[:, 1], faces[:, 2], faces[:, 0]])
    links = sp.coo_matrix((np.ones(len(start)), (start, end)), shape=(n_vertices, n_vertices))
    links = links.tocsr()
    symmetric = ((links + links.T) > 0).astype(float)
    counts = np.asarray(symmetric.sum(1)).ravel()
    return sp.csr_matrix(sp.diags(1 / np.maximum(counts, 1)) @ symmetric)


def value_noise(
    points_m: FloatArray, feature_m: float, seed: int = 0, octaves: int = 1
) -> FloatArray:
    """Return noise (n,) from -1 to 1.

    Parameters
    ----------
    points_m
        (n, 3), where it is wanted.
    feature_m
        Size of its features.
    seed
        Of the noise.
    octaves
        Layers, each with half the size and half the weight of the one before.
    """
    rng = np.random.default_rng(seed)
    total, weight, weights = np.zeros(len(points_m)), 1.0, 0.0
    for _ in range(octaves):
        grid = rng.uniform(-1, 1, (32, 32, 32))
        where = (points_m.T / feature_m) % 32
        total = total + weight * map_coordinates(grid, where, order=1, mode="grid-wrap")
        weights += weight
        weight *= 0.5
        feature_m *= 0.5
    return total / weights
