"""What is wrong with the pictures of a camera: they are black, stand still, or come too slowly.

One picture is read coarsely: a few thousand of its points are enough, and take no time.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.clock import LEAST_GAP_S, changing_s, named

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOK_EVERY_S = 0.5
BLACK_LEVEL = 12.0
"""Mean of the brightest tenth of a picture (0..255) below which it counts as black."""
FROZEN_S = 3.0
"""The noise of a camera changes its picture all the time: one that stays the same for this long
hangs."""
_STEP_PX = 16


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the last look at the pictures showed.

    ``changed_s`` is when the picture was last another one than before, ``dark`` whether it is
    black.
    """

    looked_s: float | None = None
    thumb: NDArray[np.uint8] | None = None
    changed_s: float = 0.0
    dark: bool = False

    def is_frozen(self, now_s: float) -> bool:
        """Whether the picture has been the same for too long."""
        return now_s - self.changed_s > FROZEN_S


def looked(seen: Seen, image: NDArray[np.uint8], now_s: float) -> Seen:
    """Return what is seen after one more picture; one in every `LOOK_EVERY_S` is examined.

    Parameters
    ----------
    seen
        What was seen so far.
    image
        (height, width, 3) the picture.
    now_s
        When it came.
    """
    if seen.looked_s is not None and now_s - seen.looked_s < LOOK_EVERY_S:
        return seen
    thumb = _coarse(image)
    same = seen.thumb is not None and np.array_equal(thumb, seen.thumb)
    tenth = max(1, thumb.size // 10)
    brightest = np.partition(thumb, -tenth, axis=None)[-tenth:]
    return Seen(
        looked_s=now_s,
        thumb=thumb,
        changed_s=seen.changed_s if same else now_s,
        dark=bool(brightest.mean() < BLACK_LEVEL),
    )


class LivePictures:
    """Takes all pictures of a camera in order, and says afterwards what was wrong with them.

    Attributes
    ----------
    times_s
        When the pictures came.
    """

    def __init__(self) -> None:
        self.times_s = array("d")  # a list would be four times as large
        self._changed_s, self._levels = array("d"), array("f")
        self._before: NDArray[np.uint8] | None = None
        self._seen = Seen()
        self._black_s: list[tuple[float, float]] = []
        self._frozen_s: list[tuple[float, float]] = []

    def take(self, t_s: float, image: NDArray[np.uint8]) -> None:
        """Take the next picture.

        Parameters
        ----------
        t_s
            When it came, later than the one before.
        image
            (height, width, 3).
        """
        self.times_s.append(t_s)
        before, self._before = self._before, _coarse(image)
        if before is not None and before.shape == self._before.shape:
            levels = float(np.abs(self._before.astype(np.int16) - before).max(initial=0))
            if levels:
                self._changed_s.append(t_s)
                self._levels.append(levels)
        was, self._seen = self._seen, looked(self._seen, image, t_s)
        if self._seen.dark and self._seen is not was:
            since_s = self._black_s.pop()[0] if was.dark else t_s
            self._black_s.append((since_s, t_s))
        if self._seen.is_frozen(t_s) and not self._seen.dark:
            since_s = self._seen.changed_s
            if self._frozen_s and self._frozen_s[-1][0] == since_s:
                self._frozen_s.pop()
            self._frozen_s.append((since_s, t_s))

    @property
    def changing_s(self) -> list[float]:
        """When (s) the picture was really another one, see `clock.changing_s`."""
        return changing_s(self._changed_s, self._levels)

    def notes(self) -> list[str]:
        """Return notes on pictures that showed nothing."""
        notes = []
        black_s = [part for part in self._black_s if part[1] - part[0] >= LEAST_GAP_S]
        if black_s:
            notes.append(
                f"The camera's picture was black from {named(black_s)}: open its shutter or "
                "switch on a light."
            )
        if self._frozen_s:
            notes.append(
                f"The camera's picture stood still from {named(self._frozen_s)}: do not rely on "
                "reps of that time."
            )
        return notes


def _coarse(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return image[::_STEP_PX, ::_STEP_PX].copy()
