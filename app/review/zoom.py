"""Which part of a picture is shown, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.video.overlay import Fit, fit

if TYPE_CHECKING:
    from app.run.video.overlay import Point

MOST = 12.0
STEP = 1.25
"""One notch of the wheel, or one press of a key."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """``factor`` 1 shows the whole picture; ``x``, ``y`` are the middle, as shares of it."""

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5


def placed(size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom) -> Fit:
    """Return where the picture lands in a room: never further away than its edge."""
    whole = fit(size_px, room, mirrored=False)
    scale = whole.scale * zoom.factor
    left = _start(room[0], whole.width_px * scale, zoom.x)
    top = _start(room[1], whole.height_px * scale, zoom.y)
    return Fit(scale, left, top, whole.width_px, whole.height_px)


def about(
    size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom, at: Point, times: float
) -> Zoom:
    """Return a larger or smaller picture in which the point of the room stays where it is."""
    before = placed(size_px, room, zoom)
    point = picture_point(before, at)
    factor = min(MOST, max(1.0, zoom.factor * times))
    scale = before.scale * factor / zoom.factor
    return _held(size_px, room, factor, (at[0] - point[0] * scale, at[1] - point[1] * scale))


def panned(size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom, by_px: Point) -> Zoom:
    """Return the picture moved by so many pixels of the room."""
    place = placed(size_px, room, zoom)
    return _held(size_px, room, zoom.factor, (place.left + by_px[0], place.top + by_px[1]))


def picture_point(place: Fit, at: Point) -> Point:
    """Return the point of the picture that lies at a point of the room."""
    return (at[0] - place.left) / place.scale, (at[1] - place.top) / place.scale


def inside(place: Fit, point: Point) -> Point:
    """Return a point of the picture, moved onto it if it lies outside."""
    return (
        min(max(0.0, point[0]), float(place.width_px)),
        min(max(0.0, point[1]), float(place.height_px)),
    )


def zoom_words(zoom: Zoom) -> str:
    """Return how large the picture is shown."""
    return f"{100 * zoom.factor:.0f} %"


def _start(room_px: float, drawn_px: float, middle: float) -> float:
    """Return where a picture begins along one axis."""
    if drawn_px <= room_px:
        return (room_px - drawn_px) / 2
    return min(0.0, max(room_px - drawn_px, room_px / 2 - middle * drawn_px))


def _held(size_px: tuple[int, int], room: tuple[int, int], factor: float, start: Point) -> Zoom:
    """Return the zoom whose picture begins at a point, as far as its edges allow."""
    if factor <= 1.0:
        return Zoom()
    scale = fit(size_px, room, mirrored=False).scale * factor
    shares = []
    for length, room_px, begin in zip(size_px, room, start, strict=True):
        drawn_px = max(1, length) * scale
        kept = begin if drawn_px <= room_px else min(0.0, max(room_px - drawn_px, begin))
        shares.append((room_px / 2 - kept) / drawn_px)
    return Zoom(factor, *shares)
