"""The annotated video: H.264 in MP4 with the real time stamps of the frames."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.files import PUBLIC, rights_in
from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

LONG_SIDE_PX = 1280
TICKS_HZ = 90_000
_DEFAULT_HZ = 30.0
_LEAST_PX = 16  # the encoder's own least
# H.273. OpenCV converts by BT.601, in a third of FFmpeg's time; players assume that only for small
# pictures, so the file names it.
_BT_601, _BT_709 = 6, 1


@dataclass(frozen=True, slots=True)
class Encoding:
    """x264's preset and quality (crf; lower is better), and whether to write in fragments.

    Each second is then a fragment with its own index: less is in memory (the index of an hour
    takes several MB), and what is on the disk of a file that was not finished can be played.
    """

    preset: str
    crf: int
    in_fragments: bool = False

    @property
    def of_container(self) -> dict[str, str]:
        """The options of the MP4: its index comes first, for players that begin at once."""
        if not self.in_fragments:
            return {"movflags": "+faststart", "fflags": "+bitexact"}
        flags = "+frag_keyframe+empty_moov+default_base_moof+global_sidx"
        return {
            "movflags": flags, "frag_duration": str(FRAGMENT_US), "flush_packets": "1",
            "fflags": "+bitexact",
        }  # fmt: skip


FRAGMENT_US = 1_000_000
SMALL = Encoding("veryfast", 21)
QUICK = Encoding("ultrafast", 23)
"""Takes less than half the time and a third to a half more space than `SMALL`: for an annotated
video, which would otherwise take longer to write than to measure."""
LIVE = replace(QUICK, in_fragments=True)
"""For use while a set runs."""


class AnnotatedVideo:
    """Writes frames as they come; the file gets its name when it is closed."""

    def __init__(
        self,
        path: Path,
        size_px: tuple[int, int],
        fps: float = 0.0,
        called: str = "annotated video",
        rights: int = PUBLIC,
        encoding: Encoding = SMALL,
    ) -> None:
        self._path, self._called = path, called
        self._part = path.with_name(f".{path.stem}.part{path.suffix}")
        self._size_px = even_size(size_px)
        self._last_tick: int | None = None
        self._closed = False
        try:
            self._part.touch(
                rights_in(path.parent, rights)
            )  # the container is only opened for the first frame
            self._container = av.open(
                f"file:{self._part}",  # or else a colon in the name would mean a protocol
                "w",
                format="mp4",
                options=encoding.of_container,
            )
            self._stream = self._new_stream(fps, encoding)
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error

    def __enter__(self) -> AnnotatedVideo:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _new_stream(self, fps: float, encoding: Encoding) -> av.VideoStream:
        rate = Fraction(fps if fps > 0 else _DEFAULT_HZ).limit_denominator(1001)
        stream = self._container.add_stream("libx264", rate=rate)
        stream.width, stream.height = self._size_px
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS_HZ)
        # One thread: with more, the file depends on how many cores the computer has.
        context.thread_count = 1
        # Macroblock trees make x264 choose differently from run to run, with the same pictures.
        # Without B-frames the packets are in the order of their times, for the simplest player.
        context.options = {
            "preset": encoding.preset,
            "crf": str(encoding.crf),
            "x264-params": "mbtree=0:bframes=0",
            "flags": "+bitexact",
        }
        context.colorspace = _BT_601
        context.color_primaries = context.color_trc = _BT_709
        return stream

    def write(self, image_bgr: NDArray[np.uint8], t_s: float) -> None:
        """Add a frame: `encode` what `picture_of` returns, with the errors of both.

        Parameters
        ----------
        image_bgr, t_s
            As for `picture_of`.
        """
        self.encode(self.picture_of(image_bgr, t_s))

    def picture_of(self, image_bgr: NDArray[np.uint8], t_s: float) -> av.VideoFrame:
        """Return a frame as it is encoded; the image may be changed afterwards.

        Parameters
        ----------
        image_bgr
            Shape (height, width, 3); fitted to the size of the video.
        t_s
            When it is shown, from the first frame on; never before the frame before.
        """
        if self._closed:
            raise ValueError(f"the {self._called} is closed")
        tick = round(t_s * TICKS_HZ)
        if self._last_tick is not None:
            tick = max(tick, self._last_tick + 1)
        planes = cv2.cvtColor(_fitted(image_bgr, self._size_px), cv2.COLOR_BGR2YUV_I420)
        frame = av.VideoFrame.from_numpy_buffer(np.asarray(planes, np.uint8), format="yuv420p")
        frame.pts, frame.time_base = tick, Fraction(1, TICKS_HZ)
        self._last_tick = tick
        return frame

    def encode(self, frame: av.VideoFrame) -> None:
        """Add a frame that `picture_of` returned; in the same order, perhaps in another thread.

        Raises
        ------
        OSError
            If the file cannot be written, for instance because the disk is full.
        """
        try:
            self._container.mux(self._stream.encode(frame))
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Finish the file and give it its name. A second call does nothing.

        Raises
        ------
        OSError
            If the file cannot be completed.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._finish()
            if self._last_tick is not None:
                self._part.replace(self._path)
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error
        finally:
            self._part.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete the file instead of `close`. After either, this does nothing."""
        if self._closed:
            return
        self._closed = True
        with suppress(av.FFmpegError, OSError):  # a full disk: the file is deleted all the same
            self._container.close()
        self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        try:
            if self._last_tick is not None:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def _failure(self, error: Exception) -> OSError:
        cause = getattr(error, "strerror", None) or str(error)
        return OSError(f"the {self._called} {self._path} cannot be written: {cause}")


def even_size(size_px: tuple[int, int]) -> tuple[int, int]:
    """Return the size to encode: even, as 4:2:0 requires, and at most `LONG_SIDE_PX` long."""
    scale = min(1.0, LONG_SIDE_PX / max(size_px))
    width, height = (max(int(side * scale + 1e-6) // 2 * 2, _LEAST_PX) for side in size_px)
    return width, height


def _fitted(image: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the frame in the size to encode: cut by a pixel if odd, else scaled."""
    width, height = size_px
    if 0 <= image.shape[1] - width <= 1 and 0 <= image.shape[0] - height <= 1:
        return np.ascontiguousarray(image[:height, :width])
    scaled = cv2.resize(image, size_px, interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, np.uint8)
