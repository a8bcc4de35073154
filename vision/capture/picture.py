"""The geometry of a decoded frame, normalised once on entry.

After this a frame is upright, not mirrored, in square pixels and of one moment, however the file
stored it.
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
"""Pixels of real recordings are up to 2.5 times as wide as high; more than this is an error."""


_TURNED = {
    90: (0, -1, 0, 1, 0, 0, 0, 0, 1),
    180: (-1, 0, 0, 0, -1, 0, 0, 0, 1),
    270: (0, 1, 0, -1, 0, 0, 0, 0, 1),
}
"""Display matrices by the rotation (deg, counterclockwise) that PyAV reads from them."""


_kept = threading.local()


class Display:
    """How a recording's frames are meant to be shown; takes every decoded frame, in order.

    A container states its display matrix with every frame; coded frames may state it in a key frame
    only: it holds until another is stated. A frame whose side data are read is kept alive by a
    reference cycle until the garbage collector runs: 300 MB of 720p frames. So the side data are
    read only for key frames, and for frames whose rotation differs from the previous one.

    The container's pixel aspect ratio holds where it differs from that of the coded frames, as in
    every player. Where it does not, the ratio may change with a key frame. (Frames do not carry
    their ratio here, and the decoder is some frames ahead of what it gives out.)

    Attributes
    ----------
    matrix
        The nine numbers of the frame's display matrix; empty if it has none.
    pixel_aspect
        Width of a stored pixel over its height; ``None`` where nothing says it.
    """

    def __init__(self, stream: av.VideoStream) -> None:
        self._codec = stream.codec_context
        self._rotation_deg: int | None = None
        self._follows_codec: bool | None = None
        self.matrix: tuple[int, ...] = ()
        self.pixel_aspect = stream.sample_aspect_ratio

    def take(self, picture: av.VideoFrame) -> None:
        """Take notice of the next frame."""
        if picture.key_frame or picture.rotation != self._rotation_deg:
            self._rotation_deg = picture.rotation
            self.matrix = _matrix_of(picture) or self.matrix
        coded = self._codec.sample_aspect_ratio
        if self._follows_codec is None:
            self._follows_codec = not self.pixel_aspect or self.pixel_aspect == (coded or 1)
        if self._follows_codec and picture.key_frame:
            self.pixel_aspect = coded


def settled(
    picture: av.VideoFrame,
    pixel_aspect: Fraction | None,
    long_side_px: int = 0,
    matrix: Sequence[int] | None = None,
) -> Image:
    """Return a decoded frame as (height, width, 3) BGR, upright and unmirrored.

    Parameters
    ----------
    picture
        The decoded frame.
    pixel_aspect
        Width of a stored pixel over its height; ``None`` where the file does not say.
    long_side_px
        Longer side after shrinking during conversion; 0: not shrunk.
    matrix
        The display matrix if known, see `Display`; ``None`` reads it from the frame.
    """
    width, height = square_size((picture.width, picture.height), pixel_aspect)
    if long_side_px:
        width, height = _shrunk_size((width, height), long_side_px)
    if picture.interlaced_frame:
        # The lines of two instants alternate: keep those of one.
        field = _bgr(picture, picture.width, picture.height)[0::2]
        picture_of_field = av.VideoFrame.from_ndarray(np.ascontiguousarray(field), "bgr24")
        image = _bgr(picture_of_field, width, height)
    else:
        image = _bgr(picture, width, height)
    matrix = _matrix_of(picture) if matrix is None else matrix
    return _oriented(image, matrix) if matrix else image


def settled_size(
    picture: av.VideoFrame, pixel_aspect: Fraction | None, matrix: Sequence[int]
) -> tuple[int, int]:
    """Return the width and height (px) that `settled` would give, without converting.

    Parameters
    ----------
    picture
        The decoded frame.
    pixel_aspect
        Width of a stored pixel over its height; ``None`` where the file does not say.
    matrix
        The nine numbers of its display matrix; empty if it has none.
    """
    width, height = square_size((picture.width, picture.height), pixel_aspect)
    return (height, width) if _is_across(matrix) else (width, height)


def _matrix_of(picture: av.VideoFrame) -> tuple[int, ...]:
    """Return the nine numbers of a frame's display matrix; empty if it has none."""
    try:
        beside = cast("SideDataContainer", picture.side_data)
    except ValueError:  # PyAV does not know a kind of them (EXIF), and then gives none
        return _TURNED.get(picture.rotation % 360, ())
    return struct.unpack("=9i", beside["DISPLAYMATRIX"]) if "DISPLAYMATRIX" in beside else ()


