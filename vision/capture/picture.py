"""The geometry of a decoded picture, settled once at the border.

From here on a picture is upright, not mirrored, of square pixels and of one instant, whatever its
file did with it. Nobody further in asks how it was stored.
"""

from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from av.sidedata.sidedata import SideDataContainer
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]

LARGEST_ASPECT = 4.0
"""Pixels of real recordings are up to 2.5 times as wide as high; beyond this it is a mistake."""


_kept = threading.local()


class Turns:
    """The display matrices of a recording's pictures, taken one after the other.

    A picture that is asked for what lies beside it is held by it in a circle, so that its memory is
    free only when the garbage is collected: 300 MB of pictures of 720p. So only key pictures are
    asked, and those that are turned otherwise than the one before.
    """

    def __init__(self) -> None:
        self._rotation_deg: int | None = None
        self._matrix: tuple[int, ...] = ()

    def of(self, picture: av.VideoFrame) -> tuple[int, ...]:
        """Return the nine numbers of the next picture's matrix, nothing if it has none."""
        if picture.key_frame or picture.rotation != self._rotation_deg:
            self._rotation_deg, self._matrix = picture.rotation, matrix_of(picture)
        return self._matrix


def settled(
    picture: av.VideoFrame,
    pixel_aspect: Fraction | None,
    long_side_px: int = 0,
    matrix: Sequence[int] | None = None,
) -> Image:
    """Return a decoded picture as (height, width, 3) BGR, as the person stood before the camera.

    Parameters
    ----------
    pixel_aspect
        Width of a stored pixel over its height; ``None`` where the file does not say.
    long_side_px
        Shrunk to this on the way, never made in full; 0: not at all.
    matrix
        As `Turns` gives it; ``None``: the picture is asked.
    """
    width, height = square_size((picture.width, picture.height), pixel_aspect)
    if long_side_px:
        width, height = shrunk_size((width, height), long_side_px)
    if picture.interlaced_frame:
        # Two fields of two instants lie in each other's gaps: one of them is the picture.
        field = _bgr(picture, picture.width, picture.height)[0::2]
        picture_of_field = av.VideoFrame.from_ndarray(np.ascontiguousarray(field), "bgr24")
        image = _bgr(picture_of_field, width, height)
    else:
        image = _bgr(picture, width, height)
    matrix = matrix_of(picture) if matrix is None else matrix
    return oriented(image, matrix) if matrix else image


def settled_size(
    picture: av.VideoFrame, pixel_aspect: Fraction | None, matrix: Sequence[int]
) -> tuple[int, int]:
    """Return the width and height (px) that `settled` gives a picture, without making it."""
    width, height = square_size((picture.width, picture.height), pixel_aspect)
    return (height, width) if _is_across(matrix) else (width, height)


def matrix_of(picture: av.VideoFrame) -> tuple[int, ...]:
    """Return the nine numbers of a picture's display matrix, nothing if it has none."""
    beside = cast("SideDataContainer", picture.side_data)
    return struct.unpack("=9i", beside["DISPLAYMATRIX"]) if "DISPLAYMATRIX" in beside else ()


def _is_across(matrix: Sequence[int]) -> bool:
    """Whether a display matrix turns a picture by a quarter."""
    if not matrix:
        return False
    a, b, _, c, d, *_ = matrix
    return abs(b) + abs(c) > abs(a) + abs(d)


def _bgr(picture: av.VideoFrame, width: int, height: int) -> Image:
    """Convert with what this thread keeps for it: by itself a picture starts threads of its own."""
    if not hasattr(_kept, "converter"):
        _kept.converter = VideoReformatter()
    is_shrunk = width * height < picture.width * picture.height
    bgr = _kept.converter.reformat(
        picture, width, height, "bgr24", interpolation="AREA" if is_shrunk else None, threads=1
    )
    plane = bgr.planes[0]  # as it lies there: PyAV's own way to an array is a copy
    lines: Image = np.ndarray((height, width, 3), np.uint8, plane, strides=(plane.line_size, 3, 1))
    return np.ascontiguousarray(lines)


def oriented(image: Image, matrix: Sequence[int]) -> Image:
    """Turn and mirror a picture as its display matrix says, to the nearest quarter turn.

    Parameters
    ----------
    image
        (height, width, 3) as it is stored.
    matrix
        The nine numbers a b u, c d v, x y w of FFmpeg: x' = a x + c y, y' = b x + d y, in units
        that do not matter here.
    """
    a, b, _, c, d, *_ = matrix
    across, down = (a, d)
    if _is_across(matrix):
        image = image.transpose(1, 0, 2)
        across, down = (c, b)
    turned = image[:: -1 if down < 0 else 1, :: -1 if across < 0 else 1]
    return np.ascontiguousarray(turned)


def square_size(size_px: tuple[int, int], pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Return the width and height (px) that show a picture undistorted and keep all its detail."""
    width, height = size_px
    aspect = float(pixel_aspect or 1)
    if not 1 / LARGEST_ASPECT <= aspect <= LARGEST_ASPECT:
        return size_px
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def fitted(image: Image, size_px: tuple[int, int]) -> Image:
    """Return a picture scaled into a frame of a size (px), black where it does not reach."""
    width, height = size_px
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    if inner == (image.shape[1], image.shape[0]) == size_px:
        return image
    frame = np.zeros((height, width, 3), np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    frame[top : top + inner[1], left : left + inner[0]] = cv2.resize(image, inner)
    return frame


def shrunk(image: Image, size_px: tuple[int, int], long_side_px: int) -> Image:
    """Return a picture of a source of a size (px) with its longer side at most ``long_side_px``.

    One that was shrunk so before is returned as it is.
    """
    wanted_px = shrunk_size(size_px, long_side_px)
    if (image.shape[1], image.shape[0]) == wanted_px:
        return image
    return np.asarray(cv2.resize(image, wanted_px, interpolation=cv2.INTER_AREA), np.uint8)


def shrunk_size(size_px: tuple[int, int], long_side_px: int) -> tuple[int, int]:
    """Return width and height (px) with the longer side at most ``long_side_px``."""
    scale = min(1.0, long_side_px / max(size_px))
    if scale == 1.0:
        return size_px
    return max(1, round(size_px[0] * scale)), max(1, round(size_px[1] * scale))
