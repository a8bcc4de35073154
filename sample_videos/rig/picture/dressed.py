"""The person on the graphics card: skin, clothes and hair as one skinned mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from ..people.skinning import Skin
from ..rotations import unit
from . import opengl, shaders
from .clothing import GarmentFields, Shell, fabric_texture, garment_fields, make_shells
from .skin_paint import paint_skin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..people.parametric import Body
    from ..rotations import BoolArray, FloatArray, IntArray

_SKIN_TEXTURE_PX = 1024
#: Skin deeper than this inside a garment is not drawn, so that it cannot poke through (m).
_HIDDEN_DEPTH_M = 0.014
#: Vertices in the same cell are merged for the shadow of the key light and of the sky (m).
_FINE_CELL_M, _COARSE_CELL_M = 0.016, 0.032
_MATERIAL_ID = {"shirt": 1, "shorts": 2, "hair": 3}
_MATERIAL = {
    "skin": shaders.SKIN,
    "shorts": shaders.CLOTH,
    "shirt": shaders.CLOTH,
    "hair": shaders.HAIR,
}
_TEXTURE_UNIT = {
    "skin": opengl.UNIT_SKIN,
    "shirt": opengl.UNIT_SHIRT,
    "shorts": opengl.UNIT_SHORTS,
    "hair": opengl.UNIT_NOISE,
}


class _Part(NamedTuple):
    """Drawable part: rows of the skinned mesh (k,), attributes (k, 7) and faces (m, 3)."""

    name: str
    rows: IntArray
    attributes: FloatArray
    faces: IntArray


class _ShadowMesh(NamedTuple):
    """Simplified copy: which skinned vertices it uses, its buffer and its vertex array."""

    rows: IntArray
    buffer: Any
    vertex_array: Any


class Figure:
    """One dressed person.

    Attributes
    ----------
    rest_m : (n, 3) rest positions of body, clothes and hair
    """

    def __init__(self, context: Any, body: Body, depth_program: Any) -> None:
        self._context = context
        self._body = body
        garments = garment_fields(body)
        shells = make_shells(body, garments)
        self._join_meshes(body, shells)
        self._upload_parts([_skin_part(body, garments), *_shell_parts(body, shells)])
        drawn = np.concatenate(
            [np.ones(len(body.vertices_m), bool), *(s.inside_m > -0.004 for s in shells)]
        )
        self._fine = self._shadow_mesh(_FINE_CELL_M, drawn, depth_program)
        self._coarse = self._shadow_mesh(_COARSE_CELL_M, drawn, depth_program)
        self._make_textures()

    def skin(self) -> Skin:
        """Skinning of body, clothes and hair."""
        return Skin(self.rest_m, self._weights, self._body.skeleton.parents)

    def pose(self, vertices_m: FloatArray) -> None:
        """Upload posed vertices (n, 3)."""
        normals = self._vertex_normals(vertices_m)
        posed = np.concatenate([vertices_m, normals], 1).astype("f4")
        self._posed_buffer.write(posed[self._drawn_rows].tobytes())
        for mesh in (self._fine, self._coarse):
            mesh.buffer.write(vertices_m[mesh.rows].astype("f4").tobytes())

    def outline_points(self, vertices_m: FloatArray) -> FloatArray:
        """Fine selection (k, 3) of the posed vertices, enough for the figure's bounds."""
        chosen: FloatArray = vertices_m[self._fine.rows]
        return chosen

    def shadow_points(self, vertices_m: FloatArray) -> FloatArray:
        """Coarse selection (k, 3) of the posed vertices, enough for the shadow's bounds."""
        chosen: FloatArray = vertices_m[self._coarse.rows]
        return chosen

    def draw_fine_shadow(self) -> None:
        """Draw depth with about 1.6 cm of detail."""
        self._fine.vertex_array.render()

    def draw_coarse_shadow(self) -> None:
        """Draw depth with about 3.2 cm of detail."""
        self._coarse.vertex_array.render()

    def draw(self, uniforms: Mapping[str, Any]) -> None:
        """Draw all parts with the lit programs."""
        for texture, unit_number in self._textures:
            texture.use(unit_number)
        hair = tuple(np.array(self._body.look.hair) ** 2 * 3)
        for name, program, vertex_array in self._draws:
            own = {"tex": _TEXTURE_UNIT[name], "base": hair}
            opengl.set_uniforms(program, own | dict(uniforms))
            vertex_array.render()

    # ---- set-up --------------------------------------------------------------------------------

    def _join_meshes(self, body: Body, shells: list[Shell]) -> None:
        """One vertex array for everything that is skinned."""
        self.rest_m = np.concatenate([body.vertices_m, *(s.vertices_m for s in shells)])
        self._weights = np.concatenate([body.weights, *(s.weights for s in shells)])
        faces, first = [body.faces], len(body.vertices_m)
        for shell in shells:
            faces.append(shell.faces + first)
            first += len(shell.vertices_m)
        self._faces = np.concatenate(faces)
        corners = self._faces.T.ravel()
        face_number = np.tile(np.arange(len(self._faces)), 3)
        self._faces_of_vertex = sp.csr_matrix(
            (np.ones(len(corners)), (corners, face_number)),
            shape=(len(self.rest_m), len(self._faces)),
        )

    def _vertex_normals(self, vertices_m: FloatArray) -> FloatArray:
        first = vertices_m[self._faces[:, 0]]
        second, third = (vertices_m[self._faces[:, k]] - first for k in (1, 2))
        return unit(self._faces_of_vertex @ np.cross(second, third))

    def _upload_parts(self, parts: list[_Part]) -> None:
        self._drawn_rows = np.concatenate([part.rows for part in parts]).astype(int)
        attributes = np.concatenate([part.attributes for part in parts]).astype("f4")
        self._posed_buffer = self._context.buffer(reserve=len(attributes) * 24, dynamic=True)
        constant = self._context.buffer(attributes.tobytes())
        indices: dict[str, list[IntArray]] = {}
        first = 0
        for part in parts:
            indices.setdefault(part.name, []).append((part.faces + first).astype("i4"))
            first += len(part.rows)
        layout = [
            (self._posed_buffer, "3f 3f", "in_pos", "in_nrm"),
            (constant, "4f 3f", "in_uvf", "in_rest"),
        ]
        programs = {
            material: self._context.program(shaders.SCENE_VERTEX, shaders.figure_fragment(material))
            for material in (shaders.SKIN, shaders.CLOTH, shaders.HAIR)
        }
        self._draws = []
        for name in ("skin", "shorts", "shirt", "hair"):
            if name not in indices:
                continue
            packed = np.ascontiguousarray(np.concatenate(indices[name]))
            program = programs[_MATERIAL[name]]
            vertex_array = self._context.vertex_array(
                program, layout, self._context.buffer(packed.tobytes()), skip_errors=True
            )
            self._draws.append((name, program, vertex_array))

    def _shadow_mesh(self, cell_m: float, drawn: BoolArray, depth_program: Any) -> _ShadowMesh:
        """Merge vertices of the same grid cell."""
        cell = np.floor(self.rest_m / cell_m).astype(np.int64)
        key = (cell[:, 0] * 4096 + cell[:, 1]) * 4096 + cell[:, 2]
        _, rows, merged = np.unique(key, return_index=True, return_inverse=True)
        faces = merged.ravel()[self._faces[drawn[self._faces].all(1)]]
        a, b, c = faces.T
        faces = faces[(a != b) & (b != c) & (a != c)]
        faces = np.ascontiguousarray(np.unique(np.sort(faces, 1), axis=0).astype("i4"))
        buffer = self._context.buffer(reserve=len(rows) * 12, dynamic=True)
        vertex_array = self._context.vertex_array(
            depth_program, [(buffer, "3f", "in_pos")], self._context.buffer(faces.tobytes())
        )
        return _ShadowMesh(rows, buffer, vertex_array)

    def _make_textures(self) -> None:
        look = self._body.look
        rng = np.random.default_rng(look.seed + 77)
        baked = _bake_rest_positions(self._context, self._body)
        pictures = [
            (paint_skin(self._body, baked[..., :3], baked[..., 3], _SKIN_TEXTURE_PX), "skin"),
            (fabric_texture(look.shirt_pattern, look.shirt, rng), "shirt"),
            (fabric_texture(look.shorts_pattern, look.shorts, rng), "shorts"),
        ]
        self._textures = []
        for picture, name in pictures:
            unit_number = _TEXTURE_UNIT[name]
            texture = opengl.make_texture(self._context, picture, unit_number)
            self._textures.append((texture, unit_number))


