"""Shadow maps of the key light and of four sky directions, and the floor's light map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..rotations import unit
from . import opengl, shaders

if TYPE_CHECKING:
    from ..camera import Camera
    from ..rotations import FloatArray
    from .figure import Figure

_SHADOW_PX = 1024
_SKY_TILE_PX = 320
_LIGHT_MAP_PX = 144
_LIGHT_MAP_HALF_M = 2.2
#: Radius of the balls that the shadow maps of key light and sky cover (m).
_KEY_RADIUS_M, _SKY_RADIUS_M = 1.9, 1.7
_GROUND_TINT = np.array([0.40, 0.33, 0.27])


def _sky_directions() -> FloatArray:
    """Return unit vectors (4, 3): straight up and three at a slant."""
    azimuths = np.radians(np.arange(3) * 120 + 10)
    slanting = [(np.cos(a) * 0.80, np.sin(a) * 0.80, 0.60) for a in azimuths]
    return unit(np.array([(0, 0, 1), *slanting], float))


@dataclass(frozen=True)
class Light:
    """Light of a room.

    Attributes
    ----------
    key_direction
        (3,), unit vector towards the key light.
    key, sky
        Colours (3,) of the key light and of the light from all around.
    ground
        Strength of the light that the floor reflects.
    exposure
        Of the camera.
    """

    key_direction: FloatArray
    key: FloatArray
    sky: FloatArray
    ground: float
    exposure: float


class Lighting:
    """Light of a room on a figure."""

    def __init__(self, context: Any, light: Light) -> None:
        self._context = context
        self._light = light
        self.key_direction = light.key_direction
        self._sky_directions = _sky_directions()
        self._depth = context.program(shaders.DEPTH_VERTEX, shaders.DEPTH_FRAGMENT)
        self._shadow, self._shadow_buffer = opengl.make_shadow_map(context, _SHADOW_PX)
        self._sky, self._sky_buffer = opengl.make_shadow_map(context, _SKY_TILE_PX * 2)
        self._make_light_map()
        self._aim(np.array([0, 0, 0.6]))

    @property
    def depth_program(self) -> Any:
        """Program that draws nothing but depth."""
        return self._depth

    def open_sky(self) -> float:
        """Return the sky visibility of a floor without shadows."""
        weights = np.maximum(0, self._sky_directions[:, 2] * 0.75 + 0.25)
        return float(weights.sum() * 0.538)

    def uniforms(self, camera: Camera) -> dict[str, Any]:
        """Return the uniforms that all lit programs share."""
        light = self._light
        return self._map_uniforms() | {
            "VP": camera.opengl_matrix().T,
            "key_dir": tuple(light.key_direction),
            "key_col": tuple(light.key),
            "sky_col": tuple(light.sky),
            "ground_col": tuple(light.ground * _GROUND_TINT),
            "eye": tuple(camera.position_m),
            "exposure": light.exposure,
            "tex_noise": opengl.UNIT_NOISE,
        }

    def reset(self) -> None:
        """Aim the shadow maps at the middle of the room, as for an empty room."""
        self._aim(np.array([0, 0, 0.6]))

    def cast(self, figure: Figure, centre_m: FloatArray) -> None:
        """Draw all shadow maps, and the light map of the floor, for the current pose of a figure.

        Parameters
        ----------
        figure
            Posed already.
        centre_m
            (3,), the point that the shadow maps are aimed at.
        """
        import moderngl

        self._aim(centre_m)
        self._context.enable(moderngl.DEPTH_TEST)
        self._context.disable(moderngl.CULL_FACE)
        self._draw_key_shadow(figure)
        self._draw_sky_shadows(figure)
        self._shadow.use(opengl.UNIT_SHADOW)
        self._sky.use(opengl.UNIT_SKY)
        self._context.disable(moderngl.DEPTH_TEST)
        self._light_map_buffer.use()
        opengl.set_uniforms(self._light_map_program, self._map_uniforms())
        self._light_map_quad.render(moderngl.TRIANGLE_STRIP)

    def floor_light(self, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
        """Return how much light reaches points of the floor, as `cast` has drawn it.

        Parameters
        ----------
        x_m, y_m
            (h, w) each, places on the floor.

        Returns
        -------
        (h, w, 2): share of the key light, 0 in shadow, and visibility of the sky.
        """
        import cv2

        size = _LIGHT_MAP_PX
        half_floats = np.frombuffer(self._light_map.read(), np.float16)
        light = half_floats.reshape(size, size, 2).astype("f4")
        texels_per_m = size / (2 * _LIGHT_MAP_HALF_M)
        column = (x_m - self._centre_m[0]) * texels_per_m + (size / 2 - 0.5)
        row = (y_m - self._centre_m[1]) * texels_per_m + (size / 2 - 0.5)
        sampled = cv2.remap(
            light,
            column.astype("f4"),
            row.astype("f4"),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(sampled, "f4")

    def _make_light_map(self) -> None:
        import moderngl

        size = (_LIGHT_MAP_PX, _LIGHT_MAP_PX)
        self._light_map = self._context.texture(size, 2, dtype="f2")
        self._light_map.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._light_map.repeat_x = self._light_map.repeat_y = False
        self._light_map_buffer = self._context.framebuffer([self._light_map])
        self._light_map_program = self._context.program(
            shaders.LIGHT_MAP_VERTEX, shaders.LIGHT_MAP_FRAGMENT
        )
        corners = self._context.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())
        self._light_map_quad = self._context.vertex_array(
            self._light_map_program, [(corners, "2f", "in_uv")]
        )

    def _aim(self, centre_m: FloatArray) -> None:
        self._centre_m = centre_m
        self._key_matrix = opengl.orthographic_matrix(self.key_direction, centre_m, _KEY_RADIUS_M)
        self._sky_matrices = [
            opengl.orthographic_matrix(direction, centre_m, _SKY_RADIUS_M)
            for direction in self._sky_directions
        ]

    def _map_uniforms(self) -> dict[str, Any]:
        return {
            "KEY": self._key_matrix.T,
            "SKY": np.stack([matrix.T for matrix in self._sky_matrices]),
            "SKYD": self._sky_directions,
            "center": tuple(self._centre_m[:2]),
            "lm_half": _LIGHT_MAP_HALF_M,
            "shadow": opengl.UNIT_SHADOW,
            "sky": opengl.UNIT_SKY,
        }

    def _draw_key_shadow(self, figure: Figure) -> None:
        self._shadow_buffer.use()
        self._shadow_buffer.clear(depth=1.0)
        opengl.set_uniforms(self._depth, {"VP": self._key_matrix.T})
        figure.draw_fine_shadow()

    def _draw_sky_shadows(self, figure: Figure) -> None:
        """Draw four tiles into one atlas."""
        buffer, tile = self._sky_buffer, _SKY_TILE_PX
        buffer.use()
        buffer.viewport = (0, 0, tile * 2, tile * 2)
        buffer.clear(depth=1.0)
        for i, matrix in enumerate(self._sky_matrices):
            buffer.viewport = ((i % 2) * tile, (i // 2) * tile, tile, tile)
            opengl.set_uniforms(self._depth, {"VP": matrix.T})
            figure.draw_coarse_shadow()
