"""Angles and lines drawn by hand on single pictures of a clip."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.run.video.overlay import Point

SAME_PICTURE_S = 0.002
POINTING_PX = 2.0
"""Error of pointing by hand, in pixels of the screen (our rule)."""
LEAST_LENGTH_PX = 1.0
REACH_PX = 12.0
"""A click at most this far from a drawing, in pixels of the screen, is meant for it."""
HONEST = "an angle in the picture, not of the joint"


class Kind(StrEnum):
    """What can be drawn."""

    ANGLE = "angle"
    LINE = "line"

    @property
    def points(self) -> int:
        """How many points there are; the second one of an angle is its corner."""
        return 3 if self is Kind.ANGLE else 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """Points in pixels of the picture; ``error_px`` is how far off the hand may have set each."""

    kind: Kind
    points: tuple[Point, ...]
    error_px: float = POINTING_PX

    def with_point(self, number: int | None, by: Point) -> Drawing:
        """Return the drawing with one point moved, or all of them.

        Parameters
        ----------
        number
            Place of the point in ``points``; ``None`` for all.
        by
            How far to the right and down, in pixels of the picture.
        """
        moved = tuple(
            (x + by[0], y + by[1]) if number is None or place == number else (x, y)
            for place, (x, y) in enumerate(self.points)
        )
        return replace(self, points=moved)


@dataclass(frozen=True, slots=True)
class Board:
    """All drawings of a clip, each with the time (s) of its picture."""

    drawings: tuple[tuple[float, Drawing], ...] = ()

    @property
    def times_s(self) -> tuple[float, ...]:
        """The times of the pictures that something is drawn on, in order."""
        return tuple(sorted({t_s for t_s, _ in self.drawings}))

    def at(self, t_s: float) -> tuple[tuple[int, Drawing], ...]:
        """Return the drawings of a picture with their numbers."""
        return tuple(
            (number, drawing)
            for number, (own_s, drawing) in enumerate(self.drawings)
            if abs(own_s - t_s) <= SAME_PICTURE_S
        )

    def added(self, t_s: float, drawing: Drawing) -> Board:
        """Return the board with one more drawing.

        Parameters
        ----------
        t_s
            Time of the picture that it is drawn on.
        drawing
            It becomes the last one.
        """
        return Board((*self.drawings, (t_s, drawing)))

    def changed(self, number: int, drawing: Drawing) -> Board:
        """Return the board with one drawing replaced.

        Parameters
        ----------
        number
            Number of the old drawing, from 0.
        drawing
            The new one, on the same picture.
        """
        kept = list(self.drawings)
        kept[number] = (kept[number][0], drawing)
        return Board(tuple(kept))

    def without(self, number: int) -> Board:
        """Return the board without a drawing."""
        return Board(self.drawings[:number] + self.drawings[number + 1 :])


def board_json(board: Board) -> list[dict[str, Any]]:
    """Return a board as JSON objects: time (s), kind, points and error (px of the picture)."""
    return [
        {
            "t_s": t_s,
            "kind": drawing.kind.value,
            "points_px": [list(point) for point in drawing.points],
            "error_px": drawing.error_px,
        }
        for t_s, drawing in board.drawings
    ]


def board_from(drawn: Sequence[Mapping[str, Any]]) -> Board:
    """Return the board from objects made by `board_json`."""
    return Board(
        tuple(
            (
                float(entry["t_s"]),
                Drawing(
                    Kind(entry["kind"]),
                    tuple((float(x), float(y)) for x, y in entry["points_px"]),
                    float(entry["error_px"]),
                ),
            )
            for entry in drawn
        )
    )


def angle_deg(drawing: Drawing) -> tuple[float, float]:
    """Return the angle and, for the error of pointing by hand, its half-width.

    For a line, it is the angle to the horizontal.
    """
    if drawing.kind is Kind.LINE:
        (x0, y0), (x1, y1) = drawing.points
        length = max(LEAST_LENGTH_PX, math.hypot(x1 - x0, y1 - y0))
        tilt = math.degrees(math.atan2(abs(y1 - y0), abs(x1 - x0)))
        return tilt, _most(drawing.error_px * math.sqrt(2.0) / length, 90.0)
    first, corner, last = drawing.points
    arms = [(x - corner[0], y - corner[1]) for x, y in (first, last)]
    first_px, last_px = (max(LEAST_LENGTH_PX, math.hypot(*arm)) for arm in arms)
    (ax, ay), (bx, by) = arms
    between = math.atan2(abs(ax * by - ay * bx), ax * bx + ay * by)
    ends = 1 / first_px**2 + 1 / last_px**2
    at_corner = max(0.0, ends - 2 * math.cos(between) / (first_px * last_px))
    return math.degrees(between), _most(drawing.error_px * math.sqrt(ends + at_corner), 180.0)


def label(drawing: Drawing) -> str:
    """Return the text beside a drawing: "93° (91 to 95) in the picture"."""
    what = "in the picture" if drawing.kind is Kind.ANGLE else "to the horizontal"
    return f"{_figure(drawing)} {what}"


def words(drawing: Drawing) -> str:
    """Say what a drawing shows and what it does not."""
    if drawing.kind is Kind.ANGLE:
        return f"Angle drawn by hand, {_figure(drawing)}: {HONEST}."
    return f"Line drawn by hand, {_figure(drawing)} to the horizontal of the picture."


def _figure(drawing: Drawing) -> str:
    value, half = angle_deg(drawing)
    most = 180.0 if drawing.kind is Kind.ANGLE else 90.0
    low, high = max(0.0, value - half), min(most, value + half)
    return f"{value:.0f}° ({low:.0f} to {high:.0f})"


def next_point_words(kind: Kind, done: int) -> str:
    """Return what to click next.

    Parameters
    ----------
    kind
        What is being drawn.
    done
        How many of its points are set.
    """
    which = ("the end of one arm", "the corner", "the end of the other arm")
    what = which[done] if kind is Kind.ANGLE else ("one end", "the other end")[done]
    return (
        f"{kind.value.capitalize()}: click {what}, or move the cross with the arrow keys and press "
        "Enter. Esc ends."
    )


def hit(
    drawings: tuple[tuple[int, Drawing], ...], at: Point, reach_px: float
) -> tuple[int, int | None] | None:
    """Return the drawing at a point of the picture, and which point of it (``None``: a line).

    Parameters
    ----------
    drawings
        Those of the picture, with their numbers; later ones lie on top.
    at
        Pixels of the picture.
    reach_px
        How near is near enough, in pixels of the picture.
    """
    for number, drawing in reversed(drawings):
        for place, point in enumerate(drawing.points):
            if math.dist(point, at) <= reach_px:
                return number, place
    for number, drawing in reversed(drawings):
        pairs = zip(drawing.points, drawing.points[1:], strict=False)
        if any(_distance(at, *pair) <= reach_px for pair in pairs):
            return number, None
    return None


def handles(drawings: tuple[tuple[int, Drawing], ...]) -> list[tuple[int, int | None]]:
    """Return what can be taken hold of on a picture, in order: each drawing, then its points."""
    return [
        (number, place)
        for number, drawing in drawings
        for place in (None, *range(len(drawing.points)))
    ]


def _distance(at: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from the stretch between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    along = 0.0 if length2 == 0 else ((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / length2
    share = min(1.0, max(0.0, along))
    return math.dist(at, (start[0] + share * dx, start[1] + share * dy))


def _most(radians: float, most_deg: float) -> float:
    return min(most_deg, math.degrees(radians))
