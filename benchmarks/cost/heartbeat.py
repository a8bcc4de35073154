"""How long the window's thread is busy at a stretch while every page is visited.

    python -m benchmarks.cost.heartbeat [--least MS]

A timer beats every 5 ms in the window's thread. The time between two beats is one stretch: its
length on the clock, and what the thread computed in it (a busy machine makes the first longer, not
the second). The longest stretch of every step is printed, and whether it is over the aim. Needs a
display (``xvfb-run -a`` will do). The data are those of a person who has practised for a year, in a
temporary folder.
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
    """The longest stretches of a step: in ms on the clock, and in ms computed."""

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
        """Do something in the event loop, and let the loop work until it is done.

        Parameters
        ----------
        act
            Called once, in the loop.
        seconds
            The longest time to wait.
        until
            Whether it is done; asked every 50 ms.
        """
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
    """Yield every step: its name, what it does, the longest time (s), and when it is done."""

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
    """Visit every page; return the longest stretches of each step."""
    heart, stretches = Heart(), []
    for name, act, seconds, until in _steps(window):
        heart.follow(act, seconds, until)
        stretches.append(Stretch(name, heart.clock_ms, heart.busy_ms))
    return stretches


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
        stretches = _walk(window)
        window.close()
    print(f"{'step':28} {'clock ms':>9} {'busy ms':>8}")
    for stretch in sorted(stretches, key=lambda stretch: -stretch.busy_ms):
        if stretch.busy_ms >= least_ms:
            over = "  over the aim" if stretch.busy_ms > AIM_MS else ""
            print(f"{stretch.step:28} {stretch.clock_ms:9.0f} {stretch.busy_ms:8.0f}{over}")


if __name__ == "__main__":
    main()
