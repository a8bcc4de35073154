"""Clips as cameras, for the benchmarks of live sets, and the plain loop as their baseline.

python -m benchmarks.cost.cameras [--clip NAME] [--picture WxH] [--rate HZ] [--core N]
"""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from drills.core.events import Drill
from sample_videos import sample_path
from vision.capture.frame_source import SourceInfo
from vision.capture.opencv import cv2
from vision.capture.recording.video import VideoSource
from vision.datatypes import Frame
from vision.pose.estimator import MediaPipeEstimator

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from numpy.typing import NDArray

    from vision.datatypes import Pose

FPS = 30
CLIPS = {
    "frogger_rock": Drill.FROGGER,
    "aeroplane": Drill.AEROPLANE,
    "foot_lift": Drill.FOOT_LIFT,
}
NOBODY = "nobody"
"""Noise without anybody in it, instead of a clip."""


class ClipCamera:
    """A clip played over and over, as a camera that never waits for its reader.

    Parameters
    ----------
    clip
        Name of a bundled clip, or `NOBODY`.
    size_px
        Width and height of the pictures; those of the clip are resized.
    rate_hz
        Pictures a second.
    captured
        Filled with the time (`time.perf_counter`) of each picture, by its number.
    once
        Whether to end with the clip instead of repeating it.
    """

    notes = ()

    def __init__(
        self,
        clip: str,
        size_px: tuple[int, int],
        rate_hz: float,
        captured: dict[int, float],
        *,
        once: bool = False,
    ) -> None:
        self._clip, self._size_px, self._captured, self._once = clip, size_px, captured, once
        self._step_s = 1 / rate_hz
        self._closed = threading.Event()
        self.info = SourceInfo("camera", "a clip", rate_hz)

    def frames(self) -> Generator[Frame]:
        """Yield pictures when they are due, or late if the reader is late."""
        start_s, index = time.perf_counter(), 0
        while not self._closed.is_set():
            for image in self._pictures():
                due_s = start_s + index * self._step_s
                if self._closed.wait(max(0.0, due_s - time.perf_counter())):
                    return
                now_s = time.perf_counter()
                self._captured[index] = now_s
                yield Frame(index, now_s - start_s, image)
                index += 1
            if self._once:
                return

    def _pictures(self) -> Iterator[NDArray[np.uint8]]:
        width, height = self._size_px
        if self._clip == NOBODY:
            noise = np.random.default_rng(0).integers(90, 110, (height, width, 3))
            for _ in range(FPS):
                yield noise.astype(np.uint8)
            return
        for frame in VideoSource(str(sample_path(self._clip))).frames():
            same = frame.size_px == self._size_px
            yield frame.image if same else np.asarray(cv2.resize(frame.image, self._size_px))

    def close(self) -> None:
        """End."""
        self._closed.set()


class FastClip:
    """The pictures of a clip over and over, as fast as they are taken.

    Parameters
    ----------
    frames
        Those of the clip.
    minutes
        How long their times go on, at `FPS` pictures a second.
    clip
        Path of the clip.
    """

    notes = ()

    def __init__(self, frames: list[Frame], minutes: float, clip: str) -> None:
        self._frames, self._count = frames, round(minutes * 60 * FPS)
        self._closed = threading.Event()
        # With a path the runner takes every picture; as a camera it is not slowed to real time.
        self.info = SourceInfo("camera", "a clip", float(FPS), path=Path(clip))

    def frames(self) -> Generator[Frame]:
        """Yield the pictures at the times of a camera."""
        for index in range(self._count):
            if self._closed.is_set():
                return
            yield Frame(index, index / FPS, self._frames[index % len(self._frames)].image)

    def close(self) -> None:
        """End."""
        self._closed.set()


def _bare_loop(clip: str, size_px: tuple[int, int], rate_hz: float) -> dict[str, float]:
    """Run the plain loop (camera, PoseLandmarker, points drawn) over a clip; return its figures."""
    slot = _Latest()
    camera = ClipCamera(clip, size_px, rate_hz, {}, once=True)
    thread = threading.Thread(target=slot.fill, args=(camera,), daemon=True)
    times_ms = []
    with closing(MediaPipeEstimator()) as estimator:
        first = next(ClipCamera(clip, size_px, rate_hz, {}).frames())
        estimator.estimate(first)
        began_s, worked_s = time.perf_counter(), time.process_time()
        thread.start()
        while (frame := slot.take()) is not None:
            asked_s = time.perf_counter()
            pose = estimator.estimate(Frame(frame.index, first.t_s + 1 + frame.t_s, frame.image))
            times_ms.append(1000 * (time.perf_counter() - asked_s))
            if pose is not None:
                _draw(frame.image.copy(), pose)
        span_s, worked_s = time.perf_counter() - began_s, time.process_time() - worked_s
    return {
        "processed_hz": len(times_ms) / span_s,
        "inference_ms": median(times_ms),
        "cpu_ms_a_picture": 1000 * worked_s / len(times_ms),
    }


class _Latest:
    """Holds the newest picture, like the buffer of the plain loop's camera."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._over = False

    def fill(self, camera: ClipCamera) -> None:
        for frame in camera.frames():
            with self._changed:
                self._frame = frame
                self._changed.notify()
        with self._changed:
            self._over = True
            self._changed.notify()

    def take(self) -> Frame | None:
        with self._changed:
            while self._frame is None and not self._over:
                self._changed.wait()
            frame, self._frame = self._frame, None
            return frame


def _draw(image: NDArray[np.uint8], pose: Pose) -> None:
    for x, y in pose.landmarks_px:
        cv2.circle(image, (int(x), int(y)), 4, (0, 255, 0), -1)


def main() -> None:
    """Run the plain loop and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--clip", choices=tuple(CLIPS), default="frogger_rock")
    parser.add_argument("--picture", type=size_of, default=(640, 480))
    parser.add_argument("--rate", type=float, default=FPS)
    parser.add_argument("--core", type=int)
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    print(json.dumps(_bare_loop(options.clip, options.picture, options.rate)))


def size_of(text: str) -> tuple[int, int]:
    """Return width and height of "1280x720"."""
    width, height = (int(number) for number in text.split("x"))
    return width, height


if __name__ == "__main__":
    main()
