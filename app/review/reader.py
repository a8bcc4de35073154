"""Pictures of a video by their time, in any order."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

import av
import numpy as np

from vision.capture.clock import Clock
from vision.capture.picture import Display, fitted, settled
from vision.capture.recording.container import (
    DEFAULT_RATE,
    has_plain_times,
    open_video,
    rate_of_stream,
    stamp_s,
)
from vision.capture.recording.seeking import SLACK_S, sought_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CACHE_BYTES = 160_000_000
AHEAD_S = 1.5
"""A picture up to this far ahead is reached by decoding on, one further away by seeking."""

Picture = tuple[float, "NDArray[np.uint8]"]


class FrameReader:
    """Gives the picture that is shown at a time. Each object belongs to one thread.

    Times and pictures are those of `vision.capture.recording.video.VideoSource`. A file whose time
    stamps cannot be relied on (`has_plain_times`) is never sought in: it is decoded from its
    beginning.

    Raises
    ------
    VideoUnreadable
        On construction, if the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._location = str(path)
        self._is_plain = has_plain_times(self._location)
        self._cache: OrderedDict[float, NDArray[np.uint8]] = OrderedDict()
        self._cached = 0
        self._first_stamp_s: float | None = None
        self._size_px: tuple[int, int] | None = None
        self._begin()

    def _begin(self) -> None:
        """Open the file at its beginning."""
        self._container, self._stream = open_video(self._location)
        self._pictures = self._container.decode(self._stream)
        self._step_s = 1.0 / (rate_of_stream(self._stream) or DEFAULT_RATE)
        self._clock: Clock | None = Clock(self._step_s)
        self._at_s = -math.inf
        self._last: Picture | None = None
        self._display = Display(self._stream)

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def at(self, t_s: float) -> Picture | None:
        """Return the last picture not later than ``t_s``; the first one for an earlier time.

        ``None`` if nothing can be decoded there.
        """
        if self._size_px is None and self._next() is None:
            return None
        cached = self._cached_at(t_s)
        if cached is not None:
            return cached
        if t_s < self._at_s - SLACK_S or (self._is_plain and t_s > self._at_s + AHEAD_S):
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
            cached = self._cached_at(t_s)
            if cached is not None and cached[0] > best[0]:
                return cached

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

    def _seek(self, t_s: float) -> None:
        """Go to a picture not later than ``t_s``, if need be to the first one."""
        first_s = self._first_stamp_s
        if self._is_plain and first_s is not None:
            self._clock, self._last, self._at_s = None, None, -math.inf
            container, stream = self._container, self._stream
            sought = sought_pictures(
                container, stream, first_s, t_s, lambda: container.decode(stream)
            )
            if sought is not None:
                self._pictures = sought
                return
        self.close()
        self._begin()

    def _next(self) -> Picture | None:
        """Decode one more picture, skipping damaged parts."""
        while True:
            try:
                picture = next(self._pictures, None)
            except av.error.FFmpegError:
                self._pictures = self._container.decode(self._stream)
                picture = next(self._pictures, None)
            if picture is None:
                return None
            self._display.take(picture)
            t_s = self._time_s(picture)
            if t_s is None:
                continue
            self._at_s = t_s
            display = self._display
            image = settled(picture, display.pixel_aspect, matrix=display.matrix)
            self._size_px = self._size_px or (image.shape[1], image.shape[0])
            self._last = t_s, fitted(image, self._size_px)
            self._keep(*self._last)
            return self._last

    def _time_s(self, picture: av.VideoFrame) -> float | None:
        """Return the time of the next picture; until the first seek, by the running clock."""
        stamp = stamp_s(picture, self._stream)
        if self._clock is not None:
            if self._first_stamp_s is None:
                self._first_stamp_s = stamp
            return self._clock.time_s(stamp)
        if stamp is None or self._first_stamp_s is None:
            return None
        t_s = stamp - self._first_stamp_s
        return t_s if t_s > self._at_s else None

    def _keep(self, t_s: float, image: NDArray[np.uint8]) -> None:
        if t_s in self._cache:
            return
        self._cache[t_s] = image
        self._cached += image.nbytes
        while self._cached > CACHE_BYTES and len(self._cache) > 2:
            _, old = self._cache.popitem(last=False)
            self._cached -= old.nbytes
