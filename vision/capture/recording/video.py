"""Video files and network streams, decoded by PyAV.

Frames get the presentation times stored in the file: phones record at a variable rate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import av

from vision.capture.clock import Clock
from vision.capture.frame_source import SourceInfo, shown_name
from vision.capture.picture import Display, fitted, settled, settled_size, shrunk
from vision.capture.recording.container import (
    DEFAULT_RATE,
    STREAM_TIMEOUT_S,
    has_plain_times,
    holds_times,
    is_address,
    is_alone,
    no_pictures,
    open_video,
    rate_of_stream,
    stamp_s,
    tagged_end_s,
)
from vision.capture.recording.findings import Findings
from vision.capture.recording.seeking import sought_pictures
from vision.capture.recording.standstill import Standstill
from vision.capture.recording.truncation import Truncation
from vision.capture.recording.wanted import ALL, Thinner, Wanted
from vision.datatypes import Frame
from vision.errors import CameraUnavailable, VideoUnreadable
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

LARGE_PX = 1280
"""Larger pictures are shrunk while they are converted. That takes a third of the time (1080p: 0.8
ms instead of 2.9) and differs by one grey level from shrinking afterwards; up to here it takes as
long."""
_SUFFIXES = """
    mp4 mov m4v qt 3gp 3g2 f4v mj2 avi divx mkv mk3d webm mpg mpeg mpe m1v m2v vob mod tod ts mts
    m2ts m2t ogv ogm wmv asf flv mxf nut y4m dv rm rmvb h264 264 h265 265 hevc ivf obu mjpg mjpeg
    insv lrv
