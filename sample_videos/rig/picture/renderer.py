"""Headless renderer: a figure in a room, with soft shadows from one key light and the sky.

The room is shaded once per camera and split into terms; a frame only recombines the pixels of the
floor that the figure's shadow can reach, then draws the figure on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import opengl
from .backdrop import Shading, soften, tone
from .figure import make_figure
from .lighting import Lighting
from .room import Room
from .room_view import RoomView
from .traced_room import TracedRoom, TracedView

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..camera import Camera, Image8
    from ..people.person import Person
    from ..rotations import FloatArray
    from .backdrop import Backdrop
    from .figure import Figure

_SHADOW_MARGIN_M = 0.45


class _Rect(NamedTuple):
    """Rectangle of pixels, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def window(self) -> tuple[slice, slice]:
        """Index into a picture (h, w, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


class Renderer:
    """Renders frames of one person (or nobody) in one room.

    Parameters
    ----------
    width_px, height_px
        Size of the pictures.
    person
        None is nobody.
    room
        None is the default room.
    """

    def __init__(
        self,
        width_px: int,
        height_px: int,
        person: Person | None = None,
        room: Room | TracedRoom | None = None,
    ) -> None:
        self._size_px = (width_px, height_px)
        self._context = context = opengl.create_context()
        self._room = room or Room()
        self._exposure = self._room.light().exposure
        self._lighting = Lighting(context, self._room.light())
        self._figure_buffer = context.framebuffer(
            [context.renderbuffer(self._size_px, 4)], context.depth_renderbuffer(self._size_px)
        )
        self._backdrop = self._make_backdrop()
        noise = self._backdrop.noise[..., None]
        self._noise = opengl.make_texture(context, noise, opengl.UNIT_NOISE)
        self._shading_of: bytes | None = None
        self._shading: Shading | None = None
        self._figure = (
            make_figure(context, person, self._lighting.depth_program) if person else None
        )

    def skin(self) -> Callable[[FloatArray], FloatArray]:
        """Return the skinning that makes vertices for `frame`; ValueError without a person."""
        if self._figure is None:
            raise ValueError("this renderer was made without a person")
        return self._figure.skin()

    def frame(self, camera: Camera, vertices_m: FloatArray | None = None) -> Image8:
        """Render an RGB picture (h, w, 3).

        Parameters
        ----------
        camera
            Its size has to be that of the renderer.
        vertices_m
            (n, 3), posed vertices from `skin`; None is the empty room.
        """
        shading = self._shading_for(camera)
        picture = shading.picture.copy()
        figure = self._figure
        if vertices_m is None or figure is None:
            return picture
        centre_m = (vertices_m[:, :2].max(0) + vertices_m[:, :2].min(0)) / 2
        figure.pose(vertices_m)
        self._lighting.cast(figure, np.append(centre_m, 0.6))
        shadow_m = self._shadow_reach_m(figure.shadow_points(vertices_m))
        self._shade_floor(picture, shading, _screen_rect(camera, shadow_m))
        outline_m = figure.outline_points(vertices_m)
        self._draw_figure(picture, figure, camera, _screen_rect(camera, outline_m))
        return picture

    def close(self) -> None:
        """Release the OpenGL context."""
        self._context.release()

    def _make_backdrop(self) -> Backdrop:
        if isinstance(self._room, TracedRoom):
            return TracedView(self._room, self._lighting)
        return RoomView(self._context, self._room, self._lighting, self._size_px)

    def _shading_for(self, camera: Camera) -> Shading:
        key = (
            camera.position_m.tobytes() + camera.rotation.tobytes() + str(camera.focal_px).encode()
        )
        if self._shading is None or self._shading_of != key:
            self._noise.use(opengl.UNIT_NOISE)
            self._shading = self._backdrop.shading(camera)
            self._shading_of = key
        return self._shading

    # ---- one frame -----------------------------------------------------------------------------

    def _shade_floor(self, picture: Image8, shading: Shading, rect: _Rect | None) -> None:
        """Darken the floor where the figure takes light away."""
        if rect is None:
            return
        window = rect.window
        light = self._lighting.floor_light(shading.x_m[window], shading.y_m[window])
        colour = shading.constant[window] + shading.key[window] * light[..., :1]
        colour = colour + shading.sky[window] * light[..., 1:]
        shaded = tone(colour, self._exposure)
        if shading.drawn:
            shaded = soften(shaded)
        on_floor = shading.floor[window][..., None]
        picture[window] = np.where(on_floor, shaded, picture[window])

    def _shadow_reach_m(self, points_m: FloatArray) -> FloatArray:
        """Return points of the floor (k, 3) that bound the figure's shadows."""
        towards_light = self._lighting.key_direction
        heights_m = np.maximum(points_m[:, 2:], 0)
        cast_m = points_m - towards_light * (heights_m / towards_light[2])
        low, high = points_m.min(0) - _SHADOW_MARGIN_M, points_m.max(0) + _SHADOW_MARGIN_M
        corners_m = np.array([[x, y] for x in (low[0], high[0]) for y in (low[1], high[1])])
        half_m = np.array(self._room.half)
        flat_m = np.clip(np.concatenate([cast_m[:, :2], corners_m]), -half_m, half_m)
        return np.concatenate([flat_m, np.zeros((len(flat_m), 1))], 1)

    def _draw_figure(
        self, picture: Image8, figure: Figure, camera: Camera, rect: _Rect | None
    ) -> None:
        """Put the figure on the picture, then soften its outline."""
        import cv2

        if rect is None:
            return
        drawn = self._figure_pixels(figure, camera, rect)
        opaque = drawn[..., 3:] > 0
        combined = soften(np.where(opaque, drawn[..., :3], picture[rect.window]))
        coverage = cv2.GaussianBlur(drawn[..., 3], (0, 0), 0.6)
        on_edge = ((coverage > 8) & (coverage < 247))[..., None]
        blurred = cv2.GaussianBlur(combined, (0, 0), 0.65)
        picture[rect.window] = np.where(on_edge, blurred, combined)

    def _figure_pixels(self, figure: Figure, camera: Camera, rect: _Rect) -> Image8:
        """Return the figure inside `rect` as RGBA values (h, w, 4)."""
        import moderngl

        width, height = rect.right - rect.left, rect.bottom - rect.top
        viewport = (rect.left, self._size_px[1] - rect.bottom, width, height)
        self._context.enable(moderngl.DEPTH_TEST)
        if not figure.two_sided:
            self._context.enable(moderngl.CULL_FACE)
        self._figure_buffer.use()
        self._figure_buffer.scissor = viewport
        self._figure_buffer.clear(0, 0, 0, 0, depth=1.0)
        self._noise.use(opengl.UNIT_NOISE)
        figure.draw(self._lighting.uniforms(camera))
        self._context.disable(moderngl.CULL_FACE)
        raw = self._figure_buffer.read(viewport=viewport, components=4, alignment=1)
        return np.frombuffer(raw, np.uint8).reshape(height, width, 4)[::-1].copy()


def _screen_rect(camera: Camera, points_m: FloatArray, margin_px: int = 6) -> _Rect | None:
    """Return the rectangle of the picture that holds the points, or None if it is empty."""
    depth_m = camera.to_camera_m(points_m)[:, 2]
    points_m = points_m[depth_m > 0.15] if (depth_m < 0.15).any() else points_m
    if not len(points_m):
        return None
    pixels = camera.project_px(points_m)
    size_px = [camera.width_px, camera.height_px]
    left, top = np.floor(np.clip(pixels.min(0) - margin_px, 0, size_px)).astype(int)
    right, bottom = np.ceil(np.clip(pixels.max(0) + margin_px, 0, size_px)).astype(int)
    if right <= left or bottom <= top:
        return None
    return _Rect(int(left), int(top), int(right), int(bottom))
