"""Limits threads and memory of native libraries, set before they are loaded.

They are read from the environment. Outside Linux, the memory settings have no effect.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

_NO_MATRIX_THREADS = {"OPENBLAS_NUM_THREADS": "1"}
"""Our matrices are small: a second numpy thread only waits, and takes a fifth of a core for it."""
_NO_PICTURE_THREADS = {"OPENCV_FOR_THREADS_NUM": "1"}
"""For OpenCV, both ours and the one inside MediaPipe: with a process on every core, its threads
would wait for each other."""
_KEPT_BYTES = 32 << 20
_KEPT_MEMORY = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(_KEPT_BYTES))
"""A process that makes picture after picture of one size would otherwise get new memory pages for
each, which takes a quarter of the decoder's time."""

_MOST_ARENAS, _TRIM_THRESHOLD, _MMAP_THRESHOLD = -8, -1, -3
"""glibc's numbers. With an arena for each thread, a model that is freed leaves holes
in several: 20 to 35 MB a process (one arena takes no more time)."""


def settle_program() -> None:
    """Set up this process, and those that it starts; before numpy is imported."""
    for name, value in _NO_MATRIX_THREADS.items():
        os.environ.setdefault(name, value)


def settle_worker() -> None:
    """Set up a process that works beside others, one for every core; before it starts threads."""
    os.environ.update(_NO_PICTURE_THREADS)
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_MOST_ARENAS, 1)


def keep_freed_memory() -> None:
    """Let this process keep what it frees, even if its environment tells it to give all of it back.

    Dask's does (``MALLOC_TRIM_THRESHOLD_``), and glibc then no longer adapts to pictures: each of
    them gets new memory pages.
    """
    with suppress(OSError, AttributeError, TypeError):
        for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            ctypes.CDLL(None).mallopt(setting, _KEPT_BYTES)


def decoder_environment() -> dict[str, str]:
    """Return the environment of a process that decodes for another one."""
    return {**os.environ, **_NO_MATRIX_THREADS, **_NO_PICTURE_THREADS, **_KEPT_MEMORY}


def return_memory() -> None:
    """Give freed memory back to the system, where its library can do that (Linux).

    A model leaves 20 MB of small holes behind when it is freed, which the next one does not fill.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
