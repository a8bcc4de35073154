"""The figure of the parametric family: skin, clothes and hair as one skinned mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..people.clothing import GarmentFields, Shell, fabric_texture, garment_fields, make_shells
from ..people.skin_paint import paint_skin
from ..people.warp import cloth_weight
from . import opengl, shaders
from .figure import Figure, FigureMesh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..people.parametric import ParametricPerson
    from ..rotations import FloatArray, IntArray

_SKIN_TEXTURE_PX = 1024
#: Skin deeper than this (m) inside a garment is not drawn, so that it cannot poke through.
_HIDDEN_DEPTH_M = 0.014
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
    """A part to draw: rows of the skinned mesh (k,), attributes (k, 7) and faces (m, 3)."""

    name: str
    rows: IntArray
    attributes: FloatArray
    faces: IntArray


class DressedFigure(Figure):
    """A person of the parametric family: bare skin, with clothes and hair as shells."""

    def __init__(self, context: Any, body: ParametricPerson, depth_program: Any) -> None:
        garments = garment_fields(body)
        shells = make_shells(body, garments)
        super().__init__(context, body, _join_meshes(body, shells), depth_program)
        self._body = body
        self._upload_parts([_skin_part(body, garments), *_shell_parts(body, shells)])
        self._make_textures()

    def draw(self, uniforms: Mapping[str, Any]) -> None:
        """Draw all parts with the lit programs."""
        for texture, unit_number in self._textures:
            texture.use(unit_number)
        hair = tuple(np.array(self._body.look.hair) ** 2 * 3)
        for name, program, vertex_array in self._draws:
            own = {"tex": _TEXTURE_UNIT[name], "base": hair}
            opengl.set_uniforms(program, own | dict(uniforms))
            vertex_array.render()

    def _upload(self, vertices_m: FloatArray, normals: FloatArray) -> None:
        posed = np.concatenate([vertices_m, normals], 1).astype("f4")
        self._posed_buffer.write(posed[self._drawn_rows].tobytes())

    # ---- set-up --------------------------------------------------------------------------------

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


def _join_meshes(body: ParametricPerson, shells: list[Shell]) -> FigureMesh:
    """Return one mesh of everything that is skinned."""
    n_body = len(body.vertices_m)
    faces, first = [body.faces], n_body
    cloth = [np.zeros(n_body)]
    for shell in shells:
        faces.append(shell.faces + first)
        first += len(shell.vertices_m)
        hangs = float(shell.name != "hair")
        cloth.append(hangs * cloth_weight(shell.weights, body.skeleton.labels))
    return FigureMesh(
        rest_m=np.concatenate([body.vertices_m, *(s.vertices_m for s in shells)]),
        weights=np.concatenate([body.weights, *(s.weights for s in shells)]),
        faces=np.concatenate(faces),
        drawn=np.concatenate([np.ones(n_body, bool), *(s.inside_m > -0.004 for s in shells)]),
        cloth=np.concatenate(cloth),
    )


def _skin_part(body: ParametricPerson, garments: GarmentFields) -> _Part:
    """Return the bare skin, split at the seams of the texture, without what the clothes cover."""
    covered_m = np.maximum(garments.shirt, garments.under_shirt)
    visible = ~(covered_m[body.faces].min(1) > _HIDDEN_DEPTH_M)
    faces, texture_faces = body.faces[visible], body.texture_faces[visible]
    key = faces.astype(np.int64).ravel() * 100000 + texture_faces.ravel()
    unique, inverse = np.unique(key, return_inverse=True)
    rows, texels = unique // 100000, unique % 100000
    extra = np.tile([0.0, 1.0], (len(rows), 1))
    attributes = np.concatenate([body.texture_uv[texels], extra, body.vertices_m[rows]], 1)
    return _Part("skin", rows, attributes, inverse.reshape(-1, 3))


def _shell_parts(body: ParametricPerson, shells: list[Shell]) -> list[_Part]:
    parts, first = [], len(body.vertices_m)
    for shell in shells:
        n = len(shell.vertices_m)
        material = np.tile([0.0, 0.0, _MATERIAL_ID[shell.name]], (n, 1))
        attributes = np.concatenate([material, shell.inside_m[:, None], shell.vertices_m], 1)
        parts.append(_Part(shell.name, np.arange(first, first + n), attributes, shell.faces))
        first += n
    return parts


def _bake_rest_positions(context: Any, body: ParametricPerson) -> FloatArray:
    """Return rest position and weight of the eyeballs for each texel, (size, size, 4)."""
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
