"""A headless OpenGL context and small helpers around moderngl."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from ..rotations import unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from ..rotations import FloatArray

#: Texture units of the renderer.
UNIT_SKIN, UNIT_SHIRT, UNIT_SHORTS, UNIT_FLOOR, UNIT_NOISE, UNIT_SHADOW, UNIT_SKY = range(7)


def create_context() -> Any:
    """Return an off-screen context; it draws in the calling thread, the fastest way per core."""
    os.environ.setdefault("LP_NUM_THREADS", "0")
    import moderngl

    gl: Any = moderngl  # its types know one backend's settings only
    return gl.create_standalone_context(backend="egl")


def make_texture(context: Any, picture: FloatArray, unit_number: int) -> Any:
    """Make a repeating texture with mipmaps and bind it.

    Parameters
    ----------
    context
        Of OpenGL.
    picture
        (h, w, 1, 3 or 4), values 0..1.
    unit_number
        Texture unit it is bound to.
    """
    import moderngl

    texels = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if texels.shape[2] == 3:
        opaque = np.full((*texels.shape[:2], 1), 255, np.uint8)
        texels = np.concatenate([texels, opaque], 2)
    height, width, channels = texels.shape
    texture = context.texture((width, height), channels, np.ascontiguousarray(texels).tobytes())
    texture.build_mipmaps()
    texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
    texture.repeat_x = texture.repeat_y = True
    texture.use(unit_number)
    return texture


def make_shadow_map(context: Any, size_px: int) -> tuple[Any, Any]:
    """Return a square depth texture that compares when it is read, and its framebuffer.

    Parameters
    ----------
    context
        Of OpenGL.
    size_px
        Side of the texture.
    """
    import moderngl

    texture = context.depth_texture((size_px, size_px))
    texture.compare_func = "<="
    texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
    return texture, context.framebuffer([], texture)


def set_uniforms(program: Any, values: Mapping[str, Any]) -> None:
    """Set uniforms of a program.

    Parameters
    ----------
    program
        Compiled already.
    values
        By name; those that the compiler has dropped as unused are skipped.
    """
    for name, value in values.items():
        if name not in program:
            continue
        if isinstance(value, np.ndarray):
            program[name].write(np.ascontiguousarray(value, "f4").tobytes())
        else:
            program[name] = value


def orthographic_matrix(
    towards_light: ArrayLike,
    centre_m: FloatArray,
    radius_m: float,
    near_m: float = -4.0,
    far_m: float = 6.0,
) -> FloatArray:
    """Return the view-projection matrix (4, 4) of a distant light that covers a ball.

    Parameters
    ----------
    towards_light
        (3,), the direction of the light, of any length.
    centre_m, radius_m
        Of the ball; the centre is (3,).
    near_m, far_m
        Depths between which things throw shadows; the centre is at 0, the light at negative depth.
    """
    z_axis = unit(towards_light)
    helper = [0.01, 0.02, 1] if abs(z_axis[2]) < 0.98 else [0, 1, 0]
    x_axis = unit(np.cross(helper, z_axis))
    view = np.eye(4)
    view[:3, :3] = np.stack([x_axis, np.cross(z_axis, x_axis), z_axis])
    view[:3, 3] = -view[:3, :3] @ centre_m
    depth_m = far_m - near_m
    projection = np.diag([1 / radius_m, 1 / radius_m, -2 / depth_m, 1.0])
    projection[2, 3] = -(far_m + near_m) / depth_m
    return projection @ view
