"""Widgets that are garbage are destroyed in the window's thread, whoever allocates."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PyQt6.QtCore import QObject

from app.gui.garbage import GarbageTimer


class Cycle(QObject):
    def __init__(self, told):
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: told.append(threading.current_thread()))


@pytest.fixture
def timer(qapp):
    gc.enable()
    made = GarbageTimer()
    yield made
    made.stop()
    gc.freeze()
    gc.disable()  # as the tests of this folder have it


def allocate_much():
    kept = [[number] for number in range(200_000)]
    del kept


def test_a_worker_collects_nothing(timer, wait):
    told = []
    Cycle(told)
    worker = threading.Thread(target=allocate_much)
    worker.start()
    worker.join()
    assert told == []
    kept = [[number] for number in range(10_000)]
    wait(lambda: bool(told))
    assert told == [threading.main_thread()]
    assert kept


def test_afterwards_python_collects_again(qapp):
    GarbageTimer().stop()
    assert gc.isenabled()
    gc.freeze()
    gc.disable()
