"""Text on pictures: sized in pixels, kept inside the picture, with a dark halo."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from vision.capture.opencv import cv2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LINE_GAP = 1.55
"""Distance between two baselines, in heights of a capital."""

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_CAPITAL_PX = 21.0  # height of a capital at scale 1
_LEAST_UNIT_PX = 3.4  # the smallest text, two units, can just be read
_PLATE_BELOW_PX = 10.0
LEAST_SIDE_PX = 96
"""Below this, text would hide the person."""
_HALO = (24, 20, 16)


def unit_px(image: NDArray[np.uint8]) -> float:
    """Return the unit for everything drawn: about a hundredth of the picture's short side."""
    height, width = float(image.shape[0]), float(image.shape[1])
    return max(min(width, height * 1.2) * 0.011, _LEAST_UNIT_PX)


class Writer:
    """Writes on one picture."""

    def __init__(self, image: NDArray[np.uint8]) -> None:
        self._image = image

    def put(
        self, text: str, at_px: tuple[int, int], capital_px: float, colour: tuple[int, int, int]
    ) -> None:
        """Write a line of text, moved as little as necessary to stay in the picture.

        Parameters
        ----------
        text
            Non-ASCII characters are replaced.
        at_px
            Left end of the baseline.
        capital_px
            Height of capital letters.
        colour
            BGR.
        """
        height, width = self._image.shape[:2]
        if min(height, width) < LEAST_SIDE_PX:
            return
        shown = ascii_only(text)
        scale, weight = _scale(capital_px), _weight(capital_px)
        x = max(0, min(at_px[0], width - 1 - _width_px(shown, scale, weight)))
        y = min(max(at_px[1], round(capital_px) + 1), height - 2)
        if capital_px < _PLATE_BELOW_PX:
            self._plate(shown, (x, y), scale, weight)
        else:
            self._halo(shown, (x, y), scale, weight, max(1, round(capital_px / 11)))
        cv2.putText(self._image, shown, (x, y), _FONT, scale, colour, weight, cv2.LINE_AA)

    def _halo(
        self, text: str, at_px: tuple[int, int], scale: float, weight: int, reach: int
    ) -> None:
        x, y = at_px
        # Thickness alone makes no halo in OpenCV 5, whose fonts have weights: shift the text.
        for dx, dy in ((-reach, -reach), (reach, -reach), (-reach, reach), (reach, reach)):
            cv2.putText(self._image, text, (x + dx, y + dy), _FONT, scale, _HALO, weight)

    def _plate(self, text: str, at_px: tuple[int, int], scale: float, weight: int) -> None:
        """Darken the background of small letters: a halo would fill their holes."""
        capital_px = round(scale * _CAPITAL_PX)
        x, y = at_px
        end = (x + _width_px(text, scale, weight) + 1, y + round(0.35 * capital_px))
        cv2.rectangle(self._image, (x - 1, y - capital_px - 1), end, _HALO, -1)

    def put_lines(
        self,
        text: str,
        left_px: int,
        first_px: int,
        capital_px: float,
        colour: tuple[int, int, int],
        most_lines: int,
    ) -> None:
        """Write a text in as many lines as it needs.

        Parameters
        ----------
        text
            Non-ASCII characters are replaced.
        left_px, first_px
            Left end of the first baseline.
        capital_px
            Height of capital letters.
        colour
            BGR.
        most_lines
            The last line is cut if there are more.
        """
        for number, line in enumerate(self.wrapped(text, capital_px, most_lines)):
            y = first_px + round(number * LINE_GAP * capital_px)
            self.put(line, (left_px, y), capital_px, colour)

    def wrapped(self, text: str, capital_px: float, most_lines: int) -> list[str]:
        """Break a text into lines that fit the picture.

        Parameters
        ----------
        text
            Non-ASCII characters are replaced.
        capital_px
            Height of capital letters.
        most_lines
            The last line is cut if there are more.
        """
        scale, weight = _scale(capital_px), _weight(capital_px)
        room_px = self._image.shape[1] - round(2 * capital_px)
        lines: list[str] = []
        for word in ascii_only(text).split():
            longer = f"{lines[-1]} {word}" if lines else ""
            if longer and _width_px(longer, scale, weight) <= room_px:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) > most_lines:
            lines = [*lines[: most_lines - 1], f"{lines[most_lines - 1]} ..."]
        return lines


def ascii_only(text: str) -> str:
    """Return the text as OpenCV 4 can write it: the degree sign as "deg", others as "?"."""
    return text.replace("°", " deg").encode("ascii", "replace").decode("ascii")


def _scale(capital_px: float) -> float:
    return capital_px / _CAPITAL_PX


def _weight(capital_px: float) -> int:
    return max(1, round(capital_px / 9))


@lru_cache(maxsize=256)
def _width_px(text: str, scale: float, weight: int) -> int:
    (width, _), _ = cv2.getTextSize(text, _FONT, scale, weight)
    return int(width)
