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
    """Discard what is written to file descriptor 2 during the block.

    Native code (TensorFlow Lite, V4L2) writes log lines there that no setting turns off. Python's
    own exceptions are untouched. Without a usable descriptor (a windowed program) it does nothing.
    Several threads may be in such a block: the last one to leave restores the descriptor.
    """
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()


class _Silence:
    """Descriptor 2 of the process, redirected while any thread is in a silenced block."""

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
