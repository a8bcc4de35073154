"""A camera that may disappear and come back during a set."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from vision.capture.clock import time_notes
from vision.capture.live_pictures import LivePictures
from vision.capture.picture import fitted
from vision.datatypes import Frame
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from vision.capture.frame_source import FrameSource, SourceInfo

RETRY_S = 1.0
LEAST_STEP_S = 0.001


class LiveSource:
    """Reopens a live source whenever it falls silent, until it is closed."""

    def __init__(self, open_source: Callable[[], FrameSource]) -> None:
        self._open_source = open_source
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._gaps = 0
        self._pictures = LivePictures()
        self._source = open_source()
        self._info = replace(self._source.info, kind="camera")

    @property
    def info(self) -> SourceInfo:
        """The description of the source when it was first opened."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """How often and when the camera was lost, and whether pictures were too few or empty."""
        shown = self._pictures
        faults = (*time_notes(shown.times_s, changed_s=shown.changing_s), *shown.notes())
        if not self._gaps:
            return faults
        times = "once" if self._gaps == 1 else f"{self._gaps} times"
        lost = f"The camera stopped sending pictures {times}; the set continued when it was back."
        return (lost, *faults)

    def frames(self) -> Generator[Frame]:
        """Yield frames as they come, all in the size of the first, until the source is closed.

        Raises
        ------
        VisionError
            If the source fell silent before its first frame.
        """
        start_s = time.monotonic()
        last_s = -LEAST_STEP_S
        size_px: tuple[int, int] | None = None
        while not self._closed.is_set():
            begun = False
            try:
                for frame in self._source.frames():
                    begun = True
                    last_s = max(time.monotonic() - start_s, last_s + LEAST_STEP_S)
                    size_px = size_px or frame.size_px
                    image = fitted(frame.image, size_px)
                    self._pictures.take(last_s, image)
                    yield Frame(len(self._pictures.times_s) - 1, last_s, image)
            except VisionError:
                if not self._pictures.times_s:
                    raise
            finally:
                self._source.close()
            if not self._closed.is_set():
                self._gaps += begun
                self._reopen()

    def close(self) -> None:
        """End the iteration; may be called from any thread."""
        self._closed.set()
        with self._lock:
            self._source.close()

    def _reopen(self) -> None:
        while not self._closed.wait(RETRY_S):
            try:
                source = self._open_source()
            except VisionError:
                continue
            with self._lock:
                self._source = source
                if self._closed.is_set():
                    source.close()
            return
