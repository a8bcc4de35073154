"""Finds the plain bars around a picture: of a letterbox, a screen recording, a tile of a call.

The pose model looks at 256 pixels of a whole picture: half of them are lost on a picture that is
half bars, and a person on all fours may not be found at all. So it is shown what is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLAIN_LEVELS = 12
"""The pixels of a bar differ from its corner by no more than this (of 255): encoders leave traces
beside the picture."""
LEAST_SHARE = 0.1
"""Bars of less than this share of the width and height are no loss."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The part of a picture inside its bars: first column and row, and those after the last."""

    left: int
    top: int
    right: int
    bottom: int

    def around(self, other: Inside) -> Inside:
        """Return the smallest part that contains both."""
        return Inside(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Bars:
    """Follows the bars of one recording. What was once inside stays inside."""

    def __init__(self) -> None:
        self._inside: Inside | None = None
        self._shape = (0, 0)

    def inside(self, image: NDArray[np.uint8]) -> Inside:
        """Return what is inside the bars of the next frame, (height, width, 3)."""
        rows, columns = image.shape[:2]
        if (rows, columns) != self._shape:
            self._inside, self._shape = None, (rows, columns)
        found = inside_of(image) if self._inside is None or self._is_outgrown(image) else None
        if found is not None:
            self._inside = found if self._inside is None else self._inside.around(found)
        whole = Inside(0, 0, columns, rows)
        seen = self._inside or whole
        wide, high = (seen.right - seen.left) / columns, (seen.bottom - seen.top) / rows
        return whole if min(wide, high) > 1.0 - LEAST_SHARE else seen

    def _is_outgrown(self, image: NDArray[np.uint8]) -> bool:
        """Whether anything is to be seen in what were bars so far."""
        known = self._inside
        if known is None:
            return True
        middle = image[:, known.left : known.right]
        bars = (
            (image[:, : known.left], image[0, 0]),
            (image[:, known.right :], image[0, -1]),
            (middle[: known.top], middle[0, 0]),
            (middle[known.bottom :], middle[-1, 0]),
        )
        return not all(_is_plain(bar, corner) for bar, corner in bars if bar.size)


def inside_of(image: NDArray[np.uint8]) -> Inside | None:
    """Return what is inside the bars of a picture (height, width, 3); ``None`` if it is plain."""
    left, right = _plain_ends(image.swapaxes(0, 1))
    if left == image.shape[1]:
        return None
    top, bottom = _plain_ends(image[:, left:right])
    return None if top == bottom else Inside(left, top, right, bottom)


def _plain_ends(lines: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the first line that is not plain, and the one after the last; all if all are."""
    count = len(lines)
    first = next((n for n in range(count) if not _is_plain(lines[n], lines[0, 0])), count)
    backwards = range(count - 1, first - 1, -1)
    last = next((n for n in backwards if not _is_plain(lines[n], lines[-1, 0])), None)
    return (count, count) if last is None else (first, last + 1)


def _is_plain(line: NDArray[np.uint8], corner: NDArray[np.uint8]) -> bool:
    return bool(np.abs(line.astype(np.int16) - corner).max() <= PLAIN_LEVELS)
