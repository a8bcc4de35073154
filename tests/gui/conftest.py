"""No thread or timer left behind."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QThread, QTimer

from app.gui.main_window import MainWindow
from app.gui.people import People
from app.gui.style import dress
from tests.gui_builders import FakeWorld

PATIENCE_MS = 20_000


def pytest_collection_modifyitems(items):
    """Let the offscreen plug-in say that it knows no window manager; other warnings fail."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore(r"does not support (propagateSizeHints|raise)")
            )


@pytest.fixture(autouse=True, scope="package")
def _garbage_of_this_thread():
    """Collect widgets in this thread alone, as ``app.gui.garbage`` does in the program.

    Threads of libraries that tests before these have started (distributed keeps one) allocate too.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.collect()
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _widgets_collected(_garbage_of_this_thread):
    """Delete what a test has closed: without an event loop Qt would keep all of it."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture(autouse=True)
def _nothing_left_running(monkeypatch):
    """Fail a test that leaves a thread, a Qt thread or a ticking timer (after napari's habit)."""
    timers, qthreads = weakref.WeakSet(), weakref.WeakSet()
    start_timer, start_thread = QTimer.start, QThread.start

    def timer_start(self, *args):
        timers.add(self)
        start_timer(self, *args)

    def thread_start(self, *args):
        qthreads.add(self)
        start_thread(self, *args)

    monkeypatch.setattr(QTimer, "start", timer_start)
    monkeypatch.setattr(QThread, "start", thread_start)
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + 5.0
    while _named_threads(before) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert not _named_threads(before)
    assert not [timer for timer in timers if _ticks(timer)]
    assert not [thread for thread in qthreads if thread.isRunning()]


def _named_threads(before):
    return [thread for thread in threading.enumerate() if thread not in before]


def _ticks(timer):
    try:
        return timer.isActive()
    except RuntimeError:  # Qt has deleted it
        return False


@pytest.fixture
def world(tmp_path):
    return FakeWorld(tmp_path)


@pytest.fixture
def people(qapp, world):
    made = People(world.open_store, world.read_store)
    yield made
    made.finish_work()


@pytest.fixture
def make_window(qtbot, qapp, world):
    dress(qapp)

    def make():
        window = MainWindow(world.services)
        qtbot.addWidget(window)
        window.show()
        return window

    return make


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def wait(qtbot):
    """Wait until a condition holds, generously."""
    return lambda condition: qtbot.waitUntil(condition, timeout=PATIENCE_MS)
