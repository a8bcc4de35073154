"""Small videos for tests, written with PyAV, in all the forms that recordings have."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.bitstream import BitStreamFilterContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Image = NDArray[np.uint8]

MILLISECOND = Fraction(1, 1000)
CORNERS = {"red": (0, 0, 230), "green": (0, 230, 0), "blue": (230, 0, 0), "white": (230, 230, 230)}


def cornered(size_px: tuple[int, int] = (64, 48)) -> Image:
    """Return a picture of four quarters: red and green above, blue and white below."""
    width, height = size_px
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = CORNERS["red"]
    image[: height // 2, width // 2 :] = CORNERS["green"]
    image[height // 2 :, : width // 2] = CORNERS["blue"]
    image[height // 2 :, width // 2 :] = CORNERS["white"]
    return image


def corners(image: Image) -> list[str]:
    """Return the colours of the corners: top left, top right, bottom left, bottom right."""
    names = []
    for y in (image.shape[0] // 8, -1 - image.shape[0] // 8):
        for x in (image.shape[1] // 8, -1 - image.shape[1] // 8):
            there = image[y, x].astype(float)
            names.append(min(CORNERS, key=lambda n: float(np.abs(there - CORNERS[n]).sum())))
    return names


def numbered(number: int, size_px: tuple[int, int] = (64, 48)) -> Image:
    """Return a picture that shows its number (below 512) as nine bars, black or white."""
    width, height = size_px
    image = np.zeros((height, width, 3), np.uint8)
    for bit in range(9):
        if number >> bit & 1:
            image[:, bit * width // 9 : (bit + 1) * width // 9] = 255
    return image


def number_of(image: Image) -> int:
    """Return the number that a picture of `numbered` shows."""
    width = image.shape[1]
    middle = image[image.shape[0] // 2]
    return sum((middle[(2 * bit + 1) * width // 18].mean() > 127) << bit for bit in range(9))


def write_video(
    path: Path,
    images: Iterable[Image],
    times_ms: Sequence[int] | None = None,
    *,
    codec: str = "mpeg4",
    rate: int = 25,
    options: dict[str, str] | None = None,
    prepare: Callable[[av.VideoStream], None] | None = None,
) -> Path:
    """Write one picture per time stamp, or at an even rate.

    ``prepare`` may change the stream before the first picture.
    """
    with av.open(str(path), "w") as container:
        stream = None
        for number, image in enumerate(images):
            if stream is None:
                stream = container.add_stream(codec, rate=rate, options=options or {})
                stream.width, stream.height = image.shape[1], image.shape[0]
                stream.pix_fmt = "bgr0" if codec == "ffv1" else "yuv420p"
                stream.bit_rate = 2_000_000
                if times_ms is not None:
                    stream.time_base = stream.codec_context.time_base = MILLISECOND
                if prepare is not None:
                    prepare(stream)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            if times_ms is not None:
                frame.pts, frame.time_base = times_ms[number], MILLISECOND
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def filter_packets(path: Path, out: Path, bitstream_filter: str) -> Path:
    """Copy a video through one of FFmpeg's bitstream filters, which rewrite the coded headers."""
    with av.open(str(path)) as old, av.open(str(out), "w") as new:
        stream = old.streams.video[0]
        copy = new.add_stream_from_template(stream)
        rewrite = BitStreamFilterContext(bitstream_filter, stream)
        for packet in old.demux(stream):
            for changed in rewrite.filter(packet if packet.size else None):
                changed.stream = copy
                new.mux(changed)
    return out


def turn_display(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write a display matrix (a, b, c, d: x' = a x + c y, y' = b x + d y) into an mp4's header."""
    content = bytearray(path.read_bytes())
    a, b, c, d = (value << 16 for value in matrix)
    place = content.index(b"tkhd") + 44  # after 40 bytes of times, numbers and layers
    content[place : place + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path
