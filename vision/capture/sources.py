"""Opening what a user named: a camera, a network address, a video file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vision.capture.arrivals import Arrivals
from vision.capture.camera import CameraSource, camera_error
from vision.capture.recording.container import STREAM_TIMEOUT_S, is_address
from vision.capture.recording.video import VideoSource
from vision.capture.recording.wanted import ALL
from vision.capture.recording.watched import WatchedVideo
from vision.errors import VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.capture.frame_source import FrameSource
    from vision.capture.recording.wanted import Wanted

MAX_CAMERA_DIGITS = 4
"""No computer has this many cameras; a longer number would not fit the camera's interface."""


def open_source(
    text: str,
    width_px: int = 0,
    patience_s: float = STREAM_TIMEOUT_S,
    stopped: Callable[[], bool] = lambda: False,
    wanted: Wanted = ALL,
) -> FrameSource:
    """Open what a user named: a camera number, a network address or a file.

    Parameters
    ----------
    text
        Digits mean a camera, ``http``, ``https`` or ``rtsp`` an address, anything else a path.
    width_px
        Width requested from a camera of this computer, see `CameraSource`; 0: its default.
    patience_s
        How long a network camera may be silent.
    stopped
        Polled while waiting for a network camera; true ends the wait, see `Arrivals`.
    wanted
        Which part of a file, and at what rate and size.

    Raises
    ------
    VideoUnreadable, CameraUnavailable
        With the reason and what to do.
    """
    if text.isdecimal():
        if len(text) > MAX_CAMERA_DIGITS:
            raise camera_error(int(text))
        return CameraSource(int(text), width_px)
    if "://" in text and not is_address(text) and not os.path.exists(text):
        raise VideoUnreadable(
            f"{text} is not an address that can be used", "give an http, https or rtsp address"
        )
    if not is_address(text):
        return WatchedVideo(text, wanted=wanted)
    video = VideoSource(text, patience_s)
    return Arrivals(video, stopped) if video.is_live else video
