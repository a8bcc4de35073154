"""The room: walls, floor, boxes for furniture and textures of the floor (no OpenGL)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from .lighting import Light

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..people.parametric import Colour
    from ..rotations import FloatArray

#: Each row is a vertex: position (3); normal (3); texture u, v, material, inside (4); colour (3).
VertexRows = NDArray[np.float64]

MATERIAL_FLOOR, MATERIAL_WALL, MATERIAL_MAT, MATERIAL_PLAIN = 10, 11, 12, 13
_TEXTURE_PX = 512
_SKIRTING_M = (0.015, 0.09)
_MAT_HALF_M = (0.33, 0.95)
#: Above 1, in place of the light that bounces off walls.
_CEILING = (1.5, 1.5, 1.46)


@dataclass(frozen=True)
class Room:
    """A room and its light.

    Attributes
    ----------
    wall
        Colour of the walls.
    floor
        ``wood``, ``carpet`` or ``tile``.
    mat
        Colour of the exercise mat; None is no mat.
    mat_yaw
        Anything but 0 turns the mat by 90 degrees.
    key_az, key_el
        Direction of the key light, degrees; the azimuth is from +x towards +y.
    key, sky
        Strength of the key light and of the light from all around.
    warm
        Colour of the light, 0 (neutral) to 1 (warm).
    half, ceil
        Half the extent in x and y, and height of the ceiling, metres.
    furniture
        Whether boxes stand along the walls.
    exposure
        Of the camera.
    seed
        Of furniture and textures.
    """

    wall: Colour = (0.72, 0.70, 0.66)
    floor: str = "wood"
    mat: Colour | None = None
    mat_yaw: float = 0.0
    key_az: float = 40.0
    key_el: float = 52.0
    key: float = 2.1
    sky: float = 0.95
    warm: float = 0.5
    seed: int = 0
    half: tuple[float, float] = (3.2, 3.2)
    ceil: float = 2.7
    furniture: bool = True
    exposure: float = 0.95

    def light(self) -> Light:
        """Return the light on the figure and the floor."""
        azimuth, elevation = np.radians(self.key_az), np.radians(self.key_el)
        level = np.cos(elevation)
        towards = np.array([np.cos(azimuth) * level, np.sin(azimuth) * level, np.sin(elevation)])
        key_tint = np.array([1.0 + 0.08 * self.warm, 1.0, 1.0 - 0.12 * self.warm])
        sky_tint = np.array([1.0 - 0.03 * self.warm, 1.0, 1.05])
        return Light(towards, self.key * key_tint, self.sky * sky_tint, self.sky, self.exposure)


@dataclass(frozen=True)
class RoomModel:
    """A room ready to be drawn.

    Attributes
    ----------
    rows
        (n, 13), vertex rows, three per triangle.
    furniture
        Range of rows of each piece of furniture.
    floor
        (512, 512, 3), texture of the floor, sRGB 0..1, two metres wide.
    noise
        (512, 512), noise for any use, 0..1.
    """

    rows: VertexRows
    furniture: list[slice]
    floor: FloatArray
    noise: FloatArray


def build_room(room: Room) -> RoomModel:
    """Make geometry and textures of a room; its seed decides about furniture and textures."""
    rng = np.random.default_rng(room.seed)
    parts = _walls(room)
    if room.mat is not None:
        half_x, half_y = _MAT_HALF_M if not room.mat_yaw else _MAT_HALF_M[::-1]
        low, high = (-half_x, -half_y, 0.0), (half_x, half_y, 0.004)
        parts.append(_box_rows(low, high, (1, 1, 1), MATERIAL_MAT))
    pieces: list[slice] = []
    for near, far, colour in _furniture(room, rng) if room.furniture else []:
        start = sum(len(part) for part in parts)
        parts.append(_box_rows(near, far, colour))
        pieces.append(slice(start, start + len(parts[-1])))
    ripple = gaussian_filter(rng.normal(size=(_TEXTURE_PX, _TEXTURE_PX)), 2, mode="wrap")
    floor = _FLOORS[room.floor](rng, ripple / ripple.std())
    return RoomModel(np.concatenate(parts), pieces, floor, noise_texture(rng))


def _box_rows(
    low: Sequence[float],
    high: Sequence[float],
    colour: Sequence[float],
    material: int = MATERIAL_PLAIN,
) -> VertexRows:
    """Return the vertex rows (36, 13) of an axis-aligned box between two corners."""
    corners = np.array([low, high], float)
    faces = []
    for axis in range(3):
        for end in (0, 1):
            across, along = (axis + 1) % 3, (axis + 2) % 3
            points = np.zeros((6, 3))
            points[:, axis] = corners[end, axis]
            points[:, across] = corners[[0, 1, 1, 0, 1, 0], across]
            points[:, along] = corners[[0, 0, 1, 0, 1, 1], along]
            normal = np.zeros(3)
            normal[axis] = 1 if end else -1
            faces.append(_rows(points, normal, material, colour))
    return np.concatenate(faces)


def _rows(
    points_m: FloatArray,
    normal: Sequence[float] | FloatArray,
    material: int,
    colour: Sequence[float],
) -> VertexRows:
    """Return vertex rows of points (n, 3) with the same normal, material and colour."""
    common = np.concatenate([normal, [0, 0, material, 1], colour])
    return np.concatenate([points_m, np.tile(common, (len(points_m), 1))], 1)


def _quad(
    corners_m: Sequence[Sequence[float]],
    normal: Sequence[float],
    material: int,
    colour: Sequence[float] = (1, 1, 1),
) -> VertexRows:
    points = np.array(corners_m, float)[[0, 1, 2, 0, 2, 3]]
    return _rows(points, normal, material, colour)


def _walls(room: Room) -> list[VertexRows]:
    """Return floor, ceiling, walls and skirting boards."""
    (x, y), top = room.half, room.ceil
    floor = [(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0)]
    ceiling = [(-x, -y, top), (x, -y, top), (x, y, top), (-x, y, top)]
    parts = [
        _quad(floor, (0, 0, 1), MATERIAL_FLOOR),
        _quad(ceiling, (0, 0, -1), MATERIAL_PLAIN, _CEILING),
    ]
    for a, b, normal in (
        ((-x, -y), (x, -y), (0, 1, 0)),
        ((x, y), (-x, y), (0, -1, 0)),
        ((-x, y), (-x, -y), (1, 0, 0)),
        ((x, -y), (x, y), (-1, 0, 0)),
    ):
        parts.append(_quad([(*a, 0), (*b, 0), (*b, top), (*a, top)], normal, MATERIAL_WALL))
    thick, tall = _SKIRTING_M
    colour = tuple(np.clip(np.array(room.wall) * 0.5 + 0.35, 0, 1))
    for low, high in (
        ((-x, -y, 0), (x, -y + thick, tall)),
        ((-x, y - thick, 0), (x, y, tall)),
        ((-x, -y, 0), (-x + thick, y, tall)),
        ((x - thick, -y, 0), (x, y, tall)),
    ):
        parts.append(_box_rows(low, high, colour))
    return parts


_Box = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]


def _furniture(room: Room, rng: np.random.Generator) -> list[_Box]:
    """Return three boxes along each wall, each of them a door, picture, shelf, sofa or window."""
    boxes = []
    for wall in range(4):
        for place, nominal in enumerate((-0.62, 0.0, 0.62)):
            along = nominal + rng.uniform(-0.12, 0.12)
            kind = int(rng.integers(0, 5))
            width, height, raised, depth = _furniture_sizes_m(rng)[kind]
            depth += 0.01 * wall + 0.003 * place + rng.uniform(0, 0.02)
            colour = _furniture_colours(rng)[kind]
            extent = room.half[0] if wall < 2 else room.half[1]
            span = (along * extent - width / 2, along * extent + width / 2)
            boxes.append(
                (*_against_wall(room, wall, span, depth, (raised, raised + height)), colour)
            )
    return boxes


def _furniture_sizes_m(rng: np.random.Generator) -> list[tuple[float, float, float, float]]:
    """Return width, height, height above the floor and depth of each kind."""
    return [
        (0.85, 2.0, 0, 0.03),
        (rng.uniform(0.5, 1.1), rng.uniform(0.4, 0.7), 1.3, 0.03),
        (rng.uniform(0.8, 1.4), rng.uniform(0.7, 1.7), 0, 0.35),
        (1.6, 0.75, 0, 0.7),
        (1.1, 1.1, 1.0, 0.04),
    ]


def _furniture_colours(rng: np.random.Generator) -> list[tuple[float, ...]]:
    def dark(strength: float) -> tuple[float, ...]:
        return tuple(rng.uniform(0.05, 0.5, 3) * strength)

    def brown() -> tuple[float, ...]:
        return (rng.uniform(0.2, 0.4), rng.uniform(0.12, 0.25), rng.uniform(0.05, 0.15))

    return [dark(1), dark(1), brown(), dark(0.8), (0.85, 0.9, 0.95)]


def _against_wall(
    room: Room, wall: int, span: tuple[float, float], depth: float, rise: tuple[float, float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return low and high corner of a box at the wall in front (0), behind, right or left (3)."""
    half_x, half_y = room.half
    half = half_y if wall < 2 else half_x
    near = (-half, -half + depth) if wall in (0, 2) else (half - depth, half)
    if wall < 2:
        return (span[0], near[0], rise[0]), (span[1], near[1], rise[1])
    return (near[0], span[0], rise[0]), (near[1], span[1], rise[1])


