"""Work that must not block the window."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.errors import UserError, as_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


def line_of(error: object) -> str:
    """Return one line for the user about an error from a thread, without error codes.

    An error that is not the user's to solve is logged as well.
    """
    if isinstance(error, OSError) and error.strerror:
        name = str(error.filename or "")
        line = f"{name}: {error.strerror.lower()}" if name else error.strerror.lower()
    else:
        name, line = "", str(error)
    if not isinstance(error, UserError | OSError | ValueError):
        _log.error("failed in the background: %r", error)
    return as_sentence(line, name)


class BackgroundTask(QObject):
    """Runs one function in a thread of its own.

    Signals
    -------
    done
        What the function returned.
    failed
        The exception it raised.
    """

    done = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(
        self, work: Callable[[], object], name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"hipdrill-{name}", daemon=True)
        # first of all slots: one of the others may end this object, while the thread is still
        # leaving the signal
        self.done.connect(self._let_end)
        self.failed.connect(self._let_end)

    @property
    def is_running(self) -> bool:
        """Whether the work is still going on."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self) -> None:
        """Wait for the end, in a thread other than the window's."""
        self._thread.join()

    def abandon(self, timeout_s: float = 3.0) -> None:
        """Wait for the end, at most so long, and drop the result."""
        self._abandoned.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _let_end(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self._tell("failed", error)
        else:
            self._tell("done", result)

    def _tell(self, signal: str, message: object) -> None:
        if self._abandoned.is_set():
            return
        try:
            getattr(self, signal).emit(message)
        except RuntimeError:  # the window and this object were gone before the work ended
            _log.debug("nobody waits for %s any more", self._thread.name)
