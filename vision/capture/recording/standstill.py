"""Notices a recording whose picture stands still while time goes on: the camera or the disk hung.

A person who keeps still looks the same for a while, but begins to move smoothly. A picture that was
frozen jumps when it goes on. So frames of a picture that does not change are held back until it is
known which of the two it was.

The same comparison tells how many pictures a second there are if each is repeated, as converters do
with a slow camera (`vision.capture.clock.changing_s`).
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.capture.clock import LEAST_GAP_S, MOVING_LEVELS
from vision.capture.opencv import cv2
from vision.values import replace

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray

    from vision.datatypes import Frame

GREY_ROWS = 360
"""Only so many rows of a picture are compared. For speed only."""
HALVINGS = 3
"""A picture is made smaller by this power of two: encoder noise averages out."""
SAME_LEVELS = 2.0
"""A repeated picture differs by no more than this in any place (grey levels of 255): encoders
improve it a little. The noise of a camera and a breathing person are more."""
JUMP_LEVELS = 2 * MOVING_LEVELS
"""After a standstill, a difference of this much somewhere is a jump. A person who begins to move
changes the next picture by 20 at most."""
LONGEST_S = 10.0
"""A picture that stands still for longer is not waited for."""


class Standstill:
    """Takes all pictures of a recording in order, and holds back frames that may be frozen.

    Attributes
    ----------
    frozen_s
        From when to when (s) the picture was frozen, so far.
    changed_s, levels
        When (s) the picture was another one than before, and by how much (grey levels), so far.
    """

    def __init__(self) -> None:
        self.frozen_s: list[tuple[float, float]] = []
        self.changed_s, self.levels = array("d"), array("d")
        self._first: NDArray[np.int16] | None = None
        self._now: NDArray[np.int16] | None = None
        self._since_s = self._last_s = 0.0
        self._size_px = (0, 0)
        self._held: list[Frame] = []

    @property
    def is_holding(self) -> bool:
        """Whether the picture taken last repeats the one before: its frame is to be held."""
        same = self._first is not None and self._since_s < self._last_s
        return same and self._last_s - self._since_s <= LONGEST_S

    def take(self, t_s: float, picture: av.VideoFrame) -> list[Frame]:
        """Compare the next picture; return the frames that need not be held any longer.

        Parameters
        ----------
        t_s
            Its time, later than that of the one before.
        picture
            The decoded picture.
        """
        size_px = (picture.width, picture.height)
        before, self._now = self._now, _small_grey(picture)
        if size_px != self._size_px:  # cannot be compared, and is nothing that hung
            before, self._size_px = None, size_px
        step, stood_s = _difference(before, self._now), self._last_s - self._since_s
        # the last of them is often mixed with the next, by an encoder that looks ahead
        same = step <= (2 if stood_s >= LEAST_GAP_S else 1) * SAME_LEVELS
        if same and _difference(self._first, self._now) <= 2 * SAME_LEVELS:
            self._last_s = t_s
            return [] if self.is_holding else self.rest()
        if step < np.inf:
            self.changed_s.append(t_s)
            self.levels.append(step)
        held = self.rest()
        if LEAST_GAP_S <= stood_s <= LONGEST_S and JUMP_LEVELS <= step < np.inf:
            self.frozen_s.append((self._since_s, t_s))
            held = []
        self._first, self._since_s, self._last_s = self._now, t_s, t_s
        return held

    def hold(self, frame: Frame) -> None:
        """Hold a frame back; of a long standstill all share one picture."""
        if self._held and frame.t_s - self._held[0].t_s > LEAST_GAP_S:
            frame = replace(frame, image=self._held[-1].image)
        self._held.append(frame)

    def rest(self) -> list[Frame]:
        """Return what is held, and hold it no longer."""
        held, self._held = self._held, []
        return held


def _difference(one: NDArray[np.int16] | None, other: NDArray[np.int16]) -> float:
    """Return the largest difference (grey levels); infinite from none to the first."""
    return float("inf") if one is None else float(np.abs(one - other).max())


def _small_grey(picture: av.VideoFrame) -> NDArray[np.int16]:
    """Return the first plane, which is brightness in almost every format, as means of 64 pixels."""
    plane: Any = picture.planes[0]  # a buffer, which its types do not say
    lines = np.frombuffer(plane, np.uint8)[: picture.height * plane.line_size]
    every = max(1, picture.height // GREY_ROWS)
    grey = lines.reshape(picture.height, -1)[::every, : _row_bytes(picture)]  # without its padding
    for _ in range(HALVINGS):  # halving is what OpenCV is fastest at
        height, width = grey.shape
        half_px = (max(1, width // 2), max(1, height // 2))
        grey = np.asarray(cv2.resize(grey, half_px, interpolation=cv2.INTER_AREA), np.uint8)
    return grey.astype(np.int16)


def _row_bytes(picture: av.VideoFrame) -> int:
    """Return how many bytes of a row of the first plane are picture, at most."""
    form = picture.format
    samples = 1 if form.is_planar else len(form.components)
    return picture.width * samples * ((form.components[0].bits + 7) // 8)
