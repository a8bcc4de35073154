"""The video of a live session, written while it runs: only when the person chose to keep it."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

from app.files import PRIVATE
from app.run.video.writer import LIVE, AnnotatedVideo
from app.store import data_folder
from app.store.videos import make_room, video_path

if TYPE_CHECKING:
    from pathlib import Path

    from vision.datatypes import Frame

ROOM = 8
"""Pictures that may wait to be written; more would only hide a computer that is too slow."""
_log = logging.getLogger(__name__)


class VideoKeeper:
    """Writes frames in a separate thread, so that measuring never waits for the encoder."""

    def __init__(self, session_id: str, fps: float = 0.0, folder: Path | None = None) -> None:
        self.problem = ""
        self._path = video_path(folder or data_folder(), session_id)
        self._folder = folder or data_folder()
        self._fps = fps
        self._waiting: queue.Queue[Frame | None] = queue.Queue(ROOM)
        self._video: AnnotatedVideo | None = None
        self._thread = threading.Thread(target=self._run, name="hipdrill-video", daemon=True)
        self._thread.start()

    def take(self, frame: Frame) -> None:
        """Take a frame; never waits."""
        try:
            self._waiting.put_nowait(frame)
        except queue.Full:
            _log.debug("picture %d is left out of the video", frame.index)

    def finish(self, *, keep: bool) -> Path | None:
        """End the writing and return the file; ``None`` if nothing should be, or could be, kept."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()
        video, self._video = self._video, None
        if video is None:
            return None
        if not keep or self.problem:
            video.discard()
            return None
        try:
            video.close()
        except OSError as error:
            self._fail(error)
            return None
        return self._path

    def _run(self) -> None:
        first_s: float | None = None
        while (frame := self._waiting.get()) is not None:
            if self.problem:
                continue  # measuring goes on without the video
            first_s = frame.t_s if first_s is None else first_s
            try:
                self._write(frame, frame.t_s - first_s)
            except OSError as error:
                self._fail(error)

    def _write(self, frame: Frame, t_s: float) -> None:
        if self._video is None:
            make_room(self._folder)
            self._video = AnnotatedVideo(
                self._path, frame.size_px, self._fps, "video", PRIVATE, LIVE
            )
        self._video.write(frame.image, t_s)

    def _fail(self, error: OSError) -> None:
        self.problem = (
            f"the video of this session is not kept ({error.strerror or error}): "
            "free some space on the disk; the session itself is measured as always"
        )
