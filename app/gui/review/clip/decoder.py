"""A thread that decodes the picture requested last; the window never waits for it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.review.reader import FrameReader

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


class Decoder(QObject):
    """Is asked for times and returns pictures; of several requests only the last is answered.

    Parameters
    ----------
    path
        The video.

    Signals
    -------
    decoded
        The time requested, the time of the picture, and the picture (BGR).
    failed
        The exception, if the file cannot be read.
    """

    decoded = pyqtSignal(float, float, object)
    failed = pyqtSignal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._changed = threading.Condition()
        self._wish: float | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="hipdrill-decoder", daemon=True)

    def start(self) -> None:
        """Open the file; connect the signals first."""
        self._thread.start()

    def ask(self, t_s: float) -> None:
        """Request the picture at a time of the video."""
        with self._changed:
            self._wish = t_s
            self._changed.notify()

    def close(self) -> None:
        """End the thread and release the file."""
        self.blockSignals(True)
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(3.0)

    def _run(self) -> None:
        try:
            reader = FrameReader(self._path)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._tell_failure(error)
            return
        try:
            self._serve(reader)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._tell_failure(error)
        finally:
            reader.close()

    def _serve(self, reader: FrameReader) -> None:
        while True:
            with self._changed:
                while self._wish is None and not self._ended:
                    self._changed.wait()
                wish, self._wish = self._wish, None
                if self._ended or wish is None:
                    return
            picture = reader.at(wish)
            if picture is not None and not self._ended:
                self.decoded.emit(wish, *picture)

    def _tell_failure(self, error: Exception) -> None:
        _log.error("the video cannot be shown", exc_info=error)
        if not self._ended:
            self.failed.emit(error)
