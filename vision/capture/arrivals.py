"""Frames of a live stream, stamped when they arrive.

Phone cameras often send no times, and times made up by a reader (25 a second) are arbitrarily
wrong. A separate thread reads, so that slow measuring does not delay the stamps.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from vision.capture.clock import FEW_SHARE, time_notes
from vision.capture.live_pictures import LivePictures
from vision.datatypes import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from vision.capture.frame_source import SourceInfo
    from vision.capture.recording.video import VideoSource

WAITING_BYTES = 64_000_000
"""Size of the queue of frames to be measured; when it is full, the oldest frame is dropped. A limit
on memory: 70 frames of 640 x 480, two seconds."""
LEAST_STEP_S = 0.001
"""Time between frames that arrive at once, so that times increase."""
_LOOK_S = 0.1
"""Time between two calls of ``stopped`` while no frame comes."""


class Arrivals:
    """A network live stream, used like a camera.

    Parameters
    ----------
    stream
        The opened stream; its own stamps are not used.
    stopped
        Polled while no frame comes; true ends the iteration.

    Raises
    ------
    CameraUnavailable
        While iterating: the stream was silent for too long, or broke down. A stream that its sender
        closes simply ends.
    """

    def __init__(self, stream: VideoSource, stopped: Callable[[], bool] = lambda: False) -> None:
        self._stream = stream
        self._stopped = stopped
        self._info = replace(stream.info, kind="camera", fps=0.0)
        self._changed = threading.Condition()
        self._waiting: deque[Frame] = deque()
        self._ended = False
        self._error: Exception | None = None
        self._closed_by_sender = False
        self._lost = 0
        self._pictures = LivePictures()
        # Start at once: frames that arrive while a model is loaded must get different times.
        threading.Thread(target=self._read, name="hipdrill-arrivals", daemon=True).start()

    @property
    def info(self) -> SourceInfo:
        """Name of the camera; its rate is known only once frames come."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Missing or empty frames, who ended the stream, and whether the computer was too slow."""
        shown, times_s = self._pictures, self._pictures.times_s
        notes = [*self._stream.notes, *time_notes(times_s, changed_s=shown.changing_s)]
        notes += shown.notes()
        if self._closed_by_sender:
            notes.append(f"The camera ended its stream at {times_s[-1]:.1f} s.")
        if self._lost > FEW_SHARE * len(times_s):
            notes.append(
                f"The computer was too slow for {self._lost} of {len(times_s)} frames: close "
                "other programs or set the camera to a lower rate."
            )
        return tuple(notes)

    def frames(self) -> Generator[Frame]:
        """Yield frames as they come until the stream ends."""
        try:
            while (frame := self._next()) is not None:
                yield frame
        finally:
            self.close()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End the iteration; may be called from any thread."""
        self._stream.close()
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _next(self) -> Frame | None:
        """Wait for a frame; ``None`` when no more will come."""
        with self._changed:
            while not self._waiting and not self._ended and not self._stopped():
                self._changed.wait(_LOOK_S)
            return self._waiting.popleft() if self._waiting else None

    def _read(self) -> None:
        """Receive frames, in a separate thread."""
        begun_s: float | None = None
        error: Exception | None = None
        try:
            for index, frame in enumerate(self._stream.frames()):
                now_s = time.monotonic()
                begun_s = now_s if begun_s is None else begun_s
                t_s = max(
                    now_s - begun_s, self._pictures.times_s[-1] + LEAST_STEP_S if index else 0.0
                )
                self._take(Frame(index, t_s, frame.image))
        except Exception as broken:  # noqa: BLE001 - the edge of a thread: raised where it is read
            error = broken
        with self._changed:
            self._closed_by_sender = (
                error is None and not self._ended and bool(self._pictures.times_s)
            )
            self._ended, self._error = True, error
            self._changed.notify()

    def _take(self, frame: Frame) -> None:
        with self._changed:
            self._pictures.take(frame.t_s, frame.image)
            self._waiting.append(frame)
            if len(self._waiting) * frame.image.nbytes > WAITING_BYTES:
                self._waiting.popleft()
                self._lost += 1
            self._changed.notify()
