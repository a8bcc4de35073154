"""Sets that are begun, clicked at and ended."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from drills.core.events import Drill


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(practise, world, wait, drill=Drill.FROGGER):
    world.frames = None
    practise.choose_drill(drill)
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)


def end(practise, wait):
    practise.live.stop()
    wait(lambda: not practise.live.is_running)
