"""A video file that is decoded in a separate, supervised process (`decoder`).

Whatever a damaged file does to the decoder, the program continues with what was decoded and a note.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.capture.frame_source import SourceInfo, shown_name
from vision.capture.native import decoder_environment
from vision.capture.recording.decoder import FRAME, HEAD
from vision.capture.recording.findings import Findings
from vision.capture.recording.wanted import ALL, Wanted
from vision.datatypes import Frame
from vision.errors import VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Generator

HANG_S = 60.0
"""A decoder that is silent for this long hangs: a disk that has to wake up, or a large frame, takes
less. No test waits this long."""
_ROOT = Path(__file__).parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from vision.capture.recording.decoder import main; main()"
)


class WatchedVideo:
    """A video file, decoded by `vision.capture.recording.video.VideoSource` in another process.

    Parameters
    ----------
    location
        The path of the file.
    hang_s
        How long to wait for a message of the decoder before it is killed.
    wanted
        Which part of the file, and at what rate and size.

    Attributes
    ----------
    findings
        What the decoder found; ``None`` until it has reached the end.

    Raises
    ------
    VideoUnreadable
        As `VideoSource`, and where the decoder crashes or hangs before the first picture. If it
        does so later, the file simply ends there; ``notes`` says so.
    """

    def __init__(self, location: str, hang_s: float = HANG_S, wanted: Wanted = ALL) -> None:
        self._name = shown_name(location)
        self._closed = False
        self._notes: tuple[str, ...] = ()
        self.findings: Findings | None = None
        self._last_s: float | None = None
        self._child = subprocess.Popen(
            # -P: a module in the user's current folder must not be imported instead of ours
            [
                sys.executable, "-P", "-c", _START, str(_ROOT), json.dumps(asdict(wanted)), location
            ],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=decoder_environment(),
            start_new_session=True,  # only the program itself reacts to Ctrl-C
        )  # fmt: skip
        self._watch = _Watch(self._child, hang_s)
        threading.Thread(target=self._watch.run, name="hipdrill-watch", daemon=True).start()
        weakref.finalize(self, _end, self._child)
        try:
            kind, data = self._message()
            if kind != b"I":
                raise self._error(kind, data)
        except BaseException:
            self.close()
            raise
        self._info = SourceInfo(**json.loads(bytes(data)) | {"path": Path(location)})

    @property
    def info(self) -> SourceInfo:
        """What the file says about itself."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong with the recording."""
        return self._notes

    def frames(self) -> Generator[Frame]:
        """Yield upright BGR frames; ``t_s`` counts from the first one."""
        try:
            yield from self._received()
        finally:
            self.close()

    def _received(self) -> Generator[Frame]:
        while not self._closed:
            kind, data = self._message()
            if kind == b"F":
                frame = _frame(data)
                self._last_s = frame.t_s
                yield frame
            elif kind == b"W":
                self.findings = Findings(**json.loads(bytes(data)))
            elif kind == b"N":
                self._notes = tuple(json.loads(bytes(data)))
            elif kind == b"D" or self._closed:
                return
            elif self._last_s is None:
                raise self._error(kind, data)
            else:
                self._notes = (
                    f"The video is damaged at {self._last_s:.1f} s: what comes after could not be "
                    "decoded.",
                )
                return

    def close(self) -> None:
        """End the iteration and the process; may be called from any thread."""
        self._closed = True
        if self._watch.waiting_since_s is None:
            _end(self._child)
        else:
            self._child.kill()  # the thread that waits for a picture closes the rest

    def _message(self) -> tuple[bytes, memoryview]:
        """Return the next message; an empty kind if the process is gone."""
        self._watch.waiting_since_s = time.monotonic()
        try:
            head = self._read(HEAD.size)
            if len(head) < HEAD.size:
                return b"", head[:0]
            kind, length = HEAD.unpack(head)
            data = self._read(length)
            return (kind, data) if len(data) == length else (b"", data[:0])
        finally:
            self._watch.waiting_since_s = None

    def _read(self, length: int) -> memoryview:
        """Read an exact number of bytes; empty if the process ends."""
        view, got = np.empty(length, np.uint8).data, 0
        pipe: Any = self._child.stdout
        try:
            while got < length and (more := pipe.readinto(view[got:])):
                got += more
        except ValueError:  # closed in another thread
            got = 0
        return view if got == length else view[:0]

    def _error(self, kind: bytes, data: memoryview) -> VideoUnreadable:
        if kind == b"E":
            return VideoUnreadable(*json.loads(bytes(data)))
        return VideoUnreadable(
            f"{self._name} cannot be decoded: the decoder failed on it",
            "record it again, or convert it to H.264 mp4",
        )


class _Watch:
    """Kills a decoder that somebody has been waiting for too long."""

    def __init__(self, child: subprocess.Popen[bytes], hang_s: float) -> None:
        self._child, self._hang_s = child, hang_s
        self.waiting_since_s: float | None = None

    def run(self) -> None:
        """Watch until the process ends, in a separate thread."""
        while self._child.poll() is None:
            since_s = self.waiting_since_s
            if since_s is not None and time.monotonic() - since_s > self._hang_s:
                self._child.kill()
            time.sleep(min(1.0, self._hang_s / 4))


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _frame(data: memoryview) -> Frame:
    index, t_s, width, height, *source_px = FRAME.unpack_from(data)
    pixels = np.frombuffer(data, np.uint8, width * height * 3, FRAME.size)
    image = pixels.reshape(height, width, 3)
    was_shrunk = (width, height) != tuple(source_px)
    return Frame(index, t_s, image, (source_px[0], source_px[1]) if was_shrunk else None)
