"""A person in OpenGL: one skinned mesh and its shadows, however it is coloured."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..people.mesh import PosedNormals
from ..people.skinning import HangingSkin, Skin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..people.person import Person
    from ..rotations import BoolArray, FloatArray, IntArray

#: Cells (m) whose vertices are merged for the shadow of the key light and for those of the sky.
_FINE_CELL_M, _COARSE_CELL_M = 0.016, 0.032


class FigureMesh(NamedTuple):
    """Everything that is skinned: the person and what they wear.

    Attributes
    ----------
    rest_m
        (n, 3), rest positions.
    weights
        (n, n_bones), skin weights.
    faces
        (m, 3), vertex indices.
    drawn
        (n,), whether a vertex may throw a shadow.
    cloth
        (n,), how much a vertex is cloth of the trunk, 0..1.
    """

    rest_m: FloatArray
    weights: FloatArray
    faces: IntArray
    drawn: BoolArray
    cloth: FloatArray


class _ShadowMesh(NamedTuple):
    """A simplified copy: which skinned vertices it uses, its buffer and its vertex array."""

    rows: IntArray
    buffer: Any
    vertex_array: Any


class Figure(ABC):
    """A person, ready to be posed and drawn.

    Attributes
    ----------
    two_sided
        Whether faces are drawn from behind too (open cloth).
    """

    two_sided = False

    def __init__(self, context: Any, person: Person, mesh: FigureMesh, depth_program: Any) -> None:
        self._context = context
        self._person = person
        self._mesh = mesh
        self._normals = PosedNormals(mesh.rest_m, mesh.faces)
        self._fine = self._shadow_mesh(_FINE_CELL_M, depth_program)
        self._coarse = self._shadow_mesh(_COARSE_CELL_M, depth_program)

    def skin(self) -> Callable[[FloatArray], FloatArray]:
        """Return the skinning: from bone matrices (n_bones, 3, 4) to posed vertices (n, 3)."""
        person, mesh = self._person, self._mesh
        parents, share = person.skeleton.parents, person.dual_quaternion_share
        skin = Skin(mesh.rest_m, mesh.weights, parents, share)
        if not person.warp.hang_m:
            return skin
        return HangingSkin(skin, self._normals, person.warp.hang_m * mesh.cloth)

    def pose(self, vertices_m: FloatArray) -> None:
        """Upload posed vertices (n, 3)."""
        self._upload(vertices_m, self._normals(vertices_m))
        for mesh in (self._fine, self._coarse):
            mesh.buffer.write(vertices_m[mesh.rows].astype("f4").tobytes())

    def outline_points(self, vertices_m: FloatArray) -> FloatArray:
        """Return enough of the posed vertices, (k, 3), to bound the figure."""
        chosen: FloatArray = vertices_m[self._fine.rows]
        return chosen

    def shadow_points(self, vertices_m: FloatArray) -> FloatArray:
        """Return enough of the posed vertices, (k, 3), to bound the shadow."""
        chosen: FloatArray = vertices_m[self._coarse.rows]
        return chosen

    def draw_fine_shadow(self) -> None:
        """Draw depth, with about 1.6 cm of detail."""
        self._fine.vertex_array.render()

    def draw_coarse_shadow(self) -> None:
        """Draw depth, with about 3.2 cm of detail."""
        self._coarse.vertex_array.render()

    @abstractmethod
    def draw(self, uniforms: Mapping[str, Any]) -> None:
        """Draw all parts with the lit programs."""

    @abstractmethod
    def _upload(self, vertices_m: FloatArray, normals: FloatArray) -> None:
        """Write positions and normals (n, 3) to the buffers of the parts."""

    def _shadow_mesh(self, cell_m: float, depth_program: Any) -> _ShadowMesh:
        """Merge the vertices of each grid cell."""
        mesh = self._mesh
        cell = np.floor(mesh.rest_m / cell_m).astype(np.int64)
        key = (cell[:, 0] * 4096 + cell[:, 1]) * 4096 + cell[:, 2]
        _, rows, merged = np.unique(key, return_index=True, return_inverse=True)
        faces = merged.ravel()[mesh.faces[mesh.drawn[mesh.faces].all(1)]]
        a, b, c = faces.T
        faces = faces[(a != b) & (b != c) & (a != c)]
        faces = np.ascontiguousarray(np.unique(np.sort(faces, 1), axis=0).astype("i4"))
        buffer = self._context.buffer(reserve=len(rows) * 12, dynamic=True)
        vertex_array = self._context.vertex_array(
            depth_program, [(buffer, "3f", "in_pos")], self._context.buffer(faces.tobytes())
        )
        return _ShadowMesh(rows, buffer, vertex_array)


def make_figure(context: Any, person: Person, depth_program: Any) -> Figure:
    """Make the figure of a person of either family.

    Parameters
    ----------
    context
        Of OpenGL, from `opengl.create_context`.
    person
        To be drawn.
    depth_program
        Draws the shadow maps, see `lighting.Lighting.depth_program`.

    Raises
    ------
    TypeError
        For a person of neither family.
    """
    from ..people.gltf import GltfPerson
    from ..people.parametric import ParametricPerson
    from .dressed import DressedFigure
    from .textured import TexturedFigure

    if isinstance(person, GltfPerson):
        return TexturedFigure(context, person, depth_program)
    if isinstance(person, ParametricPerson):
        return DressedFigure(context, person, depth_program)
    raise TypeError(f"no figure for a {type(person).__name__}")
