"""Cameras of this computer, read by OpenCV and timed by the monotonic clock."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.clock import time_notes
from vision.capture.frame_source import SourceInfo
from vision.capture.live_pictures import LivePictures
from vision.capture.opencv import cv2
from vision.capture.picture import fitted
from vision.capture.stderr import native_stderr_silenced
from vision.datatypes import Frame
from vision.errors import CameraUnavailable

if TYPE_CHECKING:
    from collections.abc import Generator

CAMERA_SILENCE_S = 2.0
"""A camera that sends nothing for this long counts as gone."""
_PAUSE_S = 0.02
"""A camera that has no frame is asked again after this time, shorter than one frame."""
HEIGHTS_PX = {640: 480, 1280: 720, 1920: 1080}
"""Common modes of webcams: height by width."""


class CameraSource:
    """A camera of this computer, by number, timed by the monotonic clock.

    Parameters
    ----------
    number
        Its index in OpenCV, from 0.
    width_px
        Requested width of the frames, 0 for the camera's default; a camera without such a mode
        delivers another width.

    Raises
    ------
    CameraUnavailable
        On construction if it cannot be opened; while iterating if it falls silent.
    """

    def __init__(self, number: int, width_px: int = 0) -> None:
        self._number = number
        self._closed = False
        self._iterating = False
        self._pictures = LivePictures()
        with native_stderr_silenced():
            self._capture = cv2.VideoCapture(number)
            opened = self._capture.isOpened()
            if opened and width_px:
                self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width_px)
                self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHTS_PX.get(width_px, 0))
        if not opened:
            self._capture.release()
            raise camera_error(number)
        fps = float(self._capture.get(cv2.CAP_PROP_FPS))
        self._info = SourceInfo("camera", f"camera {number}", fps if 0 < fps < 1000 else 0.0)

    @property
    def info(self) -> SourceInfo:
        """Name and nominal rate of the camera."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Where frames were missing or showed nothing, and whether they came too slowly."""
        shown = self._pictures
        gone = time_notes(shown.times_s, changed_s=shown.changing_s)
        return (*gone, *shown.notes())

    def frames(self) -> Generator[Frame]:
        """Yield frames as they come, all of the first one's size, until the source is closed."""
        start_s = last_seen_s = time.monotonic()
        size_px: tuple[int, int] | None = None
        self._iterating = True
        try:
            while not self._closed:
                ok, image = self._capture.read()
                now_s = time.monotonic()
                if ok:
                    last_seen_s = now_s
                    pixels = np.asarray(image, np.uint8)
                    size_px = size_px or (pixels.shape[1], pixels.shape[0])
                    image = fitted(pixels, size_px)
                    self._pictures.take(now_s - start_s, image)
                    index = len(self._pictures.times_s) - 1
                    yield Frame(index, now_s - start_s, image)
                elif now_s - last_seen_s > CAMERA_SILENCE_S:
                    raise CameraUnavailable(
                        f"camera {self._number} stopped sending pictures",
                        "plug it in and start again; what was recorded is kept",
                    )
                else:
                    time.sleep(_PAUSE_S)
        finally:
            self._capture.release()

    def close(self) -> None:
        """End the iteration, which releases the camera; without one, release it here."""
        self._closed = True
        if not self._iterating:
            self._capture.release()


def camera_error(number: int) -> CameraUnavailable:
    """Return the error that says why a camera cannot be opened, and what to do."""
    device = Path(f"/dev/video{number}")
    if sys.platform.startswith("linux") and device.exists():
        return CameraUnavailable(
            f"camera {number} is in use, or access to it is denied",
            "close other programs that use it and check its permissions",
        )
    return CameraUnavailable(
        f"there is no camera {number}",
        "plug one in, choose another number (hipdrill cameras), or analyse a video file",
    )


def list_cameras(limit: int = 6) -> list[tuple[int, str]]:
    """Return number and name of the cameras that can be opened now, of the first ``limit``."""
    cameras = []
    for number in range(limit):
        if sys.platform.startswith("linux") and not Path(f"/dev/video{number}").exists():
            continue
        try:
            source = CameraSource(number)
        except CameraUnavailable:
            continue
        source.close()
        cameras.append((number, _camera_name(number)))
    return cameras


def _camera_name(number: int) -> str:
    label = Path(f"/sys/class/video4linux/video{number}/name")
    try:
        return label.read_text(encoding="utf-8").strip()
    except OSError:
        return f"camera {number}"
