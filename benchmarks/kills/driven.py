"""The real window, doing one thing until it is killed; says on stdout what it has shown.

    python -m benchmarks.kills.driven set|video|end|review|write|look [VIDEO]

``set`` measures a set with a clip as its camera, ``video`` also keeps its video, ``end`` ends it
after the first rep; ``review`` analyses VIDEO; ``write`` writes preferences, people and plans;
``look`` says what the window tells at its start, and closes it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from PyQt6.QtCore import QTimer

from app.cli.window import main as run_window
from app.gui import desktop, services
from app.gui.main_window import MainWindow
from app.gui.services import real_services
from app.settings import preferences
from app.store import Person, Store, data_folder
from benchmarks.cost.cameras import FPS, ClipCamera
from drills.core.events import Drill
from drills.regimen import Exercise, Regimen
from vision.capture.sources import open_source

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent

TICK_MS = 15
CLIP = "frogger_rock"


def say(line: str) -> None:
    """Say something at once: the process may be killed right after."""
    os.write(1, f"{line}\n".encode())


class Driver:
    """Works in the window at every tick of a timer."""

    def __init__(self, window: MainWindow, what: str, video: str) -> None:
        self._window, self._what, self._video = window, what, video
        self._is_begun = False
        self._told = self._written = 0
        self._last = ""
        self.timer = QTimer(window)
        self.timer.timeout.connect(self._tick)
        self.timer.start(TICK_MS)

    def _tick(self) -> None:
        handle = self._window.windowHandle()
        if handle is None or not handle.isExposed():
            return
        if not self._is_begun:
            self._is_begun = True
            say("painted")
            self._begin()
        elif self._what == "write":
            self._write()
        elif self._what == "review":
            self._once("analysing" if self._window.review.is_busy else self._last)
        else:
            self._watch()

    def _begin(self) -> None:
        if self._what == "look":
            say(f"notice {self._window.notice.text}")
            self._window.close()
        elif self._what == "review":
            self._window.opening.take([self._video])
        elif self._what != "write":
            practise = self._window.practise
            practise.setup.source.name_source("0")
            practise.choose_drill(Drill.FROGGER)
            practise.setup.keep_video.setChecked(self._what != "set")
            practise.start()

    def _watch(self) -> None:
        """Say how many reps are shown, and end the set if that is wanted."""
        practise = self._window.practise
        live = practise.live.live
        total = 0 if live is None else live.counts.total
        if total > self._told:
            self._told = total
            say(f"reps {total}")
            if self._what == "end":
                say("ending")
                practise.live.stop()
        if practise.currentWidget() is practise.summary:
            self._once("ended")

    def _write(self) -> None:
        self._written += 1
        name, own = f"Person {self._written}", self._window.preferences
        preferences.save(replace(own, welcomed=True, person=name), data_folder())
        say(f"preferences {name}")
        with Store.open() as store:
            store.put_person(Person(name))
            say(f"person {name}")
            store.set_regimen(name, Regimen((Exercise(Drill.FROGGER, 2, 10),)))
            say(f"plan {name}")

    def _once(self, line: str) -> None:
        if line != self._last:
            self._last = line
            say(line)


def main(what: str, video: str = "") -> int:
    """Run the program until it is killed; return its exit code.

    Parameters
    ----------
    what
        What to do, as above.
    video
        Path of the video for ``review``.
    """

    def clip_or(source: str, *more: Any, **named: Any) -> Any:
        if source == "0":
            return ClipCamera(CLIP, (640, 480), FPS, {})
        return open_source(source, *more, **named)

    class Window(MainWindow):
        """The real one, with a driver from the moment it is shown."""

        driver: Driver | None = None

        def showEvent(self, event: QShowEvent | None) -> None:
            """Begin to drive."""
            super().showEvent(event)
            self.driver = self.driver or Driver(self, what, video)

    preferences.save(replace(preferences.load(data_folder()), welcomed=True), data_folder())
    with (
        patch.object(services, "open_source", clip_or),
        patch.object(desktop, "real_services", lambda: replace(real_services(), find_cameras=list)),
        patch.object(desktop, "MainWindow", Window),
    ):
        return run_window([])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
