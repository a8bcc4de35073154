"""The picture of a camera, shown only to check it: nothing is measured."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.video_view import VideoView
from app.practice.live import camera_watch
from app.practice.live.camera_watch import Watch
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.capture.frame_source import FrameSource
    from vision.datatypes import Frame

WATCH_MS = 500
_log = logging.getLogger(__name__)


class PreviewFeed(QObject):
    """A thread that reads a camera and keeps its newest picture.

    Parameters
    ----------
    open_source
        Opens the camera; called in that thread.

    Signals
    -------
    ready
        There is a picture: `take` returns it.
    failed
        One line on why there is none.
    """

    ready = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(
        self, open_source: Callable[[], FrameSource], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_source = open_source
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._thread = threading.Thread(target=self._run, name="hipdrill-preview", daemon=True)

    def start(self) -> None:
        """Begin; connect the signals first."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and release the camera."""
        self.blockSignals(True)
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join(3.0)

    def take(self) -> Frame | None:
        """Return the newest picture and forget it; ``None`` if there is no new one."""
        with self._lock:
            frame, self._frame = self._frame, None
        return frame

    def _run(self) -> None:
        try:
            with closing(self._open_source()) as source, closing(source.frames()) as frames:
                for frame in frames:
                    if self._ended.is_set():
                        return
                    self._keep(frame)
        except VisionError as error:
            self._tell(f"{error.what[:1].upper()}{error.what[1:]}: {error.remedy}.")
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            _log.error("the preview failed", exc_info=error)
            self._tell(f"The camera cannot be read ({error}). Choose another one.")

    def _keep(self, frame: Frame) -> None:
        with self._lock:
            was_empty, self._frame = self._frame is None, frame
        if was_empty:
            self.ready.emit()

    def _tell(self, line: str) -> None:
        if not self._ended.is_set():
            self.failed.emit(line)


class CameraPreview(QWidget):
    """The picture, and below it, in words, whether it is good enough.

    Parameters
    ----------
    open_source
        Opens a camera or address; called in a worker thread.
    """

    def __init__(
        self, open_source: Callable[[str], FrameSource], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._open_source = open_source
        self._feed: PreviewFeed | None = None
        self._watch = Watch()
        self._pictures: list[float] = []
        self.video = VideoView(self)
        self.words = style.label("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.video, 1)
        column.addWidget(self.words)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether the camera is open."""
        return self._feed is not None

    def start(self, location: str, *, mirrored: bool) -> None:
        """Show a camera; the one shown before is released.

        Parameters
        ----------
        location
            Camera number or address.
        mirrored
            Whether left and right are exchanged, as in a mirror.
        """
        self.stop()
        self.video.set_mirrored(mirrored)
        self.video.clear("Opening the camera…")
        self.words.setText("")
        self._watch, self._pictures = Watch(), []
        self._feed = PreviewFeed(lambda: self._open_source(location), self)
        self._feed.ready.connect(self._on_ready)
        self._feed.failed.connect(self._on_failed)
        self._feed.start()
        self._timer.start(WATCH_MS)

    def stop(self, words: str = "") -> None:
        """Release the camera and show words instead of its picture."""
        self._timer.stop()
        if self._feed is not None:
            self._feed.stop()
            self._feed = None
        self.video.clear(words)
        self.words.setText("")

    def _on_ready(self) -> None:
        frame = None if self._feed is None else self._feed.take()
        if frame is None:
            return
        now_s = time.monotonic()
        self._watch = camera_watch.after_frame(self._watch, frame, now_s)
        self._pictures = [*(t for t in self._pictures if now_s - t < 2.0), now_s]
        self._size_px = frame.size_px
        self.video.show_picture(frame, None)

    def _look(self) -> None:
        trouble = camera_watch.trouble(self._watch, time.monotonic())
        if trouble:
            self.words.setText(f"⚠ {trouble}")
        elif len(self._pictures) > 1:
            rate = (len(self._pictures) - 1) / (self._pictures[-1] - self._pictures[0])
            width, height = self._size_px
            self.words.setText(
                f"✓ The camera works: {width} × {height}, {rate:.0f} frames a second."
            )

    def _on_failed(self, line: str) -> None:
        self._timer.stop()
        self.video.clear(line)
        self.words.setText("")
