"""What the hand is about to do on a picture: set points, or move a drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.review.drawing import Board, Drawing, handles, next_point_words, words

if TYPE_CHECKING:
    from app.review.drawing import Kind
    from app.run.video.overlay import Point


@dataclass(frozen=True, slots=True)
class Hand:
    """``tool`` sets points; ``held`` is a drawing of the board and its point (``None``: all of it).

    ``cursor`` is the cross that the keys move, in pixels of the picture.
    """

    tool: Kind | None = None
    draft: tuple[Point, ...] = ()
    cursor: Point | None = None
    held: tuple[int, int | None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the arrow keys and Enter belong to the hand."""
        return self.tool is not None or self.held is not None

    def says(self, board: Board) -> str:
        """Say what can be done now, "" if nothing has been begun."""
        if self.tool is not None:
            return next_point_words(self.tool, len(self.draft))
        if self.held is not None:
            return words(board.drawings[self.held[0]][1])
        return ""


Scene = tuple[Hand, Board]


def put(scene: Scene, t_s: float, point: Point, error_px: float) -> Scene:
    """Set the next point; with the last one, the drawing is on the board and selected.

    Parameters
    ----------
    scene
        Hand and board; without a tool in hand, they stay as they are.
    t_s
        Time of the picture.
    point
        Pixels of the picture.
    error_px
        How far off the hand may be, in pixels of the picture.
    """
    hand, board = scene
    if hand.tool is None:
        return scene
    draft = (*hand.draft, point)
    if len(draft) < hand.tool.points:
        return replace(hand, draft=draft, cursor=point), board
    board = board.added(t_s, Drawing(hand.tool, draft, error_px))
    return Hand(held=(len(board.drawings) - 1, None)), board


def move(scene: Scene, by: Point, error_px: float) -> Scene:
    """Move the selected drawing or point, or else the cross.

    Parameters
    ----------
    scene
        Hand and board.
    by
        How far to the right and down, in pixels of the picture.
    error_px
        The drawing's new error, if one of its points is moved by itself.
    """
    hand, board = scene
    if hand.held is not None:
        number, place = hand.held
        moved = board.drawings[number][1].with_point(place, by)
        if place is not None:
            moved = replace(moved, error_px=error_px)
        return hand, board.changed(number, moved)
    if hand.cursor is not None:
        return replace(hand, cursor=(hand.cursor[0] + by[0], hand.cursor[1] + by[1])), board
    return scene


def take_next(scene: Scene, t_s: float) -> Scene:
    """Select the next drawing, or the next point of one; after the last, nothing.

    Parameters
    ----------
    scene
        Hand and board.
    t_s
        Time of the picture whose drawings are gone through.
    """
    hand, board = scene
    order = handles(board.at(t_s))
    if not order:
        return Hand(), board
    place = order.index(hand.held) + 1 if hand.held in order else 0
    return Hand(held=order[place] if place < len(order) else None), board


def delete(scene: Scene, t_s: float) -> Scene:
    """Delete the selected drawing, or else the last one on the picture.

    Parameters
    ----------
    scene
        Hand and board.
    t_s
        Time of the picture.
    """
    hand, board = scene
    own = [number for number, _ in board.at(t_s)]
    if hand.held is not None:
        return Hand(), board.without(hand.held[0])
    return (Hand(), board.without(own[-1])) if own else (hand, board)
