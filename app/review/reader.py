"""Pictures of a video by their time, in any order. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import av
import numpy as np

from vision.capture.video import upright

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CACHE_BYTES = 160_000_000
AHEAD_S = 1.5
"""A picture not further ahead than this is reached by decoding on, a further one by seeking."""
SLACK_S = 0.002

Picture = tuple[float, "NDArray[np.uint8]"]


class FrameReader:
    """Gives the picture that is shown at a time. One object belongs to one thread.

    Times are seconds from the first picture, as `vision.capture.video.VideoSource` gives them.

    Raises
    ------
    OSError
        On construction, if the file cannot be read (PyAV's errors are of this kind).
    """

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._cache: OrderedDict[float, NDArray[np.uint8]] = OrderedDict()
        self._cached = 0
        self._pictures = self._container.decode(self._stream)
        self._first_s: float | None = None
        self._at_s = -1.0
        self._last: Picture | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def at(self, t_s: float) -> Picture | None:
        """Return the last picture not later than ``t_s``; the first one for an earlier time.

        ``None`` if nothing can be decoded there.
        """
        if self._first_s is None and self._next() is None:
            return None
        found = self._cached_at(t_s)
        if found is not None:
            return found
        if t_s < self._at_s - SLACK_S or t_s > self._at_s + AHEAD_S:
            self._seek(t_s)
        return self._decode_to(t_s)

    def _decode_to(self, t_s: float) -> Picture | None:
        best = self._last
        if best is not None and best[0] > t_s + SLACK_S:
            best = None
        while True:
            picture = self._next()
            if picture is None:
                return best
            if picture[0] > t_s + SLACK_S:
                return best or picture
            best = picture
            found = self._cached_at(t_s)
            if found is not None and found[0] > best[0]:
                return found

    def _cached_at(self, t_s: float) -> Picture | None:
        """Return a cached picture if its successor is cached too: then it is the right one."""
        times = sorted(self._cache)
        place = int(np.searchsorted(times, t_s + SLACK_S)) - 1
        if place < 0 or place + 1 >= len(times):
            return None
        here, after = times[place], times[place + 1]
        if after - here > 2.5 * self._step_s or t_s < here - SLACK_S:
            return None
        self._cache.move_to_end(here)
        return here, self._cache[here]

    @property
    def _step_s(self) -> float:
        rate = self._stream.average_rate
        return 1.0 / float(rate) if rate else 1 / 30

    def _seek(self, t_s: float) -> None:
        base = self._stream.time_base
        if base is None:
            return
        target = round((max(0.0, t_s) + (self._first_s or 0.0)) / base)
        self._last = None
        self._container.seek(int(target), stream=self._stream)
        self._pictures = self._container.decode(self._stream)

    def _next(self) -> Picture | None:
        """Decode one more picture; damaged parts are left out."""
        while True:
            try:
                picture = next(self._pictures, None)
            except av.error.FFmpegError:
                self._pictures = self._container.decode(self._stream)
                picture = next(self._pictures, None)
            if picture is None:
                return None
            if picture.time is None:
                continue
            if self._first_s is None:
                self._first_s = picture.time
            t_s = picture.time - self._first_s
            self._at_s = t_s
            image = upright(
                np.asarray(picture.to_ndarray(format="bgr24"), np.uint8), picture.rotation
            )
            self._keep(t_s, image)
            self._last = t_s, image
            return self._last

    def _keep(self, t_s: float, image: NDArray[np.uint8]) -> None:
        if t_s in self._cache:
            return
        self._cache[t_s] = image
        self._cached += image.nbytes
        while self._cached > CACHE_BYTES and len(self._cache) > 2:
            _, old = self._cache.popitem(last=False)
            self._cached -= old.nbytes