# ---- textures ------------------------------------------------------------------------------------


def _grid() -> tuple[FloatArray, FloatArray]:
    """Return the texture coordinates x and y, each (512, 512), 0..1."""
    y, x = np.mgrid[0:_TEXTURE_PX, 0:_TEXTURE_PX] / _TEXTURE_PX
    return x, y


def _wood(rng: np.random.Generator, ripple: FloatArray) -> FloatArray:
    """Return planks with grain and gaps."""
    x, y = _grid()
    base = np.array([0.62, 0.45, 0.30]) * rng.uniform(0.6, 1.15)
    plank = np.floor(x * 14).astype(int)
    offset = rng.uniform(0, 1, 14)[plank]
    piece = np.floor((y + offset) * 2).astype(int)
    tone = rng.uniform(0.82, 1.1, (14, 4))[plank, piece % 4]
    grain = gaussian_filter(rng.normal(size=ripple.shape), (14, 0.8), mode="wrap")
    grain /= grain.std()
    planks = base * (tone * (1 + 0.06 * grain))[..., None]
    gap = ((x * 14) % 1 < 0.035) | (((y + offset) * 2) % 1 < 0.006)
    wood: FloatArray = np.where(gap[..., None], planks * 0.55, planks)
    return wood


def _carpet(rng: np.random.Generator, ripple: FloatArray) -> FloatArray:
    base = np.array([0.55, 0.52, 0.48]) * rng.uniform(0.6, 1.2) * rng.uniform(0.9, 1.1, 3)
    tuft = gaussian_filter(rng.normal(size=ripple.shape), 0.8, mode="wrap") / 0.35 * 0.5
    carpet: FloatArray = base * (1 + 0.10 * tuft + 0.03 * ripple)[..., None]
    return carpet


def _tile(rng: np.random.Generator, ripple: FloatArray) -> FloatArray:
    x, y = _grid()
    base = np.array([0.70, 0.70, 0.68]) * rng.uniform(0.8, 1.15)
    column, row = np.floor(x * 5).astype(int), np.floor(y * 5).astype(int)
    tone = rng.uniform(0.93, 1.05, (5, 5))[column, row]
    tiles = base * (tone * (1 + 0.02 * ripple))[..., None]
    joint = ((x * 5) % 1 < 0.02) | ((y * 5) % 1 < 0.02)
    tiled: FloatArray = np.where(joint[..., None], tiles * 0.7, tiles)
    return tiled


_FLOORS = {"wood": _wood, "carpet": _carpet, "tile": _tile}


def noise_texture(rng: np.random.Generator) -> FloatArray:
    """Return noise for any use, (512, 512), 0..1."""
    size = (_TEXTURE_PX, _TEXTURE_PX)
    noise = gaussian_filter(rng.normal(size=size), 1.2, mode="wrap")
    noise = noise + 2 * gaussian_filter(rng.normal(size=size), 8, mode="wrap") * 3
    scaled: FloatArray = (noise - noise.min()) / (noise.max() - noise.min())
    return scaled
