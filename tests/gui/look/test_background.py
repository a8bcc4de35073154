"""Work beside the window ends before anybody hears of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from app.gui.background import BackgroundTask

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Slow(BackgroundTask):
    """A task whose thread takes a while to leave its signal."""

    def _tell(self, signal: str, message: object) -> None:
        super()._tell(signal, message)
        time.sleep(0.2)


def failing() -> None:
    raise ValueError("no")


@pytest.mark.parametrize(("work", "signal"), [(int, "done"), (failing, "failed")])
def test_its_thread_has_ended_when_others_are_told(
    qtbot: QtBot, work: type[int], signal: str
) -> None:
    """Or closing the window in reply would delete the object that is still signalling."""
    task, running = Slow(work, "test"), []
    getattr(task, signal).connect(lambda _: running.append(task.is_running))
    with qtbot.waitSignal(getattr(task, signal)):
        task.start()
    assert running == [False]
