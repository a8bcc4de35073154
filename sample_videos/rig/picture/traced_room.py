"""Rooms that were path-traced (or photographed) for one camera: a picture, its floor, its light."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..camera import Camera
from ..conventions import turn_left
from .backdrop import Shading, untone
from .lighting import Light
from .room import noise_texture

if TYPE_CHECKING:
    from ..camera import Image8
    from ..rotations import FloatArray
    from .lighting import Lighting

_MIRROR = np.diag([-1.0, 1.0, 1.0])
#: Shares of the floor's light that a figure can take away: of the key light, of the sky.
_KEY_SHARE, _SKY_SHARE = 0.42, 0.42
_LEAST_FLOOR = 0.02


@dataclass(frozen=True)
class TracedRoom:
    """A room with its own camera; the fields are the keys of a JSON spec.

    Attributes
    ----------
    traced
        Name of the room.
    folder
        Holds ``NAME.json`` (camera and light), ``NAME.jpg`` or ``.png`` (the picture) and
        ``NAME_floor.png`` (white where the floor is bare).
    mirror
        Whether left and right of the room are exchanged.
    turn
        Degrees by which room and camera are turned about the vertical: 90 turns a room seen from
        the front into one that looks at the person's left side, 180 into one that looks at the
        back.
    key_turn
        Turns the key light on the figure away from that of the picture, degrees.
    key, sky
        Factors of the light on the figure.
    exposure
        Of the figure; None is the picture's.
    """

    traced: str
    folder: str
    mirror: bool = False
    turn: float = 0.0
    key_turn: float = 0.0
    key: float = 1.0
    sky: float = 1.0
    exposure: float | None = None

    @property
    def half(self) -> tuple[float, float]:
        """Half the extent within which shadows are drawn (m)."""
        return 6.0, 6.0

    @cached_property
    def _description(self) -> dict[str, Any]:
        path = Path(self.folder) / f"{self.traced}.json"
        content: dict[str, Any] = json.loads(path.read_text())
        return content

    def _in_world(self, vector: FloatArray) -> FloatArray:
        """Mirror and turn a point or a direction (3,) of the traced scene."""
        mirrored = _MIRROR @ vector if self.mirror else vector
        turned: FloatArray = turn_left(self.turn) @ mirrored
        return turned

    def light(self) -> Light:
        """Return the light on the figure and the floor."""
        light = self._description
        towards = turn_left(self.key_turn) @ self._in_world(np.array(light["kd"]))
        sky = np.array(light["sky"]) * self.sky
        exposure = self.exposure or float(light["expo"])
        return Light(towards, np.array(light["kc"]) * self.key, sky, float(sky.mean()), exposure)

    def size_px(self) -> tuple[int, int]:
        """Return width and height of the traced picture."""
        camera = self._description["cam"]
        return int(camera["width"]), int(camera["height"])

    def camera(self, width_px: int, height_px: int) -> Camera:
        """Return the room's camera for a size of picture.

        Parameters
        ----------
        width_px, height_px
            Of the wanted picture; one of another shape than the room's is cut out of the middle.
        """
        camera = self._description["cam"]
        rotation = np.array(camera["R_world_to_cam"])
        rotation = _MIRROR @ rotation @ _MIRROR if self.mirror else rotation
        rotation = rotation @ turn_left(self.turn).T
        focal_px = self._zoom(width_px, height_px) * float(camera["K"][0][0])
        fov_deg = float(np.degrees(2 * np.arctan(height_px / 2 / focal_px)))
        position_m = self._in_world(np.array(camera["position"]))
        return Camera.placed(position_m, rotation, fov_deg, width_px, height_px)

    def picture(self, width_px: int, height_px: int) -> Image8:
        """Return the RGB picture (h, w, 3) of the empty room.

        Parameters
        ----------
        width_px, height_px
            Of the wanted picture.

        Raises
        ------
        FileNotFoundError
            If the room has none that can be read.
        """
        import cv2

        for suffix in (".jpg", ".png"):
            path = Path(self.folder) / f"{self.traced}{suffix}"
            if path.exists():
                read = cv2.imread(str(path), cv2.IMREAD_COLOR)
                if read is not None:
                    return self._cut(np.asarray(read[:, :, ::-1], np.uint8), width_px, height_px)
        raise FileNotFoundError(f"no picture of the room {self.traced} in {self.folder}")

    def floor(self, width_px: int, height_px: int) -> FloatArray:
        """Return how much of each pixel is bare floor, (h, w), 0..1.

        Parameters
        ----------
        width_px, height_px
            Of the wanted picture.

        Raises
        ------
        FileNotFoundError
            If the room has no floor mask that can be read.
        """
        import cv2

        path = Path(self.folder) / f"{self.traced}_floor.png"
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise FileNotFoundError(f"no floor mask {path}")
        bare = np.repeat((mask[..., None] > 100).astype(np.uint8) * 255, 3, 2)
        cut = self._cut(bare, width_px, height_px)[..., 0]
        return np.asarray(cv2.GaussianBlur(np.asarray(cut, "f4") / 255, (0, 0), 1.0), "f4")

    def _zoom(self, width_px: int, height_px: int) -> float:
        own_width_px, own_height_px = self.size_px()
        return max(width_px / own_width_px, height_px / own_height_px)

    def _cut(self, picture: Image8, width_px: int, height_px: int) -> Image8:
        """Scale a picture (h, w, 3) to fill the size, cut out the middle, and mirror it if due."""
        import cv2

        own_width_px, own_height_px = self.size_px()
        zoom = self._zoom(width_px, height_px)
        if zoom != 1.0:
            scaled_px = (round(own_width_px * zoom), round(own_height_px * zoom))
            how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
            picture = np.asarray(cv2.resize(picture, scaled_px, interpolation=how), np.uint8)
        top = (picture.shape[0] - height_px) // 2
        left = (picture.shape[1] - width_px) // 2
        cut = picture[top : top + height_px, left : left + width_px]
        return np.ascontiguousarray(cut[:, ::-1] if self.mirror else cut)


class TracedView:
    """A traced room behind the figure; a `backdrop.Backdrop`."""

    def __init__(self, room: TracedRoom, lighting: Lighting) -> None:
        self._room = room
        self._lighting = lighting
        self.noise = noise_texture(np.random.default_rng(0))

    def shading(self, camera: Camera) -> Shading:
        """See `backdrop.Backdrop`; `camera` has to be the room's own."""
        size_px = (camera.width_px, camera.height_px)
        picture = self._room.picture(*size_px)
        linear = untone(picture, self._room.light().exposure)
        x_m, y_m, below = _floor_points_m(camera)
        bare = (self._room.floor(*size_px) * below)[..., None]
        key, sky = linear * bare * _KEY_SHARE, linear * bare * _SKY_SHARE
        return Shading(
            constant=linear - key - sky,
            key=key,
            sky=sky / self._lighting.open_sky(),
            floor=bare[..., 0] > _LEAST_FLOOR,
            x_m=x_m,
            y_m=y_m,
            picture=picture,
            drawn=False,
        )


def _floor_points_m(camera: Camera) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the floor point x, y (h, w) in each pixel, and 1 where there is one, else 0."""
    row, column = np.mgrid[0 : camera.height_px, 0 : camera.width_px] + 0.5
    across = (column - camera.width_px / 2) / camera.focal_px
    down = (row - camera.height_px / 2) / camera.focal_px
    rays = np.stack([across, down, np.ones_like(down)], -1) @ camera.rotation
    below = rays[..., 2] < -1e-4
    reach = -camera.position_m[2] / np.where(below, rays[..., 2], -1.0)
    x_m = camera.position_m[0] + reach * rays[..., 0]
    y_m = camera.position_m[1] + reach * rays[..., 1]
    return x_m.astype("f4"), y_m.astype("f4"), below.astype("f4")
