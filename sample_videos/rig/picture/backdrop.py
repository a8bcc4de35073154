"""What is behind the figure, split so that a frame only recombines what a shadow can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from ..camera import Camera, Image8
    from ..rotations import BoolArray, FloatArray


class Shading(NamedTuple):
    """The empty room as one camera sees it, all (h, w, ...).

    `constant`, `key` and `sky` (3 channels each) combine to the colour constant + key * key_shadow
    + sky * sky_visibility; `floor` is True where it depends on the figure; `x_m` and `y_m` are the
    point of the floor in each pixel; `picture` is the empty room. `drawn` is True for a room drawn
    here, whose edges have stair-steps, and False for a ready-made picture.
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
    noise
        (h, w) general-purpose noise, 0..1.
    """

    noise: FloatArray

    def shading(self, camera: Camera) -> Shading:
        """Shade the empty room. It takes long, so ask once per camera."""
        ...


def tone(colour: FloatArray, exposure: float) -> Image8:
    """Apply exposure and tone curve, as the shaders do, and return 8-bit values.

    Parameters
    ----------
    colour
        (..., 3), linear light.
    exposure
        Factor of the light.
    """
    exposed = colour * exposure
    curved = exposed * (1 + exposed * 0.10) / (1 + exposed * 0.55)
    toned: Image8 = (np.sqrt(np.clip(curved, 0, 1)) * 255).astype(np.uint8)
    return toned


def untone(picture: Image8, exposure: float) -> FloatArray:
    """Return the linear light (h, w, 3) that `tone` turns into a picture.

    Parameters
    ----------
    picture
        (h, w, 3), RGB.
    exposure
        Given to `tone`.
    """
    curved = ((np.asarray(picture, "f4") + 0.5) / 255) ** 2
    half = 1 - 0.55 * curved
    exposed = (np.sqrt(half * half + 0.4 * curved) - half) / 0.2
    linear: FloatArray = exposed / exposure
    return linear


def soften(picture: Image8) -> Image8:
    """Smooth stair-steps with a blur where the luminance jumps."""
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
