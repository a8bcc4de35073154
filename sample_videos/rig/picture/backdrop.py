"""What lies behind the figure, split so that a frame only recombines what a shadow can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from ..camera import Camera, Image8
    from ..rotations import BoolArray, FloatArray


class Shading(NamedTuple):
    """Empty room as one camera sees it, all (h, w, ...).

    `constant`, `key` and `sky` (3 channels each) combine to the colour as
    constant + key * key_shadow + sky * sky_visibility; `floor` is True where that depends on the
    figure; `x_m`, `y_m` are the floor point in the picture; `picture` is the empty room. `drawn`
    tells a room whose edges have stair-steps from a picture that has none.
    """

    constant: FloatArray
    key: FloatArray
    sky: FloatArray
    floor: BoolArray
    x_m: FloatArray
    y_m: FloatArray
    picture: Image8
    drawn: bool


class Backdrop(Protocol):
    """A room that can be shaded for a camera.

    Attributes
    ----------
    noise : (h, w) general-purpose noise, 0..1
    """

    noise: FloatArray

    def shading(self, camera: Camera) -> Shading:
        """Shade the empty room; costly, so ask once per camera."""
        ...


def tone(colour: FloatArray, exposure: float) -> Image8:
    """Exposure and tone curve, as in the shaders: linear light to 8 bits."""
    exposed = colour * exposure
    curved = exposed * (1 + exposed * 0.10) / (1 + exposed * 0.55)
    toned: Image8 = (np.sqrt(np.clip(curved, 0, 1)) * 255).astype(np.uint8)
    return toned


def untone(picture: Image8, exposure: float) -> FloatArray:
    """Linear light (h, w, 3) that `tone` turns into this picture."""
    curved = ((np.asarray(picture, "f4") + 0.5) / 255) ** 2
    half = 1 - 0.55 * curved
    exposed = (np.sqrt(half * half + 0.4 * curved) - half) / 0.2
    linear: FloatArray = exposed / exposure
    return linear


def soften(picture: Image8) -> Image8:
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
