"""Decodes one video file in a process of its own and writes its pictures to a pipe.

A damaged file may crash a decoder, make it hang or ask for any amount of memory: then only this
process ends. The other side is `vision.capture.recording.watched`.

A message is one letter, a length (8 bytes, little-endian) and that many bytes. ``I`` is what is
known about the file, ``W`` what was found in it (`Findings`), ``N`` its notes and ``E`` an error
(what happened and what to do), all as JSON; ``F`` is a frame (`FRAME`, then its pixels); ``D`` is
the end.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from vision.capture.recording.wanted import ALL, Wanted
from vision.errors import VisionError

if TYPE_CHECKING:
    from vision.datatypes import Frame

HEAD = struct.Struct("<cQ")
FRAME = struct.Struct("<QdIIII")
"""Index, time (s), width and height (px) of a frame, and the size (px) it was shrunk from."""
PIPE_BYTES = 1 << 20
MOST_BYTES = 6 << 30
"""Limit of the memory; the largest frames allowed need a third of it. No test fills it."""


def main() -> None:
    """Decode the file named by the last argument until the end, or until nobody reads any more.

    The argument before it is a `Wanted` as JSON.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    _widen(pipe.fileno())
    with suppress(BrokenPipeError):
        _decode(sys.argv[-1], pipe, Wanted(**json.loads(sys.argv[-2])))
    os._exit(0)  # do not wait for a decoder that hangs while it closes


def limit_memory(more_bytes: int = 0) -> None:
    """Limit the memory of this process, and prevent a core dump: it would contain pictures.

    ``more_bytes`` are for other work than decoding.

    Does nothing where the system has no such limits (Windows).
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most_bytes = MOST_BYTES + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _widen(pipe: int) -> None:
    """Make the pipe larger than one page, so that the two sides wait for each other less often."""
    with suppress(ImportError, AttributeError, OSError):  # Linux only
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _end_with_parent() -> None:
    """End when the reading program is gone, for whatever reason: that closes our standard input."""
    sys.stdin.buffer.read()
    os._exit(0)


def _decode(location: str, pipe: BinaryIO, wanted: Wanted = ALL) -> None:
    """Write everything wanted from a file to a pipe.

    Parameters
    ----------
    location
        The file.
    pipe
        The binary pipe, read by `vision.capture.recording.watched`.
    wanted
        Which part of the file, and at what rate and size.
    """
    from vision.capture.recording.video import VideoSource

    try:
        source = VideoSource(location, wanted=wanted)
        info = asdict(source.info) | {"path": None}
        _send_json(pipe, b"I", info)
        for frame in source.frames():
            _send_frame(pipe, frame)
        _send_json(pipe, b"W", asdict(source.findings))
        _send_json(pipe, b"N", source.notes)
    except VisionError as error:
        _send_json(pipe, b"E", [error.what, error.remedy])
    except MemoryError:
        name = os.path.basename(location)
        _send_json(pipe, b"E", [f"{name} needs too much memory", "convert it to H.264 mp4"])
    _send(pipe, b"D", b"")


def _send_frame(pipe: BinaryIO, frame: Frame) -> None:
    height, width = frame.image.shape[:2]
    head = FRAME.pack(frame.index, frame.t_s, width, height, *frame.size_px)
    _write(pipe, HEAD.pack(b"F", len(head) + frame.image.nbytes) + head)
    _write(pipe, np.ascontiguousarray(frame.image).data.cast("B"))


def _send_json(pipe: BinaryIO, kind: bytes, data: Any) -> None:
    _send(pipe, kind, json.dumps(data, default=list).encode())


def _send(pipe: BinaryIO, kind: bytes, data: bytes) -> None:
    _write(pipe, HEAD.pack(kind, len(data)) + data)


def _write(pipe: BinaryIO, data: bytes | memoryview) -> None:
    """Write all of it: a pipe accepts only a part at a time."""
    left = memoryview(data)
    while len(left):
        left = left[pipe.write(left) :]
