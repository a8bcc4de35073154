"""Headless renderer: a figure in a room with soft shadows from one key light and the sky.

The room's shading is computed once per camera and split into terms; a frame only recombines the
floor pixels that the figure's shadow can reach, then draws the figure on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import opengl, shaders
from .dressed import Figure
from .lighting import Lighting
from .room import Room, RoomModel, build_room

if TYPE_CHECKING:
    from ..camera import Camera, Image8
    from ..people.parametric import Body
    from ..people.skinning import Skin
    from ..rotations import BoolArray, FloatArray

_SHADOW_MARGIN_M = 0.45


class _Rect(NamedTuple):
    """Pixel rectangle, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def window(self) -> tuple[slice, slice]:
        """Index into a picture (h, w, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


class _Background(NamedTuple):
    """Room shading for one camera, all (h, w, ...).

    `constant`, `key` and `sky` (3 channels each) combine to the colour as
    constant + key * key_shadow + sky * sky_visibility; `floor` is True where that depends on the
    figure; `x_m`, `y_m` are the floor point in the picture; `picture` is the empty room.
    """

    constant: FloatArray
    key: FloatArray
    sky: FloatArray
    floor: BoolArray
    x_m: FloatArray
    y_m: FloatArray
    picture: Image8


class Renderer:
    """Renders frames of one person (or nobody) in one room."""

    def __init__(
        self, width_px: int, height_px: int, body: Body | None = None, room: Room | None = None
    ) -> None:
        self._size_px = (width_px, height_px)
        self._context = context = opengl.create_context()
        self._room = room or Room()
        self._lighting = Lighting(context, self._room)
        self._figure_buffer = context.framebuffer(
            [context.renderbuffer(self._size_px, 4)], context.depth_renderbuffer(self._size_px)
        )
        self._room_buffer = context.framebuffer(
            [context.texture(self._size_px, 4, dtype="f4")],
            context.depth_renderbuffer(self._size_px),
        )
        self._upload_room(build_room(self._room))
        self._background_of: bytes | None = None
        self._background: _Background | None = None
        self._figure = Figure(context, body, self._lighting.depth_program) if body else None

    def skin(self) -> Skin:
        """Skinning that makes the vertices for `frame`; raises ValueError without a person."""
        if self._figure is None:
            raise ValueError("this renderer was made without a person")
        return self._figure.skin()

    def frame(self, camera: Camera, vertices_m: FloatArray | None = None) -> Image8:
        """Render one RGB picture (h, w, 3).

        Parameters
        ----------
        camera : its size must be that of the renderer
        vertices_m : (n, 3) posed vertices from `skin`, or None for the empty room
        """
        background = self._background_for(camera)
        picture = background.picture.copy()
        figure = self._figure
        if vertices_m is None or figure is None:
            return picture
        centre_m = (vertices_m[:, :2].max(0) + vertices_m[:, :2].min(0)) / 2
        figure.pose(vertices_m)
        self._lighting.cast(figure, np.append(centre_m, 0.6))
        shadow_m = self._shadow_reach_m(figure.shadow_points(vertices_m))
        self._shade_floor(picture, background, _screen_rect(camera, shadow_m))
        outline_m = figure.outline_points(vertices_m)
        self._draw_figure(picture, figure, camera, _screen_rect(camera, outline_m))
        return picture

    def close(self) -> None:
        """Release the OpenGL context."""
        self._context.release()

    # ---- room ----------------------------------------------------------------------------------

    def _upload_room(self, model: RoomModel) -> None:
        context = self._context
        self._room_model = model
        self._room_rows = model.rows.astype("f4")
        self._room_program = context.program(shaders.SCENE_VERTEX, shaders.ROOM_FRAGMENT)
        self._room_vertices = context.buffer(self._room_rows.tobytes())
        layout = [(self._room_vertices, "3f 3f 4f 3f", "in_pos", "in_nrm", "in_uvf", "in_rest")]
        self._room_array = context.vertex_array(self._room_program, layout, skip_errors=True)
        self._floor = opengl.make_texture(context, model.floor, opengl.UNIT_FLOOR)
        self._noise = opengl.make_texture(context, model.noise[..., None], opengl.UNIT_NOISE)

    def _background_for(self, camera: Camera) -> _Background:
        key = (
            camera.position_m.tobytes() + camera.rotation.tobytes() + str(camera.focal_px).encode()
        )
        if self._background is None or self._background_of != key:
            self._background = self._draw_background(camera)
            self._background_of = key
        return self._background

    def _draw_background(self, camera: Camera) -> _Background:
        n_vertices = self._upload_visible_room(camera)
        constant, key, sky = self._room_terms(camera, n_vertices)
        lit = constant[..., :3] + key[..., :3] + sky[..., :3] * self._lighting.open_sky()
        return _Background(
            constant=np.ascontiguousarray(constant[..., :3]),
            key=np.ascontiguousarray(key[..., :3]),
            sky=np.ascontiguousarray(sky[..., :3]),
            floor=constant[..., 3] > 0.5,
            x_m=key[..., 3].copy(),
            y_m=sky[..., 3].copy(),
            picture=_soften(self._tone(lit)),
        )

    def _upload_visible_room(self, camera: Camera) -> int:
        """Leave out furniture between camera and person; returns the number of vertices."""
        rows = self._room_rows
        keep = np.ones(len(rows), bool)
        to_centre = -camera.position_m[:2] / (np.linalg.norm(camera.position_m[:2]) + 1e-9)
        across = np.array([-to_centre[1], to_centre[0]])
        for piece in self._room_model.furniture:
            offset_m = rows[piece, :2] - camera.position_m[:2]
            near = ((offset_m @ to_centre) < 1.2).any()
            in_view = (np.abs(offset_m @ across) < 2.5).any()
            if near and in_view and np.linalg.norm(offset_m, axis=1).min() < 2.2:
                keep[piece] = False
        visible = rows[keep]
        self._room_vertices.write(visible.tobytes())
        return len(visible)

    def _room_terms(self, camera: Camera, n_vertices: int) -> list[FloatArray]:
        """Draw the three shading terms (h, w, 4), see `shaders.ROOM_FRAGMENT`."""
        import moderngl

        self._lighting.reset()
        self._noise.use(opengl.UNIT_NOISE)
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
            self._room_buffer.use()
            self._room_buffer.clear(0.05, 0.05, 0.05, 0, depth=1.0)
            values = {"term": term} | colours | self._lighting.uniforms(camera)
            opengl.set_uniforms(self._room_program, values)
            self._room_array.render(vertices=n_vertices)
            raw = np.frombuffer(self._room_buffer.read(components=4, dtype="f4"), "f4")
            terms.append(raw.reshape(height, width, 4)[::-1].copy())
        return terms

    # ---- one frame -----------------------------------------------------------------------------

    def _shade_floor(self, picture: Image8, background: _Background, rect: _Rect | None) -> None:
        """Darken the floor where the figure takes light away."""
        if rect is None:
            return
        window = rect.window
        light = self._lighting.floor_light(background.x_m[window], background.y_m[window])
        colour = background.constant[window] + background.key[window] * light[..., :1]
        colour = colour + background.sky[window] * light[..., 1:]
        shaded = _soften(self._tone(colour))
        on_floor = background.floor[window][..., None]
        picture[window] = np.where(on_floor, shaded, picture[window])

    def _shadow_reach_m(self, points_m: FloatArray) -> FloatArray:
        """Floor points (k, 3) that bound the figure's shadows."""
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
        """Hard composite of the figure, then a softened silhouette."""
        import cv2

        if rect is None:
            return
        drawn = self._figure_pixels(figure, camera, rect)
        opaque = drawn[..., 3:] > 0
        combined = _soften(np.where(opaque, drawn[..., :3], picture[rect.window]))
        coverage = cv2.GaussianBlur(drawn[..., 3], (0, 0), 0.6)
        on_edge = ((coverage > 8) & (coverage < 247))[..., None]
        blurred = cv2.GaussianBlur(combined, (0, 0), 0.65)
        picture[rect.window] = np.where(on_edge, blurred, combined)

    def _figure_pixels(self, figure: Figure, camera: Camera, rect: _Rect) -> Image8:
        """RGBA of the figure inside `rect`, (h, w, 4)."""
        import moderngl

        width, height = rect.right - rect.left, rect.bottom - rect.top
        viewport = (rect.left, self._size_px[1] - rect.bottom, width, height)
        self._context.enable(moderngl.DEPTH_TEST)
        self._context.enable(moderngl.CULL_FACE)
        self._figure_buffer.use()
        self._figure_buffer.scissor = viewport
        self._figure_buffer.clear(0, 0, 0, 0, depth=1.0)
        self._noise.use(opengl.UNIT_NOISE)
        figure.draw(self._lighting.uniforms(camera))
        self._context.disable(moderngl.CULL_FACE)
        raw = self._figure_buffer.read(viewport=viewport, components=4, alignment=1)
        return np.frombuffer(raw, np.uint8).reshape(height, width, 4)[::-1].copy()

    def _tone(self, colour: FloatArray) -> Image8:
        """Exposure and tone curve, as in the shaders."""
        exposed = colour * self._room.exposure
        curved = exposed * (1 + exposed * 0.10) / (1 + exposed * 0.55)
        toned: Image8 = (np.sqrt(np.clip(curved, 0, 1)) * 255).astype(np.uint8)
        return toned


def _screen_rect(camera: Camera, points_m: FloatArray, margin_px: int = 6) -> _Rect | None:
    """Rectangle of the picture that holds the projected points, or None if it is empty."""
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


def _soften(picture: Image8) -> Image8:
    """Smooth stair-steps: blur only where the luminance jumps, then a little lens softness."""
    import cv2

    cv2.setNumThreads(1)
    picture = np.ascontiguousarray(picture)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    strength = np.clip(np.asarray(edges, "f4") / 60 - 0.5, 0, 1)
    mask = 0.85 * cv2.GaussianBlur(strength, (0, 0), 0.6)[..., None]
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), "f4")
    softened: Image8 = np.clip(picture + (blurred - picture) * mask, 0, 255).astype(np.uint8)
    return softened
