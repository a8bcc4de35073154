"""The figure of a person whose clothes are painted on the mesh itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..people.warp import cloth_weight
from . import opengl, shaders
from .figure import Figure, FigureMesh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..people.gltf import GltfPerson, TexturedPart
    from ..rotations import FloatArray

_TEXTURE_PX = 1024


class _Draw(NamedTuple):
    """A part to draw: its vertex array, its picture and its own uniforms."""

    vertex_array: Any
    texture: Any
    own: dict[str, Any]


class TexturedFigure(Figure):
    """A person from a glTF file."""

    two_sided = True

    def __init__(self, context: Any, person: GltfPerson, depth_program: Any) -> None:
        weights, labels = person.weights, person.skeleton.labels
        mesh = FigureMesh(
            rest_m=person.vertices_m,
            weights=weights,
            faces=person.faces,
            drawn=np.ones(len(person.vertices_m), bool),
            cloth=cloth_weight(weights, labels),
        )
        super().__init__(context, person, mesh, depth_program)
        n = len(person.vertices_m)
        self._posed_buffer = context.buffer(reserve=n * 24, dynamic=True)
        attributes = np.concatenate([person.texture_uv, np.tile([0.0, 1.0], (n, 1))], 1)
        self._constant_buffer = context.buffer(attributes.astype("f4").tobytes())
        self._program = context.program(
            shaders.SCENE_VERTEX, shaders.figure_fragment(shaders.PAINTED)
        )
        self._draws = [self._make_draw(part) for part in person.parts]

    def draw(self, uniforms: Mapping[str, Any]) -> None:
        """See `Figure`."""
        opengl.set_uniforms(self._program, uniforms)
        for draw in self._draws:
            draw.texture.use(opengl.UNIT_SKIN)
            opengl.set_uniforms(self._program, draw.own)
            draw.vertex_array.render()

    def _upload(self, vertices_m: FloatArray, normals: FloatArray) -> None:
        posed = np.concatenate([vertices_m, normals], 1).astype("f4")
        self._posed_buffer.write(posed.tobytes())

    def _make_draw(self, part: TexturedPart) -> _Draw:
        layout = [
            (self._posed_buffer, "3f 3f", "in_pos", "in_nrm"),
            (self._constant_buffer, "4f", "in_uvf"),
        ]
        indices = self._context.buffer(part.faces.astype("i4").tobytes())
        vertex_array = self._context.vertex_array(self._program, layout, indices, skip_errors=True)
        texture = opengl.make_texture(self._context, _pixels(part.picture), opengl.UNIT_SKIN)
        own = {"tex": opengl.UNIT_SKIN, "base": part.tint, "alpha_cut": part.alpha_cut}
        return _Draw(vertex_array, texture, own)


def _pixels(picture: Any) -> FloatArray:
    """Return the RGBA values (h, w, 4), 0..1, of a PIL picture; white for None."""
    if picture is None:
        return np.ones((4, 4, 4))
    size = tuple(min(_TEXTURE_PX, side) for side in picture.size)
    pixels: FloatArray = np.asarray(picture.convert("RGBA").resize(size)) / 255
    return pixels
