"""The window's cyclic garbage is collected in the window's own thread.

Python collects cycles in whichever thread happens to allocate. When that is the thread of a camera
or of an analysis, and the garbage holds widgets, Qt destroys them outside of its thread and the
program crashes at some later moment. So automatic collection is off while the window is open, and a
timer in the window's thread collects what has piled up.
"""

from __future__ import annotations

import gc

from PyQt6.QtCore import QTimer

LOOK_MS = 250
"""A quarter of a second: the garbage of a live set (a few hundred objects a frame) stays small."""


class GarbageTimer:
    """Collects cyclic garbage in the thread that made this object, from then until ``stop``."""

    def __init__(self) -> None:
        # what was imported lives as long as the program: going through it each time takes 0.1 s
        gc.freeze()
        gc.disable()
        self._timer = QTimer()
        self._timer.timeout.connect(_collect_what_is_due)
        self._timer.start(LOOK_MS)

    def stop(self) -> None:
        """Hand collection back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()
        gc.unfreeze()


def _collect_what_is_due() -> None:
    """Collect the oldest generation whose threshold is passed, as Python itself would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
