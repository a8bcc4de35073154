"""Video files and network streams, decoded by PyAV with the time stamps they carry.

A file's frames carry the file's own presentation times: phones record with a variable rate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import av

from vision.capture.clock import Clock, time_notes
from vision.capture.frame_source import SourceInfo, shown_name
from vision.capture.picture import fitted, settled
from vision.capture.recording.container import (
    DEFAULT_RATE,
    STREAM_TIMEOUT_S,
    holds_times,
    is_address,
    open_video,
    rate_of_stream,
    stamp_s,
)
from vision.datatypes import Frame
from vision.errors import CameraUnavailable, VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Generator

BREAK_OFF_SHARE = 0.95
"""A file that ends before so much of its length breaks off; a few pictures are lost in any."""
INTERLACED_SHARE = 0.1
_SUFFIXES = """
    mp4 mov m4v qt 3gp 3g2 f4v mj2 avi divx mkv mk3d webm mpg mpeg mpe m1v m2v vob mod tod ts mts
    m2ts m2t ogv ogm wmv asf flv mxf nut y4m dv rm rmvb h264 264 h265 265 hevc ivf obu mjpg mjpeg
    insv lrv
"""
VIDEO_SUFFIXES = frozenset(f".{name}" for name in _SUFFIXES.split())
"""Of the containers that PyAV reads and cameras and programs write."""


class VideoSource:
    """A video file or the address of a network stream, decoded in full.

    ``is_live`` says whether it is a stream of the network without an end of its own.

    All frames have the size of the first one: a recording that changes its resolution goes on in
    the same coordinates.

    Raises
    ------
    VideoUnreadable
        On construction: missing, empty, not a video, sound only, codec unknown. While iterating:
        not one frame could be decoded. A file that breaks off later simply ends; ``notes`` says so.
    CameraUnavailable
        While iterating: an address fell silent for longer than ``patience_s``.
    """

    def __init__(self, location: str, patience_s: float = STREAM_TIMEOUT_S) -> None:
        self._name = shown_name(location)
        self._closed = False
        self._iterating = False
        self._notes: list[str] = []
        self._packets = self._damaged = 0
        self._last_stamp_s: float | None = None
        self._container, self._stream = open_video(location, patience_s)
        self._info = self._describe(None if is_address(location) else Path(location))
        self.is_live = is_address(location) and self._container.duration is None

    def _describe(self, path: Path | None) -> SourceInfo:
        stream = self._stream
        fps = rate_of_stream(stream)
        duration_s = None
        if stream.duration is not None and stream.time_base is not None:
            duration_s = float(stream.duration * stream.time_base)
        elif self._container.duration is not None:
            ends_s = self._container.duration / av.time_base
            begins_s = (self._container.start_time or 0) / av.time_base
            duration_s = ends_s - begins_s if 0 < begins_s < ends_s else ends_s
        frames = stream.frames or (round(duration_s * fps) if duration_s and fps else None)
        return SourceInfo("video", self._name, fps, duration_s, frames, path)

    @property
    def info(self) -> SourceInfo:
        """What the file says of itself."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong with the recording: damage, gaps, its rate, where it breaks off."""
        return tuple(self._notes)

    def frames(self) -> Generator[Frame]:
        """Yield upright BGR frames; ``t_s`` counts from the first one."""
        if self._closed:
            return
        self._iterating = True
        try:
            yield from self._settled_frames()
        finally:
            self._container.close()  # in the thread that decodes; else it waits for the collector

    def _settled_frames(self) -> Generator[Frame]:
        clock = Clock(1.0 / (self._info.fps or DEFAULT_RATE))
        seen = _Seen()
        for picture in self._decoded():
            stamp = stamp_s(picture, self._stream)
            self._last_stamp_s = stamp if stamp is not None else self._last_stamp_s
            t_s = clock.time_s(stamp)
            if t_s is None:
                continue
            image = settled(picture, self._stream.sample_aspect_ratio)
            size_px = seen.take(t_s, (image.shape[1], image.shape[0]), picture.interlaced_frame)
            yield Frame(len(seen.times_s) - 1, t_s, fitted(image, size_px))
        if self._closed:
            return
        if not seen.times_s:
            raise VideoUnreadable(
                f"{self._name} holds no picture that can be decoded",
                "record or convert it anew as H.264 mp4",
            )
        self._notes += seen.notes()
        if not self.is_live:  # its times are those of arrival
            self._notes += self._file_notes(seen.times_s[-1], clock)
            self._notes += time_notes(seen.times_s, clock.joins_s)

    def _decoded(self) -> Generator[av.VideoFrame]:
        """Yield what can be decoded, and count what is damaged.

        Before the first sound picture nothing is: a recording may be cut between two key pictures.
        """
        sound = False
        try:
            for packet in self._container.demux(self._stream):
                if self._closed:
                    return
                self._packets += packet.size > 0
                try:
                    for picture in packet.decode():
                        self._damaged += picture.is_corrupt and sound
                        sound = sound or not picture.is_corrupt
                        yield picture
                except av.error.FFmpegError:
                    self._damaged += sound
        except av.error.ExitError as error:  # the time to wait for a picture is over
            raise CameraUnavailable(
                f"the camera {self._name} stopped sending pictures",
                "look after the camera and start anew; what was recorded is kept",
            ) from error
        except av.error.FFmpegError:
            self._damaged += not self.is_live  # a camera that ends its stream breaks it off
        self._damaged += not sound

    def _file_notes(self, last_s: float, clock: Clock) -> list[str]:
        notes = []
        if self._damaged:
            notes.append("The video is damaged: some pictures are missing or distorted.")
        if not clock.joins_s and self._missing_s() > self._least_missing_s():
            whole = self._info.duration_s or 0.0
            notes.append(f"The video breaks off at {last_s:.1f} s of {whole:.1f} s: copy it again.")
        if not self._info.fps and not holds_times(self._stream):
            notes.append(
                f"The video holds no times: {DEFAULT_RATE:.0f} pictures a second are assumed, and "
                "all durations rest on that."
            )
        return notes

    def _least_missing_s(self) -> float:
        step_s = 1.0 / (self._info.fps or DEFAULT_RATE)
        return max(2 * step_s, (1 - BREAK_OFF_SHARE) * (self._info.duration_s or 0.0))

    def _missing_s(self) -> float:
        """Return how much of the length that the file promises came without pictures; else 0.

        The length of a whole file may be that of its sound, so it only speaks for one without any.
        """
        stream = self._stream
        if self._last_stamp_s is None or 0 < stream.frames <= self._packets:
            return 0.0  # all pictures are there; the last one is merely shown for long
        if stream.duration is not None and stream.time_base is not None:
            return float(((stream.start_time or 0) + stream.duration) * stream.time_base) - (
                self._last_stamp_s
            )
        if self._container.duration is None or self._container.streams.audio:
            return 0.0
        return self._container.duration / av.time_base - self._last_stamp_s

    def close(self) -> None:
        """End the iteration, which lets go of the file; let go here if none is under way."""
        self._closed = True
        if not self._iterating:
            self._container.close()


class _Seen:
    """What the pictures of a recording were like."""

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self._size_px = (0, 0)
        self._now_px = (0, 0)
        self._changes_s: list[float] = []
        self._interlaced = 0

    def take(self, t_s: float, size_px: tuple[int, int], is_interlaced: bool) -> tuple[int, int]:
        """Take notice of a picture; return the size (px) that all of them are to have."""
        if not self.times_s:
            self._size_px = size_px
        elif size_px != self._now_px:
            self._changes_s.append(t_s)
        self.times_s.append(t_s)
        self._now_px = size_px
        self._interlaced += is_interlaced
        return self._size_px

    def notes(self) -> list[str]:
        """Say what a user should know of it."""
        notes = []
        if self._changes_s:
            notes.append(
                f"The picture changes its size at {self._changes_s[0]:.1f} s: it was scaled to "
                "its first size."
            )
        if self._interlaced > INTERLACED_SHARE * len(self.times_s):
            notes.append(
                "The video is interlaced: every second line was left out. Record progressively "
                "(a p in the format, as in 1080p) if you can."
            )
        return notes