def _is_across(matrix: Sequence[int]) -> bool:
    """Whether a display matrix rotates a frame by a quarter turn."""
    if not matrix:
        return False
    a, b, _, c, d, *_ = matrix
    return abs(b) + abs(c) > abs(a) + abs(d)


def _bgr(picture: av.VideoFrame, width: int, height: int) -> Image:
    """Convert with this thread's own converter: PyAV's default starts threads per frame."""
    if not hasattr(_kept, "converter"):
        _kept.converter = VideoReformatter()
    is_shrunk = width * height < picture.width * picture.height
    bgr = _kept.converter.reformat(
        picture, width, height, "bgr24", interpolation="AREA" if is_shrunk else None, threads=1
    )
    plane = bgr.planes[0]  # read in place: PyAV's own conversion to an array copies it
    lines: Image = np.ndarray((height, width, 3), np.uint8, plane, strides=(plane.line_size, 3, 1))
    return np.ascontiguousarray(lines)


def _oriented(image: Image, matrix: Sequence[int]) -> Image:
    """Rotate and mirror a stored frame as its display matrix says, to the nearest quarter turn.

    The matrix is FFmpeg's: a b u, c d v, x y w with x' = a x + c y, y' = b x + d y, in arbitrary
    units.
    """
    a, b, _, c, d, *_ = matrix
    across, down = (a, d)
    if _is_across(matrix):
        image = image.transpose(1, 0, 2)
        across, down = (c, b)
    turned = image[:: -1 if down < 0 else 1, :: -1 if across < 0 else 1]
    return np.ascontiguousarray(turned)


def square_size(size_px: tuple[int, int], pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Return the size that shows a frame undistorted with all its detail.

    Parameters
    ----------
    size_px
        Stored width and height.
    pixel_aspect
        Width of a stored pixel over its height; ``None`` or an implausible one counts as 1.

    Returns
    -------
    tuple of int
        Width and height (px).
    """
    width, height = size_px
    aspect = float(pixel_aspect or 1)
    if not 1 / LARGEST_ASPECT <= aspect <= LARGEST_ASPECT:
        return size_px
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def fitted(image: Image, size_px: tuple[int, int]) -> Image:
    """Return a frame scaled to fit a size, with black bars where it does not fill it.

    Parameters
    ----------
    image
        (height, width, 3).
    size_px
        Width and height of the result.
    """
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
    """Return a frame with its longer side limited; one already shrunk is returned unchanged.

    Parameters
    ----------
    image
        (height, width, 3), possibly shrunk before.
    size_px
        Width and height in the source.
    long_side_px
        Longest side of the result.
    """
    wanted_px = _shrunk_size(size_px, long_side_px)
    if (image.shape[1], image.shape[0]) == wanted_px:
        return image
    return np.asarray(cv2.resize(image, wanted_px, interpolation=cv2.INTER_AREA), np.uint8)


def _shrunk_size(size_px: tuple[int, int], long_side_px: int) -> tuple[int, int]:
    """Return width and height (px) with the longer side limited, never enlarged."""
    scale = min(1.0, long_side_px / max(size_px))
    if scale == 1.0:
        return size_px
    return max(1, round(size_px[0] * scale)), max(1, round(size_px[1] * scale))
