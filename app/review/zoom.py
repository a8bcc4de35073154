"""Which part of a picture is shown, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.video.overlay import Fit, fit

if TYPE_CHECKING:
    from app.run.video.overlay import Point

MOST = 12.0
STEP = 1.25
"""Factor of one notch of the wheel, or one press of a key."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """``factor`` 1 shows the whole picture; ``x``, ``y`` (0..1 of it) is the centre of the view."""

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5


def placed(size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom) -> Fit:
    """Return where the picture lies on the screen.

    Parameters
    ----------
    size_px
        Width and height of the picture.
    room
        Width and height of the room for it, in pixels of the screen.
    zoom
        Which part is shown; a zoomed picture fills the room, up to its own edge.
    """
    whole = fit(size_px, room, mirrored=False)
    scale = whole.scale * zoom.factor
    left = _start(room[0], whole.width_px * scale, zoom.x)
    top = _start(room[1], whole.height_px * scale, zoom.y)
    return Fit(scale, left, top, whole.width_px, whole.height_px)


def about(
    size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom, at: Point, times: float
) -> Zoom:
    """Return a larger or smaller zoom in which one point stays where it is.

    Parameters
    ----------
    size_px
        Width and height of the picture.
    room
        Width and height of the room for it, in pixels of the screen.
    zoom
        The present zoom.
    at
        The point that stays, in pixels of the room.
    times
        Ratio of the new factor to the present one; the result stays within 1 to `MOST`.
    """
    before = placed(size_px, room, zoom)
    point = picture_point(before, at)
    factor = min(MOST, max(1.0, zoom.factor * times))
    scale = before.scale * factor / zoom.factor
    return _held(size_px, room, factor, (at[0] - point[0] * scale, at[1] - point[1] * scale))


def panned(size_px: tuple[int, int], room: tuple[int, int], zoom: Zoom, by_px: Point) -> Zoom:
    """Return the zoom after the picture was dragged.

    Parameters
    ----------
    size_px
        Width and height of the picture.
    room
        Width and height of the room for it, in pixels of the screen.
    zoom
        The present zoom.
    by_px
        How far to the right and down, in pixels of the screen.
    """
    place = placed(size_px, room, zoom)
    return _held(size_px, room, zoom.factor, (place.left + by_px[0], place.top + by_px[1]))


def picture_point(place: Fit, at: Point) -> Point:
    """Return the point of the picture that lies at a point of the room.

    Parameters
    ----------
    place
        Where the picture lies.
    at
        Pixels of the room.
    """
    return (at[0] - place.left) / place.scale, (at[1] - place.top) / place.scale


def inside(place: Fit, point: Point) -> Point:
    """Return a point of the picture, moved to its edge if it lies outside.

    Parameters
    ----------
    place
        Where the picture lies.
    point
        Pixels of the picture.
    """
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
    """Return the zoom of a picture that begins at a point, as far as its edges allow."""
    if factor <= 1.0:
        return Zoom()
    scale = fit(size_px, room, mirrored=False).scale * factor
    shares = []
    for length, room_px, begin in zip(size_px, room, start, strict=True):
        drawn_px = max(1, length) * scale
        kept = begin if drawn_px <= room_px else min(0.0, max(room_px - drawn_px, begin))
        shares.append((room_px / 2 - kept) / drawn_px)
    return Zoom(factor, *shares)
