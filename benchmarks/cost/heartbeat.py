"""How long the window's thread is busy at a stretch while every page is walked through.

    python -m benchmarks.cost.heartbeat [--least MS]

A heart beats every 5 ms in the window's thread. What lies between two beats is one stretch: its
length on the clock, and what the thread computed in it (a busy machine makes the first longer, not
the second). Printed is the longest stretch of every step, and what is over the aim. Needs a display
(``xvfb-run -a`` will do); the data are those of a person who has practised for a year, in a folder
of their own.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEventLoop, QTimer

from app.gui import services
from app.gui.desktop import application
from app.gui.main_window import MainWindow
from app.gui.settings.settings_page import SettingsPage
from app.gui.style import ThemeChoice, dress
from app.settings.preferences import Preferences
from app.store import Store
from benchmarks.cost.year import series_of, year
from drills.core.events import Drill
from drills.registry import OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PyQt6.QtWidgets import QWidget

BEAT_MS = 5
STEP_S = 1.0
SET_S = 12.0
ANALYSIS_S = 60.0
AIM_MS = 50.0
PERSON = "Person 1"
DAYS_WITH_ANGLES = 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """The longest stretch of a step: ms on the clock, and the most that was computed in one."""

    step: str
    clock_ms: float
    busy_ms: float


class Heart:
    """Beats in the window's thread and remembers the longest pause between two beats."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._last = (0.0, 0.0)
        self.clock_ms = self.busy_ms = 0.0

    def follow(self, act: Callable[[], object], seconds: float, until: Callable[[], bool]) -> None:
        """Do something in the event loop and let it work for so long, or until it is done."""
        loop = QEventLoop()
        self.clock_ms = self.busy_ms = 0.0
        self._last = (time.perf_counter(), time.thread_time())
        ends_s = time.perf_counter() + seconds
        check = QTimer()
        check.timeout.connect(
            lambda: loop.quit() if until() or time.perf_counter() > ends_s else None
        )
        self._timer.start(BEAT_MS)
        check.start(50)
        QTimer.singleShot(0, act)
        loop.exec()
        self._timer.stop()
        self._beat()

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        clock_ms, busy_ms = (1000 * (b - a) for a, b in zip(self._last, now, strict=True))
        self._last = now
        self.clock_ms, self.busy_ms = max(self.clock_ms, clock_ms), max(self.busy_ms, busy_ms)


Step = tuple[str, "Callable[[], object]", float, "Callable[[], bool]"]


def _steps(window: MainWindow) -> Iterator[Step]:
    """Yield every step: its name, what it does, how long at most, and when it is done."""

    def never() -> bool:
        return False

    practise = window.practise
    yield "first pages", window.begin, STEP_S, never
    yield "welcome", practise.show_welcome, STEP_S, never
    yield "drills", practise.show_home, STEP_S, never
    for drill in OFFERED:
        yield f"set-up, {drill}", partial(practise.choose_drill, drill), STEP_S, never
    yield "who", practise.who.ask, STEP_S, never
    yield "set on the sample", lambda: _begin(practise), SET_S, never
    yield "end of the set", practise.live.stop, STEP_S, never
    yield "drills again", practise.show_home, STEP_S, never
    yield "review", lambda: window.show_page(1), STEP_S, never
    review = window.review
    yield "review, analysis", review.open_sample, ANALYSIS_S, lambda: _has_clip(window)
    yield "review, play", review.press_space, 3.0, never
    yield "progress", lambda: window.show_page(2), 3.0, never
    yield "progress of a year", lambda: window.people.choose(PERSON), 3.0, never
    yield "settings", lambda: window.show_page(3), STEP_S, never
    for choice in (ThemeChoice.DARK, ThemeChoice.CONTRAST, ThemeChoice.LIGHT):
        yield f"look: {choice}", partial(_dress, window, choice), STEP_S, never
    yield "help", window.show_help, STEP_S, never


def _begin(practise: QWidget) -> None:
    setup = practise.setup  # type: ignore[attr-defined]
    setup.show_drill(Drill.FROGGER, Side.LEFT)
    practise.start()  # type: ignore[attr-defined]


def _has_clip(window: MainWindow) -> bool:
    return not window.review.is_busy and not window.review.player.video.is_empty


def _dress(window: MainWindow, choice: ThemeChoice) -> None:
    page = window.settings
    assert isinstance(page, SettingsPage)
    page.theme.setCurrentIndex(page.theme.findData(choice.value))


def _walk(window: MainWindow) -> list[Stretch]:
    """Walk through every page."""
    heart, found = Heart(), []
    for name, act, seconds, until in _steps(window):
        heart.follow(act, seconds, until)
        found.append(Stretch(name, heart.clock_ms, heart.busy_ms))
    return found


def _fill() -> int:
    """Write a year of a person into the data folder; return how many sessions that is."""
    sessions = list(year(PERSON, 1))
    with Store.open() as store:
        for number, session in enumerate(sessions):
            late = len(sessions) - number <= DAYS_WITH_ANGLES
            store.save(session, series_of(session) if late else None)
    return len(sessions)


def main() -> None:
    """Print the longest stretch of every step, the worst first."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--least", type=float, default=0.0, help="leave out shorter stretches (ms)")
    least_ms = parser.parse_args().least
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HIPDRILL_DATA"] = folder
        print(f"{_fill()} sessions of one person")
        app = application()
        dress(app)
        own = replace(services.real_services(), find_cameras=list)
        window = MainWindow(own, Preferences(welcomed=True, sound=False))
        window.resize(1280, 720)
        window.show()
        found = _walk(window)
        window.close()
    print(f"{'step':28} {'clock ms':>9} {'busy ms':>8}")
    for one in sorted(found, key=lambda one: -one.busy_ms):
        if one.busy_ms >= least_ms:
            over = "  over the aim" if one.busy_ms > AIM_MS else ""
            print(f"{one.step:28} {one.clock_ms:9.0f} {one.busy_ms:8.0f}{over}")


if __name__ == "__main__":
    main()
