"""Keeping native libraries from writing on the user's terminal."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def native_stderr_silenced() -> Iterator[None]:
    """Send file descriptor 2 to nowhere for the time of the block.

    Native code (TensorFlow Lite, V4L2) writes log lines there that no setting turns off. Python's
    own exceptions are untouched. Without a usable descriptor (a windowed program) it does nothing.
    Several threads may be in such a block: the last one out gives the descriptor back.
    """
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()


class _Silence:
    """The one descriptor of the process, sent to nowhere while anybody wants it so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._saved: int | None = None

    def begin(self) -> None:
        with self._lock:
            self._depth += 1
            if self._depth > 1:
                return
            try:
                if sys.stderr is not None:
                    sys.stderr.flush()
                self._saved = os.dup(2)
            except OSError:
                return
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 2)
            os.close(sink)

    def end(self) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth or self._saved is None:
                return
            os.dup2(self._saved, 2)
            os.close(self._saved)
            self._saved = None


_silence = _Silence()
