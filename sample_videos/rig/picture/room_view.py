"""Draws a procedural room as any camera sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import opengl, shaders
from .backdrop import Shading, soften, tone
from .room import Room, build_room

if TYPE_CHECKING:
    from ..camera import Camera
    from ..rotations import FloatArray
    from .lighting import Lighting


class RoomView:
    """A procedural room in OpenGL; a `backdrop.Backdrop`."""

    def __init__(
        self, context: Any, room: Room, lighting: Lighting, size_px: tuple[int, int]
    ) -> None:
        self._context = context
        self._room = room
        self._lighting = lighting
        self._size_px = size_px
        self._model = model = build_room(room)
        self.noise = model.noise
        self._rows = model.rows.astype("f4")
        self._program = context.program(shaders.SCENE_VERTEX, shaders.ROOM_FRAGMENT)
        self._vertices = context.buffer(self._rows.tobytes())
        layout = [(self._vertices, "3f 3f 4f 3f", "in_pos", "in_nrm", "in_uvf", "in_rest")]
        self._array = context.vertex_array(self._program, layout, skip_errors=True)
        self._floor = opengl.make_texture(context, model.floor, opengl.UNIT_FLOOR)
        self._buffer = context.framebuffer(
            [context.texture(size_px, 4, dtype="f4")], context.depth_renderbuffer(size_px)
        )

    def shading(self, camera: Camera) -> Shading:
        """See `backdrop.Backdrop`."""
        n_vertices = self._upload_visible(camera)
        constant, key, sky = self._terms(camera, n_vertices)
        lit = constant[..., :3] + key[..., :3] + sky[..., :3] * self._lighting.open_sky()
        return Shading(
            constant=np.ascontiguousarray(constant[..., :3]),
            key=np.ascontiguousarray(key[..., :3]),
            sky=np.ascontiguousarray(sky[..., :3]),
            floor=constant[..., 3] > 0.5,
            x_m=key[..., 3].copy(),
            y_m=sky[..., 3].copy(),
            picture=soften(tone(lit, self._room.exposure)),
            drawn=True,
        )

    def _upload_visible(self, camera: Camera) -> int:
        """Upload all but furniture between camera and person, and return the number of vertices."""
        rows = self._rows
        keep = np.ones(len(rows), bool)
        to_centre = -camera.position_m[:2] / (np.linalg.norm(camera.position_m[:2]) + 1e-9)
        across = np.array([-to_centre[1], to_centre[0]])
        for piece in self._model.furniture:
            offset_m = rows[piece, :2] - camera.position_m[:2]
            near = ((offset_m @ to_centre) < 1.2).any()
            in_view = (np.abs(offset_m @ across) < 2.5).any()
            if near and in_view and np.linalg.norm(offset_m, axis=1).min() < 2.2:
                keep[piece] = False
        visible = rows[keep]
        self._vertices.write(visible.tobytes())
        return len(visible)

    def _terms(self, camera: Camera, n_vertices: int) -> list[FloatArray]:
        """Draw the three terms (h, w, 4) of the shading, see `shaders.ROOM_FRAGMENT`."""
        import moderngl

        self._lighting.reset()
        self._floor.use(opengl.UNIT_FLOOR)
        self._context.enable(moderngl.DEPTH_TEST)
        self._context.disable(moderngl.CULL_FACE)
        colours = {
            "tex": opengl.UNIT_FLOOR,
            "base": tuple(np.array(self._room.wall) ** 2),
            "mat_col": tuple(np.array(self._room.mat or (1, 1, 1)) ** 2),
        }
        width, height = self._size_px
        terms = []
        for term in range(3):
            self._buffer.use()
            self._buffer.clear(0.05, 0.05, 0.05, 0, depth=1.0)
            values = {"term": term} | colours | self._lighting.uniforms(camera)
            opengl.set_uniforms(self._program, values)
            self._array.render(vertices=n_vertices)
            raw = np.frombuffer(self._buffer.read(components=4, dtype="f4"), "f4")
            terms.append(raw.reshape(height, width, 4)[::-1].copy())
        return terms