def _skin_part(body: Body, garments: GarmentFields) -> _Part:
    """Bare skin, split at texture seams, without what the clothes cover."""
    covered_m = np.maximum(garments.shirt, garments.under_shirt)
    visible = ~(covered_m[body.faces].min(1) > _HIDDEN_DEPTH_M)
    faces, texture_faces = body.faces[visible], body.texture_faces[visible]
    key = faces.astype(np.int64).ravel() * 100000 + texture_faces.ravel()
    unique, inverse = np.unique(key, return_inverse=True)
    rows, texels = unique // 100000, unique % 100000
    extra = np.tile([0.0, 1.0], (len(rows), 1))
    attributes = np.concatenate([body.texture_uv[texels], extra, body.vertices_m[rows]], 1)
    return _Part("skin", rows, attributes, inverse.reshape(-1, 3))


def _shell_parts(body: Body, shells: list[Shell]) -> list[_Part]:
    parts, first = [], len(body.vertices_m)
    for shell in shells:
        n = len(shell.vertices_m)
        material = np.tile([0.0, 0.0, _MATERIAL_ID[shell.name]], (n, 1))
        attributes = np.concatenate([material, shell.inside_m[:, None], shell.vertices_m], 1)
        parts.append(_Part(shell.name, np.arange(first, first + n), attributes, shell.faces))
        first += n
    return parts


def _bake_rest_positions(context: Any, body: Body) -> FloatArray:
    """Rest position and eyeball weight per texel, (size, size, 4)."""
    size = _SKIN_TEXTURE_PX
    eyes = body.bone_weight("eye.L") + body.bone_weight("eye.R")
    values = np.concatenate([body.vertices_m, eyes[:, None]], 1)[body.faces.ravel()]
    uv = body.texture_uv[body.texture_faces.ravel()]
    program = context.program(shaders.BAKE_VERTEX, shaders.BAKE_FRAGMENT)
    target = context.texture((size, size), 4, dtype="f4")
    frame_buffer = context.framebuffer([target])
    frame_buffer.use()
    frame_buffer.clear(0, 0, 0, 0)
    buffer = context.buffer(np.concatenate([uv, values], 1).astype("f4").tobytes())
    vertex_array = context.vertex_array(program, [(buffer, "2f 4f", "in_uv", "in_val")])
    straight = ((2, 0), (-2, 0), (0, 2), (0, -2))
    diagonal = ((1, 1), (-1, 1), (1, -1), (-1, -1))
    for dx, dy in (*straight, *diagonal, (0, 0)):  # shifted copies first: dilates the seams
        frame_buffer.viewport = (dx, dy, size, size)
        vertex_array.render()
    baked = np.frombuffer(target.read(), "f4").reshape(size, size, 4)
    for item in (target, frame_buffer, buffer, vertex_array, program):
        item.release()
    return baked
