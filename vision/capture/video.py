"""Video files and network streams, decoded by PyAV with the time stamps they carry.

A file's frames carry the file's own presentation times: phones record with a variable rate.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from vision.capture.frame_source import STREAM_SCHEMES, SourceInfo, shown_name
from vision.datatypes import Frame
from vision.errors import VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

STREAM_TIMEOUT_S = 10.0
BREAK_OFF_SHARE = 0.95
"""A file that gives fewer of the frames it promises breaks off; a few are lost in any."""
VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".3gp", ".ogv", ".wmv"}
    | {".flv", ".mts", ".m2ts"}
)

# Any level but None has FFmpeg's decoding threads log through Python: they then wait for the
# interpreter's lock while the thread that frees the decoder holds it and waits for them.
av.logging.set_level(None)


def upright(image: NDArray[np.uint8], rotation_deg: int) -> NDArray[np.uint8]:
    """Turn a decoded picture by the display rotation of its file.

    Parameters
    ----------
    image
        (height, width, 3).
    rotation_deg
        Counter-clockwise, as FFmpeg's display matrix gives it; rounded to quarter turns.
    """
    quarter_turns = round(rotation_deg / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image


class VideoSource:
    """A video file or the address of a network stream, decoded in full.

    Raises
    ------
    VideoUnreadable
        On construction: missing, empty, not a video, sound only, codec unknown. While iterating:
        not one frame could be decoded. A file that breaks off later simply ends; ``notes`` says so.
    """

    def __init__(self, location: str) -> None:
        self._is_stream = location.lower().startswith(STREAM_SCHEMES)
        self._location = location
        self._name = shown_name(location)
        self._closed = False
        self._iterating = False
        self._notes: list[str] = []
        if not self._is_stream:
            _refuse_bad_path(Path(location))
        self._container, self._stream = self._open()
        self._info = self._describe()

    def _open(self) -> tuple[av.container.InputContainer, av.VideoStream]:
        timeout = STREAM_TIMEOUT_S if self._is_stream else None
        try:
            container = av.open(self._location, timeout=timeout)
        except (av.error.FFmpegError, ValueError) as error:
            raise self._unreadable(error) from error
        if not container.streams.video:
            container.close()
            raise VideoUnreadable(
                f"{self._name} has no picture in it", "give a video file, not sound"
            )
        stream = container.streams.video[0]
        if stream.codec_context is None:
            container.close()
            raise VideoUnreadable(
                f"{self._name} uses a video format that cannot be read here",
                "convert it to H.264 mp4",
            )
        stream.thread_type = "AUTO"
        return container, stream

    def _unreadable(self, error: Exception) -> VideoUnreadable:
        if self._is_stream:
            return VideoUnreadable(
                f"no video from {self._name}",
                "check the address and that phone and computer are in one network",
            )
        if isinstance(error, av.error.PermissionError):
            return VideoUnreadable(f"{self._name} may not be read", "change its permissions")
        return VideoUnreadable(
            f"{self._name} is not a readable video", "record or convert it anew as H.264 mp4"
        )

    def _describe(self) -> SourceInfo:
        stream = self._stream
        rate = stream.average_rate or stream.guessed_rate
        fps = float(rate) if rate else 0.0
        duration_s = None
        if stream.duration is not None and stream.time_base is not None:
            duration_s = float(stream.duration * stream.time_base)
        elif self._container.duration is not None:
            duration_s = self._container.duration / av.time_base
        frames = stream.frames or (round(duration_s * fps) if duration_s and fps else None)
        path = None if self._is_stream else Path(self._location)
        return SourceInfo("video", self._name, fps, duration_s, frames, path)

    @property
    def info(self) -> SourceInfo:
        """What the file says of itself."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether the file broke off."""
        return tuple(self._notes)

    def frames(self) -> Generator[Frame]:
        """Yield upright BGR frames; ``t_s`` counts from the first one."""
        if self._closed:
            return
        self._iterating = True
        try:
            yield from self._upright_frames()
        finally:
            self._container.close()  # in the thread that decodes; else it waits for the collector

    def _upright_frames(self) -> Generator[Frame]:
        first_s: float | None = None
        last_s = -math.inf
        index = 0
        for picture in self._decoded():
            pts_s = self._time_s(picture, index)
            first_s = pts_s if first_s is None else first_s
            t_s = pts_s - first_s
            if t_s <= last_s:  # a repeated or backward time stamp carries no new instant
                continue
            last_s = t_s
            pixels = np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)
            image = upright(pixels, picture.rotation)
            yield Frame(index, t_s, image)
            index += 1
        self._note_break_off(index, last_s)
        if index == 0 and not self._closed:
            raise VideoUnreadable(
                f"{self._name} holds no picture that can be decoded",
                "record or convert it anew as H.264 mp4",
            )

    def _decoded(self) -> Generator[av.VideoFrame]:
        """Yield what can be decoded; damaged packets are left out and told in the notes."""
        damaged = 0
        try:
            for packet in self._container.demux(self._stream):
                if self._closed:
                    return
                try:
                    for picture in packet.decode():
                        damaged += picture.is_corrupt
                        yield picture
                except av.error.FFmpegError:
                    damaged += 1
        except av.error.FFmpegError:
            damaged += 1
        if damaged:
            self._notes.append("The video is damaged: some pictures are missing or distorted.")

    def _note_break_off(self, frames: int, last_s: float) -> None:
        """Say so if the file promised clearly more than could be decoded.

        By its count of frames where it has one, else by its length; the length of a whole file
        may be that of its sound, so it only speaks for a file without any.
        """
        if self._closed or frames == 0:
            return
        promised, length_s = self._stream.frames, self._info.duration_s or 0.0
        fewer = 0 < frames < BREAK_OFF_SHARE * promised
        silent = not self._container.streams.audio
        shorter = not promised and silent and last_s + 1.0 < BREAK_OFF_SHARE * length_s
        if fewer or shorter:
            whole = f" of {length_s:.1f} s" if length_s else ""
            self._notes.append(f"The video breaks off at {last_s:.1f} s{whole}: copy it again.")

    def _time_s(self, picture: av.VideoFrame, index: int) -> float:
        if picture.time is not None:
            return picture.time
        return index / (self._info.fps or 30.0)

    def close(self) -> None:
        """End the iteration, which lets go of the file; let go here if none is under way."""
        self._closed = True
        if not self._iterating:
            self._container.close()


def _refuse_bad_path(path: Path) -> None:
    shown = str(path).encode("utf-8", "replace").decode("utf-8")
    if not path.exists():
        raise VideoUnreadable(f"{shown} does not exist", "check the path")
    if path.is_dir():
        raise VideoUnreadable(f"{shown} is a folder", "name a video in it")
    if not path.is_file():
        raise VideoUnreadable(f"{shown} is no file", "name a video file")
    if path.stat().st_size == 0:
        raise VideoUnreadable(f"{shown_name(str(path))} is empty (0 bytes)", "copy it again")