"""
VIDEO_SUFFIXES = frozenset(f".{name}" for name in _SUFFIXES.split())
"""Suffixes of containers that PyAV reads and that cameras and programs write."""


class VideoSource:
    """A video file or the address of a network stream, decoded in full.

    All frames have the size of the first one: a recording that changes its resolution goes on in
    the same coordinates.

    Parameters
    ----------
    location
        A path, or an address.
    patience_s
        How long an address may be silent once it has begun.
    wanted
        Which part of a file, and at what rate and size; it can begin in the middle of the file only
        where `has_plain_times` holds.

    Attributes
    ----------
    is_live
        Whether it is a network stream without an end of its own.
    findings
        What was found so far.

    Raises
    ------
    VideoUnreadable
        On construction: missing, empty, not a video, sound only, codec unknown. While iterating:
        not one frame could be decoded. A file that breaks off later simply ends; ``notes`` says so.
    CameraUnavailable
        While iterating: an address fell silent for longer than ``patience_s``.
    """

    def __init__(
        self, location: str, patience_s: float = STREAM_TIMEOUT_S, wanted: Wanted = ALL
    ) -> None:
        self._name = shown_name(location)
        self._wanted = wanted
        self._closed = False
        self._iterating = False
        self._notes: list[str] = []
        self._size_px: tuple[int, int] | None = None
        self._now_px: tuple[int, int] | None = None
        self._container, self._stream = open_video(location, patience_s)
        self._display = Display(self._stream)
        self._tagged_s = tagged_end_s(self._stream)
        length = self._container.duration
        self._file_s = None if length is None else length / av.time_base
        self._info = self._describe(None if is_address(location) else Path(location))
        self.is_live = is_address(location) and self._container.duration is None
        self._truncation = Truncation(self._stream.codec_context.name)
        self.findings = self._promised()

    def _describe(self, path: Path | None) -> SourceInfo:
        stream = self._stream
        fps = rate_of_stream(stream)
        duration_s = None
        if stream.duration is not None and stream.time_base is not None:
            duration_s = float(stream.duration * stream.time_base)
        elif (ends_s := self._tagged_s or self._file_s) is not None:
            begins_s = (self._container.start_time or 0) / av.time_base
            duration_s = ends_s - begins_s if 0 < begins_s < ends_s else ends_s
        frames = stream.frames or (round(duration_s * fps) if duration_s and fps else None)
        plain = self._wanted.asks_times and path is not None and has_plain_times(str(path))
        return SourceInfo("video", self._name, fps, duration_s, frames, path, plain)

    def _promised(self) -> Findings:
        """Return what the file promises."""
        stream, info = self._stream, self._info
        ends_s = self._tagged_s or (self._file_s if is_alone(stream) else None)
        if stream.duration is not None and stream.time_base is not None:
            ends_s = float(((stream.start_time or 0) + stream.duration) * stream.time_base)
        return Findings(info.fps, info.duration_s, stream.frames, ends_s, holds_times(stream))

    @property
    def info(self) -> SourceInfo:
        """What the file says about itself."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong with the recording: damage, gaps, its rate, where it breaks off."""
        return tuple(self._notes)

    def frames(self) -> Generator[Frame]:
        """Yield upright BGR frames; ``t_s`` counts from the first one of the recording."""
        if self._closed:
            return
        self._iterating = True
        try:
            yield from self._settled_frames()
        finally:
            self._container.close()  # in the thread that decodes; else it waits for the collector

    def _settled_frames(self) -> Generator[Frame]:
        clock = Clock(1.0 / (self._info.fps or DEFAULT_RATE))
        for number, frame in enumerate(self._steady_frames(clock)):
            yield replace(frame, index=number)
        if self._closed:
            return
        self.findings.joins_s = clock.joins_s
        if not self.findings.times_s and not self._wanted.from_s:
            if self.is_live:
                raise no_pictures(self._name)
            raise VideoUnreadable(
                f"{self._name} contains no frame that can be decoded",
                "record it again, or convert it to H.264 mp4",
            )
        self._notes += self.findings.notes(is_live=self.is_live)

    def _steady_frames(self, clock: Clock) -> Generator[Frame]:
        """Yield the wanted frames, without those that repeat a frozen picture."""
        thinner = Thinner(self._wanted.rate_hz, self._info.fps)
        standstill = Standstill()
        for picture in self._from_begin(clock):
            stamp = self._stamp_s(picture)
            # A camera's own stamps may repeat or go back; its frames are stamped on arrival.
            t_s = clock.time_s(None if self.is_live else stamp)
            if t_s is None:
                continue
            is_wanted = thinner.takes(t_s)
            if t_s < self._wanted.from_s:
                continue
            if self._wanted.until_s is not None and t_s >= self._wanted.until_s:
                break
            size_px = self._seen(t_s, picture)
            if self.is_live:  # nothing is held back
                yield self._frame(t_s, picture, size_px)
                continue
            yield from standstill.take(t_s, picture)
            self.findings.take_frozen(standstill.frozen_s)
            found = self.findings
            found.changed_s, found.levels = standstill.changed_s, standstill.levels
            if not is_wanted:
                continue
            frame = self._frame(t_s, picture, size_px)
            if standstill.is_holding:
                standstill.hold(frame)
            else:
                yield frame
        if not self._closed:
            yield from standstill.rest()

    def _from_begin(self, clock: Clock) -> Iterator[av.VideoFrame]:
        """Yield the pictures from the wanted time on, or from somewhat earlier."""
        pictures = self._decoded()
        if self._wanted.from_s <= 0.0:
            yield from pictures
            return
        first = next(pictures, None)
        if first is None:
            return
        stamp = self._stamp_s(first)
        clock.time_s(stamp)
        self._measure(first)
        clock.leap()
        sought = stamp is not None and sought_pictures(
            self._container, self._stream, stamp, self._wanted.from_s, self._decoded
        )
        if not sought:
            raise VideoUnreadable(
                f"{self._name} cannot be read from its middle", "convert it to H.264 mp4"
            )
        yield from sought

    def _stamp_s(self, picture: av.VideoFrame) -> float | None:
        stamp = stamp_s(picture, self._stream)
        if stamp is not None:
            self.findings.last_stamp_s = stamp
        return stamp

    def _measure(self, picture: av.VideoFrame) -> tuple[int, int]:
        """Return the upright size (px) of a picture; the first one is that of all."""
        now_px = settled_size(picture, self._display.pixel_aspect, self._display.matrix)
        self._size_px = self._size_px or now_px
        self._now_px = self._now_px or now_px
        return now_px

    def _seen(self, t_s: float, picture: av.VideoFrame) -> tuple[int, int]:
        """Record what a picture shows about the file; return the size (px) for all pictures."""
        now_px = self._measure(picture)
        if now_px != self._now_px:
            self.findings.size_changes_s.append(t_s)
        self.findings.times_s.append(t_s)
        self.findings.interlaced += picture.interlaced_frame
        self._now_px = now_px
        return self._size_px or now_px

    def _frame(self, t_s: float, picture: av.VideoFrame, size_px: tuple[int, int]) -> Frame:
        aspect, matrix = self._display.pixel_aspect, self._display.matrix
        long_side_px = self._wanted.long_side_px
        is_shrunk = 0 < long_side_px < max(size_px)
        is_plain = self._now_px == size_px and not picture.interlaced_frame
        if is_shrunk and is_plain and max(size_px) > LARGE_PX:
            image = settled(picture, aspect, long_side_px, matrix)
            return Frame(0, t_s, image, size_px)
        image = fitted(settled(picture, aspect, matrix=matrix), size_px)
        if not is_shrunk:
            return Frame(0, t_s, image)
        return Frame(0, t_s, shrunk(image, size_px, long_side_px), size_px)

    def _decoded(self) -> Generator[av.VideoFrame]:
        """Yield what can be decoded, and count what is damaged.

        Nothing counts as damaged before the first intact picture: a recording may have been cut
        between two key frames.
        """
        sound = False
        findings, display = self.findings, self._display
        try:
            for packet in self._container.demux(self._stream):
                if self._closed:
                    return
                findings.packets += packet.size > 0
                is_cut = self._truncation.is_in(packet)
                try:
                    for picture in packet.decode():
                        if not picture.is_corrupt and not is_cut:
                            sound = True
                            findings.take_sound()
                        elif sound:
                            findings.take_damage()
                            if self.is_live:
                                continue
                        display.take(picture)
                        yield picture
                except av.error.FFmpegError:
                    if sound:
                        findings.take_damage()
        except av.error.ExitError as error:  # no picture came within the time allowed
            raise CameraUnavailable(
                f"the camera {self._name} stopped sending pictures",
                "check the camera and start again; what was recorded is kept",
            ) from error
        except av.error.FFmpegError:
            if not self.is_live:  # a camera that ends its stream breaks it off
                findings.take_damage()
        if not sound:
            findings.take_damage()

    def close(self) -> None:
        """End the iteration, which closes the file; without one, close it here."""
        self._closed = True
        if not self._iterating:
            self._container.close()
