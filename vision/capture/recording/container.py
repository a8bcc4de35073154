"""Opening a file or address with PyAV, and choosing the stream that shows the person."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import av
from av.codec.context import Flags
from av.stream import Disposition

from vision.capture.clock import LEAST_PICTURES, LEAST_RATE, LONGEST_GAP_S, RESTART_S
from vision.capture.frame_source import STREAM_SCHEMES, shown_name
from vision.capture.recording.boxes import boxes
from vision.errors import VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.container import InputContainer

STREAM_TIMEOUT_S = 10.0
"""A network camera that sends nothing for this long is gone: a phone may search for its wireless
network for some seconds. No test waits this long."""
MOST_PIXELS = 48_000_000
"""Limit of one frame: an 8K one has 33 million. A few bytes of a file can demand any number. A
limit on memory, which no test fills."""
SMALL_PX = 320
"""A person in a smaller picture is not measured well: it is a preview if there is a larger one."""
STILL_SHARE = 0.002
"""Of a picture that is repeated, the coded repetitions have less than this share of its size; of a
person who keeps still before a camera, a hundredth or more."""
_LOOKED_AT = 60
DEFAULT_RATE = 25.0
"""Pictures a second where nothing says it, as FFmpeg assumes."""
_LIVE_OPTIONS = {
    "fflags": "nobuffer",  # else the frames read to find the format would arrive all at once
    "fpsprobesize": "0",
    "max_redirects": "0",  # connect to the given address and to no other
}
_HTTP_ERRORS = av.error.HTTPClientError | av.error.HTTPError
_FILE_OPTIONS = {"protocol_whitelist": "file"}
_NO_TIMES = 0x80  # AVFMT_NOTIMESTAMPS
_TIMED = ("video", "audio", "subtitle", "data")
_CLOCK = re.compile(r"(\d+):(\d+):(\d+\.?\d*)")
_STILL = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image

# Any level but None has FFmpeg's decoding threads log through Python: they then wait for the
# interpreter's lock while the thread that frees the decoder holds it and waits for them.
av.logging.set_level(None)


def open_video(
    location: str, patience_s: float = STREAM_TIMEOUT_S
) -> tuple[InputContainer, av.VideoStream]:
    """Open a file or address and choose its best video stream.

    Parameters
    ----------
    location
        A path, or an address.
    patience_s
        An address that sends nothing for this long, once it has begun, counts as gone.

    Raises
    ------
    VideoUnreadable
        Missing, empty, not a video, sound only, unknown codec, frames beyond `MOST_PIXELS`.
    """
    name = shown_name(location)
    try:
        if is_address(location):
            container = av.open(
                location, timeout=(STREAM_TIMEOUT_S, patience_s), options=_LIVE_OPTIONS
            )
        else:
            _refuse_bad_path(Path(location))
            # The prefix keeps FFmpeg from taking a colon in a name for a protocol.
            container = av.open(f"file:{location}", options=_FILE_OPTIONS)
    except (av.error.FFmpegError, ValueError) as error:
        raise _unreadable(location, error) from error
    try:
        return container, _prepared(_best_stream(container, name), name)
    except VideoUnreadable:
        container.close()
        raise


def is_address(location: str) -> bool:
    """Whether a location is the address of a network stream, not a path."""
    return location.lower().startswith(STREAM_SCHEMES)


def _best_stream(container: InputContainer, name: str) -> av.VideoStream:
    """Return the stream that shows the person: moving, not tiny, the file's default, the largest.

    Cover pictures, thumbnails and previews are video streams too, often the first ones.
    """
    moving = [s for s in container.streams.video if not s.disposition & _STILL]
    if not moving:
        raise VideoUnreadable(f"{name} contains no video", "use a video file, not an audio file")
    known = [s for s in moving if s.codec_context is not None]
    if not known:
        raise VideoUnreadable(
            f"{name} uses a video format that cannot be read here", "convert it to H.264 mp4"
        )
    stills = _stills(container, known) if len(known) > 1 and not is_address(container.name) else ()
    return max(known, key=lambda stream: (stream.index not in stills, *_worth(stream)))


def _stills(container: InputContainer, streams: Sequence[av.VideoStream]) -> set[int]:
    """Return the indices of streams that repeat one picture, by the sizes of their coded ones."""
    sizes: dict[int, list[int]] = {stream.index: [] for stream in streams}
    with suppress(av.error.FFmpegError), av.open(container.name, options=_FILE_OPTIONS) as again:
        for number, packet in enumerate(again.demux([again.streams[index] for index in sizes])):
            sizes[packet.stream.index].append(packet.size)
            if number == _LOOKED_AT * len(sizes):
                break
    return {index for index, coded in sizes.items() if is_still(coded)}


def is_still(sizes: Sequence[int]) -> bool:
    """Whether the first coded pictures of a stream, of so many bytes, repeat the first one."""
    return len(sizes) > LEAST_PICTURES and median(sizes[1:]) < STILL_SHARE * sizes[0]


def _worth(stream: av.VideoStream) -> tuple[bool, bool, bool, int]:
    width, height = stream.codec_context.width, stream.codec_context.height
    is_preview = 0 < rate_of_stream(stream) < LEAST_RATE
    is_tiny = max(width, height) < SMALL_PX
    is_default = bool(stream.disposition & Disposition.default)
    return not is_preview, not is_tiny, is_default, width * height


def _prepared(stream: av.VideoStream, name: str) -> av.VideoStream:
    codec = stream.codec_context
    if codec.width * codec.height > MOST_PIXELS:
        raise VideoUnreadable(
            f"the pictures of {name} are too large ({codec.width} x {codec.height})",
            "convert it to a width of 1280 pixels or so",
        )
    codec.options = {"max_pixels": str(MOST_PIXELS)}  # for pictures that get larger later on
    codec.flags |= Flags.unaligned  # crop to the pixel; else to a multiple of 32 from the left
    stream.thread_type = "AUTO"
    return stream


def holds_times(stream: av.VideoStream) -> bool:
    """Whether the file says when its pictures are shown; bare coded pictures (raw H.264) do not."""
    return not stream.container.format.flags & _NO_TIMES


def rate_of_stream(stream: av.VideoStream) -> float:
    """Return the frames a second that a stream states, 0 if it does not.

    Raw coded frames may state it in their code; anything else known about them is an assumption.
    """
    if holds_times(stream):
        rate = stream.average_rate or stream.guessed_rate
    else:
        rate = stream.codec_context.framerate
    return float(rate) if rate else 0.0


def stamp_s(picture: av.VideoFrame, stream: av.VideoStream) -> float | None:
    """Return the time stamp of a decoded frame (s); ``None`` if it has none.

    It is the presentation time, except in AVI, which has only decoding times; after decoding these
    are in order.

    Parameters
    ----------
    picture
        The decoded frame.
    stream
        Its stream.
    """
    stamp = picture.pts
    if stamp is None or stream.container.format.name == "avi":
        stamp = picture.dts
    base = picture.time_base or stream.time_base
    return None if stamp is None or not base else float(stamp * base)


def tagged_end_s(stream: av.VideoStream) -> float | None:
    """Return when a stream ends (s) by its tag in Matroska; ``None`` if it has none.

    Some programs write its length, which is less if it begins late.
    """
    told = _CLOCK.fullmatch(stream.metadata.get("DURATION", ""))
    if told is None:
        return None
    hours, minutes, seconds = (float(part) for part in told.groups())
    return 3600 * hours + 60 * minutes + seconds


def is_alone(stream: av.VideoStream) -> bool:
    """Whether the length of the file is that of this stream, not of its sound or another video."""
    others = [s for s in stream.container.streams if s is not stream and s.type in _TIMED]
    return all(s.disposition & _STILL for s in others)


def has_plain_times(location: str) -> bool:
    """Whether the time of every picture in a file is its stamp, so that a seek finds it.

    False for joined recordings, for bare coded pictures, and where stamps are not in display order.
    Reads the index of an mp4; of any other file, and of one in fragments, every packet once.

    Raises
    ------
    VideoUnreadable
        As `open_video`.
    """
    container, stream = open_video(location)
    with container:
        is_avi = container.format.name == "avi"
        if not holds_times(stream) or (is_avi and stream.codec_context.has_b_frames):
            return False
        if "mp4" in container.format.name and stream.frames:
            stamps: list[int | None] = [entry.timestamp for entry in stream.index_entries]
        else:
            stamps = [packet.pts for packet in container.demux(stream) if packet.size]
        step = stream.time_base or 0
        return None not in stamps and all(
            -RESTART_S < (b - a) * step <= LONGEST_GAP_S for a, b in pairwise(filter(None, stamps))
        )


def _unreadable(location: str, error: Exception) -> VideoUnreadable:
    name = shown_name(location)
    if is_address(location):
        return _no_stream(name, error)
    if isinstance(error, av.error.PermissionError):
        return VideoUnreadable(f"there is no permission to read {name}", "change its permissions")
    if _lacks_index(Path(location)):
        return VideoUnreadable(
            f"{name} is incomplete: it ended before its index was written",
            "copy it again; if the recorder was switched off too early, record it again",
        )
    return VideoUnreadable(
        f"{name} is not a readable video", "record it again, or convert it to H.264 mp4"
    )


def _lacks_index(path: Path) -> bool:
    """Whether a file is an mp4 or mov without the box that says where its pictures are."""
    kinds: list[bytes] = []
    with suppress(OSError), path.open("rb") as file:
        kinds += [box.kind for box in boxes(file)]
    return kinds[:1] == [b"ftyp"] and b"moov" not in kinds


def no_pictures(name: str) -> VideoUnreadable:
    """Return the error for an address that answers with something other than a video."""
    return VideoUnreadable(
        f"{name} answers, but not with pictures",
        "name the address of the pictures themselves; with many cameras it ends in /video",
    )


def _no_stream(name: str, error: Exception) -> VideoUnreadable:
    """Return the reason why an address delivers no pictures."""
    if isinstance(error, av.error.HTTPUnauthorizedError | av.error.HTTPForbiddenError):
        return VideoUnreadable(
            f"{name} asks for a name and a password",
            "put them into the address: http://NAME:PASSWORD@...",
        )
    if isinstance(error, _HTTP_ERRORS | av.error.InvalidDataError | av.error.EOFError):
        return no_pictures(name)
    return VideoUnreadable(
        f"no video from {name}",
        "check the address (with many cameras it ends in /video) and that phone and computer are "
        "on the same network",
    )


def _refuse_bad_path(path: Path) -> None:
    shown = str(path).encode("utf-8", "replace").decode("utf-8")
    try:
        size = path.stat().st_size
    except PermissionError as error:
        raise VideoUnreadable(f"{shown} cannot be opened", "change its permissions") from error
    except (OSError, ValueError) as error:  # also a name that is too long
        raise VideoUnreadable(f"{shown} does not exist", "check the path") from error
    if path.is_dir():
        raise VideoUnreadable(f"{shown} is a folder", "name a video in it")
    if not path.is_file():
        raise VideoUnreadable(f"{shown} is not a file", "name a video file")
    if size == 0:
        raise VideoUnreadable(f"{shown_name(str(path))} is empty (0 bytes)", "copy it again")
